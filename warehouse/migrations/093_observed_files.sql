-- What a value comes from stands beside it, so that nothing is looked up for a trace.
alter table kpi.observed add column receipt_no bigint;

alter table kpi.observed add column file_name varchar;

alter table kpi.observed add column received_at timestamptz;

alter table kpi.observed add column column_name varchar;

alter table kpi.observed add column stated decimal(28, 6);

-- The period whose returns tell a stock.
create table kpi.last_period (
    indicator varchar not null,
    year integer not null,
    whole_period varchar,
    parts_period varchar
);

-- The values that count, with their cells: what every other table of figures is worked out from.
create table kpi.observed (
    indicator varchar not null,
    measure varchar not null,
    form varchar not null,
    submitter varchar not null,
    period varchar not null,
    year integer not null,
    district varchar,
    breakdown varchar,
    value decimal(28, 6) not null,
    unit varchar not null,
    submission_id varchar not null,
    sheet varchar not null,
    cell varchar not null,
    counted boolean not null,
    maturity varchar not null
);

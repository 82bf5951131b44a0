-- Indicators that follow from others, that rows name themselves, and that are parts of one another.
alter table dim.indicators alter column form drop not null;

alter table dim.indicators alter column column_name drop not null;

alter table dim.indicators add column submitter varchar;

alter table dim.indicators add column breakdown_list varchar;

alter table dim.indicators add column part_dimension varchar;

alter table dim.indicators add column whole varchar;

alter table dim.indicators add column formula varchar;

alter table dim.indicators add column note varchar;

alter table dim.units add column rate_times integer;

alter table dim.units add column rate_of varchar;

alter table dim.units add column rate_to varchar;

create table dim.formula_terms (
    indicator varchar not null,
    side varchar not null,
    term varchar not null,
    sign integer not null,
    by_code boolean not null
);

create table core.plan_bases (
    submission_id varchar not null,
    decision_number varchar not null,
    decision_date date
);

-- A ratio has more decimals than what it compares: it is rounded when it is shown, and not before.
alter table kpi.indicator_year alter column actual type decimal(28, 12);

alter table kpi.indicator_year alter column previous type decimal(28, 12);

alter table kpi.indicator_year add column parts bigint default 0;

alter table kpi.indicator_year add column parts_missing bigint default 0;

create table kpi.indicator_part_year (
    indicator varchar not null,
    year integer not null,
    dimension varchar not null,
    code varchar not null,
    actual decimal(28, 12),
    share decimal(28, 12),
    parts_missing bigint not null
);

create table kpi.rate_base (
    indicator varchar not null,
    year integer not null,
    base varchar not null,
    value decimal(28, 6) not null,
    submitter varchar not null,
    submission_id varchar not null,
    period varchar not null,
    received_at timestamptz not null
);

create table kpi.plan_versions (
    year integer not null,
    indicator varchar not null,
    measure varchar not null,
    plan_year integer not null,
    value decimal(28, 6) not null,
    decision_number varchar,
    decision_date date,
    submitter varchar not null,
    submission_id varchar not null,
    receipt_no bigint not null,
    received_at timestamptz not null,
    sheet varchar not null,
    cell varchar not null,
    counts boolean not null
);

create schema if not exists dim;
create schema if not exists core;
create schema if not exists kpi;
create schema if not exists ops;

create table dim.units (
    code varchar not null,
    vi varchar not null,
    en varchar not null,
    base varchar not null,
    factor bigint not null,
    whole boolean not null
);

create table dim.codes (
    list varchar not null,
    code varchar not null,
    vi varchar not null,
    en varchar not null
);

create table dim.districts (
    code varchar not null,
    vi varchar not null,
    en varchar not null,
    valid_from date,
    valid_to date
);

create table dim.submitters (
    code varchar not null,
    kind varchar not null,
    vi varchar not null,
    en varchar not null,
    district varchar,
    valid_from date not null,
    valid_to date
);

create table dim.forms (
    code varchar not null,
    name_vi varchar not null,
    name_en varchar not null,
    submitters varchar not null,
    frequency varchar not null,
    due_days integer not null,
    valid_from date not null,
    valid_to date
);

create table dim.indicators (
    code varchar not null,
    name_vi varchar not null,
    name_en varchar not null,
    unit varchar not null,
    aggregation varchar not null,
    decimals integer not null,
    planned boolean not null,
    stock varchar,
    breakdown varchar,
    appendix integer,
    appendix_row integer,
    itu varchar,
    upu varchar,
    form varchar not null,
    column_name varchar not null
);

create table dim.indicator_sources (
    indicator varchar not null,
    form varchar not null,
    column_name varchar not null,
    code_column varchar,
    code varchar
);

create table dim.appendix_cells (
    appendix integer not null,
    row integer not null,
    column_name varchar not null,
    label varchar not null,
    unit varchar,
    per_base decimal(10, 9) not null,
    indicator varchar not null,
    breakdown varchar,
    measure varchar not null
);

create table dim.expected_returns (
    form varchar not null,
    submitter varchar not null,
    period varchar not null,
    year integer not null,
    due_date date not null
);

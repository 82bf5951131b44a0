create schema if not exists country;
create table if not exists country.provinces (
    province varchar not null,
    publication_no bigint not null,
    published_at timestamptz not null,
    rules varchar not null,
    build_no bigint not null,
    taken_at timestamptz not null
);
alter table country.provinces add column if not exists begun_at timestamptz;
alter table country.provinces add column if not exists name varchar;
create table if not exists country.submitters (
    province varchar not null,
    submitter varchar not null,
    nationwide varchar not null
);
create table if not exists country.defined (
    province varchar not null,
    indicator varchar not null,
    unit varchar not null,
    unit_vi varchar not null,
    times bigint,
    aggregation varchar not null,
    list varchar,
    terms varchar not null
);
create table if not exists country.units (
    province varchar not null,
    unit varchar not null,
    vi varchar not null,
    base varchar not null,
    factor bigint not null
);
create table if not exists country.touched (
    year integer not null,
    touched_at timestamptz not null
);
create table if not exists country.digests (
    province varchar not null,
    name_vi varchar not null,
    name_en varchar not null,
    year integer not null,
    digest varchar not null,
    since timestamptz not null
);

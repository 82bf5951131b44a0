-- Reports that were signed, and what they said: all three only grow.
create table ops.vintages (
    vintage_no bigint not null,
    kind varchar not null,
    number varchar not null,
    year integer not null,
    dated date not null,
    signed_by varchar not null,
    recorded_at timestamptz not null,
    moment timestamptz not null,
    through_no bigint not null,
    through_decision bigint not null,
    publication_no bigint,
    rules varchar not null,
    reason varchar,
    revokes bigint
);

create table ops.vintage_figures (
    vintage_no bigint not null,
    appendix integer not null,
    row integer not null,
    column_name varchar not null,
    year integer not null,
    label varchar not null,
    unit varchar,
    decimals integer not null,
    indicator varchar not null,
    measure varchar not null,
    breakdown varchar,
    value decimal(28, 12),
    returns_expected bigint,
    returns_received bigint,
    returns_in_part bigint,
    returns_missing bigint,
    returns_provisional bigint,
    through_period varchar,
    maturity varchar,
    method varchar
);

create table ops.vintage_indicators (
    vintage_no bigint not null,
    indicator varchar not null,
    year integer not null,
    measure varchar not null,
    value decimal(28, 12) not null,
    maturity varchar,
    method varchar
);

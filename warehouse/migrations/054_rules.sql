-- Rules as data, what judging them found every night, and waivers among the decisions.
create table dim.rules (
    code varchar not null,
    version integer not null,
    asset varchar not null,
    severity varchar not null,
    tolerance decimal(28, 12) not null,
    vi varchar not null,
    en varchar not null
);

create table dim.identities (
    form varchar not null,
    code varchar not null,
    left_column varchar not null,
    op varchar not null,
    right_column varchar not null
);

create table ops.rule_results (
    judged_at timestamptz not null,
    rule varchar not null,
    version integer not null,
    year integer,
    passed boolean not null,
    guilty bigint not null,
    waived_by bigint,
    numbers varchar
);

alter table ops.decisions add column rule varchar;

alter table ops.decisions add column year integer;

alter table ops.decisions alter column receipt_no drop not null;

alter table dim.indicators add column leavers varchar;

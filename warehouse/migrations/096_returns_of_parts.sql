-- The returns that an indicator's year rests on, of everybody and of each submitter, and what that says of its parts.
-- The years are built anew after an upgrade, as after every change of the models.
create table kpi.indicator_returns (
    indicator varchar not null,
    year integer not null,
    submitter varchar,
    returns_expected bigint not null,
    returns_received bigint not null,
    returns_in_part bigint not null,
    returns_missing bigint not null,
    returns_provisional bigint not null,
    through_period varchar,
    maturity varchar not null
);

alter table kpi.indicator_part_year add column returns_expected bigint default 0;

alter table kpi.indicator_part_year add column returns_received bigint default 0;

alter table kpi.indicator_part_year add column returns_in_part bigint default 0;

alter table kpi.indicator_part_year add column returns_missing bigint default 0;

alter table kpi.indicator_part_year add column returns_provisional bigint default 0;

alter table kpi.indicator_part_year add column through_period varchar;

alter table kpi.indicator_part_year add column maturity varchar;

-- What of a finding's words the program wrote itself; none for what was found before this was kept.
alter table ops.rejections add column own_words varchar;

alter table ops.warnings add column own_words varchar;

-- What two quantities of at most six decimals have in common, in millionths.
create macro kpi.common(times, whole) as (
    greatest_common_divisor(
        cast(cast(times as decimal(38, 6)) * 1000000 as hugeint),
        cast(cast(whole as decimal(38, 6)) * 1000000 as hugeint)
    )
);

-- part * times / whole, rounded half up (away from zero) once, at six decimals, in integers throughout. What times and
-- whole have in common is taken out first, so that amounts in dong stay within the integers that there are.
create macro kpi.prorated(part, times, whole) as (
    case
        when whole is null or whole = 0 then null
        else (
            (case when part < 0 then -1 else 1 end)
            * (
                (
                    2 * cast(abs(cast(part as decimal(38, 6))) * 1000000 as hugeint)
                    * (cast(cast(times as decimal(38, 6)) * 1000000 as hugeint) // kpi.common(times, whole))
                    + cast(cast(whole as decimal(38, 6)) * 1000000 as hugeint) // kpi.common(times, whole)
                )
                // (2 * (cast(cast(whole as decimal(38, 6)) * 1000000 as hugeint) // kpi.common(times, whole)))
            )
        )::decimal(38, 0) * 0.000001::decimal(7, 6)
    end
);

alter table dim.indicators add column estimate varchar;

alter table dim.appendix_cells add column estimated boolean default false;

alter table kpi.indicator_year add column returns_provisional bigint default 0;

alter table kpi.indicator_year add column maturity varchar;

alter table kpi.appendix_values add column returns_provisional bigint;

alter table kpi.appendix_values add column maturity varchar;

alter table kpi.appendix_values add column method varchar;

alter table kpi.appendix_1 add column maturity varchar;

alter table kpi.appendix_2 add column maturity varchar;

alter table kpi.appendix_3 add column maturity varchar;

create table kpi.estimate_at (
    indicator varchar not null,
    year integer not null,
    cut varchar not null,
    method varchar not null,
    value decimal(28, 12),
    so_far decimal(28, 12),
    periods_in bigint not null,
    periods_of bigint not null,
    returns_in bigint not null,
    returns_of bigint not null,
    last_same decimal(28, 6),
    last_total decimal(28, 6),
    through_period varchar,
    reason varchar
);

create table kpi.estimate_year (
    indicator varchar not null,
    year integer not null,
    method varchar not null,
    value decimal(28, 12),
    so_far decimal(28, 12),
    periods_in bigint not null,
    periods_of bigint not null,
    returns_in bigint not null,
    returns_of bigint not null,
    last_same decimal(28, 6),
    last_total decimal(28, 6),
    through_period varchar,
    reason varchar,
    maturity varchar not null
);

create table kpi.estimate_error (
    indicator varchar not null,
    year integer not null,
    cut varchar not null,
    method varchar not null,
    estimate decimal(28, 12),
    actual decimal(28, 12) not null,
    error_percent decimal(28, 12),
    reason varchar,
    maturity varchar not null
);

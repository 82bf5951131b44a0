-- part * 100 / whole, rounded half up (away from zero) once, at 12 decimals, in integers throughout:
-- DuckDB's own division of decimals goes through binary floats.
create macro kpi.percent_of(part, whole) as (
    case
        when whole is null or whole = 0 then null
        else (
            (case when (part < 0) <> (whole < 0) then -1 else 1 end)
            * (
                (
                    2 * cast(abs(cast(part as decimal(38, 6))) * 1000000 as hugeint) * 100000000000000
                    + cast(abs(cast(whole as decimal(38, 6))) * 1000000 as hugeint)
                )
                // (2 * cast(abs(cast(whole as decimal(38, 6))) * 1000000 as hugeint))
            )
        )::decimal(38, 0) * 0.000000000001::decimal(13, 12)
    end
);

create table kpi.indicator_year (
    indicator varchar not null,
    year integer not null,
    plan decimal(28, 6),
    actual decimal(28, 6),
    percent_of_plan decimal(28, 12),
    previous decimal(28, 6),
    growth decimal(28, 12),
    next_plan decimal(28, 6),
    stock decimal(28, 6),
    returns_expected bigint not null,
    returns_received bigint not null
);

create table kpi.indicator_breakdown_year (
    indicator varchar not null,
    breakdown varchar not null,
    year integer not null,
    actual decimal(28, 6)
);

create table kpi.appendix_values (
    appendix integer not null,
    row integer not null,
    column_name varchar not null,
    year integer not null,
    label varchar not null,
    unit varchar,
    value decimal(28, 12)
);

create table kpi.appendix_1 (
    year integer not null,
    row integer not null,
    label varchar not null,
    unit varchar,
    plan decimal(28, 9),
    actual decimal(28, 9),
    percent_of_plan decimal(28, 12),
    stock decimal(28, 9),
    next_plan decimal(28, 9)
);

create table kpi.appendix_2 (
    year integer not null,
    row integer not null,
    label varchar not null,
    unit varchar,
    plan decimal(28, 9),
    actual decimal(28, 9),
    percent_of_plan decimal(28, 12),
    stock decimal(28, 9),
    next_plan decimal(28, 9)
);

create table kpi.appendix_3 (
    year integer not null,
    row integer not null,
    label varchar not null,
    unit varchar,
    inspected decimal(28, 9),
    in_breach decimal(28, 9),
    warnings decimal(28, 9),
    fines decimal(28, 9),
    fined_amount decimal(28, 9),
    paid_amount decimal(28, 9)
);

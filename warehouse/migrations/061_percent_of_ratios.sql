-- A quantity has six decimals, a ratio twelve: a percentage of ratios, such as the growth of a density, is worked out
-- from all twelve. Amounts too large for that in 128 bits have no more than six.
create or replace macro kpi.scaled(value, large) as (
    case
        when large then cast(abs(cast(value as decimal(38, 6))) * 1000000 as hugeint)
        else cast(abs(cast(value as decimal(38, 12))) * 1000000000000 as hugeint)
    end
);

-- part * 100 / whole, rounded half up (away from zero) once, at 12 decimals, in integers throughout.
create or replace macro kpi.percent_of(part, whole) as (
    case
        when whole is null or whole = 0 then null
        else (
            (case when (part < 0) <> (whole < 0) then -1 else 1 end)
            * (
                (
                    2 * kpi.scaled(part, greatest(abs(part), abs(whole)) >= 100000000000) * 100000000000000
                    + kpi.scaled(whole, greatest(abs(part), abs(whole)) >= 100000000000)
                )
                // (2 * kpi.scaled(whole, greatest(abs(part), abs(whole)) >= 100000000000))
            )
        )::decimal(38, 0) * 0.000000000001::decimal(13, 12)
    end
);

-- What is there of a ratio at the year's end has as many decimals as the ratio.
alter table kpi.indicator_year alter column stock type decimal(28, 12);

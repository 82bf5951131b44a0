-- Every period that a figure or an expected return is of.
-- Grain: one row per (period)
with periods as (
    select period from kpi.observed
    union
    select period from dim.expected_returns
    union
    select cast(year as varchar) as period from kpi.indicator_year
),

split as (
    select
        period,
        cast(left(period, 4) as integer) as year,
        case when length(period) = 7 then cast(right(period, 1) as integer) end as quarter
    from periods
)

select
    period,
    year,
    quarter,
    case
        when quarter is null then 'Năm ' || year
        else 'Quý ' || case quarter when 1 then 'I' when 2 then 'II' when 3 then 'III' else 'IV' end || '/' || year
    end as name_vi,
    case when quarter is null then cast(year as varchar) else 'Q' || quarter || ' ' || year end as name_en,
    make_date(year, coalesce(quarter * 3 - 2, 1), 1) as first_day,
    last_day(make_date(year, coalesce(quarter * 3, 12), 1)) as last_day
from split

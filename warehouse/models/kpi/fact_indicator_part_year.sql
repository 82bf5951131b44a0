-- Every indicator's result by year and part. A district goes by the name that it had at the end of the year.
-- Grain: one row per (indicator, year, dimension, code)
select
    p.indicator,
    i.name_vi as indicator_vi,
    cast(p.year as varchar) as period,
    p.year,
    p.dimension,
    p.code,
    coalesce(s.vi, d.vi, c.vi) as code_vi,
    case when p.dimension = 'submitter' then p.code end as submitter,
    case when p.dimension = 'district' then p.code end as district,
    case when p.dimension = 'breakdown' then p.code end as breakdown,
    i.unit,
    u.vi as unit_vi,
    i.adds_up,
    p.actual,
    p.share,
    p.maturity
from kpi.indicator_part_year as p
inner join dim.indicators as i on p.indicator = i.code
inner join dim.units as u on i.unit = u.code
left join dim.submitters as s on p.dimension = 'submitter' and p.code = s.code
left join dim.codes as c on p.dimension = 'breakdown' and i.breakdown_list = c.list and p.code = c.code
left join dim.districts as d
    on
        p.dimension = 'district' and p.code = d.code
        and make_date(p.year, 12, 31) >= coalesce(d.valid_from, make_date(1, 1, 1))
        and make_date(p.year, 12, 31) <= coalesce(d.valid_to, make_date(9999, 12, 31))

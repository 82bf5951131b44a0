-- What a form declares between two of its columns, asked of the indicators that the columns feed: whole and in parts.
with sides as (
    select form, left_column as lesser, right_column as greater
    from dim.identities
    union all
    select form, right_column as lesser, left_column as greater
    from dim.identities
    where op = '=='
),

pairs as (
    select l.indicator as lesser, g.indicator as greater
    from sides as s
    inner join dim.indicator_sources as l on s.form = l.form and s.lesser = l.column_name
    inner join dim.indicator_sources as g
        on s.form = g.form and s.greater = g.column_name and l.code is not distinct from g.code
),

figures as (
    select indicator, year, null as breakdown, actual
    from kpi.indicator_year
    union all
    select indicator, year, code as breakdown, actual
    from kpi.indicator_part_year
    where dimension = 'breakdown'
)

select
    l.year,
    concat_ws(': ', concat_ws(' / ', li.name_vi, gi.name_vi), c.vi) as about,
    l.actual as value,
    g.actual as against
from pairs as p
inner join figures as l on p.lesser = l.indicator
inner join figures as g
    on p.greater = g.indicator and l.year = g.year and l.breakdown is not distinct from g.breakdown
inner join dim.indicators as li on p.lesser = li.code
inner join dim.indicators as gi on p.greater = gi.code
left join dim.codes as c on li.breakdown_list = c.list and l.breakdown = c.code

-- Each figure stated since the beginning of the year, and the period's own, by what counts now before it.
-- Grain: one row per (submission_id, sheet, row, column_name)
-- What each part asks is found once: see core.observations.
with returns as materialized (
    from core.returns
),

families as (
    select distinct r.layout as form, r.submitter, r.year, c.column_name
    from core.cumulative as c
    inner join returns as r on c.submission_id = r.submission_id
),

-- The returns that the figures of a year may stand in.
spoken as materialized (
    select r.layout as form, f.column_name, r.submitter, r.year, r.period, r.submission_id
    from families as f
    inner join returns as r on f.form = r.layout and f.submitter = r.submitter and f.year = r.year
),

{% for source in sources if source.cumulative -%}
{{ source.form }}_{{ source.column }} as (
    select
        s.form,
        s.column_name,
        s.submitter,
        s.year,
        s.period,
        concat_ws(' / ', {{ source.key }}) as key,
        t.submission_id,
        t.sheet,
        t.row,
        cast(t.{{ source.column }} as decimal(28, 6)) as kept
    from spoken as s
    inner join core.{{ source.form }} as t on s.submission_id = t.submission_id
    where
        s.form = '{{ source.form }}'
        and s.column_name = '{{ source.column }}'
        and t.{{ source.column }} is not null
),

{% endfor -%}
figures as (
    select
        s.form,
        s.column_name,
        s.submitter,
        s.year,
        s.period,
        cast(null as varchar) as key,
        s.submission_id,
        cast(null as varchar) as sheet,
        cast(null as integer) as row,
        cast(null as decimal(28, 6)) as kept
    from spoken as s
    where false
    {% for source in sources if source.cumulative -%}
    union all
    select * from {{ source.form }}_{{ source.column }}
    {% endfor %}
),

-- A stated figure begins a stretch: what follows it, up to the next one, adds to it.
stretches as (
    select
        f.*,
        c.cell,
        c.stated,
        count(c.stated) over (
            partition by f.form, f.column_name, f.submitter, f.year, f.key order by f.period
        ) as stretch
    from figures as f
    left join core.cumulative as c
        on
            f.submission_id = c.submission_id and f.sheet = c.sheet and f.row = c.row
            and f.column_name = c.column_name
),

-- What the year had reached by the end of each period.
reached as (
    select
        *,
        sum(coalesce(stated, kept)) over (
            partition by form, column_name, submitter, year, key, stretch order by period
        ) as total
    from stretches
),

beforehand as (
    select
        *,
        coalesce(lag(total) over figure, 0) as before,
        max(case when stated is not null then period end) over (
            figure rows between unbounded preceding and 1 preceding
        ) as last_stated
    from reached
    window figure as (partition by form, column_name, submitter, year, key order by period)
)

select
    form,
    submitter,
    period,
    year,
    key,
    column_name,
    submission_id,
    sheet,
    row,
    cell,
    stated,
    cast(before as decimal(28, 6)) as before,
    cast(stated - before as decimal(28, 6)) as value,
    last_stated
from beforehand
where stated is not null

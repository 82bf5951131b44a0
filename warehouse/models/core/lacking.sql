-- The indicators that a return which counts does not give in full: of its rejected rows, its cells still to come and
-- the rows of the form that are not in it.
-- Grain: one row per (form, submitter, period, indicator)
with unread as (
    select submission_id, cast(null as varchar) as column_name, row_code
    from ops.rejections
    union all
    select submission_id, cast(null as varchar) as column_name, row_code
    from ops.warnings
    where check_name = 'row_absent'
    union all
    select a.submission_id, a.column_name, a.row_code
    from core.absences as a
    inner join dim.absences as d on a.absence = d.code
    where d.lacking
),

places as (
    select distinct r.form, r.layout, r.submitter, r.period, u.column_name, u.row_code
    from core.returns as r
    inner join unread as u on r.submission_id = u.submission_id
)

-- A row of which nobody knows what it is about may be about anything that the form asks for.
select p.form, p.submitter, p.period, s.indicator
from places as p
inner join dim.indicator_sources as s
    on
        p.layout = s.form
        and (p.column_name is null or p.column_name = s.column_name)
        and (p.row_code is null or s.code is null or p.row_code = s.code)
union
-- A row that names its indicator itself.
select p.form, p.submitter, p.period, i.code as indicator
from places as p
inner join dim.indicators as i on p.layout = i.form and coalesce(p.row_code, i.code) = i.code
anti join dim.indicator_sources as s on i.code = s.indicator

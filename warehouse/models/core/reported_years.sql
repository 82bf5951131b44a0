-- The years that the returns of a form, submitter and period have ever said something about.
-- Grain: one row per (form, submitter, period, year)
select distinct
    form,
    submitter,
    period,
    cast(left(period, 4) as integer) as year
from ops.receipts
where form is not null and submitter is not null and period is not null
{% for source in sources if source.year_column -%}
union
select distinct
    r.form,
    r.submitter,
    r.period,
    cast(t.{{ source.year_column }} as integer) as year
from ops.receipts as r
inner join core.{{ source.form }} as t on r.submission_id = t.submission_id
where r.form = '{{ source.form }}' and r.submitter is not null and r.period is not null
{% endfor %}

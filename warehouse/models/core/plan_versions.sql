-- Every target that was ever given and not taken back: that of the return that counts, and of those it superseded.
-- Grain: one row per (submission_id, sheet, cell)
-- Of the plans of a year the one that `counts`, whole, is that of the newest decision. A file without a decision, or
-- with one of no date, counts only where no decision has a date: its age is not known.
-- What each step back asks is found once.
with recursive superseded as materialized (
    select submission_id, form as layout, submitter, period, superseded_by
    from ops.submissions
    where status = 'superseded'
),

versions as materialized (
    select submission_id, layout, submitter, period, year
    from core.returns
    union all
    select s.submission_id, s.layout, s.submitter, s.period, v.year
    from superseded as s
    inner join versions as v on s.superseded_by = v.submission_id
),

given as (
    {% for source in sources if source.measure in ('plan', 'next_plan') %}
    select
        v.year,
        t.{{ source.indicator_column }} as indicator,
        '{{ source.measure }}' as measure,
        cast(t.{{ source.column }} as decimal(28, 6)) as value,
        v.submitter,
        v.submission_id,
        t.sheet,
        l.letter || t.row as cell
    from versions as v
    inner join core.{{ source.form }} as t on v.submission_id = t.submission_id
    inner join core.column_letters as l
        on
            v.submission_id = l.submission_id
            and t.sheet = l.sheet
            and l.column_name = '{{ source.column }}'
            and t.row between l.first_row and l.last_row
    where v.layout = '{{ source.form }}' and t.{{ source.column }} is not null
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
    union all
    select
        c.year,
        c.indicator,
        c.measure,
        c.value,
        c.submitter,
        c.submission_id,
        c.sheet,
        c.cell
    from versions as v
    inner join core.carried as c on v.submission_id = c.submission_id
    where c.measure in ('plan', 'next_plan')
)

select
    g.*,
    b.decision_number,
    b.decision_date,
    s.receipt_no,
    s.received_at,
    rank() over (
        partition by g.submitter, g.year order by b.decision_date desc nulls last, s.receipt_no desc
    ) = 1 as counts
from given as g
inner join ops.receipts as s on g.submission_id = s.submission_id and s.outcome <> 'duplicate'
left join core.plan_bases as b on g.submission_id = b.submission_id

-- The corrections: what each replaced, why, what it changed, and whether a published figure moved.
-- Grain: one row per (receipt_no)
with linked as (
    select submission_id
    from ops.chain
    union
    select corrects as submission_id
    from ops.chain
),

-- Asked of the ledger once, and only of what corrections are about.
ledger as materialized (
    select s.*
    from ops.submissions as s
    semi join linked as l on s.submission_id = l.submission_id
    where s.status <> 'duplicate'
),

first_published as (
    select n.submission_id, min(p.publication_no) as publication_no
    from ledger as n
    left join ops.receipts as o on n.superseded_by = o.submission_id and o.outcome <> 'duplicate'
    -- What another replaced before anything was published has been in no publication.
    inner join ops.publications as p on n.receipt_no <= p.through_no and coalesce(o.receipt_no > p.through_no, true)
    group by n.submission_id
),

counts as (
    select
        submission_id,
        count(*) filter (where change = 'changed') as cells_changed,
        count(distinct key) filter (where change = 'added') as rows_added,
        count(distinct key) filter (where change = 'dropped') as rows_dropped
    from ops.changed_cells
    group by submission_id
),

-- The indicators whose cells a correction changed, and the stocks that are printed beside them.
moved as (
    select distinct c.submission_id, n.period, i.code as indicator
    from ops.changed_cells as c
    inner join ops.receipts as n on c.submission_id = n.submission_id and n.outcome <> 'duplicate'
    inner join dim.indicator_sources as s on n.form = s.form and c.column_name = s.column_name
    inner join dim.indicators as i on s.indicator in (i.code, i.stock)
    where s.code is null or list_contains(string_split(c.key, ' / '), s.code)
    union
    select distinct c.submission_id, n.period, i.code as indicator
    from ops.changed_cells as c
    inner join ops.receipts as n on c.submission_id = n.submission_id and n.outcome <> 'duplicate'
    inner join dim.forms as f on n.form = f.code
    inner join dim.indicators as i
        on
            list_contains(string_split(c.key, ' / '), i.code)
            or (f.submitters = 'exchange' and list_contains(string_split(c.key, ' / '), i.stock))
    union
    -- In another layout a return has no cell in common with what it replaces, and may move whatever either gives.
    select distinct l.submission_id, n.period, i.code as indicator
    from ops.chain as l
    inner join ops.receipts as n on l.submission_id = n.submission_id and n.outcome <> 'duplicate'
    inner join ops.receipts as o on l.corrects = o.submission_id and o.outcome <> 'duplicate'
    inner join dim.indicator_sources as s on s.form in (n.form, o.form)
    inner join dim.indicators as i on s.indicator in (i.code, i.stock)
    where n.form <> o.form
),

material as (
    select m.submission_id, bool_or(not a.annex) as material, bool_or(a.annex) as annex_material
    from moved as m
    inner join first_published as p on m.submission_id = p.submission_id
    inner join ops.figure_changes as f on p.publication_no = f.publication_no and f.material
    inner join dim.appendix_cells as a on f.appendix = a.appendix and f.cell = a.cell and m.indicator = a.indicator
    where f.year - cast(left(m.period, 4) as integer) between 0 and 1
    group by m.submission_id
)

select
    n.receipt_no,
    o.receipt_no as corrects_no,
    n.submission_id,
    l.corrects,
    n.form,
    n.submitter,
    n.period,
    n.status,
    l.reason_code,
    l.reason,
    coalesce(c.cells_changed, 0) as cells_changed,
    coalesce(c.rows_added, 0) as rows_added,
    coalesce(c.rows_dropped, 0) as rows_dropped,
    n.days_late,
    p.publication_no,
    case when p.publication_no is not null then coalesce(m.material, false) end as material,
    case when p.publication_no is not null then coalesce(m.annex_material, false) end as annex_material
from ops.chain as l
inner join ledger as n on l.submission_id = n.submission_id
inner join ledger as o on l.corrects = o.submission_id
left join counts as c on l.submission_id = c.submission_id
left join first_published as p on l.submission_id = p.submission_id
left join material as m on l.submission_id = m.submission_id

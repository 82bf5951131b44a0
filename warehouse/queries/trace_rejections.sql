-- What was rejected of some receipts, with the decision that settled it, and the indicators that its row could have
-- counted in: none are named where nobody could read what it is about.
with fed as (
    select form, code, indicator
    from dim.indicator_sources
    union
    -- A row that names its indicator itself.
    select i.form, i.code, i.code as indicator
    from dim.indicators as i
    anti join dim.indicator_sources as s on i.code = s.indicator
)

select
    f.receipt_no, f.file_name, s.form, f.status, f.sheet, f.cell, f.column_name, f.value, f.check_name,
    f.message_vi, f.message_en, f.own_words, f.decision_no,
    if(
        f.row_code is null,
        null,
        (select list(d.indicator) from fed as d where s.form = d.form and coalesce(d.code, f.row_code) = f.row_code)
    ) as indicators
from ops.findings as f
inner join ops.receipts as s on f.receipt_no = s.receipt_no
where f.severity = 'rejection' and f.receipt_no in (select unnest($receipts::bigint[]))
order by f.receipt_no, f.sheet, try_cast(regexp_extract(f.cell, '[0-9]+$') as integer), f.cell

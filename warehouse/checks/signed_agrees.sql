-- What each figure of a signed report in force says, and what says the same now, wherever it stands, both as they are
-- printed. One that is declared no more is compared with nothing.
with spoken (measure, words) as (
    values
    ('actual', 'thực hiện'),
    ('plan', 'kế hoạch'),
    ('percent_of_plan', 'so với kế hoạch'),
    ('previous', 'năm trước'),
    ('growth', 'tăng trưởng'),
    ('next_plan', 'kế hoạch năm sau'),
    ('stock', 'hiện có'),
    ('share', 'tỷ trọng')
)

select
    f.year,
    concat_ws(
        ', ',
        v.number,
        c.table_name,
        f.label,
        -- Where the rows are codes and their total, the column says what is counted.
        if(
            bool_or(f.breakdown is not null) over (partition by f.vintage_no, f.appendix, f.column_name),
            i.name_vi,
            null
        ),
        s.words
    ) as about,
    kpi.printed(f.value, f.decimals) as value,
    kpi.printed(a.value, f.decimals) as against,
    -- Appendices first, all in the order of the print.
    (c.annex::integer * 1000000 + f.appendix * 1000 + f.row) as place
from ops.vintages as v
inner join ops.vintage_figures as f on v.vintage_no = f.vintage_no
inner join dim.indicators as i on f.indicator = i.code
inner join dim.appendix_cells as c on f.appendix = c.appendix and f.cell = c.cell
left join spoken as s on f.measure = s.measure
left join kpi.appendix_values as a
    on c.appendix = a.appendix and c.row = a.row and c.column_name = a.column_name and f.year = a.year
where v.kind = 'signed' and not exists (select 1 from ops.vintages as r where v.vintage_no = r.revokes)

-- The values that count in the country's figures: those of every province, each with its file, sheet and cell.
-- Grain: one row per (submission_id, sheet, cell, indicator)
-- What counts in a province's whole counts for it in the country, in the province's years: provinces are the country's
-- districts.
select
    o.indicator,
    o.measure,
    o.form,
    coalesce(s.nationwide, o.submitter) as submitter,
    o.period,
    o.year,
    case when o.counted then o.province end as district,
    case i.part_dimension
        when 'district' then null
        when 'submitter' then coalesce(b.nationwide, o.breakdown)
        else o.breakdown
    end as breakdown,
    o.value,
    o.unit,
    o.province || ':' || o.submission_id as submission_id,
    o.sheet,
    o.cell,
    o.counted,
    o.maturity,
    o.receipt_no,
    p.vi || '/' || o.file_name as file_name,
    o.received_at,
    o.column_name,
    o.stated,
    o.rows_added
from country.observed as o
inner join dim.indicators as i on o.indicator = i.code
inner join dim.districts as p on o.province = p.code and dim.in_year(p.valid_from, p.valid_to, o.year)
left join country.submitters as s on o.province = s.province and o.submitter = s.submitter
left join country.submitters as b on o.province = b.province and o.breakdown = b.submitter
-- What a province counts in another unit, or by another formula, is not what the country counts.
anti join country.differing as n on o.province = n.province and o.indicator = n.indicator

-- The provinces' targets that add up to the country's, each with its file, sheet and cell.
-- Grain: one row per (indicator, measure, year, submission_id, sheet, cell)
select
    t.* exclude (province) replace (
        coalesce(s.nationwide, t.submitter) as submitter,
        t.province as district,
        t.province || ':' || t.submission_id as submission_id,
        d.vi || '/' || t.file_name as file_name
    )
from country.targets as t
inner join kpi.plan_versions as p on t.indicator = p.indicator and t.measure = p.measure and t.year = p.year
inner join dim.districts as d on t.province = d.code
left join country.submitters as s on t.province = s.province and t.submitter = s.submitter

-- What a rate of the country is per, such as the population of a density: who reported it in each province.
-- Grain: one row per (indicator, year, submission_id)
select
    r.* exclude (province) replace (
        coalesce(s.nationwide, r.submitter) as submitter,
        r.province || ':' || r.submission_id as submission_id
    )
from country.rate_base as r
inner join dim.indicators as i on r.indicator = i.code
semi join dim.districts as d on r.province = d.code and dim.in_year(d.valid_from, d.valid_to, r.year)
left join country.submitters as s on r.province = s.province and r.submitter = s.submitter
anti join country.differing as n on r.province = n.province and r.indicator = n.indicator

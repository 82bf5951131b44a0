-- The provinces of which the country's figures of a year, and of the one before that it is held against, are not what
-- they were at $moment, with the years that are not and the newest publication; and those of which it has none by now.
with states as (
    select
        province,
        year,
        arg_max(name_vi, since) as name_vi,
        arg_max(name_en, since) as name_en,
        arg_max(digest, since) as digest,
        coalesce(arg_max(digest, since) filter (where since <= $moment), '') as before
    from country.digests
    where year between $year - 1 and $year
    group by province, year
),

changed as (
    select
        province,
        any_value(name_vi) as name_vi,
        any_value(name_en) as name_en,
        list(year order by year) as years
    from states
    where digest <> before
    group by province
),

absent as (
    select d.code as province, d.vi as name_vi, d.en as name_en
    from dim.districts as d
    anti join country.provinces as p on d.code = p.province
    where dim.in_year(d.valid_from, d.valid_to, $year)
)

select
    coalesce(c.province, a.province) as province,
    coalesce(c.name_vi, a.name_vi) as name_vi,
    coalesce(c.name_en, a.name_en) as name_en,
    p.publication_no,
    p.published_at,
    coalesce(c.years, []) as years
from changed as c
full join absent as a on c.province = a.province
left join country.provinces as p on c.province = p.province
order by 1

-- Note what the country's figures of those years have of each province, in short, where it is not what was noted last.
-- Nothing is erased: a signed report asks which provinces' figures are not those that it was made of.
insert into country.digests
with observed as (
    select
        o.province,
        o.year,
        o.indicator,
        o.measure,
        o.period,
        o.submitter,
        -- Of what lies in which district, the country keeps nothing.
        case when i.part_dimension <> 'district' then o.breakdown end as breakdown,
        o.counted,
        sum(o.value) as value
    from country.observed as o
    inner join dim.indicators as i on o.indicator = i.code
    semi join dim.districts as d on o.province = d.code and dim.in_year(d.valid_from, d.valid_to, o.year)
    anti join country.differing as n on o.province = n.province and o.indicator = n.indicator
    where list_contains($years::integer[], o.year)
    group by all
),

estimated as (
    select e.province, e.year, e.indicator, e.value
    from country.estimate_year as e
    semi join dim.districts as d on e.province = d.code and dim.in_year(d.valid_from, d.valid_to, e.year)
    anti join country.differing as n on e.province = n.province and e.indicator = n.indicator
    where list_contains($years::integer[], e.year)
),

marked as (
    select province, year, md5_number_lower(cast(observed as varchar)) as mark
    from observed
    union all
    select province, year, md5_number_lower(cast(estimated as varchar)) as mark
    from estimated
    union all
    select province, year, md5_number_lower(concat_ws(' ', indicator, measure, value)) as mark
    from country.targets
    where list_contains($years::integer[], year)
),

-- No number of this size survives every format that tables are kept in.
had as (
    select province, year, cast(sum(mark) as varchar) as digest
    from marked
    group by province, year
),

last as (
    select
        province,
        year,
        arg_max(digest, since) as digest,
        arg_max(name_vi, since) as name_vi,
        arg_max(name_en, since) as name_en
    from country.digests
    where list_contains($years::integer[], year)
    group by province, year
),

compared as (
    select
        coalesce(h.province, l.province) as province,
        coalesce(h.year, l.year) as year,
        coalesce(h.digest, '') as digest,
        l.digest as before,
        l.name_vi,
        l.name_en
    from had as h
    full join last as l on h.province = l.province and h.year = l.year
)

select
    c.province,
    -- One that left is declared no more.
    coalesce(d.vi, c.name_vi) as name_vi,
    coalesce(d.en, c.name_en) as name_en,
    c.year,
    c.digest,
    -- What was never noted came with what was taken over last.
    if(c.before is null, p.taken_at, now()) as since
from compared as c
left join dim.districts as d on c.province = d.code
left join country.provinces as p on c.province = p.province
where c.digest is distinct from c.before

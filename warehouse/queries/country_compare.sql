-- The indicators of the country that a province declares in such a way that its values are not the country's.
create or replace table country.differing as
select
    t.province,
    t.indicator,
    case
        when t.unit <> o.unit or t.times is distinct from o.times then 'unit'
        when t.aggregation <> o.aggregation then 'aggregation'
        when t.terms <> o.terms then 'formula'
        else 'list'
    end as what,
    t.unit_vi as theirs,
    o.unit_vi as ours
from country.defined as t
inner join country.defined as o on t.indicator = o.indicator and o.province = ''
where
    t.province <> ''
    and (
        t.unit <> o.unit
        or t.times is distinct from o.times
        or t.aggregation <> o.aggregation
        or t.terms <> o.terms
        -- Where a province keeps no parts, or the country none, there is nothing to compare.
        or t.list <> o.list
    )

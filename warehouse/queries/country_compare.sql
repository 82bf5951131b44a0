-- The indicators of the country that a province declares in such a way that its values are not the country's.
create or replace table country.differing as
-- What one unit makes in another: where a million is something else, whatever was reported in it is.
with converted as (
    select
        t.province,
        o.base,
        any_value(t.vi || ' = ' || t.factor || ' ' || t.base) as theirs,
        any_value(o.vi || ' = ' || o.factor || ' ' || o.base) as ours
    from country.units as t
    inner join country.units as o on t.unit = o.unit and o.province = ''
    where t.province <> '' and (t.base <> o.base or t.factor <> o.factor)
    group by t.province, o.base
),

alone as (
    select
        t.province,
        t.indicator,
        case
            when t.unit <> o.unit or coalesce(t.times, 1) <> coalesce(o.times, 1) or c.base is not null then 'unit'
            when t.aggregation <> o.aggregation then 'aggregation'
            when t.terms <> o.terms then 'formula'
            else 'list'
        end as what,
        coalesce(c.theirs, t.unit_vi) as theirs,
        coalesce(c.ours, o.unit_vi) as ours
    from country.defined as t
    inner join country.defined as o on t.indicator = o.indicator and o.province = ''
    left join converted as c on t.province = c.province and o.unit = c.base
    where
        t.province <> ''
        and (
            t.unit <> o.unit
            or coalesce(t.times, 1) <> coalesce(o.times, 1)
            or c.base is not null
            or t.aggregation <> o.aggregation
            or t.terms <> o.terms
            -- Where a province keeps no parts, or the country none, there is nothing to compare.
            or t.list <> o.list
        )
)

from alone
union all
-- And what adds up or divides one of them.
select distinct
    a.province,
    f.indicator,
    'term' as what,
    null as theirs,
    null as ours
from alone as a
inner join dim.formula_terms as f on a.indicator = f.term
anti join alone as n on a.province = n.province and f.indicator = n.indicator

with asked as (
    select code, adds_up
    from dim.indicators
    where code = $indicator
),

-- What a province declares in another way ranks with nobody's.
alike as (
    from country.indicator_year as y
    anti join country.differing as n on y.province = n.province and y.indicator = n.indicator
)

select
    d.code as province,
    d.vi as name_vi,
    d.en as name_en,
    y.actual as value,
    -- Of places the first is the smallest.
    case
        when y.actual is not null
            then rank() over (order by if($of_places, -y.actual, y.actual) desc nulls last)
    end as rank,
    count(y.actual) over () as ranked,
    -- A stock of an earlier period than the country's is no part of it.
    coalesce(list_contains(string_split(w.left_out, ' '), d.code || ':behind'), false) as behind,
    case when i.adds_up and not behind then kpi.percent_of(y.actual, w.actual) end as share,
    coalesce(y.returns_received < y.returns_expected or y.returns_in_part > 0, false) as incomplete,
    y.returns_received,
    y.returns_expected,
    y.through_period,
    y.maturity,
    -- What the country's figure rests on, of which it is a share.
    case
        when w.maturity is not null
            then {
                'returns_expected': w.returns_expected, 'returns_received': w.returns_received,
                'returns_in_part': w.returns_in_part, 'returns_missing': w.returns_missing,
                'returns_provisional': w.returns_provisional, 'left_out': w.left_out,
                'through_period': w.through_period, 'maturity': w.maturity
            }
    end as whole,
    n.what,
    n.theirs,
    n.ours
from dim.districts as d
cross join asked as i
left join alike as y on d.code = y.province and i.code = y.indicator and y.year = $year
left join kpi.indicator_year as w on i.code = w.indicator and w.year = $year
left join country.differing as n on d.code = n.province and i.code = n.indicator
where dim.in_year(d.valid_from, d.valid_to, $year)
order by rank nulls last, d.code

-- The districts by their newest name, so that a fact joins one row.
-- Grain: one row per (district)
with names as (
    select
        *,
        coalesce(valid_from, make_date(1, 1, 1)) as since,
        row_number() over (partition by code order by valid_from desc nulls last) as newest
    from dim.districts
)

select
    code as district,
    max(vi) filter (where newest = 1) as name_vi,
    max(en) filter (where newest = 1) as name_en,
    string_agg(vi, ', ' order by since) filter (where newest > 1) as earlier_names_vi,
    max(valid_to) filter (where newest = 1) as valid_to
from names
group by code

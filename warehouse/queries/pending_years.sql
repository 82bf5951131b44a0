-- The years whose figures are older than the returns they rest on, or than the rules.
-- A year's growth rests on the year before it, so a change there touches it as well.
with changed as (
    select cast(left(period, 4) as integer) as year, max(receipt_no) as last_no
    from ops.receipts
    where outcome in ('accepted', 'accepted_with_rejections', 'nil')
    group by 1
),

touched as (
    select c.year, greatest(c.last_no, coalesce(b.last_no, 0)) as last_no
    from changed as c
    left join changed as b on c.year = b.year + 1
),

built as (
    select year, arg_max(through_no, built_at) as through_no, arg_max(rules, built_at) as rules
    from ops.builds
    group by year
)

select t.year
from touched as t
left join built as b on t.year = b.year
where b.year is null or b.through_no < t.last_no or b.rules <> $rules
order by t.year

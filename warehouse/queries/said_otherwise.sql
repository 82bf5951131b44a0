-- The submissions of `pairs` in which other values were rejected, other figures said to be absent, another decision
-- named, other figures stated since the beginning of the year (`restates`), or that are estimates and the one they
-- correct is not, or the reverse; of exchange files also those in which other values are provisional.
with said as (
    select submission_id, concat_ws(' | ', check_name, column_name, value) as words, false as stated
    from ops.rejections
    union all
    select distinct submission_id, check_name as words, false as stated
    from ops.warnings
    where check_name = 'estimated'
    union all
    select submission_id, concat_ws(' | ', column_name, absence) as words, false as stated
    from core.absences
    union all
    select submission_id, concat_ws(' | ', decision_number, decision_date) as words, false as stated
    from core.plan_bases
    union all
    select submission_id, concat_ws(' | ', column_name, stated) as words, true as stated
    from core.cumulative
    union all
    select c.submission_id, concat_ws(' | ', {carried_key}) as words, false as stated
    from core.carried as c
    where
        c.provisional
        and exists (select 1 from pairs as p where c.submission_id in (p.submission_id, p.corrects))
),

told as (
    select
        submission_id,
        list_sort(list(words) filter (where not stated)) as findings,
        list_sort(list(words) filter (where stated)) as stated
    from said
    group by submission_id
)

select p.submission_id, coalesce(n.stated, []) <> coalesce(o.stated, []) as restates
from pairs as p
left join told as n on p.submission_id = n.submission_id
left join told as o on p.corrects = o.submission_id
where n.findings is distinct from o.findings or n.stated is distinct from o.stated

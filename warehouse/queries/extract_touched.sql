-- The files that may have come to stand in the figures, or ceased to, or be named by another receipt, since the copy
-- was written; `stands`: one of these years says that it does.
create or replace temp table touched as
with standing as (
    select submission_id from kpi.observed where year in (select unnest($years::integer[]))
    union
    select submission_id from kpi.plan_versions
),

known as (
    from standing
    union
    select submission_id from readers_copy.kpi.observed where year in (select unnest($years::integer[]))
    union
    select submission_id from readers_copy.kpi.plan_versions
    union
    select submission_id from ops.receipts
    where receipt_no > (select coalesce(max(through_no), 0) from readers_copy.ops.publications)
)

select k.submission_id, s.submission_id is not null as stands
from known as k
left join standing as s on k.submission_id = s.submission_id

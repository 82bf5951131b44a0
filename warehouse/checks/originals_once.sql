-- In a country: the originals, byte for byte, that count in more than one province, and are in its sums as often.
-- A submission of a province alone names none: there the same bytes are a duplicate, and count once.
with counting as (
    select year, submission_id, any_value(receipt_no) as receipt_no, any_value(file_name) as file_name
    from kpi.observed
    where contains(submission_id, ':')
    group by year, submission_id
    union
    select year, submission_id, receipt_no, file_name
    from kpi.standing_targets
    where contains(submission_id, ':')
),

placed as (
    select
        year,
        split_part(submission_id, ':', 1) as province,
        split_part(submission_id, ':', 2) as original,
        receipt_no,
        file_name
    from counting
)

select
    year,
    string_agg(printf('%06d %s', receipt_no, file_name), ', ' order by province)
    || ' · ' || left(original, 12) as about,
    count(*) as value,
    1 as against,
    original,
    list(struct_pack(province := province, receipt_no := receipt_no) order by province) as places
from placed
group by year, original
having count(*) > 1
order by year, about

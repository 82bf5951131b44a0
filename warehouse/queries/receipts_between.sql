-- The receipts between two moments whose figures count, or counted, in a year or in the growth on it.
select receipt_no, file_name, form, submitter, period, status, ingested_at
from ops.submissions
where
    ingested_at > $since and ingested_at <= $until
    and status in ('accepted', 'accepted_with_rejections', 'nil', 'superseded')
    and cast(left(period, 4) as integer) = $year
order by receipt_no

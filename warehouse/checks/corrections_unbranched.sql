select
    any_value(cast(left(c.period, 4) as integer)) as year,
    any_value(concat_ws(', ', c.form, c.submitter, c.period)) as about,
    count(*) as value,
    1 as against,
    c.corrects_no
from ops.corrections as c
where c.status <> 'withdrawn'
group by c.corrects_no
having count(*) > 1

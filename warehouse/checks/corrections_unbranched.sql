select
    any_value(cast(left(c.period, 4) as integer)) as year,
    any_value(concat_ws(', ', f.name_vi, s.vi, c.period)) as about,
    count(*) as value,
    1 as against,
    c.corrects_no
from ops.corrections as c
inner join dim.forms as f on c.form = f.code
inner join dim.submitters as s on c.submitter = s.code
where c.status <> 'withdrawn'
group by c.corrects_no
having count(*) > 1

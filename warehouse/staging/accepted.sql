-- The accepted rows of a file whose lines are kept; of one code, where it is given.
create or replace temp table item_accepted as
select * exclude (submission_id, sheet)
from items.{{ form }}
where
    submission_id = $file
    and ($code::varchar is null or $code in ({% for c in summed_by %}{{ c.name }}, {% endfor %}null))
order by row

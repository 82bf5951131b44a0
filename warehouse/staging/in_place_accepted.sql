-- The accepted rows of a file, with the codes that they name, after it was staged; of one code, where it is given.
create or replace temp table item_accepted as
with rows as (
    {{ rows }}
)

select
    r.place as row,
    {%- for c in columns %}
    {{ "g.code_" if c.is_code else "r." }}{{ c.name }} as {{ c.name }}{{ "" if loop.last else "," }}
    {%- endfor %}
from rows as r
inner join item_groups as g
    on {{ of_its_group }}
anti join item_late as l on r.place = l.place
where
    r.is_whole
    and ($code::varchar is null or $code in ({% for c in summed_by %}g.code_{{ c.name }}, {% endfor %}null))
order by r.place

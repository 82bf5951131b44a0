-- What several rows of a file seem to be about: hashes of their key, which two keys might share.
create or replace temp table item_doubtful as
with rows as (
    {{ rows }}
)

select hash({{ key_of_row }}) as about
from rows as r
{%- if key | selectattr("is_code") | list %}
inner join item_groups as g
    on {{ of_its_group }}
{%- endif %}
where
    {%- for c in key if not c.is_code %}
    trim(r.{{ c.name }}) <> '' and
    {%- endfor %}
    true
group by about
having count(*) > 1

-- What several rows of a file seem to be about: hashes of their key, which two keys might share.
create or replace temp table item_doubtful as
with rows as (
    {{ rows }}
)

select hash({% for c in key %}{{ "g.code_" if c.is_code else "r." }}{{ c.name }}{{ "" if loop.last else ", " }}{% endfor %}) as about
from rows as r
{%- if key | selectattr("is_code") | list %}
inner join item_groups as g
    on g.passes{% for c in columns if c.is_code %} and r.{{ c.name }} = g.{{ c.name }}{% endfor %}
{%- endif %}
where
    {%- for c in key if not c.is_code %}
    trim(r.{{ c.name }}) <> '' and
    {%- endfor %}
    true
group by about
having count(*) > 1

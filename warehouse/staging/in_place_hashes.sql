-- What the rows of a file are about that pass by themselves, as hashes of their key.
with rows as (
    {{ rows }}
)

select h.about
from (
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
) as h
where h.about between $first::ubigint and $last::ubigint

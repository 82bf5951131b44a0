-- What the rows that were found come to.
select
    {%- for name in figures %}
    cast(coalesce(sum({{ name }}), 0) as hugeint) as {{ name }},
    {%- endfor %}
    count(*) as rows_added
from item_accepted

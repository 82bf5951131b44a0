-- What the accepted rows of a load are about, as hashes of their key.
select h.about
from (
    select hash({{ key }}) as about
    from {{ table }}
    where load_no = $load_no and raw is null
) as h
where h.about between $first::ubigint and $last::ubigint

-- What the accepted rows of a load are about, as hashes of their key.
select hash({{ key }}) as about
from {{ table }}
where load_no = $load_no and raw is null and about between $first::ubigint and $last::ubigint

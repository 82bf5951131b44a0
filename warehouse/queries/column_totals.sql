-- What the accepted rows of some files add up to in one measure column, in the base unit.
select submission_id, cast(sum({column}) as decimal(38, 6)) as total
from {table}
where {column} is not null and list_contains($files::varchar[], submission_id)
group by submission_id

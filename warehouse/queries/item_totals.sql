-- The same for a column whose unit depends on the row: by what the row is about, in its base unit.
select t.submission_id, t.{code} as item, u.base as unit, cast(sum(t.{column}) as decimal(38, 6)) as total
from {table} as t
inner join dim.units as u on t.{unit} = u.code
where t.{column} is not null and list_contains($files::varchar[], t.submission_id)
group by t.submission_id, t.{code}, u.base
order by min(t.row)

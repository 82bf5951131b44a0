-- The same of item-level returns, whose files are known by their loads.
select l.submission_id, cast(sum(t.{column}) as decimal(38, 6)) as total
from {table} as t
inner join items.loads as l on t.load_no = l.load_no
where t.raw is null and list_contains($files::varchar[], l.submission_id)
group by l.submission_id

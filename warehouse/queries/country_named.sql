-- By what names the country holds the figures of its provinces: code -> name.
update country.provinces as p
set name = n.name
from (select unnest($codes::varchar[]) as code, unnest($names::varchar[]) as name) as n
where p.province = n.code and p.name is distinct from n.name

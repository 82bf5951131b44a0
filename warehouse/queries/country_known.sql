-- Whether the province's warehouse made what the country took over last: one restored, or begun anew, knows none of it.
select 1
from country.provinces as k
inner join province.ops.publications as p on k.publication_no = p.publication_no and k.published_at = p.published_at
where k.province = $province

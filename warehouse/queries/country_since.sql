-- The provinces whose publications the country took over after $moment, with the newest of each; those of which it has
-- none, without one.
select d.code as province, d.vi as name_vi, d.en as name_en, p.publication_no, p.published_at
from dim.districts as d
left join country.provinces as p on d.code = p.province
where p.province is null or p.taken_at > $moment
order by d.code

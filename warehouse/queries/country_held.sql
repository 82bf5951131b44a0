-- What the country has of its provinces; `called`: by what name it was declared, where an earlier release noted none.
select p.*, d.vi as called
from country.provinces as p
left join dim.districts as d on p.province = d.code

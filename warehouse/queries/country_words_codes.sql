select list, code, vi, en
from dim.codes
union
-- Withdrawn from its list, while values under it count: nobody calls it anything any more.
select i.breakdown_list as list, p.code, p.code as vi, p.code as en
from kpi.indicator_part_year as p
inner join dim.indicators as i on p.indicator = i.code
anti join dim.codes as c on i.breakdown_list = c.list and p.code = c.code
where p.dimension = 'breakdown' and i.breakdown_list is not null
order by list, code

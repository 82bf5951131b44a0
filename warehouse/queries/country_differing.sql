select
    d.province,
    d.indicator,
    i.name_vi,
    i.name_en,
    d.what,
    d.theirs,
    d.ours
from country.differing as d
inner join dim.indicators as i on d.indicator = i.code
order by d.province, i.code

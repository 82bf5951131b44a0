select appendix, year, row, label, unit, column_name, value
from kpi.appendix_values
where year = $year and appendix in (select unnest($tables))
order by appendix, row

-- Each figure of each indicator as a whole for some years, exact; the year before is told by its own year.
select indicator, year, measure, value
from kpi.figures
where dimension is null and measure <> 'previous' and list_contains($years::integer[], year)

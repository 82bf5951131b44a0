select code, code_vi, actual, share
from fact_indicator_part_year
where indicator = 'ftth_new' and year = 2014 and dimension = 'district'
order by actual desc

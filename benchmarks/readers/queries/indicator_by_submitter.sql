select code, code_vi, actual, share
from fact_indicator_part_year
where indicator = 'telecom_revenue' and year = 2014 and dimension = 'submitter'
order by actual desc

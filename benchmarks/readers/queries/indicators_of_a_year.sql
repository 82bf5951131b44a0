select * from fact_indicator_year where year = 2014 order by indicator

select year, plan, actual, percent_of_plan, growth from fact_indicator_year where indicator = 'ftth_new' order by year

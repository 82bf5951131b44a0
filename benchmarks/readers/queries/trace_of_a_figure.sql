select * from trace where appendix = 2 and row = 4 and column_name = 'actual' and year = 2014

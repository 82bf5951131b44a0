select receipt_no, file_name, sheet, cell, value
from trace
where appendix = 2 and row = 4 and column_name = 'actual' and year = 2014
order by value desc

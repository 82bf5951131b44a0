select * from appendix_1 where year = 2014 order by row

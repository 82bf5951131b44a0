select * from appendix_2 where year = 2014 order by row

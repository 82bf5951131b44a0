select * from appendix_3 where year = 2014 order by row

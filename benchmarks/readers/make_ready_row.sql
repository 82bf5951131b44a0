create table ready as select 2014 as year, 'post_revenue' as indicator, 1.5::decimal(28, 6) as value

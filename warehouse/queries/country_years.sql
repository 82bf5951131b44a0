select distinct year from country.indicator_year where province = $province
union
select distinct year from country.observed where province = $province

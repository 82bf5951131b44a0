-- The years that the province built since the country took it over last.
select distinct year from province.ops.builds where build_no > $build_no order by year

-- The years that were built, each with the number of its last build.
select year, max(build_no) as build_no from ops.builds group by year order by year

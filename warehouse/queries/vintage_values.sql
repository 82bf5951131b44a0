create view kpi.appendix_values as
select * exclude (vintage_no) from warehouse.ops.vintage_figures where vintage_no = {vintage}

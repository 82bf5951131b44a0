-- What the cells are by the declarations that were in force until now; those published and signed are named by them.
update dim.appendix_cells
set
    cell = concat_ws(
        '/', column_name, indicator, coalesce(breakdown, ''), measure, cast(round(1 / per_base) as bigint)
    );

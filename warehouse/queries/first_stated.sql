-- Whether a figure since the beginning of a year was ever stated; most warehouses hold none.
select 1 as there
where exists (select 1 from core.cumulative)

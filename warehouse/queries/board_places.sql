-- Where each figure of an indicator is printed first: in an appendix, else in a table of the annex.
select
    indicator, measure, case when breakdown is not null then dimension end as dimension, breakdown as code,
    min((appendix, row, column_name)) as place
from dim.appendix_cells
group by all
order by all

-- What is reported, and what follows from it.
-- Grain: one row per (indicator)
select
    i.code as indicator,
    i.name_vi,
    i.name_en,
    i.unit,
    u.vi as unit_vi,
    u.en as unit_en,
    i.aggregation,
    i.decimals,
    i.planned,
    i.formula,
    i.adds_up,
    i.stock as stock_indicator,
    i.whole as whole_indicator,
    i.appendix,
    i.appendix_row,
    i.itu,
    i.upu
from dim.indicators as i
inner join dim.units as u on i.unit = u.code

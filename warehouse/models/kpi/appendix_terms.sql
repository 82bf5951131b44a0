-- What each cell of the appendices and further tables is worked out from: as of kpi.figure_terms.
-- Grain: one row per (appendix, row, column_name, year, operand, side, term)
select
    c.appendix,
    c.row,
    c.column_name,
    c.label,
    c.unit as printed_unit,
    c.per_base,
    c.decimals,
    t.indicator,
    t.dimension,
    t.code,
    t.year,
    t.measure,
    t.figure,
    t.operand,
    t.formula,
    t.times,
    t.side,
    t.sign,
    t.term,
    t.term_measure,
    t.term_year,
    t.term_dimension,
    t.term_code,
    i.part_dimension as term_parts,
    i.submitter as term_submitter,
    case
        when i.aggregation = 'flow' or t.term_measure <> 'actual' then null
        when t.term_dimension is null then l.whole_period
        else l.parts_period
    end as term_period
from dim.appendix_cells as c
inner join kpi.figure_terms as t
    on
        c.indicator = t.indicator
        and c.measure = t.measure
        and case when c.breakdown is not null then c.dimension end is not distinct from t.dimension
        and c.breakdown is not distinct from t.code
inner join dim.indicators as i on t.term = i.code
left join kpi.last_period as l on t.term = l.indicator and t.term_year = l.year

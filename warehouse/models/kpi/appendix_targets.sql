-- The targets among what the cells of the appendices and further tables are worked out from: see kpi.appendix_trace.
-- Grain: one row per (appendix, row, column_name, year, operand, side, term)
select
    t.* exclude (term_measure, term_year, term_dimension, term_code, term_parts, term_submitter, term_period),
    s.* exclude (indicator, measure, dimension, code, year, column_name),
    s.column_name as form_column
from kpi.appendix_terms as t
inner join kpi.standing_targets as s on t.term = s.indicator and t.term_measure = s.measure and t.term_year = s.year
where t.term_dimension is null

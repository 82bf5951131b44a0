-- A cell of a table by district or by submitter says which of them its code is. The tables of the annex repeat
-- figures of the appendices; what changes in a publication is told once, at the appendix.
alter table dim.appendix_cells add column dimension varchar;
alter table dim.appendix_cells add column annex boolean;

-- Superseded by kpi.indicator_part_year.
drop table kpi.indicator_breakdown_year;

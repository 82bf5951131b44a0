-- Of a country's figures, the provinces that are missing from them, each with why: `24:unit 48:unpublished`.
-- The years are built anew after an upgrade, as after every change of the models.
alter table kpi.indicator_returns add column left_out varchar;

alter table kpi.indicator_year add column left_out varchar;

alter table kpi.indicator_part_year add column left_out varchar;

alter table kpi.appendix_values add column left_out varchar;

alter table ops.vintage_figures add column left_out varchar;

-- When the data of a return end, and how many of a figure's returns are in, in part, or overdue.
alter table dim.forms add column regime varchar;

alter table dim.expected_returns add column data_from date;

alter table dim.expected_returns add column cutoff date;

alter table dim.absences add column lacking boolean;

alter table kpi.indicator_year add column returns_in_part bigint;

alter table kpi.indicator_year add column returns_missing bigint;

alter table kpi.indicator_year add column through_period varchar;

alter table kpi.appendix_values add column returns_expected bigint;

alter table kpi.appendix_values add column returns_received bigint;

alter table kpi.appendix_values add column returns_in_part bigint;

alter table kpi.appendix_values add column returns_missing bigint;

alter table kpi.appendix_values add column through_period varchar;

alter table kpi.appendix_1 add column incomplete varchar;

alter table kpi.appendix_2 add column incomplete varchar;

alter table kpi.appendix_3 add column incomplete varchar;

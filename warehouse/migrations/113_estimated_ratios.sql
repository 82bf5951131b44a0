alter table kpi.estimate_year add column percent_of_plan decimal(28, 12);

alter table kpi.estimate_year add column growth decimal(28, 12);

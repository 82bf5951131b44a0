-- As exact as what they are taken from, so that readers get these tables as they are.
alter table kpi.appendix_1 alter column plan set data type decimal(28, 12);

alter table kpi.appendix_1 alter column actual set data type decimal(28, 12);

alter table kpi.appendix_1 alter column stock set data type decimal(28, 12);

alter table kpi.appendix_1 alter column next_plan set data type decimal(28, 12);

alter table kpi.appendix_2 alter column plan set data type decimal(28, 12);

alter table kpi.appendix_2 alter column actual set data type decimal(28, 12);

alter table kpi.appendix_2 alter column stock set data type decimal(28, 12);

alter table kpi.appendix_2 alter column next_plan set data type decimal(28, 12);

alter table kpi.appendix_3 alter column inspected set data type decimal(28, 12);

alter table kpi.appendix_3 alter column in_breach set data type decimal(28, 12);

alter table kpi.appendix_3 alter column warnings set data type decimal(28, 12);

alter table kpi.appendix_3 alter column fines set data type decimal(28, 12);

alter table kpi.appendix_3 alter column fined_amount set data type decimal(28, 12);

alter table kpi.appendix_3 alter column paid_amount set data type decimal(28, 12);

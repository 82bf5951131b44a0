-- A value may be the sum of the rows of a list; how many there are stands beside it.
alter table kpi.observed add column rows_added bigint;

-- Whether a changed figure was marked as not final, before and now. Of earlier publications nobody kept it.
alter table ops.figure_changes add column incomplete_before boolean;

alter table ops.figure_changes add column incomplete_after boolean;

-- Whose local branch a submitter is, and what else it is: what a country needs to know of a province's submitters.
alter table dim.submitters add column part_of varchar;
alter table dim.submitters add column also varchar[];

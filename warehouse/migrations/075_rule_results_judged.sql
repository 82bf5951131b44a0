-- How many rows or pairs of numbers a rule looked at: a rule that compared nothing holds as well.
alter table ops.rule_results add column judged bigint;

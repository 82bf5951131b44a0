-- By which declarations and models the rows of a year were made: those of a year that a check held back were never said
-- to be built (`ops.builds`), and other rules may be in force since.
alter table ops.model_builds add column rules varchar;

-- The last build of any model when a year was said to be built.
alter table ops.builds add column model_build_no bigint;

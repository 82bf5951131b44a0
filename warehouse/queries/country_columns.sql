-- What an earlier release took over had not yet.
alter table country.observed add column if not exists rows_added bigint

-- What an earlier release took over had not yet.
alter table country.observed add column if not exists rows_added bigint;
alter table country.indicator_returns add column if not exists left_out varchar;
alter table country.indicator_year add column if not exists left_out varchar

-- People know a table by what stands above it, not by the number of its declaration.
alter table dim.appendix_cells add column table_name varchar;

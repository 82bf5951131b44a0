-- People know a table by what stands above it, not by the number of its declaration.
alter table dim.appendix_cells add column table_name varchar;

-- What a rejected row, or a cell without its figure, is about where that could be read: only the figures that such
-- rows feed lack something. Of what was rejected before nothing is known, and it may concern all of its return.
alter table ops.rejections add column row_code varchar;

alter table ops.warnings add column row_code varchar;

alter table core.absences add column row_code varchar;

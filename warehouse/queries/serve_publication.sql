-- A query that runs keeps the publication it began with; the next one has this.
attach or replace {file} as published (read_only)

create or replace temp type {{ kind }} as enum (select unnest($labels::varchar[]))

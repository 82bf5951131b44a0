-- The name that DuckLake gave the first schema of a catalogue when it made that.
select cast(schema_uuid as varchar) as name
from __ducklake_metadata_warehouse.{schema}.ducklake_schema
where schema_id = 0

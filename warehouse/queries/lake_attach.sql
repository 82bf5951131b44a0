-- The extension for PostgreSQL looks at this one schema (meta_schema goes to it): the tables of all others it would list
-- each time a lake is opened, which with a schema for each province takes longer than all else.
attach {catalogue} as warehouse (
    metadata_schema {schema}, meta_schema {schema}, data_path {files}, override_data_path true, {mode}
)

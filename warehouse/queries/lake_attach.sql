attach {catalogue} as warehouse (
    metadata_schema {schema}, data_path {files}, override_data_path true, {mode}
)

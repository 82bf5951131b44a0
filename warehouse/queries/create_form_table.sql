create table if not exists {table} (
    submission_id varchar not null,
    sheet varchar not null,
    row integer not null
)

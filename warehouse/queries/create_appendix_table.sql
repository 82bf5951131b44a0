create table if not exists {table} (
    year integer not null,
    row integer not null,
    label varchar not null
)

create table if not exists {table} (load_no integer not null, raw varchar)

create schema if not exists ops;

create table if not exists ops.migrations (number integer, name varchar, applied_at timestamptz)

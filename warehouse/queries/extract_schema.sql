create schema if not exists readers_copy.{schema}

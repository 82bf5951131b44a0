create schema if not exists {schema};
create view {schema}.{relation} as select * from published.{schema}.{relation}

-- Run once, by PostgreSQL's image, over an empty volume: the role of the program, and what is its own.
\set password `echo "$ROLE_PASSWORD"`
create role solieu login password :'password';
create database solieu owner solieu;
create database solieu_dagster owner solieu;

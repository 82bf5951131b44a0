-- A sheet may hold several tables, and a cell may say why it holds no figure.
alter table core.column_letters add column first_row integer;

alter table core.column_letters add column last_row integer;

update core.column_letters set first_row = 1, last_row = 1048576;

create table core.absences (
    submission_id varchar not null,
    sheet varchar not null,
    row integer not null,
    cell varchar not null,
    column_name varchar not null,
    value varchar not null,
    absence varchar not null
);

create table dim.absences (
    code varchar not null,
    vi varchar not null,
    en varchar not null
);

create table core.cumulative (
    submission_id varchar not null,
    sheet varchar not null,
    row integer not null,
    cell varchar not null,
    column_name varchar not null,
    stated decimal(28, 6) not null,
    before decimal(28, 6) not null
);

create table core.column_letters (
    submission_id varchar not null,
    sheet varchar not null,
    column_name varchar not null,
    letter varchar not null
);

-- Item-level returns: the lines of each form in a table of its own (`items.<form>_lines`), their codes as numbers.
create schema items;

create table items.loads (
    load_no integer not null,
    submission_id varchar not null,
    form varchar not null,
    first_row bigint not null,
    rows bigint not null,
    first_line bigint not null
);

create table items.codes (
    list varchar not null,
    place usmallint not null,
    code varchar not null
);

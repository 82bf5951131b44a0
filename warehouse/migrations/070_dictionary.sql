-- Every relation, column and indicator in words, for readers who have nothing but the file.
create table dim.dictionary (
    kind varchar not null,
    name varchar not null,
    column_name varchar,
    column_type varchar,
    contract boolean not null,
    vi varchar not null,
    en varchar not null,
    unit_vi varchar,
    unit_en varchar,
    definition_vi varchar,
    definition_en varchar,
    source varchar,
    international_code varchar
);

-- What files of the formats of exchange carry (schemas/exchange.yaml): a row for each value, at its place in the file.
create table core.carried (
    submission_id varchar not null,
    sheet varchar not null,
    row integer not null,
    cell varchar not null,
    column_name varchar not null,
    indicator varchar not null,
    measure varchar not null,
    form varchar,
    submitter varchar not null,
    period varchar not null,
    year integer not null,
    district varchar,
    breakdown varchar,
    value decimal(28, 6) not null,
    provisional boolean not null
);

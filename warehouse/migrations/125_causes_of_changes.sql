-- What changed the figures of the newest publication that changed any: each receipt and each decision behind a cell.
create table ops.figure_causes (
    publication_no bigint not null,
    appendix integer not null,
    cell varchar not null,
    year integer not null,
    receipt_no bigint,
    decision_no bigint
);

-- What people decide and what a correction changed: both only grow.
create table ops.decisions (
    decision_no bigint not null,
    decided_at timestamptz not null,
    decided_by varchar not null,
    kind varchar not null,
    receipt_no bigint not null,
    sheet varchar,
    cell varchar,
    reason_code varchar not null,
    reason varchar not null,
    valid_until date,
    undoes bigint
);

create table ops.chain (
    submission_id varchar not null,
    corrects varchar not null,
    reason_code varchar not null,
    reason varchar,
    linked_at timestamptz not null
);

create table ops.changed_cells (
    submission_id varchar not null,
    change varchar not null,
    key varchar not null,
    column_name varchar not null,
    sheet varchar not null,
    row integer not null,
    before decimal(28, 6),
    after decimal(28, 6)
);

create table dim.reasons (
    code varchar not null,
    kind varchar not null,
    vi varchar not null,
    en varchar not null
);

-- What each model's rows of a year rest on: something may come in between the building of two models.
create table ops.model_builds (
    model varchar not null,
    year integer not null,
    through_no bigint not null,
    through_decision bigint not null,
    built_at timestamptz not null
);

alter table ops.receipts add column reason varchar;

alter table ops.builds add column through_decision bigint default 0;

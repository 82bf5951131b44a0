create table ops.submissions (
    receipt_no bigint not null,
    submission_id varchar not null,
    file_name varchar not null,
    form varchar,
    submitter varchar,
    period varchar,
    status varchar not null,
    received_at timestamptz not null,
    rows_read bigint not null,
    rows_accepted bigint not null,
    rows_rejected bigint not null,
    rows_other bigint not null,
    days_late bigint,
    superseded_by varchar,
    size_bytes bigint not null,
    ingested_at timestamptz not null,
    declarations varchar not null
);

create table ops.rejections (
    submission_id varchar not null,
    sheet varchar,
    cell varchar,
    column_name varchar,
    value varchar,
    check_name varchar not null,
    message_vi varchar not null,
    message_en varchar not null
);

create table ops.warnings (
    submission_id varchar not null,
    sheet varchar,
    cell varchar,
    column_name varchar,
    value varchar,
    check_name varchar not null,
    message_vi varchar not null,
    message_en varchar not null
);

create table ops.rules (
    version varchar not null,
    loaded_at timestamptz not null
);

create table ops.builds (
    year integer not null,
    through_no bigint not null,
    rules varchar not null,
    built_at timestamptz not null
);

create table ops.publications (
    publication_no bigint not null,
    through_no bigint not null,
    rules varchar not null,
    published_at timestamptz not null
);

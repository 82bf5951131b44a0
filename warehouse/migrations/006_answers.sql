create table ops.answers (
    receipt_no bigint not null,
    path varchar not null,
    answered_at timestamptz not null
);

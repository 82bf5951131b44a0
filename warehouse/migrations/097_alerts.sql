-- What people were told, once per matter, and every attempt to send it: both only grow.
create table ops.alerts (
    alert_no bigint not null,
    kind varchar not null,
    noted_at timestamptz not null,
    matters varchar[] not null,
    channels varchar[] not null,
    through_no bigint not null,
    publication_no bigint not null,
    message varchar not null
);

create table ops.alert_sends (
    alert_no bigint not null,
    channel varchar not null,
    tried_at timestamptz not null,
    outcome varchar not null,
    detail varchar
);

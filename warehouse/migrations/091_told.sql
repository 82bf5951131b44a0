-- What people were told of, so that what a killed night received is told by the next one. Rows are only added.
create table ops.told (
    kind varchar not null,
    number bigint not null,
    told_at timestamptz not null
);

-- Nobody waits for what came before this was kept.
insert into ops.told
select
    'receipt',
    receipt_no,
    now()
from ops.receipts
union all
select
    'publication',
    publication_no,
    now()
from ops.publications;

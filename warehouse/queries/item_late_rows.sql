-- The accepted rows that do not pass beside the others: how many, of them those that repeat others, and another's.
select count(*), count(about), count(*) filter (where check_name = 'item_sender') from item_late

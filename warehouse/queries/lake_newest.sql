-- The newest snapshot of the lake: what a reader keeps to, whoever writes meanwhile.
select newest from postgres_query('door', 'select max(snapshot_id) as newest from {schema}.ducklake_snapshot')

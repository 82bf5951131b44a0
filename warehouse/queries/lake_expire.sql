-- Forget the snapshots of before a moment; the newest stays, whatever its age.
select snapshot_id from ducklake_expire_snapshots('warehouse', older_than => now() - to_days($days))

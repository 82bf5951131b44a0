create or replace secret lake_store (
    type s3, key_id {key}, secret {secret}, session_token {token}, region {region}, {place} scope {scope}
)

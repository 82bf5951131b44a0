create or replace view {view} as {model}

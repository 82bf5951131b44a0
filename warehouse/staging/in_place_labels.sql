create or replace temp table item_labels as from new_rows

select coalesce(max(load_no), 0) from items.loads

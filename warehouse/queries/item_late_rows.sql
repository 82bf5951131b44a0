select count(*), count(about) from item_late

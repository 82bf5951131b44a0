select version, year(loaded_at) as year from ops.rules order by loaded_at desc limit 1

insert into ops.migrations values ($number, $name, now())

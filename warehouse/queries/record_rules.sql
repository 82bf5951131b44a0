insert into ops.rules values ($version, now())

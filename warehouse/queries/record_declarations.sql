insert into ops.declarations values ($version, now())

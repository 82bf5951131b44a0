-- Whoever holds the lake, as PostgreSQL knows them.
select holder
from postgres_query(
    'door',
    'select concat_ws('' '', a.application_name, ''PID'', a.pid, host(a.client_addr), ''since'', a.xact_start) as holder
    from pg_locks as l
    join pg_stat_activity as a using (pid)
    where l.locktype = ''advisory'' and l.granted
        and l.database = (select oid from pg_database where datname = current_database())
        and (l.classid::bigint << 32 | l.objid::bigint) & 4294967295 = hashtext(''solieu {schema}'')::bigint & 4294967295'
)

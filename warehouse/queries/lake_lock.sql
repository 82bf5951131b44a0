-- Hold the lake for writing until this transaction ends, or the process; false where another holds it.
select held
from postgres_query('door', 'select pg_try_advisory_xact_lock(hashtext(''solieu {schema}'')) as held')

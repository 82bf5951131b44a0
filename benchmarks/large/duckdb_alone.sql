-- A line in which a number cannot be read is left out in silence: without that, the first one ends the load.
create table loaded as
from
    read_csv(
        $file,
        header = true,
        ignore_errors = true,
        columns = {
            'operator': 'varchar',
            'district': 'varchar',
            'commune': 'varchar',
            'month': 'varchar',
            'service': 'varchar',
            'new_subscribers': 'bigint',
            'subscribers': 'bigint',
            'revenue': 'bigint'
        }
    )

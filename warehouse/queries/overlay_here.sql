use {database}

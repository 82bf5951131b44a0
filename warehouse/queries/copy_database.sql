copy from database {source} to warehouse

select file from glob($patterns::varchar[]) order by file

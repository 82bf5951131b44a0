copy (select {catalogue} as named) to {file} (format csv, header false)

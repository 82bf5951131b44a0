copy (select {catalogue} as catalogue) to {file} (format csv, header false)

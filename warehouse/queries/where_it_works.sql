-- The catalogue in which a connection finds what is named without one.
select current_catalog()

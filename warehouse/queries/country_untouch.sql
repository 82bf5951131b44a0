delete from country.touched
where year in (
    select y.year + n.after
    from (select unnest($years::integer[]) as year) as y
    cross join (values (0), (1)) as n (after)
)

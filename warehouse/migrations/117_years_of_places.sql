-- Whether there is a district in a year, by its first and last day: of a country, those of its provinces.
create macro dim.in_year(valid_from, valid_to, of_year) as (
    of_year between coalesce(date_part('year', valid_from), of_year) and coalesce(date_part('year', valid_to), of_year)
);

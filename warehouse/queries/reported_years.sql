-- The years that any figure was reported for.
select distinct year from core.observations order by year

-- The years that returns have said something about: those that a night builds.
select distinct year
from core.reported_years

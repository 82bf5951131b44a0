-- The years of those returns, of which `due_since` says that they fell due, that are missing: as of
-- ops.expected_returns, which asks far more.
with due as (
    select unnest($due::struct(form varchar, submitter varchar, period varchar, year integer)[], recursive := true)
)

select distinct d.year
from due as d
anti join core.returns as r on d.form = r.form and d.submitter = r.submitter and d.period = r.period

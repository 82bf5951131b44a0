-- Of the rest of them, those that another year still holds.
update touched set stands = true
where
    not stands and submission_id in (
        select o.submission_id
        from kpi.observed as o
        where o.submission_id in (select t.submission_id from touched as t where not t.stands)
    )

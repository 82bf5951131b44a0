-- The returns whose values the terms of `terms` are the sums of, by their place in each: a row for each term,
-- submission and sheet. Of each term the `most` largest are listed (null: all), or fewer where there would be more than
-- `of_all` together, but ten of each in any case.
-- Asked by itself, so that no more of the values is read than this takes: of a year there may be millions.
create or replace temp table placed_returns as
with summed as (
    select
        t.no,
        c.submitter,
        c.period,
        c.submission_id,
        c.receipt_no,
        c.sheet,
        sum(c.value) as total,
        count(*) as cells_of
    from kpi.contribution as c
    inner join terms as t
        on
            c.indicator = t.term
            and c.measure = t.term_measure
            and c.year = t.term_year
            and c.dimension is not distinct from t.term_dimension
            and c.code is not distinct from t.term_code
    where c.year between $first and $last
    group by all
),

ranked as (
    select
        *,
        row_number() over (
            partition by no order by total desc, receipt_no, sheet, submitter, period, submission_id
        ) as place
    from summed
)

select
    t.*,
    r.* exclude (no),
    coalesce(r.place > $most::bigint or (r.place > 10 and count(*) over (order by r.place) > $of_all::bigint), false)
        as is_rest
from ranked as r
inner join terms as t on r.no = t.no

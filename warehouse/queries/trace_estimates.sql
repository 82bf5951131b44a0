-- How the results of `estimated` are reached out to the year: by method, and for a rate by how many periods are in.
with sent as (
    select o.indicator, o.year, o.submitter, sum(o.value) as so_far
    from kpi.observed as o
    inner join estimated as e on o.indicator = e.indicator and o.year = e.year
    where o.measure = 'actual' and o.counted
    group by o.indicator, o.year, o.submitter
),

alike as (
    select
        n.indicator,
        n.year,
        n.returns_received as periods_in,
        n.returns_expected as periods_of,
        sum(s.so_far) as so_far
    from kpi.indicator_returns as n
    inner join sent as s on n.indicator = s.indicator and n.year = s.year and n.submitter = s.submitter
    group by n.indicator, n.year, n.returns_received, n.returns_expected
),

rates as (
    select
        indicator,
        year,
        list({ 'so_far': so_far, 'periods_in': periods_in, 'periods_of': periods_of } order by periods_in desc) as rates
    from alike
    group by indicator, year
),

-- The cells of what a submitter itself estimates.
said as (
    select
        o.indicator,
        o.year,
        list(
            { 'receipt_no': o.receipt_no, 'file_name': o.file_name, 'sheet': o.sheet, 'cell': o.cell }
            order by o.receipt_no, o.sheet, o.cell
        ) as said
    from kpi.observed as o
    inner join estimated as e on o.indicator = e.indicator and o.year = e.year
    where o.measure = 'estimate'
    group by o.indicator, o.year
)

select a.indicator, a.year, a.method, a.value, a.last_same, a.last_total, r.rates, s.said
from kpi.estimate_at as a
inner join estimated as e on a.indicator = e.indicator and a.year = e.year and a.cut = 'now'
left join rates as r on a.indicator = r.indicator and a.year = r.year
left join said as s on a.indicator = s.indicator and a.year = s.year and a.method = 'as_submitted'
where a.value is not null

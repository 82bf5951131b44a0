-- What an indicator is, as a province declares it: in which unit, a flow or a stock, by which list, of which terms.
insert into country.defined by name
select
    cast($province as varchar) as province,
    i.code as indicator,
    u.base as unit,
    u.vi as unit_vi,
    u.rate_times as times,
    i.aggregation,
    i.breakdown_list as list,
    coalesce(string_agg(f.side || ' ' || f.sign || ' ' || f.term, ', ' order by f.side, f.term), '') as terms
from {schema}.indicators as i
inner join {schema}.units as u on i.unit = u.code
left join {schema}.formula_terms as f on i.code = f.indicator
group by i.code, u.base, u.vi, u.rate_times, i.aggregation, i.breakdown_list

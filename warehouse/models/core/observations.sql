-- One value of one indicator, with the file, sheet and cell it came from; only returns that count.
-- Grain: one row per (submission_id, sheet, cell, indicator)
-- What each part asks is found once; without `materialized` it would be planned and found anew for each.
with returns as materialized (
    select r.*, u.district
    from core.returns as r
    inner join dim.submitters as u on r.submitter = u.code
),

fed as materialized (
    select s.form, s.column_name, s.code, s.indicator, i.unit, i.breakdown
    from dim.indicator_sources as s
    inner join dim.indicators as i on s.indicator = i.code
),

flows as materialized (
    from core.cumulative_flows
),

{% for source in sources if source.year_column -%}
-- What the rows of a register name.
{{ source.form }}_named (form, submitter, indicator, period) as (
    select distinct
        '{{ source.form }}',
        r.submitter,
        t.{{ source.indicator_column }},
        t.{{ source.year_column }}
    from returns as r
    inner join core.{{ source.form }} as t on r.submission_id = t.submission_id
),

{% endfor -%}
-- What exchange files carry of a return steps aside for the return itself, once it is in.
carried as materialized (
    select c.*, r.form as exchange
    from returns as r
    inner join core.carried as c on r.submission_id = c.submission_id
    anti join returns as q on c.form = q.form and c.submitter = q.submitter and c.period = q.period
    {% for source in sources if source.year_column -%}
    anti join {{ source.form }}_named as n{{ loop.index }}
        on
            c.form = n{{ loop.index }}.form
            and c.submitter = n{{ loop.index }}.submitter
            and c.indicator = n{{ loop.index }}.indicator
            and c.period = n{{ loop.index }}.period
    {% endfor -%}
),

-- What is known of a whole year alone steps aside for anything that says more of it.
known_better as (
    select i.code as indicator, q.year
    from returns as q
    inner join dim.indicators as i on q.form = i.form
    union all
    select indicator, year
    from carried
    where form is not null
)

{% for source in sources -%}
select
    {{ "t." ~ source.indicator_column if source.indicator_column else "i.indicator" }} as indicator,
    '{{ source.measure }}' as measure,
    r.form,
    r.submitter,
    {{ "t." ~ source.year_column if source.year_column else "r.period" }} as period,
    {{ "cast(t." ~ source.year_column ~ " as integer)" if source.year_column else "r.year" }} as year,
    {%- if source.breakdown_column %}
    case when i.part_dimension = 'district' then t.{{ source.breakdown_column }} else r.district end as district,
    {%- else %}
    {{ "t." ~ source.district_column if source.district_column else "r.district" }} as district,
    {%- endif %}
    case
        {%- for name in source.breakdowns %}
        when i.breakdown = '{{ name }}' then t.{{ name }}
        {%- endfor %}
        when i.breakdown is null then null
    end as breakdown,
    coalesce({{ "c.value, " if source.cumulative }}cast(t.{{ source.column }} as decimal(28, 6))) as value,
    i.unit,
    r.submission_id,
    t.sheet,
    -- Of rows of a list that were added up: their column, and what they are about.
    l.letter || {{ "'[' || concat_ws(', ', %s) || ']'" % source.summed_by if source.summed_by else "t.row" }} as cell,
    '{{ source.column }}' as column_name,
    {{ "t.rows_added" if source.summed_by else "cast(null as bigint)" }} as rows_added,
    {{ "'estimate'" if source.measure == 'estimate' else "if(r.provisional, 'provisional', 'final')" }} as maturity,
    {%- if source.breakdown_column %}
    -- Parts beside their total do not count in the indicator's figure a second time.
    t.{{ source.breakdown_column }} is null
    or count(*) filter (where t.{{ source.breakdown_column }} is null) over (
        partition by r.submission_id, i.code, t.{{ source.year_column }}
    ) = 0 as counted
    {%- else %}
    true as counted
    {%- endif %}
from returns as r
inner join core.{{ source.form }} as t on r.submission_id = t.submission_id
inner join core.column_letters as l
    on
        r.submission_id = l.submission_id
        and t.sheet = l.sheet
        and l.column_name = '{{ source.column }}'
        {{ "and t.row between l.first_row and l.last_row" if not source.summed_by }}
{% if source.cumulative -%}
left join flows as c
    on
        t.submission_id = c.submission_id
        and t.sheet = c.sheet
        and t.row = c.row
        and c.form = '{{ source.form }}'
        and c.column_name = '{{ source.column }}'
{% endif -%}
{% if source.indicator_column -%}
inner join dim.indicators as i on t.{{ source.indicator_column }} = i.code
{% else -%}
inner join fed as i
    on
        i.form = '{{ source.form }}'
        and i.column_name = '{{ source.column }}'
        and (i.code is null{{ " or i.code = t." ~ source.code_column if source.code_column }})
{% endif -%}
where
    r.layout = '{{ source.form }}'
    -- Asked of row and letter at once: DuckDB takes a condition on rows alone to leave a fifth of them, and may then
    -- look few returns up among all rows, rather than rows among few returns.
    and (t.{{ source.column }} is not null or l.letter is null)
{%- if source.year_column %}
-- What a later return says of an earlier year stands for what was said of it before, whole.
qualify r.period = max(r.period) over (partition by r.submitter, i.code, t.{{ source.year_column }})
{%- endif %}
{% if not loop.last %}union all
{% endif %}
{%- endfor %}
union all
select
    c.indicator,
    c.measure,
    coalesce(c.form, c.exchange) as form,
    c.submitter,
    c.period,
    c.year,
    c.district,
    c.breakdown,
    c.value,
    i.unit,
    c.submission_id,
    c.sheet,
    c.cell,
    c.column_name,
    cast(null as bigint) as rows_added,
    case
        when c.measure = 'estimate' then 'estimate'
        when c.provisional then 'provisional'
        else 'final'
    end as maturity,
    -- As parts beside their total in a register.
    (c.district is null and c.breakdown is null)
    or count(*) filter (where c.district is null and c.breakdown is null) over (
        partition by c.submission_id, c.indicator, c.measure, c.submitter, c.period
    ) = 0 as counted
from carried as c
inner join dim.indicators as i on c.indicator = i.code
-- (A condition on one side alone would compare every pair.)
anti join known_better as k on if(c.form is null, c.indicator, null) = k.indicator and c.year = k.year

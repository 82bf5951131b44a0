-- The months and senders that the accepted rows of a load are about, with their rows.
select m.code as month, {{ "s.code" if sender else "null" }} as sender, t.rows
from (
    select {{ month }} as month,{{ " %s as sender," % sender if sender }} count(*) as rows
    from {{ table }}
    where load_no = $load_no and raw is null
    group by all
) as t
inner join items.codes as m on m.list = $months and t.month = m.place
{%- if sender %}
inner join items.codes as s on s.list = $senders and t.sender = s.place
{%- endif %}
order by all

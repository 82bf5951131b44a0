-- The codes of a list in the order of their places, those included that are declared no more.
select code from items.codes where list = $list order by place

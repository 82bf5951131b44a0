-- Units so small that decimals of them are doubtful where they are text.
alter table dim.units add column plain boolean;

-- Every figure that a publication changed: the newest row of a cell is what readers have.
create table ops.figure_changes (
    publication_no bigint not null,
    published_at timestamptz not null,
    appendix integer not null,
    row integer not null,
    column_name varchar not null,
    year integer not null,
    before decimal(28, 12),
    after decimal(28, 12),
    published_before boolean not null,
    material boolean not null
);

alter table dim.appendix_cells add column decimals integer;

-- A figure as it is printed: rounded half up, away from zero. DuckDB rounds decimals exactly, to a constant place only.
create macro kpi.printed(value, places) as (
    case places
        when 0 then cast(round(value, 0) as decimal(38, 12))
        when 1 then cast(round(value, 1) as decimal(38, 12))
        when 2 then cast(round(value, 2) as decimal(38, 12))
        when 3 then cast(round(value, 3) as decimal(38, 12))
        else cast(value as decimal(38, 12))
    end
);

-- A cell is known by what it prints, not by its place: a row that is added or moved changes no figure.
alter table dim.appendix_cells add column cell varchar;

alter table ops.vintage_figures add column cell varchar;

alter table ops.figure_changes add column cell varchar;

alter table ops.figure_changes add column label varchar;

alter table ops.figure_changes add column standing varchar;

-- A signed report is printed by the declarations of its own time.
create table ops.vintage_tables (
    vintage_no bigint not null,
    number integer not null,
    annex boolean not null,
    declared varchar not null
);

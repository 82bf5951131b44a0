-- A return may come in several layouts, and an entry of a code list may stand below another.
alter table dim.forms add column layout_of varchar;
alter table dim.codes add column under varchar;

-- Whether the parts of an indicator add up to it: those of a ratio, a rate or a rank do not.
alter table dim.indicators add column adds_up boolean;

-- Whether figures that are being built may rest on a year: one of theirs, or the one before. Said where values are
-- read, so that those of other years are not. Where no build says which years it is about, all are.
create macro kpi.in_build(year) as (
    year between coalesce(getvariable('build_from'), 0) and coalesce(getvariable('build_to'), 9999)
);

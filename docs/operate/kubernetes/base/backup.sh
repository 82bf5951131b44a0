#!/bin/sh
# Backs up every home of the country, one after the other, each into a folder of its own below $1, and what all of them
# share of declarations. Exits as `solieu backup` does, with the worst of them: 1 where a file of an archive is missing or
# damaged, 2 where something could not be backed up, or there was nothing to.
set -u
umask 077
worst=0 homes=0

worse() { [ "$1" -le "$worst" ] || worst=$1; }

# What is declared is no part of a home's backup.
declarations() {
    [ -d "$1/declarations" ] || return 0
    { rm -rf "$2/declarations" && cp -R "$1/declarations" "$2/"; } || worse 2
}

for home in "$SOLIEU_COUNTRY"/provinces/* "$SOLIEU_COUNTRY/national"; do
    [ -e "$home/warehouse.duckdb" ] || [ -e "$home/warehouse.ducklake" ] || continue
    homes=$((homes + 1)) into="$1/${home##*/}"
    echo "$into"
    mkdir -p "$into" || worse 2
    SOLIEU_HOME="$home" /opt/solieu/.venv/bin/solieu backup "$into" --verify || worse $?
    declarations "$home" "$into"
done
declarations "$SOLIEU_COUNTRY" "$1"
[ "$homes" -gt 0 ] || { echo "$SOLIEU_COUNTRY: no home with a warehouse" >&2; worse 2; }
exit "$worst"

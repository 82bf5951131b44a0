#!/bin/sh
# Backs up every home of the country, one after the other, each into a folder of its own below $1, and what all of them
# share of declarations. Exits with 2 where one could not be.
set -u
umask 077
# A home knows its own lake; the settings name the country's.
unset SOLIEU_WAREHOUSE SOLIEU_LAKE
worst=0
for home in "$SOLIEU_COUNTRY"/provinces/* "$SOLIEU_COUNTRY/national"; do
    [ -e "$home/warehouse.duckdb" ] || [ -e "$home/warehouse.ducklake" ] || continue
    into="$1/${home##*/}"
    echo "$into"
    mkdir -p "$into" && SOLIEU_HOME="$home" /opt/solieu/.venv/bin/solieu backup "$into" --verify || worst=2
    # What differs in this province is no part of its backup.
    if [ -d "$home/declarations" ]; then rm -rf "$into/declarations"; cp -R "$home/declarations" "$into/" || worst=2; fi
done
if [ -d "$SOLIEU_COUNTRY/declarations" ]; then rm -rf "$1/declarations"; cp -R "$SOLIEU_COUNTRY/declarations" "$1/" || worst=2; fi
exit $worst

"""Publication: what readers get, verified and replaced in one step, beside Parquet and CSV files."""

import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from schemas.declarations import Catalogue
from schemas.home import Home, make_durable, open_folder
from warehouse.extract import write_extract
from warehouse.models import kpi_models
from warehouse.spreadsheets import spreadsheets
from warehouse.store import connected, rules_version, sql, transaction

Connection = duckdb.DuckDBPyConnection
# Readers open these under accounts of their own; the database, whatever they ask for, not to write.
_READ_ONLY, _OPEN = 0o444, 0o644
# What a crash left behind, and the files of appendices that are declared no more.
_LEFT = re.compile(r"\..+\.new(\.wal)?|appendix_\d+\.(csv|parquet)")


def unpublished_years(connection: Connection, home: Home) -> list[int]:
    """The years built since the publication that readers have: a crash, or a lost file, left them behind."""
    through = _published_through(home)
    rows = connection.execute(sql("unpublished_years"), {"through": through}).fetchall()
    return [year for (year,) in rows]


def last_publication(home: Home) -> tuple[int, int]:
    """The number of the publication that readers have, and of the last receipt in it; zeros when none opens."""
    number, through = _published(home, "last_publication") or (0, 0)
    return int(number), int(through)


def _published_through(home: Home) -> datetime | None:
    """The moment of the newest build that readers have; None when there is no publication that opens."""
    row = _published(home, "last_build")
    return row[0] if row else None


def _published(home: Home, query: str) -> tuple[Any, ...] | None:
    """The one row that a query gives on the published file; None when there is none that opens."""
    if not home.published_warehouse.is_file():
        return None
    try:
        with connected(home.published_warehouse, read_only=True) as published:
            return published.execute(sql(query)).fetchone()
    except duckdb.Error:
        return None


def publish(connection: Connection, home: Home, catalogue: Catalogue) -> Path:
    """Write what readers get beside the published file, verify it, then replace the file in one step.

    Readers see the old publication or the new one, whole; a crash on the way leaves the old one. What no publication
    writes any more is removed.
    """
    open_folder(home.published)
    with transaction(connection):
        connection.execute(sql("record_publication"), {"rules": rules_version(catalogue.version)})
        connection.execute(sql("record_figure_changes"))
    fresh = home.published / ".solieu.duckdb.new"
    for left in (fresh, fresh.with_name(f"{fresh.name}.wal")):
        left.unlink(missing_ok=True)
    write_extract(connection, fresh, catalogue)
    _verify(fresh, connection, catalogue)
    with connected(fresh, read_only=True) as readers:
        written = {*write_parquet(readers, home.published, catalogue), *_write_csv(readers, home.published, catalogue)}
    make_durable(fresh)
    fresh.chmod(_READ_ONLY)
    os.replace(fresh, home.published_warehouse)
    for old in {*home.published.iterdir()} - written:
        if _LEFT.fullmatch(old.name):
            old.unlink()
    make_durable(home.published)
    return home.published_warehouse


def _verify(copy: Path, connection: Connection, catalogue: Catalogue) -> None:
    """The copy opens, and holds as many rows in every KPI table as the warehouse does."""
    with connected(copy, read_only=True) as published:
        for model in kpi_models(catalogue):
            count = sql("count_rows", table=model.replace("/", "."))
            if published.execute(count).fetchone() != connection.execute(count).fetchone():
                raise OSError(f"the copy for publication differs from the warehouse in {model}")


def write_parquet(connection: Connection, folder: Path, catalogue: Catalogue) -> list[Path]:
    """Write every KPI table as a Parquet file of its name, each replaced in one step; their paths."""
    written = []
    for model in kpi_models(catalogue):
        target = folder / f"{model.removeprefix('kpi/')}.parquet"
        fresh = target.with_name(f".{target.name}.new")
        connection.table(model.replace("/", ".")).write_parquet(str(fresh))
        written.append(_into_place(fresh, target))
    return written


def _write_csv(connection: Connection, folder: Path, catalogue: Catalogue) -> Iterator[Path]:
    """Write what people open in a spreadsheet, each file replaced in one step; their paths."""
    for view, text in spreadsheets(connection, catalogue):
        target = folder / f"{view}.csv"
        fresh = target.with_name(f".{target.name}.new")
        fresh.write_bytes(text)
        yield _into_place(fresh, target)


def _into_place(fresh: Path, target: Path) -> Path:
    fresh.chmod(_OPEN)
    os.replace(fresh, target)
    return target

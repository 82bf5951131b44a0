"""The warehouse as plain Parquet, a file or several for each table, and such files as a warehouse again.

Beside them what the formats of exchange carry: the values that count, and the figures.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from schemas.declarations import Catalogue
from schemas.leaving import Stored
from warehouse.contract import create_contract
from warehouse.faults import later_release
from warehouse.items import item_tables
from warehouse.migrate import appendix_tables, comment, create_views, form_tables, migrate
from warehouse.notes import contract_views, relation_notes
from warehouse.store import applied, connected, literal, migrations, sql

Connection = duckdb.DuckDBPyConnection
# The rows of a file at most.
ROWS = 1_000_000
# What a trace lists can be asked of the tables again; the dictionary is a table as well.
_NOT_SHOWN = ("trace", "dictionary")
# Names stand in SQL, so nothing else may be one.
_TABLE = re.compile(r"(core|dim|items|kpi|ops)\.[a-z][a-z0-9_]*")
# The schema of what a country's home takes over from its provinces.
_OF_PROVINCES = "country."
_COLUMN, _KIND = re.compile(r"[a-z][a-z0-9_]*"), re.compile(r"[A-Za-z0-9 (),]+(\[\])?")


def years(connection: Connection) -> list[int]:
    """The years that there are figures of."""
    return [year for (year,) in connection.execute(sql("leaving_years")).fetchall()]


def values(connection: Connection, wanted: Sequence[int]) -> pl.DataFrame:
    """What the figures of those years are worked out from, one row for each key, in base units.

    Columns: indicator, measure, submitter, period, district, breakdown (null for the whole), value, unit, provisional,
    decision, decided, origin (receipt, sheet and cell of each value in it).
    """
    return connection.execute(sql("leaving_values"), {"years": list(wanted)}).pl()


def figures(connection: Connection, wanted: Sequence[int]) -> pl.DataFrame:
    """The figures of those years, with null for results that are due and not known.

    Columns: indicator, measure, year, dimension, code, value, maturity (`missing` as well), unit.
    """
    return connection.execute(sql("leaving_figures"), {"years": list(wanted)}).pl()


def store(connection: Connection, folder: Path, most: int = ROWS) -> dict[str, Stored]:
    """Write every table below `folder` as Parquet, its types as they are; table -> its files, named from there.

    A file holds at most `most` rows; together they have them in the order in which they came.
    """
    tables = [table for (table,) in connection.execute(sql("overlay_tables")).fetchall()]
    return {table: _stored(connection, table, folder, most) for table in tables}


def _stored(connection: Connection, table: str, folder: Path, most: int) -> Stored:
    rows, last = connection.execute(sql("leaving_last", table=table)).fetchall()[0]
    starts = range(0, max(last, 0) + 1, most)
    names = (
        [f"{table}.{number}.parquet" for number, _ in enumerate(starts)] if len(starts) > 1 else [f"{table}.parquet"]
    )
    for name, start in zip(names, starts, strict=True):
        query = sql("leaving_rows", table=table, first=str(start), last=str(start + most - 1))
        _write(connection, query, folder / name)
    return Stored(rows=rows, files=tuple(names))


def show(connection: Connection, folder: Path, catalogue: Catalogue) -> list[str]:
    """Write the views that readers get below `folder`, for people and tools alone; the names of their files."""
    names = [name for name in contract_views(catalogue) if name not in _NOT_SHOWN]
    for name in names:
        _write(connection, sql("contract_rows", view=name), folder / f"{name}.parquet")
    return [f"{name}.parquet" for name in names]


def _write(connection: Connection, query: str, file: Path) -> None:
    connection.query(query).write_parquet(str(file), compression="zstd")


def dictionary(connection: Connection, catalogue: Catalogue) -> list[dict[str, Any]]:
    """What every table, view and column is: relation, column, type, meaning in both languages, unit (of both)."""
    kinds = {(relation, column): kind for relation, column, kind in connection.execute(sql("column_types")).fetchall()}
    units = {
        (f"{room}.{form.code}", column.name): catalogue.units[catalogue.units[column.unit].base]
        for room, forms in (("core", catalogue.reported), ("items", catalogue.items))
        for form in forms.values()
        for column in form.columns
        if column.unit
    }
    told: list[dict[str, Any]] = []
    for relation, note in relation_notes(catalogue).items():
        told.append({"relation": relation, "column": "", "type": "", "vi": note.vi, "en": note.en, "unit": ""})
        for column, (vi, en) in note.columns.items():
            unit = units.get((relation.removesuffix("_lines"), column))
            entry = {"relation": relation, "column": column, "type": kinds[relation, column], "vi": vi, "en": en}
            told.append(entry | {"unit": unit.code if unit else ""})
    return told


def originals(connection: Connection) -> list[str]:
    """The names in the archive (SHA-256) of every file in the ledger."""
    return [name for (name,) in connection.execute(sql("archived_files")).fetchall()]


def numbers(connection: Connection) -> list[int]:
    """The migrations that made the warehouse what it is."""
    return sorted(applied(connection))


def unknown_tables(names: Iterable[str]) -> list[str]:
    """Those of the names that are none of a table."""
    return [name for name in names if not _TABLE.fullmatch(name)]


def is_national(names: Iterable[str]) -> bool:
    """Whether tables of those names are those of a country's home."""
    return any(name.startswith(_OF_PROVINCES) for name in names)


def refuse_later(place: Path, made_by: Iterable[int]) -> None:
    """Raise ValueError where this release does not know one of the migrations that made what lies at a place."""
    later = sorted(set(made_by) - migrations().keys())
    if later:
        raise ValueError(later_release(place, later))


def arrive(target: Path, tables: Mapping[str, Sequence[Path]], made_by: Iterable[int], catalogue: Catalogue) -> None:
    """Make the warehouse in the new file `target` from the files of each table, in the schema of then, up to date.

    `made_by`: the migrations of then, as of `refuse_later`. Raises ValueError when a column has no name of ours,
    duckdb.Error where a file is not what its table was.
    """
    with connected(target) as connection:
        migrate(connection, set(made_by))
        connection.execute(sql("delete_all", table="ops.migrations"))
        # Tables that follow from declarations; what is declared no more comes as it was.
        form_tables(connection, catalogue)
        appendix_tables(connection, catalogue)
        item_tables(connection, catalogue)
        there = {table for (table,) in connection.execute(sql("overlay_tables")).fetchall()}
        for table, files in tables.items():
            _arrived(connection, table, files, known=table in there)
        migrate(connection)
        create_views(connection, catalogue)
        create_contract(connection, catalogue)
        comment(connection, relation_notes(catalogue))
        connection.execute(sql("checkpoint"))


def _arrived(connection: Connection, table: str, files: Sequence[Path], *, known: bool) -> None:
    listed = "[" + ", ".join(literal(str(file)) for file in files) + "]"
    if not known:
        connection.execute(sql("arriving_empty", table=table, files=listed))
    own = {name for name, *_ in connection.execute(sql("columns"), {"relations": [table]}).fetchall()}
    for column, kind, *_ in connection.execute(sql("arriving_columns", files=listed)).fetchall():
        if not _COLUMN.fullmatch(column) or not _KIND.fullmatch(kind):
            raise ValueError(f"{table}: {column!r} {kind!r}")
        if column not in own:
            connection.execute(sql("add_column", table=table, column=column, kind=kind))
    connection.execute(sql("arriving_rows", table=table, files=listed))

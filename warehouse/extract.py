"""The file for readers: what `schemas/contract.yaml` lets out of the warehouse, in a file of its own.

Never a copy of the working file with something taken out: what is deleted from a file stays in its bytes. What such a
file holds was published, so the next one may be a copy of it, in which only what changed is written anew.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from schemas.declarations import Catalogue
from warehouse.contract import create_contract, load_dictionary
from warehouse.migrate import comment
from warehouse.models import FIGURE_VIEWS, READY, select
from warehouse.notes import published_columns, published_notes
from warehouse.store import literal, sql
from warehouse.writes import transaction

Connection = duckdb.DuckDBPyConnection
Columns = dict[str, tuple[str, ...]]
# The storage version is that of every DuckDB which BI tools embed; small blocks, since most tables are small.
_FORMAT = "storage_version 'v1.0.0', block_size 16384"
# What the declarations say of the file itself stays as it is while they do.
_AS_WRITTEN = "dim.dictionary"


def write_extract(connection: Connection, path: Path, catalogue: Catalogue) -> None:
    """Write what readers get of the open warehouse into a new file at `path`: tables, views over them, comments.

    Raises duckdb.Error where the warehouse lacks a declared column, ContractError where a view breaks its promise.
    """
    with _attached(connection, path):
        for relation, columns in _tables(catalogue).items():
            connection.execute(sql("extract_schema", schema=relation.partition(".")[0]))
            query = "extract_files" if _of_files(relation, columns) else "extract_table"
            connection.execute(sql(query, relation=relation, columns=", ".join(columns)))
        connection.execute("use readers_copy")
        _describe(connection, catalogue)


def to_follow(connection: Connection, path: Path, rules: str) -> list[int] | None:
    """The years of which a figure was built since the file at `path` was written, or which another warehouse wrote.

    None where a new file is to be written: other `rules` (`rules_version`) wrote this one, or more than half of it is
    room that nothing fills.
    """
    with _attached(connection, path, "read_only"):
        free, of = connection.execute(sql("extract_blocks")).fetchone() or (0, 0)
        if 2 * free > of or connection.execute(sql("extract_rules")).fetchone() != (rules,):
            return None
        return [year for (year,) in connection.execute(sql("extract_built")).fetchall()]


def follow(connection: Connection, path: Path, years: Sequence[int], catalogue: Catalogue) -> None:
    """Make of a copy of the last file for readers, at `path`, what `write_extract` would write now.

    `years`: as of `to_follow`; the declarations and models are those that the file was written by. Of tables by year
    only these years are written, of tables by file those whose values came into the figures or left them, of the others
    those that say something else: what is written anew has to be put into the file once more.
    """
    wanted: dict[str, object] = {"years": list(years)}
    with _attached(connection, path):
        connection.execute(sql("extract_touched"), wanted)
        connection.execute(sql("extract_standing"))
        for relation, columns in _tables(catalogue).items():
            names = ", ".join(columns)
            if _of_files(relation, columns):
                connection.execute(sql("extract_empty_files", relation=relation))
                connection.execute(sql("extract_standing_files", relation=relation, columns=names))
            elif relation.startswith("kpi."):
                connection.execute(sql("extract_empty_years", relation=relation), wanted)
                connection.execute(sql("extract_years", relation=relation, columns=names), wanted)
            elif relation != _AS_WRITTEN and _differs(connection, relation, names):
                connection.execute(sql("extract_empty", relation=relation))
                connection.execute(sql("extract_again", relation=relation, columns=names))


def _differs(connection: Connection, relation: str, columns: str) -> bool:
    row = connection.execute(sql("extract_differs", relation=relation, columns=columns)).fetchone()
    return row != (False,)


def _tables(catalogue: Catalogue) -> Columns:
    """What the file holds as tables, with their columns; `*` stands for all."""
    return {**published_columns(catalogue), **dict.fromkeys(READY, ("*",))}


def _of_files(relation: str, columns: tuple[str, ...]) -> bool:
    """Whether readers get the rows of those files alone whose values stand in the figures."""
    return relation.partition(".")[0] in ("ops", "core") and "submission_id" in columns


@contextmanager
def _attached(connection: Connection, path: Path, mode: str = _FORMAT) -> Iterator[None]:
    """The file beside the warehouse as `readers_copy`; what is written is there whole or not at all."""
    connection.execute(sql("extract_attach", file=literal(str(path)), mode=mode))
    try:
        with transaction(connection):
            yield
    finally:
        connection.execute("use warehouse")
        connection.execute("detach readers_copy")


def _describe(connection: Connection, catalogue: Catalogue) -> None:
    """The views over the tables, and what everything is, in words."""
    for view in FIGURE_VIEWS:
        if view not in READY:
            connection.execute(sql("create_view", view=view, model=select(view.replace(".", "/"), catalogue)))
    create_contract(connection, catalogue)
    notes = published_notes(catalogue)
    load_dictionary(connection, catalogue, notes)
    comment(connection, notes)

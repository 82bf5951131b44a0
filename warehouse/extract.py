"""The file for readers: what `schemas/contract.yaml` lets out of the warehouse, written anew into a file of its own.

Never a copy of the working file with something taken out: what is deleted from a file stays in its bytes.
"""

from pathlib import Path

import duckdb

from schemas.declarations import Catalogue
from warehouse.contract import create_contract, load_dictionary
from warehouse.migrate import comment
from warehouse.models import FIGURE_VIEWS, select
from warehouse.notes import published_columns, published_notes
from warehouse.store import literal, sql, transaction

Connection = duckdb.DuckDBPyConnection
# The storage version is that of every DuckDB which BI tools embed; small blocks, since most tables are small.
_FORMAT = "storage_version 'v1.0.0', block_size 16384"


def write_extract(connection: Connection, path: Path, catalogue: Catalogue) -> None:
    """Write what readers get of the open warehouse into a new file at `path`: tables, views over them, comments.

    Raises duckdb.Error where the warehouse lacks a declared column, ContractError where a view breaks its promise.
    """
    connection.execute(sql("attach_copy", file=literal(str(path)), mode=_FORMAT))
    try:
        with transaction(connection):
            for relation, columns in published_columns(catalogue).items():
                _copy(connection, relation, columns)
            connection.execute("use readers_copy")
            _describe(connection, catalogue)
    finally:
        connection.execute("use warehouse")
        connection.execute("detach readers_copy")


def _describe(connection: Connection, catalogue: Catalogue) -> None:
    """The views over the tables, and what everything is, in words."""
    for view in FIGURE_VIEWS:
        connection.execute(sql("create_view", view=view, model=select(view.replace(".", "/"), catalogue)))
    create_contract(connection, catalogue)
    notes = published_notes(catalogue)
    load_dictionary(connection, catalogue, notes)
    comment(connection, notes)


def _copy(connection: Connection, relation: str, columns: tuple[str, ...]) -> None:
    schema = relation.partition(".")[0]
    connection.execute(sql("copy_schema", schema=schema))
    of_files = schema in ("ops", "core") and "submission_id" in columns
    query = "copy_behind_figures" if of_files else "copy_table"
    connection.execute(sql(query, relation=relation, columns=", ".join(columns)))

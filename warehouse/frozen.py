"""What a signed report printed by: the declarations of its tables, kept with it, and the rows that differ since."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

import duckdb
import polars as pl

from schemas.declarations import Catalogue
from schemas.printed import RATIOS, Appendix, AppendixColumn, AppendixRow
from warehouse.dimensions import appendix_cells
from warehouse.reading import Record, records
from warehouse.store import sql

Connection = duckdb.DuckDBPyConnection
_CELL = ("appendix", "row", "column_name", "label", "unit", "decimals", "indicator", "measure", "breakdown")


def named(figures: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame | None:
    """The figures of a year, each with what its cell is (`cell`); None where other declarations made them."""
    numbers = figures["appendix"].unique()
    declared = pl.DataFrame(
        [c for n, table in catalogue.printed_tables.items() if n in numbers for c in appendix_cells(table, catalogue)],
        infer_schema_length=None,
    )
    if declared.height != figures.height:
        return None
    cells = declared.select(*_CELL, "cell").cast({name: figures.schema[name] for name in _CELL})
    found = figures.join(cells, on=list(_CELL), how="left", nulls_equal=True)
    return None if found["cell"].has_nulls() else found


def tables(catalogue: Catalogue) -> pl.DataFrame:
    """Every printed table as it is declared: number, annex, declared (JSON)."""
    return pl.DataFrame(
        [
            {"number": number, "annex": number in catalogue.annex, "declared": table.model_dump_json()}
            for number, table in catalogue.printed_tables.items()
        ]
    )


def declared_then(connection: Connection, vintage: Record, catalogue: Catalogue) -> Catalogue:
    """The declarations that a signed report is printed by: its own tables, number and date; all else is today's.

    A report that was signed before tables were kept has the rows, labels and decimals of its figures, and of today's
    tables what these do not tell.
    """
    asked: dict[str, object] = {"vintage_no": vintage["vintage_no"]}
    kept = {
        row["number"]: (row["annex"], Appendix.model_validate_json(row["declared"]))
        for row in records(connection, sql("vintage_tables"), asked)
    }
    if not kept:
        cells = records(connection, sql("vintage_shapes"), asked)
        kept = {n: (n in catalogue.annex, table) for n, table in _rebuilt(cells, catalogue).items()}
    appendices, annex = ({n: t for n, (of_annex, t) in kept.items() if of_annex == which} for which in (False, True))
    signed = catalogue.signed(vintage["number"], vintage["dated"])
    return replace(signed, appendices=appendices, annex=annex)


def _rebuilt(cells: Sequence[Record], catalogue: Catalogue) -> dict[int, Appendix]:
    """Today's tables, with the rows and columns of a report that did not keep its own."""
    by_table = {number: list(mine) for number, mine in groupby(cells, key=lambda cell: cell["appendix"])}
    found = {
        number: _reshaped(table, by_table[number]) if number in by_table else table
        for number, table in catalogue.printed_tables.items()
    }
    return {number: table.model_copy(update={"charts": _drawable(table, found)}) for number, table in found.items()}


def _reshaped(table: Appendix, cells: Sequence[Record]) -> Appendix:
    by_column = {cell["column_name"]: cell for cell in cells}
    columns = [column for column in table.columns if column.name in by_column]
    known = {column.name for column in columns}
    columns += [_unknown(cell) for name, cell in by_column.items() if name not in known]
    own = {column.name for column in columns if column.unit}
    widest = {name: max(c["decimals"] for c in cells if c["column_name"] == name) for name in by_column}
    rows = [_row(list(mine), own) for _, mine in groupby(cells, key=lambda cell: cell["row"])]
    parts = any(row.breakdown for row in rows)
    return table.model_copy(
        update={
            "columns": tuple(c.model_copy(update={"decimals": widest[c.name] if c.unit else 0}) for c in columns),
            "rows": tuple(row.model_copy(update={"total": parts and not row.breakdown}) for row in rows),
        }
    )


def _row(cells: Sequence[Record], own: set[str]) -> AppendixRow:
    """A row as it was signed; `own`: the columns that have decimals of their own."""
    decimals = max((cell["decimals"] for cell in cells if cell["column_name"] not in own), default=0)
    return AppendixRow(breakdown=cells[0]["breakdown"], label=cells[0]["label"], decimals=decimals)


def _unknown(cell: Record) -> AppendixColumn:
    """A column that is declared no more: nobody kept what stood above it."""
    name, unit = cell["column_name"], "percent" if cell["measure"] in RATIOS else None
    return AppendixColumn(name=name, label=name, comment_en=name, measure=cell["measure"], unit=unit)


def _drawable(table: Appendix, tables: Mapping[int, Appendix]) -> tuple[Any, ...]:
    """The charts all of whose columns are there."""
    return tuple(
        chart
        for chart in table.charts
        if {*chart.bars, *chart.beside} <= {column.name for column in tables[chart.table or table.number].columns}
    )


def rows_since(connection: Connection, vintage: Record) -> list[Record]:
    """The tables of a signed report whose rows are others by now: as of `reading.rows_changed`."""
    return records(connection, sql("rows_by_table", rows=sql("signed_rows")), {"vintage_no": vintage["vintage_no"]})

"""Where figures come from: their terms, the values that these add up, and what was replaced or rejected on the way."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb
import polars as pl

from warehouse.decisions import decisions
from warehouse.reading import Record, records
from warehouse.store import sql

Connection = duckdb.DuckDBPyConnection
Key = tuple[Any, ...]
FIGURE = ("indicator", "dimension", "code", "year", "measure")
_ESTIMATED = ("indicator", "year")
TERM = ("term", "term_dimension", "term_code", "term_year", "term_measure")


@dataclass(frozen=True)
class Ground:
    """What some figures rest on. Values are exact and in base units.

    `terms`: figure (FIGURE) -> its terms: operand, formula, times, side, sign, and what is added up (TERM).
    `returns`: TERM -> a record for each submission and sheet, with its `cells` (cell, value, stated, district,
    breakdown) and their `total`; `rest`: TERM -> what further ones, which nobody asked for, come to: returns_of,
    cells_of and total. Of the returns of those periods: `changes` by corrections, `rejections`,
    `receipts`, and `decisions` about these. `estimates`: (indicator, year) -> what a sum of a year that is running is
    reached out to: method, value, last_same and last_total, `rates` (so_far, periods_in, periods_of), `said`: the cells
    (receipt_no, file_name, sheet, cell) in which a submitter estimates it.
    """

    terms: dict[Key, list[Record]]
    returns: dict[Key, list[Record]]
    rest: dict[Key, Record]
    changes: list[Record]
    rejections: list[Record]
    receipts: list[Record]
    decisions: list[Record]
    estimates: dict[Key, Record]


def printed_figures(connection: Connection, tables: Sequence[int], year: int) -> list[Record]:
    """The figures that appendices and tables of the annex print for a year, in the printed unit (`value`).

    Each with its place (appendix, row, column_name, label), decimals and per_base, what it is (FIGURE), and its returns
    and maturity as for `reading.annex_rows`.
    """
    return records(connection, sql("trace_cells"), {"tables": list(tables), "year": year})


def blank_plan(connection: Connection, figure: Mapping[str, Any]) -> list[Record]:
    """Why the country has no such target (indicator, year, measure): its `left_out` and `method`; nothing of others."""
    asked = {name: figure[name] for name in ("indicator", "year", "measure")}
    return [] if figure["code"] else records(connection, sql("blank_plan"), asked)


def blank_sides(connection: Connection, figure: Mapping[str, Any]) -> list[Record]:
    """What such a figure (indicator, year) rests on of which the country lacks provinces: `name_vi` and its returns."""
    asked = {name: figure[name] for name in ("indicator", "year")}
    return [] if figure["code"] else records(connection, sql("blank_sides"), asked)


def figures_of(connection: Connection, indicator: str, year: int) -> list[Record]:
    """The figures of an indicator for a year (FIGURE), in the base unit (`value`), with returns and maturity."""
    told = (
        {name: value for name, value in row.items() if name not in ("estimate", "method")} | {"year": year}
        for row in records(connection, sql("year_figures"), {"year": year})
        if row["indicator"] == indicator and row["value"] is not None
    )
    return sorted(told, key=lambda row: tuple(str(row[name] or "") for name in ("dimension", "code", "measure")))


def has_figures(connection: Connection, year: int) -> bool:
    """Whether the figures of a year were built."""
    asked = {"years": [year]}
    return connection.execute(sql("years_there", table="kpi.indicator_year"), asked).fetchone() is not None


def key_of(record: Mapping[str, Any], names: Sequence[str] = FIGURE) -> Key:
    """What a record is about."""
    return tuple(record[name] for name in names)


def ground(
    connection: Connection,
    figures: Iterable[Mapping[str, Any]],
    ledger: Connection | None = None,
    most: int | None = None,
    of_all: int | None = None,
) -> Ground:
    """What those figures (FIGURE) rest on; the KPI tables of their years, and of the years before, are built.

    `most`: of a sum so many returns at most, the largest; `of_all`: and of all sums together, as long as there are ten
    of each. The rest are added up.

    `ledger`: the warehouse, which says what happened on the way. Without it nothing is said of that: the published
    file alone does not hold it.
    """
    figures = list(figures)
    with _relation(connection, "figures", {key_of(figure) for figure in figures}, FIGURE):
        asked = records(connection, sql("trace_terms"), _bounds(figures, "year"))
    bounds = _bounds(asked, "term_year")
    with _relation(connection, "terms", {key_of(term, TERM) for term in asked}, TERM):
        connection.execute(sql("trace_placed"), bounds | {"most": most, "of_all": of_all})
    found = records(connection, sql("trace_sums"), bounds)
    summed = [row for row in found if row["receipt_no"] is not None]
    rest = {key_of(row, TERM): row for row in found if row["receipt_no"] is None}
    periods: dict[str, object] = {
        "periods": sorted({each["period"] for each in summed}),
        "years": sorted({str(term["term_year"]) for term in asked}),
    }
    terms, returns = _grouped(asked, FIGURE), _grouped(summed, TERM)
    estimates = _estimates(connection, figures, asked)
    if ledger is None:
        return Ground(terms, returns, rest, [], [], [], [], estimates)
    receipts = records(ledger, sql("trace_receipts"), periods)
    numbers = [receipt["receipt_no"] for receipt in receipts]
    return Ground(
        terms,
        returns,
        rest,
        changes=records(ledger, sql("trace_changes"), periods),
        rejections=records(ledger, sql("trace_rejections"), {"receipts": numbers}),
        receipts=receipts,
        decisions=[each for each in decisions(ledger) if each["receipt_no"] in set(numbers)],
        estimates=estimates,
    )


def lost(ledger: Connection, year: int) -> tuple[list[Record], list[Record]]:
    """What corrections changed in the returns of a year, and the receipts for them: as of `Ground`."""
    asked: dict[str, object] = {"periods": [], "years": [str(year)]}
    return records(ledger, sql("trace_changes"), asked), records(ledger, sql("trace_receipts"), asked)


def _estimates(
    connection: Connection, figures: Iterable[Mapping[str, Any]], terms: Iterable[Record]
) -> dict[Key, Record]:
    """What the sums of the figures that are estimates are reached out to."""
    estimated = {key_of(figure) for figure in figures if figure.get("method")}
    wanted = {(t["term"], t["term_year"]) for t in terms if key_of(t) in estimated and t["operand"] == "actual"}
    if not wanted:
        return {}
    with _relation(connection, "estimated", wanted, _ESTIMATED):
        return {key_of(row, _ESTIMATED): row for row in records(connection, sql("trace_estimates"))}


def _bounds(records: Iterable[Mapping[str, Any]], year: str) -> dict[str, object]:
    """The first and the last year of some records, so that values of others are not read."""
    years = [record[year] for record in records] or [0]
    return {"first": min(years), "last": max(years)}


@contextmanager
def _relation(connection: Connection, name: str, keys: set[Key], columns: Sequence[str]) -> Iterator[None]:
    """Meanwhile there is a relation `name` of those keys, which are numbered (`no`), for a query to join."""
    kinds = {column: pl.Int32 if column.endswith("year") else pl.String for column in columns}
    connection.register(name, pl.DataFrame(list(keys), schema=kinds, orient="row").with_row_index("no"))
    try:
        yield
    finally:
        connection.unregister(name)


def _grouped(rows: Iterable[Record], names: Sequence[str]) -> dict[Key, list[Record]]:
    grouped: dict[Key, list[Record]] = {}
    for row in rows:
        grouped.setdefault(key_of(row, names), []).append(row)
    return grouped

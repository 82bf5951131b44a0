"""What people ask of the warehouse: appendices, the state of the returns, what happened to a file."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import duckdb
import polars as pl

from schemas.calendar import year_of
from schemas.declarations import Catalogue
from schemas.records import Form
from warehouse.store import sql

Connection = duckdb.DuckDBPyConnection
Record = dict[str, Any]
_OWED = ("form", "submitter", "period", "due_date")
# What `owed` leaves on its connection: how the expected returns stand, worked out once.
OWED = "owed_returns"


def records(connection: Connection, query: str, parameters: dict[str, object] | None = None) -> list[Record]:
    """The rows of a query as dictionaries; decimals stay decimals."""
    cursor = connection.execute(query, parameters)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def appendix_rows(connection: Connection, number: int, year: int) -> list[Record]:
    """The printed rows of an appendix for a year, values exact and in the printed unit; empty when there are none.

    `returns` of each: column -> how many returns its figure rests on (returns_expected, returns_received,
    returns_in_part, returns_missing, through_period), where they are not all in.
    """
    found = records(connection, sql("appendix_rows", table=f"kpi.appendix_{int(number)}"), {"year": year})
    lacking = records(connection, sql("appendix_returns"), {"appendix": number, "year": year})
    for row in found:
        mine = [each for each in lacking if each["row"] == row["row"]]
        row["returns"] = {each["column_name"]: each for each in mine}
    return found


def year_rows(
    connection: Connection, catalogue: Catalogue, year: int, annex: Iterable[int] | None = None
) -> dict[int, list[Record]]:
    """The rows of every appendix and every table of the annex (or those of `annex`) for a year, by number."""
    rows = {number: appendix_rows(connection, number, year) for number in catalogue.appendices}
    return rows | annex_rows(connection, list(catalogue.annex if annex is None else annex), year)


def drawn_rows(connection: Connection, catalogue: Catalogue, year: int) -> dict[int, list[Record]]:
    """The rows of every appendix for a year, and of the tables of the annex that are drawn beside one, by number."""
    drawn = {chart.table for appendix in catalogue.appendices.values() for chart in appendix.charts}
    return year_rows(connection, catalogue, year, [number for number in catalogue.annex if number in drawn])


def annex_rows(connection: Connection, tables: Sequence[int], year: int) -> dict[int, list[Record]]:
    """The rows of tables of the annex for a year, shaped as those of an appendix; a table without a figure has none."""
    rows: dict[int, dict[int, Record]] = {number: {} for number in tables}
    filled: set[int] = set()
    for cell in records(connection, sql("annex_cells"), {"tables": list(tables), "year": year}):
        keys = {name: cell[name] for name in ("year", "row", "label", "unit")} | {"returns": {}}
        row = rows[cell["appendix"]].setdefault(cell["row"], keys)
        row[cell["column_name"]] = cell["value"]
        if cell["incomplete"]:
            row["returns"][cell["column_name"]] = cell
        if cell["value"] is not None:
            filled.add(cell["appendix"])
    return {number: list(table.values()) if number in filled else [] for number, table in rows.items()}


def forms_of(connection: Connection, year: int) -> set[str]:
    """The forms, and formats of exchange, that the values of a year came in."""
    return {row["form"] for row in records(connection, sql("forms_of_year"), {"year": year})}


def year_figures(connection: Connection, year: int) -> list[Record]:
    """Every figure of every indicator for a year, exact, in the base unit.

    indicator, dimension and code (None for the whole), measure, value, maturity, and its returns as for
    `appendix_rows`; while the year is running `estimate` and its `method` (value is None where nothing is in). Of a
    rate also the measure `source`: who reported its base, in `submitter`.
    """
    asked: dict[str, object] = {"year": year}
    whole = {"dimension": None, "code": None, "measure": "source"}
    sources = [whole | row for row in records(connection, sql("rate_sources"), asked)]
    return records(connection, sql("year_figures"), asked) + sources


def appendix_years(connection: Connection, number: int) -> list[int]:
    """The years that an appendix has figures for."""
    found = records(connection, sql("appendix_years", table=f"kpi.appendix_{int(number)}"))
    return [row["year"] for row in found]


def publication(connection: Connection) -> Record:
    """The publication that an open published file is: publication_no, published_at, through_no, rules."""
    return records(connection, sql("publication"))[0]


def draft_figures(connection: Connection) -> list[Record]:
    """Every published figure: indicator, breakdown, measure, year, value (base unit or percent), returns in and due."""
    return records(connection, sql("draft_figures"))


def draft_estimates(connection: Connection) -> list[Record]:
    """What running years are estimated at: indicator, year, measure, value (base unit or percent)."""
    return records(connection, sql("draft_estimates"))


def reported(connection: Connection, form: Form, submitter: str, period: str) -> tuple[set[str], pl.DataFrame]:
    """What counts of a submitter's returns of the year before a period: their periods, each measure's sum by key."""
    asked = {"form": form.code, "submitter": submitter, "year": year_of(period), "period": period}
    keys = ", ".join(f"t.{name}" for name in form.key)
    sums = ", ".join(f"sum(coalesce(f.own['{c.name}'], t.{c.name})) as {c.name}" for c in form.having("measure"))
    periods = connection.execute(sql("reported_periods"), asked).fetchall()
    query = sql("reported_sums", form=form.code, keys=keys, sums=sums)
    return {each for (each,) in periods}, connection.execute(query, asked).pl()


def history(connection: Connection, form: Form, wanted: Sequence[tuple[str, str]]) -> pl.DataFrame:
    """The rows that count of some returns (submitter, period) of a form, in one query.

    Columns: __submitter, __period, then the key and the measures of the form, in base units.
    """
    columns = ", ".join(f"t.{name}" for name in (*form.key, *(c.name for c in form.having("measure"))))
    names = dict.fromkeys(("submitter", "period"), pl.String)
    connection.register("wanted", pl.DataFrame(wanted, schema=names, orient="row"))
    found = connection.execute(sql("history", form=form.code, columns=columns), {"form": form.code}).pl()
    connection.unregister("wanted")
    return found


def begun_years(connection: Connection) -> set[int]:
    """The years that returns have said something about, which are those that a night builds."""
    return {row["year"] for row in records(connection, sql("begun_years"))}


def last_receipt(connection: Connection) -> int:
    """The number of the newest receipt in the ledger; 0 when it is empty."""
    row = connection.execute(sql("last_receipt")).fetchone()
    return int(row[0]) if row else 0


def reached(connection: Connection) -> str:
    """What all tables rest on, as a short text: receipts, decisions and those in force today, and what is declared."""
    row = connection.execute(sql("reached")).fetchone()
    return "/".join(map(str, row or ()))


def outcomes(
    connection: Connection, after: int, files: Sequence[str] | None = None, returns: str = "ops.expected_returns"
) -> list[Record]:
    """The receipts after number `after` (of some SHA-256, or all), each with its `rejections` and `warnings`.

    A correction says what it corrects, why, and how many cells and rows it changed; others have null there.
    `returns`: OWED on a connection on which nothing was written since `owed` was asked.
    """
    if last_receipt(connection) <= after:
        return []
    wanted: dict[str, object] = {"after": after, "files": None if files is None else list(files)}
    found = records(connection, sql("receipts_since", returns=returns), wanted)
    for name in ("rejections", "warnings"):
        by_file: dict[str, list[Record]] = {}
        for finding in records(connection, sql("findings_since", table=f"ops.{name}"), {"after": after}):
            by_file.setdefault(finding["submission_id"], []).append(finding)
        for receipt in found:
            receipt[name] = by_file.get(receipt["submission_id"], []) if receipt["status"] != "duplicate" else []
    return found


def figures_changed(connection: Connection, after: int) -> list[Record]:
    """The published figures of appendices that the publications after number `after` changed, material ones first."""
    return records(connection, sql("figures_changed"), {"after": after})


def annex_changed(connection: Connection, after: int) -> list[Record]:
    """How many published figures of further tables these publications changed: year, cells, material."""
    return records(connection, sql("annex_changed"), {"after": after})


def rows_changed(connection: Connection, after: int, through: int | None = None) -> list[Record]:
    """The appendices that publications after a number, through another, print with other rows than those before.

    appendix, the labels of rows that were `added`, that are `removed`, that stand in other columns or units (`recast`),
    and whether rows changed places (`moved`).
    """
    return records(connection, sql("rows_by_table", rows=sql("rows_changed")), {"after": after, "through": through})


def state(connection: Connection) -> Record:
    """How the returns stand: files by status, rows, open findings, returns by status, late, missing, publication."""
    by_status = records(connection, sql("submissions_by_status"))
    publications = records(connection, sql("publication"))
    return {
        "submissions": {row["status"]: row["files"] for row in by_status},
        "rows": records(connection, sql("row_counts"))[0],
        "rejections": records(connection, sql("open_findings"), {"severity": "rejection"}),
        "warnings": records(connection, sql("open_findings"), {"severity": "warning"}),
        "published": publications[0] if publications else None,
    } | owed(connection)


def owed(connection: Connection) -> Record:
    """How the expected returns stand, for everybody who tells of them: see docs/returns.md.

    `returns`: counts by year, form and status; `late`: the returns that were; `missing`: each that is overdue (form,
    submitter, period, due_date) of the years of which anything has come; `missing_years`: of each other year since the
    first of these, how many `returns` are overdue.
    """
    connection.execute(sql("owed_returns"))
    overdue = records(connection, sql("overdue_returns"))
    unbegun = Counter(each["year"] for each in overdue if not each["year_begun"])
    return {
        "returns": records(connection, sql("returns_by_status")),
        "late": records(connection, sql("late_returns")),
        "missing": [{name: each[name] for name in _OWED} for each in overdue if each["year_begun"]],
        "missing_years": [{"year": year, "returns": count} for year, count in sorted(unbegun.items())],
    }

"""What people ask of the warehouse: appendices, the state of the returns, what happened to a file."""

from collections.abc import Sequence
from typing import Any

import duckdb
import polars as pl

from schemas.calendar import year_of
from schemas.records import Form
from warehouse.store import sql

Connection = duckdb.DuckDBPyConnection
Record = dict[str, Any]


def records(connection: Connection, query: str, parameters: dict[str, object] | None = None) -> list[Record]:
    """The rows of a query as dictionaries; decimals stay decimals."""
    cursor = connection.execute(query, parameters)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def appendix_rows(connection: Connection, number: int, year: int) -> list[Record]:
    """The printed rows of an appendix for a year, values exact and in the printed unit; empty when there are none."""
    return records(connection, sql("appendix_rows", table=f"kpi.appendix_{int(number)}"), {"year": year})


def appendix_years(connection: Connection, number: int) -> list[int]:
    """The years that an appendix has figures for."""
    found = records(connection, sql("appendix_years", table=f"kpi.appendix_{int(number)}"))
    return [row["year"] for row in found]


def draft_figures(connection: Connection) -> list[Record]:
    """Every published figure: indicator, breakdown, measure, year, value (base unit or percent), returns in and due."""
    return records(connection, sql("draft_figures"))


def reported(connection: Connection, form: Form, submitter: str, period: str) -> tuple[set[str], pl.DataFrame]:
    """What counts of a submitter's returns of the year before a period: their periods, each measure's sum by key."""
    asked = {"form": form.code, "submitter": submitter, "year": year_of(period), "period": period}
    keys = ", ".join(f"t.{name}" for name in form.key)
    sums = ", ".join(f"sum(t.{c.name}) as {c.name}" for c in form.having("measure"))
    periods = connection.execute(sql("reported_periods"), asked).fetchall()
    query = sql("reported_sums", form=form.code, keys=keys, sums=sums)
    return {each for (each,) in periods}, connection.execute(query, asked).pl()


def last_receipt(connection: Connection) -> int:
    """The number of the newest receipt in the ledger; 0 when it is empty."""
    row = connection.execute(sql("last_receipt")).fetchone()
    return int(row[0]) if row else 0


def outcomes(connection: Connection, after: int, files: Sequence[str] | None = None) -> list[Record]:
    """The receipts after number `after` (of some SHA-256, or all), each with its `rejections` and `warnings`.

    A correction says what it corrects, why, and how many cells and rows it changed; others have null there.
    """
    wanted: dict[str, object] = {"after": after, "files": None if files is None else list(files)}
    found = records(connection, sql("receipts_since"), wanted)
    for name in ("rejections", "warnings"):
        by_file: dict[str, list[Record]] = {}
        for finding in records(connection, sql("findings_since", table=f"ops.{name}"), {"after": after}):
            by_file.setdefault(finding["submission_id"], []).append(finding)
        for receipt in found:
            receipt[name] = by_file.get(receipt["submission_id"], []) if receipt["status"] != "duplicate" else []
    return found


def figures_changed(connection: Connection, after: int) -> list[Record]:
    """The published figures that the publications after number `after` changed, material ones first."""
    return records(connection, sql("figures_changed"), {"after": after})


def state(connection: Connection) -> Record:
    """How the returns stand: files by status, rows, open findings, late and missing returns, the last publication."""
    by_status = records(connection, sql("submissions_by_status"))
    publications = records(connection, sql("publication"))
    return {
        "submissions": {row["status"]: row["files"] for row in by_status},
        "rows": records(connection, sql("row_counts"))[0],
        "rejections": records(connection, sql("open_findings"), {"severity": "rejection"}),
        "warnings": records(connection, sql("open_findings"), {"severity": "warning"}),
        "late": records(connection, sql("late_returns")),
        "missing": records(connection, sql("missing_returns")),
        "published": publications[0] if publications else None,
    }

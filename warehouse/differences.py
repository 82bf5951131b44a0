"""What the warehouse says now and did not say before: figures, cells of the appendices, and what changed them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl

from schemas.declarations import Catalogue
from warehouse.decisions import decisions
from warehouse.overlay import as_of, beside, built_through, counted_through
from warehouse.reading import Record, records
from warehouse.store import connected, sql

Connection = duckdb.DuckDBPyConnection
Place = tuple[int, int, str, int]
# What changes are found by, and what they are laid to their causes by.
_BEHIND = ("cells", "parts", "returns")
_FRAMES = ("figures", *_BEHIND)
Frames = Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class Said:
    """What the warehouse said of some years, up to a receipt and a decision.

    Frames: the figures of the indicators, the cells of the appendices, the values of `submitters` that each of these
    adds up, and the returns that counted; columns as in the queries `said_…`. `submitters`: the `movers` since; what
    nobody touched is the same then and now, and may be a great deal.
    `frozen`: the cells are all that there were, blank ones as well, so that what is not among them was declared since.
    """

    years: Sequence[int]
    through_no: int
    through_decision: int
    submitters: Sequence[str]
    annex: bool
    figures: pl.DataFrame
    cells: pl.DataFrame
    parts: pl.DataFrame
    returns: pl.DataFrame
    frozen: bool = False


def said(connection: Connection, years: Sequence[int], submitters: Sequence[str], *, annex: bool = False) -> Said:
    """What the warehouse says of those years, whose KPI tables are built; `annex`: in further tables as well."""
    frames = _frames(connection, _FRAMES, years, submitters, annex=annex)
    last = numbers(connection)
    return Said(
        years,
        last["through_no"],
        last["through_decision"],
        submitters,
        annex,
        figures=frames["figures"],
        cells=frames["cells"],
        parts=frames["parts"],
        returns=frames["returns"],
    )


def _frames(
    connection: Connection, names: Iterable[str], years: Sequence[int], submitters: Sequence[str], *, annex: bool
) -> Frames:
    asked: dict[str, object] = {"years": list(years)}
    more: dict[str, dict[str, object]] = {
        "cells": {"annex": annex},
        "parts": {"annex": annex, "submitters": list(submitters)},
    }
    return {name: connection.execute(sql(f"said_{name}"), asked | more.get(name, {})).pl() for name in names}


def numbers(connection: Connection) -> Record:
    """The last receipt (`through_no`) and decision (`through_decision`) that a connection sees."""
    return records(connection, sql("last_numbers"))[0]


def movers(
    connection: Connection, years: Sequence[int], last: Record, catalogue: Catalogue, ledger: str = ""
) -> list[str]:
    """The submitters of whose returns, on which figures of those years rest, something came or was decided since.

    `last`: as of `numbers`, those of then. `ledger`: before the names of the ledger's tables, where the connection sees
    the past of it.
    """
    asked = last | {"years": list(years), "registers": catalogue.registers}
    return [code for (code,) in connection.execute(sql("movers", ledger=ledger), asked).fetchall()]


@dataclass(frozen=True)
class Changes:
    """What is not what it was; values are exact, None where there is no figure.

    `figures`: indicator, name_vi, name_en, unit (the base unit), decimals, year, measure, before, after.
    `cells`, in the printed unit: appendix, row, column_name, year, label, unit, decimals, before, after, material
    (the printed figure moved), maturity and incomplete (the figure is not final), with those before as
    `maturity_before` and `incomplete_before`, and what made it so: `receipts` and `decisions`, those alone of returns
    whose observations in the cell have other values. Row, label, unit and decimals are those of before.
    `counted`: receipt -> counted_no, counted_file, the submission that counted for its return before, and counts_no,
    counts_file, the one that counts for it now; null where none did or does.
    """

    figures: list[Record]
    cells: list[Record]
    counted: dict[int, Record]


def changes(connection: Connection, before: Said) -> Changes:
    """What the warehouse says otherwise than before, of the same years; their KPI tables are built."""
    then = {name: getattr(before, name) for name in _FRAMES}
    now = _frames(connection, _FRAMES, before.years, before.submitters, annex=before.annex)
    found = _causes(connection, then, now, before.through_no, before.through_decision)
    since: dict[str, object] = {"through_no": before.through_no}
    counted = records(connection, sql("counted"), since)
    return Changes(
        figures=records(connection, sql("figures_differ")),
        cells=_caused(connection, _differing(connection, before), found, since),
        counted={row.pop("receipt_no"): row for row in counted},
    )


def _causes(connection: Connection, then: Frames, now: Frames, through_no: int, through_decision: int) -> list[Record]:
    """What changed cells of the appendices since: receipt_no or decision_no, and the cell as it is declared now.

    Appendix, row, column_name, year. What was said at both moments stays at hand, for more to be asked of it.
    """
    for moment, frames in (("then", then), ("now", now)):
        for name, frame in frames.items():
            connection.register(f"{moment}_{name}", frame)
    return records(connection, sql("causes"), {"through_no": through_no, "through_decision": through_decision})


def _differing(connection: Connection, before: Said) -> list[Record]:
    return records(connection, sql("cells_differ"), {"frozen": before.frozen})


def _caused(
    connection: Connection, cells: list[Record], causes: list[Record], since: dict[str, object]
) -> list[Record]:
    """The cells, each with the receipts and decisions that changed it."""
    came = {row["receipt_no"]: row for row in records(connection, sql("receipts_after"), since)}
    decided = {row["decision_no"]: row for row in decisions(connection)}
    by_cell: dict[Place, list[Record]] = {}
    for cause in causes:
        by_cell.setdefault(_place(cause), []).append(cause)
    for cell in cells:
        mine = by_cell.get(_place(cell | {"row": cell.pop("row_now")}), [])
        cell["receipts"] = [came[cause["receipt_no"]] for cause in mine if cause["receipt_no"]]
        cell["decisions"] = [decided[cause["decision_no"]] for cause in mine if cause["decision_no"]]
    return cells


class NoFiguresOf(ValueError):
    """No appendix had a figure of the year, at either moment; `years`: those of which figures had been reported."""

    def __init__(self, year: int, years: Sequence[int]) -> None:
        """The year that was asked for, and those that there are."""
        super().__init__(f"no figures of {year}")
        self.years = years


def differences(path: Path, year: int, since: datetime, until: datetime, catalogue: Catalogue) -> list[Record]:
    """The cells of the year's appendices that differ between two moments: see `Changes`.

    Raises NoFiguresOf where there is nothing to compare.
    """
    before = _as_of(path, since, [year], catalogue)
    with as_of(path, until, [year], catalogue) as connection:
        cells = changes(connection, before).cells
        if not cells and not before.cells.height:
            raise NoFiguresOf(year, [row["year"] for row in records(connection, sql("reported_years"))])
        return cells


def since_published(connection: Connection, last: Record, published: Path | None, catalogue: Catalogue) -> list[Record]:
    """What changed the cells of appendices since the publication `last`: receipt_no or decision_no, and the cell.

    That is appendix, row, column_name, year, of the years that had been published. The KPI tables of the open warehouse
    are built. `published`: the file of that publication, where readers have it and it is by the same declarations and
    models; then its values need not be worked out again.
    """
    numbers = {name: last[name] for name in ("through_no", "through_decision")}
    years = [year for (year,) in connection.execute(sql("moving_years"), numbers).fetchall()]
    if not years:
        return []
    submitters = movers(connection, years, numbers, catalogue)
    then = _then(connection, published, years, submitters, last, catalogue)
    with beside(connection) as now:
        return _causes(now, then, _frames(now, _BEHIND, years, submitters, annex=False), **numbers)


def _then(
    connection: Connection,
    published: Path | None,
    years: Sequence[int],
    submitters: Sequence[str],
    last: Record,
    catalogue: Catalogue,
) -> Frames:
    """What was said at the last publication: its file's words, or those of the warehouse of then."""
    if published is None:
        with built_through(connection, last, years, catalogue) as then:
            return _frames(then, _BEHIND, years, submitters, annex=False)
    with connected(published, read_only=True) as readers, beside(connection) as now:
        now.register("published_values", readers.execute(sql("published_values"), {"years": list(years)}).pl())
        cells = now.execute(sql("published_cells")).pl()
        parts = _frames(readers, ["parts"], years, submitters, annex=False)
    with counted_through(connection, last, catalogue) as then:
        return {"cells": cells, **parts, **_frames(then, ["returns"], years, submitters, annex=False)}


def _as_of(path: Path, moment: datetime, years: Sequence[int], catalogue: Catalogue) -> Said:
    with as_of(path, moment, years, catalogue) as connection:
        return said(connection, years, movers(connection, years, numbers(connection), catalogue, "warehouse."))


def _place(cell: Record) -> Place:
    return cell["appendix"], cell["row"], cell["column_name"], cell["year"]

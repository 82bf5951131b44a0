"""What the board shows: how things stand by now, and the figures that readers have."""

from pathlib import Path

import duckdb

from schemas.catalogue import Catalogue
from schemas.home import Home
from warehouse.decisions import decisions
from warehouse.models import pending_years
from warehouse.publication import held, unpublished_years
from warehouse.reading import (
    OWED,
    Record,
    appendix_years,
    drawn_rows,
    figures_changed,
    outcomes,
    owed,
    records,
    year_rows,
)
from warehouse.results import broken, newest
from warehouse.store import connected, rules_version, sql

Connection = duckdb.DuckDBPyConnection
# A page is for people: so many of the newest years, so many codes, the calendar of so many years.
_YEARS, _CODES, _CALENDAR = 5, 100, 3
# What a file that counts in the figures is noted as.
_OF_FIGURES = ("accepted", "accepted_with_rejections", "nil", "withdrawal")


def standing(home: Home, catalogue: Catalogue) -> Record:
    """How things stand in the working file of `home`.

    `publications`: the one that readers have and the one before it. `receipts`, as of `reading.outcomes`: those that
    came after it or, where none did (`waiting`), those that the one before did not hold. `unpublished`: how many speak
    of figures that readers do not have; `pending`: the years whose figures are older than what they rest on, or never
    reached the readers. `returns`: every expected return of the newest years that have begun; `earlier_years`: of the
    others how many stand how, as of `reading.owed`, as are `missing` and `missing_years`; `changes`: the published
    figures that the last publication changed, each with the `receipts` and `decisions` that did it; `broken`, `rules`:
    as of `results.broken` and `results.newest`; `waivers`: the decisions that waived a rule.
    """
    readers = held(home)
    with connected(home.warehouse, read_only=True) as connection:
        publications = records(connection, sql("board_publications"), {"held": readers.publication_no})
        before = publications[1] if len(publications) > 1 else None
        changes = figures_changed(connection, before["publication_no"]) if before else []
        causes = _causes(connection, readers.publication_no)
        due = owed(connection)
        waiting = outcomes(connection, readers.through_no, returns=OWED)
        pending = pending_years(connection, rules_version(catalogue.version))
        found: Record = {
            "publications": publications,
            "receipts": waiting or outcomes(connection, before["through_no"] if before else 0, returns=OWED),
            "waiting": bool(waiting),
            "unpublished": sum(each["status"] in _OF_FIGURES for each in waiting),
            "pending": sorted({*pending, *unpublished_years(connection, readers)}),
            **due,
            "earlier_years": _earlier(due["returns"]),
            "returns": records(connection, sql("board_returns"), {"years": _CALENDAR}),
            "broken": broken(connection),
            "rules": newest(connection),
            "waivers": [each for each in decisions(connection) if each["kind"] == "waive_rule"],
        }
    changes = [change for change in changes if change["publication_no"] <= readers.publication_no]
    nobody: Record = {"receipts": [], "decisions": []}
    return found | {"changes": [change | causes.get(_place(change), nobody) for change in changes]}


def _earlier(returns: list[Record]) -> list[Record]:
    newest = max((each["year"] for each in returns), default=0)
    return [each for each in returns if each["year"] <= newest - _CALENDAR]


def _causes(connection: Connection, publication_no: int) -> dict[tuple[int, int, str, int], Record]:
    """Cell -> the receipts and decisions by which a publication changed it."""
    found: dict[tuple[int, int, str, int], Record] = {}
    for cause in records(connection, sql("board_causes"), {"number": publication_no}):
        cell = found.setdefault(_place(cause), {"receipts": [], "decisions": []})
        cell["receipts" if cause["receipt_no"] else "decisions"].append(cause)
    return found


def _place(cell: Record) -> tuple[int, int, str, int]:
    return cell["appendix"], cell["row"], cell["column_name"], cell["year"]


def figures(path: Path, catalogue: Catalogue) -> Record:
    """The figures of the published file at `path`; empty lists before the first publication.

    `indicators`: a record an indicator and year, `parts`: one for each code, exact and in the base unit, of the newest
    years and, where codes are many, of the largest; `places`: where an indicator's figure is printed first (`place`:
    appendix, row, column_name); `rows`: year -> the rows of the appendices, for the newest years, which are `drawn`, as
    of `reading.drawn_rows`.
    """
    if not path.is_file():
        return {"indicators": [], "parts": [], "places": [], "rows": {}, "drawn": []}
    with connected(path, read_only=True) as connection:
        years = sorted({year for number in catalogue.appendices for year in appendix_years(connection, number)})
        drawn = years[-_YEARS:]
        earlier = {year: year_rows(connection, catalogue, year, annex=[]) for year in years[:-_YEARS]}
        return {
            "indicators": records(connection, sql("board_indicator_years")),
            "parts": records(connection, sql("board_indicator_parts"), {"years": _YEARS, "codes": _CODES}),
            "places": records(connection, sql("board_places")),
            "rows": earlier | {year: drawn_rows(connection, catalogue, year) for year in drawn},
            "drawn": drawn,
        }

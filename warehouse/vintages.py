"""Signed reports: the figures as they were signed, kept for good, and what the warehouse says otherwise since."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from schemas.calendar import PROVINCE_TIME
from schemas.declarations import Catalogue
from schemas.home import Home
from warehouse.decisions import CannotDecide
from warehouse.differences import NoFiguresOf, changes, movers, said
from warehouse.frozen import declared_then, named, rows_since, tables
from warehouse.models import select
from warehouse.offered import there
from warehouse.overlay import as_of, is_national
from warehouse.reading import Record, publication, records
from warehouse.store import connected, rules_version, sql
from warehouse.writes import transaction

Connection = duckdb.DuckDBPyConnection
_PLACE = ("appendix", "row", "column_name")


@dataclass(frozen=True)
class Signature:
    """What stands on a report: its number, its date, who signed it."""

    number: str
    dated: date
    by: str


@dataclass(frozen=True)
class Frozen:
    """Everything that was said of a year: cells, indicators, how tables were declared, the moment, what it rests on."""

    figures: pl.DataFrame
    indicators: pl.DataFrame
    tables: pl.DataFrame
    standing: Record


def as_published(home: Home, year: int, catalogue: Catalogue) -> Frozen:
    """The year as readers have it now. Raises CannotDecide when nothing of it is published.

    Or when it was published by other declarations of the tables than today's, by which it would be printed.
    """
    if not home.published_warehouse.exists():
        raise _cannot(catalogue, "nothing_to_sign", year=year)
    with connected(home.published_warehouse, read_only=True) as connection:
        last = publication(connection)
        published = {name: last[name] for name in ("publication_no", "through_no", "rules")}
        frozen = _frozen(connection, year, catalogue, published | {"moment": last["published_at"]})
    with connected(home.warehouse, read_only=True) as connection:
        decided = records(connection, sql("decided_until"), {"moment": last["published_at"]})[0]
    return replace(frozen, standing=frozen.standing | decided)


def as_it_stood(home: Home, year: int, moment: datetime, catalogue: Catalogue) -> Frozen:
    """The year as the warehouse would have said at a moment. Raises CannotDecide when it would have said nothing."""
    with as_of(home.warehouse, moment, [year], catalogue) as connection:
        standing: Record = {"publication_no": None, "rules": rules_version(catalogue.version), "moment": moment}
        return _frozen(connection, year, catalogue, standing | records(connection, sql("last_numbers"))[0])


def _frozen(connection: Connection, year: int, catalogue: Catalogue, standing: Record) -> Frozen:
    figures, indicators = (
        connection.execute(sql(f"frozen_{name}"), {"year": year}).pl() for name in ("figures", "indicators")
    )
    if figures["value"].is_null().all():
        raise _cannot(catalogue, "nothing_to_sign", year=year)
    cells = named(figures, catalogue)
    if cells is None:
        raise _cannot(catalogue, "declared_otherwise", year=year)
    return Frozen(cells, indicators, tables(catalogue), standing | {"year": year})


def sign(connection: Connection, frozen: Frozen, signature: Signature, catalogue: Catalogue) -> Record:
    """Keep a year's figures as those of a signed report; the record of it.

    Raises CannotDecide while a report of that number and year is in force, and for a date that is to come.
    """
    number, year = " ".join(signature.number.split()), frozen.standing["year"]
    today = datetime.now(PROVINCE_TIME).date()
    if signature.dated > today:
        raise _cannot(catalogue, "signed_ahead", dated=f"{signature.dated:%d/%m/%Y}", today=f"{today:%d/%m/%Y}")
    for other in in_force(connection, year, number):
        raise _cannot(catalogue, "already_signed", number=number, year=year, dated=f"{other['dated']:%d/%m/%Y}")
    row = frozen.standing | {"kind": "signed", "number": number, "dated": signature.dated}
    with transaction(connection):
        connection.execute(sql("record_vintage"), row | {"signed_by": signature.by, "reason": None, "revokes": None})
        made = vintages(connection)[-1]
        for table in ("figures", "indicators", "tables"):
            connection.register("new_rows", getattr(frozen, table))
            query = sql("insert_vintage_rows", table=f"ops.vintage_{table}")
            connection.execute(query, {"number": made["vintage_no"]})
            connection.unregister("new_rows")
    return made


def received_later(connection: Connection, vintage: Record) -> Record | None:
    """The newest return behind a signed report that came after the date on it: receipt_no, received_at; else None."""
    asked = {name: vintage[name] for name in ("year", "through_no")}
    found = records(connection, sql("newest_received"), asked)
    return next((row for row in found if row["received_at"].astimezone(PROVINCE_TIME).date() > vintage["dated"]), None)


def known_since(connection: Connection, year: int) -> datetime | None:
    """Since when the warehouse has returns that a year's figures rest on; None where it has none."""
    found = records(connection, sql("newest_received"), {"year": year, "through_no": 2**62})
    return found[0]["known_since"] if found else None


def revoke(connection: Connection, year: int, number: str, by: str, reason: str, catalogue: Catalogue) -> Record:
    """Record that a signed report is no longer in force; its figures stay. Raises CannotDecide when none is."""
    vintage = the_one(connection, year, number, catalogue)
    kept = ("number", "year", "dated", "moment", "through_no", "through_decision", "publication_no", "rules")
    row = {name: vintage[name] for name in kept} | {"kind": "revoked", "signed_by": by, "reason": reason}
    with transaction(connection):
        connection.execute(sql("record_vintage"), row | {"revokes": vintage["vintage_no"]})
    return next(each for each in vintages(connection) if each["vintage_no"] == vintage["vintage_no"])


def vintages(connection: Connection) -> list[Record]:
    """Every signed report, in order, with `revoked_by`, `revoked_at` and `revoked_why` where it was revoked."""
    return records(connection, sql("vintages"))


def in_force(connection: Connection, year: int | None = None, number: str | None = None) -> list[Record]:
    """The signed reports that no record revoked: of a year, of a number, or all."""
    wanted = number and " ".join(number.split())
    return [
        each
        for each in vintages(connection)
        if not each["revoked_by"] and year in (None, each["year"]) and wanted in (None, each["number"])
    ]


def the_one(connection: Connection, year: int, number: str, catalogue: Catalogue) -> Record:
    """The signed report of that year and number; raises CannotDecide when none is in force."""
    for vintage in in_force(connection, year, number):
        return vintage
    raise _cannot(catalogue, "no_such_report", asked=f"{number} ({year})")


@contextmanager
def as_signed(path: Path, year: int, number: str, catalogue: Catalogue) -> Iterator[tuple[Connection, Catalogue]]:
    """A connection whose appendices and tables hold the figures of a signed report, none of them computed again.

    With the declarations that it is printed by (`warehouse.frozen.declared_then`).
    """
    with connected(path, read_only=True) as connection:
        vintage = the_one(connection, year, number, catalogue)
        words = declared_then(connection, vintage, catalogue)
        connection.execute(sql("overlay_here"))
        connection.execute(sql("overlay_schema", schema="kpi"))
        connection.execute(sql("vintage_values", vintage=str(vintage["vintage_no"])))
        for appendix in words.appendices:
            name = f"kpi/appendix_{appendix}"
            connection.execute(sql("create_view", view=name.replace("/", "."), model=select(name, words)))
        yield connection, words


def errata(path: Path, asked: str, catalogue: Catalogue) -> list[Record]:
    """The signed reports in force of a year or of a number, each with `errata`: the cells that now differ.

    Cells as of `warehouse.differences.Changes` (`before`: as signed, `after`: now), of appendices and further tables,
    with `rules_changed`: the report was made by other declarations or models than today's. A cell is compared with the
    one that prints the same now; `rows`: the tables that have other rows by now (`reading.rows_changed`); `words`: the
    declarations that the report is printed by. Of a country's, `provinces`: those whose figures are others since then
    (publication_no, published_at; `years`: which are, of the report's and the one before), or of which it has none
    (null). Raises CannotDecide when there is no such report.
    """
    by_year = asked.isdecimal() and len(asked) == len("2014")
    with connected(path, read_only=True) as connection:
        found = in_force(connection, int(asked)) if by_year else in_force(connection, number=asked)
    if not found:
        raise _cannot(catalogue, "no_such_report", asked=asked)
    return [vintage | _errata(path, vintage, catalogue) for vintage in found]


def _errata(path: Path, vintage: Record, catalogue: Catalogue) -> Record:
    year, asked = [vintage["year"]], {"vintage_no": vintage["vintage_no"]}
    with connected(path, read_only=True) as connection:
        signed = connection.execute(sql("vintage_cells"), asked).pl()
        words = declared_then(connection, vintage, catalogue)
        national = is_national(connection)

    def stood(moment: datetime) -> AbstractContextManager[Connection]:
        # What a country's figures rested on, its provinces know; here they are as they were built last.
        return connected(path, read_only=True) if national else as_of(path, moment, year, catalogue)

    # The figures are those that were signed; what each rested on follows from what counted then.
    numbers = {name: vintage[name] for name in ("through_no", "through_decision")}
    with connected(path, read_only=True) as connection:
        since = movers(connection, year, numbers, catalogue)
    with stood(vintage["moment"]) as connection:
        then = said(connection, year, since, annex=True)
    with stood(datetime.now(PROVINCE_TIME)) as connection:
        cells = changes(connection, replace(then, cells=signed, frozen=True, **numbers)).cells
        rows = rows_since(connection, vintage)
        provinces = {"provinces": _provinces(connection, vintage)} if national else {}
    more: dict[str, Any] = {"rules_changed": vintage["rules"] != rules_version(catalogue.version)}
    return {"errata": [cell | more for cell in cells], "rows": rows, "words": words} | provinces


def _provinces(connection: Connection, vintage: Record) -> list[Record]:
    """The provinces behind what a country's report says otherwise by now: as of `errata`."""
    if "digests" not in there(connection):  # Before the first night of this release.
        return []
    return records(connection, sql("country_since"), {"moment": vintage["moment"], "year": vintage["year"]})


def contradicted(connection: Connection, years: Iterable[int]) -> list[Record]:
    """Of the signed reports in force of some years, the cells that are not as they were signed: those of `errata`.

    Each: number, dated, appendix, row, column_name, year, label, decimals, signed, after, material (it prints
    otherwise).
    """
    return records(connection, sql("contradicted_cells"), {"years": sorted(set(years))})


def estimates(connection: Connection, year: int) -> dict[str, list[Record]]:
    """Estimates of a year: `running` (of one that runs), `errors` (by method and quarter), `signed` (as printed).

    Raises NoFiguresOf for a year of which nothing was reported.
    """
    queries = {"running": "estimates", "errors": "estimate_errors", "signed": "signed_estimates"}
    found = {name: records(connection, sql(query), {"year": year}) for name, query in queries.items()}
    if not any(found.values()):
        known = sql("years_of", table="kpi.indicator_year") if is_national(connection) else sql("reported_years")
        years = [row["year"] for row in records(connection, known)]
        if year not in years:
            raise NoFiguresOf(year, years)
    return found


def _cannot(catalogue: Catalogue, message: str, **words: object) -> CannotDecide:
    return CannotDecide(catalogue.messages[message].vi.format(**words))

"""The documents for whoever asks: from the published figures, or as of a moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from reports.appendix import NoFigures, NoneOfYear
from reports.documents import render, render_annex
from reports.paper import tables_wanted
from reports.sentences import draft
from reports.sentences_files import WRITERS
from reports.tables_asked import appendix_number
from schemas.calendar import PROVINCE_TIME
from schemas.declarations import Catalogue
from schemas.exchange import BY_CODE
from schemas.exchange_codes import listed_by_code, not_by_code
from schemas.home import Home
from warehouse.overlay import as_of
from warehouse.reading import annex_rows, appendix_rows, forms_of, year_figures
from warehouse.store import connected
from warehouse.vintages import as_signed, known_since


def appendix(
    which: str,
    year: int,
    format: str,
    place: Home,
    catalogue: Catalogue,
    moment: datetime | None = None,
    signed: str = "",
) -> str | bytes:
    """The appendix in a format of `reports.documents`; `moment`: as the warehouse would have said then.

    `which`: as of `appendix_number`. `signed`: the number of a signed report, whose figures are printed as they were
    signed, in the rows and columns of then.

    Raises NoFigures, in words for a person, when there is no such appendix or nothing to print.
    """
    with _figures(year, place, catalogue, moment, signed) as (connection, words):
        number = appendix_number(which, words)
        rows = appendix_rows(connection, number, year)
        if not rows and not signed and (forms := forms_of(connection, year)):
            raise _nothing_of(number, year, forms, words)
        drawn = annex_rows(connection, tables_wanted(number, words), year)
        return render(number, year, rows, words, format, drawn)


def annex(
    year: int, format: str, place: Home, catalogue: Catalogue, moment: datetime | None = None, signed: str = ""
) -> str | bytes:
    """The document of all further tables, likewise."""
    with _figures(year, place, catalogue, moment, signed) as (connection, words):
        rows = annex_rows(connection, list(words.annex), year)
        return render_annex(year, rows, words, format)


def sentences(year: int, format: str, place: Home, catalogue: Catalogue, moment: datetime | None = None) -> str | bytes:
    """The standard sentences in a format of `reports.sentences_files.WRITERS`, likewise."""
    with _figures(year, place, catalogue, moment, "") as (connection, _):
        written = draft(year, year_figures(connection, year), catalogue)
        if not written.paragraphs:
            raise NoneOfYear(f"Chưa có số liệu năm {year} cho câu nào.")
        return WRITERS[format](written)


@contextmanager
def _figures(
    year: int, place: Home, catalogue: Catalogue, moment: datetime | None, signed: str
) -> Iterator[tuple[Any, Catalogue]]:
    """A connection to the figures asked for, and the declarations to print them by; a signed report has its own."""
    if signed:
        with as_signed(place.warehouse, year, signed, catalogue) as (connection, words):
            yield connection, words
        return
    if moment is None and not place.published_warehouse.exists():
        raise NoFigures(place.unpublished)
    published = connected(place.published_warehouse, read_only=True)
    with as_of(place.warehouse, moment, [year], catalogue) if moment else published as connection:
        try:
            yield connection, catalogue
        except NoneOfYear as error:
            raise _too_early(place, year, moment, catalogue) or NoFigures(f"{error} {place.without_year}") from error


def _nothing_of(number: int, year: int, forms: set[str], catalogue: Catalogue) -> NoFigures:
    """That a year has figures and a table none of them, and why where the year's values came in a list by codes."""
    said = [("table_without_figures", {"table": catalogue.table_name(number), "year": str(year)})]
    if BY_CODE in forms:
        said.append(("codes_hold", codes_hold(catalogue)))
    told = [(catalogue.messages[check], words) for check, words in said]
    vi, en = (" ".join(getattr(each, name).format(**words) for each, words in told) for name in ("vi", "en"))
    return NoFigures(f"{vi} / {en}")


def codes_hold(catalogue: Catalogue) -> dict[str, str]:
    """The words of the message of that name: how many indicators a list by codes has, and for which tables none."""
    without = ", ".join(catalogue.table_name(each.number) for each in not_by_code(catalogue))
    return {"count": str(len(listed_by_code(catalogue))), "tables": without or "–"}


def _too_early(place: Home, year: int, moment: datetime | None, catalogue: Catalogue) -> NoFigures | None:
    """That a year's returns came after a moment, with the first day that has figures; None where it is not that."""
    if moment is None:
        return None
    with connected(place.warehouse, read_only=True) as connection:
        since = known_since(connection, year)
    if since is None or since <= moment:
        return None
    days = {"moment": f"{moment:%d/%m/%Y}", "since": f"{since.astimezone(PROVINCE_TIME):%d/%m/%Y}"}
    said = catalogue.messages["as_of_too_early"]
    return NoFigures(f"{said.vi.format(year=year, **days)} / {said.en.format(year=year, **days)}")

"""What was signed and what became of it: `solieu sign`, `solieu errata`, `solieu estimates`."""

import getpass
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from pipelines.asking import LOOK, Unasked, moment, print_json
from pipelines.options import AT_A_TERMINAL, Json
from schemas.calendar import PROVINCE_TIME
from schemas.declarations import Catalogue, catalogue
from schemas.home import Home, home

# A number and what may follow it: 460/BC-STTTT, 12a/2014/BC, 7.
_NUMBER = re.compile(r"\d+\w?(\s*[/-]\s*\w+)*")
Number = Annotated[str, typer.Option("--number", help="The report's number, such as 460/BC-STTTT.")]


def sign(
    year: Annotated[int | None, typer.Argument(help="The reporting year.")] = None,
    number: Number = "",
    date: Annotated[
        datetime | None,
        typer.Option(
            "--date",
            formats=["%Y-%m-%d", "%d/%m/%Y"],
            help="The date that stands on the report: 2014-11-26 or 26/11/2014.",
        ),
    ] = None,
    by: Annotated[str | None, typer.Option("--by", help="Who signed it (default: your login name).")] = None,
    as_of: Annotated[
        str, typer.Option("--as-of", help="Sign what the warehouse said at this moment: 2014-11-26, 2014-11-26T17:00.")
    ] = "",
    revoke: Annotated[bool, typer.Option("--revoke", help="Record that the report is no longer in force.")] = False,
    reason: Annotated[str, typer.Option("--reason", help="With --revoke: why.")] = "",
    listing: Annotated[bool, typer.Option("--list", help="List every report that was signed.")] = False,
    as_json: Json = False,
) -> None:
    """Keep the figures of a year as those of a signed report: its appendices, further tables and indicators.

    What is signed is what readers have now, or with --as-of what was said at a moment. It is never changed again: the
    warehouse moves on, and [bold]solieu errata[/] tells what differs. Its documents get a folder of their own.

    In use:

      solieu sign 2014 --number 460/BC-STTTT --date 2014-11-26 --by "Giám đốc"

      solieu sign 2014 --number 460/BC-STTTT --revoke --reason "Ký nhầm bản"

      solieu sign --list
    """
    from warehouse.decisions import CannotDecide

    if not listing and (year is None or not number.strip() or (revoke and not reason.strip())):
        raise CannotDecide('Hãy ghi năm và --number "460/BC-STTTT"; khi thu hồi ghi thêm --reason "…".')
    if not listing and not revoke and date is None:
        raise CannotDecide("Hãy ghi ngày ký trên văn bản: --date 2014-11-26.")
    place, declared, who = home(), catalogue(), by or getpass.getuser()
    if listing or year is None:
        _tell(_listed(place, declared), as_json=as_json)
    elif revoke:
        _tell([_revoked(place, declared, year, number, who, reason.strip())], as_json=as_json)
    elif date is not None:
        made, folder = _signed(place, declared, year, (number, date, who), as_of)
        _warn(place, declared, made)
        _tell([made | {"documents": str(folder)}], as_json=as_json)


def _warn(place: Home, declared: Catalogue, made: dict[str, Any]) -> None:
    """Tell a person where figures are signed that came after the date on the report."""
    from warehouse import vintages

    with _working(place, declared) as connection:
        later = vintages.received_later(connection, made)
    if later:
        told = {"dated": f"{made['dated']:%d/%m/%Y}", "number": f"{later['receipt_no']:06d}"}
        told |= {"received": f"{later['received_at']:%d/%m/%Y}", "day": f"{made['dated']:%Y-%m-%d}"}
        told |= {"since": f"{later['known_since'].astimezone(PROVINCE_TIME):%d/%m/%Y}"}
        then = later["known_since"].astimezone(PROVINCE_TIME).date() <= made["dated"]
        message = declared.messages["signed_before_received" if then else "signed_before_known"]
        typer.echo(f"{message.vi.format(**told)}\n{message.en.format(**told)}", err=True)


def _tell(found: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    from rich.console import Console

    from reports.signed import vintage_lines

    Console().print(vintage_lines(found), soft_wrap=True)


def _listed(place: Home, declared: Catalogue) -> list[dict[str, Any]]:
    from warehouse import vintages

    with _working(place, declared) as connection:
        return vintages.vintages(connection)


def _revoked(place: Home, declared: Catalogue, year: int, number: str, who: str, reason: str) -> dict[str, Any]:
    from warehouse import vintages

    with _working(place, declared) as connection:
        return vintages.revoke(connection, year, number, who, reason, declared)


def _signed(
    place: Home, declared: Catalogue, year: int, signature: tuple[str, datetime, str], as_of: str
) -> tuple[dict[str, Any], Path]:
    """Sign, and write the documents of what was signed into a folder of its own."""
    from warehouse import vintages

    number, dated, who = signature
    if not _NUMBER.fullmatch(number.strip()):
        raise Unasked(f"“{number}” không phải số văn bản: hãy ghi như 460/BC-STTTT. / Not a report's number.")
    for each in _listed(place, declared):
        if each["year"] == year and each["number"] != number and _alike(each["number"], number):
            raise Unasked(f"Số “{number}” dễ lẫn với “{each['number']}” đã ký. / Too near a signed report's.")
    with _working(place, declared):
        pass  # Up to date before anything is read from it.
    if as_of:
        frozen = vintages.as_it_stood(place, year, moment(as_of), declared)
    else:
        frozen = vintages.as_published(place, year, declared)
    with _working(place, declared) as connection:
        made = vintages.sign(connection, frozen, vintages.Signature(number, dated.date(), who), declared)
    return made, write_signed(place, declared, year, made["number"])


def _alike(one: str, other: str) -> bool:
    """Whether two numbers may be of one document, however they are typed: 460 beside 460/BC-STTTT as well."""
    first, second = sorted((_slug(number).casefold() for number in (one, other)), key=len)
    return second == first or second.startswith(f"{first}-")


def _slug(number: str) -> str:
    """A report's number as part of a folder's name; what would look like one that was signed anew is the same."""
    return re.sub(r"(-lan-\d+)+$", "", re.sub(r"[^0-9A-Za-zÀ-ỹ]+", "-", number).strip("-"))


def _folder(vintage: dict[str, Any], listed: list[dict[str, Any]]) -> str:
    """`da-ky-460-BC-STTTT`; where that number was signed and revoked before, the next is `da-ky-460-BC-STTTT-lan-2`."""
    same = [each["vintage_no"] for each in listed if all(each[name] == vintage[name] for name in ("year", "number"))]
    time = sorted(same).index(vintage["vintage_no"]) + 1
    return f"da-ky-{_slug(vintage['number'])}" + (f"-lan-{time}" if time > 1 else "")


def write_signed(place: Home, declared: Catalogue, year: int, number: str) -> Path:
    """Write the documents of a signed report again, from its figures; the folder `reports/<year>/da-ky-<number>/`."""
    from reports.documents import write_documents
    from warehouse.reading import year_rows
    from warehouse.vintages import as_signed

    with as_signed(place.warehouse, year, number, declared) as (connection, words):
        rows = year_rows(connection, words, year)
    listed = _listed(place, declared)
    (vintage,) = (v for v in listed if (v["year"], v["number"], v["revoked_by"]) == (year, number, None))
    folder = place.reports / str(year) / _folder(vintage, listed)
    beside = folder.with_name(f".{folder.name}.{os.getpid()}.tmp")
    try:
        fresh = write_documents(beside, year, rows, words)[0].parent
        shutil.rmtree(folder, ignore_errors=True)
        fresh.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return folder


@contextmanager
def _working(place: Home, declared: Catalogue) -> Iterator[Any]:
    """The warehouse, brought up to date and open for writing."""
    from warehouse.migrate import prepare
    from warehouse.store import NoWarehouse, connected, missing_at

    if not place.warehouse.exists():
        raise NoWarehouse(missing_at(place.warehouse))
    with connected(place.warehouse, patience=AT_A_TERMINAL) as connection:
        prepare(connection, declared)
        yield connection


def errata(
    report: Annotated[str, typer.Argument(metavar="YEAR|NUMBER", help="A year, or a report's number: 460/BC-STTTT.")],
    as_json: Json = False,
) -> None:
    """List what differs now from a signed report, cell by cell, and which submissions and decisions caused it.

    Each with the figure as signed and as it is now, whether the printed figure moved, and what it was then: an
    estimate, provisional or final. Rows that were added, removed or moved since are told, and are no differences.
    Exits with 1 when a printed figure differs.

    Example: solieu errata 460/BC-STTTT
    """
    from reports.changes import with_print
    from warehouse import vintages

    declared = catalogue()
    found = vintages.errata(home().warehouse, report, declared)
    if as_json:
        for each in found:
            each["errata"] = with_print(each["errata"], each.pop("words"))
        print_json(found)
    else:
        from rich.console import Console

        from reports.signed import errata_lines

        Console().print(errata_lines(found, home()), soft_wrap=True)
    if any(cell["material"] for each in found for cell in each["errata"]):
        raise typer.Exit(LOOK)


def estimates(
    year: Annotated[int, typer.Option("--year", help="The reporting year.")],
    as_json: Json = False,
) -> None:
    """Tell what a running year is estimated at, and how far estimates were from what a year came to.

    By indicator: what its method would have given after each quarter, and what signed reports gave, against the
    actual, in percent. Exits with 2 for a year of which there are no figures.

    Example: solieu estimates --year 2014
    """
    from warehouse import vintages
    from warehouse.differences import NoFiguresOf
    from warehouse.store import connected

    with connected(home().warehouse, read_only=True) as connection:
        try:
            found = vintages.estimates(connection, year)
        except NoFiguresOf as none:
            years = ", ".join(map(str, none.years)) or "không năm nào / none"
            told = f"Kho chưa có số liệu năm {year}; các năm có số liệu: {years}."
            raise Unasked(f"{told} / No figures of {year}; there are figures of: {years}.") from none
    if as_json:
        print_json(found)
        return
    from rich.console import Console

    from reports.signed import estimate_lines

    Console().print(estimate_lines(year, found, catalogue()))

"""`solieu diff`: what the warehouse says now against what it said then, from the command line."""

from datetime import datetime
from typing import Annotated

import typer

from schemas.calendar import moment_of
from schemas.declarations import catalogue
from schemas.home import home

LOOK = 1


class Unasked(ValueError):
    """A moment that nobody can mean; the message says how to write one."""


def moment(text: str) -> datetime:
    """The moment that a person wrote (`schemas.calendar.moment_of`); raises Unasked, in their words."""
    try:
        return moment_of(text)
    except ValueError as error:
        raise Unasked(f"“{text}” không phải ngày hay thời điểm; ví dụ: 2014-11-26, 2014-11-26T17:00, now.") from error


def diff(
    year: Annotated[int, typer.Argument(help="The reporting year.")],
    since: Annotated[str, typer.Option("--from", help="A date or a moment: 2014-11-26, 2014-11-26T17:00.")],
    until: Annotated[str, typer.Option("--to", help="A date, a moment, or now.")] = "now",
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON for programs instead of text for people.")
    ] = False,
) -> None:
    """List the figures of the appendices that changed between two moments, and the submissions that came since.

    A date stands for its end, by the province's clock. Exits with 1 when something changed.

    Example: solieu diff 2014 --from 2014-11-26 --to now
    """
    from warehouse.overlay import differences

    first, last = moment(since), moment(until)
    if last < first:
        raise Unasked(f"--to ({until}) đứng trước --from ({since}).")
    found = differences(home().warehouse, year, first, last, catalogue())
    if as_json:
        import simplejson

        typer.echo(simplejson.dumps(found, ensure_ascii=False, indent=2, use_decimal=True, default=str))
    else:
        from rich.console import Console

        from reports.standing import difference_lines

        Console().print(difference_lines(found, catalogue()))
    if found:
        raise typer.Exit(LOOK)

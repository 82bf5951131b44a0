"""What has changed, and what would: `solieu diff` and `solieu receive --dry-run`, from the command line."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

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
    """List the figures of the appendices that changed between two moments, and by which submissions and decisions.

    Named are those alone whose values in the figure changed. A date stands for its end, by the province's clock;
    figures of both moments are by today's declarations. Exits with 1 when something changed.

    Example: solieu diff 2014 --from 2014-11-26 --to now
    """
    from reports.changes import difference_lines, with_print
    from warehouse.differences import differences

    first, last = moment(since), moment(until)
    if last < first:
        raise Unasked(f"--to ({until}) đứng trước --from ({since}).")
    declared = catalogue()
    found = differences(home().warehouse, year, first, last, declared)
    if as_json:
        print_json(with_print(found, declared))
    else:
        from rich.console import Console

        Console().print(difference_lines(found, declared))
    if found:
        raise typer.Exit(LOOK)


def tried(files: Sequence[Path], patience: float, *, as_json: bool) -> bool:
    """Tell what files would change; whether there is something that a person should see."""
    from pipelines.trying import dry_run
    from reports.changes import trial_lines, with_print

    declared = catalogue()
    trial = dry_run(home(), declared, files, patience)
    if as_json:
        cells = with_print(trial.cells, declared)
        told = {"receipts": trial.receipts, "figures": trial.figures, "appendix_cells": cells}
        print_json(told | {"signed": trial.signed})
    else:
        from rich.console import Console

        Console().print(trial_lines(trial.receipts, trial.figures, trial.cells, declared, trial.signed))
    return to_see(trial.receipts)


def to_see(receipts: Sequence[dict[str, Any]]) -> bool:
    """Whether something was rejected or late that a person should see."""
    return any(r["status"] != "waiting" and (r["rejections"] or r["days_late"]) for r in receipts)


def print_json(value: Any) -> None:
    """Print a value for programs; decimals to their last digit."""
    import simplejson

    typer.echo(simplejson.dumps(value, ensure_ascii=False, indent=2, use_decimal=True, default=str))

"""What there is to say, what has changed, and what would: `sentences`, `diff`, `receive --dry-run` at a terminal."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from pipelines.options import Json
from schemas.calendar import PROVINCE_TIME, moment_of
from schemas.declarations import catalogue
from schemas.home import home

LOOK, FAILED = 1, 2
SentencesFormat = StrEnum("SentencesFormat", ["text", "md", "docx", "html", "json"])


class Unasked(ValueError):
    """A moment or a year that nobody can mean; the message says what to ask."""


def moment(text: str) -> datetime:
    """The moment that a person wrote (`schemas.calendar.moment_of`); raises Unasked, in their words."""
    try:
        at = moment_of(text)
    except ValueError as error:
        raise Unasked(f"“{text}” không phải ngày hay thời điểm; ví dụ: 2014-11-26, 2014-11-26T17:00, now.") from error
    # Today stands for its end, which is still to come.
    if at.astimezone(PROVINCE_TIME).date() > datetime.now(PROVINCE_TIME).date():
        raise Unasked(f"Thời điểm {at:%d/%m/%Y %H:%M} chưa tới. / The moment is still to come.")
    return at


def diff(
    year: Annotated[int, typer.Argument(help="The reporting year.")],
    since: Annotated[str, typer.Option("--from", help="A date or a moment: 2014-11-26, 2014-11-26T17:00.")],
    until: Annotated[str, typer.Option("--to", help="A date, a moment, or now.")] = "now",
    as_json: Json = False,
) -> None:
    """List the figures of the appendices that changed between two moments, and by which submissions and decisions.

    Named are those alone whose values in the figure changed. A date stands for its end, by the province's clock;
    figures of both moments are by today's declarations. Exits with 1 when something changed, with 2 for a year of which
    there are no figures.

    Example: solieu diff 2014 --from 2014-11-26 --to now
    """
    from reports.changes import difference_lines, with_print
    from warehouse.differences import NoFiguresOf, differences

    first, last = moment(since), moment(until)
    if last < first:
        raise Unasked(f"--to ({until}) đứng trước --from ({since}).")
    declared = catalogue()
    try:
        found = differences(home().warehouse, year, first, last, declared)
    except NoFiguresOf as none:
        years = ", ".join(map(str, none.years)) or "không năm nào / none"
        told = f"Đến {last:%d/%m/%Y %H:%M} kho chưa có số liệu phụ lục năm {year}; các năm có số liệu: {years}."
        raise Unasked(f"{told} / No figures of {year} by then; there are figures of: {years}.") from none
    if as_json:
        print_json(with_print(found, declared))
    else:
        from rich.console import Console

        Console().print(difference_lines(found, declared))
    if found:
        raise typer.Exit(LOOK)


def sentences(
    year: Annotated[int, typer.Option("--year", help="The reporting year.")],
    format: Annotated[SentencesFormat, typer.Option("--format", help="How to print them.")] = SentencesFormat.text,
    as_of: Annotated[str, typer.Option("--as-of", help="A date or a moment: 2014-11-26, 2014-11-26T17:00.")] = "",
) -> None:
    """Write the report's standard sentences with the year's published figures in them, to begin a draft with.

    Every number is one of the KPI tables, rounded half up. A figure that is not there takes its clause or its
    sentence with it and is named at the end ("Chưa có số liệu, mục …"); one whose returns are not all in carries a mark
    and a note, and while the year is running it reads "ước đạt".

    With [bold]--as-of[/], as the warehouse would have said at that moment, by today's declarations.

    [bold]text[/] is for copying, a line for each paragraph; [bold]md[/], [bold]docx[/] and [bold]html[/] are
    documents; [bold]json[/] lists the sentences with their figures: indicator, measure, code, value (exact, in the
    base unit), unit, printed.

    The sentences are declared in schemas/sentences.yaml; docs/sentences.md says how to change or add one.

    Example: solieu sentences --year 2014 --format docx > doan-van.docx
    """
    from reports.appendix import NoFigures
    from reports.showing import sentences as shown

    at = moment(as_of) if as_of else None
    try:
        text = shown(year, format.value, home(), catalogue(), at)
    except NoFigures as error:
        raise Unasked(str(error)) from error
    typer.echo(text, nl=False)


def tried(files: Sequence[Path], patience: float, *, as_json: bool) -> bool:
    """Tell what files would change; whether there is something that a person should see."""
    from pipelines.trying import dry_run
    from reports.changes import trial_lines, with_print

    declared = catalogue()
    trial = dry_run(home(), declared, files, patience)
    if as_json:
        told = {"receipts": trial.receipts, "figures": trial.figures}
        for name, tables in (("appendix_cells", declared.appendices), ("annex_cells", declared.annex)):
            told[name] = with_print((cell for cell in trial.cells if cell["appendix"] in tables), declared)
        print_json(told | {"sentences": trial.sentences, "signed": trial.signed})
    else:
        from rich.console import Console

        parts = (trial.receipts, trial.figures, trial.cells, declared, trial.sentences, trial.signed)
        Console().print(trial_lines(*parts))
    return to_see(trial.receipts)


def to_see(receipts: Sequence[dict[str, Any]]) -> bool:
    """Whether something was rejected or late that a person should see."""
    return any(r["status"] != "waiting" and (r["rejections"] or r["days_late"]) for r in receipts)


def print_json(value: Any) -> None:
    """Print a value for programs; decimals to their last digit."""
    import simplejson

    typer.echo(simplejson.dumps(value, ensure_ascii=False, indent=2, use_decimal=True, default=str))

"""`solieu check-draft`: every number of a report's draft against the published figures, from the command line."""

from pathlib import Path
from typing import Annotated

import typer

from pipelines.options import Json
from schemas.declarations import catalogue
from schemas.home import home

WELL, LOOK = 0, 1


class CannotCheck(ValueError):
    """The draft cannot be read or annotated; the message says why and what to do."""


def check_draft(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", exists=True, dir_okay=False, readable=True, help="docx, pdf, html, txt, md."),
    ],
    year: Annotated[
        int | None, typer.Option("--year", help="The year of the report (default: the one that its title names).")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="List every figure, also those that agree.")] = False,
    annotated: Annotated[
        Path | None, typer.Option("--annotated", metavar="OUT.docx", help="Write a copy with comments (of a .docx).")
    ] = None,
    as_json: Json = False,
) -> None:
    """Check a report's draft: which of its numbers contradict the published figures, or one another.

    Each number in sentences and tables is matched with an indicator, a year and a measure by the names of the
    catalogue, and compared with the figures of the warehouse; parts are added up, percentages worked out again.
    Dates, document numbers and citations are no figures. [bold]--json[/] gives a list of line, column, text,
    printed, expected, verdict, indicator, year, measure, reason; verdicts are agrees, agrees_rounded,
    agrees_truncated, contradicts, contradicts_itself and not_checkable.

    Exits with 1 when a number contradicts the figures or the draft itself.

    Example: solieu check-draft "Báo cáo năm 2014.docx" --annotated "Báo cáo năm 2014 - có ghi chú.docx"
    """
    from reports.draft.annotating import NoCopy, annotate
    from reports.draft.checking import check_draft as check
    from reports.draft.figures import published
    from reports.draft.showing import WRONG, lines, records
    from schemas.prose import prose
    from sources.grids import UnreadableFile

    declared, figures = catalogue(), published(home().published_warehouse)
    try:
        judged = check(file, declared, prose(), figures, year)
        comments = annotate(file, judged, declared, figures, annotated) if annotated else 0
    except (UnreadableFile, NoCopy) as error:
        check_name = getattr(error, "check", None)
        known = declared.messages.get(f"draft_{check_name}") if check_name else None
        raise CannotCheck(f"“{file.name}”: {known.vi}" if known else str(error)) from error
    if not judged:
        typer.echo(declared.messages["draft_no_numbers"].vi, err=as_json)
    if not figures.values:
        typer.echo(declared.messages["draft_no_warehouse"].vi, err=as_json)
    if as_json:
        import simplejson

        typer.echo(simplejson.dumps(records(judged, declared, figures), ensure_ascii=False, indent=2))
    else:
        from rich.console import Console

        Console().print(lines(judged, declared, figures, everything=everything))
        if annotated:
            typer.echo(f"Đã ghi / Written: {annotated} ({comments} ghi chú / comments)")
    if any(each.finding.verdict in WRONG for each in judged):
        raise typer.Exit(LOOK)

"""The command line of Solieu: one thin module over the same functions that the assets call.

Exit codes: 0 all well; 1 something was rejected or late that a person should see; 2 failure.
"""

import sys
import traceback
from collections import Counter
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.text import Text

from pipelines.resolving import resolve
from schemas.declarations import Catalogue, DeclarationError, catalogue
from schemas.home import Home, home

WELL, LOOK, FAILED = 0, 1, 2
# Seconds that a person waits for a warehouse which another process holds.
_AT_A_TERMINAL = 5.0

out = Console()
err = Console(stderr=True)
app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="""Solieu (số liệu): the figures of a province's information and communications sector,
from submission to report.

Submissions are dropped into the [bold]inbox[/] (or given to [bold]receive[/]); [bold]nightly[/] takes them in,
rebuilds the figures of the years they touch, checks them and publishes; [bold]appendix[/] prints the report's
appendices; [bold]ui[/] opens the stewards' view.

All state lies in the folder SOLIEU_HOME (default: data/ in the current folder).

Exit codes: 0 all well; 1 something was rejected or late that a person should see; 2 failure.""",
)


class Format(StrEnum):
    """The formats of an appendix."""

    table = "table"
    csv = "csv"
    json = "json"
    html = "html"
    xlsx = "xlsx"


Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs instead of text for people.")]


def main() -> None:
    """Run the command line; an error that a person can mend is told in a line, not as a trace."""
    from warehouse.decisions import CannotDecide
    from warehouse.store import NoWarehouse, WarehouseBusy

    try:
        app()
    except (CannotDecide, DeclarationError, NoWarehouse, WarehouseBusy, OSError) as error:
        _tell(str(error))
    except Exception as error:
        _tell(f"{error}. Chi tiết / Details: {_keep_trace()}")
    else:
        return
    sys.exit(FAILED)


def _tell(message: str) -> None:
    err.print(Text.assemble(("Lỗi: ", "bold red"), message), soft_wrap=True)


def _keep_trace() -> Path:
    """Keep the stack trace of a fault of ours where whoever mends it finds it."""
    log = home().create().root / "errors.log"
    with log.open("a", encoding="utf-8") as file:
        file.write(f"{datetime.now().astimezone().isoformat()}\n{traceback.format_exc()}\n")
    return log


@app.command()
def demo() -> None:
    """Try everything: write the demo submissions of 2013 and 2014 and run a night over them.

    Writes some 150 real workbooks and CSV files as people send them into the inbox, takes them in,
    builds the figures, publishes, and shows Appendices 1-3 of 2014. Run again, it finds nothing new.
    """
    from sources.demo import write_demo_inbox

    place, declared = home().create(), catalogue()
    err.print("Ghi các báo cáo mẫu năm 2013-2014 vào hộp nhận… / Writing the demo submissions…", style="dim")
    write_demo_inbox(place.inbox, declared)
    code = _night(place)
    for number in declared.appendices:
        out.print()
        _print_appendix(number, 2014, Format.table, place, declared)
    _print_next_steps(place)
    raise typer.Exit(code if code == FAILED else WELL)


@app.command()
def nightly() -> None:
    """Do the night's work now: take in the inbox, rebuild the years it touches, check, publish.

    This is the job that the schedule runs at 01:00. It is safe to run at any time, over any home, an
    empty one included, and after a crash: what was left half done is done again.
    """
    raise typer.Exit(_night(home().create()))


def _night(place: Home) -> int:
    from pipelines.night import run_night
    from reports.summary import summary

    with err.status("Đang nhận báo cáo và dựng số liệu… / Taking in submissions, building figures…"):
        result = run_night(place)
    night = _night_words(place, result)
    out.print(summary(night))
    for error in result.errors:
        _tell(error)
    if result.blocked or not result.success:
        return FAILED
    return LOOK if night.rejections or night.late else WELL


def _night_words(place: Home, result: Any) -> Any:
    """The night's receipts and what became of the figures, as plain data."""
    from reports.appendix import column_label
    from reports.summary import Night
    from warehouse.reading import figures_changed, outcomes
    from warehouse.store import connected

    with connected(place.warehouse, read_only=True) as connection:
        received = outcomes(connection, result.before)
        publication, through = result.readers_had
        new = outcomes(connection, through) if result.published else received
        changes = figures_changed(connection, publication) if result.published else []
    return Night(
        received=Counter(receipt["status"] for receipt in received),
        rejections=[finding for receipt in received for finding in receipt["rejections"]],
        corrections=[receipt for receipt in new if receipt["corrects_no"]],
        changes=[change | {"column": column_label(change, catalogue())} for change in changes],
        late=[r for r in received if (r["days_late"] or 0) > 0 and r["status"] not in ("duplicate", "no_change")],
        years=result.years,
        published=result.published,
        blocked=result.blocked,
        places={"inbox": place.inbox, "published": place.published_warehouse, "reports": place.reports},
    )


@app.command()
def receive(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", exists=True, dir_okay=False, readable=True)],
    as_json: Json = False,
) -> None:
    """Take in one or more submissions now, and say at the cell what is wrong with them.

    Good rows are in the warehouse at once; the figures and the publication follow with the next
    [bold]solieu nightly[/]. While another process holds the warehouse, the files wait in the inbox.

    Example: solieu receive "VNPT Quảng Ninh quý IV 2014.xlsx"
    """
    from sources.inbox import drop
    from warehouse.store import WarehouseBusy

    place, declared = home().create(), catalogue()
    dropped = [drop(place, file) for file in files]
    try:
        receipts = _take_in(place, declared, dropped)
    except WarehouseBusy as busy:
        receipts = [{"file_name": path.name, "status": "waiting"} for path in dropped]
        err.print(f"Tệp chờ trong hộp nhận, sẽ được xử lý đêm nay: {busy}", highlight=False)
    if as_json:
        _print_json(receipts)
    else:
        from reports.standing import receipt_lines

        out.print(receipt_lines(receipts))
    found = any(r["status"] != "waiting" and (r["rejections"] or r["days_late"]) for r in receipts)
    raise typer.Exit(LOOK if found else WELL)


def _take_in(place: Home, declared: Catalogue, dropped: list[Path]) -> list[dict[str, Any]]:
    from pipelines.steps import last_receipt, take_in
    from warehouse.reading import outcomes
    from warehouse.store import connected

    before = last_receipt(place, _AT_A_TERMINAL)
    intake = take_in(place, declared, dropped, patience=_AT_A_TERMINAL)
    with connected(place.warehouse, read_only=True) as connection:
        return outcomes(connection, before, intake.submissions)


@app.command()
def status(as_json: Json = False) -> None:
    """Say how things stand: what came in, what was rejected, late or missing, what is published.

    Exits with 1 while something is rejected, late or missing that a person should see. What a later
    submission mended, or [bold]solieu resolve[/] settled, is not listed any more.
    """
    from reports.standing import state_lines
    from sources.inbox import waiting
    from warehouse.reading import state
    from warehouse.store import connected

    place = home()
    with connected(place.warehouse, read_only=True) as connection:
        found = state(connection)
    found |= {"home": str(place.root), "waiting": len(waiting(place))}
    if as_json:
        _print_json(found)
    else:
        out.print(state_lines(found, catalogue()))
    look = found["late"] or found["missing"] or found["rejections"]
    raise typer.Exit(LOOK if look else WELL)


app.command()(resolve)


@app.command()
def appendix(
    number: Annotated[int, typer.Argument(min=1, help="The appendix: 1 post, 2 telecom and internet, 3 inspection.")],
    year: Annotated[int, typer.Option("--year", help="The reporting year.")],
    format: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.table,
) -> None:
    """Print an appendix of the annual report from the published figures.

    [bold]table[/] is for reading; [bold]html[/] and [bold]xlsx[/] are documents;
    [bold]csv[/] and [bold]json[/] carry the exact values, json as a list of rows with
    year, row, label, unit and the appendix's columns.

    Example: solieu appendix 2 --year 2014 --format xlsx > phu-luc-2.xlsx
    """
    _print_appendix(number, year, format, home(), catalogue())


def _print_appendix(number: int, year: int, format: Format, place: Home, declared: Catalogue) -> None:
    from reports.appendix import NoFigures
    from reports.documents import render
    from warehouse.reading import appendix_rows
    from warehouse.store import connected

    if number not in declared.appendices:
        _fail(f"Không có phụ lục {number}; các phụ lục: {', '.join(map(str, declared.appendices))}.")
    if not place.published_warehouse.exists():
        _fail("Chưa công bố số liệu nào. Hãy chạy `solieu nightly` (hoặc `solieu demo` để thử).")
    with connected(place.published_warehouse, read_only=True) as connection:
        rows = appendix_rows(connection, number, year)
    try:
        text = render(number, year, rows, declared, format.value)
    except NoFigures as error:
        _fail(str(error))
    if isinstance(text, bytes):
        sys.stdout.buffer.write(text)
    else:
        typer.echo(text)


def _fail(message: str) -> NoReturn:
    _tell(message)
    raise typer.Exit(FAILED)


@app.command()
def ui(
    port: Annotated[int, typer.Option("--port", help="The port on 127.0.0.1.")] = 3000,
) -> None:
    """Open the stewards' view: Dagster's web server and the daemon that runs the nightly schedule.

    Serves on 127.0.0.1 only; Ctrl-C ends both. Lineage, checks and partitions are under Assets and Lineage.
    """
    from pipelines.ui import serve

    raise typer.Exit(serve(home().create(), port))


def _print_json(value: Any) -> None:
    import simplejson

    typer.echo(simplejson.dumps(value, ensure_ascii=False, indent=2, use_decimal=True, default=str))


def _print_next_steps(place: Home) -> None:
    out.print()
    out.print(f"Phụ lục dạng tệp / Documents:       {place.reports}", highlight=False, soft_wrap=True)
    out.print(f"Kho số liệu công bố / Published:    {place.published_warehouse}", highlight=False, soft_wrap=True)
    out.print("Giao diện quản trị / Stewards' view: .venv/bin/solieu ui → http://127.0.0.1:3000", highlight=False)


if __name__ == "__main__":
    main()

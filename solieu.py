"""The command line of Solieu: one thin module over the same functions that the assets call.

Exit codes: 0 done, and all is well; 1 done, and there is something that a person should see (rejected, late or
missing, a rule that does not hold, a figure that differs); 2 not done: refused, failed, or publication held back.
"""

import os
import sys
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Annotated

import typer
from rich.console import Console

from pipelines import country
from pipelines.asking import FAILED, LOOK, diff, moment, print_json, sentences
from pipelines.digesting import digest
from pipelines.doctor import doctor
from pipelines.drafting import check_draft
from pipelines.keeping import backup, restore
from pipelines.leaving import export, import_
from pipelines.listing import items
from pipelines.options import Json, Part
from pipelines.printing import AsOf, Signed, annex, dashboard, fail, one_of, put, tell, template
from pipelines.receiving import receive
from pipelines.refusals import exit_code, message
from pipelines.resolving import resolve
from pipelines.ruling import rules
from pipelines.serving import serve
from pipelines.signing import errata, estimates, sign
from pipelines.tracing import trace
from schemas.calendar import PROVINCE_TIME
from schemas.channels import channels
from schemas.declarations import Catalogue, catalogue
from schemas.home import Home, home, taking_in
from schemas.parts import VARIABLE as COUNTRY

WELL = 0

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

Exit codes: 0 done, and all is well; 1 done, and there is something that a person should see (rejected, late or
missing, a rule that does not hold, a figure that differs); 2 not done: refused, failed, or publication held back.""",
)


Format = StrEnum("Format", ["table", "csv", "json", "html", "xlsx", "docx", "pdf"])


def main() -> None:
    """Run the command line, and exit as it says."""
    sys.exit(min(run(), FAILED))


def run() -> int:
    """The exit code of what was asked; AGAIN where another try may do what was not done.

    An error that a person can mend is told in a line, not as a trace.
    """
    try:
        return app(standalone_mode=False) or WELL
    except Exception as error:
        if said := message(error):
            tell(said)
        return exit_code(type(error).__name__)


@app.command()
def demo() -> None:
    """Try everything: write the demo submissions of 2013 and 2014 and run a night over them.

    Writes some 150 real workbooks and CSV files as people send them into the inbox, takes them in,
    builds the figures, publishes, and shows Appendices 1-3 of 2014. Run again, it finds nothing new.
    A home that has submissions of its own refuses it.
    """
    from pipelines.demo import lay_demo
    from reports.standing import next_steps

    place, declared = taking_in().create(), catalogue()
    err.print("Ghi các báo cáo mẫu năm 2013-2014 vào hộp nhận… / Writing the demo submissions…", style="dim")
    lay_demo(place, declared)
    code = _night(place)
    for number in declared.appendices:
        out.print()
        _print_appendix(str(number), 2014, Format.table, place, declared)
    out.print(next_steps(place), soft_wrap=True)
    raise typer.Exit(WELL if code == LOOK else code)


@app.command()
def nightly() -> None:
    """Do the night's work now: take in the inbox, rebuild the years it touches, check, publish.

    This is the job that the schedule runs at 01:00. It is safe to run at any time, over any home, an
    empty one included, and after a crash: what was left half done is done again. At its end people are told
    ([bold]solieu digest[/]); channels that are not set up right hold back no figures, and are told at once.

    Exits with 0 when all is done and well: readers have the newest figures, and every rule that was judged holds;
    1 when it is done, and rows were rejected, files were late, a message could not be sent, or a rule that does not
    hold back publication (a warning, or waived) does not hold; 2 when it is not done: a step failed, or readers
    keep the figures of before.
    """
    from pipelines.alerting import watched

    place = taking_in().create()
    with watched(place, tell):
        code = _night(place)
    raise typer.Exit(code)


def _night(place: Home) -> int:
    from pipelines.nationwide import note_by_hand

    code = FAILED
    try:
        code = _told_night(place)
    finally:  # Of a country's province, which may have failed when the country ran it.
        note_by_hand(place, code)
    return code


def _told_night(place: Home) -> int:
    from pipelines.alerting import owes
    from pipelines.night import night_words, run_night
    from pipelines.told import record_told
    from reports.summary import summary

    with err.status("Đang nhận báo cáo và dựng số liệu… / Taking in submissions, building figures…"):
        result = run_night(place, partial(err.print, style="yellow", soft_wrap=True))
    if not place.warehouse.exists():  # Not even that could be made.
        for error in result.errors:
            tell(error)
        return result.failed
    night, told = night_words(place, result)
    out.print(summary(night))
    record_told(place, told.receipts, told.publications)
    for error in result.errors:
        tell(error)
    held_back = result.blocked or (result.years and not result.published)
    if held_back or not result.success:
        return result.failed
    unsent = owes(place)
    if unsent:
        tell("Có thông báo chưa gửi được; lần sau gửi lại / Messages not sent, to be tried again: solieu status")
    return LOOK if unsent or night.rejections or night.late or night.broken else WELL


@app.command()
def status(as_json: Json = False) -> None:
    """Say how things stand: what came in, what was rejected, late or missing, what is published.

    Exits with 1 while something is rejected, late or missing that a person should see, rules hold a publication
    back, or a message could not be sent. What a later submission mended, or [bold]solieu resolve[/] settled, is not
    listed any more.
    """
    from pipelines.doctor_store import stored
    from reports.standing import state_lines
    from sources.inbox import waiting
    from warehouse.alerts import unsent
    from warehouse.reading import state
    from warehouse.results import holding_back
    from warehouse.store import connected

    place, declared = home(), catalogue()
    with connected(place.warehouse, read_only=True) as connection:
        found = state(connection) | {"held_back": holding_back(connection, declared)}
        found["unsent"] = unsent(connection, datetime.now(PROVINCE_TIME))
    found |= {"home": str(place.root), "waiting": len(waiting(place))} | stored(place)
    if as_json:
        print_json(found)
    else:
        out.print(state_lines(found, declared))
    look = ("held_back", "unsent", "late", "missing", "missing_years", "rejections", "store_fault")
    raise typer.Exit(LOOK if any(found.get(name) for name in look) else WELL)


app.command()(receive)
app.command()(resolve)
app.command()(diff)
app.command()(digest)
app.command()(sentences)
app.command()(rules)
app.command()(sign)
app.command()(errata)
app.command()(estimates)
app.command("check-draft")(check_draft)
app.command()(annex)
app.command()(dashboard)
app.command()(template)
app.command()(trace)
app.command()(items)
app.command()(serve)
app.command()(backup)
app.command()(restore)
app.command()(export)
app.command("import")(import_)
app.command()(doctor)
app.add_typer(country.app, name="country", hidden=not os.environ.get(COUNTRY))


@app.command()
def appendix(
    which: Annotated[
        str,
        typer.Argument(
            metavar="APPENDIX",
            help="The appendix: 1 post, 2 telecom and internet, 3 inspection; 'Phụ lục 2' or its title will do.",
        ),
    ],
    year: Annotated[int, typer.Option("--year", help="The reporting year.")],
    format: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.table,
    as_of: AsOf = "",
    signed: Signed = "",
) -> None:
    """Print an appendix of the annual report from the published figures.

    With [bold]--as-of[/], as the warehouse would have said at that moment, by today's declarations; with
    [bold]--signed[/], the figures that a signed report gave, as they were.

    [bold]table[/] is for reading; [bold]docx[/], [bold]pdf[/], [bold]html[/] and [bold]xlsx[/] are documents;
    [bold]csv[/] and [bold]json[/] carry the exact values, json as a list of rows with
    year, row, label, unit and the appendix's columns.

    Example: solieu appendix 2 --year 2014 --format docx > phu-luc-2.docx
    """
    from reports.appendix import NoFigures
    from reports.tables_asked import appendix_number

    one_of(as_of, signed)
    declared = catalogue()
    try:
        if not signed:  # A signed report has tables of its own.
            appendix_number(which, declared)
    except NoFigures as error:
        fail(str(error))
    _print_appendix(which, year, format, home(), declared, moment(as_of) if as_of else None, signed)


def _print_appendix(
    which: str,
    year: int,
    format: Format,
    place: Home,
    declared: Catalogue,
    at: datetime | None = None,
    signed: str = "",
) -> None:
    from reports.appendix import NoFigures, UnfitFigures
    from reports.showing import appendix as shown

    try:
        text = shown(which, year, format.value, place, declared, at, signed)
    except (NoFigures, UnfitFigures) as error:
        fail(str(error))
    put(text)


@app.command()
def ui(
    port: Annotated[int, typer.Option("--port", help="The port on 127.0.0.1.")] = 3000,
    only: Annotated[Part | None, typer.Option("--only", help="One of the two, for a service manager.")] = None,
) -> None:
    """Open the stewards' view: Dagster's web server and the daemon that runs the nightly schedule.

    Serves on 127.0.0.1 only; Ctrl-C ends both. Assets, checks and partitions are under Catalog, the flow under Lineage.
    """
    from pipelines.ui import become, serve

    channels()
    if only:
        become(taking_in().create(), port, only.value)
    raise typer.Exit(serve(taking_in().create(), port))


if __name__ == "__main__":  # For who drives many homes.
    sys.exit(run())

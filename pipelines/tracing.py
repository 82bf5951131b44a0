"""Where a figure comes from: `solieu trace`, from the command line."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from typing import Annotated, Any

import typer

from pipelines.asking import Unasked, moment
from pipelines.options import AT_A_TERMINAL, Json
from schemas.declarations import Catalogue, catalogue
from schemas.home import Home, home

# Seconds that a person waits for what only the warehouse says.
_NO_LEDGER = (
    "Điều chỉnh, chỗ bị loại và quyết định trên đường đi: chỉ tài khoản vận hành kho xem được, khi kho không bận."
    " / What happened on the way is told to the account that runs the pipeline, while the warehouse is not in use."
)


def trace(
    what: Annotated[
        str,
        typer.Argument(
            metavar="FIGURE",
            help="A table (appendix-2, 'Phụ lục 2', 'Biểu 25' or bieu-501, a title), or an indicator such as ftth_new.",
        ),
    ],
    year: Annotated[int, typer.Option("--year", help="The reporting year.")],
    row: Annotated[str, typer.Option("--row", help="Of a table: the number printed at the row, or its label.")] = "",
    column: Annotated[
        str, typer.Option("--column", help="Of a table: the column's name (actual), or its printed label.")
    ] = "",
    measure: Annotated[
        str,
        typer.Option(
            "--measure",
            help="Of an indicator: actual, plan, percent_of_plan, previous, growth, next_plan, stock or share.",
        ),
    ] = "actual",
    breakdown: Annotated[
        str,
        typer.Option("--breakdown", help="Of an indicator: a submitter, a district or another code; or its name."),
    ] = "",
    everything: Annotated[bool, typer.Option("--all", help="Every cell, where there are many.")] = False,
    as_json: Json = False,
    as_of: Annotated[str, typer.Option("--as-of", help="A date or a moment: 2014-11-26, 2014-11-26T17:00.")] = "",
) -> None:
    """Say where a published figure comes from: its formula, its rounding, and every cell that it adds up.

    Each value with its receipt, file, sheet, cell and time; sums of many cells by submitter ([bold]--all[/] lists the
    cells). Then what was replaced or rejected on the way: what a correction changed in these cells, which files do
    not count any more, what was rejected of the returns, and what stewards decided. That part stands in the warehouse
    alone, so it is told to the account that runs the pipeline.

    With [bold]--as-of[/], as the warehouse would have said at that moment, by today's declarations. Without row or
    column, or with a wrong one, it lists those that there are. In HTML documents a click on a figure tells the same;
    for all figures at once query [bold]kpi.trace[/] and [bold]kpi.appendix_trace[/] (docs/trace.md).

    Example: solieu trace appendix-2 --row 4 --column actual --year 2014

    Example: solieu trace bieu-501 --row "Hạ Long" --column inspection_inspected --year 2014

    Example: solieu trace ftth_new --year 2014 --measure growth
    """
    from reports.appendix import NoFigures, NoneOfYear
    from reports.tracing import as_record
    from reports.tracing_lines import trace_lines

    declared = catalogue()
    at = moment(as_of) if as_of else None
    try:
        found, history = _traced(what, year, (row, column, measure, breakdown), declared, at)
    except NoneOfYear as error:
        raise Unasked(f"{error} {home().without_year}") from error
    except NoFigures as error:
        raise Unasked(str(error)) from error
    if as_json:
        import simplejson

        told = as_record(found) | {"history": history}
        typer.echo(simplejson.dumps(told, ensure_ascii=False, indent=2, use_decimal=True, default=str))
    else:
        from rich.console import Console

        Console().print(trace_lines(found, declared, everything=everything), soft_wrap=True, highlight=False)
        if not history:
            typer.echo(_NO_LEDGER)


def _traced(
    what: str, year: int, asked: tuple[str, str, str, str], declared: Catalogue, at: datetime | None
) -> tuple[Any, bool]:
    """The trace of the one figure that is asked for, by row and column or by measure and breakdown.

    And whether the ledger could be asked what happened on the way.
    """
    from reports.tables_asked import table_number
    from reports.tracing import traces
    from reports.tracing_asked import cell_asked, indicator_asked
    from warehouse.tracing import ground, has_figures, printed_figures

    row, column, measure, breakdown = asked
    number = table_number(what, declared)
    code = indicator_asked(what, declared) if number is None else ""
    years = [year - 1, year] if code and measure == "plan" else [year]
    with _figures(years, home(), declared, at) as (connection, ledger), _telling_why(connection, ledger, declared):
        built = year if has_figures(connection, year) else 0
        if number is None:
            figure = _figure(connection, code, year, (measure, breakdown), declared)
        else:
            figure = cell_asked(printed_figures(connection, [number], year), number, row, column, declared, built)
        return traces([figure], ground(connection, [figure], ledger), declared)[0], ledger is not None


@contextmanager
def _telling_why(connection: Any, ledger: Any, declared: Catalogue) -> Iterator[None]:
    """Where there is no figure, say why: what corrections lost, which returns were taken back, who is missing."""
    from reports.appendix import NoFigures
    from reports.completeness import words
    from reports.tracing_asked import NoValue
    from reports.tracing_gone import gone_lines
    from warehouse.tracing import blank_plan, blank_sides, lost

    try:
        yield
    except NoValue as error:
        told = gone_lines(error.figure, *lost(ledger, error.figure["year"]), declared) if ledger else []
        told += [words(blank, declared, "flow") for blank in blank_plan(connection, error.figure)]
        sides = blank_sides(connection, error.figure)
        told += [f"{side['name_vi']}: {words(side, declared, 'flow')}" for side in sides]
        raise NoFigures("\n".join([str(error), *(f"  - {line}" for line in told)])) from error


def _figure(connection: Any, code: str, year: int, asked: tuple[str, str], declared: Catalogue) -> Any:
    """The figure of an indicator; the target of a year that has no figures yet was announced the year before."""
    from reports.tracing_asked import figure_asked
    from warehouse.tracing import figures_of, has_figures

    measure, breakdown = asked
    figures = figures_of(connection, code, year)
    if measure == "plan" and not has_figures(connection, year):
        announced = [each for each in figures_of(connection, code, year - 1) if each["measure"] == "next_plan"]
        if announced:
            return figure_asked(announced, code, "next_plan", breakdown, declared)
    built = year if has_figures(connection, year) else 0
    return figure_asked(figures, code, measure, breakdown, declared, built)


@contextmanager
def _figures(years: list[int], place: Home, declared: Catalogue, at: datetime | None) -> Iterator[tuple[Any, Any]]:
    """The published figures, or those of a moment; and what the ledger said then, None where it is not to be read."""
    from reports.appendix import NoFigures
    from warehouse.overlay import as_of
    from warehouse.reading import publication
    from warehouse.store import connected

    if at:
        with as_of(place.warehouse, at, years, declared) as connection:
            yield connection, connection
        return
    if not place.published_warehouse.exists():
        raise NoFigures(place.unpublished)
    with (
        connected(place.published_warehouse, read_only=True) as connection,
        _ledger(place, publication(connection)["published_at"], declared) as ledger,
    ):
        yield connection, ledger


@contextmanager
def _ledger(place: Home, at: datetime, declared: Catalogue) -> Iterator[Any]:
    """The warehouse as it was published; None for an account that may not read it, or while somebody writes it."""
    from warehouse.overlay import as_of
    from warehouse.store import WarehouseBusy

    with ExitStack() as opened:
        ledger = None
        if os.access(place.warehouse, os.R_OK):
            with suppress(WarehouseBusy):
                ledger = opened.enter_context(as_of(place.warehouse, at, [], declared, patience=AT_A_TERMINAL))
        yield ledger

"""`solieu resolve`: what a steward decides, from the command line."""

import getpass
from datetime import datetime
from typing import Annotated, Any

import typer

from pipelines.options import AT_A_TERMINAL, Json
from schemas.declarations import Catalogue, catalogue
from schemas.home import Home, home, refuse_national


def resolve(
    receipt: Annotated[int | None, typer.Argument(help="The receipt's number, as status and receive show it.")] = None,
    reason: Annotated[str, typer.Option("--reason", help="Why: in your words, or one of the declared reasons.")] = "",
    cell: Annotated[str | None, typer.Option("--cell", help="Only the findings at this cell, such as D7.")] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", help="The cell's sheet, where several have it.")] = None,
    until: Annotated[
        datetime | None,
        typer.Option("--until", formats=["%Y-%m-%d"], help="The last day of a waiver, or of a finding settled."),
    ] = None,
    withdraw: Annotated[
        int | None, typer.Option("--withdraw", metavar="RECEIPT", help="Withdraw this submission: it counts no more.")
    ] = None,
    rule: Annotated[
        str | None, typer.Option("--rule", metavar="CODE", help="Waive this rule for --year, through --until.")
    ] = None,
    year: Annotated[int | None, typer.Option("--year", help="The year that a rule is waived for.")] = None,
    previous_counts: Annotated[
        bool, typer.Option("--previous-counts", help="With --withdraw of a correction: the one before counts again.")
    ] = False,
    undo: Annotated[
        int | None, typer.Option("--undo", metavar="NUMBER", help="Undo the decision of this number.")
    ] = None,
    by: Annotated[str | None, typer.Option("--by", help="Who decides (default: your login name).")] = None,
    listing: Annotated[bool, typer.Option("--list", help="List every decision ever made.")] = False,
    as_json: Json = False,
) -> None:
    """Settle what was rejected or warned about, withdraw a submission, or waive a rule: who, when and why is kept.

    A settled finding leaves the list of [bold]status[/]; with --until it comes back after that day.
    A withdrawn submission counts no more from the next [bold]nightly[/] on; nothing takes its place
    unless --previous-counts says so. A waived rule ([bold]rules[/] lists them) does not hold back the
    publication for the sake of that year, through that day. Every decision can be undone, and none is ever erased.

    In use:

      solieu resolve 12 --reason "Đã xác nhận với đơn vị"

      solieu resolve 12 --cell D7 --reason "Chờ VNPT gửi lại" --until 2015-03-31

      solieu resolve --withdraw 15 --previous-counts --reason "Gửi nhầm tệp"

      solieu resolve --rule districts_add_up --year 2014 --until 2015-03-31 --reason "Hạ Long đang rà soát"

      solieu resolve --undo 3 --reason "Quyết định nhầm"

      solieu resolve --list
    """
    from warehouse.decisions import Ask, CannotDecide

    about = {"settle": receipt, "withdraw": withdraw, "waive": rule, "undo": undo, "list": listing or None}
    chosen = [(what, which) for what, which in about.items() if which is not None]
    if len(chosen) != 1:
        raise CannotDecide(
            "Hãy chọn một việc: số nhận, --withdraw, --rule, --undo hoặc --list. Xem `solieu resolve --help`."
        )
    ((what, which),) = chosen
    strayed = ((cell or sheet) and what != "settle") or (until and what not in ("settle", "waive"))
    if strayed or (sheet and not cell) or (year and what != "waive") or (previous_counts and what != "withdraw"):
        raise CannotDecide(
            "--cell, --sheet đi với số nhận (--sheet đi với --cell); --until đi với số nhận hoặc --rule; "
            "--year đi với --rule; --previous-counts đi với --withdraw."
        )
    if not listing and not reason.strip():
        raise CannotDecide('Hãy ghi lý do: --reason "…"')
    ask = Ask(by or getpass.getuser(), reason.strip(), sheet, cell, until.date() if until else None, year)
    made = _decide(home(), catalogue(), ask, what, which, previous_counts=previous_counts)
    if as_json:
        import simplejson

        typer.echo(simplejson.dumps(made, ensure_ascii=False, indent=2, use_decimal=True, default=str))
        return
    from rich.console import Console

    from reports.standing import decision_lines

    out = Console()
    out.print(decision_lines(made))
    if not listing and made[-1]["touches_figures"]:
        out.print("Số liệu được tính lại trong lần `solieu nightly` tới. · Figures follow with the next night.")


def _decide(
    place: Home, declared: Catalogue, ask: Any, what: str, which: Any, *, previous_counts: bool
) -> list[dict[str, Any]]:
    """Make one decision, or none; the decision made, or every one there is."""
    from schemas.calendar import PROVINCE_TIME
    from warehouse import decisions
    from warehouse.migrate import prepare
    from warehouse.store import NoWarehouse, connected, missing_at

    if not place.warehouse.exists():
        raise NoWarehouse(missing_at(place.warehouse))
    today = datetime.now(PROVINCE_TIME).date()
    with connected(place.warehouse, patience=AT_A_TERMINAL) as connection:
        prepare(connection, declared)
        if what in ("settle", "withdraw") or (what == "undo" and not decisions.is_waiver(connection, which)):
            refuse_national(place)
        if what == "settle":
            return [decisions.settle(connection, declared, which, ask, today)]
        if what == "withdraw":
            return [decisions.withdraw(connection, declared, which, ask, previous_counts=previous_counts)]
        if what == "waive":
            return [decisions.waive(connection, declared, which, ask, today)]
        if what == "undo":
            return [decisions.undo(connection, declared, which, ask)]
        return decisions.decisions(connection)

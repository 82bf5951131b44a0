"""`solieu receive`: take files in now, or try what they would change."""

from pathlib import Path
from typing import Annotated

import typer

from pipelines.asking import print_json, to_see, tried
from pipelines.options import AT_A_TERMINAL, Json
from schemas.declarations import catalogue
from schemas.home import taking_in


def receive(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", exists=True, dir_okay=False, readable=True)],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what the files would change; keep nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Take in one or more submissions now, and say at the cell what is wrong with them.

    The answer for the sender lies in the outbox: the workbook with its cells marked, or a letter.
    Good rows are in the warehouse at once; the figures and the publication follow with the next
    [bold]solieu nightly[/]. While another process holds the warehouse, the files wait in the inbox.

    With [bold]--dry-run[/] nothing is kept: what would become of each file, the findings, and the figures, cells
    of the appendices and sentences of the report that would change are told, with what they are against the
    returns that count now.

    Example: solieu receive "VNPT Quảng Ninh quý IV 2014.xlsx"
    """
    place = taking_in()
    if dry_run:
        raise typer.Exit(1 if tried(files, AT_A_TERMINAL, as_json=as_json) else 0)
    from pipelines.taking_in import take_in_now
    from pipelines.told import record_told
    from warehouse.store import WarehouseBusy

    declared = catalogue()
    try:
        receipts = take_in_now(place.create(), declared, files, AT_A_TERMINAL)
    except WarehouseBusy as busy:
        receipts = [{"file_name": path.name, "status": "waiting"} for path in files]
        typer.echo(f"Tệp chờ trong hộp nhận, sẽ được xử lý đêm nay: {busy}", err=True)
    if as_json:
        print_json(receipts)
    else:
        from rich.console import Console

        from reports.standing import receipt_lines

        Console().print(receipt_lines(receipts, declared))
    record_told(place, [receipt["receipt_no"] for receipt in receipts if receipt["status"] != "waiting"])
    raise typer.Exit(1 if to_see(receipts) else 0)

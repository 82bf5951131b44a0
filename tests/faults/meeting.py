"""Several at the same moment: two nights, a steward's rebuild and a file received now; each waits for its turn."""

import time
from pathlib import Path

from faults.children import Child, result
from faults.killing import Undisturbed, compared
from faults.nights import book, night, postal

from pipelines import steps
from pipelines.night import _alone
from pipelines.taking_in import take_in_now
from schemas.declarations import Catalogue
from schemas.home import Home
from warehouse.models import kpi_models
from warehouse.store import connected


def meet(whole: Undisturbed, declared: Catalogue) -> dict[str, object]:
    """Begin them all at once, let a night follow; everything that is not as in the undisturbed home."""
    home = whole.home("receiving", "meeting")
    begin = time.monotonic() + 1.0
    waits = [Child(lambda: _night(home, declared, begin)) for _ in range(2)]
    rebuild = Child(lambda: _rebuild(home, declared, begin))
    told = [child.returned() for child in waits]
    rebuild.returned()
    result(lambda: night(home, declared, "board"))
    wrong = compared(home, whole, "board")
    # A digest tells of the publications up to then: how many the rebuild has made by then is chance.
    wrong.pop("ops.alerts", None)
    if not any(told):
        wrong["waiting"] = "neither night was told that it waits"
    return wrong


def receive_meanwhile(whole: Undisturbed, declared: Catalogue) -> dict[str, object]:
    """A file is received while a night runs: at once or, where it would wait too long, by the next night."""
    home = whole.home("receiving", "received")
    file = book(whole.folder / "moi.xlsx", postal(11, who="Bưu điện Móng Cái"), 90)
    begin = time.monotonic() + 1.0
    running = Child(lambda: _night(home, declared, begin))
    received = Child(lambda: _receive(home, declared, file, begin)).returned()
    running.returned()
    result(lambda: night(home, declared, "board"))
    with_it = result(lambda: _count(home))
    return {} if with_it == (1, 0) and received == 1 else {"received": received, "receipts, waiting": with_it}


def _count(home: Home) -> tuple[int, int]:
    with connected(home.warehouse, read_only=True) as connection:
        row = connection.execute("select count(*) from ops.receipts where file_name = 'moi.xlsx'").fetchone()
    return int(row[0]) if row else 0, len(list(home.inbox.iterdir()))


def _night(home: Home, declared: Catalogue, begin: float) -> list[str]:
    told = list[str]()
    time.sleep(max(0.0, begin - time.monotonic()))
    with _alone(home, told.append):
        night(home, declared, "board")
    return told


def _receive(home: Home, declared: Catalogue, file: Path, begin: float) -> int:
    time.sleep(max(0.0, begin + 0.3 - time.monotonic()))
    return len(take_in_now(home, declared, [file], patience=60))


def _rebuild(home: Home, declared: Catalogue, begin: float) -> None:
    """What a steward's run does: the figures of a year anew."""
    time.sleep(max(0.0, begin - time.monotonic()))
    for model in kpi_models(declared):
        steps.build_model(home, model, [2014], declared)
    steps.write_year(home, declared, 2014)
    steps.publish_years(home, declared, [2014])

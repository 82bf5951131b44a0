"""Files that a person gives in at a terminal: dropped into the inbox and taken in at once."""

from collections.abc import Sequence
from pathlib import Path

from pipelines.steps import last_receipt, take_in
from schemas.declarations import Catalogue
from schemas.home import Home, refuse_national
from sources.inbox import drop, sha256
from warehouse import reading
from warehouse.store import connected


def take_in_now(home: Home, catalogue: Catalogue, files: Sequence[Path], patience: float) -> list[reading.Record]:
    """Drop files into the inbox and take them in; their receipts with findings and the path of the `answer`.

    A night that runs meanwhile may take them in before: they are known by their bytes. Where another process holds
    the warehouse for longer than `patience`, they wait in the inbox, and WarehouseBusy is raised.
    """
    refuse_national(home)  # Before anything lies in its inbox.
    sent = [sha256(file) for file in files]
    try:
        before = last_receipt(home, patience)
    finally:
        dropped = [drop(home, file) for file in files]
    intake = take_in(home, catalogue, dropped, patience=patience)
    with connected(home.warehouse, read_only=True) as connection:
        receipts = reading.outcomes(connection, before, [*sent, *intake.submissions])
    return [receipt | {"answer": str(home.outbox / receipt["answer"])} for receipt in receipts]

"""Of what people have been told, and of what not yet."""

from collections.abc import Sequence
from contextlib import suppress

from schemas.home import Home
from warehouse import telling
from warehouse.store import WarehouseBusy, connected


def untold(home: Home) -> telling.Untold:
    """The receipts and publications that nobody was told of yet."""
    with connected(home.warehouse, read_only=True) as connection:
        return telling.untold(connection)


def record_told(home: Home, receipts: Sequence[int], publications: Sequence[int] = ()) -> None:
    """Note what people have just been told of; where the warehouse stays busy, the next night tells it once more."""
    if receipts or publications:
        with suppress(WarehouseBusy), connected(home.warehouse) as connection:
            telling.record(connection, receipts, publications)

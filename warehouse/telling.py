"""What people were told of: kept in the warehouse, so that what a killed night received is told by the next one."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import polars as pl

from warehouse.store import sql
from warehouse.writes import append, transaction

Connection = duckdb.DuckDBPyConnection


@dataclass(frozen=True)
class Untold:
    """The numbers of the receipts and publications that nobody was told of.

    `told_publication`, `told_through`: the newest publication that was told, and the last receipt in it; 0 when none.
    """

    receipts: tuple[int, ...] = ()
    publications: tuple[int, ...] = ()
    told_publication: int = 0
    told_through: int = 0


def untold(connection: Connection) -> Untold:
    """What nobody was told of yet."""
    found: dict[str, list[int]] = {"receipt": [], "publication": []}
    for kind, number in connection.execute(sql("untold")).fetchall():
        found[kind].append(number)
    last = connection.execute(sql("last_told_publication")).fetchone() or (0, 0)
    return Untold(tuple(found["receipt"]), tuple(found["publication"]), *last)


def record(connection: Connection, receipts: Sequence[int], publications: Sequence[int] = ()) -> None:
    """Note that people were told of these receipts and publications, once it was said."""
    numbers = {"receipt": receipts, "publication": publications}
    rows = [(kind, number) for kind, each in numbers.items() for number in each]
    if rows:
        frame = pl.DataFrame(rows, schema={"kind": pl.String, "number": pl.Int64}, orient="row")
        with transaction(connection):
            append(connection, "ops.told", frame, query="insert_told")

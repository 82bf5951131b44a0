"""Solieu's own door, with the file in the inbox: archived, checked, loaded, rejections told, the sender answered."""

import os
from pathlib import Path

import duckdb

from pipelines.steps import take_in
from schemas.declarations import catalogue
from schemas.home import Home
from warehouse.migrate import prepare
from warehouse.store import connected


def ready(given: Path, work: Path) -> None:
    """A warehouse without a row, and the file in the inbox under the name of one."""
    home = Home(work).create()
    with connected(home.warehouse) as connection:
        prepare(connection, catalogue())
    os.link(given, home.inbox / "detail.csv")


def run(given: Path, work: Path) -> dict[str, int]:
    """The rows accepted and rejected, by the ledger; `given` lies in the inbox already."""
    home = Home(work)
    take_in(home, catalogue())
    with duckdb.connect(home.warehouse, read_only=True) as connection:
        accepted, rejected = connection.execute("select rows_accepted, rows_rejected from ops.receipts").fetchall()[0]
        found = connection.execute("select count(*) from ops.rejections").fetchall()[0][0]
    return {"rows": accepted + rejected, "rejected": rejected, "findings": found, "bytes": given.stat().st_size}

"""Checks of the warehouse: each `.sql` file in `warehouse/checks/` returns the guilty rows; none is good."""

from dataclasses import dataclass
from functools import lru_cache

import duckdb
import polars as pl

from warehouse.store import HERE

Connection = duckdb.DuckDBPyConnection
_SHOWN = 20


@dataclass(frozen=True)
class Check:
    """A rule over a table; `blocking` ones hold back publication."""

    name: str
    asset: str
    blocking: bool
    vi: str
    en: str
    query: str


@dataclass(frozen=True)
class Outcome:
    """What a check found: the number of guilty rows and the first of them."""

    check: Check
    guilty: int
    rows: pl.DataFrame

    @property
    def passed(self) -> bool:
        """Whether no row is guilty."""
        return self.guilty == 0


@lru_cache
def checks() -> tuple[Check, ...]:
    """Every declared check. The head of each file gives asset, severity and both descriptions."""
    return tuple(
        _parse(path.stem, path.read_text(encoding="utf-8")) for path in sorted((HERE / "checks").glob("*.sql"))
    )


def _parse(name: str, text: str) -> Check:
    head = dict(
        line.removeprefix("--").strip().split(": ", 1)
        for line in text.splitlines()
        if line.startswith("-- ") and ": " in line
    )
    return Check(name, head["asset"], head["severity"] == "error", head["vi"], head["en"], text)


def run(connection: Connection, check: Check) -> Outcome:
    """Run one check over the whole table: what is published is the whole table."""
    guilty = connection.query(check.query).pl()
    return Outcome(check, guilty.height, guilty.head(_SHOWN))

"""What the two ways of reading an item-level return share: what its rows are about together, and their sums."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import duckdb
import polars as pl

from schemas.items import Refused
from schemas.limits import Limits
from schemas.records import Column, Form
from warehouse.models import template
from warehouse.reading import Record, records
from warehouse.store import HERE, sql

Connection = duckdb.DuckDBPyConnection
# The month and the sender that a row names.
Said = tuple[str, str | None]
# What a figure, or the sum of a file's figures, may be at most: what every table that holds them has room for.
MOST = 10**18 - 1
# Rows whose hashes are in memory at a time, of eight bytes each.
_AT_ONCE = 1 << 23


@dataclass(frozen=True)
class About:
    """What the rows of a file are about: its period, the months of it that they name, and whose it is.

    `rows`: how many say what they are about; `late`: those of them about another period or of another sender.
    """

    period: str | None
    months: Sequence[str]
    sender: str | None
    rows: int
    late: int


def about(found: Iterable[tuple[str, str | None, int]], form: Form) -> About:
    """What more than half of the rows are about, of (month, sender, rows); nothing where there is no row.

    Raises Refused where there is no such half.
    """
    rows = Counter({(month, sender): count for month, sender, count in found})
    period = _most(rows, lambda said: _period_of(said[0], form), "item_periods")
    sender = _most(rows, lambda said: said[1], "item_senders") if form.sender else None
    months = sorted({month for month, _ in rows if _period_of(month, form) == period})
    own = sum(count for (month, whose), count in rows.items() if month in months and whose in (sender, None))
    return About(period, months, sender, rows.total(), rows.total() - own)


def _most(rows: Counter[Said], named: Callable[[Said], str | None], check: str) -> str | None:
    """What more than half of the rows name; nothing where there is no row. Raises Refused."""
    by: Counter[str] = Counter()
    for said, count in rows.items():
        by[named(said) or ""] += count
    if not by:
        return None
    most, count = by.most_common(1)[0]
    if count * 2 <= by.total():
        raise Refused(check, count=str(by.total() - count), found=", ".join(sorted(by)))
    return most


def _period_of(month: str, form: Form) -> str:
    """The period of a form that a month such as `2014-03` lies in."""
    year, number = month.split("-")
    return year if form.frequency == "annual" else f"{year}-Q{(int(number) + 2) // 3}"


def lay_doubtful(connection: Connection, query: str, rows: int, **values: Any) -> int:
    """Lay into `item_doubtful` the hashes (`about`) that a query over so many rows gives more than once; how many.

    The query gives those from $first to $last. Nearly all differ: to sort them takes a third of the time that to group
    them does.
    """
    parts = rows // _AT_ONCE + 1
    found = []
    for first, end in pairwise(part * 2**64 // parts for part in range(parts + 1)):
        hashes = connection.execute(query, values | {"first": first, "last": end - 1}).pl()["about"].sort()
        found.append(hashes[1:].filter(hashes[1:] == hashes[:-1]).unique())
    doubtful = pl.concat(found)
    connection.register("new_rows", pl.DataFrame({"about": doubtful}))
    connection.execute(sql("item_doubtful"))
    connection.unregister("new_rows")
    return doubtful.len()


def refuse_many(connection: Connection, named: Iterable[str], limits: Limits) -> int:
    """The rows in `item_late`; raises Refused where they are more than are told one by one."""
    late, repeated, others = connection.execute(sql("item_late_rows")).fetchall()[0]
    if late > limits.item_findings:
        check = "item_repeats" if repeated else "item_senders" if others else "item_periods"
        raise Refused(check, count=str(late), found=", ".join(sorted(named)))
    return int(late)


def sums(connection: Connection, query: str, form: Form, **values: Any) -> list[Record]:
    """The sums that a query gives; raises Refused where one is larger than a figure may be."""
    found = records(connection, query, values)
    for column in form.having("measure"):
        if any(row[column.name] > MOST for row in found):
            raise Refused("item_sums", header=column.label)
    return found


def least_and_most(column: Column) -> dict[str, Any]:
    """What the figures of a column may be, and what a blank one says."""
    most = MOST if column.max is None else int(column.max)
    return {"least": int(column.min or 0), "most": most, "default": column.default}


def written(name: str, **words: Any) -> str:
    """A statement of `warehouse/staging/`, written out for a form."""
    return template((HERE / "staging" / f"{name}.sql").read_text(encoding="utf-8")).render(**words)

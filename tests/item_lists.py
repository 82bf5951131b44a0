"""Lists of postal items, as Parquet and as text, and the sums that a post office would type in their place."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
from item_files import taken

from schemas.declarations import Catalogue
from schemas.home import Home
from warehouse.reading import records
from warehouse.store import connected

HEADS = ("Số hiệu bưu gửi", "Bưu điện", "Tháng", "Loại bưu gửi", "Số lượng", "Số tiền chuyển", "Doanh thu")
TYPES = ("varchar", "varchar", "varchar", "varchar", "bigint", "bigint", "integer")
Row = tuple[Any, ...]
SUMS = "select * exclude (submission_id, sheet, row) from core.postal_item_list order by all"
KINDS = ("press", "Bưu phẩm thường", "bưu kiện", "money_orders")


def item(n: int, **other: Any) -> Row:
    """A row without a fault, in the first quarter of 2014; columns by their places: `_0` to `_6`."""
    row = [f"RR{n:09}VN", "post_ha_long", f"2014-0{n % 3 + 1}", KINDS[n % 4], n + 1, n * 1000, 500]
    if n % 4 == 2:
        row[4:6] = None, None  # A parcel: one, and no money.
    for place, value in other.items():
        row[int(place[1:])] = value
    return tuple(row)


def parquet(file: Path, rows: Sequence[Row], types: Sequence[str] = TYPES, heads: Sequence[str] = HEADS) -> Path:
    columns = ", ".join(f'"{head}" {kind}' for head, kind in zip(heads, types, strict=True))
    with duckdb.connect() as connection:
        connection.execute(f"create table rows ({columns})")
        if rows:
            connection.executemany(f"insert into rows values ({', '.join('?' * len(heads))})", rows)
        connection.table("rows").write_parquet(str(file))
    return file


def text(file: Path, rows: Sequence[Row], heads: Sequence[str] = HEADS) -> Path:
    with file.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines, lineterminator="\n").writerows([heads, *rows])
    return file


def added(home: Home) -> list[dict[str, Any]]:
    """What counts of the quarter, by indicator."""
    query = (
        "select indicator, submitter, period, district, cast(sum(value) as bigint) as value, unit,"
        " cast(sum(rows_added) as bigint) as rows from core.observations group by all order by all"
    )
    with connected(home.warehouse, read_only=True) as connection:
        return records(connection, query)


def sent(home: Home, declared: Catalogue, file: Path) -> dict[str, Any]:
    """Take a file in under its own name; its receipt."""
    return taken(home, declared, file.read_bytes(), file.name)

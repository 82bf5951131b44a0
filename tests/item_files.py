"""Files of an item-level return, taken into a home of their own."""

import csv
import io
import os
from typing import Any

from pipelines.taking_in import take_in_now
from schemas.declarations import Catalogue
from schemas.home import Home
from warehouse.reading import records
from warehouse.store import connected

HEADER = [
    "Doanh nghiệp",
    "Địa bàn",
    "Xã, phường",
    "Tháng",
    "Dịch vụ",
    "Phát triển mới",
    "Hiện có trên mạng",
    "Doanh thu",
]
GOOD = ["vnpt_quang_ninh", "193", "Hà Tu", "2014-03", "ftth", "12", "345", "67890"]
PLAIN = "operator,district,commune,month,service,new,on_network,revenue\n"


def rows(count: int, start: int = 0) -> list[list[str]]:
    """Rows without a fault, each about another commune."""
    return [[*GOOD[:2], f"Xã {n}", *GOOD[3:]] for n in range(start, start + count)]


def but(column: int, text: str, commune: str = "Hà Tu") -> list[str]:
    row = [*GOOD[:2], commune, *GOOD[3:]]
    row[column] = text
    return row


def as_csv(table: list[list[str]], delimiter: str = ",", newline: str = "\n") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=newline).writerows([HEADER, *table])
    return text.getvalue()


def taken(home: Home, declared: Catalogue, content: str | bytes, name: str = "chi tiết.csv") -> dict[str, Any]:
    """Take one file in; its receipt with its findings."""
    file = home.create().root.parent / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    os.utime(file, (1_417_000_000, 1_417_000_000))
    return take_in_now(home, declared, [file], patience=60)[0]


def kept(home: Home, query: str) -> list[dict[str, Any]]:
    with connected(home.warehouse, read_only=True) as connection:
        return records(connection, query)


def told(receipt: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(each["cell"], each["check_name"], each["value"]) for each in receipt["rejections"]]


def counts(receipt: dict[str, Any]) -> tuple[int, int, int, int]:
    read, accepted, rejected, other = (receipt[f"rows_{name}"] for name in ("read", "accepted", "rejected", "other"))
    assert read == accepted + rejected + other
    return read, accepted, rejected, other

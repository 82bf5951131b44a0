"""Returns as somebody might type them, and what the ledger says of one."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from pipelines import steps
from schemas.declarations import Catalogue
from schemas.home import Home
from sources.cumulative import Reported
from sources.inbox import keep, waiting
from sources.judging import Judged, judge
from sources.lexicon import lexicon
from sources.reading import Reading, read
from warehouse.reading import records
from warehouse.store import connected

TITLE = ["BÁO CÁO KẾT QUẢ HOẠT ĐỘNG BƯU CHÍNH, CHUYỂN PHÁT"]
WHO = ["Đơn vị báo cáo: Bưu điện thành phố Hạ Long"]
WHEN = ["Kỳ báo cáo: Quý IV/2014"]
HEAD = ["STT", "Chỉ tiêu", "Đơn vị tính", "Thực hiện trong quý"]
PRESS = [1, "Sản lượng phát hành báo chí", "Tờ, cuốn", 1200]


def postal(
    *rows: Sequence[Any], who: list[Any] = WHO, when: list[Any] = WHEN, head: list[Any] = HEAD
) -> list[Sequence[Any]]:
    """The rows of a postal return as somebody might type it."""
    return [TITLE, who, when, [], head, *rows]


def take_in(home: Home, declared: Catalogue) -> dict[str, Any]:
    """Take the inbox in; the one submission of the ledger, with its rejections, warnings and observations.

    `absent`: what short returns lack, the rows of the form that are not in the file, apart from the other warnings.
    """
    steps.take_in(home, declared)
    with connected(home.warehouse, read_only=True) as connection:
        entry = records(connection, "from ops.submissions order by receipt_no desc limit 1")[0]
        for table in ("rejections", "warnings"):
            query = f"select * from ops.{table} where submission_id = $id order by cell"
            entry[table] = records(connection, query, {"id": entry["submission_id"]})
        told = entry["warnings"]
        entry["absent"] = [row["row_code"] for row in told if row["check_name"] == "row_absent"]
        entry["warnings"] = [row for row in told if row["check_name"] != "row_absent"]
        entry["values"] = {
            row["indicator"]: (int(row["value"]), row["cell"])
            for row in records(connection, "from core.observations where measure = 'actual'")
        }
    return entry


def read_in(home: Home, declared: Catalogue) -> tuple[Reading, Judged]:
    """The last file that waits in the inbox, read and judged as the first of its year, and kept nowhere else."""
    words = lexicon(declared)
    reading = read(list(keep(home, waiting(home), declared.limits))[-1], words, declared)
    nothing = Reported(frozenset(), pl.DataFrame())
    earlier = {(reading.form or "", reading.submitter or "", reading.period or ""): nothing}
    return reading, judge([reading], [], words, declared, earlier)


def told(found: Any) -> list[tuple[str | None, str]]:
    """(cell, check) of each of the rejections or warnings of a `Judged`."""
    return list(found.select("cell", "check_name").iter_rows())


def checks(entry: dict[str, Any]) -> list[tuple[str | None, str]]:
    """(cell, check) of each rejection."""
    return [(row["cell"], row["check_name"]) for row in entry["rejections"]]


OPERATOR_HEAD = ["Địa bàn", "Dịch vụ", "Phát triển mới", "Hiện có trên mạng", "Doanh thu (triệu đồng)"]


def operator(*rows: Any, head: list[str] = OPERATOR_HEAD) -> list[Any]:
    """The rows of an operator's return."""
    return [
        ["VNPT QUẢNG NINH", "Sở Thông tin và Truyền thông"],
        ["Báo cáo kết quả hoạt động viễn thông, Internet quý I năm 2014"],
        head,
        *rows,
    ]

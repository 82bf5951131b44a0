"""The words of the morning: what came in, what was rejected and why, what is late, where things lie."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from reports.completeness import MARK
from reports.numbers import places_apart, vi_number
from schemas.statuses import STATUSES

MOST_LINES = 20
GOOD = ("accepted", "nil", "unpacked")
INCOMPLETE = "* Số liệu chưa đầy đủ báo cáo. · Not all returns are in."
_INTERRUPTED = "  trong đó {count} tệp do lần chạy trước nhận, bị ngắt trước khi báo · by a run that was cut off"
_NUMBERS = ("Số ngày trễ", "Số nhận", "Trước", "Nay", "Ước", "Đã có", "Sai số")
PLACES_HEAD = ("Nơi lưu", "Where things lie")
PLACES: Mapping[str, str] = {
    "inbox": "Hộp nhận",
    "outbox": "Thư trả lời",
    "archive": "Bản gốc",
    "warehouse": "Kho số liệu",
    "published": "Bản công bố",
    "reports": "Phụ lục",
    "board": "Bảng theo dõi",
}


@dataclass(frozen=True)
class Night:
    """What one night did, as plain data.

    `received`: status -> files; of these, `interrupted` were taken in by runs that ended before they could tell.
    `untaken`: of a night that could not take files in, how many wait in the inbox; None of any other.
    `rejections`: file_name, sheet, cell, column_name, value, check_name,
    message_vi, message_en. `corrections`: file_name, corrects_file, reason, cells_changed, rows_added,
    rows_dropped, material, annex_material; form, rows_rejected of it and corrects_form, corrects_rejected of what it
    corrects.
    `changes`: the published figures of appendices that changed: year, appendix, label, column (labels), before, after
    (in the printed unit), decimals, material, incomplete (not all its returns are in). `annex`: of further tables how
    many: year, cells, material. `rows`: what is printed with other rows than before, as of
    `reports.changes.rows_told`.
    `signed`: of the years of these, each cell of a signed report that is not as it was signed: number, dated (day).
    `late`: file_name, submitter, period, days_late (days). `years`: rebuilt. `blocked`: the checks that kept the
    figures from publication. `broken`: the other rules that do not hold, each in a sentence. `places`: name -> path.
    """

    received: Mapping[str, int] = field(default_factory=dict)
    interrupted: int = 0
    untaken: int | None = None
    rejections: Sequence[Mapping[str, str | None]] = ()
    corrections: Sequence[Mapping[str, object]] = ()
    changes: Sequence[Mapping[str, Any]] = ()
    annex: Sequence[Mapping[str, Any]] = ()
    rows: Sequence[tuple[str, str]] = ()
    signed: Sequence[Mapping[str, Any]] = ()
    late: Sequence[Mapping[str, object]] = ()
    years: Sequence[int] = ()
    published: bool = False
    blocked: Sequence[str] = ()
    broken: Sequence[str] = ()
    places: Mapping[str, Path] = field(default_factory=dict)


def summary(night: Night) -> RenderableType:
    """The whole night, Vietnamese first; parts about which there is nothing to say are left out."""
    parts = [
        arrivals(night.received, night.interrupted, night.untaken),
        rejected(night.rejections),
        corrected(night.corrections),
        late(night.late),
        figures(night),
        changed(night.changes),
        elsewhere(night.annex),
        reshaped(night.rows),
        contradicted(night.signed),
        places(night.places),
    ]
    return Group(*(part for part in parts if part is not None))


def arrivals(received: Mapping[str, int], interrupted: int = 0, untaken: int | None = None) -> RenderableType:
    """How many files came in, by status; clearly so when none did, or could, or an earlier run ended before it told."""
    total = sum(received.values())
    if not total and untaken is not None:
        vi, en = (f", {untaken} tệp chờ ở đây", f"; {untaken} wait here") if untaken else ("", "")
        return Text.assemble((f"Chưa nhận tệp nào{vi}.", "bold yellow"), (f" Nothing was taken in{en}.", "dim"))
    if not total:
        return Text.assemble(("Không có tệp mới.", "bold"), (" Nothing new.", "dim"))
    grid = _grid()
    for status in sorted(received, key=_status_order):
        if received[status]:
            style = "" if status in GOOD else "yellow"
            grid.add_row(Text(str(received[status]), style), Text(STATUSES.get(status, status), style))
    told = [Text(_INTERRUPTED.format(count=interrupted), "yellow")] if interrupted else []
    return Group(heading(f"Đã nhận {total} tệp", "Received"), grid, *told)


def rejected(rejections: Sequence[Mapping[str, Any]]) -> RenderableType | None:
    """Where each rejected value stands and why it was rejected; None when nothing was."""
    if not rejections:
        return None
    heads: tuple[str, ...] = ("Tệp", "Trang", "Ô", "Giá trị", "Lý do")
    keys: tuple[str, ...] = ("file_name", "sheet", "cell", "value", "message_vi")
    title = heading(f"{len(rejections)} chỗ bị loại và lý do", "Rejected, and why")
    if all("receipt_no" in row for row in rejections):
        heads, keys = ("Tệp", "Số nhận", *heads[1:]), ("file_name", "receipt_no", *keys[1:])
    return listing(title, heads, ([row.get(key) for key in keys] for row in rejections), len(rejections))


def corrected(corrections: Sequence[Mapping[str, object]]) -> RenderableType | None:
    """Which submissions replaced another, why, and what they changed; None when none did."""
    if not corrections:
        return None
    heads = ("Tệp", "Thay thế", "Lý do", "Thay đổi", "Số đã công bố")
    title = heading(f"{len(corrections)} bản điều chỉnh", "Corrections")
    return listing(title, heads, map(_correction, corrections), len(corrections))


def _correction(row: Mapping[str, object]) -> list[object]:
    counts = [(row["cells_changed"], "ô"), (row["rows_added"], "dòng thêm"), (row["rows_dropped"], "dòng mất")]
    told = ", ".join(f"{count} {what}" for count, what in counts if count) or _beside_cells(row)
    moved = "thay đổi" if row["material"] else "thay đổi ở biểu" if row["annex_material"] else ""
    return [row["file_name"], row["corrects_file"], row["reason"], told, moved]


def _beside_cells(row: Mapping[str, object]) -> str:
    """What a correction changed in which no accepted figure is another."""
    if row["form"] != row["corrects_form"]:
        return "biểu mẫu khác"
    return "chỗ bị loại" if row["rows_rejected"] or row["corrects_rejected"] else "không số nào đổi"


def changed(changes: Sequence[Mapping[str, Any]]) -> RenderableType | None:
    """The published figures that changed, as printed before and now; None when none did."""
    if not changes:
        return None
    heads = ("Phụ lục", "Dòng", "Cột", "Trước", "Nay")
    visible = sum(bool(row["material"]) for row in changes)
    told = f"{len(changes)} số đã công bố ở phụ lục thay đổi, {visible} quá mức làm tròn"
    title = heading(told, "Published figures of appendices changed")
    listed = listing(title, heads, map(_change, changes), len(changes))
    marked = any(row.get("incomplete") or row.get("incomplete_before") for row in changes[:MOST_LINES])
    return Group(listed, Text(INCOMPLETE, "dim")) if marked else listed


def elsewhere(annex: Sequence[Mapping[str, Any]]) -> RenderableType | None:
    """How many published figures of the further tables changed; None when none did."""
    if not annex:
        return None
    lines = [
        Text(f"Ở biểu tổng hợp, năm {each['year']}: {each['cells']} số thay đổi, {each['material']} quá mức làm tròn.")
        for each in annex
    ]
    return Group(Text(), *lines, Text("Figures of further tables that changed.", "dim"))


def reshaped(rows: Sequence[tuple[str, str]]) -> RenderableType | None:
    """The tables that have other rows than before, in a line each; None where none has."""
    if not rows:
        return None
    return Group(Text(), *(Text.assemble(vietnamese, (f" · {english}", "dim")) for vietnamese, english in rows))


def contradicted(cells: Sequence[Mapping[str, Any]]) -> RenderableType | None:
    """The signed reports whose figures are not those of now, and how many are not; None when none."""
    if not cells:
        return None
    counts = Counter((cell["number"], cell["year"], cell["dated"]) for cell in cells)
    visible = Counter(cell["number"] for cell in cells if cell["material"])
    lines = [
        Text(
            f"  {number} ({dated:%d/%m/%Y}), số liệu năm {year}: {count} ô, {visible[number]} ô quá mức làm tròn;"
            f" xem `solieu errata {number}`",
            "yellow",
        )
        for (number, year, dated), count in counts.items()
    ]
    return Group(heading("Khác với báo cáo đã ký", "Not as in these signed reports"), *lines)


def _change(row: Mapping[str, Any]) -> list[str]:
    """Where a changed figure stands, and what it was and is."""
    shown = before_and_after(row, row.get("suffix", ""))
    return [f"{row['appendix']} ({row['year']})", row["label"] or "", row["column"] or "", *shown]


def before_and_after(row: Mapping[str, Any], suffix: str) -> list[str]:
    """A changed figure as it is printed before and now, each with its mark where it is not final.

    With as many more decimals as tell them apart where the print would show no difference.
    """
    places = places_apart(row["before"], row["after"], row["decimals"])
    marks = {"before": row.get("incomplete_before"), "after": row.get("incomplete")}
    return [
        printed(row[at], places, exact=False, suffix=suffix) + (MARK if marked and row[at] is not None else "")
        for at, marked in marks.items()
    ]


def printed(value: Decimal | None, places: int | None, *, exact: bool, suffix: str = "") -> str:
    """A figure as it is printed, or to its last digit; a dash where there is none."""
    if value is None:
        return "—"
    if exact or places is None:
        digits = format(value.normalize(), "f")
        places = len(digits.partition(".")[2])
    return vi_number(value, places) + suffix


def late(files: Sequence[Mapping[str, object]]) -> RenderableType | None:
    """The files that came after their due date; None when all were in time."""
    if not files:
        return None
    heads = ("Tệp", "Đơn vị", "Kỳ", "Số ngày trễ")
    keys = ("file_name", "submitter", "period", "days_late")
    title = heading(f"{len(files)} tệp trễ hạn", "Late")
    return listing(title, heads, ([row.get(key) for key in keys] for row in files), len(files))


def figures(night: Night) -> RenderableType | None:
    """Which years were built again, and whether readers see them; None when nothing was touched."""
    lines = []
    if night.years:
        years = ", ".join(str(year) for year in sorted(night.years))
        lines.append(Text.assemble(("Đã tính lại số liệu năm ", "bold"), (years, "bold"), (" · Rebuilt", "dim")))
    if night.published:
        lines.append(Text.assemble(("Đã công bố số liệu mới.", "bold green"), (" Published.", "dim")))
    if night.blocked:
        lines.append(
            Text.assemble(("Chưa công bố; bản trước được giữ nguyên.", "bold red"), (" Not published.", "dim"))
        )
        lines.append(Text("Kiểm tra không đạt:"))
        lines += [Text(f"  - {check}") for check in night.blocked]
    if night.broken:
        lines.append(Text("Quy tắc không đạt, không giữ lại việc công bố (`solieu rules`):", "yellow"))
        lines += [Text(f"  - {told}") for told in night.broken[:MOST_LINES]]
    return Group(Text(), *lines) if lines else None


def places(paths: Mapping[str, Path]) -> RenderableType | None:
    """Where things lie; a path longer than the screen is folded, never cut."""
    if not paths:
        return None
    grid = _grid("left")
    for name, path in paths.items():
        grid.add_row(Text(PLACES.get(name, name)), Text(str(path), overflow="fold"))
    return Group(heading(*PLACES_HEAD), grid)


def _status_order(status: str) -> int:
    return list(STATUSES).index(status) if status in STATUSES else len(STATUSES)


def heading(vietnamese: str, english: str) -> Text:
    """The title of a part, Vietnamese first."""
    return Text.assemble("\n", (vietnamese, "bold"), (f" · {english}", "dim"))


def _grid(names: Literal["left", "right"] = "right") -> Table:
    grid = Table.grid(padding=(0, 2), pad_edge=True)
    grid.add_column(justify=names, no_wrap=True)
    grid.add_column(overflow="fold")
    return grid


def listing(
    title: Text, heads: Sequence[str], rows: Iterable[Sequence[object]], count: int, most: int = MOST_LINES
) -> RenderableType:
    """The first lines under a title; what stands first in a row is not repeated below it."""
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for head in heads:
        number = head in _NUMBERS
        table.add_column(head, overflow="fold", no_wrap=number, justify="right" if number else "left")
    above: object = None
    for name, *rest in islice(rows, most):
        shown = (None if name == above else name, *rest)
        table.add_row(*(Text("" if value is None else str(value)) for value in shown))
        above = name
    more = [Text(f"và {count - most} dòng khác")] if count > most else []
    return Group(title, table, *more)

"""The address in every finding holds the very text that it quotes, wherever a table stands and whatever is hidden."""

import tempfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import xlsxwriter
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from reports.receipts import receipt
from reports.receipts_sheet import RED, YELLOW
from reports.receipts_workbook import annotated
from schemas.declarations import catalogue
from sources.inbox import Submission
from sources.judging import judge
from sources.lexicon import lexicon
from sources.reading import read

DECLARED = catalogue()
WORDS = lexicon(DECLARED)
LABELS = {
    "district": "Địa bàn",
    "service": "Dịch vụ",
    "new": "Phát triển mới",
    "stock": "Hiện có trên mạng",
    "revenue": "Doanh thu (triệu đồng)",
}
DISTRICTS = ["Hạ Long", "Cẩm Phả", "Uông Bí", "Móng Cái", "Hạ Long", "Sao Hoả", ""]
SERVICES = ["FTTH", "xDSL", "Di động trả sau", "FTTH", "Bồ câu", ""]

formulas = st.sampled_from(
    [
        ("=1/3", 1 / 3),
        ("=0.1+0.2", 0.1 + 0.2),
        ("=A1", "133,202"),
        ("=A2", "02"),
        ("=A3", "1.404"),
        ("=A4", "nhiều"),
        ("=A5", ""),
        ("=A6", 1e15),
        ("=#REF!", "#REF!"),
        ("=1/0", "#DIV/0!"),
        ("=NA()", "#N/A"),
    ]
)
typed = st.one_of(
    st.integers(-5, 10**9),
    st.floats(-1e6, 1e12, allow_nan=False),
    st.sampled_from(
        ["133,202", "nhiều", "-5", "=1+1", "+3", "@a", " 12 ", "hai\ndòng", "x" * 300, "1.404.708", "#REF!"]
    ),
    st.sampled_from([None, True, False, 7, 12.5, date(2014, 12, 1), datetime(2014, 12, 1, 8, 30)]),
    formulas,
)
rows = st.fixed_dictionaries(
    {
        "district": st.sampled_from(DISTRICTS),
        "service": st.sampled_from(SERVICES),
        "new": typed,
        "stock": typed,
        "revenue": typed,
        "blank_before": st.integers(0, 1),
        "hidden": st.booleans(),
        "merged": st.integers(1, 3),
    }
)
tables = st.fixed_dictionaries(
    {
        "columns": st.permutations([*LABELS, "spare", "strange"]),
        "left": st.integers(0, 4),
        "gap": st.integers(0, 6),
        "deep": st.booleans(),
        "rows": st.lists(rows, min_size=1, max_size=5),
    }
)
sheets = st.fixed_dictionaries(
    {
        "tables": st.lists(tables, min_size=1, max_size=2),
        "hidden": st.booleans(),
        "hidden_columns": st.sets(st.integers(0, 12)),
        "who": st.sampled_from(
            [["Đơn vị báo cáo: VNPT Quảng Ninh"], ["Đơn vị báo cáo: ", "VNPT  Quảng Ninh"], ["Đơn vị báo cáo: Ai"]]
        ),
    }
)


def write(path: Path, wanted: list[dict[str, Any]]) -> None:
    """Write the sheets as drawn, the tables of a sheet one below the other."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_numbers": False}) as book:
        for number, sheet in enumerate(wanted):
            page = book.add_worksheet(f"Biểu {number} d'a")
            page.dated = book.add_format({"num_format": "dd/mm/yyyy"})
            for column in sheet["hidden_columns"]:
                page.set_column(column, column, None, None, {"hidden": True})
            if sheet["hidden"] and number:
                page.hide()
            page.write_row(0, 0, sheet["who"])
            page.write(1, 2, "Kỳ báo cáo: Quý I/2014")
            row = 2
            for table in sheet["tables"]:
                row = write_table(page, table, row + table["gap"])


def write_table(page: Any, table: dict[str, Any], row: int) -> int:
    """Write a table below row `row`; returns the next free row."""
    places = {name: table["left"] + index for index, name in enumerate(table["columns"])}
    for name, column in places.items():
        label = LABELS.get(name, "Cột lạ" if name == "strange" else "")
        if table["deep"] and label:
            page.merge_range(row, column, row + 1, column, label)
        elif label:
            page.write(row, column, label)
    row += 2 if table["deep"] else 1
    for record in table["rows"]:
        row += record["blank_before"]
        last = row + record["merged"] - 1
        if last > row:
            page.merge_range(row, places["district"], last, places["district"], record["district"])
        for each in range(row, last + 1):
            page.set_row(each, None, None, {"hidden": record["hidden"]})
            page.write(each, places["service"], SERVICES[each % 3] if each > row else record["service"])
            if each == row == last:
                page.write(each, places["district"], record["district"])
            for name in ("new", "stock", "revenue"):
                put(page, each, places[name], record[name])
        row = last + 1
    return row


def put(page: Any, row: int, column: int, value: Any) -> None:
    """Write a value, or a formula with what it came to when the file was saved."""
    if isinstance(value, tuple):
        page.write_formula(row, column, value[0], None, value[1])
    elif isinstance(value, str):
        page.write_string(row, column, value)
    elif isinstance(value, date):
        page.write_datetime(row, column, value, page.dated)
    else:
        page.write(row, column, value)


def text_of(value: Any) -> str:
    """What a spreadsheet's cell holds: its text, or the digits of its number, of which a spreadsheet keeps 15.

    A number that is formatted as a date is quoted as the date.
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M:%S}".removesuffix(" 00:00:00")
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return f"{Decimal(f'{value:.15g}'):f}"
    return str(value)


def judged(path: Path) -> list[dict[str, Any]]:
    """Every finding of the file, with `rejects`."""
    moment = datetime(2014, 4, 1, tzinfo=UTC)
    submission = Submission("0" * 64, path.name, moment, path.stat().st_size, path, path)
    result = judge([read(submission, WORDS, DECLARED)], [], WORDS, DECLARED)
    found = [(result.rejections, True), (result.warnings, False)]
    frames = [frame.with_columns(pl.lit(rejects).alias("rejects")) for frame, rejects in found]
    return pl.concat(frames).to_dicts()


@settings(
    max_examples=25,
    deadline=None,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(wanted=st.lists(sheets, min_size=1, max_size=3))
def test_the_cell_of_every_finding_holds_the_text_that_it_quotes(wanted: list[dict[str, Any]]) -> None:
    """Outer white space apart. The same cell is marked in the answer, and the sender's cells are as they were."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        write(path, wanted)
        found = judged(path)
        original, formulas = openpyxl.load_workbook(path, data_only=True), openpyxl.load_workbook(path)
        at_cells = [finding for finding in found if finding["cell"]]
        for finding in at_cells:
            held = original[finding["sheet"]][finding["cell"]].value
            # A formula that was never calculated is quoted itself.
            held = formulas[finding["sheet"]][finding["cell"]].value if held is None else held
            assert text_of(held).strip() == (finding["value"] or "").strip(), finding
        check_answer(path, found)


def check_answer(path: Path, found: list[dict[str, Any]]) -> None:
    """The answer marks the cells of the findings and no other, and leaves every value and formula alone."""
    record = dict.fromkeys(
        ("receipt_no", "size_bytes", "rows_read", "rows_accepted", "rows_rejected", "rows_other", "days_late"), 1
    )
    known = {"outcome": "rejected", "file_name": path.name, "form": "operator_quarterly", "submission_id": "0" * 64}
    moments = {"received_at": datetime(2014, 4, 1, tzinfo=UTC), "ingested_at": datetime(2014, 4, 2, tzinfo=UTC)}
    findings = {
        "rejections": [f for f in found if f["rejects"]],
        "warnings": [f for f in found if not f["rejects"]],
        "totals": [],
        "members": [],
    }
    none = dict.fromkeys(("submitter", "period", "earlier_no"))
    words = receipt({**record, **known, **moments, **findings, **none}, DECLARED)
    marked = annotated(path, words, DECLARED)
    again = annotated(path, words, DECLARED)
    assert marked
    assert marked == again
    answer = path.with_name("answer.xlsx")
    answer.write_bytes(marked.content)
    before, after = openpyxl.load_workbook(path), openpyxl.load_workbook(answer)
    assert after.sheetnames[1:] == before.sheetnames
    rejected = {marked_at(before, f) for f in found if f["cell"] and f["rejects"]}
    noted = {marked_at(before, f) for f in found if f["cell"]} - rejected
    for sheet in before.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                same = after[sheet.title][cell.coordinate]
                assert (same.value, same.data_type) == (cell.value, cell.data_type)
                place = (sheet.title, cell.coordinate)
                colour = RED if place in rejected else YELLOW if place in noted else None
                assert (same.fill.fgColor.rgb if same.fill.fill_type else None) == colour
                assert (same.comment is not None) is (colour is not None)


def marked_at(book: Any, finding: dict[str, Any]) -> tuple[str, str]:
    """Sheet and cell in which a person sees the finding's cell: of merged cells, the first."""
    for span in book[finding["sheet"]].merged_cells.ranges:
        if finding["cell"] in span:
            return finding["sheet"], span.start_cell.coordinate
    return finding["sheet"], finding["cell"]

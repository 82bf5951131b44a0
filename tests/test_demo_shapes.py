"""The demo's files look like what people send: every shape occurs, none everywhere."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from schemas.declarations import Catalogue
from schemas.records import Unit
from schemas.text import clean, key
from sources.demo import write_demo_inbox
from sources.demo.pages import amount


@dataclass(frozen=True)
class Sheet:
    """The first sheet of a workbook: its cells and merged ranges."""

    rows: list[list[object]]
    merges: list[tuple[tuple[int, int], tuple[int, int]]]

    def texts(self) -> list[str]:
        """Every text of the sheet as it stands."""
        return [cell for row in self.rows for cell in row if isinstance(cell, str) and cell]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, declared: Catalogue) -> list[Path]:
    return write_demo_inbox(tmp_path_factory.mktemp("inbox"), declared)


@pytest.fixture(scope="module")
def sheets(files: list[Path]) -> list[Sheet]:
    """The workbooks that open."""
    return [_sheet(path) for path in files if path.suffix == ".xlsx" and "(Bưu điện Vân Đồn)" not in path.name]


def _sheet(path: Path) -> Sheet:
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    return Sheet([[*row] for row in sheet.to_python(skip_empty_area=False)], sheet.merged_cell_ranges or [])


def words_of(declared: Catalogue, *names: str) -> set[str]:
    """The comparable labels of vocabulary lists."""
    return {key(word) for name in names for word in getattr(declared.words, name)}


def total_rows(sheet: Sheet, declared: Catalogue) -> list[int]:
    totals = words_of(declared, "totals")
    return [n for n, row in enumerate(sheet.rows) if any(isinstance(c, str) and key(c) in totals for c in row)]


def stands_first(sheet: Sheet, total_row: int) -> bool:
    """Whether figures follow below the total row."""
    number = re.compile(r"\d[\d.,]*")
    return any(
        isinstance(cell, float) or bool(isinstance(cell, str) and number.fullmatch(cell))
        for row in sheet.rows[total_row + 1 :]
        for cell in row
    )


def gap_inside(sheet: Sheet) -> bool:
    """Whether a blank line parts two rows of figures."""
    filled = [sum(isinstance(cell, float) for cell in row) >= 2 for row in sheet.rows]
    blank = [not any(row) for row in sheet.rows]
    return any(
        blank[n] and filled[n - 1] and (filled[n + 1] or filled[min(n + 2, len(filled) - 1)])
        for n in range(1, len(filled) - 1)
    )


SHAPES: dict[str, Callable[[Sheet], bool]] = {
    "letterhead": lambda s: "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in map(clean, s.texts()),
    "title in capitals": lambda s: any(clean(t).startswith(("BÁO CÁO KẾT QUẢ", "KẾT QUẢ")) for t in s.texts()),
    "quarter in the title": lambda s: any(re.search(r"QUÝ I?V?I* NĂM 201[34]$", clean(t)) for t in s.texts()),
    "Quý IV/2014": lambda s: any(re.search(r"Quý [IV]+/201[34]$", clean(t)) for t in s.texts()),
    "Quý 4 năm 2014": lambda s: any(re.search(r"Quý [1-4] năm 201[34]$", clean(t)) for t in s.texts()),
    "Q4/2014": lambda s: any(re.search(r"Q[1-4]/201[34]$", clean(t)) for t in s.texts()),
    "Năm 2014": lambda s: any(re.search(r"Năm 201[34]$", clean(t)) for t in s.texts()),
    "value beside its mark": lambda s: any(clean(t) in ("Kỳ báo cáo:", "Kỳ:") for t in s.texts()),
    "header merged down": lambda s: any(last[0] == first[0] + 1 for first, last in s.merges),
    "group heading": lambda s: any(
        clean(str(s.rows[first[0]][first[1]])) in ("Thuê bao", "Số Quyết định xử phạt VPHC được ban hành")
        for first, last in s.merges
        if last[1] > first[1] and first[0] == last[0]
    ),
    "district merged over its services": lambda s: any(last[0] > first[0] + 1 for first, last in s.merges),
    "district on a line of its own": lambda s: any(
        [c for c in row if c] == ["I", "TP Hạ Long"] or [c for c in row if c] == ["I", "Hạ Long"] for row in s.rows
    ),
    "unit in the header": lambda s: any(re.search(r"\((ĐVT: )?.*đồng\)$", clean(t)) for t in s.texts()),
    "revenue in tỷ đồng": lambda s: any("Doanh thu" in clean(t) and "tỷ đồng)" in clean(t) for t in s.texts()),
    "revenue in đồng": lambda s: any(re.search(r"Doanh thu.*[( ]đồng\)", clean(t)) for t in s.texts()),
    "Đơn vị tính: triệu đồng in rows": lambda s: "Triệu đồng" in map(clean, s.texts()),
    "Đơn vị tính: tỷ đồng in rows": lambda s: "Tỷ đồng" in map(clean, s.texts()),
    "Đơn vị tính: đồng in rows": lambda s: "Đồng" in map(clean, s.texts()),
    "STT": lambda s: "STT" in s.texts(),
    "column numbers": lambda s: any(row[:3] == ["(1)", "(2)", "(3)"] for row in s.rows),
    "column letters": lambda s: any(row[:3] in (["A", "B", "C"], ["A", "B", 1.0]) for row in s.rows),
    "numbers typed as text": lambda s: any(re.fullmatch(r"\d{1,3}(\.\d{3})+", t) for t in s.texts()),
    "decimals typed as text": lambda s: any(re.fullmatch(r"[\d.]+,\d+", t) for t in s.texts()),
    "typed decimals": lambda s: any(isinstance(c, float) and c % 1 for row in s.rows for c in row),
    "blank lines between groups": gap_inside,
    "signatures": lambda s: "Người lập biểu" in map(clean, s.texts()),
    "note": lambda s: any(clean(t).startswith("Ghi chú: ") for t in s.texts()),
    "letters and accents apart": lambda s: any(unicodedata.normalize("NFC", t) != t for t in s.texts()),
    "foreign Đ": lambda s: any("Ð" in t for t in s.texts()),
    "line break in a header": lambda s: any("\n" in t for t in s.texts()),
    "two spaces": lambda s: any("  " in t for t in s.texts()),
    "Thành phố Hạ Long": lambda s: "Thành phố Hạ Long" in map(clean, s.texts()),
    "TP Hạ Long": lambda s: "TP Hạ Long" in map(clean, s.texts()),
    "Hạ Long": lambda s: "Hạ Long" in map(clean, s.texts()),
    "table not in the first column": lambda s: not any(row[0] for row in s.rows),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_occurs_but_not_everywhere(sheets: list[Sheet], shape: str) -> None:
    assert 0 < sum(SHAPES[shape](sheet) for sheet in sheets) < len(sheets)


def test_total_rows_stand_first_last_and_nowhere(sheets: list[Sheet], declared: Catalogue) -> None:
    places: Counter[str] = Counter()
    for sheet in sheets:
        rows = total_rows(sheet, declared)
        assert len(rows) <= 1
        places["none" if not rows else "first" if stands_first(sheet, rows[0]) else "last"] += 1
    assert min(places[place] for place in ("none", "first", "last")) > 0


def test_columns_come_in_several_orders_and_under_several_names(sheets: list[Sheet], declared: Catalogue) -> None:
    form = declared.forms["operator_quarterly"]
    names = {key(label): column.name for column in form.columns for label in column.labels}
    orders: set[tuple[str, ...]] = set()
    headers: set[str] = set()
    for sheet in sheets:
        for row in sheet.rows:
            found = [key(re.sub(r"\(.*", "", clean(cell))) for cell in row if isinstance(cell, str)]
            if {"district", "service"} <= {names.get(text) for text in found}:
                orders.add(tuple(names[text] for text in found if text in names))
                headers.update(text for text in found if text in names)
    assert len(orders) > 4
    assert len(headers) > len(form.columns)


def test_submitters_go_by_their_aliases_too(sheets: list[Sheet]) -> None:
    said = {clean(text).partition(": ")[2] or clean(text) for sheet in sheets for text in sheet.texts()}
    assert {"VNPT Quảng Ninh", "Viễn thông Quảng Ninh", "Chi nhánh Viettel QN", "Bưu điện TP Hạ Long"} <= said


def test_no_number_could_be_read_in_two_ways(files: list[Path], sheets: list[Sheet]) -> None:
    texts = [text for sheet in sheets for text in sheet.texts()]
    for path in (p for p in files if p.suffix == ".csv"):
        texts += re.split(r"[;\t\"\r\n]", path.read_text(encoding="utf-8-sig"))
    assert not [text for text in texts if re.fullmatch(r"-?[\d.]*\d,\d{3}", text.strip())]


UNITS = [Unit(code="u", vi="u", en="u", of="b", factor=factor) for factor in (1000, 1_000_000, 10**9)]


@given(st.integers(0, 10**14), st.sampled_from([Unit(code="b", vi="b", en="b"), *UNITS]))
def test_an_amount_says_exactly_what_it_is_about(value: int, unit: Unit) -> None:
    typed, text = amount(value, unit, as_text=False), amount(value, unit, as_text=True)
    assert Decimal(typed) * unit.factor == value
    assert isinstance(text, str)
    assert Decimal(text.replace(".", "").replace(",", ".")) * unit.factor == value
    assert not re.search(r",\d{3}$", text)

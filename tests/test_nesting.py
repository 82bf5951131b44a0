"""Rows that are parts of one another: numbering, dashes, indents, `Trong đó`, and what must add up to what."""

from pathlib import Path
from typing import Any

import pytest
from own_declarations import column, declared_with, form
from typed_returns import checks, take_in

from schemas.declarations import Catalogue
from schemas.home import Home
from sources.lexicon import lexicon
from sources.outline import outlined, parsed
from warehouse.reading import records
from warehouse.store import connected

PEOPLE = [["Dân số trung bình năm 2014"], ["Cục Thống kê tỉnh Quảng Ninh"]]
HEAD = ["STT", "Địa bàn", "Dân số"]


def told(entry: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(row["cell"], row["check_name"], row["value"]) for row in entry["warnings"]]


@pytest.mark.parametrize(
    ("text", "number", "rank", "bullet", "bare"),
    [
        ("PHẦN II- Doanh thu", "II", 0, "", "Doanh thu"),
        ("A. Dịch vụ", "A", 10, "", "Dịch vụ"),
        ("I.1. Bưu chính", "I.1", 21, "", "Bưu chính"),
        ("2- Bưu kiện", "2", 30, "", "Bưu kiện"),
        ("1.2 Nội tỉnh", "1.2", 31, "", "Nội tỉnh"),
        ("a- Bán thẻ", "a", 40, "", "Bán thẻ"),
        ("+Thu hộ", "", None, "+", "Thu hộ"),
        ("3G", "", None, "", "3G"),
        ("e-commerce", "", None, "", "e-commerce"),
        ("2 tháng đầu năm", "", None, "", "2 tháng đầu năm"),
    ],
)
def test_a_label_taken_apart(text: str, number: str, rank: int | None, bullet: str, bare: str) -> None:
    label = parsed(text, ("trong đó",))
    assert (label.number, label.rank, label.bullet, label.bare) == (number, rank, bullet, bare)


def test_each_row_hangs_on_the_row_whose_part_it_is(declared: Catalogue) -> None:
    """Dashes below a number, pluses below a dash, and what is only named of a row."""
    text = """I. Bưu chính
1. Bưu phẩm
- Thường
  Trong đó: Thư
            Bưu thiếp
- Ghi số
  + Nội tỉnh
  + Liên tỉnh
2. Bưu kiện
Theo thuế suất:
- 5%
- 10%
II. Tài chính
- Chuyển tiền"""
    marks = lexicon(declared).part_marks
    lines = text.split("\n")
    nodes = outlined((number, parsed(line, marks), None) for number, line in enumerate(lines))
    shown = [(node.parent.row if node.parent else None, node.of_which) for node in nodes]
    assert shown == [
        (None, False),
        (0, False),
        (1, False),
        (2, True),
        (2, True),
        (1, False),
        (5, False),
        (5, False),
        (0, False),
        (8, True),
        (9, False),
        (9, False),
        (None, False),
        (12, False),
    ]


def test_a_group_with_its_sum_beside_a_roman_number(home: Home, declared: Catalogue, write_book: Any) -> None:
    """10 + 20 = 30 and 3 + 4 = 7 are subtotals by their place and their sum; 30 + 7 = 37 is `I + II`."""
    rows = [
        ["I", "Thành phố", 30],
        [1, "Hạ Long", 10],
        [2, "Cẩm Phả", 20],
        ["II", "Huyện", 7],
        [1, "Vân Đồn", 3],
        [2, "Cô Tô", 4],
        [None, "Cộng I + II", 37],
    ]
    write_book(home.inbox / "a.xlsx", [*PEOPLE, HEAD, *rows])
    entry = take_in(home, declared)
    assert (entry["status"], entry["rows_accepted"], entry["rows_other"], told(entry)) == ("accepted", 4, 3, [])


def test_a_group_that_is_no_sum_of_its_rows_is_no_subtotal(home: Home, declared: Catalogue, write_book: Any) -> None:
    """3 + 4 = 7, and the group says 8: its label is in no list and nothing proves that it is a sum."""
    rows = [["Khối thành phố", 30], ["    Hạ Long", 10], ["    Cẩm Phả", 20]]
    rows += [["Khối huyện", 8], ["    Vân Đồn", 3], ["    Cô Tô", 4]]
    write_book(home.inbox / "a.xlsx", [*PEOPLE, HEAD[1:], *rows])
    entry = take_in(home, declared)
    assert checks(entry) == [("A7", "unknown_code")]
    assert told(entry) == [("B7", "parts_differ", "8")]
    message = entry["warnings"][0]["message_vi"]
    assert "Khối huyện" in message
    assert "B8, B9" in message
    assert "cộng lại được 7" in message


def test_sections_with_totals_of_their_own(home: Home, declared: Catalogue, write_book: Any) -> None:
    """`Cộng I` closes section I; a heading of zeros is a heading. `Cộng (I + II)` says 38 where it is 37."""
    rows = [
        ["I. Thành phố", 0],
        ["- Hạ Long", 10],
        ["- Cẩm Phả", 20],
        ["CỘNG I", 30],
        ["Trong đó:", 0],
        ["- Uông Bí", 1],
        ["II. Huyện", 0],
        ["- Vân Đồn", 3],
        ["- Cô Tô", 4],
        ["CỘNG II = 1+2", 8],
        ["Tổng cộng (I + II)", 38],
    ]
    write_book(home.inbox / "a.xlsx", [*PEOPLE, HEAD[1:], *rows])
    entry = take_in(home, declared)
    assert told(entry) == [("B13", "total_differs", "8")], "30 + 8 = 38: the sum of the sections' own totals holds"
    assert checks(entry) == [("A10", "unknown_code"), ("A4", "unknown_code"), ("A8", "unknown_code")]


ITEMS = [
    {"code": "100", "vi": "Bưu phẩm", "en": "Mail"},
    {"code": "110", "vi": "Nội tỉnh", "en": "Mail within", "under": "100"},
    {"code": "120", "vi": "Liên tỉnh", "en": "Mail without", "under": "100"},
    {"code": "200", "vi": "Bưu kiện", "en": "Parcels"},
    {"code": "210", "vi": "Nội tỉnh", "en": "Parcels within", "under": "200"},
    {"code": "220", "vi": "Liên tỉnh", "en": "Parcels without", "under": "200"},
]
LISTED = {"mail_items": {"vi": "Dịch vụ", "en": "Services", "codes": ITEMS}}
TITLE = [["mail"], ["Cục Thống kê tỉnh Quảng Ninh"], ["Năm 2014"]]


def mail(*, numbered: bool = False, is_open: bool = False) -> dict[str, Any]:
    columns = [column("item", "Dịch vụ", role="code", list="mail_items", open=is_open)]
    columns += [column("number", "Mã số", role="number")] if numbered else []
    return form("mail", [*columns, column("pieces", "Sản lượng", unit="piece")])


def kept(home: Home) -> list[tuple[int, str, int]]:
    with connected(home.warehouse, read_only=True) as connection:
        found = records(connection, "select row, item, pieces from core.mail order by row")
    return [(row["row"], row["item"], row["pieces"]) for row in found]


def test_one_label_under_two_headings_is_told_apart_by_its_place(home: Home, tmp_path: Path, write_book: Any) -> None:
    declared = declared_with(tmp_path / "d", form=mail(), codes=LISTED)
    rows = [["1. Bưu phẩm", 5], ["- Nội tỉnh", 2], ["- Liên tỉnh", 3], ["2. Bưu kiện", 9], ["- Nội tỉnh", 4]]
    write_book(home.inbox / "a.xlsx", [*TITLE, ["Dịch vụ", "Sản lượng"], *rows, ["- Liên tỉnh", 5]])
    entry = take_in(home, declared)
    assert (entry["status"], told(entry)) == ("accepted", [])
    assert kept(home) == [(5, "100", 5), (6, "110", 2), (7, "120", 3), (8, "200", 9), (9, "210", 4), (10, "220", 5)]


def test_a_label_that_its_place_does_not_tell_is_rejected_with_both(
    home: Home, tmp_path: Path, write_book: Any
) -> None:
    declared = declared_with(tmp_path / "d", form=mail(), codes=LISTED)
    write_book(home.inbox / "a.xlsx", [*TITLE, ["Dịch vụ", "Sản lượng"], ["Nội tỉnh", 2], ["Bưu kiện", 3]])
    entry = take_in(home, declared)
    assert checks(entry) == [("A5", "ambiguous_code")]
    assert "110, 210" in entry["rejections"][0]["message_vi"]
    assert kept(home) == [(6, "200", 3)]


def test_a_printed_number_decides_and_must_go_with_its_label(home: Home, tmp_path: Path, write_book: Any) -> None:
    declared = declared_with(tmp_path / "d", form=mail(numbered=True), codes=LISTED)
    rows = [["Nội tỉnh", "210", 4], ["- Liên tỉnh", 120, 3], ["Bưu kiện", "100", 9], ["Bưu phẩm", None, 5]]
    write_book(home.inbox / "a.xlsx", [*TITLE, ["Dịch vụ", "Mã số", "Sản lượng"], *rows])
    entry = take_in(home, declared)
    assert checks(entry) == [("A7", "number_differs")]
    assert kept(home) == [(5, "210", 4), (6, "120", 3), (8, "100", 5)]


def test_rows_beyond_an_open_list_are_compared_told_and_not_kept(home: Home, tmp_path: Path, write_book: Any) -> None:
    """2 + 4 = 6 is not the 5 of the row whose parts they are; neither part is asked for."""
    declared = declared_with(tmp_path / "d", form=mail(is_open=True), codes=LISTED)
    rows = [["1. Bưu phẩm", 5], ["- Nhanh", 2], ["- Chậm", 4], ["2. Bưu kiện", 9]]
    write_book(home.inbox / "a.xlsx", [*TITLE, ["Dịch vụ", "Sản lượng"], *rows])
    entry = take_in(home, declared)
    assert (entry["status"], entry["rows_accepted"], entry["rows_other"]) == ("accepted", 2, 2)
    assert [(row["cell"], row["check_name"]) for row in entry["warnings"]] == [
        ("B5", "parts_differ"),
        (None, "rows_not_asked"),
    ]
    assert "6, 7" in entry["warnings"][1]["message_vi"]


def test_a_total_of_a_nested_table_proves_a_reading(home: Home, tmp_path: Path, write_book: Any) -> None:
    """`1,500` and 2.000 make 3.500 only if it is 1.500; the part below is named of it and adds nothing."""
    declared = declared_with(tmp_path / "d", form=mail(is_open=True), codes=LISTED)
    rows = [["1. Bưu phẩm", "1,500"], ["Trong đó: Nhanh", 2], ["2. Bưu kiện", 2000], ["Cộng", 3500]]
    write_book(home.inbox / "a.xlsx", [*TITLE, ["Dịch vụ", "Sản lượng"], *rows])
    take_in(home, declared)
    assert kept(home) == [(5, "100", 1500), (7, "200", 2000)]

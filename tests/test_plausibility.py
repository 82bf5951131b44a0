"""Figures that were read and may yet be wrong: each kind of doubt on a planted file, and none on its clean twin."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from conftest import empty
from openpyxl import load_workbook

from pipelines import steps
from schemas.calendar import periods_before
from schemas.declarations import Catalogue
from schemas.home import Home
from warehouse.reading import Record, history, records
from warehouse.store import connected

HEAD = ["Địa bàn", "Dịch vụ", "Phát triển mới", "Hiện có trên mạng", "Doanh thu (triệu đồng)"]
QUARTERS = [f"{quarter}/{year}" for year in (2013, 2014) for quarter in ("I", "II", "III", "IV")]
KINDS = (
    "outside_history",
    "unit_changed",
    "unit_changed_column",
    "stock_exceeds",
    "stock_still",
    "copied_column",
    "rows_exchanged",
)
# Column of the form -> letter; the rows stand in 4 to 7 (ROWS).
NEW, STOCK, REVENUE = "C", "D", "E"


def figures(at: int) -> list[list[Any]]:
    """What an operator reports in the quarter number `at`: a steady growth, in two districts."""
    return [
        ["Thành phố Hạ Long", "Di động trả trước", 1000 + 10 * at, 20000 + 500 * at, 300 + at],
        ["Thành phố Hạ Long", "FTTH", 200 + at, 1500 + 100 * at, 40 + at],
        ["Thành phố Cẩm Phả", "Di động trả trước", 500 + 5 * at, 10000 + 200 * at, 150 + at],
        ["Thành phố Cẩm Phả", "FTTH", 50 + at, 800 + 20 * at, 20 + at],
    ]


def book(at: int, changes: dict[str, Any] | None = None) -> list[list[Any]]:
    """The quarter's return, with other figures in some cells (`C4`)."""
    rows = figures(at)
    for cell, value in (changes or {}).items():
        rows[int(cell[1]) - 4]["ABCDE".index(cell[0])] = value
    title = f"Báo cáo kết quả hoạt động viễn thông, Internet quý {QUARTERS[at]}"
    return [["VNPT QUẢNG NINH", "Sở Thông tin và Truyền thông"], [title], HEAD, *rows]


@pytest.fixture(scope="module")
def six_quarters(tmp_path_factory: pytest.TempPathFactory, blank: Path, declared: Catalogue) -> Home:
    """A home that holds the first six quarters."""
    home = empty(tmp_path_factory.mktemp("history"), blank)
    write_quarters(home, range(6))
    steps.take_in(home, declared)
    return home


def write_quarters(home: Home, numbers: Iterable[int]) -> None:
    for at in numbers:
        write(home.inbox / f"{at}.xlsx", book(at))


def write(path: Path, rows: list[list[Any]]) -> None:
    with xlsxwriter.Workbook(str(path)) as made:
        page = made.add_worksheet("Biểu")
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)


@pytest.fixture
def home(six_quarters: Home, tmp_path: Path) -> Home:
    return Home(shutil.copytree(six_quarters.root, tmp_path / "home"))


# Of the six quarters before: the new subscriptions of row 4 are 1.000 to 1.050, the lower middle one 1.020, the
# median deviation 10; six deviations are less than three times, so 340 to 3.060 would be usual.
PLANTED: dict[str, tuple[dict[str, Any], dict[tuple[str, str], list[str]]]] = {
    "far above": (
        {"C4": 5000},
        {("C4", "outside_history"): ["“5000”", "6 kỳ", "Quý I/2013", "Quý II/2014", "1.020", "340", "3.060"]},
    ),
    "far below": ({"C4": 100, "D4": 22600}, {("C4", "outside_history"): ["“100”", "1.020", "340", "3.060"]}),
    # 26.000 - 22.500 = 3.500, but 1.060 were added.
    "a stock rises by more than was added": (
        {"D4": 26000},
        {("D4", "stock_exceeds"): ["“26000”", "3.500", "22.500", "1.060", "Quý II/2014"]},
    ),
    # 5 percent of 22.500 are 1.125.
    "a stock stands still": (
        {"C4": 1125, "D4": 22500},
        {("D4", "stock_still"): ["“22500”", "22.500", "1.125", "Quý II/2014"]},
    ),
    "a column of the last quarter": (
        {f"C{row}": figures(5)[row - 4][2] for row in range(4, 8)},
        {("C4", "copied_column"): ["Cả 4 số", "“1050”", "1.050", "Quý II/2014"]},
    ),
    # The stocks of row 4 were 20.000 to 22.500, the lower middle one 21.000.
    "one figure in thousands": ({"D4": 23}, {("D4", "unit_changed"): ["“23”", "nhỏ hơn khoảng 1.000 lần", "21.000"]}),
    # The revenue of row 4 was 300 to 305 million, the lower middle one 302.
    "a column in dong": (
        {f"E{row}": figures(6)[row - 4][4] * 1_000_000 for row in range(4, 8)},
        {("E4", "unit_changed_column"): ["4 trong 4 số", "“306000000”", "gấp khoảng 1.000.000 lần", "302"]},
    ),
    "a return sent again": (
        {f"{letter}{row}": figures(5)[row - 4][2 + i] for row in range(4, 8) for i, letter in enumerate("CDE")},
        # That every stock stands still is said once, of the column.
        {(f"{letter}4", "copied_column"): ["Cả 4 số", "Quý II/2014"] for letter in "CDE"},
    ),
    "a return of the year before": (
        {f"{letter}{row}": figures(2)[row - 4][2 + i] for row in range(4, 8) for i, letter in enumerate("CDE")},
        {(f"{letter}4", "copied_column"): ["Cả 4 số", "Quý III/2013"] for letter in "CDE"},
    ),
    # Of the quarter before: 1.050 and 525 subscribers gained. That the stocks jump is not said once more.
    "two rows in each other's place": (
        {"C4": 530, "D4": 11200, "E4": 156, "C6": 1060, "D6": 23000, "E6": 306},
        {
            ("C4", "rows_exchanged"): ["“530”", "Cẩm Phả / Điện thoại di động trả trước", "(525)", "(1.050)"],
            ("C6", "rows_exchanged"): ["“1060”", "Hạ Long / Điện thoại di động trả trước", "(1.050)", "(525)"],
        },
    ),
}
CLEAN: dict[str, dict[str, Any]] = {
    "as ever": {},
    "three times the median": {"C4": 3060},
    "a third of the median": {"C4": 340, "D4": 22600},
    "one column alone of two rows": {"C4": 530, "C6": 1060},
    "a small figure": {"C7": 99, "D7": 920},
    "one percent of 22.500 more than was added": {"C4": 1060, "D4": 22500 + 1060 + 225},
    "less than five percent were added": {"C4": 1124, "D4": 22500},
    "all rows but one": {f"C{row}": figures(5)[row - 4][2] for row in range(4, 7)},
}


@pytest.fixture(scope="module")
def told(six_quarters: Home, tmp_path_factory: pytest.TempPathFactory, declared: Catalogue) -> dict[str, Record]:
    """Case -> its receipt with the `doubts`, (cell, kind) -> message; all come in one night, for one quarter."""
    home = Home(shutil.copytree(six_quarters.root, tmp_path_factory.mktemp("cases") / "home"))
    cases = {name: changes for name, (changes, _) in PLANTED.items()} | CLEAN
    for name, changes in cases.items():
        write(home.inbox / f"{name}.xlsx", book(6, changes))
    steps.take_in(home, declared)
    with connected(home.warehouse, read_only=True) as connection:
        receipts = {row["file_name"].removesuffix(".xlsx"): row for row in records(connection, "from ops.receipts")}
        warnings = records(connection, "from ops.warnings")
    for receipt in receipts.values():
        mine = [w for w in warnings if w["submission_id"] == receipt["submission_id"] and w["check_name"] in KINDS]
        receipt["doubts"] = {(w["cell"], w["check_name"]): w["message_vi"] + w["message_en"] for w in mine}
    return receipts


@pytest.mark.parametrize("fault", PLANTED)
def test_each_kind_is_told_at_the_cell_with_what_it_compared(told: dict[str, Record], fault: str) -> None:
    found, expected = told[fault]["doubts"], PLANTED[fault][1]
    assert found.keys() == expected.keys()
    for place, numbers in expected.items():
        assert [number for number in numbers if number not in found[place]] == []
    assert (told[fault]["rows_accepted"], told[fault]["rows_rejected"]) == (4, 0)


@pytest.mark.parametrize("case", CLEAN)
def test_the_clean_twins_and_the_bounds_themselves_are_not_doubted(told: dict[str, Record], case: str) -> None:
    assert told[case]["doubts"] == {}


@pytest.mark.parametrize(("before", "told"), [(3, []), (4, [("C4", "outside_history")])])
def test_history_of_the_same_night_counts_and_must_be_long_enough(
    home: Home, declared: Catalogue, before: int, told: list[Any]
) -> None:
    write_quarters(home, range(before))
    write(home.inbox / "new.xlsx", book(before, {"C4": 5000}))
    steps.take_in(home, declared)
    with connected(home.warehouse, read_only=True) as connection:
        query = "select cell, check_name from ops.warnings where list_contains($kinds, check_name)"
        assert connection.execute(query, {"kinds": list(KINDS)}).fetchall() == told


def test_only_the_returns_that_count_of_the_periods_asked_for(home: Home, declared: Catalogue) -> None:
    """A correction of the second quarter of 2014 replaces its figures; another submitter's are not given."""
    write(home.inbox / "again.xlsx", book(5, {"C4": 1111}))
    steps.take_in(home, declared)
    form = declared.forms["operator_quarterly"]
    with connected(home.warehouse, read_only=True) as connection:
        wanted = [("vnpt_quang_ninh", "2014-Q1"), ("vnpt_quang_ninh", "2014-Q2"), ("vietnamobile", "2014-Q1")]
        found = history(connection, form, wanted).sort("__period", "new_subscribers")
    assert found["new_subscribers"].to_list() == [54, 204, 520, 1040, 55, 205, 525, 1111]
    assert periods_before(form, "2014-Q3", 8) == [
        *("2012-Q3", "2012-Q4", "2013-Q1", "2013-Q2", "2013-Q3", "2013-Q4", "2014-Q1", "2014-Q2"),
    ]


def test_a_doubt_stands_in_the_answer_at_its_cell(home: Home, declared: Catalogue) -> None:
    write(home.inbox / "new.xlsx", book(6, {"C4": 5000}))
    steps.take_in(home, declared)
    with connected(home.warehouse, read_only=True) as connection:
        (answer,) = records(connection, "from ops.answers order by receipt_no desc limit 1")
    sheet = load_workbook(home.outbox / answer["path"])["Biểu"]
    assert "1.020" in sheet["C4"].comment.text


def test_the_demo_is_not_drowned(demo_home: Home) -> None:
    """Its figures are made to look like real ones: growth, seasons and small districts are nobody's mistake."""
    with connected(demo_home.warehouse, read_only=True) as connection:
        query = "select check_name from ops.warnings where list_contains($kinds, check_name)"
        assert connection.execute(query, {"kinds": list(KINDS)}).fetchall() == []

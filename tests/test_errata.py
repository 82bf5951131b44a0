"""What differs from a signed report is laid to the files and decisions whose values there changed, and to no others."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from commands import solieu
from conftest import empty, night
from test_corrections import decide, postal, withdrawal
from test_register import register
from typed_returns import OPERATOR_HEAD

from schemas.declarations import Catalogue
from schemas.home import Home
from warehouse.vintages import errata

NUMBER = "460/BC-STTTT"
LAPTOPS, PROJECTORS = "Số máy tính xách tay phục vụ tập huấn", "Số bộ máy chiếu phục vụ tập huấn"
PRESS, MAIL = "Sản lượng phát hành báo chí", "Sản lượng Bưu phẩm thường đi, đến trong nước và Quốc tế"
FIELDS = ["Lĩnh vực", "Số được thanh tra", "Số có vi phạm", "Cảnh cáo", "Phạt tiền", "Số tiền xử phạt", "Đã nộp NSNN"]


def inspection(district: str, spectrum: int, press: int | None) -> list[list[Any]]:
    """Units inspected: of radio, and of the press where that has a row."""
    rows = [["Tần số", spectrum, *[0] * 5], ["Báo chí", press, *[0] * 5]]
    above = [["KẾT QUẢ THANH TRA CHUYÊN NGÀNH"], [f"Đơn vị báo cáo: UBND {district}"], ["Kỳ báo cáo: Năm 2014"]]
    return [*above, FIELDS, *(row for row in rows if row[1] is not None)]


def plan(copies: int, ftth: int) -> list[list[Any]]:
    above = [["CHỈ TIÊU KẾ HOẠCH"], ["Đơn vị báo cáo: Phòng KHTC"], ["Kỳ báo cáo: Năm 2014"]]
    head = ["Chỉ tiêu", "ĐVT", "Kế hoạch năm 2014", "Kế hoạch năm 2015"]
    rows = [["Sản lượng phát hành báo chí", "Tờ, cuốn", copies, 700], ["Thuê bao FTTH", "Thuê bao", ftth, 700]]
    return [*above, ["Quyết định số 10/QĐ-UBND ngày 20/01/2014"], head, *rows]


def operators(ftth: int) -> list[list[Any]]:
    title = ["Báo cáo kết quả hoạt động viễn thông, Internet quý I năm 2014"]
    return [["VIETTEL QUẢNG NINH"], title, OPERATOR_HEAD, ["Hạ Long", "FTTH", ftth, 500, 5]]


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory, blank: Path, declared: Catalogue, write_book: Any) -> Home:
    """A signed report, and what came after it: a letter, a plan, two inspections, a register, a decision to come."""
    home = empty(tmp_path_factory.mktemp("signed") / "home", blank)

    def send(**files: list[Any]) -> None:
        for name, rows in files.items():
            write_book(home.inbox / f"{name}.xlsx", rows)
        night(home, declared)

    computers = [[LAPTOPS, "", "", 40, "Chiếc", ""], [PROJECTORS, "", "", 2, "Bộ", ""]]
    send(a=postal(300, 20), b=postal(250, 30, period="II/2014"), c=plan(600, 90), d=operators(45))
    send(e=inspection("thành phố Hạ Long", 2, 1), f=inspection("thành phố Cẩm Phả", 3, 1))
    send(g=register(*computers, office="Phòng CNTT"))
    solieu(home, "sign", "2014", "--number", NUMBER, "--date", "2014-11-26", "--by", "Giám đốc")
    send(h=withdrawal(), i=plan(600, 100))  # 8, 9
    send(j=inspection("thành phố Hạ Long", 4, 1), k=inspection("thành phố Cẩm Phả", 3, None))  # 10, 11
    send(l=register(computers[1], office="Phòng CNTT"))  # 12
    return home


def causes(home: Home, declared: Catalogue) -> dict[tuple[int, str, str], tuple[Any, ...]]:
    """(table, row, column) -> as signed, now, receipts, decisions."""
    (report,) = errata(home.warehouse, NUMBER, declared)
    return {
        (cell["appendix"], cell["label"], cell["column_name"]): (
            cell["before"],
            cell["after"],
            [receipt["receipt_no"] for receipt in cell["receipts"]],
            [decision["decision_no"] for decision in cell["decisions"]],
        )
        for cell in report["errata"]
    }


def test_each_erratum_names_what_changed_it_and_nothing_else(signed: Home, declared: Catalogue) -> None:
    """The letter (8) empties a quarter, the plan (9) has another target of FTTH alone, one district (10) inspected
    more radio, the other (11) and the computers' register (12) lost a row each."""
    found = causes(signed, declared)
    press, mail, ftth = PRESS, MAIL, "Thuê bao FTTH"
    wanted = {
        (1, press, "actual"): (550, 250, [8], []),
        # 550 of 600 and 250 of 600, which the plan that came later repeats.
        (1, press, "percent_of_plan"): (Decimal("91.666666666667"), Decimal("41.666666666667"), [8], []),
        (1, mail, "actual"): (50, 30, [8], []),
        (2, ftth, "plan"): (90, 100, [9], []),
        (2, ftth, "percent_of_plan"): (50, 45, [9], []),
        (3, "Tần số VTD", "inspected"): (2 + 3, 4 + 3, [10], []),
        (3, "Báo chí", "inspected"): (2, 1, [11], []),
        (3, "Tổng cộng", "inspected"): (7, 8, [10, 11], []),
        (501, "Thành phố Hạ Long", "inspection_inspected"): (3, 5, [10], []),
        (501, "Thành phố Cẩm Phả", "inspection_inspected"): (4, 3, [11], []),
        (403, LAPTOPS, "actual"): (40, None, [12], []),
    }
    assert wanted.items() <= found.items()
    assert {table for table, *_ in found} == {1, 2, 3, 101, 102, 201, 403, 501, 502}
    decide(signed, declared, "withdraw", 12)
    found = causes(signed, declared)
    assert (found[403, LAPTOPS, "actual"], found[403, PROJECTORS, "actual"]) == ((40, None, [], [1]), (2, None, [], [1]))

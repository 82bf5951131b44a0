"""What differs from a signed report is laid to the files and decisions whose values there changed, and to no others."""

import csv
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from commands import called, solieu
from conftest import empty, night, today
from test_corrections import decide, postal, withdrawal
from test_register import register
from typed_returns import OPERATOR_HEAD

from schemas.declarations import Catalogue
from schemas.home import Home
from warehouse.checks import judge
from warehouse.store import connected
from warehouse.vintages import errata

NUMBER = "460/BC-STTTT"
LAPTOPS, PROJECTORS = "Số máy tính xách tay phục vụ tập huấn", "Số bộ máy chiếu phục vụ tập huấn"
PRESS, MAIL = "Sản lượng phát hành báo chí", "Sản lượng Bưu phẩm thường đi, đến trong nước và Quốc tế"
SERVICES = {
    "wired": "Cố định có dây",
    "wireless": "Cố định không dây",
    "postpaid": "Di động trả sau",
    "prepaid": "Di động trả trước",
    "ftth": "FTTH",
}
AHEAD = today().year + 1  # Of this year nothing is due yet, whenever the test runs.
TELEPHONES = [
    "Điện thoại cố định có dây",
    "Điện thoại cố định không dây",
    "Điện thoại di động trả sau",
    "Điện thoại di động trả trước",
]
WHOLE = "Thuê bao điện thoại phát triển mới"
FIELDS = ["Lĩnh vực", "Số được thanh tra", "Số có vi phạm", "Cảnh cáo", "Phạt tiền", "Số tiền xử phạt", "Đã nộp NSNN"]


def inspection(district: str, spectrum: int, press: int | None) -> list[list[Any]]:
    """Units inspected: of radio, and of the press where that has a row."""
    rows: list[list[Any]] = [["Tần số", spectrum, *[0] * 5], ["Báo chí", press, *[0] * 5]]
    above = [["KẾT QUẢ THANH TRA CHUYÊN NGÀNH"], [f"Đơn vị báo cáo: UBND {district}"], ["Kỳ báo cáo: Năm 2014"]]
    return [*above, FIELDS, *(row for row in rows if row[1] is not None)]


def plan(copies: int, ftth: int) -> list[list[Any]]:
    above = [["CHỈ TIÊU KẾ HOẠCH"], ["Đơn vị báo cáo: Phòng KHTC"], ["Kỳ báo cáo: Năm 2014"]]
    head = ["Chỉ tiêu", "ĐVT", "Kế hoạch năm 2014", "Kế hoạch năm 2015"]
    rows = [["Sản lượng phát hành báo chí", "Tờ, cuốn", copies, 700], ["Thuê bao FTTH", "Thuê bao", ftth, 700]]
    return [*above, ["Quyết định số 10/QĐ-UBND ngày 20/01/2014"], head, *rows]


def operators(year: int, **new: int) -> list[list[Any]]:
    """New subscriptions of a first quarter, by service; ten of each on the network."""
    title = [f"Báo cáo kết quả hoạt động viễn thông, Internet quý I năm {year}"]
    rows = [["Hạ Long", SERVICES[name], value, 10, 5] for name, value in new.items()]
    return [["VIETTEL QUẢNG NINH"], title, OPERATOR_HEAD, *rows]


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory, blank: Path, declared: Catalogue, write_book: Any) -> Home:
    """A signed report, and what came after it: a letter, a plan, two inspections, a register, a decision to come."""
    home = empty(tmp_path_factory.mktemp("signed") / "home", blank)

    def send(**files: list[Any]) -> None:
        for name, rows in files.items():
            write_book(home.inbox / f"{name}.xlsx", rows)
        night(home, declared)

    computers = [[LAPTOPS, "", "", 40, "Chiếc", ""], [PROJECTORS, "", "", 2, "Bộ", ""]]
    telephones = dict.fromkeys(("wired", "wireless", "postpaid", "prepaid"), 5)
    send(
        a=postal(300, 20),
        b=postal(250, 30, period="II/2014"),
        c=plan(600, 90),
        d=operators(2014, ftth=45),
        e=operators(AHEAD - 1, **telephones),
        f=operators(AHEAD, wired=1, wireless=2, postpaid=3, prepaid=4),
        g=inspection("thành phố Hạ Long", 2, 1),
        h=inspection("thành phố Cẩm Phả", 3, 1),
        i=register(*computers, office="Phòng CNTT"),
    )
    solieu(home, "sign", "2014", "--number", NUMBER, "--date", "2014-11-26", "--by", "Giám đốc")
    send(
        j=withdrawal(),  # 10
        k=plan(600, 100),
        l=inspection("thành phố Hạ Long", 4, 1),
        m=inspection("thành phố Cẩm Phả", 3, None),
        n=register(computers[1], office="Phòng CNTT"),  # 14
    )
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
    """A letter (10) empties a quarter, the plan (11) has another target of FTTH alone.

    One district (12) inspected more radio, the other (13) and the computers' register (14) lost a row each.
    """
    found = causes(signed, declared)
    press, mail, ftth = PRESS, MAIL, "Thuê bao FTTH"
    wanted: dict[tuple[int, str, str], tuple[Any, ...]] = {
        (1, press, "actual"): (550, 250, [10], []),
        # 550 of 600 and 250 of 600, which the plan that came later repeats.
        (1, press, "percent_of_plan"): (Decimal("91.666666666667"), Decimal("41.666666666667"), [10], []),
        (1, mail, "actual"): (50, 30, [10], []),
        (2, ftth, "plan"): (90, 100, [11], []),
        (2, ftth, "percent_of_plan"): (50, 45, [11], []),
        (3, "Tần số VTD", "inspected"): (2 + 3, 4 + 3, [12], []),
        (3, "Báo chí", "inspected"): (2, 1, [13], []),
        (3, "Tổng cộng", "inspected"): (7, 8, [12, 13], []),
        (501, "Thành phố Hạ Long", "inspection_inspected"): (3, 5, [12], []),
        (501, "Thành phố Cẩm Phả", "inspection_inspected"): (4, 3, [13], []),
        (403, LAPTOPS, "actual"): (40, None, [14], []),
    }
    assert {place: found.get(place) for place in wanted} == wanted
    assert {table for table, *_ in found} == {1, 2, 3, 101, 102, 201, 403, 501, 502}
    with connected(signed.warehouse, read_only=True) as connection:
        (rule,) = judge(connection, declared, [declared.rules["signed_agrees"]])
    # Appendices first, in the order of the print; where rows are fields, the column is named.
    abouts = rule.guilty["about"].to_list()
    shown = [about.split(", ")[1] for about in abouts]
    assert [*dict.fromkeys(shown)] == [declared.table_name(each) for each in (1, 2, 3, 101, 102, 201, 403, 501, 502)]
    name = declared.name_vi(declared.indicators["inspection_inspected"])
    assert f"{NUMBER}, Phụ lục 3, Tổng cộng, {name}, thực hiện" in abouts
    decide(signed, declared, "withdraw", 14)
    found = causes(signed, declared)
    assert (found[403, LAPTOPS, "actual"], found[403, PROJECTORS, "actual"]) == (
        (40, None, [], [1]),
        (2, None, [], [1]),
    )


def test_no_table_of_a_running_year_contradicts_another(signed: Home) -> None:
    """1 + 2 + 3 + 4 new telephones in the first quarter are 40 in a year, twice the 20 of the year before.

    Where the rows are operators there are no estimates: the total is their sum, and the table says so.
    """
    asked = ("annex", "--year", str(AHEAD), "--format")
    figures = {
        (int(row["table"]), row["label"], row["column"]): row["value"]
        for row in csv.DictReader(StringIO(solieu(signed, *asked, "csv")))
    }
    parts = [figures[201, label, "actual"] for label in TELEPHONES]
    assert parts == ["4", "8", "12", "16"]
    assert (figures[203, WHOLE, "actual"], figures[203, WHOLE, "growth"]) == ("40", "100")
    by_operator = ("fixed_wired_new", "fixed_wireless_new", "mobile_postpaid_new", "mobile_prepaid_new")
    assert [figures[205, "Tổng cộng", name] for name in by_operator] == ["1", "2", "3", "4"]
    page = " ".join(solieu(signed, *asked, "html").split())
    quarter = f"Quý I/{AHEAD}"
    assert f"Số liệu đến hết {quarter}: đã nhận 1/16 báo cáo của năm, 15 báo cáo chưa đến hạn" in page
    assert f"Số cuối {quarter}: đã nhận 1/16 báo cáo từ kỳ này đến hết năm, 15 báo cáo chưa đến hạn" in page
    assert "chưa cộng phần ước của các kỳ chưa đến hạn; số ước cả năm ở Phụ lục 2, Biểu 5." in page


def test_a_lost_row_is_told_by_its_own_list_and_a_blank_says_what_there_was(signed: Home, declared: Catalogue) -> None:
    """`press` is a field of inspection here, and no item of the post; its cell is that of the file before."""
    asked = ("--year", "2014", "--column")
    told = " ".join(solieu(signed, "trace", "appendix-3", "--row", "5", *asked, "inspected").split())
    assert "Biểu!B6 của số nhận 8 (Báo chí) trước 1, nay không có" in told
    lost = "Biểu!D5 của số nhận 9 (Số máy tính xách tay phục vụ tập huấn, 2014) trước 40, nay không có"
    number = 1 + [row.indicator for row in declared.annex[403].rows].index("egov_laptops")
    table = declared.table_name(403)
    for what in ((table, "--row", str(number), *asked, "actual"), ("egov_laptops", "--year", "2014")):
        said = called(signed, "trace", *what)
        assert (said.code, lost in " ".join(said.err.split())) == (2, True), said.err
        assert "không có số năm 2014" in said.err
    several = called(signed, "trace", "Biểu 8", "--row", "Tổng cộng", *asked, "Doanh thu")
    assert "có ở nhiều chỗ: Doanh thu (tỷ đồng); Thị phần doanh thu" in several.err


def test_a_later_register_that_speaks_of_the_year_is_named(home: Home, declared: Catalogue, write_book: Any) -> None:
    """40 laptops in 2014, as was signed; 45, says the register of 2016."""
    for year, laptops, name in ((2014, 40, "a"), (2016, 45, "b")):
        rows = register([LAPTOPS, 2014, "", laptops, "Chiếc", ""], office="Phòng CNTT", year=year)
        write_book(home.inbox / f"{name}.xlsx", rows)
        night(home, declared)
        if name == "a":
            solieu(home, "sign", "2014", "--number", NUMBER, "--date", "2014-11-26", "--by", "Giám đốc")
    assert causes(home, declared) == {(403, LAPTOPS, "actual"): (40, 45, [2], [])}

"""The postal return in its second layout: services in rows, volume, revenue and tax in columns of two kinds."""

from typing import Any

import pytest
import xlsxwriter
from typed_returns import PRESS, checks, postal, take_in

from schemas.calendar import expected_returns
from schemas.declarations import Catalogue
from schemas.home import Home
from warehouse.reading import records
from warehouse.store import connected

WHO, WHEN = "Đơn vị gửi: Bưu điện thành phố Hạ Long", "Quý IV năm 2014"


def row(label: str, number: str | None, volume: int, revenue: int, vat: int = 0) -> list[Any]:
    """A row of the layout; this period is the first of the year, so what counts since January is the same."""
    return [label, None, number, volume, revenue, revenue, 0, vat, vat, 0, 0]


SERVICES = [
    row("A. Dịch vụ", None, 0, 0),
    row("1 Dịch vụ bưu phẩm", "1100", 60, 600),
    row("- Trong tỉnh", None, 20, 200),
    row("- Ngoài tỉnh", None, 40, 400),
    row("  Trong đó: Bảo đảm", None, 9, 90),
    row("2. Bưu kiện", "1400", 7, 70),
    row("- Trong tỉnh", None, 3, 30),
    row("- Ngoài tỉnh", None, 4, 50),
    row("3. Dịch vụ bưu chính khác", "2700", 0, -25),
    row("CỘNG A", "3000", 67, 645),
]


def detailed(home: Home, rows: list[list[Any]], who: str = WHO, when: str = WHEN) -> None:
    """A workbook in the layout: its header over three rows, its columns numbered below, its marks in a corner."""
    with xlsxwriter.Workbook(str(home.inbox / "detail.xlsx")) as book:
        page = book.add_worksheet()
        page.write("A1", who)
        page.merge_range("J1:K1", "Biểu 02-05/GTGT -BC")
        page.merge_range("A4:K4", "SẢN LƯỢNG, DOANH THU VÀ THUẾ GIÁ TRỊ GIA TĂNG")
        page.merge_range("B5:I5", when)
        heads = {"A": "Chỉ tiêu", "B": "Đơn vị tính", "C": "Mã số", "D": "Sản lượng"}
        for letter, head in {**heads, "J": "Sản lượng nghiệp vụ đi", "K": "Sản lượng đến"}.items():
            page.merge_range(f"{letter}8:{letter}10", head)
        page.merge_range("E8:F8", "Doanh thu (chưa có thuế)")
        page.merge_range("G8:I8", "Thuế giá trị gia tăng")
        for letter, head in zip("EFGHI", ["Phát sinh", "Lũy kế", "Thuế suất (%)", "Phát sinh", "Lũy kế"], strict=True):
            page.merge_range(f"{letter}9:{letter}10", head)
        page.write_row("A11", ["A", "B", "C", 1, 2, 3, 4, 5, 6, 7, 8])
        for number, cells in enumerate(rows, start=11):
            page.write_row(number, 0, cells)


def test_the_second_layout_gives_the_same_indicators(home: Home, declared: Catalogue) -> None:
    """60 + 7 pieces stand in row 13 and 17; the revenue of the services asked for is 600 + 70 - 25."""
    detailed(home, SERVICES)
    entry = take_in(home, declared)
    assert (entry["form"], entry["submitter"], entry["period"]) == ("postal_detail", "post_ha_long", "2014-Q4")
    assert (entry["status"], entry["rows_read"], entry["rows_accepted"], entry["rows_other"]) == ("accepted", 11, 3, 8)
    with connected(home.warehouse, read_only=True) as connection:
        found = records(connection, "select indicator, value, cell, period from core.observations order by all")
        tax = records(connection, "select revenue, revenue_to_date from core.postal_detail where item = '2700'")
    assert [(row["indicator"], int(row["value"]), row["cell"]) for row in found] == [
        ("parcels", 7, "D17"),
        ("post_revenue", -25, "E20"),
        ("post_revenue", 70, "E17"),
        ("post_revenue", 600, "E13"),
    ]
    assert tax == [{"revenue": -25, "revenue_to_date": -25}]


def test_its_subtotals_and_totals_are_compared(home: Home, declared: Catalogue) -> None:
    """30 + 50 = 80 is not 70; 20 + 40 = 60 holds without the 9 that are only named; 60 + 7 and 600 + 70 - 25 hold."""
    detailed(home, SERVICES)
    found = {(w["cell"], w["check_name"]): w["message_vi"] for w in take_in(home, declared)["warnings"]}
    assert set(found) == {
        ("B8", "unknown_column"),
        ("E17", "parts_differ"),
        ("F17", "parts_differ"),
        (None, "rows_not_asked"),
    }
    assert "Doanh thu (chưa có thuế): Phát sinh" in found["E17", "parts_differ"]
    assert "(E18, E19) cộng lại được 80" in found["E17", "parts_differ"]


@pytest.mark.parametrize(
    ("who", "when", "refused"),
    [
        ("Đơn vị gửi:", WHEN, {(None, "no_submitter")}),
        ("Đơn vị gửi: ..........", WHEN, {(None, "no_submitter")}),
        (WHO, "Tháng. . . . . năm . . . .", {("B5", "blank_period")}),
        ("Đơn vị gửi:", "  Quý …… năm ……", {(None, "no_submitter"), ("B5", "blank_period")}),
        (WHO, "Tháng 12 năm 2014", {("B5", "wrong_frequency")}),
    ],
)
def test_what_its_head_does_not_say_is_asked_for_all_at_once(
    home: Home, declared: Catalogue, who: str, when: str, refused: set[tuple[str | None, str]]
) -> None:
    """The form's mark in the corner of the first row is nobody's name."""
    detailed(home, SERVICES, who, when)
    entry = take_in(home, declared)
    assert (entry["status"], set(checks(entry))) == ("rejected", refused)


def test_its_blank_form_is_one_mistake(home: Home, declared: Catalogue) -> None:
    detailed(home, [], "Đơn vị gửi:", "Tháng. . . . . năm . . . .")
    entry = take_in(home, declared)
    assert checks(entry) == [(None, "blank_form")]
    assert "chưa điền số liệu" in entry["rejections"][0]["message_vi"]


def test_a_return_counts_once_in_whichever_layout_came_last(home: Home, declared: Catalogue, write_book: Any) -> None:
    write_book(home.inbox / "a.xlsx", postal(PRESS))
    assert take_in(home, declared)["values"] == {"press_copies": (1200, "D6")}
    detailed(home, SERVICES)
    assert take_in(home, declared)["values"].keys() == {"parcels", "post_revenue"}
    with connected(home.warehouse, read_only=True) as connection:
        counting = records(connection, "select form, layout, period from core.returns")
        ledger = connection.execute("select form, status from ops.submissions order by receipt_no").fetchall()
        links = connection.execute("select corrects_no, reason_code, cells_changed from ops.corrections").fetchall()
    assert ledger == [("postal_quarterly", "superseded"), ("postal_detail", "accepted")]
    assert links == [(1, "relaid", 0)]
    assert counting == [{"form": "postal_quarterly", "layout": "postal_detail", "period": "2014-Q4"}]
    assert "postal_detail" not in {owed.form for owed in expected_returns(declared, 2014)}


def test_a_return_is_withdrawn_in_whichever_layout_it_came(home: Home, declared: Catalogue, write_book: Any) -> None:
    """The withdrawal names the return; what stood before in the other layout does not count again."""
    write_book(home.inbox / "a.xlsx", postal(PRESS))
    take_in(home, declared)
    detailed(home, SERVICES)
    take_in(home, declared)
    letter = "Đơn vị báo cáo: Bưu điện thành phố Hạ Long\nĐề nghị rút báo cáo kết quả hoạt động bưu chính quý IV/2014\n"
    (home.inbox / "rut.txt").write_text(letter, encoding="utf-8")
    entry = take_in(home, declared)
    assert (entry["status"], entry["values"]) == ("withdrawal", {})
    with connected(home.warehouse, read_only=True) as connection:
        ledger = connection.execute("select status from ops.submissions order by receipt_no").fetchall()
    assert ledger == [("superseded",), ("withdrawn",), ("withdrawal",)]

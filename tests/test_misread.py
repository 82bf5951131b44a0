"""What is easily misread in a file is refused or told, and never taken for something else in silence."""

from typing import Any

import polars as pl
import pytest
import xlsxwriter
from typed_returns import HEAD, PRESS, checks, operator, postal, read_in, take_in, told

from schemas.declarations import Catalogue
from schemas.home import Home
from warehouse.reading import records
from warehouse.store import connected

FTTH = ["Hạ Long", "FTTH", 15, 100, 2]


@pytest.mark.parametrize(
    "line", ["Không phát sinh sự cố trong kỳ", "Không phát sinh đơn thư khiếu nại, tố cáo", "Không phát sinh"]
)
def test_a_table_that_fits_no_form_is_no_nil_return(
    home: Home, declared: Catalogue, write_book: Any, line: str
) -> None:
    """Whatever a cell says: the figures stand there."""
    write_book(home.inbox / "a.xlsx", [*postal(PRESS, head=["STT", "Tên", "ĐVT", "Số liệu"]), [line]])
    entry = take_in(home, declared)
    assert (entry["status"], checks(entry)) == ("rejected", [("C5", "no_form")])
    assert entry["submitter"] == "post_ha_long", "whoever sent it gets the answer"


def test_a_sentence_about_something_else_is_no_nil_return(home: Home, declared: Catalogue, write_book: Any) -> None:
    write_book(
        home.inbox / "a.xlsx",
        [*postal([1, "Sản lượng phát hành báo chí", "Tờ, cuốn", None]), ["Không phát sinh sự cố"]],
    )
    assert take_in(home, declared)["status"] == "rejected"


def test_a_request_beside_figures_withdraws_nothing(home: Home, declared: Catalogue, write_book: Any) -> None:
    write_book(home.inbox / "a.xlsx", postal(PRESS))
    take_in(home, declared)
    rows = postal(PRESS, head=["STT", "Tên", "ĐVT", "Số liệu"])
    asks = "Đề nghị rút báo cáo kết quả hoạt động bưu chính quý IV/2014"
    write_book(home.inbox / "b.xlsx", [rows[0], rows[1], [asks], *rows[2:]])
    entry = take_in(home, declared)
    assert (entry["status"], checks(entry)) == ("rejected", [(None, "withdrawal_with_figures")])
    assert entry["values"] == {"press_copies": (1200, "D6")}


def test_a_row_that_only_begins_as_a_total_is_refused(home: Home, declared: Catalogue, write_book: Any) -> None:
    """Its words are in no list, and its figure is the sum of no rows."""
    rows = [
        PRESS,
        [2, "Tổng số tiền chuyển qua bưu chính", "Triệu đồng", 4230],
        [3, "Cộng các ấn phẩm", "Tờ, cuốn", 77],
    ]
    write_book(home.inbox / "a.xlsx", postal(*rows))
    entry = take_in(home, declared)
    assert set(checks(entry)) == {("B7", "unknown_total"), ("B8", "unknown_total")}
    assert (entry["rows_read"], entry["rows_accepted"], entry["rows_rejected"], entry["rows_other"]) == (3, 1, 2, 0)


def test_a_named_total_is_known_by_its_figures(home: Home, declared: Catalogue, write_book: Any) -> None:
    """15 + 20 = 35; the row of Hải Hà is no sum of others."""
    rows = operator(FTTH, ["Cẩm Phả", "FTTH", 20, 100, 2], ["Tổng thuê bao FTTH", "FTTH", 35, 200, 4])
    write_book(home.inbox / "a.xlsx", rows)
    assert checks(take_in(home, declared)) == []
    write_book(home.inbox / "b.xlsx", operator(FTTH, ["Hải Hà", "Tổng thuê bao FTTH", 40, 201, 5]))
    entry = take_in(home, declared)
    assert checks(entry) == [("B5", "unknown_total")]
    assert not [w for w in entry["warnings"] if w["check_name"] == "total_differs"]


@pytest.mark.parametrize(
    ("units", "found", "values"),
    [
        ([None, None, "nghìn TB", "nghìn TB", "tỷ đồng"], [], (15_000, 2_000_000_000)),
        (["(huyện)", None, "TB", "TB", "(tỷ đồng)"], [], (15, 2_000_000_000)),
        (["ĐV", None, "TB", "TB", "tỷ"], [("E4", "unknown_unit")], None),
        ([None, None, "vạn TB", "TB", "tỷ đồng"], [("C4", "unknown_unit")], None),
    ],
)
def test_a_row_of_units_is_followed_or_the_file_refused(
    home: Home, declared: Catalogue, write_book: Any, units: list[Any], found: Any, values: Any
) -> None:
    head = ["Địa bàn", "Dịch vụ", "Phát triển mới", "Hiện có trên mạng", "Doanh thu"]
    write_book(home.inbox / "a.xlsx", operator(units, FTTH, head=head))
    entry = take_in(home, declared)
    assert checks(entry) == found
    if values:
        assert (entry["values"]["ftth_new"][0], entry["values"]["telecom_revenue"][0]) == values
    else:
        assert entry["values"] == {}


@pytest.mark.parametrize(
    ("line", "found", "values"),
    [
        ("ĐVT: nghìn thuê bao; tỷ đồng", [], (15_000, 2_000_000_000)),
        ("Đơn vị: tỷ đồng", [], (15, 2_000_000_000)),
        ("ĐVT: nghìn thuê bao, chục triệu", [("A3", "unknown_unit")], None),
        ("ĐVT: triệu đồng; tỷ đồng", [("A3", "unknown_unit")], None),
    ],
)
def test_a_line_of_units_is_followed_or_the_file_refused(
    home: Home, declared: Catalogue, write_book: Any, line: str, found: Any, values: Any
) -> None:
    head = ["Địa bàn", "Dịch vụ", "Phát triển mới", "Hiện có trên mạng", "Doanh thu"]
    rows = operator(FTTH, head=head)
    write_book(home.inbox / "a.xlsx", [*rows[:2], [line], *rows[2:]])
    entry = take_in(home, declared)
    assert checks(entry) == found
    if values:
        assert (entry["values"]["ftth_new"][0], entry["values"]["telecom_revenue"][0]) == values


def test_a_note_that_states_a_unit_counts(home: Home, declared: Catalogue, write_book: Any) -> None:
    head = ["Địa bàn", "Dịch vụ", "Phát triển mới", "Hiện có trên mạng", "Doanh thu"]
    write_book(home.inbox / "a.xlsx", [*operator(FTTH, head=head), [], ["Ghi chú: doanh thu tính bằng tỷ đồng."]])
    assert take_in(home, declared)["values"]["telecom_revenue"] == (2_000_000_000, "E4")


def test_a_unit_at_the_row_against_a_line_is_told(home: Home, declared: Catalogue, write_book: Any) -> None:
    rows = postal([1, "Doanh thu", "Triệu đồng", 90])
    write_book(home.inbox / "a.xlsx", [*rows[:3], ["Đơn vị tính: tỷ đồng"], *rows[3:]])
    entry = take_in(home, declared)
    assert entry["values"] == {"post_revenue": (90_000_000, "D7")}
    assert [(w["cell"], w["check_name"]) for w in entry["warnings"]] == [("C7", "unit_contradicts")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("750,000", "ambiguous_number"),
        ("8,750", "ambiguous_number"),
        ("0,5", "ambiguous_number"),
        ("750.000", None),
        (750.5, None),
    ],
)
def test_text_in_dong_has_no_decimals(
    home: Home, declared: Catalogue, write_book: Any, text: Any, found: str | None
) -> None:
    """750.000 is 750 thousand; 750,5 in a typed cell is what a formula leaves."""
    write_book(home.inbox / "a.xlsx", postal([1, "Doanh thu", "Đồng", text]))
    entry = take_in(home, declared)
    assert checks(entry) == ([("D6", found)] if found else [])


def test_a_decimal_that_a_comma_cut_in_two_is_refused(home: Home, declared: Catalogue) -> None:
    lines = ["VNPT QUẢNG NINH,,,,", "Báo cáo quý I năm 2014,,,,"]
    lines += ["Địa bàn,Dịch vụ,Phát triển mới,Hiện có trên mạng,Doanh thu (triệu đồng)"]
    lines += ["Hạ Long,FTTH,15,100,1,5", "Cẩm Phả,FTTH,15,100,2"]
    (home.inbox / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    assert checks(take_in(home, declared)) == [("F4", "split_number")]


def test_a_figure_outside_the_table_is_told(home: Home, declared: Catalogue, write_book: Any) -> None:
    write_book(home.inbox / "a.xlsx", operator([*FTTH, None, 17]))
    assert [(w["cell"], w["check_name"]) for w in take_in(home, declared)["warnings"]] == [("G4", "unheaded_figure")]


@pytest.mark.parametrize(
    ("title", "line", "found"),
    [
        ("QUÝ III NĂM 2014", "Kỳ báo cáo: Quý IV/2014", [("A1", "ambiguous_period")]),
        ("QUÝ IV NĂM 2014 VÀ KẾ HOẠCH QUÝ I NĂM 2015", "Kỳ báo cáo: Quý IV/2014", []),
        ("", "Kỳ báo cáo: Quý V/2014", [("A3", "unread_period")]),
        ("", "Kỳ báo cáo: Quý IV/2051", [(None, "period_ahead")]),
    ],
)
def test_periods_that_cannot_be(
    home: Home, declared: Catalogue, write_book: Any, title: str, line: str, found: Any
) -> None:
    """A heading that was copied from another period, a period that nobody can read, one that has not begun."""
    rows = postal(PRESS, when=[line])
    write_book(home.inbox / "a.xlsx", [[f"{rows[0][0]} {title}"], *rows[1:]])
    assert checks(take_in(home, declared)) == found


def test_two_submitters_in_one_file_are_refused(home: Home, declared: Catalogue, write_book: Any) -> None:
    write_book(home.inbox / "a.xlsx", [["Đơn vị báo cáo: Bưu điện huyện Hải Hà"], *postal(PRESS)])
    assert checks(take_in(home, declared)) == [("A1", "several_submitters")]


@pytest.mark.parametrize(
    ("line", "header", "found", "values"),
    [
        ("(Số liệu luỹ kế từ đầu năm)", "Thực hiện", [], [100, 200]),
        ("(Số liệu luỹ kế từ đầu năm)", "Thực hiện trong quý", [("A4", "cumulative_contradicts")], [100]),
    ],
)
def test_a_line_that_says_since_january(
    home: Home, declared: Catalogue, write_book: Any, line: str, header: str, found: Any, values: list[int]
) -> None:
    """300 to June are 200 in the second quarter, where 100 stood for the first."""
    for quarter, figure in (("I", 100), ("II", 300)):
        press = [1, "Sản lượng phát hành báo chí", "Tờ, cuốn", figure]
        rows = postal(press, when=[f"Kỳ báo cáo: Quý {quarter}/2014"], head=[*HEAD[:3], header])
        write_book(home.inbox / f"{quarter}.xlsx", [*rows[:3], [line], *rows[3:]])
        entry = take_in(home, declared)
    assert checks(entry) == found
    with connected(home.warehouse, read_only=True) as connection:
        query = "select value from core.observations where indicator = 'press_copies' order by period"
        assert [int(row["value"]) for row in records(connection, query)] == values


def test_a_blank_label_is_not_answered_with_a_zero(home: Home, declared: Catalogue, write_book: Any) -> None:
    write_book(home.inbox / "a.xlsx", operator(FTTH, [None, "xDSL", 1, 2, 3]))
    (found,) = take_in(home, declared)["rejections"]
    assert (found["cell"], "số 0" in found["message_vi"]) == ("A5", False)


def test_a_total_of_one_code_adds_up_its_rows(home: Home, declared: Catalogue, write_book: Any) -> None:
    """15 + 20 = 35 of FTTH; of xDSL 1 + 2 = 3, and 9 is said."""
    rows = [FTTH, ["Hạ Long", "xDSL", 1, 10, 1], ["Cẩm Phả", "FTTH", 20, 100, 2], ["Cẩm Phả", "xDSL", 2, 20, 1]]
    totals = [["Toàn tỉnh", "FTTH", 35, 200, 4], ["Toàn tỉnh", "xDSL", 9, 30, 2]]
    write_book(home.inbox / "a.xlsx", operator(*rows, *totals))
    entry = take_in(home, declared)
    assert [(w["cell"], w["check_name"]) for w in entry["warnings"]] == [("C9", "total_differs")]
    assert (entry["rows_accepted"], entry["rows_other"]) == (4, 2)


@pytest.mark.parametrize(
    ("code", "figure", "found", "value"),
    [
        ('#,##0 "nghìn đồng"', 890, [], 890_000),
        ('0.00 "tỷ"', 4.23, [], 4_230_000_000),
        ('#,##0 "₫"', 890, [], 890_000_000),
        ("#,##0,", 10345, [("E4", "not_a_number")], None),
        ("#,##0", 890, [], 890_000_000),
    ],
)
def test_the_words_that_a_format_shows_count(
    home: Home, declared: Catalogue, code: str, figure: float, found: Any, value: int | None
) -> None:
    """The column is in million đồng; a sign of money says nothing of the magnitude, hidden digits make it doubtful."""
    with xlsxwriter.Workbook(str(home.inbox / "a.xlsx")) as book:
        page = book.add_worksheet()
        for number, row in enumerate(operator([*FTTH[:4], None])):
            page.write_row(number, 0, row)
        page.write_number("E4", figure, book.add_format({"num_format": code}))
    entry = take_in(home, declared)
    assert checks(entry) == found
    assert entry["values"].get("telecom_revenue") == (None if value is None else (value, "E4"))


def test_rows_that_were_there_last_time_are_missed(home: Home, declared: Catalogue, write_book: Any) -> None:
    """Neither of the two files has a mistake of its own; a file with rejected rows is not told so."""
    rows = operator(FTTH, ["Cẩm Phả", "xDSL", 1, 10, 1])
    write_book(home.inbox / "a.xlsx", rows)
    assert take_in(home, declared)["warnings"] == []
    later = [rows[0], [rows[1][0].replace("quý I", "quý II")], *rows[2:4]]
    write_book(home.inbox / "b.xlsx", later)
    told = [w["message_vi"] for w in take_in(home, declared)["warnings"] if w["check_name"] == "rows_fewer"]
    assert len(told) == 1
    assert all(words in told[0] for words in ("1 dòng", "Quý I/2014", "Cẩm Phả"))


def test_a_row_of_the_form_that_is_not_there_is_told(home: Home, declared: Catalogue, write_book: Any) -> None:
    """Of the six items of a post office two are in the file; one of the others stands there, and could not be read."""
    write_book(home.inbox / "a.xlsx", postal(PRESS, [2, "Bưu phẩm thường", "Kg", 7], [6, "Doanh thu", "Đồng", "nhiều"]))
    entry = take_in(home, declared)
    assert entry["absent"] == ["parcels", "money_orders", "money_amount"]
    with connected(home.warehouse, read_only=True) as connection:
        query = "select status, cells_lacking from ops.expected_returns where receipt_no is not null"
        assert records(connection, query) == [{"status": "accepted_in_part", "cells_lacking": 3}]
        lacking = records(connection, "select indicator from core.lacking order by 1")
        (told,) = records(connection, "select message_vi, sheet from ops.warnings where row_code = 'parcels'")
    assert {row["indicator"] for row in lacking} >= {"parcels", "money_orders", "money_transferred", "post_revenue"}
    assert "press_copies" not in {row["indicator"] for row in lacking}
    assert told["sheet"]
    assert "Bưu kiện" in told["message_vi"]


@pytest.mark.parametrize(
    ("line", "header", "told"),
    [
        ("Đơn vị tính: nghìn đồng", "Doanh thu (triệu đồng)", [("E4", "unit_contradicts")]),
        ("Đơn vị tính: triệu đồng", "Doanh thu (triệu đồng)", []),
        ("ĐVT: nghìn thuê bao; triệu đồng", "Doanh thu (triệu đồng)", []),
    ],
)
def test_a_unit_in_the_header_against_a_line_is_told(
    home: Home, declared: Catalogue, write_book: Any, line: str, header: str, told: Any
) -> None:
    """2 triệu or 2 nghìn: the header is nearer."""
    head = ["Địa bàn", "Dịch vụ", "Phát triển mới", "Hiện có trên mạng", header]
    rows = operator(FTTH, head=head)
    write_book(home.inbox / "a.xlsx", [*rows[:2], [line], *rows[2:]])
    entry = take_in(home, declared)
    assert [(w["cell"], w["check_name"]) for w in entry["warnings"]] == told
    assert entry["values"]["telecom_revenue"] == (2_000_000, "E5")
    assert all("2 triệu đồng hoặc 2 nghìn đồng" in w["message_vi"] for w in entry["warnings"])


@pytest.mark.parametrize(
    ("title", "note", "told"),
    [
        ("quý I năm 2014 (số liệu ước)", "", ["A2"]),
        ("ước thực hiện quý I năm 2014", "", ["A2"]),
        ("quý I năm 2014", "Ghi chú: số liệu tạm tính", ["A5"]),
        ("quý I năm 2014 (thi hành Công ước)", "", []),
    ],
)
def test_a_return_that_says_it_is_an_estimate_is_provisional(
    home: Home, declared: Catalogue, write_book: Any, title: str, note: str, told: list[str]
) -> None:
    rows = operator(FTTH, [note])
    rows[1] = [f"Báo cáo kết quả hoạt động viễn thông, Internet {title}"]
    write_book(home.inbox / "a.xlsx", rows)
    entry = take_in(home, declared)
    assert [w["cell"] for w in entry["warnings"] if w["check_name"] == "estimated"] == told
    query = "select distinct maturity from core.observations"
    with connected(home.warehouse, read_only=True) as connection:
        assert records(connection, query) == [{"maturity": "provisional" if told else "final"}]


def test_the_same_figures_said_to_be_final_are_a_correction(home: Home, declared: Catalogue, write_book: Any) -> None:
    rows = operator(FTTH)
    write_book(home.inbox / "a.xlsx", [rows[0], [f"{rows[1][0]} (ước)"], *rows[2:]])
    assert take_in(home, declared)["status"] == "accepted"
    write_book(home.inbox / "b.xlsx", rows)
    assert take_in(home, declared)["status"] == "accepted"
    with connected(home.warehouse, read_only=True) as connection:
        assert records(connection, "select provisional from core.returns") == [{"provisional": False}]


@pytest.mark.parametrize(
    ("unit", "typed", "value"),
    [("Triệu đồng", 1000 / 3, 333_333_333), ("Nghìn đồng", 0.5005555, 501), ("Tỷ đồng", 1.25 / 1.1, 1_136_363_636)],
)
def test_a_typed_quotient_of_money_is_rounded_to_the_dong(
    home: Home, declared: Catalogue, write_book: Any, unit: str, typed: float, value: int
) -> None:
    """333.333.333,33 and 500,5555 and 1.136.363.636,36 đồng; as text, and of copies, such numbers are refused."""
    rows = [[1, "Doanh thu", unit, typed], [2, "Số tiền chuyển", unit, "333,3333333"], [3, *PRESS[1:3], 100 / 3]]
    write_book(home.inbox / "a.xlsx", postal(*rows))
    entry = take_in(home, declared)
    assert checks(entry) == [("D7", "too_precise"), ("D8", "not_whole")]
    assert entry["values"] == {"post_revenue": (value, "D6")}
    assert [(w["cell"], w["check_name"]) for w in entry["warnings"]] == [("D6", "number_rounded")]


@pytest.mark.parametrize(
    ("new", "revenue", "refused", "warned"),
    [
        ("Phát triển mới - ĐVT: nghìn TB", "Doanh thu, tr.đ", [], []),
        ("Phát triển mới; nghìn TB", "Doanh thu; triệu đồng", [], []),
        ("Phát triển mới (nghìn TB)", "Doanh thu (trước thuế, triệu đồng)", [], [("E3", "header_remark")]),
        ("Phát triển mới (nghìn TB)", "Doanh thu (kế hoạch, triệu đồng)", [("E3", "unknown_unit")], []),
        ("Phát triển mới (nghìn TB)", "Doanh thu (triệu đồng, chục tỷ)", [("E3", "unknown_unit")], []),
        ("Phát triển mới (nghìn TB)", "Doanh thu, chục tỷ", [("A3", "no_form")], []),
    ],
)
def test_a_unit_among_other_words_of_a_header(
    home: Home, declared: Catalogue, write_book: Any, new: str, revenue: str, refused: Any, warned: Any
) -> None:
    """15 thousand subscriptions, 2 million dong; a word that says that the figures are others is never passed over."""
    write_book(home.inbox / "a.xlsx", operator(FTTH, head=["Địa bàn", "Dịch vụ", new, "Hiện có trên mạng", revenue]))
    _, judged = read_in(home, declared)
    assert (told(judged.rejections), told(judged.warnings)) == (refused, warned)
    for row in judged.rows.get("operator_quarterly", pl.DataFrame()).iter_rows(named=True):
        assert (row["new_subscribers"], row["revenue"]) == (15_000, 2_000_000)


def test_the_sign_that_makes_a_number_ambiguous_is_named(home: Home, declared: Catalogue, write_book: Any) -> None:
    write_book(home.inbox / "a.xlsx", operator(["Hạ Long", "FTTH", "1.5", "1,5", 2]))
    messages = read_in(home, declared)[1].rejections.sort("cell")["message_vi"].to_list()
    assert ["dấu chấm" in messages[0], "dấu phẩy" in messages[1]] == [True, True]

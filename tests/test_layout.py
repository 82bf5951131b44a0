"""Tables as people lay them out: totals, units, groups, several sheets, delimited text."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from typed_returns import OPERATOR_HEAD, PRESS, checks, operator, postal, take_in

from schemas.declarations import Catalogue, DeclarationError
from schemas.home import Home
from warehouse.reading import records
from warehouse.store import connected


def test_a_letterhead_names_the_submitter_and_a_title_the_period(
    home: Home, declared: Catalogue, write_book: Any
) -> None:
    write_book(home.inbox / "a.xlsx", operator(["Hạ Long", "FTTH", 10, 100, "1,5"]))
    entry = take_in(home, declared)
    assert (entry["submitter"], entry["period"], entry["status"]) == ("vnpt_quang_ninh", "2014-Q1", "accepted")
    assert entry["values"]["telecom_revenue"] == (1_500_000, "E4")


def test_a_total_row_is_checked_and_not_counted(home: Home, declared: Catalogue, write_book: Any) -> None:
    rows = operator(
        ["TP Hạ Long", "FTTH", 10, 100, 1],
        ["TP. Cẩm Phả", "FTTH", 20, 200, 2],
        ["Tổng cộng", None, 30, 310, 3],
    )
    write_book(home.inbox / "a.xlsx", rows)
    entry = take_in(home, declared)
    assert (entry["rows_accepted"], entry["rows_other"]) == (2, 1)
    assert [(row["cell"], row["check_name"], row["value"]) for row in entry["warnings"]] == [
        ("D6", "total_differs", "310")
    ]
    assert "300" in entry["warnings"][0]["message_vi"]
    with connected(home.warehouse, read_only=True) as connection:
        summed = records(connection, "select sum(subscribers) as all from core.operator_quarterly")
    assert summed[0]["all"] == 300


def test_an_unknown_column_is_a_finding(home: Home, declared: Catalogue, write_book: Any) -> None:
    rows = operator(["Hạ Long", "FTTH", 10, 100, 1, "x"], head=[*OPERATOR_HEAD, "Tỷ lệ phủ"])
    write_book(home.inbox / "a.xlsx", rows)
    entry = take_in(home, declared)
    assert [(row["cell"], row["value"]) for row in entry["warnings"]] == [("F3", "Tỷ lệ phủ")]


def test_a_header_in_a_unit_of_another_kind_refuses_the_file(home: Home, declared: Catalogue, write_book: Any) -> None:
    head = [*OPERATOR_HEAD[:4], "Doanh thu (Kg)"]
    write_book(home.inbox / "a.xlsx", operator(["Hạ Long", "FTTH", 10, 100, 1], head=head))
    entry = take_in(home, declared)
    assert checks(entry) == [("E3", "wrong_header_unit")]
    assert entry["status"] == "rejected"


def test_a_unit_above_the_table_holds_for_its_money(home: Home, declared: Catalogue, write_book: Any) -> None:
    rows = operator(["Hạ Long", "FTTH", 10, 100, 2], head=[*OPERATOR_HEAD[:4], "Doanh thu"])
    rows.insert(2, [None, None, None, "(ĐVT: Tỷ đồng)"])
    write_book(home.inbox / "a.xlsx", rows)
    assert take_in(home, declared)["values"]["telecom_revenue"] == (2_000_000_000, "E5")


def test_people_come_in_whole_numbers_whatever_the_unit(home: Home, declared: Catalogue, write_book: Any) -> None:
    """270,1 thousand are 270,100 people; 108,5532 thousand are nobody's number of people."""
    rows = [
        ["Dân số trung bình năm 2014"],
        ["Cục Thống kê tỉnh Quảng Ninh"],
        ["Địa bàn", "Dân số (nghìn người)"],
        ["Hạ Long", "270,1"],
        ["Móng Cái", "108,5532"],
    ]
    write_book(home.inbox / "a.xlsx", rows)
    entry = take_in(home, declared)
    assert checks(entry) == [("B5", "not_whole")]
    assert entry["values"]["population"] == (270_100, "B4")


def test_merged_heads_and_districts_merged_down(home: Home, declared: Catalogue) -> None:
    """A group over two columns, heads merged down two rows, and a district over its services."""
    with xlsxwriter.Workbook(str(home.inbox / "a.xlsx")) as book:
        page = book.add_worksheet()
        page.write("A1", "Viettel Quảng Ninh")
        page.write("A2", "Báo cáo tình hình phát triển viễn thông Quý II/2014")
        for span, text in {
            "A4:A5": "Địa bàn",
            "B4:B5": "Loại dịch vụ",
            "C4:D4": "Thuê bao",
            "E4:E5": "Doanh thu",
        }.items():
            page.merge_range(span, text)
        page.write_row("C5", ["Phát triển mới", "Hiện có trên mạng"])
        page.write_row("A6", ["(1)", "(2)", "(3)", "(4)", "(5)"])
        page.merge_range("A7:A8", "Huyện Cô Tô")
        page.write_row("B7", ["FTTH", 1, 11, 1])
        page.write_row("B8", ["xDSL", 2, 22, 1])
    entry = take_in(home, declared)
    assert (entry["rows_accepted"], entry["rows_rejected"], entry["rows_other"]) == (2, 0, 1)
    assert entry["warnings"] == []
    assert entry["values"]["ftth_new"] == (1, "C7")
    assert entry["values"]["xdsl_subscriptions"] == (22, "D8")
    with connected(home.warehouse, read_only=True) as connection:
        assert records(connection, "select distinct district from core.operator_quarterly") == [{"district": "207"}]


@pytest.mark.parametrize(
    ("head", "check"),
    [
        ([*OPERATOR_HEAD[:3], "Hiện có trên mạng (luỹ kế)", OPERATOR_HEAD[4]], "no_form"),
        ([*OPERATOR_HEAD[:3], "Hiện có trên mạng (vạn thuê bao)", OPERATOR_HEAD[4]], "unknown_unit"),
        ([*OPERATOR_HEAD[:3], "Hiện có trên mạng (ĐVT: thùng)", OPERATOR_HEAD[4]], "unknown_unit"),
        ([*OPERATOR_HEAD, "Phát triển mới trong quý"], "ambiguous_column"),
    ],
)
def test_a_header_that_may_mean_something_else_is_never_guessed(
    home: Home, declared: Catalogue, write_book: Any, head: list[str], check: str
) -> None:
    write_book(home.inbox / "a.xlsx", operator(["Hạ Long", "FTTH", 10, 100, 1, 2][: len(head)], head=head))
    entry = take_in(home, declared)
    assert [row["check_name"] for row in entry["rejections"]] == [check]
    assert "(" in str(entry["rejections"][0]["message_vi"]) or entry["rejections"][0]["cell"] == "F3"
    if check == "unknown_unit":
        assert (entry["rejections"][0]["cell"], entry["rejections"][0]["value"]) == ("D3", head[3])


def test_a_magnitude_of_a_unit_in_a_header_counts(home: Home, declared: Catalogue, write_book: Any) -> None:
    head = [*OPERATOR_HEAD[:2], "Phát triển mới [nghìn TB]", "Hiện có trên mạng (triệu thuê bao)", OPERATOR_HEAD[4]]
    write_book(home.inbox / "a.xlsx", operator(["Hạ Long", "FTTH", "10,5", "1,25", 1], head=head))
    entry = take_in(home, declared)
    assert (entry["status"], entry["values"]["ftth_new"]) == ("accepted", (10_500, "C4"))
    assert entry["values"]["ftth_subscriptions"] == (1_250_000, "D4")


def sheets(path: Path, pages: dict[str, list[Sequence[Any]]]) -> None:
    """A workbook of several sheets."""
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in pages.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)


OTHER_ITEM = [2, "Bưu phẩm thường", "Kg", 5]


@pytest.mark.parametrize(
    ("second", "check"),
    [
        (postal(OTHER_ITEM, when=["Kỳ báo cáo: Quý III/2014"]), "ambiguous_period"),
        (postal(OTHER_ITEM, who=["Đơn vị báo cáo: Bưu điện Hải Hà"]), "several_submitters"),
        ([["VNPT Quảng Ninh"], ["Quý IV/2014"], OPERATOR_HEAD, ["Hạ Long", "FTTH", 1, 2, 3]], "ambiguous_form"),
    ],
)
def test_sheets_that_are_different_returns_are_not_mixed(
    home: Home, declared: Catalogue, second: list[Sequence[Any]], check: str
) -> None:
    sheets(home.inbox / "a.xlsx", {"Một": postal(PRESS), "Hai": second})
    entry = take_in(home, declared)
    assert [row["check_name"] for row in entry["rejections"]] == [check]
    assert entry["status"] == "rejected"


def test_sheets_of_one_return_are_read_together_and_others_are_named(home: Home, declared: Catalogue) -> None:
    pages: dict[str, list[Sequence[Any]]] = {"Một": postal(PRESS), "Hai": postal(OTHER_ITEM), "Ghi chú": [["Liên hệ"]]}
    sheets(home.inbox / "a.xlsx", pages)
    entry = take_in(home, declared)
    assert entry["values"] == {"press_copies": (1200, "D6"), "ordinary_mail": (5, "D6")}
    assert [(row["sheet"], row["check_name"]) for row in entry["warnings"]] == [("Ghi chú", "unread_sheet")]


def test_the_year_of_a_plan_stands_in_its_header(home: Home, declared: Catalogue, write_book: Any) -> None:
    rows = [
        ["CHỈ TIÊU KẾ HOẠCH NĂM 2014 VÀ DỰ KIẾN NĂM 2015"],
        ["Phòng Kế hoạch - Tài chính"],
        ["Chỉ tiêu", "ĐVT", "KH năm 2014", "Dự kiến kế hoạch năm 2015"],
        ["Số tiền chuyển", "Tỷ đồng", 520, 500],
    ]
    write_book(home.inbox / "a.xlsx", rows)
    entry = take_in(home, declared)
    assert (entry["form"], entry["period"], entry["status"]) == ("annual_plan", "2014", "accepted")


PLAN = [
    ["CHỈ TIÊU KẾ HOẠCH NĂM 2014 VÀ DỰ KIẾN NĂM 2015"],
    ["Phòng Kế hoạch - Tài chính"],
    ["Chỉ tiêu", "ĐVT", "KH năm 2014", "Dự kiến kế hoạch năm 2015"],
]
PREPAID = "Thuê bao điện thoại di động trả trước phát triển mới"


def test_a_plan_may_name_an_indicator_as_the_catalogue_does(home: Home, declared: Catalogue, write_book: Any) -> None:
    """The name that `solieu trace` prints is as good as the label of the blank form; what is only like one is told."""
    rows = [
        [PREPAID, "Thuê bao", 520, 500],
        ["Thuê bao Internet cáp quang FTTH phát triển mới", "TB", 5, 6],
        ["Thuê bao điện thoại di động trả trước phát sinh mới", "Thuê bao", 1, 2],
        ["Số hội nghị", "Cuộc", 1, 2],
    ]
    write_book(home.inbox / "a.xlsx", [*PLAN, *rows])
    entry = take_in(home, declared)
    assert [(row["cell"], row["message_vi"]) for row in entry["rejections"]] == [
        (
            "A6",
            "“Thuê bao điện thoại di động trả trước phát sinh mới” ở cột “Chỉ tiêu” không có trong danh mục."
            " Có phải ý là “Điện thoại di động trả trước” hay “Điện thoại di động trả sau”"
            " hay “Điện thoại cố định có dây”?",
        ),
        ("A7", "“Số hội nghị” ở cột “Chỉ tiêu” không có trong danh mục."),
    ]
    query = "select indicator, value from core.observations where measure = 'plan' order by all"
    with connected(home.warehouse, read_only=True) as connection:
        assert connection.execute(query).fetchall() == [("ftth_new", 5), ("mobile_prepaid_new", 520)]


def test_what_a_form_prints_counts_before_what_an_indicator_is_called(
    home: Home, change: Callable[..., Catalogue], write_book: Any
) -> None:
    """A name that is another's label means what the blank form means by it; names alone are never shared."""

    def rename(name: str) -> Callable[[Any], None]:
        return lambda found: found[[each["code"] for each in found].index("mobile_postpaid_new")].update(name_vi=name)

    with pytest.raises(DeclarationError, match="share the name"):
        change("indicators/telecom.yaml", rename(PREPAID))
    declared = change("indicators/telecom.yaml", rename("Điện thoại di động trả trước"))
    write_book(home.inbox / "a.xlsx", [*PLAN, ["Điện thoại di động trả trước", "Thuê bao", 520, 500]])
    assert take_in(home, declared)["status"] == "accepted"
    with connected(home.warehouse, read_only=True) as connection:
        found = connection.execute("select distinct indicator from core.annual_plan").fetchall()
    assert found == [("mobile_prepaid_new",)]


def test_what_a_formula_leaves_behind_the_fifteenth_digit_is_noise(
    home: Home, declared: Catalogue, write_book: Any
) -> None:
    """0.1 + 0.2 is 0.30000000000000004 in a cell; million dong of it are 300,000."""
    write_book(home.inbox / "a.xlsx", operator(["Hạ Long", "FTTH", 1, 2, 0.1 + 0.2]))
    assert take_in(home, declared)["values"]["telecom_revenue"] == (300_000, "E4")


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_delimited_text(home: Home, declared: Catalogue, delimiter: str, encoding: str) -> None:
    cells = [["Đơn vị báo cáo: VNPT Quảng Ninh"], ["Kỳ báo cáo: Quý I/2014"], [], OPERATOR_HEAD]
    cells.append(["Hạ Long", "FTTH", "1.000", "2.000", "3"])
    text = "\r\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in cells)
    (home.inbox / "a.csv").write_bytes(text.encode(encoding))
    entry = take_in(home, declared)
    assert entry["status"] == "accepted"
    assert entry["values"]["ftth_new"] == (1000, "C5")


def test_the_original_is_kept_byte_for_byte(home: Home, declared: Catalogue, write_book: Any) -> None:
    path: Path = write_book(home.inbox / "a.xlsx", postal(PRESS))
    content = path.read_bytes()
    entry = take_in(home, declared)
    sha = entry["submission_id"]
    assert (home.archive / sha[:2] / sha).read_bytes() == content


def test_several_tables_on_a_sheet_each_with_its_own_columns(home: Home, declared: Catalogue, write_book: Any) -> None:
    """The second table stands further right and has its columns in another order."""
    rows = operator(
        ["Hạ Long", "FTTH", 10, 100, 1],
        ["Cộng", None, 10, 100, 1],
        [],
        [None, "Các huyện còn lại"],
        [None, "Dịch vụ", "Địa bàn", "Doanh thu (triệu đồng)", "Hiện có trên mạng", "Phát triển mới"],
        [None, "FTTH", "Cô Tô", 2, 20, 3],
        [None, "xDSL", "Cô Tô", 4, 40, 5],
    )
    write_book(home.inbox / "a.xlsx", rows)
    entry = take_in(home, declared)
    assert (entry["status"], entry["rows_read"], entry["rows_accepted"], entry["rows_other"]) == ("accepted", 5, 3, 2)
    with connected(home.warehouse, read_only=True) as connection:
        found = records(connection, "select cell, value from core.observations where indicator = 'ftth_new' order by 1")
    assert found == [{"cell": "C4", "value": 10}, {"cell": "F9", "value": 3}]


def test_a_further_table_that_lacks_columns_is_rejected_whole(home: Home, declared: Catalogue, write_book: Any) -> None:
    rows = operator(
        ["Hạ Long", "FTTH", 10, 100, 1],
        ["Địa bàn", "Dịch vụ", "Phát triển mới"],
        ["Cô Tô", "FTTH", 3],
    )
    write_book(home.inbox / "a.xlsx", rows)
    entry = take_in(home, declared)
    assert checks(entry) == [("A5", "unread_table")]
    assert "Thuê bao hiện có trên mạng" in entry["rejections"][0]["message_vi"]
    assert (entry["status"], entry["rows_read"], entry["rows_accepted"], entry["rows_rejected"]) == (
        "accepted_with_rejections",
        3,
        1,
        2,
    )


def test_abbreviations_and_either_place_of_a_tone_mark(home: Home, declared: Catalogue, write_book: Any) -> None:
    head = ["Địa bàn", "Dịch vụ", "TB PTM", "TB hiện có trên mạng", "DT (triệu đồng)"]
    write_book(home.inbox / "a.xlsx", operator(["TP Hạ Long", "ĐTDĐ trả trước", 10, 100, 1], head=head))
    entry = take_in(home, declared)
    assert checks(entry) == [], entry
    assert entry["values"]["mobile_prepaid_new"] == (10, "C4")


def test_a_word_shortened_in_two_ways_is_read_by_what_is_declared(
    home: Home, declared: Catalogue, write_book: Any
) -> None:
    """`TB` is `thuê bao` for an operator and `trung bình` for the statisticians."""
    rows = [["Dân số trung bình năm 2014"], ["Cục Thống kê tỉnh Quảng Ninh"], ["Địa bàn", "Dân số TB"], ["Hạ Long", 9]]
    write_book(home.inbox / "a.xlsx", rows)
    assert take_in(home, declared)["values"]["population"] == (9, "B4")


def test_a_ditto_mark_repeats_the_label_above(home: Home, declared: Catalogue, write_book: Any) -> None:
    rows = postal(
        [1, "Thư, điện chuyển tiền", "Cái, bức", 5],
        [2, "Bưu kiện, bưu gửi, hàng gửi chuyển phát nhanh", "Cái", 6],
        [3, "Phát hành báo chí", '"', 7],
    )
    write_book(home.inbox / "a.xlsx", rows)
    entry = take_in(home, declared)
    assert checks(entry) == [("C7", "wrong_unit")]
    assert entry["rejections"][0]["value"] == "Cái"


def test_a_row_with_a_mistyped_label_and_no_number_is_not_lost(
    home: Home, declared: Catalogue, write_book: Any
) -> None:
    rows = [
        ["Dân số trung bình năm 2014"],
        ["Cục Thống kê tỉnh Quảng Ninh"],
        ["Địa bàn", "Dân số"],
        ["Hạ Lonng", "chín"],
        ["Cẩm Phả", 9],
        ["Người lập biểu", "Cục trưởng"],
    ]
    write_book(home.inbox / "a.xlsx", rows)
    entry = take_in(home, declared)
    assert sorted(checks(entry)) == [("A4", "unknown_code"), ("B4", "not_a_number")]
    assert (entry["rows_read"], entry["rows_rejected"], entry["rows_other"]) == (3, 1, 1)


PLAIN_HEAD = [*OPERATOR_HEAD[:4], "Doanh thu"]


@pytest.mark.parametrize("units", [["(thuê bao)", "(thuê bao)", "(tỷ đồng)"], ["TB", "TB", "Tỷ đồng"]])
def test_a_row_of_units_below_the_labels_belongs_to_the_header(
    home: Home, declared: Catalogue, write_book: Any, units: list[str]
) -> None:
    """Read without it, three billion dong would be three million."""
    rows = operator(
        [None, None, *units], ["(1)", "(2)", "(3)", "(4)", "(5)"], ["Hạ Long", "FTTH", 1, 2, 3], head=PLAIN_HEAD
    )
    write_book(home.inbox / "a.xlsx", rows)
    entry = take_in(home, declared)
    assert (entry["status"], entry["rows_other"]) == ("accepted", 1)
    assert entry["values"]["telecom_revenue"] == (3_000_000_000, "E6")


def test_a_header_once_more_at_the_top_of_a_page(home: Home, declared: Catalogue, write_book: Any) -> None:
    """1 + 2 + 3 = 6 over both pages; with a title between them, the second would be a table of its own."""
    rows = operator(
        ["Hạ Long", "FTTH", 1, 10, 1],
        ["Cẩm Phả", "FTTH", 2, 20, 2],
        [],
        OPERATOR_HEAD,
        ["(1)", "(2)", "(3)", "(4)", "(5)"],
        ["Cô Tô", "FTTH", 3, 30, 3],
        ["Tổng cộng", None, 6, 60, 6],
    )
    write_book(home.inbox / "a.xlsx", rows)
    entry = take_in(home, declared)
    assert (entry["status"], entry["rows_accepted"], entry["rows_other"], entry["warnings"]) == ("accepted", 3, 3, [])


def test_tables_side_by_side_are_refused_and_both_columns_named(
    home: Home, declared: Catalogue, write_book: Any
) -> None:
    row = ["Hạ Long", "FTTH", 1, 2, 3]
    write_book(home.inbox / "a.xlsx", operator([*row, None, *row], head=[*OPERATOR_HEAD, None, *OPERATOR_HEAD]))  # type: ignore[list-item]
    entry = take_in(home, declared)
    assert checks(entry) == [("G3", "ambiguous_column")]
    assert "A3: “Địa bàn”" in entry["rejections"][0]["message_vi"]


def test_labels_without_a_header_of_their_own(home: Home, declared: Catalogue, write_book: Any) -> None:
    """The head `STT` was meant for both columns; the one without a header holds the labels, and says so by them."""
    write_book(home.inbox / "a.xlsx", postal(PRESS, head=["STT", "", "Đơn vị tính", "Thực hiện trong quý"]))
    assert take_in(home, declared)["values"] == {"press_copies": (1200, "D6")}


def test_tone_marks_are_never_taken_away(home: Home, declared: Catalogue, write_book: Any) -> None:
    head = ["Dia ban", "Dich vu", "Phat trien moi", "Hien co tren mang", "Doanh thu"]
    write_book(home.inbox / "a.xlsx", operator(["Hạ Long", "FTTH", 1, 2, 3], head=head))
    assert [row["check_name"] for row in take_in(home, declared)["rejections"]] == ["no_form"]


@pytest.mark.parametrize(
    "label", ["Doanh thu (1)", "Doanh thu¹ (tr.đ)", "DOANH\nTHU (*)", "Doanh thu [2] (triệu đồng)"]
)
def test_footnotes_and_units_beside_a_label(home: Home, declared: Catalogue, write_book: Any, label: str) -> None:
    write_book(home.inbox / "a.xlsx", operator(["Hạ Long", "FTTH", 1, 2, 3], head=[*OPERATOR_HEAD[:4], label]))
    assert take_in(home, declared)["values"]["telecom_revenue"] == (3_000_000, "E4")


def test_three_header_rows_hidden_rows_and_columns_in_the_fortieth_row(home: Home, declared: Catalogue) -> None:
    """Row 40 begins the header; a hidden row and a hidden column hold figures all the same."""
    with xlsxwriter.Workbook(str(home.inbox / "a.xlsx")) as book:
        page = book.add_worksheet()
        page.write("A1", "Viettel Quảng Ninh")
        page.write("A2", "Báo cáo tình hình phát triển viễn thông Quý II/2014")
        for span, text in {"A40:A42": "STT", "B40:B42": "Địa bàn", "C40:C42": "Dịch vụ", "D40:F40": "Kết quả"}.items():
            page.merge_range(span, text)
        page.merge_range("D41:E41", "Thuê bao")
        page.write("F41", "Doanh thu")
        page.write_row("D42", ["Phát triển\nmới", "Hiện có trên mạng", "(tỷ đồng)"])
        page.write_row("A43", [1, "Cô Tô", "FTTH", 1, 2, 3])
        page.set_row(42, None, None, {"hidden": True})
        page.set_column("E:E", None, None, {"hidden": True})
        page.write_row("B46", ["NGƯỜI LẬP BIỂU", None, None, "GIÁM ĐỐC"])
    entry = take_in(home, declared)
    assert (entry["status"], entry["rows_accepted"], entry["rows_other"]) == ("accepted", 1, 1)
    assert entry["values"]["ftth_subscriptions"] == (2, "E43")
    assert entry["values"]["telecom_revenue"] == (3_000_000_000, "F43")

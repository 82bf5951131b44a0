"""Finding form, submitter, period and columns by what people write, and never by position."""

import unicodedata
from typing import Any

import pytest
from typed_returns import PRESS, checks, operator, postal, read_in, take_in, told

from schemas.declarations import Catalogue
from schemas.home import Home


def test_a_plain_return(home: Home, declared: Catalogue, write_book: Any) -> None:
    write_book(home.inbox / "a.xlsx", postal(PRESS))
    entry = take_in(home, declared)
    assert (entry["form"], entry["submitter"], entry["period"]) == ("postal_quarterly", "post_ha_long", "2014-Q4")
    assert entry["status"] == "accepted"
    assert entry["values"] == {"press_copies": (1200, "D6")}


@pytest.mark.parametrize(
    "head",
    [
        ["STT", "CHỈ TIÊU", "ĐVT", "Thực hiện\ntrong quý"],
        ["STT", unicodedata.normalize("NFD", "Chỉ tiêu"), unicodedata.normalize("NFD", "Đơn vị tính"), "Thực hiện (*)"],
        ["STT", "Tên chỉ tiêu", "Ðơn vị tính", "Số tăng trong kỳ (1)"],
        ["STT", "  Nội   dung ", "đơn vị:", "Kết quả thực hiện"],
    ],
)
def test_headers_as_people_write_them(home: Home, declared: Catalogue, write_book: Any, head: list[str]) -> None:
    write_book(home.inbox / "a.xlsx", postal(PRESS, head=head))
    assert take_in(home, declared)["values"] == {"press_copies": (1200, "D6")}


def test_columns_in_another_order(home: Home, declared: Catalogue, write_book: Any) -> None:
    rows = postal([1200, "Tờ, cuốn", "Phát hành báo chí"], head=["Thực hiện", "ĐVT", "Chỉ tiêu"])
    write_book(home.inbox / "a.xlsx", rows)
    assert take_in(home, declared)["values"] == {"press_copies": (1200, "A6")}


@pytest.mark.parametrize(
    "when", ["Quý IV/2014", "Quý 4 năm 2014", "Q4-2014", "QUÝ IV NĂM 2014", "Quý IV, 2014", "quý 4/2014"]
)
def test_periods_as_people_write_them(home: Home, declared: Catalogue, write_book: Any, when: str) -> None:
    write_book(home.inbox / "a.xlsx", postal(PRESS, when=["Kỳ báo cáo:", when]))
    assert take_in(home, declared)["period"] == "2014-Q4"


def test_money_in_any_unit_is_kept_in_dong(home: Home, declared: Catalogue, write_book: Any) -> None:
    rows = [
        [5, "Số tiền chuyển", "Triệu đồng", "1.234,5"],
        [6, "Doanh thu", "Tỷ đồng", "2,5"],
    ]
    write_book(home.inbox / "a.xlsx", postal(*rows))
    values = take_in(home, declared)["values"]
    assert values == {"money_transferred": (1_234_500_000, "D6"), "post_revenue": (2_500_000_000, "D7")}


def test_each_bad_cell_is_told_and_the_good_rows_are_kept(home: Home, declared: Catalogue, write_book: Any) -> None:
    rows = [
        PRESS,
        [2, "Bưu phẩm thường", "Kg", -5],
        [3, "Bưu kiện, bưu gửi, hàng gửi chuyển phát nhanh", "Cái", "133,202"],
        [4, "Thư, điện chuyển tiền", "Tấn", 5],
        [5, "Số tiền chuyển", "Tỷ đồng", None],
        [6, "Doanh số", "Tỷ đồng", 1],
    ]
    write_book(home.inbox / "a.xlsx", postal(*rows))
    entry = take_in(home, declared)
    assert checks(entry) == [
        ("B11", "unknown_code"),
        ("C9", "wrong_unit"),
        ("D10", "missing"),
        ("D7", "below_minimum"),
        ("D8", "ambiguous_number"),
    ]
    assert (entry["rows_read"], entry["rows_accepted"], entry["rows_rejected"], entry["rows_other"]) == (6, 1, 5, 0)
    assert entry["status"] == "accepted_with_rejections"
    told = {row["cell"]: row for row in entry["rejections"]}
    assert told["D8"]["value"] == "133,202"
    assert told["D8"]["column_name"] == "quantity"
    assert "133.202" in told["D8"]["message_vi"]
    assert "133,202" in told["D8"]["message_vi"]
    assert "Thực hiện trong quý" in told["D7"]["message_vi"]


def test_the_same_thing_twice_is_nobodys_guess(home: Home, declared: Catalogue, write_book: Any) -> None:
    write_book(home.inbox / "a.xlsx", postal(PRESS, [2, "Phát hành báo chí", "Tờ, cuốn", 1300]))
    entry = take_in(home, declared)
    assert checks(entry) == [("B6", "duplicate_row"), ("B7", "duplicate_row")]
    assert entry["status"] == "rejected"


def test_notes_numbers_and_signatures_are_no_figures(home: Home, declared: Catalogue, write_book: Any) -> None:
    rows: list[list[Any]] = [
        ["(1)", "(2)", "(3)", "(4)"],
        PRESS,
        [],
        [None, "Ghi chú: số liệu chưa gồm tháng 12"],
        [None, "Người lập biểu", None, "Thủ trưởng đơn vị"],
        [None, None, None, "Hạ Long, ngày 15 tháng 01 năm 2015"],
    ]
    write_book(home.inbox / "a.xlsx", postal(*rows))
    entry = take_in(home, declared)
    assert (entry["rows_read"], entry["rows_accepted"], entry["rows_rejected"], entry["rows_other"]) == (5, 1, 0, 4)
    assert entry["status"] == "accepted"


@pytest.mark.parametrize(
    ("rows", "check"),
    [
        (postal(PRESS, who=["Đơn vị báo cáo: Công ty TNHH Bưu chính Hạ Long"]), "unknown_submitter"),
        (postal(PRESS, who=["Kính gửi Sở"]), "no_submitter"),
        (postal(PRESS, who=["Đơn vị báo cáo: VNPT Quảng Ninh"]), "wrong_submitter"),
        (postal(PRESS, when=[""]), "no_period"),
        (postal(PRESS, when=["Quý III/2014 và Quý IV/2014"]), "ambiguous_period"),
        (postal(PRESS, when=["Kỳ báo cáo: Quý IV/2012"]), "outside_validity"),
        (postal(), "no_rows"),
        (postal(PRESS, head=["STT", "Chỉ tiêu", "Đơn vị tính", "Ghi chú"]), "no_form"),
    ],
)
def test_a_file_that_cannot_be_placed_says_why(
    home: Home, declared: Catalogue, write_book: Any, rows: list[list[Any]], check: str
) -> None:
    write_book(home.inbox / "a.xlsx", rows)
    entry = take_in(home, declared)
    assert entry["status"] == "rejected"
    assert [row["check_name"] for row in entry["rejections"]] == [check]
    assert entry["rows_read"] == entry["rows_rejected"] + entry["rows_other"]


def test_what_was_looked_for_and_what_was_found(home: Home, declared: Catalogue, write_book: Any) -> None:
    write_book(home.inbox / "a.xlsx", postal(PRESS, head=["STT", "Chỉ tiêu", "Đơn vị tính", "Số lượng"]))
    message = take_in(home, declared)["rejections"][0]["message_vi"]
    assert "Thực hiện trong quý" in message
    assert "STT | Chỉ tiêu | Đơn vị tính | Số lượng" in message


@pytest.mark.parametrize(
    ("name", "content", "check"),
    [
        ("cut.xlsx", b"PK\x03\x04 cut off", "broken_workbook"),
        ("zero.xlsx", b"", "empty_file"),
        ("photo.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF", "unknown_format"),
        ("words.txt", "Kính gửi Sở Thông tin và Truyền thông".encode(), "no_form"),
    ],
)
def test_what_is_no_table_is_refused(home: Home, declared: Catalogue, name: str, content: bytes, check: str) -> None:
    (home.inbox / name).write_bytes(content)
    entry = take_in(home, declared)
    assert [row["check_name"] for row in entry["rejections"]] == [check]
    assert not list(home.inbox.iterdir())


FTTH = ["Hạ Long", "FTTH", 15, 100, 2]


@pytest.mark.parametrize(
    ("lines", "submitter"),
    [
        (["Kính gửi: Sở TT&TT", "Nay Chi nhánh Viettel Quảng Ninh báo cáo như sau:"], "viettel_quang_ninh"),
        (["BÁO CÁO KẾT QUẢ VIỄN THÔNG CỦA VIETTEL QUẢNG NINH QUÝ I NĂM 2014"], "viettel_quang_ninh"),
        (["Kính gửi:", "VNPT Quảng Ninh", "Vietnamobile xin gửi báo cáo, kính đề nghị xem xét."], "vietnamobile"),
        (["Nơi nhận:", "- VNPT Quảng Ninh;", "- Lưu.", "MobiFone (Trung tâm khu vực V)"], "mobifone_centre_5"),
        (["Kính gửi: Sở TT&TT; VNPT Quảng Ninh"], None),
        (["Trung tâm Kinh doanh VNPT Quảng Ninh báo cáo"], None),
        (["Báo cáo của Vietnamobile Hà Nội"], None),
        (["BÁO CÁO CỦA VIETNAMOBILE HÀ NỘI"], None),
        (["Thanh tra, Văn phòng và Bưu điện Hải Hà đã xem"], None),
    ],
)
def test_a_sentence_above_the_table_names_who_reports(
    home: Home, declared: Catalogue, write_book: Any, lines: list[str], submitter: str | None
) -> None:
    """A declared name that is no part of a longer one, and neither the addressee nor somebody who owes other forms."""
    rows = operator(FTTH)
    write_book(home.inbox / "a.xlsx", [*([line] for line in lines), *rows[1:]])
    reading, judged = read_in(home, declared)
    assert reading.submitter == submitter
    assert told(judged.rejections) == ([] if submitter else [(None, "no_submitter")])


def test_two_names_in_the_text_are_told_both(home: Home, declared: Catalogue, write_book: Any) -> None:
    line = "Số liệu của Viettel Quảng Ninh và VNPT Quảng Ninh"
    write_book(home.inbox / "a.xlsx", [[line], *operator(FTTH)[1:]])
    reading, judged = read_in(home, declared)
    assert (reading.submitter, told(judged.rejections)) == (None, [("A1", "several_submitters")])
    assert "Viettel Quảng Ninh, VNPT Quảng Ninh" in judged.rejections["message_vi"][0]


def test_a_unit_behind_the_number_counts_where_its_cell_is_blank(
    home: Home, declared: Catalogue, write_book: Any
) -> None:
    """1,5 tấn are 1500 kg; 50 triệu đồng are 50.000.000 đồng; a bare number is in nobody knows what."""
    rows = [
        ["", "Phát hành báo chí", "", "10 tờ"],
        ["", "Bưu phẩm thường", "", "1,5 tấn"],
        ["", "Số tiền chuyển", "", "50 triệu đồng"],
        ["", "Doanh thu", "", "60"],
    ]
    write_book(home.inbox / "a.xlsx", postal(*rows))
    _, judged = read_in(home, declared)
    assert dict(judged.rows["postal_quarterly"].select("item", "quantity").rows()) == {
        "press": 10,
        "ordinary_mail": 1500,
        "money_amount": 50_000_000,
    }
    assert told(judged.rejections) == [("C9", "missing")]
    assert "tính bằng gì" in judged.rejections["message_vi"][0]

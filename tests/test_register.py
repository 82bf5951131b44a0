"""The register: each wrong row is told at its cell; totals and parts, years, offices; formulas with a part missing."""

from pathlib import Path
from typing import Any

import pytest
from commands import solieu
from conftest import night
from typed_returns import checks, take_in

from schemas.declarations import Catalogue
from schemas.home import Home
from warehouse.reading import records
from warehouse.store import connected

HEAD = ["Chỉ tiêu", "Năm", "Phân tổ", "Số liệu", "ĐVT", "Ghi chú"]
LICENCES, AGENCIES = "Số giấy phép xuất bản, thông tin điện tử đã cấp", "Số cơ quan báo chí của tỉnh"
KINDS = {
    "Xuất bản tài liệu không kinh doanh": 27,
    "Xuất bản bản tin": 9,
    "Trang tin điện tử tổng hợp": 12,
    "Nhập khẩu xuất bản phẩm không kinh doanh": 5,
    "In gia công cho nước ngoài": 4,
}


def register(*rows: list[Any], office: str = "Phòng BCXB", year: int = 2014) -> list[list[Any]]:
    """A register as an office might type it; its first row of figures is row 5."""
    above = [["SỔ THEO DÕI CHỈ TIÊU"], [f"Đơn vị báo cáo: {office}"], [f"Kỳ báo cáo: Năm {year}"]]
    return [*above, HEAD, *rows]


def by_kind(**changes: int) -> list[list[Any]]:
    return [[LICENCES, "", kind, changes.get(str(n), value), "GP", ""] for n, (kind, value) in enumerate(KINDS.items())]


def observed(home: Home) -> list[tuple[str, int, str | None, int, bool]]:
    """(indicator, year, breakdown, value, counted) of every observation."""
    query = "select indicator, year, breakdown, value, counted from core.observations order by all"
    with connected(home.warehouse, read_only=True) as connection:
        return [(i, y, b, int(v), c) for i, y, b, v, c in connection.execute(query).fetchall()]


def figure(home: Home, indicator: str, year: int = 2014) -> dict[str, Any]:
    query = "from kpi.indicator_year where indicator = $code and year = $year"
    with connected(home.published_warehouse, read_only=True) as connection:
        found = records(connection, query, {"code": indicator, "year": year})
    return found[0] if found else {}


def test_each_wrong_row_is_told_at_its_cell(home: Home, declared: Catalogue, write_book: Any) -> None:
    rows: list[list[Any]] = [
        ["Số nhà báo giỏi", "", "", 1, "Người", ""],  # 5: no such indicator
        [AGENCIES, "", "", 3, "Người", ""],  # 6: a unit of another kind
        [AGENCIES, "", "Xuất bản bản tin", 3, "Cơ quan", ""],  # 7: no breakdown
        [LICENCES, "", "Tiến sỹ", 3, "GP", ""],  # 8: a code of another list
        [LICENCES, 2015, "Xuất bản bản tin", 9, "GP", ""],  # 9: a year to come
        [LICENCES, 2009, "Xuất bản bản tin", 9, "GP", ""],  # 10: before any
        [LICENCES, "Quý I/2014", "Xuất bản bản tin", 9, "GP", ""],  # 11: no year
        ["Số cơ sở in", "", "", "ba sáu", "Cơ sở", ""],  # 12: no number
        ["Số điểm Wifi đang hoạt động", "", "", 99, "Điểm", ""],  # 13: another office's
        ["Số cuộc họp báo", "", "", 19, "Cuộc", "gồm cả họp báo đột xuất"],  # 14: good
        ["Số cuộc họp báo", 2014, "", 18, "Cuộc", ""],  # 15: the same again
        ["Số thẻ nhà báo cấp lại", "", "", "", "Thẻ", ""],  # 16: blank, below it a figure
        ["Số đặc san được thẩm định, cấp phép, lưu chiểu", "", "", 2, "Đặc san", ""],  # 17: good
    ]
    write_book(home.inbox / "a.xlsx", register(*rows))
    entry = take_in(home, declared)
    told = dict(checks(entry))
    assert told == {
        "A5": "unknown_code",
        "E6": "wrong_unit",
        "C7": "no_breakdown",
        "C8": "unknown_breakdown",
        "B9": "wrong_year",
        "B10": "wrong_year",
        "B11": "wrong_year",
        "D12": "not_a_number",
        "A13": "other_office",
        "C14": "duplicate_row",
        "C15": "duplicate_row",
        "D16": "missing",
    }
    messages = {row["cell"]: row["message_vi"] for row in entry["rejections"]}
    assert "đơn vị đúng: Cơ quan" in messages["E6"]
    assert "“Trang tin điện tử tổng hợp”" in messages["C8"]
    assert "từ 2010 đến 2014" in messages["B9"]
    assert "Phòng Bưu chính - Viễn thông" in messages["A13"]
    assert (entry["rows_read"], entry["rows_accepted"]) == (13, 1)


def test_a_total_and_its_parts_must_agree(home: Home, declared: Catalogue, write_book: Any) -> None:
    """27 + 9 + 12 + 5 + 4 = 57: a total of 64 takes in the 7 letters; the parts count."""
    write_book(home.inbox / "a.xlsx", register([LICENCES, "", "", 64, "GP", ""], *by_kind()))
    entry = take_in(home, declared)
    assert checks(entry) == [("D5", "breakdown_differs")]
    assert "64" in entry["rejections"][0]["message_vi"]
    assert "57" in entry["rejections"][0]["message_vi"]
    assert sum(value for *_, value, counted in observed(home) if counted) == 57


def test_parts_beside_their_total_count_once(home: Home, declared: Catalogue, write_book: Any) -> None:
    write_book(home.inbox / "a.xlsx", register([LICENCES, "", "Tổng số", 57, "GP", ""], *by_kind()))
    night(home, declared)
    assert [(b, v) for _, _, b, v, counted in observed(home) if counted] == [(None, 57)]
    assert figure(home, "licences")["actual"] == 57


def test_a_total_stands_where_one_of_its_parts_cannot_be_read(home: Home, declared: Catalogue, write_book: Any) -> None:
    """Without it the sum of the four that can be read, 53, would pass for the whole."""
    rows = [[LICENCES, "", "", 57, "GP", ""], *by_kind()]
    rows[-1][3] = "bốn"
    write_book(home.inbox / "a.xlsx", register(*rows))
    entry = take_in(home, declared)
    assert checks(entry) == [("D10", "not_a_number")]
    assert sum(value for *_, value, counted in observed(home) if counted) == 57


def test_the_parts_alone_make_the_whole(home: Home, declared: Catalogue, write_book: Any) -> None:
    write_book(home.inbox / "a.xlsx", register(*by_kind()))
    night(home, declared)
    assert figure(home, "licences")["actual"] == 57
    assert figure(home, "licences", 2013) == {}  # Missing is not zero.


def test_an_indicator_as_a_heading_over_its_parts(home: Home, declared: Catalogue, write_book: Any) -> None:
    """The label once, the codes below it, and a note that begins like a total."""
    parts = [["", "", kind, value, "GP", "Tổng hợp từ sổ"] for kind, value in KINDS.items()]
    write_book(home.inbox / "a.xlsx", register([LICENCES, "", "", "", "", ""], *parts))
    entry = take_in(home, declared)
    assert (entry["status"], entry["rows_accepted"]) == ("accepted", 5)
    with connected(home.warehouse, read_only=True) as connection:
        assert connection.execute("select distinct note from core.register").fetchall() == [("Tổng hợp từ sổ",)]


def test_a_register_may_speak_of_earlier_years_and_the_newest_counts(
    home: Home, declared: Catalogue, write_book: Any
) -> None:
    office, rank = "Phòng CNTT", "Thứ hạng mức độ ứng dụng công nghệ thông tin"
    first = register([rank, "Năm 2013", "", 48, "Hạng", ""], [rank, 2012, "", 35, "Hạng", ""], office=office)
    write_book(home.inbox / "a.xlsx", first)
    assert night(home, declared).years == [2012, 2013, 2014]
    assert figure(home, "ict_application_rank", 2013)["previous"] == 35
    # The return of 2015 says otherwise of 2013; what the one before said of 2012 stands.
    write_book(home.inbox / "b.xlsx", register([rank, 2013, "", 47, "Hạng", ""], office=office, year=2015))
    assert {2013, 2014, 2015} <= set(night(home, declared).years)
    assert (
        figure(home, "ict_application_rank", 2013)["actual"],
        figure(home, "ict_application_rank", 2012)["actual"],
    ) == (47, 35)
    # A correction of that return that says nothing of 2013 any more: 2013 is built again, from what the first said.
    other = ["Số tỉnh, thành phố được xếp hạng công nghệ thông tin", "", "", 63, "Tỉnh", ""]
    write_book(home.inbox / "c.xlsx", register(other, office=office, year=2015))
    assert 2013 in night(home, declared).years
    assert figure(home, "ict_application_rank", 2013)["actual"] == 48


def test_registers_of_two_offices_do_not_collide(home: Home, declared: Catalogue, write_book: Any) -> None:
    write_book(home.inbox / "a.xlsx", register([AGENCIES, "", "", 3, "Cơ quan", ""]))
    points = ["Số điểm Wifi trên địa bàn thành phố Hạ Long", "", "", 106, "Điểm", ""]
    write_book(home.inbox / "b.xlsx", register(points, office="Phòng BCVT"))
    night(home, declared)
    assert (figure(home, "press_agencies")["actual"], figure(home, "wifi_points")["actual"]) == (3, 106)


def test_a_formula_with_a_part_missing_says_so_and_has_no_value(
    home: Home, declared: Catalogue, write_book: Any
) -> None:
    """One operator, without mobile services and without a population: three wired subscriptions are no total."""
    head = ["Địa bàn", "Dịch vụ", "Phát triển mới", "Hiện có trên mạng", "Doanh thu"]
    above = [["VNPT Quảng Ninh"], ["Kỳ báo cáo: Quý IV/2014"]]
    row = ["Hạ Long", "Điện thoại cố định có dây", 1, 3, 0]
    write_book(home.inbox / "a.xlsx", [*above, head, row, ["Hạ Long", "Cố định không dây", 0, 2, 0]])
    night(home, declared)
    whole, fixed = figure(home, "telephone_subscriptions"), figure(home, "fixed_telephone_subscriptions")
    assert (whole["actual"], whole["parts"], whole["parts_missing"]) == (None, 4, 2)
    assert (fixed["actual"], fixed["parts"], fixed["parts_missing"]) == (3 + 2, 2, 0)
    density = figure(home, "fixed_telephone_density")
    assert (density["actual"], density["parts"], density["parts_missing"]) == (None, 3, 1)
    with connected(home.published_warehouse, read_only=True) as connection:
        assert connection.execute("select count(*) from kpi.rate_base").fetchone() == (0,)


def plan(path: Path, write_book: Any, value: int, decision: str, year: int = 2014) -> None:
    above = [["CHỈ TIÊU KẾ HOẠCH"], ["Đơn vị báo cáo: Phòng KHTC"], [f"Kỳ báo cáo: Năm {year}"], [decision]]
    head = ["Chỉ tiêu", "ĐVT", f"Kế hoạch năm {year}", f"Kế hoạch năm {year + 1}"]
    write_book(path, [*above, head, ["Thuê bao FTTH", "Thuê bao", value, value + 1]])


def test_the_newest_decision_counts_whenever_it_comes(home: Home, declared: Catalogue, write_book: Any) -> None:
    """A decision of June, then that of the December before, late: the one of June goes on counting; all are kept."""
    decisions = [
        (1600, "(Kèm theo Quyết định số 1234/QĐ-UBND ngày 20/6/2014 của UBND tỉnh)"),
        (1500, "Quyết định số: 3416/QĐ-UBND, ngày 12 tháng 12 năm 2013"),
    ]
    for number, (value, decision) in enumerate(decisions):
        plan(home.inbox / f"{number}.xlsx", write_book, value, decision)
        night(home, declared)
        assert figure(home, "ftth_new")["plan"] == 1600
    assert figure(home, "ftth_new")["next_plan"] == 1601
    query = (
        "select value, decision_number, decision_date, counts from kpi.plan_versions where measure = 'plan' order by 1"
    )
    with connected(home.published_warehouse, read_only=True) as connection:
        found = [(int(v), n, d.isoformat(), c) for v, n, d, c in connection.execute(query).fetchall()]
    assert found == [
        (1500, "3416/QĐ-UBND", "2013-12-12", False),
        (1600, "1234/QĐ-UBND", "2014-06-20", True),
    ]


@pytest.mark.parametrize(
    ("line", "number", "day"),
    [
        ("QĐ số 123/QĐ-UBND ngày 12.12.2013", "123/QĐ-UBND", "2013-12-12"),
        ("Quyết định số 123/QĐ-UBND của UBND tỉnh ngày 2013-12-12", "123/QĐ-UBND", "2013-12-12"),
        ("quyết định số 123/QĐ-UBND", "123/QĐ-UBND", None),
        ("Quyết định số 123/QĐ-UBND thay Quyết định số 9/QĐ-UBND ngày 12/12/2013", "123/QĐ-UBND", None),
        ("Quyết định số 123/QĐ-UBND ngày 31/2/2014", "123/QĐ-UBND", None),
        ("Công văn số 123/UBND ngày 12/12/2013", None, None),
    ],
)
def test_a_decision_as_people_write_it(
    home: Home, declared: Catalogue, write_book: Any, line: str, number: str | None, day: str | None
) -> None:
    plan(home.inbox / "a.xlsx", write_book, 1500, line)
    take_in(home, declared)
    with connected(home.warehouse, read_only=True) as connection:
        found = connection.execute(
            "select decision_number, cast(decision_date as varchar) from core.plan_bases"
        ).fetchall()
    assert found == ([(number, day)] if number else [])


def test_a_plan_counts_by_its_decision_and_says_so(home: Home, declared: Catalogue, write_book: Any) -> None:
    """3.000 by a decision of November stands; one of June, one of no such day, and a file without any do not count.

    The same figures with a date that can be read are no repetition: they count.
    """
    newest = "Quyết định số 2990/QĐ-UBND của UBND tỉnh ngày 2014-11-20"
    plan(home.inbox / "a.xlsx", write_book, 3000, newest)
    night(home, declared)
    late = home.root / "b.xlsx"
    plan(late, write_book, 7001, "Quyết định số 1200/QĐ-UBND ngày 01/06/2014")
    tried = solieu(home, "receive", "--dry-run", late, code=1)
    newer = "Quyết định số 1200/QĐ-UBND ngày 01/06/2014 cũ hơn Quyết định số 2990/QĐ-UBND ngày 20/11/2014"
    for told in (newer, "hiện nay “a.xlsx” (số nhận 1); nếu nhận: vẫn là tệp đó", "chưa được tính, đứng sau “a.xlsx”"):
        assert told in " ".join(tried.split())
    late.rename(home.inbox / "b.xlsx")
    night(home, declared)
    assert figure(home, "ftth_new")["plan"] == 3000
    traced = " ".join(solieu(home, "trace", "ftth_new", "--year", "2014", "--measure", "plan").split())
    assert "trước 3.000, nay 7.001" in traced
    assert "nay 7.001 · chưa được tính" in traced
    assert "số nhận 2 “b.xlsx”" in traced
    assert "01/06/2014 cũ hơn quyết định đang được tính" in traced
    assert "đã có bản thay thế" not in traced
    wrong = "Quyết định số 3103/QĐ-UBND ngày 31/11/2014"
    for name, line in {"c": wrong, "d": "Quyết định số 3103/QĐ-UBND", "e": "Kèm theo tờ trình"}.items():
        plan(home.inbox / f"{name}.xlsx", write_book, 7005 + ord(name), line)
        entry = take_in(home, declared)
        found = {row["check_name"]: row for row in entry["warnings"]}
        assert ("decision_undated" in found, "plan_without_day" in found) == (name != "e", True)
        assert "same_night" not in found  # It would say that the later file counts.
        if name == "c":
            assert (found["decision_undated"]["cell"], found["decision_undated"]["value"]) == ("A4", wrong)
    plan(home.inbox / "f.xlsx", write_book, 7005 + ord("e"), "Quyết định số 3103/QĐ-UBND ngày 27.11.2014")
    night(home, declared)
    assert figure(home, "ftth_new")["plan"] == 7005 + ord("e")

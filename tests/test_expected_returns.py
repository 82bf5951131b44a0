"""The calendar of expected returns, how each stands, and the marks at figures whose returns are not all in."""

import csv
import json
import os
import shutil
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from conftest import night, today
from python_calamine import CalamineWorkbook
from test_night import published
from test_reports_seed import given_rows
from test_reports_workbook import formats
from typed_returns import HEAD, TITLE
from typer.testing import CliRunner

from pipelines import steps
from pipelines.night import NightResult, night_words
from reports.appendix import appendix_table
from reports.completeness import words
from reports.documents import render
from schemas.calendar import PROVINCE_TIME, cutoff, data_from, due_date, is_provisional
from schemas.declarations import Catalogue
from schemas.home import Home
from schemas.reporting import Regime
from solieu import app
from warehouse.differences import differences
from warehouse.models import pending_years
from warehouse.overlay import as_of
from warehouse.reading import Record, records, state
from warehouse.store import connected, rules_version

PRESS, MAIL = [1, "Phát hành báo chí", "Tờ", 100], [2, "Bưu phẩm thường", "Kg", 7]
# The rows of the form beside these.
PARCELS, MONEY = ["", "Bưu kiện, bưu gửi, hàng gửi chuyển phát nhanh", "Cái", 0], ["", "Số tiền chuyển", "Đồng", 0]
OTHERS = [PARCELS, ["", "Thư, điện chuyển tiền", "Bức", 0], MONEY, ["", "Doanh thu", "Đồng", 5]]


def postal(*rows: Any, period: str, who: str = "Bưu điện Hải Hà", above: str = "") -> list[Any]:
    return [TITLE, [f"Đơn vị báo cáo: {who}"], [f"Kỳ báo cáo: Quý {period}"], [above], HEAD, *rows]


@pytest.fixture
def send(home: Home, write_book: Any) -> Any:
    """Puts a file into the inbox as of a day, at noon in the province."""

    def sent(name: str, day: str, rows: list[Any]) -> None:
        path = write_book(home.inbox / name, rows)
        moment = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=PROVINCE_TIME).timestamp()
        os.utime(path, (moment, moment))

    return sent


def standing(home: Home, submitter: str, year: int = 2014) -> dict[str, Record]:
    """Period -> how the return of a post office stands."""
    query = "from ops.expected_returns where submitter = $who and year = $year"
    with connected(home.warehouse, read_only=True) as connection:
        return {row["period"]: row for row in records(connection, query, {"who": submitter, "year": year})}


def test_how_each_return_stands(home: Home, declared: Catalogue, send: Any) -> None:
    """Due on 15 April, 15 July, 15 October 2014 and 15 January 2015."""
    send("a.xlsx", "2014-04-15", postal(PRESS, MAIL, *OTHERS, period="I/2014"))
    send("b.xlsx", "2014-07-20", postal(PRESS, MAIL, *OTHERS, period="II/2014"))
    send("c.xlsx", "2014-10-01", postal(PRESS, [2, "Bưu phẩm thường", "Kg", "nhiều"], *OTHERS, period="III/2014"))
    send("d.xlsx", "2015-01-10", postal(PRESS, MAIL, *OTHERS, period="IV/2014"))
    send("e.xlsx", "2015-02-01", postal([1, "Phát hành báo chí", "Tờ", 120], MAIL, *OTHERS, period="IV/2014"))
    ha_long = "Bưu điện thành phố Hạ Long"
    send("f.xlsx", "2014-04-01", [TITLE, [f"Đơn vị báo cáo: {ha_long}"], ["Quý I/2014"], ["Không phát sinh"]])
    send(
        "g.xlsx",
        "2014-07-01",
        postal(PRESS, [2, "Bưu phẩm thường", "Kg", "…"], *OTHERS[:3], period="II/2014", who=ha_long),
    )
    send("h.xlsx", "2014-10-01", postal([1, "Phát hành báo chí", "Tờ", "nhiều"], period="III/2014", who=ha_long))
    steps.take_in(home, declared)
    told = ("status", "days_late", "corrections", "rows_accepted", "rows_rejected", "cells_lacking")
    hai_ha, ha_long_now = standing(home, "post_hai_ha"), standing(home, "post_ha_long")
    assert {period: tuple(row[name] for name in told) for period, row in hai_ha.items()} == {
        "2014-Q1": ("received", 0, 0, 6, 0, 0),
        "2014-Q2": ("late", 5, 0, 6, 0, 0),
        "2014-Q3": ("accepted_in_part", 0, 0, 5, 1, 0),
        # In with the first one, which was in time; the correction counts.
        "2014-Q4": ("corrected", 0, 1, 6, 0, 0),
    }
    assert {period: row["status"] for period, row in ha_long_now.items()} == {
        "2014-Q1": "nil",
        "2014-Q2": "accepted_in_part",  # A figure that exists and was not given, and the row of revenue is not there.
        "2014-Q3": "missing",  # Sent, and nothing of it accepted.
        "2014-Q4": "missing",
    }
    assert ha_long_now["2014-Q2"]["cells_lacking"] == 2
    with connected(home.warehouse) as connection:
        found = state(connection)
        (last,) = records(connection, "from ops.submissions where file_name = 'e.xlsx'")
        # What was rejected or not given was ordinary mail, and revenue was not in the file; had the rejected label not
        # been read, it might be anything.
        query = "select submitter, indicator from core.lacking order by submitter, indicator"
        assert connection.execute(query).fetchall() == [
            ("post_ha_long", "ordinary_mail"),
            ("post_ha_long", "post_revenue"),
            ("post_hai_ha", "ordinary_mail"),
        ]
        connection.execute("update ops.rejections set row_code = null")
        lacking = connection.execute(query).fetchall()
    # The correction of the fourth quarter came in February, and its return was in by then.
    words, _ = night_words(home, NightResult())
    assert [each["file_name"] for each in words.late] == ["b.xlsx"]
    rows = {row.indicator for row in declared.appendices[1].rows}
    assert {indicator for submitter, indicator in lacking if submitter == "post_hai_ha"} >= rows
    own = [indicator for submitter, indicator in lacking if submitter == "post_ha_long"]
    assert own == ["ordinary_mail", "post_revenue"]
    assert hai_ha["2014-Q4"]["receipt_no"] == last["receipt_no"]
    assert [(row["file_name"], row["days_late"]) for row in found["late"]] == [("b.xlsx", 5)]
    # Ten post offices owe four returns each; eight of them nothing but these.
    counts = {row["status"]: row["returns"] for row in found["returns"] if row["form"] == "postal_quarterly"}
    assert counts == {"received": 1, "late": 1, "accepted_in_part": 2, "corrected": 1, "nil": 1, "missing": 34}
    assert sum(row["form"] == "postal_quarterly" for row in found["missing"]) == 34


def test_a_withdrawn_return_is_missing_again(home: Home, declared: Catalogue, send: Any) -> None:
    send("a.xlsx", "2014-04-10", postal(PRESS, period="I/2014"))
    said = "Đề nghị rút báo cáo kết quả hoạt động bưu chính quý I/2014"
    send("b.xlsx", "2014-04-12", [["Đơn vị báo cáo: Bưu điện Hải Hà"], [said]])
    send("c.xlsx", "2014-04-10", postal(PRESS, period="II/2014"))
    steps.take_in(home, declared)
    found = standing(home, "post_hai_ha")
    assert (found["2014-Q1"]["status"], found["2014-Q1"]["receipt_no"]) == ("missing", None)


def test_what_is_not_yet_due_depends_on_the_day(demo_home: Home, declared: Catalogue) -> None:
    """On 26 November 2014 the third quarter was due (15 October), the fourth and the year were not."""
    moment = datetime(2014, 11, 26, 12, tzinfo=PROVINCE_TIME)
    with as_of(demo_home.warehouse, moment, [2014], declared) as connection:
        query = "select form, period, status from ops.expected_returns where year = 2014 group by all"
        found = {(row["form"], row["period"]): row["status"] for row in records(connection, query)}
    assert found["postal_quarterly", "2014-Q3"] == "missing"
    assert found["postal_quarterly", "2014-Q4"] == "not_yet_due"
    assert found["district_inspection", "2014"] == "not_yet_due"


def test_the_data_of_an_administrative_year_run_from_15_december(declared: Catalogue) -> None:
    inspection, quarterly = declared.forms["district_inspection"], declared.forms["operator_quarterly"]
    assert (data_from(inspection, "2014"), cutoff(inspection, "2014")) == (date(2013, 12, 15), date(2014, 12, 14))
    assert (data_from(quarterly, "2014-Q1"), cutoff(quarterly, "2014-Q1")) == (date(2014, 1, 1), date(2014, 3, 31))
    assert due_date(inspection, "2014") == date(2015, 1, 15)
    closing = quarterly.model_copy(update={"regime": Regime(kind="administrative", closes_on=14)})
    assert (data_from(closing, "2014-Q1"), cutoff(closing, "2014-Q1")) == (date(2013, 12, 15), date(2014, 3, 14))
    # 16:59 UTC on the cut-off day is the day's last minute in the province.
    assert is_provisional(inspection, "2014", datetime(2014, 12, 14, 16, 59, tzinfo=UTC))
    assert not is_provisional(inspection, "2014", datetime(2014, 12, 14, 17, 0, tzinfo=UTC))
    assert not is_provisional(declared.forms["annual_plan"], "2014", datetime(2014, 1, 2, tzinfo=UTC))


def test_a_return_before_its_cutoff_is_provisional(home: Home, declared: Catalogue, send: Any) -> None:
    send("a.xlsx", "2014-03-31", postal(PRESS, period="I/2014"))
    send("b.xlsx", "2014-07-01", postal(PRESS, MAIL, *OTHERS, period="II/2014"))
    intake = steps.take_in(home, declared)
    found = standing(home, "post_hai_ha")
    assert (found["2014-Q1"]["provisional"], found["2014-Q2"]["provisional"]) == (True, False)
    with connected(home.warehouse, read_only=True) as connection:
        (warning,) = records(connection, "from ops.warnings where check_name <> 'row_absent'")
    assert warning["check_name"] == "before_cutoff"
    assert "31/03/2014" in warning["message_vi"]
    page = next(path for _, path in intake.answers if "b" in path.name).read_text(encoding="utf-8")
    assert "từ 01/04/2014 đến hết 30/06/2014 (chế độ báo cáo thống kê)" in page


def test_every_figure_says_how_many_of_its_returns_are_in(home: Home, declared: Catalogue, send: Any) -> None:
    """One of the forty returns of 2014 is in, and of a year to come; a plan rests on none.

    The year to come is estimated: one quarter of 100, times four.
    """
    ahead = today().year + 1
    send("a.xlsx", "2014-04-15", postal(PRESS, period="I/2014"))
    send("b.xlsx", f"{ahead - 1}-04-16", postal(PRESS, period=f"I/{ahead}"))
    night(home, declared)
    columns = "returns_expected, returns_received, returns_in_part, returns_missing, through_period"
    query = f"select {columns} from kpi.indicator_year where indicator = 'press_copies' and year = "
    assert published(home, query + "2014") == [(40, 1, 0, 39, "2014-Q1")]
    assert published(home, query + str(ahead)) == [(40, 1, 0, 0, f"{ahead}-Q1")]
    values = "select column_name, returns_received from kpi.appendix_values where value is not null and year = 2014"
    assert published(home, f"{values} and row = 1 and appendix = 1") == [("actual", 1)]
    assert published(home, "select incomplete from kpi.appendix_1 where row = 1 and year = 2014") == [("actual 1/40",)]
    shown = {2014: note_of(home, 2014, "100*"), ahead: note_of(home, ahead, "400*")}
    assert shown == {
        2014: "* Số liệu chưa đầy đủ: đã nhận 1/40 báo cáo, 39 báo cáo quá hạn chưa nhận.",
        ahead: "* Ước thực hiện cả năm: bình quân các kỳ đã có nhân với số kỳ của năm, số liệu đến hết "
        f"Quý I/{ahead}, đã nhận 1/40 báo cáo của năm, 39 báo cáo chưa đến hạn, "
        "1 báo cáo gửi trước khi hết kỳ số liệu hoặc ghi là số ước.",
    }


def note_of(home: Home, year: int, figure: str) -> str:
    """The note under Appendix 1 as the command line prints it, in a line."""
    asked = ["appendix", "1", "--year", str(year)]
    out = CliRunner().invoke(app, asked, env={"SOLIEU_HOME": str(home.root)}).stdout
    assert figure in out
    return " ".join(out[out.index("\n* ") :].split())


def test_a_stock_lacks_the_periods_after_its_last(demo_home: Home, declared: Catalogue, tmp_path: Path) -> None:
    """The fourth quarter's returns of the four operators are taken back: what is there is the third quarter's."""
    home = Home(shutil.copytree(demo_home.root, tmp_path / "home"))
    with connected(home.warehouse) as connection:
        connection.execute(
            "insert into ops.decisions by name select row_number() over () as decision_no, now() as decided_at, "
            "'Hoa' as decided_by, 'withdraw' as kind, receipt_no, 'x' as reason_code, 'x' as reason "
            "from ops.submissions where period = '2014-Q4' and status = 'accepted' "
            "and form = 'operator_quarterly'"
        )
    night(home, declared)
    query = (
        "select returns_expected, returns_received, returns_missing, through_period from kpi.indicator_year "
        "where year = 2014 and indicator = 'xdsl_"
    )
    assert published(home, f"{query}subscriptions'") == [(8, 4, 4, "2014-Q3")]
    assert published(home, f"{query}new'") == [(16, 12, 4, "2014-Q3")]


def test_a_due_date_that_passed_has_the_year_built_again(home: Home, declared: Catalogue, send: Any) -> None:
    send("a.xlsx", "2014-04-15", postal(PRESS, period="I/2014"))
    night(home, declared)
    rules = rules_version(declared.version)
    with connected(home.warehouse) as connection:
        assert pending_years(connection, rules) == []
        connection.execute("update ops.builds set built_at = timestamptz '2014-06-01 01:00:00+07'")
        assert pending_years(connection, rules) == [2014]


CASES = {
    (16, 12, 0, 4): "Số liệu chưa đầy đủ: đã nhận 12/16 báo cáo, 4 báo cáo quá hạn chưa nhận.",
    (16, 12, 0, 0): "Số liệu đến hết Quý III/2014: đã nhận 12/16 báo cáo của năm, 4 báo cáo chưa đến hạn.",
    (16, 10, 1, 2): "Số liệu chưa đầy đủ, đến hết Quý III/2014: đã nhận 10/16 báo cáo của năm "
    "(trong đó 1 báo cáo mới được nhận một phần), "
    "2 báo cáo quá hạn chưa nhận, 4 báo cáo chưa đến hạn.",
    (0, 0, 0, 0): "Số tạm tính: theo lịch không có báo cáo nào phải nộp cho số này.",
    (16, 16, 2, 0): "Số liệu chưa đầy đủ: đã nhận 16/16 báo cáo (trong đó 2 báo cáo mới được nhận một phần).",
}


def returns(expected: int, received: int, in_part: int, missing: int) -> Record:
    names = ("returns_expected", "returns_received", "returns_in_part", "returns_missing")
    counts = dict(zip(names, (expected, received, in_part, missing), strict=True))
    return counts | {"through_period": "2014-Q3"}


@pytest.mark.parametrize("case", CASES)
def test_so_far_and_incomplete_are_told_apart(declared: Catalogue, case: tuple[int, int, int, int]) -> None:
    assert words(returns(*case), declared, "flow") == CASES[case]


def test_a_stock_is_told_as_its_last_period_left_it(declared: Catalogue) -> None:
    """Of 16 returns of a year 12 are in; the stock rests on the four of the third quarter and the four to come."""
    opening = "ố cuối Quý III/2014: đã nhận"
    told = f"S{opening} 4/8 báo cáo từ kỳ này đến hết năm, 4 báo cáo chưa đến hạn."
    assert words(returns(8, 4, 0, 0), declared, "stock") == told
    told = f"Số liệu chưa đầy đủ, s{opening} 3/8 báo cáo từ kỳ này đến hết năm, 1 báo cáo quá hạn chưa nhận, "
    assert words(returns(8, 3, 0, 1), declared, "stock") == told + "4 báo cáo chưa đến hạn."


def test_of_many_provinces_the_first_are_named(declared: Catalogue) -> None:
    """Of a country: those that count as one overdue return each, and one whose two returns are not due yet."""
    codes = [district.code for district in declared.districts[:7]]
    missing = " ".join([f"{codes[0]}:waiting", *(f"{code}:unpublished" for code in codes[1:])])
    said = words(returns(20, 12, 0, 6) | {"left_out": missing}, declared, "flow")
    first, *others = (district.vi for district in declared.districts[:5])
    named = ", ".join(
        [f"{first} (chưa nhận được báo cáo nào)", *(f"{each} (chưa có bản công bố dùng được)" for each in others)]
    )
    assert said == (
        "Số liệu chưa đầy đủ, đến hết Quý III/2014: đã nhận 12/20 báo cáo của năm, 2 báo cáo chưa đến hạn, "
        f"thiếu số của 7 tỉnh: {named} và 2 tỉnh khác."
    )


def marked_rows() -> list[Any]:
    """Appendix 2 of the print, in which two figures of row 1 and one of row 2 lack returns, in two ways."""
    rows: list[Any] = [dict(row) for row in given_rows(2)]
    first, second = returns(16, 12, 0, 4), returns(8, 4, 0, 4)
    rows[0] |= {"returns": {"actual": first, "percent_of_plan": first}, "incomplete": "actual 12/16"}
    rows[1] |= {"returns": {"actual": first, "stock": second}, "incomplete": "actual 12/16, stock 4/8"}
    # Where there is no figure there is nothing to mark.
    rows[6] |= {"returns": {"stock": second}}
    return rows


NOTES = (
    "* Số liệu chưa đầy đủ: đã nhận 12/16 báo cáo, 4 báo cáo quá hạn chưa nhận.",
    "** Số liệu chưa đầy đủ, số cuối Quý III/2014: đã nhận 4/8 báo cáo từ kỳ này đến hết năm, "
    "4 báo cáo quá hạn chưa nhận.",
)


def test_marks_stand_at_the_figures_and_notes_below(declared: Catalogue) -> None:
    table = appendix_table(2, 2014, marked_rows(), declared)
    assert table.notes == NOTES
    assert [cell.mark for cell in table.body[0].cells] == ["", "", "", "", "*", "*", "", ""]
    assert [cell.mark for cell in table.body[1].cells] == ["", "", "", "*", "", "**", ""]
    assert {cell.mark for line in table.body[2:] for cell in line.cells} == {""}


@pytest.mark.parametrize("format", ["table", "html"])
def test_people_see_marks_and_notes(declared: Catalogue, format: str) -> None:
    text = render(2, 2014, marked_rows(), declared, format)
    assert isinstance(text, str)
    text = " ".join(text.split())
    assert [word in text for word in ("2.169*", "108%*", "1.984*", "23.758**", *NOTES)] == [True] * 6
    assert "2.500*" not in text


def test_a_marked_number_stays_a_number_in_the_workbook(declared: Catalogue) -> None:
    content = render(2, 2014, marked_rows(), declared, "xlsx")
    assert isinstance(content, bytes)
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert (rows[4][4], rows[5][6]) == (2169, 23758)
    shown = formats(content)
    assert (shown["E5"], shown["F5"], shown["G6"]) == ('#,##0"*"', '0"%*"', '#,##0"**"')
    assert (rows[11][0], rows[12][0]) == NOTES


def test_machines_get_a_field_and_plain_numbers(declared: Catalogue) -> None:
    text = render(2, 2014, marked_rows(), declared, "json")
    assert isinstance(text, str)
    first, second, third = json.loads(text, parse_float=Decimal)[:3]
    assert (first["actual"], first["incomplete"]) == (2169, "actual 12/16")
    assert (second["stock"], second["incomplete"], third["incomplete"]) == (23758, "actual 12/16, stock 4/8", None)
    table = render(2, 2014, marked_rows(), declared, "csv")
    assert isinstance(table, str)
    assert [row["incomplete"] for row in csv.DictReader(StringIO(table))][:3] == [
        "actual 12/16",
        "actual 12/16, stock 4/8",
        "",
    ]


def test_a_difference_says_that_its_figure_is_incomplete(demo_home: Home, declared: Catalogue) -> None:
    """One return lost a row of prepaid mobile, xDSL and FTTH each: these and revenue lack something, no target does."""
    long_ago, now = datetime(2014, 1, 1, tzinfo=UTC), datetime.now(UTC)
    found = differences(demo_home.warehouse, 2014, long_ago, now, declared)
    telecom = [row for row in found if row["appendix"] == 2]
    assert [row["incomplete"] for row in telecom if row["column_name"] == "actual"] == [False] * 3 + [True] * 4
    assert [row["incomplete"] for row in telecom if row["column_name"] == "plan"] == [False] * 7

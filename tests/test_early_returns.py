"""The first returns of a new year: right ones, alone, contradict nothing and hold no publication back."""

from typing import Any

import pytest
from conftest import WriteBook, night
from rich.console import Console
from typed_returns import HEAD, OPERATOR_HEAD, postal

from reports.standing import state_lines
from schemas.declarations import Catalogue
from schemas.home import Home
from warehouse.checks import judge
from warehouse.reading import state
from warehouse.results import holding_back
from warehouse.store import connected

OPERATOR = "Báo cáo kết quả hoạt động viễn thông, Internet quý I năm 2015"
# A mobile network has no fixed lines: two of the terms of all telephones stay unknown while it is alone.
MOBILE = [["VIETNAMOBILE"], [OPERATOR], OPERATOR_HEAD, ["Thành phố Hạ Long", "Di động trả trước", 100, 2000, 30]]
FIXED: list[list[Any]] = [["VNPT QUẢNG NINH"], [OPERATOR], OPERATOR_HEAD, ["Thành phố Hạ Long", "FTTH", 100, 2000, 30]]
POST = postal([1, "Sản lượng phát hành báo chí", "Tờ, cuốn", 1200], when=["Kỳ báo cáo: Quý I/2015"], head=HEAD)


@pytest.mark.parametrize("rows", [MOBILE, FIXED, POST], ids=["mobile", "fixed", "post"])
def test_the_first_return_of_a_year_holds_no_publication_back(
    rows: list[list[object]], home: Home, declared: Catalogue, write_book: WriteBook
) -> None:
    write_book(home.inbox / "first.xlsx", rows)
    assert night(home, declared).received == {"accepted": 1}
    blocking = [rule for rule in declared.rules.values() if rule.blocking]
    with connected(home.warehouse, read_only=True) as connection:
        held = [outcome.rule.code for outcome in judge(connection, declared, blocking) if outcome.blocking]
    assert held == []


def test_status_says_what_holds_a_publication_back(home: Home, declared: Catalogue) -> None:
    """A blocking rule that did not hold when last judged, and its year; a waived one holds nothing back."""
    found = "insert into ops.rule_results by name select now() as judged_at, 'parts_add_up' as rule, 2 as version, "
    with connected(home.warehouse) as connection:
        connection.execute(found + "2015 as year, false as passed, 1 as guilty, null as waived_by, '[]' as numbers")
        held = holding_back(connection, declared)
        told = state(connection) | {"held_back": held, "home": home.root, "waiting": 0, "unsent": []}
    assert [(row["rule"], row["year"]) for row in held] == [("parts_add_up", 2015)]
    console = Console(width=200)
    with console.capture() as said:
        console.print(state_lines(told, declared))
    assert "parts_add_up (năm 2015)" in said.get()


def plan(year: int, copies: int, next_copies: int, *more: list[Any]) -> list[list[Any]]:
    """The plan of press copies, and of what `more` names, for a year and the next one."""
    heads = ["Chỉ tiêu", "ĐVT", f"Kế hoạch năm {year}", f"Kế hoạch năm {year + 1}"]
    title = [f"Chỉ tiêu kế hoạch năm {year}"]
    return [["Phòng Kế hoạch - Tài chính"], title, heads, ["Phát hành báo chí", "Tờ, cuốn", copies, next_copies], *more]


def test_a_year_that_begins_has_the_year_before_and_the_plan_that_was_announced(
    home: Home, declared: Catalogue, write_book: WriteBook
) -> None:
    """Of 2015 one operator alone reported: press copies have 1,200 of 2014 and the 1,500 planned in that year's file.

    Then the year's own plan comes, 1,600; a table of which the year says nothing is not there.
    """
    write_book(home.inbox / "plan.xlsx", plan(2014, 1000, 1500, ["Số tiền chuyển", "Tỷ đồng", 520, 500]))
    write_book(home.inbox / "post.xlsx", postal([1, "Sản lượng phát hành báo chí", "Tờ, cuốn", 1200], head=HEAD))
    write_book(home.inbox / "first.xlsx", FIXED)
    assert night(home, declared).received == {"accepted": 3}
    asked = "select plan, actual, previous from kpi.indicator_year where indicator = 'press_copies' and year = 2015"
    money = "select plan from kpi.indicator_year where indicator = 'money_transferred' and year = 2015"
    cells = (
        "select file_name, cell, value from kpi.trace"
        " where indicator = 'press_copies' and year = 2015 and measure = $measure"
    )
    with connected(home.published_warehouse, read_only=True) as connection:
        assert connection.execute(asked).fetchall() == [(1500, None, 1200)]
        assert connection.execute(money).fetchall() == [(500 * 10**9,)]
        assert connection.execute(cells, {"measure": "plan"}).fetchall() == [("plan.xlsx", "D4", 1500)]
        assert connection.execute(cells, {"measure": "previous"}).fetchall() == [("post.xlsx", "D6", 1200)]
        said = connection.execute("select distinct appendix from kpi.appendix_values where year = 2015").fetchall()
        assert {1, 2} <= {number for (number,) in said} <= {*declared.printed_tables} - {3, 501}
    write_book(home.inbox / "plan 2015.xlsx", plan(2015, 1600, 1700))
    night(home, declared)
    with connected(home.published_warehouse, read_only=True) as connection:
        assert connection.execute(asked).fetchall() == [(1600, None, 1200)]
        assert connection.execute(cells, {"measure": "plan"}).fetchall() == [("plan 2015.xlsx", "C4", 1600)]
        # The newest decision counts, whole: what it does not name has no plan, though one was announced.
        assert connection.execute(money).fetchall() == []

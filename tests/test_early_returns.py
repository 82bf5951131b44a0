"""The first returns of a new year: right ones, alone, contradict nothing and hold no publication back."""

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
FIXED = [["VNPT QUẢNG NINH"], [OPERATOR], OPERATOR_HEAD, ["Thành phố Hạ Long", "FTTH", 100, 2000, 30]]
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

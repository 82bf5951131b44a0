"""The first returns of a new year: right ones, alone, contradict nothing and hold no publication back."""

import pytest
from conftest import WriteBook, night
from typed_returns import HEAD, OPERATOR_HEAD, postal

from schemas.declarations import Catalogue
from schemas.home import Home
from warehouse.checks import judge
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

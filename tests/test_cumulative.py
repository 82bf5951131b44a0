"""Figures since the beginning of the year: the period's own follows from what counts now for the periods before."""

import os
from decimal import Decimal
from typing import Any

import pytest
from conftest import night
from rich.console import Console
from test_corrections import ask, copies, decide, standing, withdrawal

from pipelines import steps
from reports.summary import corrected
from schemas.declarations import Catalogue, catalogue
from schemas.home import Home
from warehouse import checks
from warehouse.reading import outcomes
from warehouse.store import connected

HEAD = ["Chỉ tiêu", "ĐVT", "Thực hiện"]


def press(quarter: str, copies: Any, *, mail: Any = None, above: str = "") -> list[Any]:
    """A postal return of a quarter, or since the beginning of the year: `9 tháng đầu năm 2014`."""
    rows = [["Phát hành báo chí", "Tờ", copies], ["Bưu phẩm thường", "Kg", mail]]
    head = [["BÁO CÁO KẾT QUẢ HOẠT ĐỘNG BƯU CHÍNH"], ["Đơn vị báo cáo: Bưu điện Hải Hà"]]
    return [*head, [f"Kỳ báo cáo: {quarter}"], [above], HEAD, *(row for row in rows if row[2] is not None)]


SINCE = {"2014-Q2": "6 tháng đầu năm 2014", "2014-Q3": "9 tháng đầu năm 2014", "2014-Q4": "12 tháng đầu năm 2014"}


@pytest.fixture
def receive(taken: Any) -> Any:
    """Takes files in one by one: `receive("a.xlsx", rows, ...)`."""

    def received(*files: Any) -> None:
        for name, rows in zip(files[::2], files[1::2], strict=True):
            taken(steps.take_in, name, rows)

    return received


def quarters(home: Home, indicator: str = "press_copies") -> dict[str, int]:
    """Period -> what counts for it."""
    query = f"select period, value from core.observations where indicator = '{indicator}' order by period"
    return {row["period"][5:]: int(row["value"]) for row in ask(home, query)}


def warned(home: Home, file_name: str) -> list[str]:
    """The checks of the warnings about a file, but for the rows of the form that these short returns lack."""
    query = f"select check_name from ops.findings where severity = 'warning' and file_name = '{file_name}' order by 1"
    return [row["check_name"] for row in ask(home, query) if row["check_name"] != "row_absent"]


def guilty(home: Home, name: str) -> list[dict[str, Any]]:
    declared = catalogue()
    with connected(home.warehouse, read_only=True) as connection:
        return checks.judge(connection, declared, [declared.rules[name]])[0].guilty.to_dicts()


@pytest.fixture
def three(receive: Any) -> Any:
    """300, 250, and 900 since January: 900 - 550 = 350."""
    receive("a.xlsx", press("Quý I/2014", 300), "b.xlsx", press("Quý II/2014", 250))
    receive("c.xlsx", press(SINCE["2014-Q3"], 900))
    return receive


def test_a_correction_of_an_earlier_quarter_moves_the_next_stated_one(home: Home, three: Any) -> None:
    """The first quarter rises by 40, so the third falls by 40: 900 - (340 + 250) = 310. The sum stays 900."""
    assert quarters(home) == {"Q1": 300, "Q2": 250, "Q3": 350}
    three("d.xlsx", press("Quý I/2014", 340))
    assert quarters(home) == {"Q1": 340, "Q2": 250, "Q3": 310}
    assert sum(quarters(home).values()) == 900
    kept = ask(home, "select stated, before from core.cumulative")
    assert kept == [{"stated": 900, "before": 550}]  # what was known at intake
    assert warned(home, "d.xlsx") == ["same_night"]
    assert guilty(home, "cumulative_not_negative") == []


def test_what_is_stated_twice_falls_on_the_first_of_them(home: Home, three: Any) -> None:
    """1.400 by the end of the year: 1400 - 900 = 500 in the last quarter, whatever the first becomes."""
    three("d.xlsx", press(SINCE["2014-Q4"], 1400))
    assert quarters(home) == {"Q1": 300, "Q2": 250, "Q3": 350, "Q4": 500}
    three("e.xlsx", press("Quý I/2014", 340))
    assert quarters(home) == {"Q1": 340, "Q2": 250, "Q3": 310, "Q4": 500}
    three("f.xlsx", press(SINCE["2014-Q3"], 950))
    # 950 - (340 + 250) = 360, and 1400 - 950 = 450.
    assert quarters(home) == {"Q1": 340, "Q2": 250, "Q3": 360, "Q4": 450}


def test_a_plain_quarter_after_a_stated_one_keeps_its_own_figure(home: Home, receive: Any) -> None:
    """Stated to June: 500 - 300 = 200. Then 70 of the third quarter alone, then 700 stated: 700 - (500 + 70) = 130."""
    receive("a.xlsx", press("Quý I/2014", 300), "b.xlsx", press(SINCE["2014-Q2"], 500))
    receive("c.xlsx", press("Quý III/2014", 70), "d.xlsx", press(SINCE["2014-Q4"], 700))
    assert quarters(home) == {"Q1": 300, "Q2": 200, "Q3": 70, "Q4": 130}
    receive("e.xlsx", press("Quý I/2014", 310), "f.xlsx", press("Quý III/2014", 80))
    assert quarters(home) == {"Q1": 310, "Q2": 190, "Q3": 80, "Q4": 120}


def test_what_is_taken_off_at_intake_is_what_counts_by_then(home: Home, receive: Any) -> None:
    """After the correction the first half is still 500, so a return of 499 to September is below it, 501 is not."""
    receive("a.xlsx", press("Quý I/2014", 300), "b.xlsx", press(SINCE["2014-Q2"], 500))
    receive("c.xlsx", press("Quý I/2014", 450))
    assert quarters(home) == {"Q1": 450, "Q2": 50}
    receive("d.xlsx", press(SINCE["2014-Q3"], 499))
    assert [row["check_name"] for row in ask(home, "from ops.rejections")] == ["negative_flow"]
    receive("e.xlsx", press(SINCE["2014-Q3"], 501))
    assert quarters(home) == {"Q1": 450, "Q2": 50, "Q3": 1}


def test_no_change_and_correction_are_judged_by_what_is_stated(home: Home, three: Any) -> None:
    """With 340 in the first quarter 900 leaves 310: sent again it is no change. 940 leaves 350, as 900 did at first.

    That one is a correction, of a file whose part is 310 by now.
    """
    three("d.xlsx", press("Quý I/2014", 340), "e.xlsx", [[], *press(SINCE["2014-Q3"], 900)])
    assert standing(home)["e.xlsx"] == "no_change"
    three("f.xlsx", press(SINCE["2014-Q3"], 940))
    assert (standing(home)["f.xlsx"], quarters(home)) == ("accepted", {"Q1": 340, "Q2": 250, "Q3": 350})
    cells = ask(home, "select before, after from ops.changed_cells where key = 'press' order by before")
    assert [tuple(cell.values()) for cell in cells] == [(300, 340), (310, 350)]


@pytest.mark.parametrize(("first", "second", "counts"), [("year", "quarter", 351), ("quarter", "year", 350)])
def test_the_later_file_counts_whichever_states_the_year_so_far(
    home: Home, declared: Catalogue, write_book: Any, first: str, second: str, counts: int
) -> None:
    """All in one night, the quarters before them last: 900 - (300 + 250) = 350, and 351 of the quarter alone."""
    both = {"year": press(SINCE["2014-Q3"], 900), "quarter": press("Quý III/2014", 351)}
    files = {"b.xlsx": both[first], "a.xlsx": both[second]}
    files |= {"q2.xlsx": press("Quý II/2014", 250), "q1.xlsx": press("Quý I/2014", 300)}
    for hour, (name, rows) in enumerate(files.items()):
        os.utime(write_book(home.inbox / name, rows), (1_400_000_000 + 3_600 * hour,) * 2)
    steps.take_in(home, declared)
    assert list(standing(home).items()) == [
        ("b.xlsx", "superseded"),
        ("a.xlsx", "accepted"),
        ("q2.xlsx", "accepted"),
        ("q1.xlsx", "accepted"),
    ]
    assert quarters(home) == {"Q1": 300, "Q2": 250, "Q3": counts}
    assert ("same_night" in warned(home, "a.xlsx"), "same_night" in warned(home, "b.xlsx")) == (True, False)


@pytest.mark.usefixtures("three")
def test_the_year_so_far_sent_again_beside_a_correction_is_no_change(
    home: Home, declared: Catalogue, write_book: Any
) -> None:
    """In one night: 340 in the first quarter, and the 900 to September as they were."""
    write_book(home.inbox / "d.xlsx", press("Quý I/2014", 340))
    write_book(home.inbox / "e.xlsx", [[], *press(SINCE["2014-Q3"], 900)])
    steps.take_in(home, declared)
    assert (standing(home)["e.xlsx"], quarters(home)) == ("no_change", {"Q1": 340, "Q2": 250, "Q3": 310})


def test_to_state_the_year_so_far_is_a_correction_though_the_quarter_is_the_same(home: Home, receive: Any) -> None:
    """350 of the quarter alone and 900 since January say the same, until the first quarter becomes 340: 310."""
    receive("a.xlsx", press("Quý I/2014", 300), "b.xlsx", press("Quý II/2014", 250))
    receive("c.xlsx", press("Quý III/2014", 350), "d.xlsx", press(SINCE["2014-Q3"], 900))
    assert standing(home)["d.xlsx"] == "accepted"
    assert ask(home, "select reason_code, cells_changed from ops.corrections") == [
        {"reason_code": "restates", "cells_changed": 0}
    ]
    with connected(home.warehouse, read_only=True) as connection:
        (told,) = outcomes(connection, 3)
    console = Console(record=True, width=200)
    console.print(corrected([told]))
    assert ("không số nào đổi" in (shown := console.export_text()), "chỗ bị loại" in shown) == (True, False)
    receive("e.xlsx", press("Quý I/2014", 340))
    assert quarters(home) == {"Q1": 340, "Q2": 250, "Q3": 310}


def test_a_correction_above_what_a_later_return_states_is_warned_about(
    home: Home, declared: Catalogue, three: Any
) -> None:
    """700 + 250 = 950 is above the 900 stated to September: the third quarter is 900 - 950 = -50, the year still 900.

    The correction's own receipt names the file and the cell, and so does the check, which does not hold back
    publication: the year is what the later return says.
    """
    three("d.xlsx", press("Quý I/2014", 700))
    (told,) = ask(home, "select message_vi from ops.warnings where check_name = 'cumulative_exceeded'")
    assert "“c.xlsx” (số nhận 3, kỳ 2014-Q3)" in told["message_vi"]
    assert "Biểu!C6 (900 < 950)" in told["message_vi"]
    (row,) = guilty(home, "cumulative_not_negative")
    assert row["about"].startswith("số nhận 000003, ")
    assert row["about"].endswith("!C6")
    assert (row["value"], row["against"]) == (900, 950)
    night(home, declared)
    assert copies(home) == 900
    three("e.xlsx", press(SINCE["2014-Q3"], 1300))
    assert quarters(home) == {"Q1": 700, "Q2": 250, "Q3": 350}
    assert guilty(home, "cumulative_not_negative") == []


def test_a_return_after_the_one_that_fell_below_is_not_blamed(home: Home, three: Any) -> None:
    three("d.xlsx", press("Quý I/2014", 700))
    three("e.xlsx", press(SINCE["2014-Q4"], 1000), "f.xlsx", press("Quý IV/2014", 90))
    assert "cumulative_exceeded" in warned(home, "d.xlsx")
    assert "cumulative_exceeded" not in [*warned(home, "e.xlsx"), *warned(home, "f.xlsx")]
    assert quarters(home) == {"Q1": 700, "Q2": 250, "Q3": -50, "Q4": 90}


def test_each_row_has_its_own_sum(home: Home, receive: Any) -> None:
    """Mail in the first quarter and the third alone: 20 and 30 - 20 = 10. Press: 300 and 900 - 300."""
    receive("a.xlsx", press("Quý I/2014", 300, mail=20), "b.xlsx", press("Quý II/2014", 0))
    receive("c.xlsx", press(SINCE["2014-Q3"], 900, mail=30))
    assert quarters(home, "ordinary_mail") == {"Q1": 20, "Q3": 10}
    receive("d.xlsx", press("Quý II/2014", 0, mail=4))
    assert quarters(home, "ordinary_mail") == {"Q1": 20, "Q2": 4, "Q3": 6}
    assert quarters(home) == {"Q1": 300, "Q2": 0, "Q3": 600}


def test_an_earlier_quarter_withdrawn_leaves_the_stated_sum(home: Home, declared: Catalogue, three: Any) -> None:
    """Without the first quarter the third holds its part: 900 - 250 = 650; a check says which return is missing."""
    three("d.xlsx", withdrawal())
    assert quarters(home) == {"Q2": 250, "Q3": 650}
    (row,) = guilty(home, "cumulative_complete")
    assert row["about"].startswith("số nhận 000003, ")
    assert (row["value"], row["against"]) == ("2014-Q1", "2014-Q3")
    decide(home, declared, "withdraw", 4)
    assert quarters(home) == {"Q1": 300, "Q2": 250, "Q3": 350}
    assert guilty(home, "cumulative_complete") == []


def test_decimals_and_districts(home: Home, declared: Catalogue, write_book: Any) -> None:
    """An operator's revenue by district: 10,25 then 25,5 since January is 15,25; after 12,5 it is 13 (triệu đồng)."""

    def revenue(when: str, amount: str) -> list[Any]:
        head = ["Địa bàn", "Dịch vụ", "Phát triển mới", "Hiện có trên mạng", "Doanh thu (triệu đồng)"]
        title = [f"Báo cáo kết quả hoạt động viễn thông, Internet {when}"]
        rows = [["Hạ Long", "FTTH", 0, 10, amount], ["Cẩm Phả", "FTTH", 0, 10, "1"]]
        return [["VNPT QUẢNG NINH", "Sở"], title, head, *rows]

    for name, when, amount in (("a", "quý I năm 2014", "10,25"), ("b", "6 tháng đầu năm 2014", "25,5")):
        write_book(home.inbox / f"{name}.xlsx", revenue(when, amount))
        steps.take_in(home, declared)
    own = "select value from core.cumulative_flows where column_name = 'revenue' and value > 0"
    assert [row["value"] for row in ask(home, own)] == [Decimal(15_250_000)]
    write_book(home.inbox / "c.xlsx", revenue("quý I năm 2014", "12,5"))
    steps.take_in(home, declared)
    assert [row["value"] for row in ask(home, own)] == [Decimal(13_000_000)]

"""Every row of docs/corrections.md: what becomes of a return when something else is said about it."""

import shutil
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from conftest import broken, empty, night
from test_night import REST, published

from pipelines import steps
from reports.summary import printed
from schemas.declarations import Catalogue
from schemas.home import Home
from warehouse import decisions
from warehouse.decisions import Ask, CannotDecide
from warehouse.models import kpi_models
from warehouse.reading import Record, figures_changed, outcomes, records, state
from warehouse.store import connected

TITLE = ["BÁO CÁO KẾT QUẢ HOẠT ĐỘNG BƯU CHÍNH"]
WHO = ["Đơn vị báo cáo: Bưu điện Hải Hà"]
HEAD = ["Chỉ tiêu", "ĐVT", "Thực hiện trong quý"]
UNITS = {"Phát hành báo chí": "Tờ, cuốn", "Bưu phẩm thường": "Kg", "Doanh thu": "Triệu đồng"}
TODAY = date(2015, 2, 1)
STEWARD = Ask("Hoa", "Đã xác nhận")


def postal(press: Any, mail: Any = None, revenue: Any = None, *, above: str = "", period: str = "I/2014") -> list[Any]:
    """A return of a post office; a row that is None is not in it."""
    figures = zip(UNITS, (press, mail, revenue), strict=True)
    rows = [[item, UNITS[item], value] for item, value in figures if value is not None]
    return [TITLE, WHO, [f"Kỳ báo cáo: Quý {period}"], [above], HEAD, *rows]


@pytest.fixture
def receive(taken: Any) -> Any:
    """Takes files in, and leaves the figures to the next night: `receive("a.xlsx", rows, ...)`."""
    return partial(taken, steps.take_in)


@pytest.fixture
def send(taken: Any) -> Any:
    """Puts files into the inbox and runs a night: `send("a.xlsx", rows, ...)`; what the night took in."""
    return partial(taken, night)


def ask(home: Home, query: str) -> list[Record]:
    """What the warehouse answers."""
    with connected(home.warehouse, read_only=True) as connection:
        return records(connection, query)


def standing(home: Home) -> dict[str, str]:
    """File -> status."""
    found = ask(home, "select file_name, status from ops.submissions order by receipt_no")
    return {row["file_name"]: row["status"] for row in found}


def corrections(home: Home) -> list[tuple[Any, ...]]:
    """(receipt, corrects, reason code, reason, cells changed, rows added, rows dropped, material)."""
    names = "receipt_no, corrects_no, reason_code, reason, cells_changed, rows_added, rows_dropped, material"
    return [tuple(row.values()) for row in ask(home, f"select {names} from ops.corrections order by receipt_no")]


def copies(home: Home, year: int = 2014) -> Any:
    """The year's press copies, as readers have them; None when there is no such figure."""
    found = published(home, f"select actual from kpi.indicator_year where indicator = 'press_copies' and year = {year}")
    return found[0][0] if found else None


def warned(home: Home, file_name: str) -> dict[str, str]:
    """Check -> message of each warning about a file, but for the rows that short returns lack."""
    query = f"select check_name, message_vi from ops.findings where severity = 'warning' and file_name = '{file_name}'"
    return {row["check_name"]: row["message_vi"] for row in ask(home, query) if row["check_name"] != "row_absent"}


def open_warnings(home: Home) -> list[str]:
    """The warnings that are open, but for the rows that short returns lack."""
    with connected(home.warehouse, read_only=True) as connection:
        told = [row["check_name"] for row in state(connection)["warnings"]]
    return [check for check in told if check != "row_absent"]


def decide(home: Home, declared: Catalogue, what: str, number: int, request: Ask = STEWARD, **more: Any) -> Record:
    """Make a decision: `what` is settle, withdraw or undo."""
    if what == "settle":
        more["today"] = TODAY
    if what == "withdraw":
        more.setdefault("previous_counts", False)
    with connected(home.warehouse) as connection:
        made: Record = getattr(decisions, what)(connection, declared, number, request, **more)
    return made


def test_a_correction_of_a_published_year(home: Home, send: Any) -> None:
    """The newer counts, whole; the year is rebuilt and published, and the night can tell which figures changed."""
    send("a.xlsx", postal(100, 20))
    assert send("b.xlsx", postal(130, 20)).years == [2014]
    assert standing(home) == {"a.xlsx": "superseded", "b.xlsx": "accepted"}
    assert copies(home) == 130
    assert corrections(home) == [(2, 1, "revises", None, 1, 0, 0, True)]
    with connected(home.warehouse, read_only=True) as connection:
        (change,) = figures_changed(connection, 1)
        assert figures_changed(connection, 2) == []
    cell = ("appendix", "row", "column_name", "year", "before", "after", "material")
    assert tuple(change[name] for name in cell) == (1, 1, "actual", 2014, 100, 130, True)
    assert warned(home, "b.xlsx") == {}


def test_each_cell_that_a_correction_changed_is_kept(home: Home, receive: Any) -> None:
    receive("a.xlsx", postal(100, 20), "b.xlsx", postal(130, None, 7))
    names = "change, key, column_name, sheet || '!' || row as place, before, after"
    cells = ask(home, f"select {names} from ops.changed_cells order by key")
    assert [tuple(cell.values()) for cell in cells] == [
        ("dropped", "ordinary_mail", "quantity", "Biểu!7", 20, None),
        ("changed", "press", "quantity", "Biểu!6", 100, 130),
        ("added", "revenue", "quantity", "Biểu!7", None, 7_000_000),
    ]


def test_a_duplicate_counts_for_nothing(home: Home, send: Any) -> None:
    send("a.xlsx", postal(100))
    shutil.copyfile(next(p for p in home.archive.rglob("*") if p.is_file()), home.inbox / "b.xlsx")
    assert send().years == []
    assert standing(home) == {"a.xlsx": "accepted", "b.xlsx": "duplicate"}
    assert corrections(home) == []


def test_a_duplicate_of_a_file_that_counts_no_more_says_so(home: Home, receive: Any) -> None:
    receive("a.xlsx", postal(100))
    first = next(p for p in home.archive.rglob("*") if p.is_file())
    receive("b.xlsx", postal(130))
    shutil.copyfile(first, home.inbox / "c.xlsx")
    receive()
    assert standing(home) == {"a.xlsx": "superseded", "b.xlsx": "accepted", "c.xlsx": "duplicate"}
    with connected(home.warehouse, read_only=True) as connection:
        (told,) = outcomes(connection, 2)
    assert (told["original_no"], told["original_status"]) == (1, "superseded")


def test_the_same_figures_in_new_bytes_are_no_change(home: Home, send: Any) -> None:
    """Typed otherwise, in another order, at other cells: the values are the same."""
    send("a.xlsx", postal(1404708, 20, 7))
    again: list[Any] = [TITLE, ["BƯU ĐIỆN HẢI HÀ"], ["Quý 1 năm 2014"], HEAD]
    again += [["Doanh thu", "Đồng", 7_000_000], ["Bưu phẩm thường", "Kg", "20"], ["", "", ""]]
    again += [["PHÁT HÀNH BÁO CHÍ", "Tờ, cuốn", "1.404.708"]]
    assert send("b.xlsx", again).years == []
    assert standing(home) == {"a.xlsx": "accepted", "b.xlsx": "no_change"}
    assert "“a.xlsx”" in warned(home, "b.xlsx")["no_change"]
    assert corrections(home) == []
    assert open_warnings(home) == []  # there is nothing for anyone to do


def test_no_change_after_no_change_in_one_night(home: Home, receive: Any) -> None:
    """What follows the two that change nothing corrects the one that counts."""
    receive("a.xlsx", postal(100))
    more = postal(100)
    more[1] = ["BƯU ĐIỆN HẢI HÀ"]
    receive("b.xlsx", [[], *postal(100)], "c.xlsx", more, "d.xlsx", postal(130))
    assert list(standing(home).values()) == ["superseded", "no_change", "no_change", "accepted"]
    assert [row[:2] for row in corrections(home)] == [(4, 1)]
    assert ["“a.xlsx”" in warned(home, name)["no_change"] for name in ("b.xlsx", "c.xlsx")] == [True, True]


def test_back_to_the_first_figures_is_a_correction(home: Home, send: Any) -> None:
    """No change is judged against the one that counts, not against any that ever came."""
    send("a.xlsx", postal(100))
    send("b.xlsx", postal(130))
    send("c.xlsx", [[], *postal(100)])
    assert list(standing(home).values()) == ["superseded", "superseded", "accepted"]
    assert [row[:2] for row in corrections(home)] == [(2, 1), (3, 2)]
    assert copies(home) == 100


def test_other_rejections_are_a_change(home: Home, receive: Any) -> None:
    """The accepted figures are the same, but the row that was rejected is gone."""
    receive("a.xlsx", postal(100, "nhiều"))
    receive("b.xlsx", postal(100))
    assert standing(home) == {"a.xlsx": "superseded", "b.xlsx": "accepted"}
    assert corrections(home) == [(2, 1, "mends", None, 0, 0, 0, None)]
    receive("c.xlsx", [[], *postal(100)])
    assert standing(home)["c.xlsx"] == "no_change"


def test_two_files_for_one_return_in_one_night(home: Home, send: Any) -> None:
    """The later counts; both are in the ledger, and the warning names the other."""
    send("a.xlsx", postal(100), "b.xlsx", postal(130))
    assert standing(home) == {"a.xlsx": "superseded", "b.xlsx": "accepted"}
    assert "“a.xlsx”" in warned(home, "b.xlsx")["same_night"]
    assert copies(home) == 130
    assert corrections(home) == [(2, 1, "revises", None, 1, 0, 0, False)]  # nobody had seen the other figure


def test_a_row_lost_by_the_first_of_two_files_is_told_of_the_second(home: Home, send: Any) -> None:
    """Readers have the mail of a.xlsx; b.xlsx left it out, and c.xlsx, which counts, says nothing of it either."""
    send("a.xlsx", postal(100, 20))
    send("b.xlsx", postal(130), "c.xlsx", postal(140))
    for file in ("b.xlsx", "c.xlsx"):
        told = warned(home, file)["rows_dropped"]
        assert "“a.xlsx”" in told
        assert "Biểu!7" in told
    # Readers never had b.xlsx.
    assert [(row[0], row[-1]) for row in corrections(home)] == [(2, None), (3, True)]
    send("d.xlsx", postal(150))  # By now it has been published without, and told.
    assert "rows_dropped" not in warned(home, "d.xlsx")


def test_a_rejected_correction_changes_nothing_until_it_is_mended(home: Home, send: Any) -> None:
    send("a.xlsx", postal(100))
    assert send("b.xlsx", postal("nhiều")).years == []
    assert standing(home) == {"a.xlsx": "accepted", "b.xlsx": "rejected"}
    assert copies(home) == 100
    with connected(home.warehouse, read_only=True) as connection:
        assert [row["file_name"] for row in state(connection)["rejections"]] == ["b.xlsx"]
    send("c.xlsx", postal(130))
    assert [row[:2] for row in corrections(home)] == [(3, 1)]
    with connected(home.warehouse, read_only=True) as connection:
        assert state(connection)["rejections"] == []  # mended; the ledger keeps it
    assert len(ask(home, "from ops.rejections")) == 1


def test_a_correction_accepted_in_part_counts_whole_and_says_what_is_lost(
    home: Home, declared: Catalogue, send: Any
) -> None:
    send("a.xlsx", postal(100, 20))
    send("b.xlsx", postal(130, "nhiều"))
    assert standing(home) == {"a.xlsx": "superseded", "b.xlsx": "accepted_with_rejections"}
    assert copies(home) == 130
    mail = "select actual from kpi.indicator_year where indicator = 'ordinary_mail'"
    assert published(home, mail) == []
    assert corrections(home) == [(2, 1, "revises", None, 1, 0, 1, True)]
    told = warned(home, "b.xlsx")["rows_dropped"]
    assert "1 dòng" in told
    assert "Biểu!7" in told
    assert "“a.xlsx”" in told
    assert broken(home, declared, "corrections_keep_rows") == {"corrections_keep_rows": 1}


def test_the_reason_is_the_senders_where_stated_else_inferred(home: Home, receive: Any) -> None:
    """Each of another quarter: what it was, what it became, what the sender said of it, and the reason."""
    cases: list[tuple[Any, Any, str | None, str]] = [
        ((100,), (100, 20), None, "completes"),
        ((100, "nhiều"), (100, 20), None, "completes"),
        ((100, 20), (100, 21), None, "revises"),
        ((100, 20), (101,), None, "revises"),
        ((100, 20), (100,), None, "reduces"),
        ((100, 20), (100, None, 5), None, "reduces"),
        ((100,), (130,), "Nhập sai số liệu", "input_error"),
        ((100,), (130,), "nhập nhầm.", "input_error"),
        ((100,), (130,), "Kho bị ngập nước", "stated"),
    ]
    first, second = list[Any](), list[Any]()
    for number, (before, after, said, _) in enumerate(cases):
        period = f"{('I', 'II', 'III', 'IV')[number % 4]}/{2013 + number // 4}"
        above = f"Lý do điều chỉnh: {said}" if said else ""
        first += [f"{number} trước.xlsx", postal(*before, period=period)]
        second += [f"{number} sau.xlsx", postal(*after, above=above, period=period)]
    receive(*first)
    receive(*second)
    query = "select file_name, c.reason_code, c.reason from ops.corrections as c join ops.receipts using (receipt_no)"
    told = {row["file_name"]: (row["reason_code"], row["reason"]) for row in ask(home, query)}
    assert told == {f"{number} sau.xlsx": (code, said) for number, (*_, said, code) in enumerate(cases)}


def test_material_means_more_than_the_rounding(home: Home, send: Any) -> None:
    """Appendix 1 prints revenue in whole tỷ: 1,0 and 1,2 tỷ print as 1; 1,6 tỷ prints as 2."""
    send("a.xlsx", postal(100, None, 1000))
    send("b.xlsx", postal(100, None, 1200))
    send("c.xlsx", postal(100, None, 1600))
    assert [row[-1] for row in corrections(home)] == [False, True]
    with connected(home.warehouse, read_only=True) as connection:
        first, second = sorted(figures_changed(connection, 0), key=lambda row: row["publication_no"])
    assert (printed(first["before"], 0, exact=True), printed(first["after"], 0, exact=True)) == ("1", "1,2")
    assert (printed(second["before"], 0, exact=False), printed(second["after"], 0, exact=False)) == ("1", "2")


def test_a_correction_that_moves_no_figure_is_not_blamed_for_another(home: Home, send: Any) -> None:
    """Two corrections in one night: only one touches the press; the other's revenue stays within its rounding."""
    send("a.xlsx", postal(100, None, 1000), "b.xlsx", postal(50, None, 1000, period="II/2014"))
    send("c.xlsx", postal(130, None, 1000), "d.xlsx", postal(50, None, 1010, period="II/2014"))
    assert [(row[0], row[-1]) for row in corrections(home)] == [(3, True), (4, False)]


def test_the_figures_of_any_publication_can_be_told(home: Home, send: Any) -> None:
    """The newest row of a cell up to a publication is what it held: 100, then 130, then nothing."""
    send("a.xlsx", postal(100))
    send("b.xlsx", postal(130))
    send("c.xlsx", withdrawal())
    query = (
        "select publication_no, before, after, published_before from ops.figure_changes where row = 1 and appendix = 1 "
    )
    history = ask(home, query + "and column_name = 'actual' order by publication_no")
    assert [tuple(row.values()) for row in history] == [
        (1, None, 100, False),
        (2, 100, 130, True),
        (3, 130, None, True),
    ]


def test_what_comes_in_while_figures_are_built_is_left_to_the_next_night(
    home: Home, receive: Any, declared: Catalogue
) -> None:
    """Between two models a file comes in and another is withdrawn: neither passes for built, nothing is published."""
    receive("a.xlsx", postal(100))
    first, *others = kpi_models(declared)
    steps.build_model(home, first, [2014], declared)
    receive("b.xlsx", postal(130))
    for model in others:
        steps.build_model(home, model, [2014], declared)
    assert steps.publish_years(home, declared, [2014]) is False
    assert not home.published_warehouse.exists()
    for model in kpi_models(declared):
        steps.build_model(home, model, [2014], declared)
    decide(home, declared, "withdraw", 2)
    assert steps.publish_years(home, declared, [2014]) is False
    assert night(home, declared).years == [2014]
    assert copies(home) is None


def test_a_late_correction_counts_and_is_told_as_late(home: Home, send: Any) -> None:
    send("a.xlsx", postal(100))
    send("b.xlsx", postal(130))
    (late,) = ask(home, "select days_late > 0 as late, status from ops.corrections")
    assert late == {"late": True, "status": "accepted"}
    assert copies(home) == 130


def withdrawal(
    *, title: str = "Đề nghị rút báo cáo kết quả hoạt động bưu chính quý I/2014", who: str = WHO[0], why: str = ""
) -> list[Any]:
    """A letter that takes a return back."""
    return [[who], [title], [why], ["Đề nghị Sở Thông tin và Truyền thông xem xét."]]


def test_a_sender_withdraws_a_return(home: Home, send: Any) -> None:
    """The return is empty: the submission before it does not count again by itself."""
    send("a.xlsx", postal(100), "q2.xlsx", postal(7, period="II/2014"))
    send("b.xlsx", postal(130))
    assert copies(home) == 137
    assert send("c.xlsx", withdrawal(why="Lý do rút: Gửi nhầm")).years == [2014]
    found = standing(home)
    assert (found["a.xlsx"], found["b.xlsx"], found["c.xlsx"]) == ("superseded", "withdrawn", "withdrawal")
    assert copies(home) == 7
    letter = ask(home, "select form, submitter, period, rows_read, reason from ops.receipts where receipt_no = 4")
    assert tuple(letter[0].values()) == ("postal_quarterly", "post_hai_ha", "2014-Q1", 0, "Gửi nhầm")
    # What comes after is no correction: there is nothing that it replaces.
    send("d.xlsx", postal(150))
    assert (standing(home)["d.xlsx"], copies(home)) == ("accepted", 157)
    assert [row[:2] for row in corrections(home)] == [(3, 1)]


def test_a_withdrawal_and_a_new_return_in_one_night(home: Home, send: Any) -> None:
    send("a.xlsx", postal(100))
    send("b.xlsx", withdrawal(), "c.xlsx", [[], *postal(100)])
    assert list(standing(home).values()) == ["withdrawn", "withdrawal", "accepted"]
    assert copies(home) == 100


@pytest.mark.parametrize(
    ("letter", "check"),
    [
        (
            withdrawal(title="Kính gửi Sở: Chúng tôi không xin rút lại báo cáo bưu chính quý I/2014"),
            "unclear_withdrawal",
        ),
        (withdrawal(title="Chúng tôi xin rút lại báo cáo"), "unclear_withdrawal"),
        (
            withdrawal(title="Chúng tôi xin rút lại báo cáo kết quả hoạt động bưu chính quý II/2014"),
            "nothing_to_withdraw",
        ),
        (withdrawal(title="Thu hồi báo cáo kết quả hoạt động bưu chính quý II/2014"), "nothing_to_withdraw"),
        (withdrawal(title="Thu hồi báo cáo quý I/2014"), "unclear_withdrawal"),
        (withdrawal(title="Rút báo cáo kết quả hoạt động bưu chính"), "no_period"),
        (withdrawal(who="Kính gửi Sở"), "no_submitter"),
        (withdrawal(who="Đơn vị báo cáo: Bưu điện Sao Hỏa"), "unknown_submitter"),
        (postal(100, above="Đề nghị rút báo cáo đã gửi"), "withdrawal_with_figures"),
    ],
)
def test_a_withdrawal_that_is_not_clear_takes_nothing_back(
    home: Home, receive: Any, letter: list[Any], check: str
) -> None:
    receive("a.xlsx", postal(100))
    receive("b.xlsx", letter)
    assert standing(home) == {"a.xlsx": "accepted", "b.xlsx": "rejected"}
    assert [row["check_name"] for row in ask(home, "from ops.rejections")] == [check]


def test_a_steward_withdraws_and_undoes(home: Home, send: Any, declared: Catalogue) -> None:
    """Nothing counts after a withdrawal; undone, everything stands as before. Each is published by the next night."""
    send("a.xlsx", postal(100), "q2.xlsx", postal(7, period="II/2014"))
    send("b.xlsx", postal(130))
    made = decide(home, declared, "withdraw", 3)
    assert (made["decision_no"], made["kind"], made["decided_by"], made["reason_code"]) == (
        1,
        "withdraw",
        "Hoa",
        "confirmed",
    )
    assert send().years == [2014]
    assert (standing(home)["a.xlsx"], standing(home)["b.xlsx"], copies(home)) == ("superseded", "withdrawn", 7)
    decide(home, declared, "undo", 1)
    assert send().years == [2014]
    assert (standing(home)["b.xlsx"], copies(home)) == ("accepted", 137)
    assert send().years == []
    with connected(home.warehouse, read_only=True) as connection:
        kept = [(row["kind"], row["undone_by"], row["in_force"]) for row in decisions.decisions(connection)]
    assert kept == [("withdraw", 2, False), ("undo", None, False)]


def test_a_steward_undoes_a_correction(home: Home, send: Any, declared: Catalogue) -> None:
    """On express demand the submission before it counts again, and the next correction corrects that one."""
    send("a.xlsx", postal(100))
    send("b.xlsx", postal(130))
    decide(home, declared, "withdraw", 2, previous_counts=True)
    send()
    assert (standing(home), copies(home)) == ({"a.xlsx": "accepted", "b.xlsx": "withdrawn"}, 100)
    send("c.xlsx", postal(150))
    assert (standing(home)["a.xlsx"], copies(home)) == ("superseded", 150)
    assert [row[:2] for row in corrections(home)] == [(2, 1), (3, 1)]
    assert broken(home, declared, "corrections_unbranched") == {}
    with pytest.raises(CannotDecide, match="số nhận 3"):
        decide(home, declared, "undo", 1)


def test_a_steward_withdraws_a_senders_withdrawal(home: Home, send: Any, declared: Catalogue) -> None:
    send("a.xlsx", postal(100))
    send("b.xlsx", withdrawal())
    assert copies(home) is None
    decide(home, declared, "withdraw", 2)
    send()
    assert (standing(home), copies(home)) == ({"a.xlsx": "accepted", "b.xlsx": "withdrawn"}, 100)


def open_findings(home: Home) -> list[tuple[str, Any]]:
    """(file, cell) of each rejection that a person should still see."""
    with connected(home.warehouse, read_only=True) as connection:
        return [(row["file_name"], row["cell"]) for row in state(connection)["rejections"]]


def test_a_rejection_is_settled_at_its_cell_or_whole_and_comes_back_when_undone(
    home: Home, receive: Any, declared: Catalogue
) -> None:
    receive("a.xlsx", postal("nhiều", "ít", "vừa"))
    assert open_findings(home) == [("a.xlsx", "C6"), ("a.xlsx", "C7"), ("a.xlsx", "C8")]
    decide(home, declared, "settle", 1, Ask("Hoa", "Chờ gửi lại", cell="c7"))
    assert open_findings(home) == [("a.xlsx", "C6"), ("a.xlsx", "C8")]
    decide(home, declared, "settle", 1)
    assert open_findings(home) == []
    decide(home, declared, "undo", 2)
    decide(home, declared, "undo", 1)
    assert len(open_findings(home)) == 3
    assert len(ask(home, "from ops.rejections")) == 3
    assert receive().years == []  # no figure rests on it


def test_a_warning_is_settled_the_same_way(home: Home, receive: Any, declared: Catalogue) -> None:
    receive("a.xlsx", postal(100), "b.xlsx", postal(130))
    assert open_warnings(home) == ["same_night"]
    decide(home, declared, "settle", 2)
    assert open_warnings(home) == []


def test_a_waiver_ends_with_its_day(home: Home, receive: Any, declared: Catalogue) -> None:
    receive("a.xlsx", postal("nhiều"))
    ends = date(2015, 3, 31)
    made = decide(home, declared, "settle", 1, Ask("Hoa", "Chờ gửi lại", until=ends))
    assert (made["kind"], made["valid_until"]) == ("waive", ends)
    # 31 March 2015 is long over.
    assert open_findings(home) == [("a.xlsx", "C6")]
    decide(home, declared, "settle", 1, Ask("Hoa", "Chờ gửi lại", until=date(9000, 1, 1)))
    assert open_findings(home) == []


@pytest.mark.parametrize(
    ("what", "number", "request_", "said"),
    [
        ("settle", 9, STEWARD, "không có số 9"),
        ("settle", 1, STEWARD, "không có chỗ bị loại"),
        ("settle", 3, Ask("Hoa", "x", cell="Z9"), "(Z9)"),
        ("settle", 3, Ask("Hoa", "x", until=date(2015, 1, 31)), "31/01/2015"),
        ("withdraw", 9, STEWARD, "không có số 9"),
        ("withdraw", 1, STEWARD, "“đã có bản thay thế”"),
        ("withdraw", 3, STEWARD, "“bị từ chối”"),
        ("undo", 9, STEWARD, "quyết định số 9"),
        ("undo", 1, STEWARD, "đã được hủy bằng quyết định số 2"),
        ("undo", 2, STEWARD, "một lần hủy"),
    ],
)
def test_a_decision_that_would_mean_nothing_is_refused(
    decided: Home, declared: Catalogue, what: str, number: int, request_: Ask, said: str
) -> None:
    with pytest.raises(CannotDecide) as refused:
        decide(decided, declared, what, number, request_)
    assert said in str(refused.value)


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory, blank: Path, declared: Catalogue) -> Home:
    """A submission, its correction, a rejected one; decision 1 undone by decision 2. Tests change nothing in it."""
    import xlsxwriter

    home = empty(tmp_path_factory.mktemp("decided"), blank)
    # The first two lack nothing, so there is nothing in them to settle.
    for name, press, others in (("a.xlsx", 100, REST), ("b.xlsx", 130, REST), ("c.xlsx", "nhiều", [])):
        with xlsxwriter.Workbook(str(home.inbox / name)) as book:
            page = book.add_worksheet("Biểu")
            for number, row in enumerate([*postal(press), *others]):
                page.write_row(number, 0, row)
    steps.take_in(home, declared)
    decide(home, declared, "settle", 3)
    decide(home, declared, "undo", 1)
    return home


def test_only_a_correction_has_a_submission_before_it(home: Home, receive: Any, declared: Catalogue) -> None:
    receive("a.xlsx", postal(100))
    with pytest.raises(CannotDecide, match="--previous-counts"):
        decide(home, declared, "withdraw", 1, previous_counts=True)


def test_a_correction_that_leaves_rows_out_is_named_while_it_counts(
    home: Home, receive: Any, declared: Catalogue
) -> None:
    """Nothing of it was rejected; the rule warns of the row lost, and blocks nothing."""
    receive("a.xlsx", postal(100, 20))
    receive("b.xlsx", postal(100))
    assert standing(home)["b.xlsx"] == "accepted"
    assert broken(home, declared, "corrections_keep_rows") == {"corrections_keep_rows": 1}
    receive("c.xlsx", postal(100, 20, above="Lý do điều chỉnh: Bổ sung"))
    assert broken(home, declared, "corrections_keep_rows") == {}


def test_what_is_settled_is_not_settled_again(home: Home, declared: Catalogue, write_book: Any) -> None:
    """As long or longer; a finding settled up to a day may be settled for good."""
    write_book(home.inbox / "a.xlsx", postal("x"))
    steps.take_in(home, declared)
    decide(home, declared, "settle", 1, Ask("Hoa", "Chờ gửi lại", until=date(9999, 1, 1)))
    decide(home, declared, "settle", 1)
    with pytest.raises(CannotDecide, match="quyết định số 2"):
        decide(home, declared, "settle", 1)

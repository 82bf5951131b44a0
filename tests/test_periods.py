"""Periods as people write them, figures since the beginning of the year, and returns that say: nothing."""

from typing import Any, cast

import pytest
from typed_returns import checks, operator, postal, read_in, take_in, told

from schemas.declarations import Catalogue
from schemas.home import Home
from sources.grids import Grid
from sources.layout import Table, find
from sources.lexicon import lexicon
from sources.title import Period, read
from warehouse.reading import records
from warehouse.store import connected

Q4 = Period("quarterly", "2014-Q4")
TO_SEPTEMBER = [Period("quarterly", "2014-Q3", cumulative=True), Period("monthly", "2014-09", cumulative=True)]


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("Quý IV/2014", [Q4]),
        ("quý 4 năm 2014", [Q4]),
        ("QUÝ IV NĂM 2014", [Q4]),
        ("Q4-2014", [Q4]),
        ("Q.4/2014", [Q4]),
        ("T11/2014", [Period("monthly", "2014-11")]),
        ("Tháng 9 năm 2014", [Period("monthly", "2014-09")]),
        ("9 tháng đầu năm 2014", TO_SEPTEMBER),
        ("Luỹ kế đến hết quý III/2014", [Period("quarterly", "2014-Q3", cumulative=True)]),
        ("Năm 2014", [Period("annual", "2014")]),
        ("2014", [Period("annual", "2014")]),
        ("Quảng Ninh, ngày 26 tháng 11 năm 2014", []),
        ("Quảng Ninh, ngày …… tháng 11 năm 2014", []),
        ("Quý V/2014", []),
        ("Quý bốn năm 2014", [Q4]),
        ("Quý tư/2014", [Q4]),
        ("Quí IV/2014", [Q4]),
        ("T10-T12/2014", [Q4]),
        ("Từ tháng 10 đến tháng 12 năm 2014", [Q4]),
        ("3 tháng cuối năm 2014", [Q4]),
        ("T1-T9/2014", TO_SEPTEMBER),
        ("T8-T10/2014", []),
        ("6 tháng cuối năm 2014", []),
        ("Quý năm năm 2014", []),
        ("Tháng 13/2014", []),
    ],
)
def test_periods_as_people_write_them(text: str, periods: list[Period]) -> None:
    assert read(text) == periods


@pytest.mark.parametrize("title", ["QUÝ II VÀ LUỸ KẾ TỪ ĐẦU NĂM 2014", "QUÝ II, LŨY KẾ NĂM 2014"])
def test_the_year_behind_what_a_title_says_besides_is_the_quarters(title: str) -> None:
    assert [(period.frequency, period.code) for period in read(f"BÁO CÁO {title}")] == [("quarterly", "2014-Q2")]


@pytest.mark.parametrize(
    ("when", "period", "check"),
    [
        ("Q4-2014", "2014-Q4", None),
        (42004, "2014-Q4", None),  # Excel's serial of 31.12.2014
        ("9 tháng đầu năm 2014", "2014-Q3", "earlier_missing"),
        ("T11/2014", None, "wrong_frequency"),
        ("Năm 2014", None, "wrong_frequency"),
    ],
)
def test_a_period_beside_its_mark(
    home: Home, declared: Catalogue, write_book: Any, when: Any, period: str | None, check: str | None
) -> None:
    head = ["STT", "Chỉ tiêu", "ĐVT", "Thực hiện"]
    rows = postal([1, "Phát hành báo chí", "Tờ", 5], when=["Kỳ báo cáo:", when], head=head)
    write_book(home.inbox / "a.xlsx", rows)
    entry = take_in(home, declared)
    assert entry["period"] == period
    assert checks(entry) == ([("B3", check)] if check else [])


def quarter(when: str, new: Any, on_network: Any, head: str = "Phát triển mới") -> list[list[Any]]:
    rows = operator(["Hạ Long", "FTTH", new, on_network, 5])
    rows[1] = [f"Báo cáo kết quả hoạt động viễn thông, Internet {when}"]
    rows[2] = ["Địa bàn", "Dịch vụ", head, "Hiện có trên mạng", "Doanh thu trong kỳ (triệu đồng)"]
    return rows


def new_by_period(home: Home) -> dict[str, int]:
    query = "select period, value from core.observations where indicator = 'ftth_new'"
    with connected(home.warehouse, read_only=True) as connection:
        return {row["period"]: int(row["value"]) for row in records(connection, query)}


def test_nine_months_less_the_two_quarters_before_are_the_third(
    home: Home, declared: Catalogue, write_book: Any
) -> None:
    """900 since January less 300 and 250 leaves 350; the stock of 1000 is what it is."""
    write_book(home.inbox / "a.xlsx", quarter("quý I năm 2014", 300, 800))
    write_book(home.inbox / "b.xlsx", quarter("quý II năm 2014", 250, 900))
    write_book(home.inbox / "c.xlsx", quarter("9 tháng đầu năm 2014", 900, 1000))
    entry = take_in(home, declared)
    assert entry["file_name"] == "c.xlsx"
    assert new_by_period(home) == {"2014-Q1": 300, "2014-Q2": 250, "2014-Q3": 350}
    assert [(row["cell"], row["check_name"]) for row in entry["warnings"]] == [("C3", "subtracted")]
    with connected(home.warehouse, read_only=True) as connection:
        assert records(connection, "select cell, stated, before from core.cumulative") == [
            {"cell": "C4", "stated": 900, "before": 550}
        ]


def test_a_header_says_that_one_column_counts_since_january(home: Home, declared: Catalogue, write_book: Any) -> None:
    write_book(home.inbox / "a.xlsx", quarter("quý I năm 2014", 300, 800, "Phát triển mới (luỹ kế từ đầu năm)"))
    take_in(home, declared)
    write_book(home.inbox / "b.xlsx", quarter("quý II năm 2014", 420, 800, "Phát triển mới luỹ kế"))
    take_in(home, declared)
    assert new_by_period(home) == {"2014-Q1": 300, "2014-Q2": 120}


CUMULATIVE = "earlier_missing"


@pytest.mark.parametrize(
    ("head", "check"),
    [
        ("Luỹ kế từ đầu năm", CUMULATIVE),
        ("Luỹ kế", CUMULATIVE),
        ("Số thực hiện luỹ kế từ đầu năm đến hết quý", CUMULATIVE),
        ("Thực hiện 12 tháng", CUMULATIVE),
        ("Thực hiện (luỹ kế đến hết quý IV/2014)", CUMULATIVE),
        ("Thực hiện 6 tháng", "months_differ"),
        ("Thực hiện luỹ kế các năm", "no_form"),
    ],
)
def test_the_only_column_of_figures_says_that_it_counts_since_january(
    home: Home, declared: Catalogue, write_book: Any, head: str, check: str
) -> None:
    rows = postal(["Phát hành báo chí", "Tờ", 5], head=["Chỉ tiêu", "ĐVT", head])
    write_book(home.inbox / "a.xlsx", rows)
    _, judged = read_in(home, declared)
    assert told(judged.rejections) == [("A5" if check == "no_form" else "C5", check)]
    assert check != "no_form" or "(luỹ kế từ đầu năm)" in judged.rejections["message_vi"][0]


def test_a_header_since_january_states_its_unit_as_well(home: Home, declared: Catalogue, write_book: Any) -> None:
    rows = quarter("quý I năm 2014", 300, 800, "Thuê bao phát triển mới luỹ kế từ đầu năm (nghìn TB)")
    rows[2][4] = "Doanh thu (triệu đồng, luỹ kế từ đầu năm)"
    write_book(home.inbox / "a.xlsx", rows)
    _, judged = read_in(home, declared)
    row = judged.rows["operator_quarterly"].row(0, named=True)
    assert (row["new_subscribers"], row["revenue"]) == (300_000, 5_000_000)


def test_a_negative_flow_is_rejected_at_its_cell(home: Home, declared: Catalogue, write_book: Any) -> None:
    write_book(home.inbox / "a.xlsx", quarter("quý I năm 2014", 300, 800))
    take_in(home, declared)
    write_book(home.inbox / "b.xlsx", quarter("6 tháng đầu năm 2014", 299, 800))
    entry = take_in(home, declared)
    assert checks(entry) == [("C4", "negative_flow")]
    assert "300" in entry["rejections"][0]["message_vi"]
    assert new_by_period(home) == {"2014-Q1": 300}


def test_without_the_earlier_quarters_nothing_is_taken_off(home: Home, declared: Catalogue, write_book: Any) -> None:
    write_book(home.inbox / "a.xlsx", quarter("quý I năm 2014", 300, 800))
    take_in(home, declared)
    write_book(home.inbox / "b.xlsx", quarter("9 tháng đầu năm 2014", 900, 800))
    entry = take_in(home, declared)
    assert checks(entry) == [("A2", "earlier_missing")]
    assert "Quý II/2014" in entry["rejections"][0]["message_vi"]
    assert entry["rows_rejected"] == 1


def test_both_columns_and_the_period_counts(home: Home, declared: Catalogue, write_book: Any) -> None:
    head = ["Chỉ tiêu", "ĐVT", "Thực hiện", "Thực hiện luỹ kế từ đầu năm"]
    write_book(home.inbox / "a.xlsx", postal(["Phát hành báo chí", "Tờ", 5, 50], head=head))
    entry = take_in(home, declared)
    assert entry["values"]["press_copies"] == (5, "C6")
    assert [(row["cell"], row["check_name"]) for row in entry["warnings"]] == [("D5", "cumulative_unchecked")]


GROUPS = [
    ["Địa bàn", "Dịch vụ", "Thuê bao phát triển mới", "", "Hiện có trên mạng", "Doanh thu (triệu đồng)", ""],
    ["", "", "Trong quý", "Luỹ kế từ đầu năm", "", "Trong quý", "Luỹ kế từ đầu năm"],
]
SINCE_FIRST = [
    ["Địa bàn", "Dịch vụ", "Luỹ kế từ đầu năm", "", "Trong quý", "", ""],
    ["", "", "Phát triển mới", "Doanh thu", "Phát triển mới", "Hiện có trên mạng", "Doanh thu (triệu đồng)"],
]
QUARTER_NAMED = [GROUPS[0], ["", "", "Luỹ kế từ đầu năm", "Quý III", "", "Luỹ kế từ đầu năm", "Quý III/2014"]]
ONE_ROW = [
    ["Địa bàn", "Dịch vụ", "Thuê bao phát triển mới trong quý", "Luỹ kế thuê bao phát triển mới từ đầu năm"]
    + ["Hiện có trên mạng", "Doanh thu trong quý (triệu đồng)", "Doanh thu luỹ kế từ đầu năm (triệu đồng)"],
]


@pytest.mark.parametrize(
    ("head", "merged", "own", "since"),
    [
        (GROUPS, ((0, 2, 0, 3), (0, 5, 0, 6)), (2, 5), (3, 6)),
        (GROUPS, (), (2, 5), (3, 6)),
        (SINCE_FIRST, ((0, 2, 0, 3), (0, 4, 0, 6)), (4, 6), (2, 3)),
        (ONE_ROW, (), (2, 5), (3, 6)),
        (QUARTER_NAMED, ((0, 2, 0, 3), (0, 5, 0, 6)), (3, 6), (2, 5)),
        (QUARTER_NAMED, (), (3, 6), (2, 5)),
    ],
)
def test_the_quarters_own_column_is_found_beside_one_since_january(
    declared: Catalogue, head: list[Any], merged: Any, own: tuple[int, int], since: tuple[int, int]
) -> None:
    grid = Grid("S", 0, 0, [*head, ["Hạ Long", "FTTH", 1, 2, 3, 4, 5]], merged)
    (table,) = cast(list[Table], find(grid, declared.forms["operator_quarterly"], [0], lexicon(declared), declared))
    assert (table.columns["new_subscribers"], table.columns["revenue"]) == own
    assert {name: column for name, (_, column) in table.beside.items()} == dict(
        zip(("new_subscribers", "revenue"), since, strict=True)
    )
    assert (table.unknown, table.cumulative, table.units["revenue"]) == ((), frozenset(), "million_dong")


def test_a_column_of_another_quarter_is_not_that_of_the_return(
    home: Home, declared: Catalogue, write_book: Any
) -> None:
    write_book(home.inbox / "a.xlsx", quarter("quý II năm 2014", 300, 800, "Phát triển mới quý I"))
    assert checks(take_in(home, declared)) == [("C3", "ambiguous_period")]
    write_book(home.inbox / "b.xlsx", quarter("quý I năm 2014", 300, 800, "Phát triển mới quý I/2014"))
    assert checks(take_in(home, declared)) == []
    # Written as titles may write it.
    write_book(home.inbox / "c.xlsx", quarter("quý II năm 2014", 310, 800, "Phát triển mới quí một"))
    assert checks(take_in(home, declared)) == [("C3", "ambiguous_period")]


def test_a_figure_since_january_checks_the_quarters_own(home: Home, declared: Catalogue, write_book: Any) -> None:
    """250 + 310 = 560, and 610 is said; 5 + 950 = 955, as said. Without the first quarter nothing is compared."""
    titles = [["VNPT QUẢNG NINH"], ["Báo cáo kết quả hoạt động viễn thông, Internet quý II năm 2014"]]
    rows = [*titles, *ONE_ROW, ["Hạ Long", "FTTH", 310, 610, 800, 950, 955]]
    write_book(home.inbox / "b.xlsx", rows)
    entry = take_in(home, declared)
    assert [(w["cell"], w["check_name"]) for w in entry["warnings"]] == [
        ("D3", "cumulative_unchecked"),
        ("G3", "cumulative_unchecked"),
    ]
    assert new_by_period(home) == {"2014-Q2": 310}
    write_book(home.inbox / "a.xlsx", quarter("quý I năm 2014", 250, 700))
    write_book(home.inbox / "c.xlsx", [*rows, ["Cẩm Phả", "FTTH", 1, 1, 2, 3, 3]])
    entry = take_in(home, declared)
    assert new_by_period(home)["2014-Q1"] == 250
    (told,) = [w for w in entry["warnings"] if w["check_name"] == "cumulative_differs"]
    assert (told["cell"], told["value"]) == ("D4", "610")
    assert all(number in told["message_vi"] for number in ("250", "310", "560"))


@pytest.mark.parametrize(
    ("line", "heads", "found"),
    [
        ("Quý II/2014 và luỹ kế từ đầu năm 2014", ("Phát triển mới", "Doanh thu"), ["C5", "E5"]),
        ("Quý II và 6 tháng đầu năm 2014", ("Phát triển mới", "Doanh thu"), ["C5", "E5"]),
        ("Quý II/2014 và luỹ kế năm 2014", ("Phát triển mới trong quý", "Doanh thu luỹ kế"), []),
        ("Quý II/2014 (luỹ kế từ đầu năm)", ("Phát triển mới", "Doanh thu"), []),
        ("Quý I/2014 và luỹ kế năm 2014", ("Phát triển mới", "Doanh thu"), []),
    ],
)
def test_a_line_that_names_the_quarter_and_the_year_so_far_decides_nothing(
    home: Home, declared: Catalogue, write_book: Any, line: str, heads: tuple[str, str], found: list[str]
) -> None:
    """420 of the quarter, or 420 - 300 = 120; of the first quarter both are one."""
    write_book(home.inbox / "a.xlsx", quarter("quý I năm 2014", 300, 800))
    take_in(home, declared)
    head = ["Địa bàn", "Dịch vụ", heads[0], "Hiện có trên mạng", f"{heads[1]} (triệu đồng)"]
    title = [["VNPT QUẢNG NINH"], ["Báo cáo kết quả hoạt động viễn thông"], [f"Kỳ báo cáo: {line}"]]
    write_book(home.inbox / "b.xlsx", [*title, head, ["Hạ Long", "FTTH", 420, 800, 9]])
    entry = take_in(home, declared)
    assert checks(entry) == [(cell, "cumulative_unclear") for cell in found]
    if found:
        assert (entry["status"], new_by_period(home)) == ("rejected", {"2014-Q1": 300})
        assert "(420)" in entry["rejections"][0]["message_vi"]
        assert "420 − 300 = 120" in entry["rejections"][0]["message_vi"]


@pytest.mark.parametrize("rows", [[], [[], ["Chỉ tiêu", "ĐVT", "Thực hiện"]]])
def test_a_nil_return_is_in_and_holds_nothing(home: Home, declared: Catalogue, write_book: Any, rows: Any) -> None:
    write_book(
        home.inbox / "a.xlsx",
        [
            ["Báo cáo kết quả hoạt động bưu chính"],
            ["Đơn vị báo cáo: Bưu điện thành phố Hạ Long"],
            ["Kỳ báo cáo: Quý IV/2014"],
            *rows,
            ["Không phát sinh trong kỳ."],
        ],
    )
    entry = take_in(home, declared)
    assert (entry["status"], entry["period"], entry["rejections"]) == ("nil", "2014-Q4", [])
    with connected(home.warehouse, read_only=True) as connection:
        assert len(records(connection, "from core.returns where period = '2014-Q4'")) == 1


def test_a_nil_return_names_its_form(home: Home, declared: Catalogue, write_book: Any) -> None:
    """Who owes one return need not name it; of whom several are due is told how a nil return is said."""
    post, office = (f"Đơn vị báo cáo: {name}" for name in ("Bưu điện thành phố Hạ Long", "Phòng Kế hoạch - Tài chính"))
    write_book(home.inbox / "a.xlsx", [[post], ["Không phát sinh"]])
    assert told(read_in(home, declared)[1].rejections) == [(None, "no_period")]
    write_book(home.inbox / "b.xlsx", [[office], ["Không phát sinh trong năm 2014"]])
    found = read_in(home, declared)[1].rejections
    assert told(found) == [(None, "no_form")]
    assert "chỉ ghi “Không phát sinh”" in found["message_vi"][0]


@pytest.mark.parametrize(
    ("sentence", "nil"),
    [
        ("Trong quý IV/2014 đơn vị không phát sinh sản lượng và doanh thu.", True),
        ("Bưu điện TP Hạ Long xin báo cáo: trong quý IV/2014 không phát sinh hoạt động bưu chính, chuyển phát.", True),
        ("Trong quý IV/2014 đơn vị không phát sinh khiếu nại.", False),
        ("Sản lượng bưu phẩm: không phát sinh.", False),
    ],
)
def test_a_sentence_says_that_there_was_nothing(
    home: Home, declared: Catalogue, write_book: Any, sentence: str, nil: bool
) -> None:
    who = ["Bưu điện thành phố Hạ Long"]
    write_book(home.inbox / "a.xlsx", [["Kính gửi: Sở Thông tin và Truyền thông"], who, [sentence]])
    reading, judged = read_in(home, declared)
    assert (reading.nil, judged.ledger["outcome"][0]) == ((True, "nil") if nil else (False, "rejected"))
    assert (reading.form, reading.period) == (("postal_quarterly", "2014-Q4") if nil else (None, None))


def test_a_nil_return_of_nobody_is_refused(home: Home, declared: Catalogue, write_book: Any) -> None:
    """It has no table, so it has no rows to count."""
    rows = [["Báo cáo kết quả hoạt động bưu chính"], ["Kỳ báo cáo: Quý IV/2014"], ["Không phát sinh"]]
    write_book(home.inbox / "a.xlsx", rows)
    entry = take_in(home, declared)
    assert (entry["status"], [row["check_name"] for row in entry["rejections"]]) == ("rejected", ["no_submitter"])


def test_absences_are_told_apart_and_are_no_zeros(home: Home, declared: Catalogue, write_book: Any) -> None:
    rows = operator(
        ["Hạ Long", "FTTH", "-", 100, "1,5 tỷ"],
        ["Cẩm Phả", "FTTH", "không", "…", 1],
        ["Uông Bí", "FTTH", "không yêu cầu", 100, "không đáng kể"],
        ["Móng Cái", "FTTH", "không áp dụng", 100, None],
    )
    write_book(home.inbox / "a.xlsx", rows)
    entry = take_in(home, declared)
    assert checks(entry) == [("E7", "missing")]
    with connected(home.warehouse, read_only=True) as connection:
        found = records(connection, "select cell, value, absence from core.absences order by cell")
        new = records(connection, "select cell, value from core.observations where indicator = 'ftth_new' order by 1")
        revenue = records(connection, "select sum(revenue) as all from core.operator_quarterly")
    assert found == [
        {"cell": "C6", "value": "không yêu cầu", "absence": "not_requested"},
        {"cell": "D5", "value": "…", "absence": "no_data"},
        {"cell": "E6", "value": "không đáng kể", "absence": "negligible"},
    ]
    assert new == [{"cell": "C4", "value": 0}, {"cell": "C5", "value": 0}]
    assert revenue == [{"all": 1_501_000_000}]

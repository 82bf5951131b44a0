"""Totals prove how an ambiguous number is meant, and are checked themselves."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typed_returns import checks, operator, read_in, take_in
from typed_returns import told as found_at

from schemas.declarations import Catalogue
from schemas.home import Home
from sources.proving import _alike
from warehouse.reading import records
from warehouse.store import connected

# Appendix 2 as printed: what is new, and what is on the network, typed as text.
PRINTED = [
    ["Hạ Long", "Điện thoại cố định có dây", "2.169", "133,202", 0],
    ["Hạ Long", "Điện thoại cố định không dây", "1.984", "23,758", 0],
    ["Hạ Long", "Điện thoại di động trả sau", "29.672", "160,21", 0],
    ["Hạ Long", "Điện thoại di động trả trước", "651.134", "1.404.708", 0],
]
INTERNET = [
    ["Hạ Long", "Thuê bao internet băng thông rộng xDSL", "22.915", "106,621", 0],
    ["Hạ Long", "Thuê bao FTTH", "3.363", "11,872", 0],
]


def told(entry: dict[str, Any], check: str) -> list[tuple[str, str]]:
    return [(row["cell"], row["value"]) for row in entry["warnings"] if row["check_name"] == check]


def test_appendix_2_as_printed_is_proven_by_its_total(home: Home, declared: Catalogue, write_book: Any) -> None:
    total = ["Tổng cộng", None, "684.959", "1.721.878", 0]
    write_book(home.inbox / "a.xlsx", operator(*PRINTED, total))
    entry = take_in(home, declared)
    assert entry["status"] == "accepted"
    assert entry["values"]["fixed_wired_subscriptions"] == (133_202, "D4")
    assert entry["values"]["fixed_wireless_subscriptions"] == (23_758, "D5")
    assert entry["values"]["mobile_postpaid_subscriptions"] == (160_210, "D6")
    assert entry["values"]["mobile_prepaid_subscriptions"] == (1_404_708, "D7")
    assert told(entry, "number_proven") == [("D4", "133,202"), ("D5", "23,758"), ("D6", "160,21")]
    message = next(row["message_vi"] for row in entry["warnings"] if row["cell"] == "D6")
    assert "160.210" in message
    assert "D8: 1.721.878" in message


def test_each_block_is_proven_by_its_own_total(home: Home, declared: Catalogue, write_book: Any) -> None:
    """133.202 + 23.758 + 160.210 + 1.404.708 = 1.721.878; 106.621 + 11.872 = 118.493; in all 1.840.371."""
    rows = [
        *PRINTED,
        ["Cộng điện thoại", None, None, "1.721.878", None],
        *INTERNET,
        ["Cộng Internet", None, None, "118.493", None],
        ["Tổng cộng", None, None, "1.840.371", None],
    ]
    write_book(home.inbox / "a.xlsx", operator(*rows))
    entry = take_in(home, declared)
    assert entry["rows_rejected"] == 0
    assert entry["values"]["xdsl_subscriptions"] == (106_621, "D9")
    assert entry["values"]["ftth_subscriptions"] == (11_872, "D10")
    assert told(entry, "total_differs") == []


@pytest.mark.parametrize(
    ("total", "why"),
    [
        (None, "no total"),
        ("1.721.879", "a total that no reading reaches"),
        ("chưa tính", "a total that is no number"),
    ],
)
def test_without_a_proof_both_readings_are_told(
    home: Home, declared: Catalogue, write_book: Any, total: str | None, why: str
) -> None:
    write_book(home.inbox / "a.xlsx", operator(*PRINTED, ["Tổng cộng", None, None, total, None]))
    entry = take_in(home, declared)
    assert checks(entry) == [(cell, "ambiguous_number") for cell in ("D4", "D5", "D6")], why
    assert "133.202 hoặc 133,202" in entry["rejections"][0]["message_vi"]
    assert "160.210 hoặc 160,21" in entry["rejections"][2]["message_vi"]


def test_a_total_that_two_combinations_reach_proves_nothing(home: Home, declared: Catalogue, write_book: Any) -> None:
    """1.000 + 2 = 1.002 and 1 + 1.001 = 1.002: the texts `1,000`, `1,000` with 2.. cannot be told apart."""
    rows = [
        ["Hạ Long", "FTTH", 0, "1,000", 0],
        ["Cẩm Phả", "FTTH", 0, "1,000", 0],
        ["Tổng cộng", None, 0, 1001, 0],
    ]
    write_book(home.inbox / "a.xlsx", operator(*rows))
    assert checks(take_in(home, declared)) == [("D4", "ambiguous_number"), ("D5", "ambiguous_number")]


def test_an_ambiguous_total_proves_only_what_no_other_reading_of_it_allows(
    home: Home, declared: Catalogue, write_book: Any
) -> None:
    """`3,000` may be 3.000 or 3: with 1,500 twice both fit, with 2.999 beside `1,000` only one does."""
    rows = [
        ["Hạ Long", "FTTH", 0, "1,500", 0],
        ["Cẩm Phả", "FTTH", 0, "1,500", 0],
        ["Tổng cộng", None, 0, "3,000", 0],
    ]
    write_book(home.inbox / "a.xlsx", operator(*rows))
    assert len(checks(take_in(home, declared))) == 2


def test_a_total_first_a_subtotal_of_what_follows_and_a_wrong_one(
    home: Home, declared: Catalogue, write_book: Any
) -> None:
    rows = [
        ["Toàn tỉnh", None, 60, 600, 6],
        ["Hạ Long", "FTTH", 10, 100, 1],
        ["Hạ Long", "xDSL", 20, 200, 2],
        ["Cẩm Phả", "FTTH", 30, 300, 3],
    ]
    write_book(home.inbox / "a.xlsx", operator(*rows))
    assert take_in(home, declared)["warnings"] == []
    rows = [
        ["Hạ Long", "FTTH", 10, 100, 1],
        ["Hạ Long", "xDSL", 20, 200, 2],
        ["Cộng Hạ Long", None, 30, 301, 3],
        ["Cẩm Phả", "FTTH", 30, 300, 3],
        ["Cộng Cẩm Phả", None, 30, 300, 3],
        ["Tổng cộng", None, 60, 600, 6],
    ]
    write_book(home.inbox / "b.xlsx", operator(*rows))
    assert told(take_in(home, declared), "total_differs") == [("D6", "301")]


def test_a_proof_holds_for_a_csv_too(home: Home, declared: Catalogue) -> None:
    lines = [";".join(map(str, row)) for row in operator(*PRINTED, ["Tổng cộng", "", "684.959", "1.721.878", 0])]
    Path(home.inbox / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    entry = take_in(home, declared)
    assert entry["values"]["mobile_postpaid_subscriptions"] == (160_210, "D6")
    assert Decimal(133_202) + 23_758 + 160_210 + 1_404_708 == 1_721_878


@pytest.mark.parametrize(
    ("parts", "total", "read", "why"),
    [
        (["1,250", "3,400", "2,350"], "7.000", [1_250, 3_400, 2_350], "the total fits thousands alone"),
        (["1,500", "2,250", "1"], 3751, [1_500, 2_250, 1], "a typed total, a plain number beside"),
        (["1,250", "3,400", "2,350"], "7,000", ["1.25", "3.4", "2.35"], "the total fits what was read"),
        (["12,345", "3,250", "7"], "22,6", ["12.345", "3.25", "7"], "a total that was rounded, far from thousands"),
        (["1,250", "3,400", "2,350"], "7.100", None, "near to thousands, which it does not prove"),
        (["1,000", "1,000", "1"], 1002, None, "either of the two may be a thousand"),
    ],
)
def test_a_total_tells_thousands_from_decimals_where_both_can_be(
    home: Home, declared: Catalogue, write_book: Any, parts: list[str], total: Any, read: list[Any] | None, why: str
) -> None:
    """In million đồng, as text: 1,250 is 1,25 million unless the total says 1.250."""
    districts = ("Hạ Long", "Cẩm Phả", "Uông Bí")
    rows = [[district, "FTTH", 0, 1, part] for district, part in zip(districts, parts, strict=True)]
    write_book(home.inbox / "a.xlsx", operator(*rows, ["Tổng cộng", None, 0, 3, total]))
    entry = take_in(home, declared)
    soft = [f"E{row}" for row, part in enumerate(parts, start=4) if "," in part]
    with connected(home.warehouse, read_only=True) as connection:
        kept = records(connection, "select revenue from core.operator_quarterly order by row")
    if read is None:
        assert checks(entry) == [(cell, "ambiguous_number") for cell in soft], why
    else:
        assert [row["revenue"] for row in kept] == [Decimal(str(value)) * 10**6 for value in read], why
        thousands = [f"E{row}" for row, value in enumerate(read, start=4) if isinstance(value, int) and value > 1]
        assert [cell for cell, _ in told(entry, "number_proven")] == thousands, why


def test_so_many_texts_alike_are_proven_at_once() -> None:
    """30 texts of `1,250`: as thousands alone they come to 37.500, whatever else is tried."""
    texts = [Decimal("1250"), Decimal("1.25")]
    assert _alike([(texts[0], texts[1])] * 30, Decimal(37_500)) == [(texts[0],) * 30]
    assert _alike([(texts[0], texts[1])] * 30, Decimal(37_499)) == []


HEADED = [
    ["Thành phố Hạ Long", "", 3, 30, 3],
    ["", "FTTH", 1, 10, 1],
    ["", "xDSL", 2, 20, 2],
    ["Thị xã Quảng Yên", "", 7, 70, 7],
    ["", "FTTH", 3, 30, 3],
    ["", "xDSL", 4, 40, 4],
    ["Tổng số", "", 10, 100, 10],
]


def test_a_heading_states_the_sum_of_the_rows_below_it(home: Home, declared: Catalogue, write_book: Any) -> None:
    """1 + 2 = 3 in Hạ Long, 3 + 4 = 7 in Quảng Yên, 10 in all; then 31 in place of 10 + 20."""
    write_book(home.inbox / "a.xlsx", operator(*HEADED))
    _, judged = read_in(home, declared)
    rows = judged.rows["operator_quarterly"].select("district", "service", "new_subscribers").rows()
    assert rows == [("193", "ftth", 1), ("193", "xdsl", 2), ("206", "ftth", 3), ("206", "xdsl", 4)]
    assert (judged.rejections.height, judged.warnings.height, judged.ledger["rows_other"][0]) == (0, 0, 3)
    write_book(home.inbox / "b.xlsx", operator([*HEADED[0][:3], 31, 3], *HEADED[1:]))
    _, judged = read_in(home, declared)
    assert (judged.rejections.height, found_at(judged.warnings)) == (0, [("D4", "total_differs")])


def test_a_row_that_lacks_a_label_is_no_heading(home: Home, declared: Catalogue, write_book: Any) -> None:
    rows = [["Hạ Long", "", 3, 30, 3], ["Cẩm Phả", "FTTH", 1, 10, 1], ["Uông Bí", "", 2, 20, 2]]
    write_book(home.inbox / "a.xlsx", operator(*rows))
    assert found_at(read_in(home, declared)[1].rejections) == [("B4", "missing"), ("B6", "missing")]


def test_rows_below_a_heading_that_names_nothing_are_not_those_of_the_one_above(
    home: Home, declared: Catalogue, write_book: Any
) -> None:
    plain = [[name, service, *(figures if service else [None] * 3)] for name, service, *figures in HEADED[:6]]
    write_book(home.inbox / "a.xlsx", operator(*plain[:3], ["Huyện Móng Cáy"], *plain[4:]))
    _, judged = read_in(home, declared)
    assert judged.rows["operator_quarterly"].select("district", "new_subscribers").rows() == [("193", 1), ("193", 2)]
    assert set(found_at(judged.rejections)) == {("A7", "unknown_code")}
    assert set(judged.rejections["value"]) == {"Huyện Móng Cáy"}
    # With figures of its own, and where a row with a district of its own stands between.
    for name, row in (("b", ["Huyện Móng Cáy", "", 7, 70, 7]), ("c", ["Cẩm Phả", "ADSL", 7, 70, 7])):
        write_book(home.inbox / f"{name}.xlsx", operator(*plain[:3], row, *plain[4:]))
        _, judged = read_in(home, declared)
        assert {("A8", "missing"), ("A9", "missing")} <= set(found_at(judged.rejections))


def test_what_is_carried_to_the_next_page_adds_up_all_before_it(
    home: Home, declared: Catalogue, write_book: Any
) -> None:
    """1 + 2 = 3 on the first page, and 3 more on the second make 6; a page that says 4 is told."""
    first, last = [["Hạ Long", "FTTH", 1, 10, 1], ["Cẩm Phả", "FTTH", 2, 20, 2]], ["Vân Đồn", "FTTH", 3, 30, 3]
    for name, carried in (("a", 3), ("b", 4)):
        pages = [*first, ["Cộng mang sang", "", 3, 30, 3], [], ["Mang sang", "", carried, 30, 3], last]
        write_book(home.inbox / f"{name}.xlsx", operator(*pages, ["Tổng cộng", "", 6, 60, 6]))
        _, judged = read_in(home, declared)
        assert (judged.rejections.height, judged.ledger["rows_accepted"][0]) == (0, 3)
        assert found_at(judged.warnings) == ([] if carried == 3 else [("C8", "total_differs")])


def test_a_comma_and_a_dot_for_the_same_thing_are_told(home: Home, declared: Catalogue, write_book: Any) -> None:
    rows = [["Hạ Long", "FTTH", "1.001", 10, "3,003"], ["Cẩm Phả", "FTTH", "2.002", 20, "3.003"]]
    write_book(home.inbox / "a.xlsx", operator(*rows))
    _, judged = read_in(home, declared)
    assert (judged.rejections.height, found_at(judged.warnings)) == (0, [("E4", "mixed_separators")])
    assert "E5" in judged.warnings["message_vi"][0]

"""Lists of postal items: another layout of the quarterly return, Parquet or text, whose accepted rows are added up."""

import json
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from commands import solieu
from item_files import counts, kept, taken, told
from item_lists import HEADS, SUMS, TYPES, Row, added, item, parquet, sent, text

from pipelines import steps
from schemas.declarations import Catalogue
from schemas.home import Home
from warehouse.models import build_all
from warehouse.store import connected

Write = Callable[[Path, Sequence[Row]], Path]


def test_a_list_says_what_the_workbook_says(home: Home, declared: Catalogue, write_book: Any, tmp_path: Path) -> None:
    """Rows 0 to 39: press n + 1 copies of n = 0, 4, … 36: 190; mail of 1, 5, …: 200 kg; orders of 3, 7, …: 220.

    Ten parcels; the orders are of n * 1000 đồng each: 210 of them thousand; 40 rows of 500 đồng.
    """
    typed = [
        ["Báo cáo kết quả hoạt động bưu chính"],
        ["Đơn vị báo cáo: Bưu điện thành phố Hạ Long"],
        ["Kỳ báo cáo: Quý I/2014"],
        ["Chỉ tiêu", "ĐVT", "Thực hiện"],
        ["Sản lượng phát hành báo chí", "Tờ", 190],
        ["Bưu phẩm thường", "Kg", 200],
        ["Bưu kiện, bưu gửi, hàng gửi chuyển phát nhanh", "Cái", 10],
        ["Thư, điện chuyển tiền", "Cái, bức", 220],
        ["Số tiền chuyển", "Đồng", 210_000],
        ["Doanh thu", "Đồng", 20_000],
    ]
    rows = [item(n) for n in range(40)]
    first = sent(home, declared, write_book(tmp_path / "quý I.xlsx", typed))
    said = [row | {"rows": None} for row in added(home)]
    assert len(said) == 6
    for write, name, corrects in ((parquet, "gửi.dat", first), (text, "gửi.csv", None)):
        receipt = sent(home, declared, write(tmp_path / name, rows))
        assert (receipt["form"], receipt["submitter"], receipt["period"], receipt["status"]) == (
            *("postal_item_list", "post_ha_long", "2014-Q1", "accepted"),
        )
        assert counts(receipt) == (40, 40, 0, 0)
        assert corrects is None or receipt["corrects_no"] == corrects["receipt_no"]
        found = added(home)
        assert [row | {"rows": None} for row in found] == said
        assert {row["indicator"]: row["rows"] for row in found} == {
            **dict.fromkeys(("press_copies", "ordinary_mail", "parcels", "money_orders", "money_transferred"), 10),
            "post_revenue": 40,
        }
    cells = kept(home, "select distinct sheet, cell, column_name from core.observations where indicator = 'parcels'")
    assert cells == [{"sheet": "csv", "cell": "E[parcels]", "column_name": "quantity"}]
    statuses = kept(home, "select status from ops.submissions order by receipt_no")
    assert [row["status"] for row in statuses] == ["superseded", "superseded", "accepted"]
    check_rows_behind(home, declared, tmp_path, receipt["receipt_no"])


def check_rows_behind(home: Home, declared: Catalogue, tmp_path: Path, number: int) -> None:
    """The trace of a published figure names the receipt and how many rows it adds up; asked for, they come to it."""
    with connected(home.warehouse) as connection:
        build_all(connection, [2014], declared)
    assert steps.publish_years(home, declared, [2014])
    [sum_of] = json.loads(solieu(home, "trace", "money_orders", "--year", "2014", "--json"))["sums"]
    [told_of] = sum_of["returns"]
    [cell] = told_of["cells"]
    assert (cell["cell"], cell["rows_added"], cell["value"], told_of["receipt_no"]) == (
        "E[money_orders]",
        10,
        220,
        number,
    )
    lines = solieu(home, "trace", "appendix-1", "--row", "4", "--column", "actual", "--year", "2014")
    assert "E[money_orders]: 220 (cộng 10 dòng của cột)" in lines
    page = (steps.write_year(home, declared, 2014)[0].parent / "phu-luc-1-nguon.html").read_text(encoding="utf-8")
    assert "G[press]: 5.000 (cộng 10 dòng của cột)" in page
    # The list as text, and the Parquet file that it replaced: the same rows, each at its number in its file.
    for receipt, first in ((number, 2), (number - 1, 1)):
        target = tmp_path / f"{receipt}.parquet"
        asked = ("items", str(receipt), "--code", "money_orders", "--to", str(target), "--json")
        assert json.loads(solieu(home, *asked)) == {
            "rows_added": 10,
            "quantity": 220,
            "amount": 210_000,
            "revenue": 5_000,
        }
        found = duckdb.execute("select row, item_number, quantity from read_parquet(?)", [str(target)]).fetchall()
        assert found == [(n + first, item(n)[0], n + 1) for n in range(3, 40, 4)]
    solieu(home, "items", str(number), "--code", "xyz", code=2)


@pytest.mark.parametrize(("write", "sheet", "first"), [(parquet, "parquet", 1), (text, "csv", 2)])
def test_every_bad_row_is_rejected_at_its_place(
    home: Home, declared: Catalogue, tmp_path: Path, write: Write, sheet: str, first: int
) -> None:
    faults = [
        (item(100, _0=None), "A", "missing"),
        (item(101, _0="  "), "A", "missing"),
        (item(102, _1="post_cam_pha"), "B", "item_sender"),
        (item(103, _1="Bưu điện nào"), "B", "unknown_code"),
        (item(104, _2="2014-04"), "C", "item_period"),
        (item(105, _2="2014-13"), "C", "unknown_code"),
        (item(106, _3=None), "D", "missing"),
        (item(107, _3="Điện tín"), "D", "unknown_code"),
        (item(108, _4=0), "E", "below_minimum"),
        (item(109, _5=-7), "F", "below_minimum"),
        (item(110, _6=None), "G", "missing"),
        (item(111, _4=10**18), "E", "too_precise"),
        (item(2, _6=900), "A", "duplicate_row"),
    ]
    good = [item(n) for n in range(60)]
    rows = list(good)
    for number, (row, _, _) in enumerate(faults):
        rows.insert(3 * number + 1, row)
    receipt = sent(home, declared, write(tmp_path / f"gửi.{sheet}", rows))
    assert counts(receipt) == (73, 59, 14, 0)
    wanted = [
        (f"{letter}{rows.index(row) + first}", check, str(row["ABCDEFG".index(letter)] or "") if row else "")
        for row, letter, check in faults
    ]
    wanted = [
        (cell, check, "0" if check == "below_minimum" and cell[0] == "E" else value) for cell, check, value in wanted
    ]
    twin = (f"A{rows.index(good[2]) + first}", "duplicate_row", good[2][0])
    assert sorted(told(receipt)) == sorted([*wanted, twin])
    assert {each["sheet"] for each in receipt["rejections"]} == {sheet}
    # What the others come to, by arithmetic: row 2, a parcel, is out with the row that repeats it.
    left = [row for row in good if row != good[2]]
    found = {
        row["kind"]: (row["quantity"], int(row["amount"]), int(row["revenue"]), row["rows_added"])
        for row in kept(home, SUMS)
    }
    for kind, place in (("press", 0), ("ordinary_mail", 1), ("parcels", 2), ("money_orders", 3)):
        mine = [row for row in left if int(row[0][2:11]) % 4 == place]
        assert found[kind] == (
            *(sum(1 if r[4] is None else r[4] for r in mine), sum(r[5] or 0 for r in mine), 500 * len(mine), len(mine)),
        )
    # A row that says what it is of costs that alone; the one without a kind may be of any.
    assert "item_period" in {each["check_name"] for each in receipt["rejections"]}


_TYPED = [
    (4, "double", 1.5, "item_types"),
    (6, "float", 1, "item_types"),
    (6, "decimal(10, 2)", 1, "item_types"),
    (3, "boolean", True, "item_types"),
    (2, "timestamp", "2014-01-05 10:00:00", "item_types"),
    (0, "date", date(2014, 1, 5), "item_types"),
    (2, "date", date(2014, 1, 5), None),
    (2, "integer", 201401, None),
    (0, "bigint", 1234567890123, None),
    (5, "decimal(20, 0)", 7, None),
    (6, "varchar", "500", None),
    (6, "ubigint", 500, None),
]


def test_figures_are_whole_numbers_and_the_rest_is_text(home: Home, declared: Catalogue, tmp_path: Path) -> None:
    for number, (place, kind, value, check) in enumerate(_TYPED):
        types = [kind if n == place else each for n, each in enumerate(TYPES)]
        row = item(3, **{f"_{place}": value})
        receipt = sent(home, declared, parquet(tmp_path / f"{number}.parquet", [row], types))
        assert [each["check_name"] for each in receipt["rejections"]] == ([check] if check else []), kind
        assert receipt["status"] == ("rejected" if check else "accepted")
        if check:
            assert f"“{HEADS[place]}” ({kind.upper().replace(' ', '')})" in receipt["rejections"][0]["message_vi"]


def test_what_cannot_be_read_is_refused_in_plain_words(home: Home, declared: Catalogue, tmp_path: Path) -> None:
    whole = parquet(tmp_path / "gửi.parquet", [item(n) for n in range(3000)]).read_bytes()
    with duckdb.connect() as connection:
        connection.execute("pragma add_parquet_key('k', '0123456789112345'); set force_mbedtls_unsafe = 'true'")
        source, locked = tmp_path / "gửi.parquet", tmp_path / "locked.parquet"
        connection.execute(
            f"copy (from '{source}') to '{locked}' (format parquet, encryption_config {{footer_key: 'k'}})"
        )
    broken = bytearray(whole)
    broken[200:1200] = bytes(1000)
    large = [item(n, _3="press", _4=6 * 10**17) for n in (0, 4)]
    files: dict[str, bytes | Path] = {
        "parquet_encrypted": locked,
        "parquet_columns": parquet(tmp_path / "two.parquet", [("a", "b")], TYPES[:2], HEADS[:2]),
        "no_rows": parquet(tmp_path / "none.parquet", []),
        "item_sums": parquet(tmp_path / "large.parquet", large),
        "item_periods": parquet(tmp_path / "both.parquet", [item(0), item(3, _2="2014-05")]),
        "item_senders": parquet(tmp_path / "two offices.parquet", [item(0), item(3, _1="post_cam_pha")]),
        "item_text": parquet(tmp_path / "controls.parquet", [item(0), item(3, _3="a\x1fb")]),
    }
    for check, file in files.items():
        receipt = taken(home, declared, file.read_bytes() if isinstance(file, Path) else file, f"{check}.parquet")
        assert ([each["check_name"] for each in receipt["rejections"]], receipt["status"]) == ([check], "rejected")
    for number, bad in enumerate(
        (whole[:-500], whole[: len(whole) // 2], bytes(broken), b"PAR1" + bytes(50) + b"PAR1")
    ):
        receipt = taken(home, declared, bad, f"damaged {number}.parquet")
        assert [each["check_name"] for each in receipt["rejections"]] == ["parquet_damaged"]
    assert not added(home)

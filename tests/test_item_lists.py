"""Lists of postal items: another layout of the quarterly return, Parquet or text, whose accepted rows are added up."""

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from item_files import counts, kept, taken, told
from item_lists import HEADS, TYPES, Row, added, item, parquet, text

from pipelines import items, steps
from pipelines.backing_up import back_up
from pipelines.restoring import restore
from pipelines.trying import dry_run
from schemas.consistency import problems
from schemas.declarations import Catalogue
from schemas.home import Home

Write = Callable[[Path, Sequence[Row]], Path]
SUMS = "select * exclude (submission_id, sheet, row) from core.postal_item_list order by all"


def sent(home: Home, declared: Catalogue, file: Path) -> dict[str, Any]:
    """Take a file in under its own name; its receipt."""
    return taken(home, declared, file.read_bytes(), file.name)


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


_CELL = {
    0: st.sampled_from(["RR000000001VN", "RR000000002VN", "", None]),
    1: st.sampled_from(["post_ha_long", "Bưu điện TP Hạ Long", "post_cam_pha", "?"]),
    2: st.sampled_from(["2014-02", "03/2014", "2014-07", "2014-13"]),
    3: st.sampled_from(["press", " EMS ", "thư thường", "telegram", ""]),
    4: st.one_of(st.none(), st.integers(-1, 5)),
    5: st.one_of(st.none(), st.integers(-1, 10**17)),
    6: st.one_of(st.none(), st.integers(-1, 2**31 - 1)),
}
_CHANGES = st.lists(
    st.tuples(st.integers(0, 11), st.integers(0, 6)).flatmap(lambda at: st.tuples(st.just(at), _CELL[at[1]])),
    max_size=5,
)


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=_CHANGES)
def test_both_ways_of_reading_agree(home: Home, declared: Catalogue, tmp_path: Path, changes: list[Any]) -> None:
    """Of any list: every row accepted or rejected, the same ones in both dresses, and the accepted ones added up."""
    rows = [list(item(n)) for n in range(12)]
    for (row, column), value in changes:
        rows[row][column] = value
    found = {}
    for write, first in ((parquet, 1), (text, 2)):
        name = f"{os.urandom(8).hex()}.{write.__name__}"
        receipt = sent(home, declared, write(tmp_path / name, [tuple(row) for row in rows]))
        if receipt["status"] == "duplicate":
            return  # Hypothesis tries the same file twice.
        places = {(cell[0], int(cell[1:]) - first, check) for cell, check, _ in told(receipt)}
        read, accepted, rejected, _ = counts(receipt)
        assert (read, rejected) == (12, len({row for _, row, _ in places}))
        mine = kept(home, SUMS.replace("order", f"where submission_id = '{receipt['submission_id']}' order"))
        left = [row for n, row in enumerate(rows) if n not in {place for _, place, _ in places}]
        assert sum(row["rows_added"] for row in mine) == accepted == len(left)
        assert sum(row["quantity"] for row in mine) == sum(1 if row[4] is None else row[4] for row in left)
        assert sum(int(row["amount"]) for row in mine) == sum(row[5] or 0 for row in left)
        assert sum(int(row["revenue"]) for row in mine) == sum(row[6] for row in left)
        found[write] = (places, mine, receipt["period"], receipt["submitter"])
    assert found[parquet] == found[text]


def test_a_load_cut_short_a_trial_and_a_restore(
    home: Home, declared: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    file = parquet(tmp_path / "gửi.parquet", [*(item(n) for n in range(9)), item(9, _6=-1)])
    [tried] = dry_run(home, declared, [file], patience=60).receipts
    assert (counts(tried), told(tried)) == ((10, 9, 1, 0), [("G10", "below_minimum", "-1")])
    with monkeypatch.context() as patched:
        patched.setattr(items, "load", cut)
        with pytest.raises(KeyboardInterrupt):
            sent(home, declared, file)
    assert not kept(home, "from core.postal_item_list") + kept(home, "from ops.receipts")
    assert steps.take_in(home, declared).received == {"accepted_with_rejections": 1}
    before = kept(home, "from core.postal_item_list order by row")
    assert [row["rows_added"] for row in before] == [2, 2, 2, 3]  # Orders, mail, parcels, press.
    back_up(home, tmp_path / "backup", declared)
    restored = restore(Home(tmp_path / "restored"), tmp_path / "backup", declared)
    assert (restored.receipts, restored.otherwise) == (1, [])
    assert kept(Home(tmp_path / "restored"), "from core.postal_item_list order by row") == before


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"layout_of": "register"}, "its senders and frequency must be those of 'register'"),
        ({"layout_of": "postal"}, "'postal' is no form that it could be a layout of"),
    ],
)
def test_a_list_is_a_layout_of_a_return_that_is_owed(declared: Catalogue, changed: dict[str, Any], said: str) -> None:
    form = declared.items["postal_item_list"]
    wrong = replace(declared, items={**declared.items, form.code: form.model_copy(update=changed)})
    assert any(said in problem for problem in problems(wrong))


@pytest.mark.parametrize(
    ("column", "changed", "said"),
    [
        ("quantity", {"default": 0}, "what a blank cell says (0)"),
        ("kind", {"role": "note"}, "are not added up by 'kind'"),
        ("office", {"list": "postal_kinds"}, "or a column does, with the list 'post_office'"),
    ],
)
def test_what_cannot_be_added_up_is_refused(
    declared: Catalogue, column: str, changed: dict[str, Any], said: str
) -> None:
    form = declared.items["postal_item_list"]
    columns = tuple(each.model_copy(update=changed) if each.name == column else each for each in form.columns)
    changed_form = form.model_copy(update={"columns": columns})
    wrong = replace(declared, items={**declared.items, form.code: changed_form})
    assert any(said in problem for problem in problems(wrong))

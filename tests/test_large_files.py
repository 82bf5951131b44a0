"""Files of item-level returns: what is recognised, refused, superseded, and what a crash or a restore leaves."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from item_files import GOOD, HEADER, PLAIN, as_csv, but, counts, kept, rows, taken, told

from pipelines import items, steps
from pipelines.backing_up import back_up
from pipelines.restoring import restore
from pipelines.trying import dry_run
from schemas.consistency_items import item_problems
from schemas.declarations import Catalogue
from schemas.home import Home
from warehouse.items import item_tables
from warehouse.store import connected


@pytest.mark.parametrize(
    ("delimiter", "newline", "mark", "end"),
    [(",", "\n", b"\xef\xbb\xbf", ""), (";", "\r\n", b"\xef\xbb\xbf", "\r\n"), ("\t", "\n", b"", "\n")],
)
def test_the_same_rows_in_any_dress(
    home: Home, declared: Catalogue, delimiter: str, newline: str, mark: bytes, end: str
) -> None:
    lines = [delimiter.join(row) for row in [HEADER, *rows(20), but(5, "x"), *rows(20, start=20)]]
    lines[0] = lines[0].replace("Xã, phường", "Xã")
    text = newline.join(lines) + end
    receipt = taken(home, declared, mark + text.encode())
    assert counts(receipt) == (41, 40, 1, 0)
    assert told(receipt) == [("F22", "not_a_number", "x")]


@pytest.mark.parametrize(
    ("content", "check"),
    [
        (as_csv([but(3, "2013-01"), but(3, "2014-01")]).encode(), "item_periods"),
        (as_csv(rows(3)).encode() + "vnpt_quang_ninh,193,Hà Tu,2014-05,ftth,1,2,3\n".encode("utf-16-le"), "item_text"),
        (as_csv(rows(3)).encode() + b"vnpt_quang_ninh,193,H\xe0 Tu,2014-05,ftth,1,2,3\n", "item_text"),
        (as_csv(rows(3)).encode() + b"vnpt_quang_ninh,193,H\x00 Tu,2014-05,ftth,1,2,3\n", "item_text"),
        (as_csv([]).encode(), "no_rows"),
        (as_csv([]).encode() + b"\n \n", "no_rows"),
    ],
)
def test_a_file_of_which_nothing_can_be_taken(home: Home, declared: Catalogue, content: bytes, check: str) -> None:
    receipt = taken(home, declared, content)
    assert receipt["status"] == "rejected"
    assert [each["check_name"] for each in receipt["rejections"]] == [check]
    assert kept(home, "select count(*) as n from items.operator_detail") == [{"n": 0}]


def test_a_correction_takes_the_place_of_what_it_corrects(home: Home, declared: Catalogue) -> None:
    first = taken(home, declared, as_csv([*rows(10), but(6, "?")]))
    second = taken(home, declared, as_csv([*rows(10), GOOD]), "chi tiết bản 2.csv")
    again = taken(home, declared, as_csv([*rows(10), GOOD]), "chi tiết bản 3.csv")
    assert (second["corrects_no"], again["status"]) == (first["receipt_no"], "duplicate")
    statuses = kept(home, "select status from ops.submissions order by receipt_no")
    assert [row["status"] for row in statuses] == ["superseded", "accepted", "duplicate"]
    found = kept(
        home,
        "select count(*) as n, sum(subscribers) as s from items.operator_detail"
        " semi join core.returns using (submission_id)",
    )
    assert found == [{"n": 11, "s": 11 * 345}]
    # Both loads stand, each with its own lines.
    lines = kept(
        home,
        "select min(row) as first, max(row) as last, count(*) as n from items.operator_detail"
        " group by submission_id order by n",
    )
    assert lines == [{"first": 2, "last": 11, "n": 10}, {"first": 2, "last": 12, "n": 11}]


def test_a_load_cut_short_leaves_nothing_and_the_next_run_repeats_it(
    home: Home, declared: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(items, "load", cut)
        with pytest.raises(KeyboardInterrupt):
            taken(home, declared, as_csv(rows(3000)))
    for table in ("ops.receipts", "items.loads", "items.codes", "items.operator_detail_lines"):
        assert kept(home, f"select count(*) as n from {table}") == [{"n": 0}]
    assert steps.take_in(home, declared).received == {"accepted": 1}
    assert kept(home, "select min(row) as a, max(row) as b from items.operator_detail") == [{"a": 2, "b": 3001}]


def test_the_answer_adds_up_and_the_original_is_kept(home: Home, declared: Catalogue) -> None:
    content = as_csv([*rows(100), but(5, "x")])
    receipt = taken(home, declared, content)
    answer = Path(receipt["answer"]).with_suffix(".txt").read_text(encoding="utf-8")
    assert "F102" in answer
    assert "34.500" in answer  # 100 rows of 345 on the network.
    [name] = [row["submission_id"] for row in kept(home, "select submission_id from ops.receipts")]
    assert (home.archive / name[:2] / name).read_bytes() == content.encode()
    # What an earlier release kept and did not add up is added up when its warehouse is brought up to date.
    sums = kept(home, "from core.operator_detail")
    assert [(row["rows_added"], row["subscribers"]) for row in sums] == [(100, 34500)]
    with connected(home.warehouse) as connection:
        connection.execute("delete from core.operator_detail")
        item_tables(connection, declared)
    assert kept(home, "from core.operator_detail") == sums


def test_a_file_of_another_form_is_none(home: Home, declared: Catalogue) -> None:
    receipt = taken(home, declared, PLAIN.replace("commune,", "") + "vnpt_quang_ninh,193,2014-03,ftth,1,2,3\n")
    assert receipt["form"] is None
    assert kept(home, "select count(*) as n from items.loads") == [{"n": 0}]


def test_places_are_those_of_the_loads(home: Home, declared: Catalogue) -> None:
    """What lines are told by: a load's rows lie one after the other, from where it begins. No limit of size holds."""
    small = replace(declared, limits=declared.limits.model_copy(update={"text_bytes": 1000}))
    for number in range(3):
        taken(home, small, as_csv(rows(1000 + number)), f"{number}.csv")
    with duckdb.connect(home.warehouse, read_only=True) as connection:
        found = connection.execute(
            "select load_no, min(rowid), count(*), max(rowid) from items.operator_detail_lines"
            " group by all order by all"
        ).fetchall()
    assert found == [(1, 0, 1000, 999), (2, 1000, 1001, 2000), (3, 2001, 1002, 3002)]


def test_a_trial_keeps_nothing_and_a_restore_reads_the_same(home: Home, declared: Catalogue, tmp_path: Path) -> None:
    for number, table in enumerate(([*rows(20), but(5, "x")], [*rows(7), but(7, "y")])):
        taken(home, declared, as_csv(table), f"{number}.csv")
    lines = (
        "select submission_id, row, commune, l.load_no, l.first_row from items.operator_detail"
        " inner join items.loads as l using (submission_id) order by all"
    )
    before = kept(home, lines)
    (tmp_path / "tried.csv").write_text(as_csv([*rows(3), but(5, "z")]), encoding="utf-8")
    [tried] = dry_run(home, declared, [tmp_path / "tried.csv"], patience=60).receipts
    assert (counts(tried), told(tried), tried["corrects_no"]) == ((4, 3, 1, 0), [("F5", "not_a_number", "z")], 2)
    assert kept(home, lines) == before
    back_up(home, tmp_path / "backup", declared)
    restored = restore(Home(tmp_path / "restored"), tmp_path / "backup", declared)
    assert (restored.receipts, restored.otherwise) == (2, [])
    assert kept(Home(tmp_path / "restored"), lines) == before
    assert len(before) == 20 + 7


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"submitter": "viettel_quang_ninh"}, "'viettel_quang_ninh' is none"),
        ({"key": ("revenue",)}, "its key names 'revenue'"),
        ({"submitter": None}, "or a column does"),
    ],
)
def test_a_declaration_that_cannot_be_read_is_refused(declared: Catalogue, changed: dict[str, Any], said: str) -> None:
    form = declared.items["operator_detail"]
    wrong = replace(declared, items={form.code: form.model_copy(update=changed)})
    [problem] = item_problems(wrong)
    assert said in problem
    assert "operator_detail" in problem


@pytest.mark.parametrize(
    ("column", "changed", "said"),
    [
        ("revenue", {"unit": "million_dong"}, "'million_dong'"),
        ("subscribers", {"min": None}, "whole `min`"),
        ("service", {"list": "services_2"}, "'services_2'"),
        ("commune", {"role": "breakdown"}, "'breakdown'"),
        ("commune", {"aliases": ("Tháng:",)}, "share the label 'tháng'"),
    ],
)
def test_a_column_that_cannot_be_read_is_refused(
    declared: Catalogue, column: str, changed: dict[str, Any], said: str
) -> None:
    form = declared.items["operator_detail"]
    columns = tuple(each.model_copy(update=changed) if each.name == column else each for each in form.columns)
    wrong = replace(declared, items={form.code: form.model_copy(update={"columns": columns})})
    [problem] = item_problems(wrong)
    assert said in problem

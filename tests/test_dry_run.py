"""A dry run announces what then happens, and leaves every byte under the home as it was."""

import json
import os
import shutil
import time
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from conftest import OF_A_FILE, empty, night
from test_corrections import postal, withdrawal
from typer.testing import CliRunner

from pipelines.taking_in import take_in_now
from pipelines.trying import Trial, dry_run
from schemas.declarations import Catalogue
from schemas.home import Home
from solieu import app
from warehouse.reading import Record, records
from warehouse.store import connected

MEASURES = ("plan", "actual", "percent_of_plan", "growth", "next_plan", "stock")
TOLD = [
    *("receipt_no", "submission_id", "file_name", "form", "submitter", "period", "status", "days_late"),
    *("rows_read", "rows_accepted", "rows_rejected", "rows_other", "rejections", "warnings"),
    *("corrects_no", "reason_code", "reason", "cells_changed", "rows_added", "rows_dropped", "original_no"),
]


def book(path: Path, rows: list[Any]) -> Path:
    with xlsxwriter.Workbook(str(path)) as workbook:
        page = workbook.add_worksheet("Biểu")
        for number, row in enumerate(rows):
            page.write_row(number, 0, list(row))
    return path


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, blank: Path, declared: Catalogue) -> Home:
    """300 copies and 250, published; revenue of 1,0 tỷ in the first quarter."""
    place = empty(tmp_path_factory.mktemp("base"), blank)
    book(place.inbox / "a.xlsx", postal(300, None, 1000))
    book(place.inbox / "b.xlsx", postal(250, period="II/2014"))
    night(place, declared)
    return place


@pytest.fixture
def home(base: Home, tmp_path: Path) -> Home:
    return Home(shutil.copytree(base.root, tmp_path / "home"))


def everything(home: Home) -> dict[str, tuple[int, bytes]]:
    """Each path under the home with its time of change, a file with its bytes."""
    found = sorted(home.root.rglob("*"))
    return {str(p): (p.stat().st_mtime_ns, p.read_bytes() if p.is_file() else b"") for p in [home.root, *found]}


def ask(home: Home, query: str) -> list[Record]:
    with connected(home.warehouse, read_only=True) as connection:
        return records(connection, query)


def figures(home: Home) -> dict[tuple[str, int, str], Decimal]:
    """(indicator, year, measure) -> figure."""
    rows = ask(home, "from kpi.indicator_year")
    return {(r["indicator"], r["year"], m): r[m] for r in rows for m in MEASURES if r[m] is not None}


def since_january(copies: int, period: str = "9 tháng đầu năm 2014") -> list[Any]:
    rows = postal(copies)
    rows[2], rows[4] = [f"Kỳ báo cáo: {period}"], ["Chỉ tiêu", "ĐVT", "Thực hiện"]
    return rows


def same_bytes(home: Home, path: Path) -> None:
    archived = ask(home, "select submission_id from ops.receipts where receipt_no = 1")[0]["submission_id"]
    shutil.copyfile(home.archive / archived[:2] / archived, path)


# What comes; (status, what it corrects, what counts now) of each; the year's copies after; cells that change.
CASES: dict[str, tuple[list[Any], list[tuple[str, Any, Any]], int, int]] = {
    # The revenue of 1,2 tỷ prints as 1, as before.
    "a correction": ([postal(340, None, 1200)], [("accepted", 1, 1)], 590, 2),
    # The growth of 2014 follows from 2013, which no appendix prints.
    "late first returns": (
        [postal(70, period="IV/2014"), postal(5, period="I/2013")],
        [("accepted", None, None), ("accepted", None, None)],
        620,
        2,
    ),
    "a rejected file": ([postal("nhiều")], [("rejected", None, 1)], 550, 0),
    "accepted in part": ([postal(310, "nhiều", 1000)], [("accepted_with_rejections", 1, 1)], 560, 1),
    "a duplicate": (["a.xlsx"], [("duplicate", None, 1)], 550, 0),
    "no change": ([[[], *postal(300, None, 1000)]], [("no_change", None, 1)], 550, 0),
    "a withdrawal": ([withdrawal()], [("withdrawal", None, 1)], 250, 2),
    "two files at once": (
        [postal(340, None, 1000), postal(360, None, 1000)],
        [("superseded", 1, 1), ("accepted", 3, 1)],
        610,
        1,
    ),
    "since the beginning of the year": ([since_january(900)], [("accepted", None, None)], 900, 1),
    # The later counts, whichever is read first: 300 + 250 + 351.
    "the quarter after the year so far": (
        [since_january(900), postal(351, period="III/2014")],
        [("superseded", None, None), ("accepted", 3, None)],
        901,
        1,
    ),
    # 900 - (700 + 250) is below zero: it is judged by the first quarter that came after it.
    "below what comes with it": (
        [since_january(900), postal(700, None, 1000)],
        [("rejected", None, None), ("accepted", 1, 1)],
        950,
        1,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_announced_then_happens(home: Home, declared: Catalogue, tmp_path: Path, case: str) -> None:
    contents, outcomes, copies, cells = CASES[case]
    files = [tmp_path / f"{number} {case}.xlsx" for number in range(len(contents))]
    for file, content in zip(files, contents, strict=True):
        same_bytes(home, file) if isinstance(content, str) else book(file, content)
    before, published_before = everything(home), figures(home)
    told = dry_run(home, declared, files, 5)
    assert everything(home) == before
    assert [(r["status"], r["corrects_no"], r["counted_no"]) for r in told.receipts] == outcomes
    assert all(each["before"] != each["after"] for each in told.sentences)

    real = take_in_now(home, declared, files, 5)
    night(home, declared)
    assert [[r[name] for name in TOLD] for r in told.receipts] == [[r[name] for name in TOLD] for r in real]
    now = figures(home)
    counting = ask(home, "select s.receipt_no from core.returns as r join ops.submissions as s using (submission_id)")
    assert {r["counts_no"] for r in told.receipts if r["counts_no"]} <= {r["receipt_no"] for r in counting}
    assert now["press_copies", 2014, "actual"] == copies
    changed = {
        key: (published_before.get(key), now.get(key))
        for key in {*published_before, *now}
        if published_before.get(key) != now.get(key)
    }
    assert {(f["indicator"], f["year"], f["measure"]): (f["before"], f["after"]) for f in told.figures} == changed
    names = ("appendix", "row", "column_name", "year", "before", "after")
    real_cells = ask(
        home, f"select {', '.join(names)}, material from ops.figure_changes where publication_no = 2 and appendix <= 3"
    )
    held = [c for c in real_cells if (c["before"], c["after"]) != (None, None)]
    assert len(held) == cells
    mine = [c for c in told.cells if c["appendix"] in declared.appendices]
    assert sorted(tuple(c[n] for n in names) for c in mine) == sorted(tuple(c[n] for n in names) for c in held)
    # A cell that was blank is new to readers when there was no year, and moves a print else: both are told as material.
    seen = {tuple(c[n] for n in names[:4]): c["material"] for c in held if c["before"] is not None}
    assert {k: c["material"] for c in mine if (k := tuple(c[n] for n in names[:4])) in seen} == seen


def test_a_cell_names_the_file_that_changes_it(home: Home, declared: Catalogue, tmp_path: Path) -> None:
    """One file changes the copies of the first quarter, the other adds revenue of the third: 1,0 + 2,0 tỷ."""
    files = [book(tmp_path / "c.xlsx", postal(340, None, 1000))]
    files.append(book(tmp_path / "d.xlsx", postal(None, None, 2000, period="III/2014")))
    told = dry_run(home, declared, files, 5)
    named = [
        (c["appendix"], c["row"], c["before"], c["after"], [r["file_name"] for r in c["receipts"]]) for c in told.cells
    ]
    assert named[:2] == [(1, 1, 550, 590, ["c.xlsx"]), (1, 6, 1, 3, ["d.xlsx"])]
    # So do the tables of the annex: the year, the office and the total of all.
    assert [each[0] for each in named[2:]] == [101, 101, 102, 102, 102, 102]


def test_an_archive_is_opened(home: Home, declared: Catalogue, tmp_path: Path) -> None:
    packed = tmp_path / "a.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(book(tmp_path / "c.xlsx", postal(340, None, 1000)), "c.xlsx")
    told = dry_run(home, declared, [packed], 5)
    assert [(r["file_name"], r["status"]) for r in told.receipts] == [
        ("a.zip", "unpacked"),
        ("a.zip/c.xlsx", "accepted"),
    ]


def test_the_first_file_of_all_and_a_home_that_is_not_there(declared: Catalogue, tmp_path: Path) -> None:
    home = Home(tmp_path / "none")
    told = dry_run(home, declared, [book(tmp_path / "a.xlsx", postal(300))], 5)
    assert not home.root.exists()
    assert {(c["before"], c["after"], c["material"]) for c in told.cells} == {(None, 300, True)}
    assert [c["appendix"] for c in told.cells] == [1, 101, 102, 102]


@OF_A_FILE
def test_a_warehouse_of_older_declarations_is_left_as_it_is(home: Home, declared: Catalogue, tmp_path: Path) -> None:
    with connected(home.warehouse) as connection:
        connection.execute("update ops.rules set version = 'older'")
        connection.execute("drop view core.cumulative_flows")
    before = everything(home)
    told = dry_run(home, declared, [book(tmp_path / "c.xlsx", postal(340, None, 1000))], 5)
    assert everything(home) == before
    assert {(c["before"], c["after"]) for c in told.cells if c["appendix"] <= 101} == {(550, 590)}


def test_the_command(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOLIEU_HOME", str(home.root))
    good = book(tmp_path / "c.xlsx", postal(340, None, 1000, period="I/2014"))
    os.utime(good, (time.time(), time.time()))
    before = everything(home)
    ran = CliRunner().invoke(app, ["receive", "--dry-run", "--json", str(good)])
    told = json.loads(ran.output)
    (cell,) = told["appendix_cells"]
    assert [each["appendix"] for each in told["annex_cells"]] == [101, 102, 102]
    assert (cell["printed_before"], cell["printed_after"], cell["material"]) == ("550", "590", True)
    assert [f["measure"] for f in told["figures"]] == ["actual"]
    (sentence,) = told["sentences"]
    assert (sentence["year"], sentence["code"]) == (2014, "press_copies")
    assert ("550 tờ" in sentence["before"], "590 tờ" in sentence["after"]) == (True, True)
    assert ran.exit_code == 1  # long overdue
    bad = book(tmp_path / "d.xlsx", postal("nhiều"))
    gone = book(tmp_path / "e.xlsx", withdrawal())
    shown = CliRunner().invoke(app, ["receive", "--dry-run", str(good), str(bad)]).output
    shown += CliRunner().invoke(app, ["receive", "--dry-run", str(gone)]).output
    assert everything(home) == before
    for words in (
        "Chạy thử",
        "1 câu của báo cáo thay đổi",
        "đạt 590 tờ, cuốn",
        "550",
        "590",
        "“nhiều”",
        "Báo cáo quý về hoạt động bưu chính, chuyển phát · Bưu điện huyện Hải Hà · Quý I/2014",
        "hiện nay “a.xlsx” (số nhận 1); nếu nhận: chính tệp này",
        "hiện nay “a.xlsx” (số nhận 1); nếu nhận: “c.xlsx” (số nhận 3)",
        "hiện nay “a.xlsx” (số nhận 1); nếu nhận: không tệp nào",
        "thay thế “a.xlsx”",
    ):
        assert words in " ".join(shown.split()), words


def test_the_trial_says_what_it_holds(home: Home, declared: Catalogue) -> None:
    assert dry_run(home, declared, [], 5) == Trial([], [], [])

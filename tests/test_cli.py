"""The command line as people and scripts use it."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from commands import PROGRAM, called, solieu
from conftest import night
from python_calamine import CalamineWorkbook
from test_night import REST, press

from pipelines.steps import take_in
from schemas.declarations import Catalogue
from schemas.home import Home


def test_a_first_hour(tmp_path: Path, declared: Catalogue, write_book: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty home, a good file, a night that was killed, files with a mistake: what each command says and returns."""
    monkeypatch.setenv("COLUMNS", "400")  # Else where a path is broken depends on how long this folder's name is.
    home = Home(tmp_path / "home")
    first = called(home, "nightly")  # The installed program runs below, where two nights take turns.
    assert (first.code, "Không có tệp mới" in first.out, first.err) == (0, True, "")
    assert "Không có tệp mới." in solieu(home, "digest")
    assert len(list(home.notices.glob("*-digest.html"))) == 1

    good = write_book(tmp_path / "Báo cáo quý I.xlsx", [*press(100), *REST])
    said = solieu(home, "receive", good, code=1)
    assert "được nhận" in said
    assert "000001 Báo cáo quý I - đã nhận.html" in said
    assert "trễ hạn" in said  # of 2014, and received today
    # A night that ended after its intake is told by the next. What was told is not told again.
    write_book(home.inbox / "hỏng.xlsx", press("x"))
    take_in(home, declared)
    said = solieu(home, "nightly", code=1)
    for told in ("Đã nhận 1 tệp", "1  bị từ chối", "C5", "trong đó 1 tệp do lần chạy trước nhận", "Đã công bố"):
        assert told in said
    # The other offices' returns are missing, which is a rule: something to see.
    assert "Quy tắc không đạt" in said
    assert "đã nhận.html" not in said
    assert "Không có tệp mới" in solieu(home, "nightly")
    rows = json.loads(solieu(home, "appendix", "1", "--year", "2014", "--format", "json"))
    assert rows[0]["actual"] == 100

    wrong = write_book(tmp_path / "sai.xlsx", press("một trăm"))
    (receipt,) = json.loads(solieu(home, "receive", wrong, "--json", code=1))
    assert (receipt["status"], receipt["rows_read"], receipt["rows_rejected"]) == ("rejected", 1, 1)
    assert Path(receipt["answer"]).name == "000003 sai - bị từ chối.xlsx"
    assert Path(receipt["answer"]).is_file()
    (finding,) = receipt["rejections"]
    assert (finding["cell"], finding["value"], finding["check_name"]) == ("C5", "một trăm", "not_a_number")
    assert "một trăm" in finding["message_vi"]

    state = json.loads(solieu(home, "status", "--json", code=1))
    assert state["submissions"] == {"accepted": 1, "rejected": 2}
    assert state["published"]["publication_no"] == 1
    assert {"form": "postal_quarterly", "submitter": "post_hai_ha", "period": "2014-Q2", "due_date": "2014-07-15"} in (
        state["missing"]
    )
    assert "một trăm" in solieu(home, "status", code=1)


def test_the_demo_twice(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    first = solieu(home, "demo")
    assert "Đã nhận 155 tệp" in first
    for shown in ("10.345.000", "1.404.708", "8.750.000", "PHỤ LỤC 3", "Huyện Quảng Ninh"):
        assert shown in first
    second = solieu(home, "demo")
    assert "Không có tệp mới" in second
    assert "1.404.708" in second


def test_appendices_in_every_format(demo_home: Home, tmp_path: Path) -> None:
    columns = [
        "year",
        "row",
        "label",
        "unit",
        "plan",
        "actual",
        "percent_of_plan",
        "stock",
        "next_plan",
        "incomplete",
        "maturity",
    ]
    rows = json.loads(solieu(demo_home, "appendix", "2", "--year", "2014", "--format", "json"))
    assert [list(row) for row in rows] == [columns] * 7
    assert (rows[3]["actual"], rows[3]["percent_of_plan"], rows[3]["stock"]) == (651_134, 162.7835, 1_404_708)

    table = list(csv.DictReader(io.StringIO(solieu(demo_home, "appendix", "2", "--year", "2014", "--format", "csv"))))
    assert list(table[0]) == columns
    assert table[3]["percent_of_plan"] == "162.7835"

    page = solieu(demo_home, "appendix", "2", "--year", "2014", "--format", "html")
    assert "1.404.708" in page
    assert "163%" in page
    assert "http://" not in page.replace("http://www.w3.org", "")

    book = tmp_path / "a.xlsx"
    environment = os.environ | {"SOLIEU_HOME": str(demo_home.root)}
    with book.open("wb") as file:
        command = [str(PROGRAM), "appendix", "3", "--year", "2014", "--format", "xlsx"]
        subprocess.run(command, env=environment, stdout=file, check=True)
    cells = [cell for row in CalamineWorkbook.from_path(str(book)).get_sheet_by_index(0).to_python() for cell in row]
    assert 8_750_000 in cells


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["appendix", "2", "--year", "1999"], "1999"),
        (["appendix", "9", "--year", "2014"], "Không có phụ lục 9"),
    ],
)
def test_what_is_not_there_is_said_in_a_line(demo_home: Home, arguments: list[str], said: str) -> None:
    run = called(demo_home, *arguments)
    assert (run.code, "Traceback" in run.err) == (2, False)
    assert said in run.err


def test_before_the_first_night_each_command_says_what_to_do(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    for arguments in (["status"], ["appendix", "1", "--year", "2014"]):
        run = called(home, *arguments)
        assert run.code == 2
        assert "solieu nightly" in run.err


def test_a_file_waits_in_the_inbox_while_another_holds_the_warehouse(home: Home, tmp_path: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from warehouse.store import connected\n"
        "with connected(Path(sys.argv[1])): print('held', flush=True); time.sleep(900)"
    )
    holder = subprocess.Popen([sys.executable, "-c", script, str(home.warehouse)], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    holder.stdout.readline()
    file = tmp_path / "a.csv"
    file.write_text("x")
    try:
        (receipt,) = json.loads(solieu(home, "receive", file, "--json"))
    finally:
        holder.kill()
        holder.communicate()
    assert receipt == {"file_name": "a.csv", "status": "waiting"}
    assert (home.inbox / "a.csv").read_text() == "x"


@pytest.fixture(scope="module")
def overview() -> str:
    return solieu(None, "--help")


@pytest.mark.parametrize(
    "command", ["demo", "nightly", "receive", "status", "resolve", "appendix", "ui", "export", "import"]
)
def test_every_command_teaches(command: str, overview: str) -> None:
    text = solieu(None, command, "--help")
    assert len(text) > 200
    assert command in overview


# pandas: DuckDB by itself would import it for the first parameter of a query.
HEAVY = "dagster great_expectations pandera pandas openpyxl xlsxwriter docx lxml matplotlib typst"


@pytest.mark.parametrize(("argument", "heavy"), [("--help", f"{HEAVY} polars duckdb"), ("status", HEAVY)])
def test_help_and_status_start_without_what_they_do_not_use(demo_home: Home, argument: str, heavy: str) -> None:
    script = (
        "import sys, solieu\n"
        "sys.argv = ['solieu', *sys.argv[1:]]\n"
        "try: solieu.main()\n"
        "except SystemExit: pass\n"
        "there = {name for name, module in sys.modules.items() if module}\n"
        f"assert not (found := {set(heavy.split())} & there), found\n"
    )
    environment = os.environ | {"SOLIEU_HOME": str(demo_home.root)}
    command = [sys.executable, "-c", script, argument]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_a_steward_settles_withdraws_and_undoes(
    home: Home, declared: Catalogue, tmp_path: Path, write_book: Any
) -> None:
    """A rejection leaves the list of `status`; a correction is withdrawn, told by the night, and put back."""
    write_book(home.inbox / "a.xlsx", press(100))
    night(home, declared)
    files = [write_book(tmp_path / "b.xlsx", press(130)), write_book(tmp_path / "c.xlsx", press("x"))]
    assert "thay thế “a.xlsx” (số nhận 1): 1 ô đổi" in solieu(home, "receive", *files, code=1)
    said = solieu(home, "nightly", code=1)
    assert "1 bản điều chỉnh" in said
    assert "1 số đã công bố ở phụ lục thay đổi, 1 quá mức làm tròn" in said
    assert len(json.loads(solieu(home, "status", "--json", code=1))["rejections"]) == 1
    solieu(home, "resolve", "3", "--cell", "C5", "--reason", "Đã gọi điện", "--by", "Hoa")
    assert json.loads(solieu(home, "status", "--json", code=1))["rejections"] == []
    solieu(home, "resolve", "--withdraw", "2", "--previous-counts", "--reason", "Gửi nhầm tệp")
    assert "130* 100*" in " ".join(solieu(home, "nightly", code=1).split())
    assert "nightly" in solieu(home, "resolve", "--undo", "2", "--reason", "Nhầm")
    listed = json.loads(solieu(home, "resolve", "--list", "--json"))
    assert [(row["decision_no"], row["kind"], row["in_force"]) for row in listed] == [
        (1, "settle", True),
        (2, "withdraw_correction", False),
        (3, "undo", False),
    ]
    assert (listed[0]["decided_by"], listed[0]["cell"], listed[1]["reason_code"]) == ("Hoa", "C5", "wrong_file")
    assert "1. " in solieu(home, "resolve", "--list")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "--list"),
        (["1"], "--reason"),
        (["1", "--undo", "2", "--reason", "x"], "một việc"),
        (["--withdraw", "1", "--cell", "D7", "--reason", "x"], "--cell"),
        (["1", "--sheet", "Biểu", "--reason", "x"], "--cell"),
        (["99999", "--reason", "x"], "không có số 99999"),
    ],
)
def test_a_decision_that_is_not_clear_is_refused(demo_home: Home, arguments: list[str], said: str) -> None:
    run = called(demo_home, "resolve", *arguments)
    assert (run.code, "Traceback" in run.err) == (2, False)
    assert said in run.err


def test_two_nights_at_once_take_turns(home: Home, write_book: Any) -> None:
    """The one that has something to see returns 1."""
    write_book(home.inbox / "a.xlsx", press("x"))
    environment = os.environ | {"SOLIEU_HOME": str(home.root)}
    nights = [
        subprocess.Popen(
            [PROGRAM, "nightly"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    said = [night.communicate() for night in nights]
    assert sorted(night.returncode for night in nights) == [0, 1]
    assert [error for _, error in said if "Lỗi" in error] == []
    assert sum("bị từ chối" in output for output, _ in said) == 1
    assert sum("Không có tệp mới" in output for output, _ in said) == 1


def test_a_home_that_cannot_be_is_told_in_a_line(tmp_path: Path) -> None:
    """Below a regular file nothing can be made: what cannot be written, and what to look at."""
    (tmp_path / "tệp").write_text("")
    for arguments in (["nightly"], ["template", "operator_quarterly", "--submitter", "vietnamobile", "--period"]):
        more = ["2014-Q4", "-o", str(tmp_path / "tệp" / "x.xlsx")] if arguments[0] == "template" else []
        run = called(Home(tmp_path / "tệp" / "home"), *arguments, *more)
        assert (run.code, "Traceback" in run.err) == (2, False)
        assert "Không đọc hoặc ghi được" in run.err
        assert "SOLIEU_HOME" in run.err


def test_a_moment_to_come_is_refused(tmp_path: Path) -> None:
    solieu(Home(tmp_path), "appendix", "1", "--year", "2014", "--as-of", "2999-01-01", code=2)

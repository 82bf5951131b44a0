"""The warehouse as it stood at a moment, and what has changed since."""

import json
import shutil
import sys
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl
import pytest
from conftest import empty, night
from test_carried import HEAD
from test_corrections import decide, withdrawal
from test_corrections import postal as hai_ha
from typed_returns import operator, postal
from typer.testing import CliRunner

from pipelines import steps
from pipelines.definitions import defs
from schemas.calendar import PROVINCE_TIME, moment_name, moment_of
from schemas.declarations import Catalogue
from schemas.home import Home
from solieu import app, main
from warehouse.differences import differences
from warehouse.overlay import as_of
from warehouse.reading import appendix_rows
from warehouse.store import connected

QUIET = {"console": {"config": {"log_level": "CRITICAL"}}}


def received(home: Home) -> list[datetime]:
    """When each receipt was taken in."""
    with connected(home.warehouse, read_only=True) as connection:
        return [at for (at,) in connection.execute("select ingested_at from ops.receipts order by 1").fetchall()]


def press(copies: int) -> list[Any]:
    return postal([1, "Phát hành báo chí", "Tờ", copies], [2, "Doanh thu", "Triệu đồng", 5])


@pytest.fixture(scope="module")
def two_nights(tmp_path_factory: pytest.TempPathFactory, blank: Path, declared: Catalogue, write_book: Any) -> Home:
    """1.200 copies, then 1.500."""
    home = empty(tmp_path_factory.mktemp("corrected") / "home", blank)
    for name, copies in (("a", 1200), ("b", 1500)):
        write_book(home.inbox / f"{name}.xlsx", press(copies))
        night(home, declared)
    return home


@pytest.fixture
def corrected(two_nights: Home, tmp_path: Path) -> Home:
    """A copy of it."""
    return Home(shutil.copytree(two_nights.root, tmp_path / "home"))


def copies_at(home: Home, declared: Catalogue, moment: datetime) -> list[Any]:
    with as_of(home.warehouse, moment, [2014], declared) as connection:
        return [row["actual"] for row in appendix_rows(connection, 1, 2014) if row["row"] == 1]


def test_an_appendix_as_of_a_moment(corrected: Home, declared: Catalogue) -> None:
    first, second = received(corrected)
    instant = timedelta(microseconds=1)
    assert copies_at(corrected, declared, first - instant) == []
    assert copies_at(corrected, declared, first) == [1200]
    assert copies_at(corrected, declared, second - instant) == [1200]
    assert copies_at(corrected, declared, second) == [1500]


def test_what_changed_and_by_which_receipt(corrected: Home, declared: Catalogue) -> None:
    first, second = received(corrected)
    found = differences(corrected.warehouse, 2014, first, second, declared)
    assert [(row["row"], row["column_name"], row["before"], row["after"]) for row in found] == [
        (1, "actual", 1200, 1500)
    ]
    assert [receipt["receipt_no"] for receipt in found[0]["receipts"]] == [2]
    assert differences(corrected.warehouse, 2014, second, second, declared) == []
    start = differences(corrected.warehouse, 2014, first - timedelta(days=1), first, declared)
    appeared = {(row["row"], row["before"], row["after"]) for row in start}
    assert appeared == {(1, None, 1200), (6, None, Decimal("0.005"))}


def causes(home: Home, declared: Catalogue, since: datetime) -> list[tuple[Any, ...]]:
    """(row, before, after, receipts, decisions) of each result of Appendix 1 that changed since."""
    found = differences(home.warehouse, 2014, since, datetime.now(PROVINCE_TIME), declared)
    return [
        (
            cell["row"],
            cell["before"],
            cell["after"],
            [receipt["file_name"] for receipt in cell["receipts"]],
            [decision["decision_no"] for decision in cell["decisions"]],
        )
        for cell in found
        if cell["column_name"] == "actual"
    ]


def send(home: Home, declared: Catalogue, write_book: Any, **files: list[Any]) -> datetime:
    """Take files in one by one; the moment after them."""
    for name, rows in files.items():
        write_book(home.inbox / f"{name}.xlsx", rows)
        steps.take_in(home, declared)
    return datetime.now(PROVINCE_TIME)


def test_each_figure_names_what_changed_it_and_nothing_else(home: Home, declared: Catalogue, write_book: Any) -> None:
    """Of five files for one form each figure names those alone whose values in it changed.

    Copies: 100 + 50 became 130 + 50; the correction between that counts no more is not named, nor is one of the other
    quarter that changes its revenue from 1 to 2 tỷ.
    """
    quarter = {"period": "II/2014"}
    since = send(home, declared, write_book, a=hai_ha(100, 20), b=hai_ha(50, None, 1000, **quarter))
    send(home, declared, write_book, c=hai_ha(110, 20), d=hai_ha(130, 20), e=hai_ha(50, None, 2000, **quarter))
    send(home, declared, write_book, f=hai_ha("nhiều", period="III/2014"), g=hai_ha(0, 0, period="IV/2014"))
    assert causes(home, declared, since) == [(1, 150, 180, ["d.xlsx"], []), (6, 1, 2, ["e.xlsx"], [])]


def test_withdrawals_and_decisions_are_named(home: Home, declared: Catalogue, write_book: Any) -> None:
    quarter = {"period": "II/2014"}
    since = send(home, declared, write_book, q=hai_ha(50, 20, **quarter), a=hai_ha(100), b=hai_ha(130))
    decide(home, declared, "withdraw", 3, previous_counts=True)  # the first of them counts again
    assert causes(home, declared, since) == [(1, 180, 150, [], [1])]
    then = datetime.now(PROVINCE_TIME)
    decide(home, declared, "withdraw", 1)
    assert causes(home, declared, since) == [(1, 180, 100, [], [1, 2]), (2, 20, None, [], [2])]
    decide(home, declared, "undo", 1)
    assert causes(home, declared, since) == [(1, 180, 130, [], [2]), (2, 20, None, [], [2])]
    assert causes(home, declared, then) == [(1, 150, 130, [], [2, 3]), (2, 20, None, [], [2])]
    then = send(home, declared, write_book, letter=withdrawal())
    assert causes(home, declared, since) == [(1, 180, None, ["letter.xlsx"], [2]), (2, 20, None, [], [2])]
    decide(home, declared, "withdraw", 4)  # the letter: the correction counts again
    assert causes(home, declared, then) == [(1, None, 130, [], [4])]


def test_a_quarter_that_follows_from_another_is_laid_to_that_one(
    home: Home, declared: Catalogue, write_book: Any
) -> None:
    """300 copies, then 900 to June, then a first quarter of 340: the year stays 900, so since then nothing changed.

    Against the first moment both count: 340 is not 300, and the second quarter is 560.
    """
    half = hai_ha(900)
    half[2], half[4] = ["Kỳ báo cáo: 6 tháng đầu năm 2014"], ["Chỉ tiêu", "ĐVT", "Thực hiện"]
    first = send(home, declared, write_book, a=hai_ha(300))
    second = send(home, declared, write_book, b=half)
    send(home, declared, write_book, c=hai_ha(340))
    assert causes(home, declared, second) == []
    assert causes(home, declared, first) == [(1, 300, 900, ["b.xlsx", "c.xlsx"], [])]
    with as_of(home.warehouse, second, [2014], declared) as connection:
        query = "select value from core.observations where indicator = 'press_copies' order by period"
        assert connection.execute(query).fetchall() == [(300,), (600,)]


def test_a_stock_is_laid_to_the_last_period_s_return(home: Home, declared: Catalogue, write_book: Any) -> None:
    """On the network: 800 by the first quarter, 900 by the second, whose return is the one named."""

    def quarter(when: str, new: int, on_network: int) -> list[Any]:
        rows = operator(["Hạ Long", "FTTH", new, on_network, 5])
        rows[1] = [f"Báo cáo kết quả hoạt động viễn thông, Internet {when}"]
        return rows

    since = send(home, declared, write_book, a=quarter("quý I năm 2014", 5, 800))
    send(home, declared, write_book, b=quarter("quý II năm 2014", 7, 900))
    found = differences(home.warehouse, 2014, since, datetime.now(PROVINCE_TIME), declared)
    (stock,) = [c for c in found if (c["before"], c["after"]) == (800, 900)]
    assert (stock["column_name"], [r["file_name"] for r in stock["receipts"]]) == ("stock", ["b.xlsx"])


def test_what_an_exchange_file_no_longer_says_is_laid_to_the_next_one(home: Home, declared: Catalogue) -> None:
    """The first speaks of Hải Hà's copies, the second of Tiên Yên's parcels alone: the copies are gone by it."""
    line = "dataflow,QNDIC:VALUES(1.0.0),I,{},actual,22,{},_T,2014-Q1,{},{},0"
    spoken = {"a": ("press_copies", "post_hai_ha", 100, "copy"), "b": ("parcels", "post_tien_yen", 40, "piece")}
    moments = []
    for name, value in spoken.items():
        (home.inbox / f"{name}.csv").write_text(f"{HEAD}\n{line.format(*value)}", encoding="utf-8")
        steps.take_in(home, declared)
        moments.append(datetime.now(PROVINCE_TIME))
    found = causes(home, declared, moments[0])
    assert {(before, after, *files) for _, before, after, files, _ in found} == {
        (100, None, "b.csv"),
        (None, 40, "b.csv"),
    }


def test_nothing_is_written(corrected: Home, declared: Catalogue) -> None:
    before = corrected.warehouse.read_bytes()
    copies_at(corrected, declared, received(corrected)[0])
    assert corrected.warehouse.read_bytes() == before


def test_the_demo_s_appendices_are_those_of_the_moment_after_its_night(demo_home: Home, declared: Catalogue) -> None:
    with connected(demo_home.published_warehouse, read_only=True) as published:
        expected = {number: appendix_rows(published, number, 2014) for number in declared.appendices}
    with as_of(demo_home.warehouse, datetime.now(PROVINCE_TIME), [2014], declared) as connection:
        assert {number: appendix_rows(connection, number, 2014) for number in declared.appendices} == expected


def test_a_date_is_its_end_by_the_province_s_clock() -> None:
    assert moment_of("2014-11-26").isoformat() == "2014-11-26T23:59:59.999999+07:00"
    assert moment_of("2014-11-26T17:00").isoformat() == "2014-11-26T17:00:00+07:00"
    assert moment_name(moment_of("2014-11-26")) == "2014-11-26"
    assert moment_name(moment_of("2014-11-26T17:00")) == "2014-11-26T17-00-00"
    with pytest.raises(ValueError, match="hôm qua"):
        moment_of("hôm qua")


def test_the_commands(
    corrected: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOLIEU_HOME", str(corrected.root))
    monkeypatch.chdir(tmp_path)
    first, second = (moment.isoformat() for moment in received(corrected))
    run = CliRunner().invoke
    then = run(app, ["appendix", "1", "--year", "2014", "--format", "json", "--as-of", first])
    assert json.loads(then.output)[0]["actual"] == 1200
    changed = run(app, ["diff", "2014", "--from", first, "--json"])
    assert changed.exit_code == 1
    assert [(row["before"], row["after"]) for row in json.loads(changed.output)] == [(1200, 1500)]
    told = run(app, ["diff", "2014", "--from", first, "--to", second])
    assert "1.500" in told.output
    assert "000002 b.xlsx" in told.output
    assert "Theo danh mục khai báo hiện hành" in told.output
    assert run(app, ["diff", "2014", "--from", second]).exit_code == 0
    early = run(app, ["appendix", "1", "--year", "2014", "--as-of", "2014-11-26"])
    assert (early.exit_code, "Traceback" in early.output) == (2, False)
    assert "Kho có số liệu năm này từ ngày" in early.output
    asked = {"2014 --from hôm-qua": "“hôm-qua” không phải ngày", f"2031 --from {first}": "các năm có số liệu: 2014."}
    for words, said in asked.items():
        monkeypatch.setattr(sys, "argv", ["solieu", "diff", *words.split()])
        with pytest.raises(SystemExit) as left:
            main()
        assert left.value.code == 2
        assert said in capsys.readouterr().err


def launch(moment: str, year: int = 2014) -> dg.ExecuteInProcessResult:
    """Launch the job as the stewards' view does."""
    config = {"ops": {"tables_and_documents": {"config": {"year": year, "moment": moment}}}}
    job = defs.resolve_job_def("as_of")
    return job.execute_in_process(run_config=config | {"loggers": QUIET}, raise_on_error=False)


def test_the_job_writes_a_folder_of_the_moment(
    corrected: Home, declared: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """1.200 copies as of the first receipt, in all documents and tables; the current ones are left alone."""
    monkeypatch.setenv("SOLIEU_HOME", str(corrected.root))
    steps.write_year(corrected, declared, 2014)
    current = {path: path.read_bytes() for path in (corrected.reports / "2014").iterdir()}
    first, _ = received(corrected)
    assert launch(first.isoformat()).success
    (folder,) = [path for path in (corrected.reports / "2014").iterdir() if path.is_dir()]
    assert folder.name == f"tinh-den-{moment_name(first)}"
    names = {path.name for path in folder.iterdir()}
    assert {path.name for path in current} <= names
    assert names >= {"ghi-chu.txt", "appendix_1.parquet", "indicator_year.parquet"}
    assert json.loads((folder / "phu-luc-1.json").read_text())[0]["actual"] == 1200
    assert pl.read_parquet(folder / "appendix_1.parquet")["actual"][0] == 1200
    assert "số nhận cuối cùng 1, theo danh mục khai báo hiện hành" in (folder / "ghi-chu.txt").read_text()
    assert {path: path.read_bytes() for path in current} == current
    assert launch(first.isoformat()).success  # again: the same folder


def test_a_moment_that_says_nothing_writes_nothing(corrected: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOLIEU_HOME", str(corrected.root))
    wrong = {"hôm qua": "“hôm qua” không phải ngày", "2014-11-26": "chưa có số liệu", "9000-01-01": "chưa tới"}
    for moment, told in wrong.items():
        (failure,) = launch(moment).get_step_failure_events()
        assert told in str(failure.step_failure_data.error)
    assert list(corrected.reports.rglob("*tinh-den*")) == []


def test_the_launch_form_says_what_to_fill_in() -> None:
    """Year and moment with their descriptions; as it opens, the form is filled in and may be launched."""
    job = defs.resolve_job_def("as_of")
    definition: Any = job.get_node_named("tables_and_documents").definition
    fields = definition.config_schema.config_type.fields
    assert {name: bool(field.description and field.default_provided) for name, field in fields.items()} == {
        "year": True,
        "moment": True,
    }
    filled = job.run_config["ops"]["tables_and_documents"]["config"] if job.run_config else {}
    assert (filled["year"], filled["moment"]) == (datetime.now(PROVINCE_TIME).year - 1, "now")

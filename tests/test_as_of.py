"""The warehouse as it stood at a moment, and what has changed since."""

import json
import sys
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from conftest import night
from typed_returns import postal
from typer.testing import CliRunner

from schemas.calendar import PROVINCE_TIME, moment_of
from schemas.declarations import Catalogue
from schemas.home import Home
from solieu import app, main
from warehouse.differences import differences
from warehouse.overlay import as_of
from warehouse.reading import appendix_rows
from warehouse.store import connected


def received(home: Home) -> list[datetime]:
    """When each receipt was taken in."""
    with connected(home.warehouse, read_only=True) as connection:
        return [at for (at,) in connection.execute("select ingested_at from ops.receipts order by 1").fetchall()]


def press(copies: int) -> list[Any]:
    return postal([1, "Phát hành báo chí", "Tờ", copies], [2, "Doanh thu", "Triệu đồng", 5])


@pytest.fixture
def corrected(home: Home, declared: Catalogue, write_book: Any) -> Home:
    """1.200 copies, then 1.500."""
    for name, copies in (("a", 1200), ("b", 1500)):
        write_book(home.inbox / f"{name}.xlsx", press(copies))
        night(home, declared)
    return home


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
    assert run(app, ["diff", "2014", "--from", second]).exit_code == 0
    early = run(app, ["appendix", "1", "--year", "2014", "--as-of", "2014-11-26"])
    assert (early.exit_code, "Traceback" in early.output) == (2, False)
    monkeypatch.setattr(sys, "argv", ["solieu", "diff", "2014", "--from", "hôm qua"])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 2
    assert "“hôm qua” không phải ngày" in capsys.readouterr().err

"""What a night does with corrections, duplicates and crashes, and what it publishes."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from queue import Queue
from typing import Any

import duckdb
import polars as pl
import pytest
from conftest import OF_A_FILE, night

from pipelines import steps
from pipelines.night import _alone
from schemas.calendar import PROVINCE_TIME
from schemas.declarations import Catalogue
from schemas.home import Home
from warehouse.models import kpi_models
from warehouse.overlay import as_of
from warehouse.store import WarehouseBusy, connected

HEAD = [
    ["BÁO CÁO KẾT QUẢ HOẠT ĐỘNG BƯU CHÍNH"],
    ["Đơn vị báo cáo: Bưu điện Hải Hà"],
    ["Kỳ báo cáo: Quý I/2014"],
    ["Chỉ tiêu", "ĐVT", "Thực hiện trong quý"],
]


# The other rows of the form: with them a return lacks nothing, and its answer is a letter.
REST = [["Bưu phẩm thường", "Kg", 0], ["Bưu kiện, bưu gửi, hàng gửi chuyển phát nhanh", "Cái", 0]]
REST += [["Thư, điện chuyển tiền", "Bức", 0], ["Số tiền chuyển", "Đồng", 0], ["Doanh thu", "Đồng", 0]]


def press(copies: Any) -> list[list[Any]]:
    """A postal return with one row."""
    return [*HEAD, ["Phát hành báo chí", "Tờ, cuốn", copies]]


def published(home: Home, query: str) -> list[tuple[Any, ...]]:
    """What a reader gets."""
    with connected(home.published_warehouse, read_only=True) as connection:
        return connection.execute(query).fetchall()


def kept(home: Home, query: str) -> list[tuple[Any, ...]]:
    """What the warehouse holds, and readers do not get."""
    with connected(home.warehouse, read_only=True) as connection:
        return connection.execute(query).fetchall()


def ledger(home: Home) -> list[tuple[Any, ...]]:
    """File name and status, in order of receipt."""
    with connected(home.warehouse, read_only=True) as connection:
        return connection.execute("select file_name, status from ops.submissions order by receipt_no").fetchall()


ACTUAL = "select actual from kpi.indicator_year where indicator = 'press_copies' and year = 2014"


def test_a_correction_supersedes_and_erases_nothing(home: Home, declared: Catalogue, write_book: Any) -> None:
    write_book(home.inbox / "a.xlsx", press(100))
    night(home, declared)
    assert published(home, ACTUAL) == [(100,)]
    write_book(home.inbox / "b.xlsx", press(130))
    night(home, declared)
    assert published(home, ACTUAL) == [(130,)]
    assert ledger(home) == [("a.xlsx", "superseded"), ("b.xlsx", "accepted")]
    assert kept(home, "select quantity from core.postal_quarterly order by quantity") == [(100,), (130,)]
    chain = (
        "select o.file_name, n.file_name from ops.submissions as o "
        "inner join ops.submissions as n on o.superseded_by = n.submission_id"
    )
    assert kept(home, chain) == [("a.xlsx", "b.xlsx")]


def test_a_correction_that_is_rejected_changes_nothing(home: Home, declared: Catalogue, write_book: Any) -> None:
    write_book(home.inbox / "a.xlsx", press(100))
    night(home, declared)
    write_book(home.inbox / "b.xlsx", press("nhiều"))
    intake = night(home, declared)
    assert intake.years == []
    assert published(home, ACTUAL) == [(100,)]
    assert ledger(home) == [("a.xlsx", "accepted"), ("b.xlsx", "rejected")]


def test_original_and_correction_in_one_night(home: Home, declared: Catalogue, write_book: Any) -> None:
    """The one that came later counts, whatever the names say."""
    later = write_book(home.inbox / "a.xlsx", press(130))
    earlier = write_book(home.inbox / "b.xlsx", press(100))
    os.utime(earlier, (1_400_000_000, 1_400_000_000))
    os.utime(later, (1_400_000_100, 1_400_000_100))
    night(home, declared)
    assert published(home, ACTUAL) == [(130,)]
    assert ledger(home) == [("b.xlsx", "superseded"), ("a.xlsx", "accepted")]


def test_a_duplicate_is_noted_and_ignored(home: Home, declared: Catalogue, write_book: Any) -> None:
    first = write_book(home.inbox / "a.xlsx", press(100))
    shutil.copyfile(first, home.inbox / "b.xlsx")
    night(home, declared)
    assert sorted(status for _, status in ledger(home)) == ["accepted", "duplicate"]
    assert published(home, ACTUAL) == [(100,)]
    about = kept(home, "select form, submitter, period from ops.submissions where status = 'duplicate'")
    assert about == [("postal_quarterly", "post_hai_ha", "2014-Q1")]


def test_a_night_with_nothing_new_touches_nothing(home: Home, declared: Catalogue, write_book: Any) -> None:
    write_book(home.inbox / "a.xlsx", press(100))
    night(home, declared)
    before = home.published_warehouse.stat().st_mtime_ns
    intake = night(home, declared)
    assert (intake.received, intake.years) == ({}, [])
    assert home.published_warehouse.stat().st_mtime_ns == before


def test_only_the_years_touched_are_rebuilt(
    demo_home: Home, declared: Catalogue, tmp_path: Path, write_book: Any
) -> None:
    """A correction of 2014 leaves 2013 alone; one of 2013 touches 2014 too, whose growth rests on it."""
    home = Home(shutil.copytree(demo_home.root, tmp_path / "home"))
    write_book(home.inbox / "a.xlsx", press(1))
    assert steps.take_in(home, declared).years == [2014]
    rows = press(2)
    rows[2] = ["Kỳ báo cáo: Quý I/2013"]
    write_book(home.inbox / "b.xlsx", rows)
    assert steps.take_in(home, declared).years == [2013, 2014]


def test_a_crash_after_the_intake_is_repaired(home: Home, declared: Catalogue, write_book: Any) -> None:
    """The figures were never built; the next night builds them though nothing is new."""
    write_book(home.inbox / "a.xlsx", press(100))
    steps.take_in(home, declared)
    intake = night(home, declared)
    assert (intake.received, intake.years) == ({}, [2014])
    assert published(home, ACTUAL) == [(100,)]


def test_a_crash_before_the_readers_have_it_is_repaired(
    demo_home: Home, declared: Catalogue, tmp_path: Path, write_book: Any
) -> None:
    """The build was recorded but the published file not yet replaced: the next night replaces it."""
    home = Home(shutil.copytree(demo_home.root, tmp_path / "home"))
    old = home.published_warehouse.read_bytes()
    write_book(home.inbox / "a.xlsx", press(77))
    night(home, declared)
    home.published_warehouse.unlink()
    home.published_warehouse.write_bytes(old)
    assert night(home, declared).years == [2014]
    assert published(home, "select value from fact_observation where file_name = 'a.xlsx'") == [(77,)]


def test_a_lost_publication_is_made_again(demo_home: Home, declared: Catalogue, tmp_path: Path) -> None:
    home = Home(shutil.copytree(demo_home.root, tmp_path / "home"))
    home.published_warehouse.unlink()
    assert night(home, declared).years == [2012, 2013, 2014]  # One register speaks of 2012.
    assert contents(home, "from kpi.appendix_2") == contents(demo_home, "from kpi.appendix_2")


def test_a_crash_between_ledger_and_inbox_counts_nothing_twice(
    home: Home, declared: Catalogue, write_book: Any
) -> None:
    path = write_book(home.inbox / "a.xlsx", press(100))
    copy = shutil.copy2(path, home.root / "kept")
    night(home, declared)
    shutil.copy2(copy, path)
    intake = night(home, declared)
    assert intake.received == {}
    assert ledger(home) == [("a.xlsx", "accepted")]
    assert not path.exists()


def contents(home: Home, query: str, ask: Callable[..., list[tuple[Any, ...]]] = published) -> list[tuple[Any, ...]]:
    """The rows of a query in one order; of the published file, where nothing else is said."""
    return sorted(ask(home, query), key=repr)


def test_nothing_is_published_while_a_year_is_left_behind(home: Home, declared: Catalogue, write_book: Any) -> None:
    write_book(home.inbox / "a.xlsx", press(100))
    night(home, declared)
    good = home.published_warehouse.read_bytes()
    rows = press(5)
    rows[2] = ["Kỳ báo cáo: Quý I/2013"]
    write_book(home.inbox / "b.xlsx", rows)
    assert steps.take_in(home, declared).years == [2013, 2014]
    assert steps.publish_years(home, declared, [2013]) is False
    assert home.published_warehouse.read_bytes() == good


def test_a_publication_that_fails_leaves_the_last_good_one(
    demo_home: Home, declared: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(shutil.copytree(demo_home.root, tmp_path / "home"))
    good = home.published_warehouse.read_bytes()

    def no_space(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(OSError, match="No space"):
        steps.publish_years(home, declared, [2013, 2014])
    assert home.published_warehouse.read_bytes() == good


def test_readers_keep_their_publication_while_the_next_one_is_made(
    home: Home, declared: Catalogue, write_book: Any
) -> None:
    write_book(home.inbox / "a.xlsx", press(100))
    night(home, declared)
    with duckdb.connect(str(home.published_warehouse), read_only=True) as reader:
        assert reader.execute(ACTUAL).fetchall() == [(100,)]
        write_book(home.inbox / "b.xlsx", press(130))
        night(home, declared)
        assert reader.execute(ACTUAL).fetchall() == [(100,)]
    assert published(home, ACTUAL) == [(130,)]


def test_parquet_beside_the_published_file_says_the_same(demo_home: Home, declared: Catalogue) -> None:
    for model in kpi_models(declared):
        table = model.removeprefix("kpi/")
        files = [*demo_home.published.glob(f"{table}.parquet"), *demo_home.published.glob(f"{table}_????.parquet")]
        frame = pl.read_parquet(files)
        assert sorted(frame.rows(), key=repr) == contents(demo_home, f"from kpi.{table}")


def test_a_second_night_says_at_once_that_it_waits(home: Home) -> None:
    told: Queue[str] = Queue()

    def wait() -> None:
        with _alone(home, told.put):
            told.put("its turn")

    with _alone(home, told.put):
        second = threading.Thread(target=wait)
        second.start()
        assert "Một đêm khác đang chạy" in told.get(timeout=30)
        assert told.empty()
    second.join(timeout=30)
    assert told.get(timeout=30) == "its turn"


@OF_A_FILE
def test_a_second_writer_is_told_who_holds_the_warehouse(home: Home, declared: Catalogue) -> None:
    steps.take_in(home, declared)
    script = (
        "import sys, time; from pathlib import Path; from warehouse.store import connected\n"
        "with connected(Path(sys.argv[1])): print('held', flush=True); time.sleep(900)"
    )
    child = subprocess.Popen([sys.executable, "-c", script, str(home.warehouse)], stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.readline()
    try:
        with pytest.raises(WarehouseBusy, match=rf"PID {child.pid}"), connected(home.warehouse, patience=0.5):
            pass
    finally:
        child.kill()
        child.communicate()


def test_nothing_of_a_connection_is_left_to_the_next(home: Home, declared: Catalogue) -> None:
    """Whatever was put beside it, however that ended: the next finds the warehouse alone, and no file stays open."""
    with connected(home.warehouse) as connection:
        connection.execute("create temp table beside as select 1 as a")
        connection.execute("set variable build_to = 2014")
    with as_of(home.warehouse, datetime.now(PROVINCE_TIME), [], declared) as connection:
        connection.execute("create table left_there as select 1 as a")
    with pytest.raises(duckdb.CatalogException), connected(home.warehouse) as connection:
        connection.execute("begin transaction")
        connection.execute("from left_there")
    there = "select table_name from duckdb_tables() where database_name <> 'warehouse'"
    for mode in (True, False):
        with connected(home.warehouse, read_only=mode) as connection:
            assert connection.execute(there).fetchall() == []
            assert connection.execute("select getvariable('build_to')").fetchall() == [(None,)]
            assert connection.execute("show databases").fetchall() == [("memory",), ("warehouse",)]
    links = [each for each in Path("/proc/self/fd").iterdir() if os.path.lexists(each)]
    assert [name for name in map(os.readlink, links) if str(home.root) in name] == []

"""Killed, refused by the disk, damaged, set back in time: what a night says, and what the next one makes of it.

The first test runs the drivers of `make faults` with small counts, in a process of their own: they fork.
"""

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from commands import called
from conftest import OF_A_FILE, empty, night
from faults.nights import book, postal
from test_night import kept, published

from pipelines import steps
from pipelines.doctor import State
from pipelines.doctor_state import check_archive
from pipelines.printing import of_step, of_storage
from schemas.declarations import Catalogue
from schemas.home import Home
from sources.inbox import archived
from warehouse.faults import DamagedFile, OlderWarehouse
from warehouse.store import connected

# One kill in each phase of a night; the numbers of `make faults` stand in the Makefile.
COUNTS = ("kills=7", "refusals=3", "meetings=1", "arriving=6")
CLOCKS = {
    "ops.receipts": "ingested_at",
    "ops.builds": "built_at",
    "ops.model_builds": "built_at",
    "ops.rule_results": "judged_at",
    "ops.rules": "loaded_at",
    "ops.publications": "published_at",
}
COPIES = "select actual from kpi.indicator_year where indicator = 'press_copies' and year = 2014"


def test_nights_that_are_killed_refused_and_not_alone() -> None:
    """The next night makes each what it would have been; every line that says otherwise is printed."""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent), "FAULTS_WITHOUT": "board", "FAULTS_JOBS": "1"}
    command = [sys.executable, "-m", "faults", *COUNTS]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout.splitlines()[-1:]) == (0, ["wrong: 0"]), run.stdout + run.stderr


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory, blank: Path, declared: Catalogue) -> Home:
    """A home after a night with one return."""
    home = empty(tmp_path_factory.mktemp("after") / "home", blank)
    book(home.inbox / "a.xlsx", postal(100))
    night(home, declared)
    return home


@pytest.fixture
def home(after: Home, tmp_path: Path) -> Home:
    """A copy of it."""
    return Home(shutil.copytree(after.root, tmp_path / "home"))


def scratched(path: Path) -> None:
    """Some bytes in the middle are others; nothing else of the file changes."""
    seen = path.stat()
    path.chmod(0o644)
    with path.open("r+b") as file:
        file.seek(seen.st_size // 2)
        there = file.read(8)
        file.seek(seen.st_size // 2)
        file.write(bytes(255 - byte for byte in there))
    os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))


@pytest.mark.parametrize("spoil", [scratched, lambda path: os.truncate(path, 0), Path.unlink])
def test_a_night_notices_what_readers_have_is_damaged(
    home: Home, declared: Catalogue, spoil: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    """The database, a Parquet file, a file for spreadsheets; nothing new came, and all is published again."""
    assert steps.take_in(home, declared).years == []
    for name in ("appendix_1.csv", "indicator_year.parquet", "solieu.duckdb"):
        (home.published / name).chmod(0o644)
        spoil(home.published / name)
        assert steps.take_in(home, declared).years == [2014], name
        assert name in caplog.text or spoil is Path.unlink
        if name == "solieu.duckdb":
            night(home, declared)
        else:
            (home.published / name).unlink(missing_ok=True)
    assert steps.take_in(home, declared).years == []
    assert published(home, COPIES) == [(100,)]


def test_a_file_received_by_hand_does_not_read_all_that_is_published(home: Home, declared: Catalogue) -> None:
    """Only a night does: a person waits for the other."""
    scratched(home.published / "indicator_year.parquet")
    assert steps.take_in(home, declared, files=[]).years == []


def test_a_clock_that_was_set_back(home: Home, declared: Catalogue) -> None:
    """All that is in the ledger happened tomorrow: what comes now counts after it, is built, judged and published."""
    steps.judge_asset(home, declared, "ops/receipts")
    with connected(home.warehouse) as connection:
        for table, column in CLOCKS.items():
            connection.execute(f"update {table} set {column} = {column} + interval 1 day")
    assert steps.publish_years(home, declared, [])  # What readers have says the same.
    book(home.inbox / "b.xlsx", postal(130))
    assert night(home, declared).years == [2014]
    assert published(home, COPIES) == [(130,)]
    assert steps.take_in(home, declared).years == []
    steps.judge_asset(home, declared, "ops/receipts")
    judged = "select count(distinct judged_at) from ops.rule_results where rule = 'receipt_numbers_unique'"
    newest = "select max(judged_at) > now() from ops.rule_results"
    assert (kept(home, judged), kept(home, newest)) == ([(2,)], [(True,)])
    statuses = "select file_name, status from ops.submissions order by receipt_no"
    assert kept(home, statuses) == [("a.xlsx", "superseded"), ("b.xlsx", "accepted")]


@OF_A_FILE
def test_a_warehouse_whose_end_is_gone(home: Home, declared: Catalogue) -> None:
    """Found before anything is taken in; readers keep what they have."""
    os.truncate(home.warehouse, home.warehouse.stat().st_size - 1)
    waits = book(home.inbox / "b.xlsx", postal(130))
    with pytest.raises(DamagedFile, match="bản sao lưu"):
        steps.take_in(home, declared)
    assert (waits.exists(), published(home, COPIES)) == (True, [(100,)])


@OF_A_FILE
def test_a_log_that_cannot_be_read(home: Home, declared: Catalogue) -> None:
    """What is in it is done again once it is moved away, as the message says."""
    log = home.warehouse.with_name("warehouse.duckdb.wal")
    child = (
        "import os, sys; from pathlib import Path; from warehouse.store import connected\n"
        "with connected(Path(sys.argv[1])) as c:\n"
        "    c.execute('create table ops.of_a_killed_run as select range as i from range(1000)')\n"
        "    os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", child, str(home.warehouse)], check=False)
    scratched(log)
    book(home.inbox / "b.xlsx", postal(130))
    told = called(home, "receive", home.inbox / "b.xlsx")
    assert (told.code, f"mv {log} {log}.hong" in told.err) == (2, True), told
    log.rename(f"{log}.hong")
    night(home, declared)
    assert published(home, COPIES) == [(130,)]


@OF_A_FILE
def test_what_left_the_inbox_does_not_hang_on_the_log(home: Home, declared: Catalogue) -> None:
    """As files leave the inbox, the ledger is in the file itself: nothing of them is lost with the log beside it."""
    book(home.inbox / "b.xlsx", postal(130))
    log, sizes = home.warehouse.with_name("warehouse.duckdb.wal"), list[int]()
    steps.take_in(home, declared, progress=lambda *_: sizes.append(log.stat().st_size if log.exists() else 0))
    assert sizes == [0]


@OF_A_FILE
def test_a_warehouse_older_than_what_was_published(home: Home, declared: Catalogue, tmp_path: Path) -> None:
    """Somebody put an old copy in its place: it would give the numbers of receipts a second time."""
    old = shutil.copyfile(home.warehouse, tmp_path / "old")
    book(home.inbox / "b.xlsx", postal(130))
    night(home, declared)
    shutil.copyfile(old, home.warehouse)
    waits = book(home.inbox / "c.xlsx", postal(140))
    with pytest.raises(OlderWarehouse, match="solieu restore"):
        steps.take_in(home, declared)
    assert (waits.exists(), published(home, COPIES)) == (True, [(130,)])


@pytest.mark.parametrize("received", [1, 2])
def test_a_publication_of_another_home_accuses_no_warehouse(
    home: Home, declared: Catalogue, tmp_path: Path, blank: Path, received: int
) -> None:
    """Of a home that received as much, or more: it is to be moved away, and what is here is published anew."""
    other = empty(tmp_path / "other", blank)
    for copies in range(received):
        book(other.inbox / f"{copies}.xlsx", postal(7 + copies))
    night(other, declared)
    shutil.rmtree(home.published)
    shutil.copytree(other.published, home.published)
    with pytest.raises(OlderWarehouse, match="của một thư mục khác"):
        steps.take_in(home, declared)
    shutil.rmtree(home.published)
    night(home.create(), declared)
    assert published(home, COPIES) == [(100,)]


def test_an_original_whose_bits_flipped_is_found_and_comes_back_with_the_file(home: Home, declared: Catalogue) -> None:
    ((name,),) = kept(home, "select submission_id from ops.receipts")
    original = archived(home, name)
    whole = original.read_bytes()
    scratched(original)
    (found, *_) = check_archive(home)
    assert (found.state, str(original) in found.told) == (State.failed, True)
    (home.inbox / "again.xlsx").write_bytes(whole)
    steps.take_in(home, declared)
    assert original.read_bytes() == whole
    assert [each.state for each in check_archive(home)] == [State.well]


def test_what_crashes_left_half_written_is_swept_away(home: Home, declared: Catalogue) -> None:
    """Once nobody can be at it any more."""
    names = ("archive/.abc.tmp", "outbox/post_hai_ha/.a.html.7.tmp", "reports/2014/.b.pdf.7.tmp", "inbox/.theirs.tmp")
    for name in names:
        (home.root / name).parent.mkdir(parents=True, exist_ok=True)
        (home.root / name).write_bytes(b"half")
    steps.take_in(home, declared)
    assert all((home.root / name).exists() for name in names)
    for name in names:
        os.utime(home.root / name, (1_400_000_000, 1_400_000_000))
    steps.take_in(home, declared)
    assert [name for name in names if (home.root / name).exists()] == ["inbox/.theirs.tmp"]


@contextmanager
def no_file_beyond(size: int) -> Iterator[None]:
    """The disk takes nothing beyond so many bytes of a file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


# A catalogue lies on PostgreSQL's disk.
@pytest.mark.parametrize("size", [1_000, pytest.param(50_000, marks=OF_A_FILE)])
def test_a_disk_that_takes_no_more_is_told_in_words(home: Home, declared: Catalogue, tmp_path: Path, size: int) -> None:
    """By the inbox or by DuckDB: which file and what to do, and the next night finds all as it was."""
    file = book(tmp_path / "b.xlsx", postal(130))
    with no_file_beyond(size):
        told = called(home, "receive", file)
    assert told.code == 2, told
    assert "Traceback" not in told.err
    assert ("ổ đĩa" in told.err.casefold(), str(home.root) in told.err) == (True, True), told.err
    shutil.copyfile(file, home.inbox / "b.xlsx")
    night(home, declared)
    assert published(home, COPIES) == [(130,)]


@pytest.mark.parametrize(
    ("kept_of_it", "told"),
    [
        ("OSError: [Errno 28] No space left on device: '/srv/a b.pdf'\n", "“/srv/a b.pdf”: ổ đĩa đã đầy"),
        ("OSError: [Errno 5] Input/output error: '/x' -> '/y'\n", "“/x” → “/y”: ổ đĩa báo lỗi"),
        ("PermissionError: [Errno 13] Permission denied: '/x'", "“/x”: không có quyền"),
        ("warehouse.faults.DiskFault: Ổ đĩa không ghi được\nmore", "Ổ đĩa không ghi được"),
        ("polars.exceptions.ComputeError: x\n", "polars.exceptions.ComputeError: x"),
    ],
)
def test_what_a_step_died_of_is_told_in_words(kept_of_it: str, told: str) -> None:
    assert told in of_step(kept_of_it)
    assert "\n" not in of_step(kept_of_it)


def test_a_full_disk_under_the_storage_of_dagster_is_told_in_words(tmp_path: Path) -> None:
    """SQLite says it itself: it has been given as many pages as it has."""
    with sqlite3.connect(tmp_path / "runs.db") as storage:
        storage.execute("create table runs (body text)")
        storage.execute("pragma max_page_count = 2")
        with pytest.raises(sqlite3.OperationalError) as raised:
            storage.execute("insert into runs values (?)", ["x" * 100_000])
    storage.close()
    assert "ổ đĩa đã đầy" in of_storage(raised.value)
    assert of_storage(sqlite3.OperationalError("no such table: runs")) == ""

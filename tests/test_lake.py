"""A warehouse in DuckLake holds what one in a file does, row for row; the demo is run on both."""

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import dagster as dg
import duckdb
import polars as pl
import pytest
import stores
from commands import called, solieu
from conftest import night
from lakes import lake_home
from postgres import server
from test_corrections import postal
from test_dry_run import book

from pipelines import steps
from pipelines.backing_up import back_up, verify
from pipelines.country_assets import definitions
from pipelines.definitions import defs
from pipelines.exporting import export
from pipelines.importing import import_tables
from pipelines.nationwide import province_upkeep
from pipelines.refusals import AGAIN
from pipelines.restoring import restore
from pipelines.upkeep import assets, has_lake
from schemas.calendar import PROVINCE_TIME
from schemas.channels import BadSetting
from schemas.country import Country
from schemas.declarations import Catalogue
from schemas.home import Home
from schemas.lake import FILES, lake_at
from schemas.store import VARIABLE
from sources.demo import write_demo_inbox
from sources.store import Store
from warehouse import upkeep
from warehouse.faults import LakeFault
from warehouse.migrate import migrate
from warehouse.models import build_all
from warehouse.overlay import MOMENTS, as_of
from warehouse.store import connected, migrations

# What says when something was done, or which bytes the published file has: it differs between any two nights.
OF_ITS_OWN = {
    "answered_at",
    "applied_at",
    "built_at",
    "ingested_at",
    "linked_at",
    "loaded_at",
    "published_at",
    "sha256",
}
# The last of the migrations that an empty lake gets at once; every later one must be such as DuckLake does.
AT_ONCE = 114


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with server() as address:
        yield address


@pytest.fixture(scope="module")
def s3() -> Iterator[Store]:
    """A store in a real S3 server, which every process of these tests can reach."""
    with stores.server() as address, pytest.MonkeyPatch.context() as patch:
        stores.use(patch, stores.variables(address, "lake"))
        found = stores.store()
        patch.delenv(VARIABLE)  # What is in the home stays there.
        yield found


@dataclass(frozen=True)
class Lived:
    """A home with a lake in S3: after the demo night, a moment, upkeep, a night that was killed, one that was not.

    What was in the lake, what was published and which sheets, by the end of the first; what the killed one left.
    """

    home: Home
    first: dict[str, pl.DataFrame]
    published: dict[str, pl.DataFrame]
    sheets: dict[str, bytes]
    between: datetime
    left: dict[str, pl.DataFrame]


KILLED = """
import os, sys
from pathlib import Path
from pipelines import steps
from schemas.declarations import catalogue
from schemas.home import Home
from warehouse import loading
append = loading.append
def killed(connection, table, frame, **how):
    append(connection, table, frame, **how)
    if table == "ops.receipts":
        os.kill(os.getpid(), 9)
loading.append = killed
steps.take_in(Home(Path(sys.argv[1])), catalogue())
"""


@pytest.fixture(scope="module")
def lived(url: str, s3: Store, tmp_path_factory: pytest.TempPathFactory, declared: Catalogue) -> Lived:
    with lake_home(url, tmp_path_factory.mktemp("lived") / "home") as place, pytest.MonkeyPatch.context() as patch:
        patch.setenv(FILES, str(s3.address))
        write_demo_inbox(place.inbox, declared)
        night(place, declared)
    place = Home(place.root)  # Its note says what it is, whatever the environment does.
    first, published, sheets = contents(place.warehouse), contents(place.published_warehouse), _sheets(place)
    between = datetime.now(PROVINCE_TIME)
    with connected(place.warehouse) as connection:
        assert min(upkeep.compact(connection)) >= 0
    book(place.inbox / "b.xlsx", postal(340, None, 1000, above="Lý do điều chỉnh: Nhầm số"))
    died = subprocess.run([sys.executable, "-c", KILLED, place.root], capture_output=True, text=True, check=False)
    assert died.returncode == -signal.SIGKILL, died.stderr
    left = contents(place.warehouse)
    steps.take_in(place, declared)
    with connected(place.warehouse) as connection:
        build_all(connection, [2014], declared)
    return Lived(place, first, published, sheets, between, left)


def _sheets(place: Home) -> dict[str, bytes]:
    """Name -> bytes of what is published for spreadsheets, but for the page about the publication itself."""
    return {path.name: path.read_bytes() for path in place.published.glob("*.csv") if path.stem != "publication"}


def tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Every table; the views over them are the same text on both."""
    query = "select schema_name || '.' || table_name from duckdb_tables() where database_name = 'warehouse' order by 1"
    return [name for (name,) in connection.execute(query).fetchall()]


def rows(connection: duckdb.DuckDBPyConnection, table: str, at: str = "") -> pl.DataFrame:
    """All that does not differ between two nights, in an order that any engine gives."""
    columns = [name for name, *_ in connection.execute(f"describe {table}").fetchall()]
    kept = ", ".join(f'"{name}"' for name in columns if name not in OF_ITS_OWN)
    return connection.execute(f"select {kept} from {table} {at} order by all").pl()


def contents(path: Path) -> dict[str, pl.DataFrame]:
    with connected(path, read_only=True) as connection:
        return {table: rows(connection, table) for table in tables(connection)}


def differing(one: dict[str, pl.DataFrame], other: dict[str, pl.DataFrame]) -> list[str]:
    """The tables that are not the same; both have the same tables."""
    assert one.keys() == other.keys()
    return [table for table in one if not one[table].equals(other[table])]


def test_the_demo_comes_out_the_same(demo_home: Home, lived: Lived) -> None:
    """Every table of ledger, rows, dimensions and figures, row for row; so do the files that readers get."""
    assert (demo_home.warehouse.name, lived.home.warehouse.name) == ("warehouse.duckdb", "warehouse.ducklake")
    assert (len(lived.first) > 60, sum(frame.height for frame in lived.first.values()) > 10_000) == (True, True)
    assert differing(contents(demo_home.warehouse), lived.first) == []
    assert differing(contents(demo_home.published_warehouse), lived.published) == []
    sheets = _sheets(demo_home)
    assert len(sheets) > 3
    assert sheets.keys() == lived.sheets.keys()
    assert [name for name in sheets if sheets[name] != lived.sheets[name]] == []


def test_readers_get_every_comment(demo_home: Home, lived: Lived) -> None:
    """DuckLake keeps none on the columns of views; what is published is a file, and has them."""
    query = (
        "select table_name, column_name, comment from duckdb_columns() where database_name = 'warehouse' order by all"
    )
    told = []
    for place in (demo_home, lived.home):
        with connected(place.published_warehouse, read_only=True) as connection:
            told.append(connection.execute(query).fetchall())
    assert told[0] == told[1]


def test_a_submission_is_there_whole_or_not_at_all(lived: Lived) -> None:
    """The one that was killed in its transaction left nothing; run again, it is there once."""
    assert differing(lived.first, lived.left) == []
    with connected(lived.home.warehouse, read_only=True) as connection:
        found = connection.execute("select receipt_no from ops.receipts where file_name = 'b.xlsx'").fetchall()
    assert found == [(lived.first["ops.receipts"].height + 1,)]


def test_ducklakes_as_of_and_ours_agree(lived: Lived, declared: Catalogue) -> None:
    """Between the two nights: what was in the ledger, and the figures that were built of it."""
    at = f"at (timestamp => timestamptz '{lived.between.isoformat()}')"
    figures = ("kpi.indicator_year", "kpi.appendix_values", "kpi.appendix_1")
    with connected(lived.home.warehouse, read_only=True) as connection:
        theirs = {table: rows(connection, table, at) for table in (*MOMENTS, *figures)}
        now = {table: rows(connection, table) for table in theirs}
    with as_of(lived.home.warehouse, lived.between, [2013, 2014], declared) as connection:
        ours = {table: rows(connection, table) for table in theirs}
    for table in figures:  # 2014 rests on the year before it.
        for said in (theirs, ours):
            said[table] = said[table].filter(pl.col("year") == 2014)
        assert theirs[table].height > 0
    assert differing(theirs, ours) == []
    assert {"ops.receipts", "kpi.indicator_year"} <= {*differing(theirs, now)}


def test_upkeep_changes_no_row(lived: Lived, s3: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the schedule does it, and as it will be when all is old: fewer files, the same tables."""
    place = lived.home
    before = contents(place.warehouse)
    monkeypatch.setenv("SOLIEU_HOME", str(place.root))
    done = dg.materialize(assets())
    assert done.success
    compacted = len(stores.names(s3))
    with connected(place.warehouse) as connection:
        assert upkeep.expire(connection, 0) > 10
        assert upkeep.clean(connection, lake_at(place.warehouse), 0) > 0
    assert differing(before, contents(place.warehouse)) == []
    assert 20 < len(stores.names(s3)) < compacted


def test_files_that_cannot_be_reached(lived: Lived, monkeypatch: pytest.MonkeyPatch) -> None:
    """What S3 says is told with what to look at, and no secret; without a key nothing is tried."""
    for name, value in (("AWS_SECRET_ACCESS_KEY", "sai-khoa"), ("AWS_ENDPOINT_URL", "http://127.0.0.1:1")):
        monkeypatch.setenv(name, value)
        with (
            pytest.raises(LakeFault, match=r"HTTP.*AWS_") as fault,
            connected(lived.home.warehouse, read_only=True) as c,
        ):
            c.execute("from dim.indicators").fetchall()
        assert "sai-khoa" not in str(fault.value)
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    with pytest.raises(BadSetting, match="AWS_ACCESS_KEY_ID"), connected(lived.home.warehouse, read_only=True):
        pass


OPENING = """
import sys
from pathlib import Path
import duckdb
from schemas.lake import lake_at
from warehouse import lake
connection = duckdb.connect(config=lake.config())
lake._load(connection)
connection.execute("set pg_debug_show_queries = true")
lake._attach(connection, lake_at(Path(sys.argv[1])), "read_only")
"""


def test_postgresql_is_asked_of_the_lakes_own_schema_alone(lived: Lived) -> None:
    """What other lakes lie in the database, such as those of a country's provinces, costs it nothing."""
    note = lived.home.warehouse
    asked = subprocess.run([sys.executable, "-c", OPENING, note], capture_output=True, text=True, check=True).stderr
    lists = [query for query in asked.split(";") if re.search("FROM pg_(namespace|class|enum|type|indexes)", query)]
    assert len(lists) >= 4
    assert [query for query in lists if f"nspname IN ('{lake_at(note).schema}')" not in query] == []


def test_only_a_lake_has_upkeep(demo_home: Home, lived: Lived) -> None:
    assert (has_lake(lived.home), has_lake(demo_home)) == (True, False)
    assert not any("lake" in key.path for key in defs.get_repository_def().asset_graph.get_all_asset_keys())


def test_the_lakes_of_a_country_are_kept_up_by_province(
    lived: Lived, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each in a program of its own, as its nights are; what fails is told, and no more than what was there goes."""
    place = Country(tmp_path)
    assert [job.name for job in definitions(place).resolve_all_job_defs() if "upkeep" in job.name] == []
    shutil.copytree(lived.home.root, place.home("22").root)
    assert [each.name for each in definitions(place).schedules or []] == ["every_night", "every_sunday"]
    before = contents(lived.home.warehouse)
    monkeypatch.delenv(VARIABLE, raising=False)
    kept = province_upkeep(place, "22")
    assert (kept.exit_code, "'files'" in kept.told, "'removed'" in kept.told) == (0, True, True), kept.told
    assert differing(before, contents(lived.home.warehouse)) == []
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    lost = province_upkeep(place, "22")
    assert (lost.exit_code, "docs/lake.md" in lost.told, "Traceback" in lost.told) == (AGAIN, True, False), lost.told


def test_backups(lived: Lived, home: Home, url: str, tmp_path: Path, declared: Catalogue) -> None:
    """One of a lake is as any other; one of a file becomes a lake, row by row, whose files are named when they go."""
    made = back_up(lived.home, tmp_path / "lake", declared)
    assert verify(made.folder) == []
    assert (made.receipts, made.files) == (lived.first["ops.receipts"].height + 1, made.copied)
    book(home.inbox / "a.xlsx", postal(300, None, 1000))
    steps.take_in(home, declared)
    back_up(home, tmp_path / "file", declared)
    with lake_home(url, tmp_path / "again") as again, pytest.MonkeyPatch.context() as patch:
        patch.setenv(FILES, str(tmp_path / "elsewhere"))
        restore(again, tmp_path / "file", declared)
    assert f"{FILES}={tmp_path}/elsewhere/" in again.warehouse.read_text(encoding="utf-8")
    assert differing(contents(home.warehouse), contents(again.warehouse)) == []
    with connected(again.warehouse) as connection:
        upkeep.compact(connection)
    shutil.rmtree(tmp_path / "elsewhere")
    gone = str(tmp_path / "elsewhere")
    with pytest.raises(LakeFault, match=gone), connected(again.warehouse, read_only=True) as connection:
        connection.execute("from dim.indicators").fetchall()


def test_exports(lived: Lived, url: str, tmp_path: Path, declared: Catalogue) -> None:
    """What a lake holds leaves as plain Parquet, and comes back into another lake (by way of a file)."""
    export(lived.home, tmp_path / "export", declared)
    with lake_home(url, tmp_path / "again") as again:
        import_tables(again, tmp_path / "export", declared)
    assert differing(contents(lived.home.warehouse), contents(again.warehouse)) == []


def test_later_migrations_are_such_as_ducklake_does(url: str, tmp_path: Path) -> None:
    """From the present state on, each gives a lake the columns that it gives a file."""
    query = (
        "select table_name, column_name, data_type from duckdb_columns() where database_name = 'warehouse' order by all"
    )
    first, columns = [number for number in migrations() if number <= AT_ONCE], []
    with lake_home(url, tmp_path / "lake") as lake:
        for path in (tmp_path / "file.duckdb", lake.warehouse):
            with connected(path) as connection:
                migrate(connection, first)
                migrate(connection)
                columns.append(connection.execute(query).fetchall())
    assert columns[0] == columns[1]


def test_commands(lived: Lived, tmp_path: Path) -> None:
    """Who asks sees no difference; nobody needs the variable where the note is."""
    place = lived.home
    assert '"waiting": 0' in solieu(place, "status", "--json", code=1)
    assert "10.345.000" in solieu(place, "trace", "press_copies", "--year", "2014")  # As printed in the seed.
    found = called(place, "doctor", "--json")
    assert re.search(r'"check": "warehouse",\s+"state": "ok"', found.out), found.out
    assert "duckdb_extension_ducklake" in found.out
    with connected(place.warehouse, read_only=True) as connection:
        ((file,),) = connection.execute("select submission_id from ops.receipts where file_name = 'b.xlsx'").fetchall()
    again = shutil.copyfile(place.archive / file[:2] / file, tmp_path / "again.xlsx")
    assert "trùng" in solieu(place, "receive", "--dry-run", again, code=1)
    solieu(place, "sign", "2014", "--number", "12/BC-STTTT", "--date", "2014-12-01", "--by", "Hoa")
    assert solieu(place, "appendix", "1", "--year", "2014", "--signed", "12/BC-STTTT", "--format", "csv")

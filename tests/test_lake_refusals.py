"""What is no lake of this home's, or cannot be reached, is told and left alone; one process writes at a time."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import duckdb
import psycopg2
import pytest
import stores
from commands import called
from lakes import lake_home, words
from postgres import server
from test_corrections import postal
from test_dry_run import book

from pipelines.keeping import CannotRestore
from pipelines.restoring import fill_lake
from schemas.channels import BadSetting
from schemas.declarations import Catalogue
from schemas.home import Home, home
from schemas.lake import FILES, VARIABLE, lake_at
from schemas.parts import VARIABLE as COUNTRY
from warehouse import upkeep
from warehouse.faults import is_of_lake
from warehouse.lake_folder import MARK
from warehouse.store import NoWarehouse, WarehouseBusy, connected


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with server() as address:
        yield address


@pytest.fixture(scope="module")
def lake(url: str, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home whose lake holds one table."""
    with lake_home(url, tmp_path_factory.mktemp("lake") / "home") as place, connected(place.warehouse) as connection:
        connection.execute("create table there (i integer)")
    return Home(place.root)


def test_one_writes_and_nobody_waits_to_read(lake: Home) -> None:
    """Another process that writes is named; whoever reads sees what was there when it began."""
    script = (
        "import sys; from pathlib import Path; from warehouse.store import connected\n"
        "with connected(Path(sys.argv[1])) as c:\n"
        "    c.execute('create table half_done (i integer)'); print('holds', flush=True); input()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script, lake.warehouse],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder, connected(lake.warehouse, read_only=True) as reader:
        assert holder.stdout
        assert holder.stdout.readline() == "holds\n"
        with (
            pytest.raises(WarehouseBusy, match=f"PID {holder.pid}|{holder.pid}"),
            connected(lake.warehouse, patience=0),
        ):
            pass
        assert reader.execute("select table_name from duckdb_tables()").fetchall() == [("there",)]
        holder.kill()
    with connected(lake.warehouse) as connection:  # The lock went with its process.
        assert connection.execute("select table_name from duckdb_tables()").fetchall() == [("half_done",), ("there",)]


RESTARTED = """
import sys
from pathlib import Path
from postgres import restart
from warehouse.faults import LakeFault
from warehouse.store import connected
from warehouse.writes import transaction
place, url = Path(sys.argv[1]), sys.argv[2]

def told(work, **how):
    try:
        with connected(place, **how) as connection:
            work(connection)
    except LakeFault as fault:
        print("The lake cannot be read or written" in str(fault), "geheim" in str(fault), flush=True)

def writes(connection):
    with transaction(connection):
        connection.execute("insert into there values (1)")
        restart(url)
        connection.execute("insert into there values (2)")

told(lambda connection: restart(url))  # Nothing went wrong but that somebody else may have written meanwhile.
told(writes)
"""


def test_the_server_restarts_while_it_is_written_to(lake: Home, url: str) -> None:
    """It is told as a fault of the lake, and no process ends by what DuckDB raises as it closes a connection."""
    run = subprocess.run(
        [sys.executable, "-c", RESTARTED, lake.warehouse, url],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout.split()) == (0, ["True", "False"] * 2), run.stderr
    with connected(lake.warehouse) as connection:
        assert connection.execute("from there").fetchall() == []


def test_what_a_server_that_is_gone_is_told_as(lake: Home) -> None:
    """As DuckDB says it of queries that ran, or were being planned; what is wrong with a query is no fault of it."""
    there = lake_at(lake.warehouse)
    gone = (
        duckdb.IOException(
            "IO Error: Failed to query snapshot at version 9 for DuckLake: Unable to connect to Postgres"
        ),
        duckdb.BinderException("Binder Error: Failed to get data file list from DuckLake: Failed to prepare query"),
        duckdb.InvalidInputException(
            "Invalid Input Error: Attempting to fetch from an unsuccessful query result\nError: TransactionContext"
            " Error: Current transaction is aborted (please ROLLBACK)"
        ),
        duckdb.InvalidInputException(
            "Invalid Input Error: Attempting to fetch from an unsuccessful query result\nError: Invalid Error:"
            ' Failed to prepare COPY "COPY (SELECT "table_id" FROM "ldemo"."ducklake_schema_versions") TO STDOUT"'
        ),
        duckdb.InternalException("INTERNAL Error: Attempted to access index 0 within vector of size 0"),
    )
    assert [is_of_lake(error, there) for error in gone] == [True] * 5
    wrong = duckdb.BinderException('Binder Error: Referenced column "DuckLake" not found in FROM clause!')
    assert not is_of_lake(wrong, there)


WRONG = {
    "no lake at all": "duckdb:x.duckdb",
    "an address": "ducklake:postgres:postgresql://solieu:geheim@db/solieu",
    "no words": "ducklake:postgres:",
    "half a word": "ducklake:postgres:dbname=solieu password='geheim",
    "a schema of no such name": "ducklake:postgres:dbname=solieu password=geheim schema=Đơn-vị",
}


@pytest.mark.parametrize("said", WRONG.values(), ids=WRONG.keys())
def test_a_setting_that_cannot_stand(said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, said)
    told = called(Home(tmp_path), "status")
    assert (told.code, VARIABLE in told.err, "geheim" in told.err) == (2, True, False), told.err


AWAY = {
    "nobody listens": "dbname=solieu host=/nowhere user=solieu password=geheim",
    "no such database": "dbname=nothing host={host} user=solieu password='ge heim'",
    "no such word": "dbnme=postgres host={host} user=solieu sslpassword=geheim",
}


@pytest.mark.parametrize("said", AWAY.values(), ids=AWAY.keys())
def test_a_catalogue_that_cannot_be_reached(
    said: str, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What, where and what to do, in a line; the password is nowhere, and the file waits in the inbox."""
    monkeypatch.setenv(VARIABLE, "ducklake:postgres:" + said.format(host=url.partition("host=")[2]))
    for command in ("demo", "nightly"):  # Which says it once, and puts nothing into the inbox before.
        told = called(Home(tmp_path / "home"), command)
        assert (told.code, told.err.count("Lỗi"), told.err.count("PostgreSQL có")) == (2, 1, 1), told.err
        assert not [*(tmp_path / "home" / "inbox").iterdir()]
    sent = book(tmp_path / "a.xlsx", postal(300))
    told = called(Home(tmp_path / "home"), "receive", sent)
    assert told.code == 2, told
    assert "PostgreSQL" in told.err
    assert "docs/lake.md" in told.err
    assert [path.name for path in (tmp_path / "home" / "inbox").iterdir()] == ["a.xlsx"]
    kept = [path for path in (tmp_path / "home").rglob("*") if path.is_file()]
    assert not [path for path in kept if b"heim" in path.read_bytes()]
    assert not re.search("ge ?heim|Traceback", told.err)


def test_a_wheel_that_is_missing(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package of that name without the extension of this DuckDB: it is said what to install, and nothing fetched."""
    (tmp_path / "duckdb_extension_ducklake").mkdir()
    (tmp_path / "duckdb_extension_ducklake" / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv(VARIABLE, words(url, tmp_path))
    told = called(Home(tmp_path / "home"), "receive", book(tmp_path / "a.xlsx", postal(300)))
    assert (told.code, "pip install 'solieu[lake]'" in told.err) == (2, True), told.err


def test_the_wrong_lake(lake: Home, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another home's, another than the note says, one that was lost, a file in its place: nothing is touched."""
    strange = Home(tmp_path / "strange", lake=True).create()
    monkeypatch.setenv(VARIABLE, words(url, lake.root))
    with pytest.raises(NoWarehouse, match="archive"), connected(strange.warehouse):
        pass
    assert not strange.warehouse.exists()
    monkeypatch.setenv(VARIABLE, words(url, tmp_path))
    with pytest.raises(BadSetting, match="schema="), connected(lake.warehouse):
        pass
    monkeypatch.delenv(VARIABLE)
    lost = Home(tmp_path / "lost").create()
    lost.warehouse.with_name("warehouse.ducklake").write_text(
        lake.warehouse.read_text(encoding="utf-8").replace("schema=h", "schema=lost"), encoding="utf-8"
    )
    for read_only in (True, False):
        with pytest.raises(NoWarehouse), connected(lost.warehouse, read_only=read_only):
            pass
    file = Home(tmp_path / "file").create()
    file.warehouse.touch()
    monkeypatch.setenv("SOLIEU_HOME", str(file.root))
    monkeypatch.setenv(VARIABLE, words(url, file.root))
    with pytest.raises(BadSetting, match="solieu restore"):
        home()


def made(url: str, place: Path, files: Path | str) -> Home:
    """A home whose lake keeps its files there: one of a table with rows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, words(url, place))
        patch.setenv(FILES, str(files))
        home = Home(place, lake=True).create()
        with connected(home.warehouse) as connection:
            connection.execute("create table there as select range as i from range(2000)")
    return Home(place)


def upkept(home: Home) -> int:
    with connected(home.warehouse) as connection:
        return upkeep.clean(connection, lake_at(home.warehouse), 0)


def rows(home: Home) -> list[tuple[int]]:
    with connected(home.warehouse, read_only=True) as connection:
        return connection.execute("select count(*) from there").fetchall()


def test_a_folder_is_one_lakes(url: str, tmp_path: Path) -> None:
    """No lake is made where another's files are, above or below them; and nothing of it is left."""
    folder = tmp_path / "files"
    made(url, tmp_path / "a", folder)
    held = sorted(folder.rglob("*"))
    for place in (folder, folder / "deep" / "er", tmp_path):
        with pytest.raises(BadSetting, match="SOLIEU_LAKE"):
            made(url, tmp_path / "b", place)
    assert sorted(folder.rglob("*")) == held
    assert not (tmp_path / "b" / "warehouse.ducklake").exists()
    made(url, tmp_path / "b", tmp_path / "beside")


def test_a_provinces_lake_that_is_taken_is_set_aside(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, declared: Catalogue
) -> None:
    """Its schema and folder go by rule: no other is to be named, for the variables are the whole country's."""
    monkeypatch.setenv(COUNTRY, str(tmp_path))
    place, folder = tmp_path / "provinces" / "22", tmp_path / "files"
    schema = lake_at(made(url, place, folder).warehouse).schema
    shutil.move(place, tmp_path / "aside")
    told = f"đổi tên schema {schema} và dời {folder}/22/ đi"
    with pytest.raises(NoWarehouse, match=told):
        made(url, place, folder)
    with monkeypatch.context() as patch, pytest.raises(CannotRestore, match=told):
        patch.setenv(VARIABLE, words(url, place))
        patch.setenv(FILES, str(folder))
        fill_lake(Home(place, lake=True), tmp_path / "rebuilt.duckdb", declared)
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(f"alter schema {schema} rename to aside")
    with pytest.raises(BadSetting, match=told):
        made(url, place, folder)
    (folder / "22").rename(folder / "22-aside")
    assert rows(made(url, place, folder)) == [(2000,)]


def test_a_folder_in_a_store_is_one_lakes(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Likewise; what a killed writer left there is removed."""
    with stores.server() as address:
        stores.use(monkeypatch, stores.variables(address, "lake"))
        store = stores.store()
        home = made(url, tmp_path / "a", "s3://solieu/lake")
        held = stores.names(store)
        assert MARK in held
        for place in ("s3://solieu/lake", "s3://solieu"):
            with pytest.raises(BadSetting, match="SOLIEU_LAKE"):
                made(url, tmp_path / "b", place)
        stray, name = tmp_path / "killed.parquet", "main/there/ducklake-killed.parquet"
        duckdb.connect().sql("select 1 as i").write_parquet(str(stray))
        store.put(name, stray)
        assert (upkept(home), stores.names(store)) == (1, held)
        # A lake below it, which its key need not see: from then on nothing unknown is removed.
        rows(made(url, tmp_path / "c", "s3://solieu/lake/deep/er"))
        store.put(name, stray)
        assert (upkept(home), name in stores.names(store)) == (0, True)
        assert rows(Home(tmp_path / "c")) == [(2000,)]


def test_upkeep_removes_nothing_of_a_lake_that_shares_its_folder(url: str, tmp_path: Path) -> None:
    """As two homes of an earlier release may: until one is gone, neither removes what it does not know."""
    folder = tmp_path / "shared"
    ours, theirs = made(url, tmp_path / "a", folder), made(url, tmp_path / "b", tmp_path / "moved")
    (folder / MARK).unlink()
    (tmp_path / "moved" / MARK).unlink()
    shutil.copytree(tmp_path / "moved", folder, dirs_exist_ok=True)
    theirs.warehouse.write_text(
        theirs.warehouse.read_text("utf-8").replace(str(tmp_path / "moved"), str(folder)), "utf-8"
    )

    assert [upkept(ours), upkept(theirs), rows(ours), rows(theirs)] == [0, 0, [(2000,)], [(2000,)]]
    for file in (tmp_path / "moved").rglob("*.parquet"):
        (folder / file.relative_to(tmp_path / "moved")).unlink()
    assert upkept(ours) == 0  # Alone now, and marked.
    with pytest.raises(BadSetting, match=MARK), connected(theirs.warehouse):
        pass
    stray = folder / "main" / "there" / "ducklake-killed.parquet"
    shutil.copyfile(next((tmp_path / "moved").rglob("*.parquet")), stray)
    assert (upkept(ours), stray.exists(), rows(ours)) == (1, False, [(2000,)])

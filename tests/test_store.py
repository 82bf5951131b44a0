"""Inbox, archive and publications in a real S3 server (`stores.server`), on a way there that fails."""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import stores
from commands import PROGRAM, called, solieu
from conftest import night
from server import client as reader
from stores import Faults, names, send
from test_corrections import postal
from test_dry_run import book

from pipelines import doctor_state, doctor_store, releasing, steps
from schemas.channels import BadSetting
from schemas.country import Country
from schemas.declarations import Catalogue
from schemas.home import Home
from schemas.store import VARIABLE, address, keys
from sources import remote, store
from sources.remote import fetch, waiting_in
from sources.store import Store, StoreFault
from warehouse.faults import OlderWarehouse
from warehouse.released import Released
from warehouse.store import NoWarehouse, connected, literal

SCRIPT = Path(__file__).parents[1] / "docs" / "operate" / "kubernetes" / "base" / "backup.sh"
RECEIPTS = "select receipt_no, file_name, submission_id from ops.receipts order by 1"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with stores.server() as found:
        yield found


@pytest.fixture(scope="module")
def faults(url: str) -> Iterator[Faults]:
    """A way to the server on which nothing is wrong until a test says so; `home` names it."""
    told = Faults()
    with stores.through(url, told) as way:
        told.way = way
        yield told


@pytest.fixture
def store_at(faults: Faults, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The store that homes of this test have."""
    stores.use(monkeypatch, stores.variables(faults.way))
    yield stores.store()
    faults.refused = faults.lost = faults.cut = faults.delay = 0
    faults.only = lambda _method, _path: True


def sent(store: Store, folder: Path, name: str, press: int, period: str = "I/2014") -> str:
    """Send a return of a post office to the store; the SHA-256 of its file."""
    file = book(folder / f"{hashlib.sha256(name.encode()).hexdigest()}.xlsx", postal(press, period=period))
    send(store, name, file)
    return hashlib.sha256(file.read_bytes()).hexdigest()


def asked(home: Home, query: str) -> list[Any]:
    with connected(home.warehouse, read_only=True) as connection:
        return connection.execute(query).fetchall()


def current(store: Store) -> dict[str, Any]:
    return dict(releasing.pointer(store))


def test_a_night_over_a_bad_way(
    home: Home, store_at: Store, faults: Faults, tmp_path: Path, declared: Catalogue
) -> None:
    """A quarter of all requests fails, each in a way of its own: all comes in once, and all that lasts is there."""
    first = sent(store_at, tmp_path, "a.xlsx", 300)
    second = sent(store_at, tmp_path, "Bưu điện Hải Hà/quý II (2).xlsx", 250, "II/2014")
    sent(store_at, tmp_path, "~$a.xlsx", 1)
    sent(store_at, tmp_path, ".a.xlsx", 1)
    faults.refused, faults.lost, faults.cut, faults.delay = 0.1, 0.05, 0.1, 0.002
    night(home, declared)
    assert {*faults.done} == {"refused", "lost", "cut"}
    faults.refused = faults.lost = faults.cut = 0
    assert asked(home, RECEIPTS) == [(1, "a.xlsx", first), (2, "Bưu điện Hải Hà/quý II (2).xlsx", second)]
    assert names(store_at, "inbox/") == ["inbox/.a.xlsx", "inbox/~$a.xlsx"]
    assert names(store_at, "archive/") == sorted(f"archive/{each[:2]}/{each}" for each in (first, second))
    answers = [path.relative_to(home.root).as_posix() for path in home.outbox.rglob("*") if path.is_file()]
    assert (len(answers), names(store_at, "outbox/")) == (2, sorted(answers))
    told = current(store_at)
    assert (told["publication"], told["through"], told["through_file"]) == (1, 2, second)
    for name, digest in told["files"].items():
        assert hashlib.sha256(read(store_at, f"published/{told['version']}/{name}")).hexdigest() == digest
    assert {*told["files"]} == {path.name for path in home.published.iterdir()}
    assert figure(store_at, told["version"]) == 300 + 250
    before = [*faults.asked]
    steps.take_in(home, declared)  # Nothing new: nothing is put there once more.
    assert [method for method, _ in faults.asked[len(before) :] if method != "GET"] == []


def test_a_letter_goes_there_as_page_and_as_text(home: Home, store_at: Store, declared: Catalogue) -> None:
    """Also one that an earlier release left at home: its text was never put there."""
    (home.inbox / "x.csv").write_bytes(b"x")
    steps.take_in(home, declared)
    letter = sorted(path.relative_to(home.root).as_posix() for path in home.outbox.rglob("*") if path.is_file())
    assert ([Path(name).suffix for name in letter], names(store_at, "outbox/")) == ([".html", ".txt"], letter)
    page, text = (store_at.seen(name) for name in letter)
    assert page and text
    store_at.remove(text)
    steps.take_in(home, declared)
    assert names(store_at, "outbox/") == letter
    assert read(store_at, letter[1]) == (home.root / letter[1]).read_bytes()


def read(store: Store, name: str) -> bytes:
    found = store.read(name)
    assert found, name
    return found[0]


def figure(store: Store, version: str) -> int:
    """The press copies of 2014, as a reader asks who has DuckDB and the right to read the store."""
    place, told = literal(f"{store.address}published/{version}/solieu.duckdb"), keys()
    with closing(reader()) as connection:
        connection.execute(
            f"create secret (type s3, key_id {literal(told.key)}, secret {literal(told.secret)}, url_style 'path',"
            f" endpoint {literal(told.host)}, use_ssl false)"
        )
        connection.execute(f"attach {place} as published (read_only)")
        query = "from published.fact_indicator_year select sum(actual) where indicator = 'press_copies' and year = 2014"
        return int(connection.execute(query).fetchall()[0][0])


def test_more_than_a_page(home: Home, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """1,005 objects, a page holding 1,000; a folder's own mark is no file. Each comes whole, with its time."""
    stores.use(monkeypatch, stores.variables(url))
    store_at, file = stores.store(), tmp_path / "x"
    file.write_bytes(b"x")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: send(store_at, f"{number % 3}/{number:04d}.csv", file), range(1005)))
    store_at._client.put_object(**store_at._at("inbox/1/"), Body=b"")
    waiting = waiting_in(store_at)
    assert {each.name for each in waiting} == {f"inbox/{number % 3}/{number:04d}.csv" for number in range(1005)}
    assert [each.at for each in waiting] == sorted(each.at for each in waiting)
    store_at.remove_all(each.name for each in waiting[:-20])
    waiting = waiting[-20:]
    brought = fetch(home, store_at)
    assert {path: each.name for path, each in brought.items()} == {home.inbox / n.name[6:]: n.name for n in waiting}
    path, there = next(iter(brought.items()))
    assert (path.stat().st_mtime, path.read_bytes()) == (there.at.timestamp(), b"x")


def test_a_name_again(
    home: Home, store_at: Store, tmp_path: Path, declared: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is sent under a name while the file before it is taken in stays, and is a submission of its own."""
    sent(store_at, tmp_path, "a.xlsx", 300)
    release = remote.release

    def replaced(*given: Any) -> None:
        sent(store_at, tmp_path, "a.xlsx", 310)
        release(*given)

    with monkeypatch.context() as patch:
        patch.setattr(remote, "release", replaced)
        steps.take_in(home, declared)
    assert names(store_at, "inbox/") == ["inbox/a.xlsx"]
    steps.take_in(home, declared)
    sent(store_at, tmp_path, "a.xlsx", 300, "II/2014")
    book(home.inbox / "a.xlsx", postal(7, period="III/2014"))  # Dropped here by somebody, under that name.
    steps.take_in(home, declared)
    assert names(store_at, "inbox/") == ["inbox/a.xlsx"]
    steps.take_in(home, declared)
    assert names(store_at, "inbox/") == []
    assert [name for _, name, _ in asked(home, RECEIPTS)] == ["a.xlsx"] * 4
    periods = "select period from ops.receipts order by receipt_no"
    assert [period for (period,) in asked(home, periods)] == ["2014-Q1", "2014-Q1", "2014-Q3", "2014-Q2"]


HOSTILE = ["../../etc/passwd", "a//b.csv", "x" * 300, "a\0b", "/a", "a/", "a/../b", "thư mục/tệp.xlsx", "là tệp/x"]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_leads_out_of_the_inbox(home: Home, name: str) -> None:
    (home.inbox / "là tệp").touch()
    (home.inbox / "a" / "b.csv").parent.mkdir()
    place = remote._place(home, name)
    place.write_bytes(b"x")
    assert place.resolve().is_relative_to(home.inbox.resolve())
    assert remote._place(home, name) == place


def test_two_publishers(store_at: Store, faults: Faults) -> None:
    """Of those who publish the same number one wins, whatever its answer was; an older one never replaces a newer."""
    pointers = [made(2, side) for side in "abcd"]
    releasing._point(store_at, made(1, "a"))

    def pointed(told: Released) -> str:
        try:
            releasing._point(store_at, told)
        except OlderWarehouse as error:
            assert "bản công bố 2" in str(error)
            return ""
        return told.version

    with ThreadPoolExecutor(4) as pool:
        won = [version for version in pool.map(pointed, pointers) if version]
    assert won == [current(store_at)["version"]]
    with pytest.raises(OlderWarehouse):
        releasing._point(store_at, made(1, "a"))
    # Done, and nobody said so: the next try is refused, and finds that it was the one before it.
    faults.lost, faults.only = 1.0, lambda method, _path: method == "PUT" and not faults.done.pop("lost", 0)
    releasing._point(store_at, made(3, "a"))
    assert current(store_at)["publication"] == 3
    store_at.replace(releasing.POINTER, b"[", store_at.read(releasing.POINTER)[1])  # type: ignore[index]
    with pytest.raises(StoreFault, match=r"current\.json"):
        releasing.pointer(store_at)


def made(number: int, side: str) -> Released:
    from datetime import UTC, datetime

    return Released(number, datetime.now(UTC), number, side * 64, {"solieu.duckdb": side * 64})


def test_what_readers_there_miss_is_told_and_put_again(
    home: Home, store_at: Store, faults: Faults, tmp_path: Path, declared: Catalogue
) -> None:
    """A published file that is gone, one that is another of the same size; also by a pointer that notes no etags."""
    sent(store_at, tmp_path, "a.xlsx", 300)
    night(home, declared)
    pointer = current(store_at)
    folder = f"published/{pointer['version']}/"
    whole = {name: read(store_at, folder + name) for name in pointer["files"]}
    for found in (pointer, {name: told for name, told in pointer.items() if name != "laid"}):
        store_at.remove_all([f"{folder}solieu.duckdb"])
        if "laid" in found:
            other = tmp_path / "other"
            other.write_bytes(b"x" * len(whole["appendix_1.csv"]))
            store_at.put(f"{folder}appendix_1.csv", other)
        body, etag = json.dumps(found).encode(), store_at.read(releasing.POINTER)[1]  # type: ignore[index]
        assert store_at.replace(releasing.POINTER, body, etag)
        ((check, state, told, mend),) = (vars(each).values() for each in doctor_store.check_store(home))
        assert (check, state, "solieu.duckdb" in told) == ("store", "failed", True)
        assert ("appendix_1.csv" in told) == ("laid" in found)
        assert "solieu nightly" in mend
        assert "solieu.duckdb" in doctor_store.stored(home)["store_fault"]
        asked_before = len(faults.asked)
        steps.take_in(home, declared)
        assert [method for method, _ in faults.asked[asked_before:]].count("PUT") == 2
        assert {name: read(store_at, folder + name) for name in whole} == whole
        assert {*current(store_at)["laid"]} == {*whole}
        assert [each.state for each in doctor_store.check_store(home)] == ["ok"]
    before = len(faults.asked)
    steps.take_in(home, declared)
    assert {method for method, _ in faults.asked[before:]} == {"GET"}


def test_old_versions_go(store_at: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the next one has been there for long enough; the current one stays, and so does one that is being laid."""
    file = tmp_path / "x"
    file.write_bytes(b"x")
    for version in ("1-a", "2-a", "2-b", "3-a", "4-a"):
        store_at.put(f"published/{version}/solieu.duckdb", file)
    third = Released(3, made(3, "a").published_at, 3, None, {})
    monkeypatch.setattr(Released, "version", "3-a")
    releasing._forget(store_at, third)
    assert store_at.folders("published/") == ["1-a", "2-a", "2-b", "3-a", "4-a"]
    monkeypatch.setattr(releasing, "KEPT", timedelta(days=-1))
    releasing._forget(store_at, third)
    assert names(store_at, "published/") == [f"published/{v}/solieu.duckdb" for v in ("3-a", "4-a")]


def test_a_store_that_is_not_there(
    home: Home, faults: Faults, declared: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Down, too slow, of another key, without the bucket: told in both languages; nothing is taken in, nothing lost."""
    stores.use(monkeypatch, stores.variables(faults.way))
    monkeypatch.setattr(store, "TRIES", 2)
    monkeypatch.setattr(store, "_SILENT", 0.3)
    book(home.inbox / "a.xlsx", postal(300))

    def told(**given: str) -> str:
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(StoreFault) as fault:
            steps.take_in(home, declared)
        assert stores.SECRET not in str(fault.value)
        assert all(word in str(fault.value) for word in ("Kho S3 s3://", "The store failed", "docs/store.md"))
        return str(fault.value)

    faults.refused = 1.0
    assert "503" in told()
    faults.refused, faults.delay = 0, 0.6
    assert "timeout" in told(AWS_REGION="us-east-2").lower()
    faults.delay = 0
    assert "SignatureDoesNotMatch" in told(AWS_SECRET_ACCESS_KEY="sai")  # noqa: S106
    stores.use(monkeypatch, stores.variables("http://127.0.0.1:1"))
    assert "127.0.0.1:1" in told()
    state = called(home, "status")
    assert (state.code, "127.0.0.1:1" in state.out) == (1, True), state
    said = called(home, "nightly")
    assert (said.code, said.out.partition(".")[0]) == (2, "Chưa nhận tệp nào, 1 tệp chờ ở đây"), said
    stores.use(monkeypatch, {**stores.variables(faults.way), VARIABLE: "s3://khong-co/x"})
    assert "NoSuchBucket" in told()
    assert asked(home, RECEIPTS) == []
    stores.use(monkeypatch, stores.variables(faults.way))
    steps.take_in(home, declared)
    assert [name for _, name, _ in asked(home, RECEIPTS)] == ["a.xlsx"]


WRONG = ["solieu", "s3:/solieu", "s3://", "s3://So/x", "s3://solieu/a b", "s3://solieu/tỉnh", "https://s3/solieu"]


@pytest.mark.parametrize("said", WRONG)
def test_a_setting_that_cannot_stand(said: str, tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=VARIABLE):
        address(tmp_path, {VARIABLE: said})


@pytest.mark.parametrize("name", ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"])
def test_an_address_without_its_scheme(
    home: Home, declared: Catalogue, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """It is refused as a setting, wherever the store is asked for, with what to write; so is one of a lake's files."""
    stores.use(monkeypatch, stores.variables("https://s3.example.vn") | {name: "127.0.0.1:18333"})
    with pytest.raises(BadSetting, match=f"{name}: “127.*https://.* / must begin with"):
        steps.take_in(home, declared)
    with pytest.raises(BadSetting, match=name):
        keys()
    assert name in doctor_store.stored(home)["store_fault"]
    found = [*doctor_store.check_store(home), *doctor_state.check_archive(home)]
    assert [(each.check, each.state) for each in found] == [("store", "failed"), ("archive", "ok")]
    assert name in found[0].told
    assert asked(home, RECEIPTS) == []


def test_the_store_of_another_warehouse(
    home: Home, blank: Path, store_at: Store, tmp_path: Path, declared: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty warehouse, an older one, one whose receipts are others, and a variable that changed: all are refused."""
    book(home.inbox / "a.xlsx", postal(300))
    steps.take_in(home, declared)
    empty = stores.home_at(tmp_path / "empty", blank)
    with pytest.raises(NoWarehouse, match="đã có tệp gốc"):
        steps.take_in(empty, declared)
    releasing._point(store_at, made(1, "b"))
    with pytest.raises(OlderWarehouse, match="số nhận 1 "):
        steps.take_in(home, declared)
    monkeypatch.setenv(VARIABLE, "s3://solieu/khac")
    with pytest.raises(BadSetting, match=r"store\.s3"):
        steps.take_in(home, declared)
    monkeypatch.delenv(VARIABLE)  # The note is enough, and nothing is done behind the store's back.
    with pytest.raises(OlderWarehouse):
        steps.take_in(home, declared)


def test_the_homes_of_a_country(
    blank: Path, store_at: Store, tmp_path: Path, declared: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each province has the part of the store that is named after it, its night, commands by hand and the backup."""
    place = Country(tmp_path / "vn").create()
    monkeypatch.setenv("SOLIEU_COUNTRY", str(place.root))
    province = stores.home_at(place.home("22").root, blank)
    stores.home_at(place.national.root, blank)
    sent(store_at, tmp_path, "a.xlsx", 300)
    book(province.inbox / "b.xlsx", postal(250, period="II/2014"))
    assert steps.take_in(province, declared).received == {"accepted": 1}
    assert [name.partition("/")[0] for name in names(store_at, "22/")] == ["22"] * len(names(store_at, "22/"))
    assert "22" in called(province, "status", "--json").out

    def backed_up(root: Path) -> int:
        text = SCRIPT.read_text(encoding="utf-8").replace("/opt/solieu/.venv/bin/solieu", str(PROGRAM))
        command, own = ["sh", "-c", text, "backup.sh", str(tmp_path / "backups")], {"SOLIEU_COUNTRY": str(root)}
        return subprocess.run(command, env=os.environ | own, check=False).returncode

    assert backed_up(place.root) == 0
    assert sorted(path.name for path in (tmp_path / "backups").iterdir()) == ["22", "national"]
    shutil.rmtree(place.national.root)
    place.create().national.create_national()
    assert "Hãy chạy `solieu country nightly`" in solieu(place.national, "restore", tmp_path / "backups" / "national")
    assert [name for name in names(store_at, "22/backups/") if name.endswith("manifest.json")] != []
    for original in (*province.archive.rglob("*"), *(tmp_path / "backups" / "22" / "archive").rglob("*")):
        if original.is_file():
            original.unlink()
    store_at.remove_all(names(store_at, "22/archive/"))
    assert (backed_up(place.root), backed_up(tmp_path / "none")) == (1, 2)

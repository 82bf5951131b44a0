"""Nights that are killed, homes that are lost, and what brings them back from a store."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import killed_store
import pytest
import stores
from commands import called, solieu
from conftest import night
from lakes import lake_home
from postgres import server as postgres
from stores import names, send
from test_corrections import postal
from test_dry_run import book
from test_store import RECEIPTS, asked, current, figure, sent

from pipelines import doctor_state, doctor_store, releasing, steps, storing
from schemas.declarations import Catalogue
from schemas.home import Home
from schemas.lake import FILES
from schemas.store import VARIABLE
from sources.store import Store
from warehouse.faults import OlderWarehouse
from warehouse.store import connected


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with stores.server() as found:
        yield found


@pytest.fixture
def store_at(url: str, monkeypatch: pytest.MonkeyPatch) -> Store:
    stores.use(monkeypatch, stores.variables(url))
    return stores.store()


def test_killed_anywhere(home: Home, store_at: Store, tmp_path: Path, declared: Catalogue) -> None:
    """Eleven nights in a row, each killed a step later: all is there once, as if nothing had happened."""
    first, second = sent(store_at, tmp_path, "a.xlsx", 300), sent(store_at, tmp_path, "b/c.xlsx", 250, "II/2014")
    script = [sys.executable, killed_store.__file__, str(home.root)]
    ran = subprocess.run(script, capture_output=True, text=True, check=False, cwd=Path(__file__).parent)
    assert ran.stdout.splitlines() == [*killed_store.POINTS], ran.stderr
    night(home, declared)
    assert asked(home, RECEIPTS) == [(1, "a.xlsx", first), (2, "b/c.xlsx", second)]
    assert names(store_at, "inbox/") == []
    assert names(store_at, "archive/") == sorted(f"archive/{each[:2]}/{each}" for each in (first, second))
    assert len(names(store_at, "outbox/")) == 2
    assert asked(home, "select count(*) from ops.publications") == [(1,)]
    told = current(store_at)
    assert (told["publication"], told["through"]) == (1, 2)
    assert (figure(store_at, told["version"]), len(store_at.folders("published/"))) == (550, 1)


def test_a_home_that_was_lost(
    home: Home, store_at: Store, tmp_path: Path, declared: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that had its figures before its store; all of it goes, backups too: the store's newest brings it back."""
    file, given = book(home.inbox / "a.xlsx", postal(300)), os.environ[VARIABLE]
    first = hashlib.sha256(file.read_bytes()).hexdigest()
    monkeypatch.delenv(VARIABLE)
    night(home, declared)
    assert names(store_at) == []
    monkeypatch.setenv(VARIABLE, given)
    steps.take_in(home, declared)
    assert (names(store_at, "archive/"), len(names(store_at, "outbox/"))) == ([f"archive/{first[:2]}/{first}"], 1)
    assert current(store_at)["publication"] == 1
    for path in ("reports/2014/phu-luc.html", "board/index.html"):
        (home.root / path).parent.mkdir(parents=True, exist_ok=True)
        (home.root / path).write_text("<p>", encoding="utf-8")
        assert storing.lay(home, [home.root / path]) == [home.root / path]
        assert names(store_at, path) == [path]
    assert "Đã sao lưu" in solieu(home, "backup", tmp_path / "dest")
    shutil.rmtree(tmp_path / "dest")
    shutil.copytree(home.published, tmp_path / "first")
    shutil.rmtree(home.root)
    monkeypatch.setenv("SOLIEU_HOME", str(home.root))
    assert "nguyên vẹn" in solieu(home, "restore", "--verify")
    assert "1 tệp gốc" in solieu(home, "restore")
    second = sent(store_at, tmp_path, "b.xlsx", 250, "II/2014")
    told = called(home, "status")
    assert ("1 tệp đang chờ" in told.out, str(store_at.address) in told.out) == (True, True), told.out
    night(home, declared)
    assert asked(home, RECEIPTS) == [(1, "a.xlsx", first), (2, "b.xlsx", second)]
    pointer = current(store_at)
    assert (pointer["publication"], pointer["through"], figure(store_at, pointer["version"])) == (2, 2, 550)
    shutil.rmtree(home.published)  # As in another home of this warehouse, which published before this one.
    shutil.copytree(tmp_path / "first", home.published)
    with connected(home.warehouse) as connection:
        releasing.release(connection, home, store_at)
    assert current(store_at) == pointer
    for gone in (home.archive, home.outbox):  # The store has them.
        shutil.rmtree(gone)
    checks = (doctor_state.check_archive, doctor_state.check_answers, doctor_store.check_store)
    found = [(each.check, each.state) for check in checks for each in check(home)]
    assert found == [("archive", "ok"), ("answers", "ok"), ("store", "look")]


def test_an_original_that_the_store_lost(home: Home, store_at: Store, tmp_path: Path, declared: Catalogue) -> None:
    """One is gone there and one is another; the home has both. Then the home is lost, and one with it for good."""
    first, second = sent(store_at, tmp_path, "a.xlsx", 300), sent(store_at, tmp_path, "b.xlsx", 250, "II/2014")
    steps.take_in(home, declared)
    of = {each: f"archive/{each[:2]}/{each}" for each in (first, second)}
    whole = {name: (store_at.read(name) or ("",))[0] for name in of.values()}
    (tmp_path / "other").write_bytes(b"hong")
    store_at.remove_all([of[first]])
    store_at.put(of[second], tmp_path / "other")

    def archive() -> tuple[Any, ...]:
        doctor_store.holdings.cache_clear()
        doctor_state._standing.cache_clear()
        (found,) = doctor_state.check_archive(home)
        return found.state, *(each in found.told + found.mend for each in (first, second, "solieu backup"))

    assert archive() == ("look", True, True, True)
    told = solieu(home, "backup", tmp_path / "dest")
    assert ("put there again (2)" in told, first in told, second in told) == (True, True, True), told
    assert {name: (store_at.read(name) or ("",))[0] for name in of.values()} == whole
    assert archive() == ("ok", False, False, False)
    assert "put there again" not in solieu(home, "backup", tmp_path / "dest")

    store_at.remove_all([of[first]])
    shutil.rmtree(home.root)
    again = called(home, "restore", "--json")
    assert again.code == 1, again
    assert (json.loads(again.out)["otherwise"], json.loads(again.out)["lost"]) == ([], [first])
    assert asked(home, "select quantity from core.postal_quarterly order by 1") == [(250,), (300,)]
    (backup,) = sorted((tmp_path / "dest").glob("2*"))[-1:]
    shutil.rmtree(backup / "read")
    (tmp_path / "dest" / "archive" / first[:2] / first).unlink()
    shutil.rmtree(home.root)
    refused = called(home, "restore", backup)
    assert (refused.code, "Mất tệp gốc (a.xlsx)" in refused.err, "Bản này đọc khác" in refused.err) == (2, True, False)


def test_what_came_after_the_backup_that_was_restored(
    home: Home, store_at: Store, tmp_path: Path, declared: Catalogue
) -> None:
    """The pointer is moved, as docs/store.md says; the doctor then says the step that follows there, and it helps."""
    sent(store_at, tmp_path, "a.xlsx", 300)
    steps.take_in(home, declared)
    solieu(home, "backup", tmp_path / "dest")
    second = sent(store_at, tmp_path, "b.xlsx", 250, "II/2014")
    night(home, declared)
    shutil.rmtree(home.root)
    solieu(home, "restore", tmp_path / "dest")
    with pytest.raises(OlderWarehouse, match="số nhận 2 "):
        steps.take_in(home, declared)
    store_at.remove_all([releasing.POINTER])
    steps.take_in(home, declared)
    doctor_store.holdings.cache_clear()
    doctor_state._standing.cache_clear()
    (found,) = doctor_state.check_archive(home)
    assert (found.state, second in found.told, "archive/ sang inbox/" in found.mend) == ("failed", True, True)
    assert "Dời cả thư mục" not in found.mend
    copied = tmp_path / "copied"
    assert store_at.fetch(f"archive/{second[:2]}/{second}", copied)
    send(store_at, "quý II.xlsx", copied)
    steps.take_in(home, declared)
    doctor_store.holdings.cache_clear()
    doctor_state._standing.cache_clear()
    assert [each.state for each in doctor_state.check_archive(home)] == ["ok"]


def test_a_lake_whose_home_was_lost(
    store_at: Store, tmp_path: Path, declared: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its files lie in the store. An empty home finds it by the note there, and fetches originals when asked."""
    first = sent(store_at, tmp_path, "a.xlsx", 300)
    with postgres() as url, lake_home(url, tmp_path / "home") as place:
        monkeypatch.setenv(FILES, f"{store_at.address}lake")
        steps.take_in(place, declared)
        shutil.rmtree(place.root)
        empty = Home(place.root, lake=True)
        assert steps.last_receipt(empty) == 1
        second = sent(store_at, tmp_path, "b.xlsx", 250, "II/2014")
        steps.take_in(empty, declared)
        assert asked(empty, RECEIPTS) == [(1, "a.xlsx", first), (2, "b.xlsx", second)]
        assert [path.name for path in empty.archive.glob("??/*")] == [second]
        assert hashlib.sha256(storing.original(empty, first).read_bytes()).hexdigest() == first

"""`solieu doctor`: a healthy home, and each fault found with what to do about it."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from subprocess import PIPE

import pytest
from commands import called
from conftest import OF_A_FILE, empty, night
from test_corrections import postal
from test_dry_run import book
from test_vintages import run

from pipelines import doctor_machine, doctor_rights, doctor_state
from pipelines.doctor import Found, State, examined
from schemas.declarations import Catalogue
from schemas.home import Home
from warehouse import health
from warehouse.store import connected


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory, blank: Path, declared: Catalogue) -> Home:
    """A home after a night, without Dagster."""
    place = empty(tmp_path_factory.mktemp("healthy") / "home", blank)
    book(place.inbox / "a.xlsx", postal(300))
    night(place, declared)
    return place


@pytest.fixture
def sick(healthy: Home, tmp_path: Path) -> Home:
    """A copy of it to spoil."""
    return Home(shutil.copytree(healthy.root, tmp_path / "home"))


def states(place: Home) -> dict[str, Found]:
    """Check -> what was found, of all that is not well."""
    return {each.check: each for each in examined(place) if each.state is not State.well and each.check != "fonts"}


def test_a_healthy_home(healthy: Home) -> None:
    """Nothing to mend, nothing left behind, and Dagster not even imported."""
    before = sorted(healthy.root.rglob("*"))
    assert states(healthy) == {}
    assert sorted(healthy.root.rglob("*")) == before
    told = run(healthy, "doctor", "--json")
    found = {each["check"]: each for each in json.loads(told.stdout)["checks"]}
    well = {name for name, each in found.items() if each["state"] == "ok"}
    assert well >= {"python", "packages", "home", "disk", "filesystem", "clock", "warehouse", "archive", "published"}
    assert told.exit_code == (0 if found["fonts"]["state"] == "ok" else 1)
    assert "tốt" in run(healthy, "doctor").output


def cut(place: Home) -> None:
    os.truncate(place.warehouse, place.warehouse.stat().st_size // 2)


def shortened(place: Home) -> None:
    """By one block alone."""
    os.truncate(place.warehouse, place.warehouse.stat().st_size - 262_144)


def overwritten(place: Home) -> None:
    place.warehouse.write_bytes(b"no database at all" * 1000)


def lost(place: Home) -> None:
    place.warehouse.unlink()


def rotten(place: Home) -> None:
    next(place.archive.glob("??/*")).write_bytes(b"rotten")


def emptied(place: Home) -> None:
    next(place.archive.glob("??/*")).unlink()


def withheld(place: Home) -> None:
    place.published_warehouse.unlink()


def garbled(place: Home) -> None:
    place.published_warehouse.unlink()
    place.published_warehouse.write_bytes(b"x" * 10_000)


def overwritten_within(place: Home) -> None:
    """It still opens: one block in the middle is not what was written."""
    place.published_warehouse.chmod(0o644)
    with place.published_warehouse.open("r+b") as file:
        file.seek(place.published_warehouse.stat().st_size // 2)
        file.write(b"\xff" * 300_000)


def unanswered(place: Home) -> None:
    shutil.rmtree(place.outbox)
    place.outbox.mkdir()


def without_inbox(place: Home) -> None:
    shutil.rmtree(place.inbox)


def given(name: str, mode: int) -> Callable[[Home], None]:
    """The mode of a file or folder of the home; of the home itself by no name."""

    def spoil(place: Home) -> None:
        (place.root / name).chmod(mode)

    return spoil


def said(statement: str) -> Callable[[Home], None]:
    def spoil(place: Home) -> None:
        with connected(place.warehouse) as connection:
            connection.execute(statement)

    return spoil


@pytest.mark.parametrize(
    ("spoil", "check", "state", "mend"),
    [
        pytest.param(cut, "warehouse", State.failed, "solieu restore", marks=OF_A_FILE),
        pytest.param(shortened, "warehouse", State.failed, "solieu restore", marks=OF_A_FILE),
        pytest.param(overwritten, "warehouse", State.failed, "solieu restore", marks=OF_A_FILE),
        (lost, "warehouse", State.failed, "solieu restore"),
        (said("insert into ops.migrations values (999, 'later', now())"), "warehouse", State.failed, "mới hơn"),
        (said("delete from ops.migrations where number = 90"), "warehouse", State.look, "solieu nightly"),
        (rotten, "archive", State.failed, "archive"),
        (emptied, "archive", State.failed, "archive"),
        (withheld, "published", State.failed, "solieu nightly"),
        (garbled, "published", State.failed, "solieu nightly"),
        (
            said(
                "insert into ops.publications select publication_no + 1, through_no, rules, now() from ops.publications"
            ),
            "published",
            State.look,
            "solieu nightly",
        ),
        (overwritten_within, "published", State.failed, "solieu nightly"),
        (said("delete from ops.receipts"), "archive", State.failed, "solieu restore"),
        (said("delete from ops.publications"), "published", State.failed, "solieu restore"),
        (unanswered, "answers", State.look, "outbox"),
        (without_inbox, "inbox", State.failed, "solieu nightly"),
        (given("", 0o700), "readers", State.failed, "chmod a+x"),
        (given("published", 0o700), "readers", State.failed, "chmod 755"),
        (given("published/solieu.duckdb", 0o600), "readers", State.failed, "chmod a+r"),
        pytest.param(given("warehouse.duckdb", 0o644), "private", State.failed, "chmod o-rwx", marks=OF_A_FILE),
        (given("archive", 0o755), "private", State.failed, "chmod o-rwx"),
        (given("outbox", 0o755), "private", State.failed, "chmod o-rwx"),
        (given("inbox", 0o755), "private", State.failed, "o-r"),
        (said("delete from ops.answers"), "answers", State.look, "solieu nightly"),
        (said("update ops.receipts set received_at = now() + interval 1 day"), "moments", State.failed, "timedatectl"),
    ],
)
def test_each_fault_is_found(sick: Home, spoil: Callable[[Home], None], check: str, state: State, mend: str) -> None:
    spoil(sick)
    doctor_state._standing.cache_clear()
    looked = (*doctor_rights.CHECKS, *doctor_state.CHECKS)
    found = {each.check: each for examine in looked for each in examine(sick) if each.state != State.well}
    assert (found[check].state, mend in found[check].mend) == (state, True), found


def test_a_lost_warehouse_is_not_made_anew(sick: Home, tmp_path: Path) -> None:
    """Whatever is left of it, no command makes an empty one in its place, and each says what to do."""
    sick.warehouse.unlink()
    shutil.rmtree(sick.archive)
    sick.published_warehouse.unlink()  # The answers are left.
    file = book(tmp_path / "b.xlsx", postal(310))
    commands: list[list[str | Path]] = [["nightly"], ["demo"], ["receive", file], ["receive", "--dry-run", file]]
    commands += [["status"], ["backup", tmp_path]]
    for command in commands:
        told = called(sick, *command)
        assert (told.code, "solieu restore" in told.err) == (2, True), (command, told)
        assert not sick.warehouse.exists(), command
    assert [path.name for path in sick.inbox.iterdir()] == ["b.xlsx"]  # It waits for the night after.


@OF_A_FILE
def test_a_damaged_file_is_told_as_damaged(sick: Home) -> None:
    """By every command that meets it, at once, and not as one that is in use."""
    overwritten_within(sick)
    told = called(sick, "appendix", "1", "--year", "2014")
    assert (told.code, str(sick.published_warehouse) in told.err, "solieu nightly" in told.err) == (2, True, True)
    with sick.warehouse.open("r+b") as file:  # The header of a database has two copies; the third block is data.
        file.write(b"\xff" * 30_000)
    told = called(sick, "status")
    assert (told.code, "bản sao lưu" in told.err) == (2, True)


def test_a_publication_of_another_province_is_named_and_not_the_warehouse(sick: Home) -> None:
    """Whatever its number: nothing here is to be restored. A warehouse that never published may be the wrong one."""

    def found() -> tuple[State, bool, bool]:
        doctor_state._standing.cache_clear()
        (each,) = doctor_state.check_published(sick)
        return each.state, "solieu restore" in each.mend, "published/" in each.mend and "solieu nightly" in each.mend

    with connected(sick.warehouse) as connection:  # As if this home had begun at another moment.
        connection.execute("update ops.publications set published_at = published_at - interval 1 day")
    assert found() == (State.failed, False, True)
    with connected(sick.warehouse) as connection:
        connection.execute("delete from ops.publications")
    assert found() == (State.failed, True, True)


def test_damage_that_ends_whoever_reads_it(demo_home: Home, tmp_path: Path) -> None:
    """Some blocks, inverted, crash DuckDB itself: the doctor goes on and says so. A block may be free, not all are."""
    home = Home(tmp_path / "home").create()
    content = bytearray(demo_home.published_warehouse.read_bytes())
    for at in (len(content) * tenths // 10 for tenths in (4, 5, 6)):
        content[at : at + 64] = bytes(byte ^ 0xFF for byte in content[at : at + 64])
    home.published_warehouse.write_bytes(content)
    found = list(doctor_state.check_published(home))
    assert [(each.state, "damaged" in each.told) for each in found] == [(State.failed, True)]


def test_a_log_that_was_cut_off(sick: Home) -> None:
    """A run that was killed leaves a log beside the warehouse; what there is of it opens."""
    log = sick.warehouse.with_name(sick.warehouse.name + ".wal")
    log.write_bytes(b"")
    doctor_state._standing.cache_clear()
    (found,) = doctor_state.check_warehouse(sick)
    assert (found.state, ".wal" in found.told) == (State.well, True)


def test_a_file_that_waits_too_long(sick: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    book(sick.inbox / "b.xlsx", postal(310))
    assert [each.state for each in doctor_state.check_inbox(sick)] == [State.well]
    monkeypatch.setattr(doctor_state, "_OVERDUE", timedelta(0))
    time.sleep(0.01)
    (found,) = doctor_state.check_inbox(sick)
    assert (found.state, "b.xlsx" in found.told) == (State.look, True)


def test_a_home_that_cannot_be_written(sick: Home) -> None:
    """Where a folder should be lies a file: nothing can be written there, whoever asks."""
    shutil.rmtree(sick.outbox)
    sick.outbox.write_text("")
    (found,) = doctor_machine.check_home(sick)
    assert (found.state, str(sick.outbox) in found.told) == (State.failed, True)


def test_a_lake_where_no_unit_may_write(sick: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder is the account's, and the units are told of it; those of docs/operate are not, until docs/lake.md."""
    folder, units = tmp_path / "lake", tmp_path / "units"
    said = f"SOLIEU_WAREHOUSE=ducklake:postgres:dbname=solieu\nSOLIEU_LAKE={folder}\n"
    (sick.root / "warehouse.ducklake").write_text(said)
    monkeypatch.setattr(doctor_machine, "UNITS", units)
    (found,) = doctor_machine.check_lake_folder(sick)
    assert found.state == State.well  # Nothing but this account is in its way.
    shutil.copytree(Path(doctor_machine.LOCK.parent, "docs", "operate"), units)
    (found,) = doctor_machine.check_lake_folder(sick)
    assert (found.state, "solieu-daemon.service" in found.told) == (State.failed, True)
    for unit in ("solieu-daemon", "solieu-nightly", "solieu-web"):
        (units / f"{unit}.service.d").mkdir()
        (units / f"{unit}.service.d" / "lake.conf").write_text(f"[Service]\nReadWritePaths={tmp_path}\n")
    (found,) = doctor_machine.check_lake_folder(sick)
    assert found.state == State.well
    folder.write_text("no folder")
    (found,) = doctor_machine.check_lake_folder(sick)
    assert (found.state, str(folder) in found.told) == (State.failed, True)


def test_a_disk_without_room(sick: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_machine, "_SPARE", 10**18)
    assert [each.state for each in doctor_machine.check_disk(sick)] == [State.failed]


def test_packages_other_than_locked(sick: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = doctor_machine.LOCK.read_text(encoding="utf-8")
    other = tmp_path / "uv.lock"
    other.write_text(lock.replace('name = "duckdb"\nversion = "1.5.5"', 'name = "duckdb"\nversion = "9.9.9"'))
    monkeypatch.setattr(doctor_machine, "LOCK", other)
    (found,) = doctor_machine.check_packages(sick)
    assert (found.state, "duckdb 1.5.5 ≠ 9.9.9" in found.told) == (State.look, True)


def test_declarations_that_do_not_load(sick: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOLIEU_DECLARATIONS", str(tmp_path / "nowhere"))
    (found,) = doctor_machine.check_declarations(sick)
    assert (found.state, "SOLIEU_DECLARATIONS" in found.mend) == (State.failed, True)


def test_settings_other_than_those_of_the_services(sick: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the names alone: a value may hold a password."""
    services = tmp_path / "solieu.env"
    services.write_text("# x\nSOLIEU_HOME='/srv/solieu'\nSOLIEU_SMTP_PASSWORD=mat-khau\n#SOLIEU_WEBHOOK_URL=x\n")
    monkeypatch.setattr(doctor_machine, "SETTINGS", services)
    monkeypatch.setenv("SOLIEU_HOME", "/srv/solieu")
    (found,) = doctor_machine.check_settings(sick)
    assert (found.state, "SMTP_PASSWORD" in found.told, "mat-khau" in found.told) == (State.look, True, False)
    monkeypatch.setenv("SOLIEU_SMTP_PASSWORD", "mat-khau")
    assert [each.state for each in doctor_machine.check_settings(sick)] == [State.well]


@OF_A_FILE
def test_a_warehouse_in_use(sick: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another process writes, the warehouse is no fault, and what needs it is not guessed."""
    monkeypatch.setattr(health, "_PATIENCE", 0.1)
    program = (
        f"from pathlib import Path\nfrom warehouse.store import connected\n"
        f"with connected(Path({str(sick.warehouse)!r})): print('holds', flush=True); input()"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdin=PIPE, stdout=PIPE) as holder:
        assert holder.stdin and holder.stdout and holder.stdout.readline() == b"holds\n"
        doctor_state._standing.cache_clear()
        found = {each.check: each.state for examine in doctor_state.CHECKS for each in examine(sick)}
        holder.stdin.close()
    assert found["warehouse"] is State.look
    assert found["archive"] is State.well
    assert not {"published", "answers"} & found.keys()


def test_a_storage_of_dagster_that_does_not_open(sick: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a healthy one says of daemon and night is tested with PostgreSQL, in test_operate."""
    monkeypatch.setenv("DAGSTER_HOME", "")
    monkeypatch.setenv("SOLIEU_HOME", str(sick.root))
    (sick.dagster / "history").mkdir()
    (sick.dagster / "history" / "runs.db").write_bytes(b"no database" * 1000)
    (found,) = doctor_state.check_dagster(sick)
    assert (found.check, found.state) == ("dagster", State.failed)

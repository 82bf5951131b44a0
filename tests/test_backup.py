"""A home with a history of every kind is lost, and comes back from archive and ledger: table by table, row by row."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import OF_A_FILE, night
from test_corrections import decide, postal, withdrawal
from test_cumulative import SINCE, press
from test_dry_run import book
from test_vintages import SIGN, run

from pipelines import steps
from pipelines.backing_up import back_up, verify
from pipelines.keeping import CannotRestore
from pipelines.restoring import restore
from schemas.declarations import Catalogue
from schemas.home import Home
from warehouse.store import connected


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory, declared: Catalogue) -> Home:
    """Three nights of everything that happens, and files taken in after the last."""
    place = Home(tmp_path_factory.mktemp("lived")).create()
    box = place.inbox
    book(box / "a.xlsx", postal(300, 20, 1000))
    book(box / "b.xlsx", postal(250, 30, period="II/2014"))
    book(box / "c.xlsx", postal("nhiều", period="III/2014"))  # Rejected.
    book(box / "d.xlsx", postal(70, period="I/2013"))  # Built in the first night alone.
    night(place, declared)
    assert run(place, *SIGN).exit_code == 0
    _bad_places(box)
    book(box / "e.xlsx", press(SINCE["2014-Q3"], 900))
    book(box / "f.xlsx", press(SINCE["2014-Q4"], 1300))
    book(box / "g.xlsx", postal(340, 20, 1000, above="Lý do điều chỉnh: Nhầm số"))  # A correction.
    night(place, declared)
    decide(place, declared, "settle", 3)
    number = _number(place, "g.xlsx")
    made = decide(place, declared, "withdraw", number, previous_counts=True)
    shutil.copyfile(place.archive / _file(place, 1)[:2] / _file(place, 1), box / "again.xlsx")  # A duplicate.
    steps.take_in(place, declared)
    decide(place, declared, "undo", made["decision_no"])
    book(box / "h.xlsx", postal(341, 20, 1000))
    book(box / "i.xlsx", postal(342, 20, 1000))  # Corrects a return that no publication has held.
    book(box / "j.xlsx", withdrawal(title="Đề nghị rút báo cáo kết quả hoạt động bưu chính quý II/2014"))
    steps.judge_asset(place, declared, "core/cumulative_flows")
    night(place, declared)
    book(box / "k.xlsx", postal(251, 30, period="II/2014"))  # Taken in, and no figures built since.
    steps.take_in(place, declared)
    return place


def _bad_places(box: Path) -> None:
    """An archive with members that say the same, are a correction, and are broken; a link; a nil return."""
    with zipfile.ZipFile(box / "gói.zip", "w") as packed:
        for name, rows in (("a lại.xlsx", postal(300, 20.0, 1000)), ("b mới.xlsx", postal(260, 30, period="II/2014"))):
            packed.write(book(box.parent / name, rows), name)
            (box.parent / name).unlink()
        packed.writestr("hỏng.xlsx", "x" * 50)
    content = (box / "gói.zip").read_bytes()
    (box / "gói.zip").write_bytes(content.replace(b"x" * 50, b"y" * 50))
    (box / "liên kết.xlsx").symlink_to("/etc/passwd")
    os.utime(box / "gói.zip", (1_400_000_000, 1_400_000_000))


def _number(home: Home, file: str) -> int:
    return int(rows(home.warehouse, f"select receipt_no from ops.receipts where file_name = '{file}'")[0][0])


def _file(home: Home, number: int) -> str:
    return str(rows(home.warehouse, f"select submission_id from ops.receipts where receipt_no = {number}")[0][0])


def rows(file: Path, query: str) -> list[tuple[Any, ...]]:
    with connected(file, read_only=True) as connection:
        return connection.execute(query).fetchall()


def differing(one: Path, other: Path) -> dict[str, tuple[int, int]]:
    """Relation -> rows that only the one warehouse holds, and only the other; columns and types must be the same."""
    (shape, first), (others, second) = map(whole, (one, other))
    assert shape == others
    assert {"ops.receipts", "core.postal_quarterly", "kpi.appendix_1", "ops.vintage_figures"} <= first.keys()
    found = {table: ((rows - second[table]).total(), (second[table] - rows).total()) for table, rows in first.items()}
    return {table: counts for table, counts in found.items() if any(counts)}


def whole(place: Path) -> tuple[list[tuple[Any, ...]], dict[str, Counter[str]]]:
    """The columns of a warehouse, with types and comments; each relation's rows, and how often each is there."""
    columns = (
        "select schema_name, table_name, column_name, data_type, comment from duckdb_columns() "
        "where database_name = 'warehouse' and not internal order by all"
    )
    shape = rows(place, columns)
    tables = sorted({f"{schema}.{table}" for schema, table, *_ in shape})
    with connected(place, read_only=True) as connection:
        return shape, {table: Counter(map(repr, connection.execute(f"from {table}").fetchall())) for table in tables}


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_history_is_one_of_every_kind(lived: Home) -> None:
    outcomes = {outcome for (outcome,) in rows(lived.warehouse, "select distinct outcome from ops.receipts")}
    assert outcomes >= {"accepted", "rejected", "duplicate", "no_change", "withdrawal", "unpacked"}
    checks = {check for (check,) in rows(lived.warehouse, "select distinct check_name from ops.findings")}
    assert checks >= {"not_a_number", "broken_member", "link", "same_night", "subtracted"}
    kept = ("decisions", "vintages", "vintage_figures", "publications", "figure_changes", "rule_results", "chain")
    counted = {table: rows(lived.warehouse, f"select count(*) from ops.{table}")[0][0] for table in kept}
    assert counted["decisions"] == 3
    assert counted["publications"] == 3
    assert all(counted.values()), counted


def test_from_archive_and_ledger_alone(lived: Home, declared: Catalogue, tmp_path: Path) -> None:
    """Without a word of what was read, every table of the warehouse is the same, and so is every answer."""
    made = back_up(lived, tmp_path / "kept", declared)
    shutil.rmtree(made.folder / "read")
    home = Home(tmp_path / "home")
    (home.dagster / "storage").mkdir(parents=True)  # What is there before the first night holds no figures.
    (home.dagster / "storage" / "runs.db").touch()
    (home.root / ".bash_logout").touch()
    done = restore(home, tmp_path / "kept", declared)
    assert (done.otherwise, done.lost, done.rules_changed) == ([], [], False)
    assert differing(lived.warehouse, home.warehouse) == {}
    assert bytes_of(home.archive) == bytes_of(lived.archive)
    assert bytes_of(home.outbox) == bytes_of(lived.outbox)
    # Nothing is published in the new place yet, so the next night builds and publishes what ever was.
    assert 2014 in steps.take_in(home, declared).years


def test_what_is_read_otherwise_today_is_told_and_stays(
    home: Home, change: Callable[..., Catalogue], declared: Catalogue, tmp_path: Path
) -> None:
    """Today nobody would know the row's label: the receipts are told, and rows and findings are those of then."""

    def renamed(codes: Any) -> None:
        (press,) = (code for code in codes["postal_items"]["codes"] if code["code"] == "press")
        press |= {"vi": "Ấn phẩm", "aliases": []}

    book(home.inbox / "a.xlsx", postal(300, 20))
    book(home.inbox / "b.xlsx", postal(None, 20, period="II/2014"))
    steps.take_in(home, declared)
    book(home.inbox / "c.xlsx", postal(310, 20))
    steps.take_in(home, declared)
    made, today = back_up(home, tmp_path / "kept", declared), change("codes.yaml", renamed)
    done = restore(Home(tmp_path / "again"), made.folder, today)
    told = {row["file_name"]: (row["outcome"], row["outcome_now"]) for row in done.otherwise}
    assert told == {
        "a.xlsx": ("accepted", "accepted_with_rejections"),
        "b.xlsx": ("accepted", "accepted"),  # Its warning names the row that the first quarter's return had.
        "c.xlsx": ("accepted", "accepted_with_rejections"),
    }
    assert done.rules_changed
    (other,) = (row for row in done.otherwise if row["file_name"] == "c.xlsx")
    assert {"core.postal_quarterly", "ops.rejections", "ops.changed_cells"} <= set(other["tables"])
    lost = differing(home.warehouse, Home(tmp_path / "again").warehouse)
    assert {table for table in lost if not table.startswith(("dim.", "main.", "ops.expected"))} == set()

    shutil.rmtree(made.folder / "read")
    with pytest.raises(CannotRestore, match="000001"):
        restore(Home(tmp_path / "third"), made.folder, today)
    assert not Home(tmp_path / "third").warehouse.exists()


def test_a_second_backup_copies_what_is_new(home: Home, declared: Catalogue, tmp_path: Path) -> None:
    book(home.inbox / "a.xlsx", postal(300))
    steps.take_in(home, declared)
    assert back_up(home, tmp_path, declared).copied == 1
    book(home.inbox / "b.xlsx", postal(310))
    steps.take_in(home, declared)
    second = back_up(home, tmp_path, declared)
    assert (second.receipts, second.files, second.copied) == (2, 2, 1)
    assert verify(tmp_path) == []
    assert len(list(tmp_path.glob(".*"))) == 0


def test_a_backup_is_the_accounts_own_whatever_the_umask(home: Home, declared: Catalogue, tmp_path: Path) -> None:
    """It holds what people sent; and what an earlier release left open to others is closed, too."""
    book(home.inbox / "a.xlsx", postal(300))
    steps.take_in(home, declared)
    os.umask(0)
    place = tmp_path / "kept"
    first = back_up(home, place, declared).folder
    found = {path: path.stat().st_mode & 0o777 for path in (place, *place.rglob("*"))}
    assert {path: mode for path, mode in found.items() if mode != (0o700 if path.is_dir() else 0o600)} == {}
    for path in (place / "archive", first):
        path.chmod(0o755)
    os.umask(0o022)
    back_up(home, place, declared)
    assert [path.stat().st_mode & 0o007 for path in place.iterdir()] == [0, 0, 0]


@OF_A_FILE
def test_a_backup_waits_for_whoever_writes(home: Home, declared: Catalogue, tmp_path: Path) -> None:
    """Another process holds the warehouse, and settles something half a second later: the backup holds that too."""
    decision = "insert into ops.decisions (decision_no, decided_at, decided_by, kind, reason_code, reason) values "
    program = (
        f"import time\nfrom pathlib import Path\nfrom warehouse.store import connected\n"
        f"with connected(Path({str(home.warehouse)!r})) as c:\n"
        f"  print('holds', flush=True); time.sleep(0.5)\n"
        f"  c.execute(\"{decision} (1, now(), 'Hoa', 'undo', 'stated', 'x')\")"
    )
    writer = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    with writer:
        assert writer.stdout and writer.stdout.readline() == b"holds\n"
        made = back_up(home, tmp_path, declared)
    assert writer.returncode == 0
    assert duckdb.read_parquet(str(made.folder / "ledger" / "ops.decisions.parquet")).count("*").fetchone() == (1,)


def test_what_is_damaged_is_told_and_nothing_is_overwritten(home: Home, declared: Catalogue, tmp_path: Path) -> None:
    """One original rots at home, another in the backup; then a part of the ledger: what each command says and does."""
    book(home.inbox / "a.xlsx", postal(300))
    book(home.inbox / "b.xlsx", postal(40, period="II/2014"))
    steps.take_in(home, declared)
    first, second = _file(home, 1), _file(home, 2)
    (home.archive / first[:2] / first).write_bytes(b"rotten")
    place = tmp_path / "kept"
    told = run(home, "backup", str(place), "--verify")
    assert told.exit_code == 1
    assert first in told.output
    told = run(home, "restore", str(place), "--verify")
    assert (told.exit_code, "nothing was restored" in told.output) == (0, True)
    assert f"solieu restore {place}" in told.output

    (place / "archive" / second[:2] / second).write_bytes(b"rotten")
    told = run(home, "restore", str(place), "--verify", "--json")
    assert (told.exit_code, json.loads(told.output)) == (2, {"broken": [f"../archive/{second[:2]}/{second}"]})
    again = Home(tmp_path / "again")  # An earlier restore was cut short here.
    (again.root / ".restoring").mkdir(parents=True)
    (again.root / ".restoring" / "kept.duckdb").write_bytes(b"half")
    (again.archive / first[:2]).mkdir(parents=True)
    (again.archive / first[:2] / ".half.tmp").write_bytes(b"half")
    told = run(again, "restore", str(place), "--json")
    assert told.exit_code == 1, told.output
    assert json.loads(told.stdout)["lost"] == sorted((first, second))
    assert rows(again.warehouse, "select quantity from core.postal_quarterly order by 1") == [(40,), (300,)]
    assert not (again.root / ".restoring").exists()

    with pytest.raises(CannotRestore, match="trống"):
        restore(again, place, declared)
    (part,) = place.glob("*/ledger/ops.decisions.parquet")
    part.write_bytes(b"rotten")
    with pytest.raises(CannotRestore, match="decisions"):
        restore(Home(tmp_path / "third"), place, declared)
    with pytest.raises(CannotRestore, match="manifest"):
        restore(Home(tmp_path / "third"), tmp_path / "again", declared)

"""Between releases: an older warehouse is brought up to date with all that is in it, a newer one is left alone."""

import hashlib
import json
from pathlib import Path

import duckdb
import pytest
from commands import called
from conftest import OF_A_FILE, night
from test_corrections import ask, copies, postal, standing
from test_dry_run import book
from test_vintages import run

from pipelines import steps
from pipelines.backing_up import back_up
from pipelines.keeping import CannotRestore
from pipelines.restoring import restore
from schemas.declarations import Catalogue
from schemas.home import Home
from solieu import main
from warehouse.migrate import form_tables, migrate, prepare
from warehouse.store import NewerWarehouse, connected, migrations

LATER = "insert into ops.migrations values (999, 'of_tomorrow', now())"


@pytest.fixture
def first(tmp_path: Path, declared: Catalogue) -> Home:
    """A home of the first release: a return of the first quarter and its correction, in the schema of then."""
    home = Home(tmp_path / "home").create()
    receipt = (
        "insert into ops.submissions values ({}, '{}', '{}', 'postal_quarterly', 'post_hai_ha', '2014-Q1', '{}', "
        "'2014-04-1{}', 1, 1, 0, 0, 0, {}, 100, '2014-04-1{}', 'then')"
    )
    with connected(home.warehouse) as connection:
        migrate(connection, [number for number in migrations() if number <= 4])
        form_tables(connection, declared)
        connection.execute(receipt.format(1, "aa", "a.xlsx", "superseded", 1, "'bb'", 1))
        connection.execute(receipt.format(2, "bb", "b.xlsx", "accepted", 2, "null", 2))
        for file, quantity in (("aa", 100), ("bb", 130)):
            row = f"('{file}', 'Biểu', 5, 'press', 'piece', {quantity})"
            names = "submission_id, sheet, row, item, unit, quantity"
            connection.execute(f"insert into core.postal_quarterly ({names}) values {row}")
            letter = f"('{file}', 'Biểu', 'quantity', 'C')"
            connection.execute(f"insert into core.column_letters values {letter}")
    return home


# Lakes came later: none has the columns that DuckLake could not change.
@OF_A_FILE
def test_a_warehouse_of_the_first_release(first: Home, declared: Catalogue) -> None:
    """The next night migrates it, and what was in it counts on: the correction in the place of the original.

    Until then who asks is told that.
    """
    asked = called(first, "status")
    assert (asked.code, "bản Solieu cũ hơn" in asked.err, "solieu nightly" in asked.err) == (2, True, True)
    book(first.inbox / "c.xlsx", postal(7, period="II/2014"))
    night(first, declared)
    assert standing(first) == {"a.xlsx": "superseded", "b.xlsx": "accepted", "c.xlsx": "accepted"}
    assert copies(first) == 137
    # What readers were given lacks what the next release asks of it, until a night of that one.
    first.published_warehouse.chmod(0o644)
    with duckdb.connect(str(first.published_warehouse)) as readers:
        readers.execute("alter table kpi.estimate_year drop column growth")
    asked = called(first, "sentences", "--year", "2014")
    assert (asked.code, "bản Solieu cũ hơn" in asked.err, "solieu nightly" in asked.err) == (2, True, True)
    traced = ask(first, "select cell from core.observations where indicator = 'press_copies' order by period")
    assert [row["cell"] for row in traced] == ["C5", "C6"]
    assert ask(first, "select count(*) as n from ops.migrations") == [{"n": len(migrations())}]
    book(first.inbox / "d.xlsx", postal(140))
    steps.take_in(first, declared)
    assert standing(first)["b.xlsx"] == "superseded"


def test_what_was_published_and_signed_is_named_by_the_declarations_of_then(
    tmp_path: Path, declared: Catalogue
) -> None:
    """Press copies stood in row 3, revenue in tỷ đồng in row 1; today they are rows 1 and 6."""
    with connected(tmp_path / "then.duckdb") as connection:
        migrate(connection, [number for number in migrations() if number < 121])
        for row, indicator, per_base in ((3, "press_copies", "1"), (1, "post_revenue", "0.000000001")):
            connection.execute(
                "insert into dim.appendix_cells by name select 1 as appendix, ? as row, 'actual' as column_name, "
                "'X' as label, 'Y' as unit, cast(? as decimal(10, 9)) as per_base, ? as indicator, 'actual' as measure",
                [row, per_base, indicator],
            )
            connection.execute(
                "insert into ops.figure_changes by name select 1 as publication_no, now() as published_at, "
                "1 as appendix, ? as row, 'actual' as column_name, 2014 as year, false as published_before, "
                "false as material",
                [row],
            )
        connection.execute(
            "insert into ops.vintage_figures by name select 1 as vintage_no, 1 as appendix, 3 as row, 'actual' as "
            "column_name, 2014 as year, 'X' as label, 'Y' as unit, 0 as decimals, 'press_copies' as indicator, "
            "'actual' as measure"
        )
        prepare(connection, declared)
        cells = "select cell, label from ops.figure_changes order by row"
        press = "actual/press_copies//actual/1"
        assert connection.execute(cells).fetchall() == [("actual/post_revenue//actual/1000000000", "X"), (press, "X")]
        assert connection.execute("select cell from ops.vintage_figures").fetchall() == [(press,)]
        now = "select row from dim.appendix_cells where appendix = 1 and cell = ?"
        assert connection.execute(now, [press]).fetchall() == [(1,)]


def test_a_warehouse_of_a_later_release_is_left_alone(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Every command says so in a line and ends with 2; not a byte of the warehouse changes, and files wait."""
    with connected(home.warehouse) as connection:
        connection.execute(LATER)
    before = home.warehouse.read_bytes()
    book(home.inbox / "a.xlsx", postal(100))
    file = book(tmp_path / "b.xlsx", postal(100))
    monkeypatch.setenv("SOLIEU_HOME", str(home.root))
    monkeypatch.setenv("DAGSTER_HOME", "")
    commands = [
        ["status"],
        ["nightly"],
        ["receive", str(file)],
        ["resolve", "1", "--reason", "x"],
        ["sign", "--list"],
        ["backup", str(tmp_path / "kept")],
    ]
    for command in commands:
        monkeypatch.setattr("sys.argv", ["solieu", *command])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capfd.readouterr()
        assert (ended.value.code, "mới hơn" in said.err, "999" in said.err) == (2, True, True), (command, said)
    assert home.warehouse.read_bytes() == before
    assert sorted(path.name for path in home.inbox.iterdir()) == ["a.xlsx", "b.xlsx"]
    assert not list((tmp_path / "kept").iterdir())
    assert run(home, "doctor").exit_code == 2


@OF_A_FILE
def test_readers_of_a_later_publication_are_told(home: Home) -> None:
    home.published_warehouse.write_bytes(home.warehouse.read_bytes())
    with connected(home.published_warehouse) as connection:
        connection.execute(LATER)
    with pytest.raises(NewerWarehouse, match="mới hơn"), connected(home.published_warehouse, read_only=True):
        pass


def test_a_backup_of_an_earlier_release_comes_back_up_to_date(home: Home, declared: Catalogue, tmp_path: Path) -> None:
    """Before the migration 075 results of rules did not say how many were judged: unknown they come back."""
    book(home.inbox / "a.xlsx", postal(100))
    steps.take_in(home, declared)
    steps.judge_asset(home, declared, "core/cumulative_flows")
    folder = back_up(home, tmp_path / "kept", declared).folder
    results = folder / "ledger" / "ops.rule_results.parquet"
    kept = duckdb.read_parquet(str(results)).pl().drop("judged")
    kept.write_parquet(results)
    _edit(folder / "manifest.json", 75, results)
    again = Home(tmp_path / "again")
    restore(again, folder, declared)
    assert ask(again, "select distinct judged from ops.rule_results") == [{"judged": None}]
    assert standing(again) == {"a.xlsx": "accepted"}


def _edit(manifest: Path, without: int, file: Path) -> None:
    about = json.loads(manifest.read_text(encoding="utf-8"))
    about["migrations"].remove(without)
    about["sha256"][f"ledger/{file.name}"] = hashlib.sha256(file.read_bytes()).hexdigest()
    manifest.write_text(json.dumps(about), encoding="utf-8")


def test_a_backup_of_a_later_release_is_refused(home: Home, declared: Catalogue, tmp_path: Path) -> None:
    folder = back_up(home, tmp_path / "kept", declared).folder
    about = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps(about | {"migrations": [*about["migrations"], 999]}))
    with pytest.raises(CannotRestore, match="mới hơn"):
        restore(Home(tmp_path / "again"), folder, declared)

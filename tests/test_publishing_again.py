"""A publication that takes over what no build touched is, row for row, the one that writes everything anew."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import night, today
from test_corrections import decide, postal, send, withdrawal

from schemas.declarations import Catalogue
from schemas.home import Home
from warehouse.board import standing
from warehouse.differences import differences
from warehouse.extract import follow, to_follow, write_extract
from warehouse.models import pending_years, rebuild
from warehouse.notes import contract_views
from warehouse.publication import publish
from warehouse.store import connected, rules_version

__all__ = ["send"]
CELL = ("appendix", "row", "column_name", "year")


def plan(press: int, decision: str) -> list[list[Any]]:
    """Targets of 2014 and of the year after, by a decision."""
    head = ["Chỉ tiêu", "ĐVT", "Kế hoạch năm 2014", "Kế hoạch năm 2015"]
    above = [["Chỉ tiêu kế hoạch năm 2014"], [f"Theo Quyết định số {decision}"], ["Đơn vị báo cáo: Phòng KHTC"]]
    return [*above, ["Kỳ báo cáo: Năm 2014"], head, ["Phát hành báo chí", "Tờ, cuốn", press, press + 50]]


def told(file: Path) -> dict[str, list[str]]:
    """Everything that a file for readers says: each table and view, their columns and comments."""
    with duckdb.connect(str(file), read_only=True) as reader:
        names = "select table_schema || '.' || table_name from information_schema.tables"
        found = {name: rows(reader, f"from {name}") for (name,) in reader.execute(names).fetchall()}
        found["views"] = rows(reader, "select schema_name, view_name, comment from duckdb_views() where not internal")
        found["columns"] = rows(
            reader, "select schema_name, table_name, column_name, data_type, comment from duckdb_columns()"
        )
        return found


def rows(reader: duckdb.DuckDBPyConnection, query: str) -> list[str]:
    return sorted(map(repr, reader.execute(query).fetchall()))


def beside(home: Home, declared: Catalogue) -> Iterator[tuple[str, list[str], list[str]]]:
    """Each table of the Parquet files, and view of the CSV files: what they say, and what the published file does."""
    with duckdb.connect(str(home.published_warehouse), read_only=True) as reader:
        for table in (
            "observed",
            "indicator_part_year",
            "indicator_returns",
            "appendix_values",
            "indicator_year",
            "appendix_1",
        ):
            files = [*home.published.glob(f"{table}.parquet"), *home.published.glob(f"{table}_????.parquet")]
            yield table, rows(reader, f"from read_parquet({[*map(str, files)]})"), rows(reader, f"from kpi.{table}")
        for name in [name for name, view in contract_views(declared).items() if view.csv]:
            files = [*home.published.glob(f"{name}.csv"), *home.published.glob(f"{name}_????.csv")]
            lines = [line for file in files for line in file.read_text(encoding="utf-8-sig").splitlines()[1:]]
            ((counted,),) = reader.execute(f"select count(*) from {name}").fetchall()
            yield name, [str(len(lines))], [str(counted)]


def new_calendar(home: Home) -> int:
    """As when a year begins, which is no other release: the same declarations, other returns fall due; how many."""
    with connected(home.warehouse) as connection:
        moved = connection.execute("update dim.expected_returns set due_date = due_date + 1 where year = 2015")
        return int(moved.fetchall()[0][0])


def is_whole(home: Home, declared: Catalogue, beside_it: Path) -> None:
    """What readers have says what the warehouse would say in a file written anew."""
    beside_it.unlink(missing_ok=True)
    with connected(home.warehouse) as connection:
        write_extract(connection, beside_it, declared)
    found, wanted = told(home.published_warehouse), told(beside_it)
    assert [name for name in wanted if found.get(name) != wanted[name]] == []
    assert found.keys() == wanted.keys()
    assert [name for name, one, other in beside(home, declared) if one != other] == []


def is_laid_to_its_causes(home: Home, declared: Catalogue) -> int:
    """Each figure that the last publication changed names what the warehouse of the two moments says did it; how many.

    Between a publication and the one before it the years are built twice, as of each moment.
    """
    board = standing(home, declared)
    until, since = (each["published_at"] for each in board["publications"])
    years = {change["year"] for change in board["changes"]}
    cells = [cell for year in years for cell in differences(home.warehouse, year, since, until, declared)]
    for change in board["changes"]:
        (cell,) = (each for each in cells if all(each[name] == change[name] for name in CELL))
        for causes, number in (("receipts", "receipt_no"), ("decisions", "decision_no")):
            assert [each[number] for each in change[causes]] == [each[number] for each in cell[causes]], change
    return len(board["changes"])


def test_night_after_night_it_is_what_a_new_file_would_be(
    home: Home, send: Any, declared: Catalogue, tmp_path: Path, change: Callable[..., Catalogue]
) -> None:
    """Corrections, duplicates, plans, decisions undone, a withdrawal, a crash, a new calendar, another release."""
    fresh = tmp_path / "fresh.duckdb"
    kept = home.published / "observed_2013.parquet"
    send("a.xlsx", postal(90, 5, period="IV/2013"), "b.xlsx", postal(100, 20), "c.xlsx", plan(120, "5/QĐ-UBND"))
    is_whole(home, declared, fresh)
    before = kept.stat().st_ino
    nights: list[Callable[[], object]] = [
        lambda: send("d.xlsx", postal(130, 20), "e.xlsx", postal(90, 5, period="IV/2013")),
        lambda: send("f.xlsx", plan(140, "9/QĐ-UBND ngày 02/05/2014"), "g.xlsx", postal("nhiều", 3, period="II/2014")),
        lambda: (decide(home, declared, "withdraw", 4, previous_counts=True), night(home, declared)),
        lambda: (decide(home, declared, "undo", 1), night(home, declared)),
        lambda: send("h.xlsx", withdrawal(), "i.xlsx", plan(110, "3/QĐ-UBND ngày 02/01/2014")),
        lambda: (
            (home.published / ".solieu.duckdb.new").write_bytes(b"a copy that a crash cut off")
            and send("j.xlsx", postal(7, 8, 9, period="I/2015"))
        ),
        lambda: new_calendar(home) and send("k.xlsx", postal(7, 9, 9, period="I/2015")),
    ]
    laid = []
    for number, goes in enumerate(nights):
        goes()
        is_whole(home, declared, fresh)
        laid.append(is_laid_to_its_causes(home, declared))
        assert kept.stat().st_ino == before, f"night {number} wrote 2013 anew, which it did not touch"
    assert all(laid[:5]), laid
    renamed = change("indicators/post.yaml", lambda body: body[0].update(name_en="Of another release"))
    night(home, renamed)
    is_whole(home, renamed, fresh)
    assert kept.stat().st_ino != before


def test_the_room_of_what_went_is_taken_back(home: Home, send: Any, declared: Catalogue, tmp_path: Path) -> None:
    """Half of a file may be room of rows that went; then it is written anew."""
    send("a.xlsx", postal(100))
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(home.published_warehouse.read_bytes())
    with connected(home.warehouse) as connection:
        rules = rules_version(declared.version)
        assert to_follow(connection, copy, rules) == []
        with duckdb.connect(str(copy)) as file:
            file.execute("create table more as select range as a, hash(range) as b from range(2000000)")
            file.execute("checkpoint")
            file.execute("drop table more")
        assert to_follow(connection, copy, rules) is None
        for _ in range(4):
            follow(connection, copy, [2014], declared)
        grown = copy.stat().st_size
        follow(connection, copy, [2014], declared)
        assert copy.stat().st_size <= grown


def test_what_is_damaged_is_not_carried_on(home: Home, send: Any, declared: Catalogue, tmp_path: Path) -> None:
    """A byte of the file that nobody read, or of a year's file beside it: all is written anew from the warehouse."""
    send("a.xlsx", postal(100), "b.xlsx", postal(90, period="IV/2013"))
    for name in ("solieu.duckdb", "observed_2013.parquet"):
        file = home.published / name
        data = bytearray(file.read_bytes())
        data[-100] ^= 1
        file.chmod(0o644)
        file.write_bytes(data)
        with connected(home.warehouse) as connection:
            publish(connection, home, declared, again=True)
        is_whole(home, declared, tmp_path / "fresh.duckdb")


def laid(home: Home, declared: Catalogue) -> dict[tuple[Any, ...], tuple[list[int], ...]]:
    """Cell -> the receipts and the decisions that the board lays its change to."""
    changes = standing(home, declared)["changes"]
    numbers = (("receipts", "receipt_no"), ("decisions", "decision_no"))
    return {
        tuple(change[name] for name in CELL): tuple([each[no] for each in change[what]] for what, no in numbers)
        for change in changes
    }


def test_years_that_were_built_in_different_nights_are_laid_to_what_came_since(
    home: Home, send: Any, declared: Catalogue
) -> None:
    """The copies of 2015 came after those of 2014 were built; the plan came after both and speaks of both years."""
    send("a.xlsx", postal(100, period="I/2014"))
    send("b.xlsx", postal(150, period="I/2015"))
    send("c.xlsx", plan(120, "5/QĐ-UBND"))
    assert is_laid_to_its_causes(home, declared)
    assert laid(home, declared)[1, 1, "percent_of_plan", 2015] == ([3], [])


def test_of_a_running_year_and_the_one_before_it(home: Home, send: Any, declared: Catalogue) -> None:
    """An estimate is laid to the quarter that moved it, not to the one that was published the night before."""
    year = today().year
    send("a.xlsx", postal(100, period=f"I/{year - 1}"), "b.xlsx", postal(150, period=f"I/{year}"))
    send("c.xlsx", postal(0, period=f"II/{year}"))
    send("d.xlsx", postal(110, period=f"I/{year - 1}"), "e.xlsx", postal(70, period=f"III/{year}"))
    assert is_laid_to_its_causes(home, declared)
    assert laid(home, declared)[1, 1, "actual", year] == ([5], [])


def test_a_year_that_was_emptied_and_filled_again(home: Home, send: Any, declared: Catalogue) -> None:
    send("a.xlsx", postal(100), "z.xlsx", postal(5, period="I/2013"))
    decide(home, declared, "withdraw", 1, previous_counts=False)
    night(home, declared)
    send("b.xlsx", postal(70, 3))
    assert laid(home, declared)[1, 1, "actual", 2014] == ([3], [])


@pytest.mark.parametrize("happened", ["a file beside it was saved", "it was lost", "an indicator was renamed"])
def test_a_change_is_laid_to_its_causes_where_all_is_written_anew(
    home: Home, send: Any, declared: Catalogue, change: Callable[..., Catalogue], happened: str, write_book: Any
) -> None:
    send("a.xlsx", postal(100, 20))
    if happened == "a file beside it was saved":
        file = home.published / "appendix_3.csv"
        file.write_bytes(file.read_bytes() + b"\n")
    elif happened == "it was lost":
        home.published_warehouse.unlink()
    else:
        declared = change("indicators/post.yaml", lambda body: body[0].update(name_en="Of another release"))
    write_book(home.inbox / "b.xlsx", postal(130, 20))
    night(home, declared)
    assert laid(home, declared)[1, 1, "actual", 2014] == ([2], [])


def test_what_a_declaration_changed_is_laid_to_no_return(
    home: Home, send: Any, change: Callable[..., Catalogue], write_book: Any
) -> None:
    """The copies of a year are those of its last quarter from now on; the same night only the mail was corrected."""
    send("a.xlsx", postal(100, 20), "z.xlsx", postal(5, 6, period="II/2014"))
    other = change("indicators/post.yaml", lambda body: body[0].update(aggregation="stock"))
    write_book(home.inbox / "b.xlsx", postal(100, 30))
    night(home, other)
    told = laid(home, other)
    assert (told[1, 1, "actual", 2014], told[1, 2, "actual", 2014]) == (([], []), ([3], []))


def test_a_publication_that_never_reached_the_readers(
    home: Home, send: Any, declared: Catalogue, write_book: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until there is a next one, the board says what changed the one that readers have; then, what came after it.

    The copies of the third quarter came, and a correction was withdrawn, before it was cut off.
    """
    send("a.xlsx", postal(100), "b.xlsx", postal(20, period="II/2014"))
    send("c.xlsx", postal(110))
    with monkeypatch.context() as broken:
        broken.setattr("warehouse.publication.follow", fails)
        write_book(home.inbox / "d.xlsx", postal(30, period="III/2014"))
        decide(home, declared, "withdraw", 3, previous_counts=True)
        with pytest.raises(OSError, match="cut off"):
            night(home, declared)
    assert laid(home, declared)[1, 1, "actual", 2014] == ([3], [])
    send("e.xlsx", postal(40, period="II/2014"))
    assert laid(home, declared)[1, 1, "actual", 2014] == ([5], [])


def fails(*_: object) -> None:
    raise OSError("cut off")


def test_a_table_that_is_declared_no_more_holds_nothing_back(home: Home, send: Any, declared: Catalogue) -> None:
    """Whatever the clock said when it was built: an hour ahead, so that its builds look newer than any of today."""
    send("a.xlsx", postal(100))
    for table in ("builds", "model_builds"):
        with connected(home.warehouse) as connection:
            connection.execute(f"update ops.{table} set built_at = built_at + interval 1 hour")
    without = {number: table for number, table in declared.appendices.items() if number != 3}
    night(home, replace(declared, version="others", appendices=without))
    with connected(home.warehouse) as connection:
        assert pending_years(connection, rules_version("others")) == []


def test_what_other_rules_built_and_a_check_held_back_is_built_again(
    home: Home, send: Any, declared: Catalogue
) -> None:
    """Other declarations were in force for a night that published nothing, then these, which built all before it."""
    send("a.xlsx", postal(100))
    rules = rules_version(declared.version)
    with connected(home.warehouse) as connection:
        assert pending_years(connection, rules) == []
        connection.execute("update ops.builds set built_at = built_at + interval 1 hour")  # A clock that was set back.
        rebuild(connection, "kpi/indicator_year", [2014], replace(declared, version="others"))
        assert pending_years(connection, rules) == [2014]
    night(home, declared)
    with connected(home.warehouse) as connection:
        assert pending_years(connection, rules) == []

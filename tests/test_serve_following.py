"""`solieu serve` follows publication after publication: who is attached stays so, and no query fails."""

import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import duckdb
import pytest
from server import COPIES, Rows, Served, client, put, served

from schemas.declarations import Catalogue
from schemas.home import Home
from warehouse.store import literal

__all__ = ["served"]


def serving(served: Served) -> tuple[int, set[int]]:
    """The process that serves, and the publications that it holds, as inodes."""
    (child,) = Path(f"/proc/{served.process.pid}/task/{served.process.pid}/children").read_text("ascii").split()
    return int(child), set(_held(int(child)))


def _held(process: int) -> Iterator[int]:
    for path in Path(f"/proc/{process}/fd").iterdir():
        with suppress(FileNotFoundError):  # It looks for a new publication now and then, and closes what it looked at.
            if "published/" in str(path.readlink()):
                yield path.stat().st_ino


def followed(served: Served) -> str:
    assert served.process.stdout is not None
    return served.process.stdout.readline()


def attached_to(served: Served) -> duckdb.DuckDBPyConnection:
    connection = client()
    connection.execute(f"attach '{served.uri}' as so_lieu (token '{served.token}', read_only)")
    return connection


def test_who_is_attached_gets_each_new_publication(served: Served, declared: Catalogue) -> None:
    with attached_to(served) as attached:
        assert attached.execute(f"from so_lieu.query({literal(COPIES)})").fetchall() == [(100,)]
        child, _ = serving(served)
        put(served.home, declared, 130)
        assert "lần công bố mới" in followed(served)
        both = "select publication_no, (select max(value) from fact_observation) from publication"
        assert served.ask(both) == [(2, 130)]
        assert attached.execute(f"from so_lieu.query({literal(COPIES)})").fetchall() == [(130,)]
        assert attached.execute("select actual from so_lieu.appendix_1 where row = 1").fetchall() == [(130,)]
    # The same process serves, holds the file that is there and no other, and left nothing beside it.
    assert serving(served) == (child, {served.home.published_warehouse.stat().st_ino})
    assert not list(served.home.published_warehouse.parent.glob(".*"))


def replace_by(home: Home, number: int, *more: str) -> None:
    """A publication made by hand: every result and the number of the publication are `number`."""
    fresh = home.published_warehouse.with_name("fresh.duckdb")
    shutil.copyfile(home.published_warehouse, fresh)
    with duckdb.connect(str(fresh)) as connection:
        connection.execute("update kpi.fact_indicator_year set actual = $1", [number])
        connection.execute("update ops.publications set publication_no = $1 where publication_no >= 2", [number])
        for statement in more:
            connection.execute(statement)
    fresh.replace(home.published_warehouse)


def test_no_query_of_an_attached_client_fails_or_sees_two_publications(served: Served) -> None:
    asked = "select distinct publication_no, actual from publication, fact_indicator_year where actual > 0"
    seen: list[Rows] = []
    last: list[Rows] = []
    done = threading.Event()

    def ask_on() -> None:
        with attached_to(served) as attached:
            while not done.is_set():
                seen.append(attached.execute(f"from so_lieu.query({literal(asked)})").fetchall())
            last.append(attached.execute(f"from so_lieu.query({literal(asked)})").fetchall())

    with ThreadPoolExecutor(2) as pool:
        asking = [pool.submit(ask_on) for _ in range(2)]
        try:
            for number in range(1000, 1006):
                replace_by(served.home, number)
                assert "lần công bố mới" in followed(served)
        finally:
            done.set()
        for each in asking:
            each.result(60)
    assert seen
    assert last == [[(1005, 1005)]] * 2
    # Before these: the second publication, with its one figure.
    assert {tuple(rows) for rows in seen} <= {((2, 130),), *(((n, n),) for n in range(1000, 1006))}


def test_a_publication_of_another_shape_is_served_after_attaching_again(served: Served) -> None:
    child, _ = serving(served)
    with attached_to(served) as attached:
        replace_by(served.home, 1006, "create table kpi.more as select 7 as it")
        assert "lần công bố mới" in followed(served)
        assert served.ask("from kpi.more") == [(7,)]
        with pytest.raises(duckdb.Error):
            attached.execute("from so_lieu.publication")
        attached.execute("detach so_lieu")
        attached.execute(f"attach '{served.uri}' as so_lieu (token '{served.token}', read_only)")
        assert attached.execute("from so_lieu.query('from kpi.more')").fetchall() == [(7,)]
    assert served.process.poll() is None
    assert serving(served)[0] != child

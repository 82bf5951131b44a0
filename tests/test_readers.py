"""Readers in processes of their own ask without a pause while publication follows publication."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
from conftest import night
from test_night import press

from schemas.declarations import Catalogue
from schemas.home import Home
from warehouse.publication import publish
from warehouse.store import connected

READERS, PUBLICATIONS = 32, 50
# Before the n-th publication every value of these is set to n: what an answer says must all be of its publication.
FIGURES = ("kpi.observed set value", "kpi.indicator_year set actual", "kpi.appendix_values set value")
READERS_OF = Path(__file__).parent / "reading_on.py"


def test_readers_never_fail_and_never_see_two_publications(
    home: Home, declared: Catalogue, write_book: Any, capsys: Any
) -> None:
    """32 of them, opening the file as docs/bi.md says, over 50 publications; nothing is left of the old ones."""
    write_book(home.inbox / "a.xlsx", press(1))
    night(home, declared)
    files = {path.name for path in home.published.iterdir()}
    command = [sys.executable, "-I", str(READERS_OF), str(home.published_warehouse), str(PUBLICATIONS), str(READERS)]
    readers = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with connected(home.warehouse) as connection:
        for number in range(2, PUBLICATIONS + 1):
            for figure in FIGURES:
                connection.execute(f"update {figure} = {number}")
            publish(connection, home, declared)
    out, err = readers.communicate(timeout=600)
    assert (readers.returncode, err) == (0, "")
    found = [json.loads(line) for line in out.splitlines()]
    assert len(found) == READERS
    queries, seen = sum(each["queries"] for each in found), {no for each in found for no in each["publications"]}
    with capsys.disabled():
        print(f"\n{queries} queries by {READERS} readers, {len(seen)} of {PUBLICATIONS} publications seen")  # noqa: T201
    assert [each["torn"] for each in found if each["torn"]] == []
    # They were at it all along, each saw the last one, and nobody went back to an older one.
    assert queries > 5 * READERS
    assert all(each["publications"][-1] == PUBLICATIONS for each in found)
    assert all(each["publications"] == sorted(each["publications"]) for each in found)
    assert len(seen) > PUBLICATIONS / 2
    assert {path.name for path in home.published.iterdir()} == files
    assert held(os.getpid()) == []
    assert [each["held"] for each in found if each["held"]] == []


def test_an_old_publication_is_gone_when_its_last_reader_closes(
    home: Home, declared: Catalogue, write_book: Any
) -> None:
    write_book(home.inbox / "a.xlsx", press(1))
    night(home, declared)
    (home.published / ".solieu.duckdb.new").write_bytes(b"what a crash left")
    (home.published / "appendix_9.csv").write_text("of an appendix that is declared no more", encoding="utf-8")
    with duckdb.connect(str(home.published_warehouse), read_only=True):
        with connected(home.warehouse) as connection:
            publish(connection, home, declared)
        assert [name for name in held(os.getpid()) if "solieu.duckdb" in name]
    assert held(os.getpid()) == []
    assert not {".solieu.duckdb.new", "appendix_9.csv"} & {path.name for path in home.published.iterdir()}


def held(pid: int) -> list[str]:
    """The published files that are gone by name and that a process still holds open: their space is not free."""
    names = [str(each.readlink()) for each in Path(f"/proc/{pid}/fd").iterdir() if os.path.lexists(each)]
    return [name for name in names if name.endswith("(deleted)") and "/published/" in name]

"""A server that runs, `solieu serve` over a home with one publication, and a real client of its own."""

import os
import socket
import subprocess
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import duckdb
import pytest
import xlsxwriter
from commands import PROGRAM
from conftest import night
from test_night import press

from schemas.declarations import Catalogue
from schemas.home import Home
from warehouse.extensions import extension
from warehouse.store import literal

COPIES = "select actual from fact_indicator_year where indicator = 'press_copies'"
Rows = list[tuple[Any, ...]]


class Served(NamedTuple):
    """A server that runs: its home, its address, its token, its process, and how to ask it."""

    home: Home
    uri: str
    token: str
    process: subprocess.Popen[str]
    ask: Callable[[str], Rows]


def client() -> duckdb.DuckDBPyConnection:
    """A DuckDB of its own, as a person has it who follows docs/bi.md."""
    connection = duckdb.connect()
    for name in ("httpfs", "quack"):
        connection.execute(f"load {literal(str(extension(name)))}")
    return connection


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def put(home: Home, declared: Catalogue, copies: int) -> None:
    """A return of one row, and the night that publishes it."""
    with xlsxwriter.Workbook(str(home.inbox / f"{copies}.xlsx")) as book:
        page = book.add_worksheet("Biểu")
        for number, row in enumerate(press(copies)):
            page.write_row(number, 0, row)
    night(home, declared)


def started(home: Home, port: int) -> subprocess.Popen[str]:
    command = [str(PROGRAM), "serve", "--port", str(port)]
    environment = os.environ | {"SOLIEU_HOME": str(home.root)}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, declared: Catalogue) -> Iterator[Served]:
    home, port = Home(tmp_path_factory.mktemp("served") / "home").create(), free_port()
    put(home, declared, 100)
    process = started(home, port)
    assert process.stdout is not None
    first = process.stdout.readline()
    assert f"quack:127.0.0.1:{port}" in first, process.communicate()
    token = (home.root / "serve-token").read_text(encoding="utf-8").strip()
    assert token not in first
    uri, asking = f"quack:127.0.0.1:{port}", client()

    def ask(query: str) -> Rows:
        asked = {"uri": uri, "query": query, "token": token}
        return asking.execute("from quack_query($uri, $query, token => $token)", asked).fetchall()

    yield Served(home, uri, token, process, ask)
    process.terminate()
    out, err = process.communicate(timeout=600)
    assert (process.returncode, err) == (0, ""), out

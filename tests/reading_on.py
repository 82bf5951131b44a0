"""Readers for tests/test_readers.py, each a process: asks until it saw the last publication, and tells what it saw.

Takes the file, the number of the last publication and how many readers there are to be. The number of a reader says
how it opens the file: anew for each query, attached for each query, or one connection for some queries. Each writes a
line of JSON; all are copies of one process, which has imported DuckDB and has opened nothing with it.
"""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb

# In one statement: which publication, and of its figures how many there are, the least and the greatest.
ONE = (
    "select (select publication_no from {at}publication), "
    "(select (count(*), min(actual), max(actual)) from {at}fact_indicator_year where actual is not null), "
    "(select (count(*), min(value), max(value)) from {at}fact_observation), "
    "(select (count(*), min(value), max(value), sum(value)) from {at}trace)"
)
MANY = ("from publication", "select min(actual), max(actual) from fact_indicator_year", "select sum(value) from trace")


def anew(path: str) -> Iterator[tuple[int, set[int]]]:
    with duckdb.connect(path, read_only=True) as connection:
        yield told(connection, "")


def attached(path: str) -> Iterator[tuple[int, set[int]]]:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{path}' as so_lieu (read_only)")
        yield told(connection, "so_lieu.")
        connection.execute("detach so_lieu")


def kept(path: str) -> Iterator[tuple[int, set[int]]]:
    """A connection that stays open for a while, and a transaction of several statements."""
    with duckdb.connect(path, read_only=True) as connection:
        for _ in range(5):
            yield told(connection, "")
        connection.execute("begin")
        (publication, *_), (least, greatest), (_,) = (connection.execute(query).fetchall()[0] for query in MANY)
        connection.execute("commit")
        yield publication, {least, greatest}


def told(connection: duckdb.DuckDBPyConnection, at: str) -> tuple[int, set[int]]:
    """The publication, and the values of its figures; of the first, which holds one figure, 1 as well."""
    number, years, facts, trace = connection.execute(ONE.format(at=at)).fetchall()[0]
    (_, *of_years), (_, *of_facts), (count, *of_trace, total) = years, facts, trace
    values = {*of_years, *of_facts, *of_trace}
    return number, values if total == count * number else values | {-1}


def held() -> list[str]:
    links = [f"/proc/self/fd/{each}" for each in os.listdir("/proc/self/fd")]
    return [
        name
        for name in (str(Path(link).readlink()) for link in links if os.path.lexists(link))
        if "/published/" in name
    ]


def read_on(path: str, last: int, number: int) -> str:
    way = (anew, attached, kept)[number % 3]
    queries, publications = 0, [0]
    torn: list[list[object]] = []
    while publications[-1] < last:
        opened = set()
        for publication, values in way(path):
            queries += 1
            opened.add(publication)
            if publication != publications[-1]:
                publications.append(publication)
            if values != {publication}:
                torn.append([publication, [str(value) for value in values]])
        if len(opened) > 1:
            torn.append([*sorted(opened)])
    return json.dumps({"queries": queries, "publications": publications[1:], "torn": torn, "held": held()})


def main() -> int:
    path, last, readers = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    # Readers take what the one who publishes leaves, so that it gets on.
    os.nice(19)
    children = []
    for number in range(readers):
        if not (child := os.fork()):
            # One call, so that no line is cut by another's.
            os.write(1, f"{read_on(path, last, number)}\n".encode())
            os._exit(0)
        children.append(child)
    return sum(os.waitpid(child, 0)[1] != 0 for child in children)


if __name__ == "__main__":
    sys.exit(main())

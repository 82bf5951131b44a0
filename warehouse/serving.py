"""One publication, served to DuckDB clients over the network (Quack), to be read and nothing else.

`python -m warehouse.serving` is a process that serves the file: a line of JSON on its input says what and where (the
token among it, so that no list of processes shows it), `ready` on its output that clients are answered. Each further
line asks for the publication that lies there by then: `ready`, or another word where only a new process can serve it.
The end of its input ends it.

Three things hold a client with a token to reading: the file is opened read-only; the configuration that keeps
statements from files and hosts is locked; and only a select is let in, from tables, views and the functions of
`warehouse.served`.
"""

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
from duckdb.func import FunctionNullHandling

from warehouse.extensions import NoExtension, extension
from warehouse.served import FUNCTIONS, SYSTEM
from warehouse.store import literal, sql

Connection = duckdb.DuckDBPyConnection
READY = "ready"
_EXTENSIONS = ("httpfs", "quack")


def only_reads(query: str | None, parser: Connection) -> bool:
    """Whether a statement is one select of the file's tables and views, by harmless functions alone."""
    try:
        row = parser.execute(sql("parse_select"), {"text": query}).fetchone()
    except duckdb.Error:
        return False
    tree: dict[str, Any] = json.loads((row and row[0]) or "{}")
    return len(tree.get("statements", ())) == 1 and all(map(_harmless, _nodes(tree)))


def _nodes(part: Any) -> Iterator[dict[str, Any]]:
    """Every node of a parsed statement."""
    if isinstance(part, dict):
        yield part
        part = list(part.values())
    if isinstance(part, list):
        for child in part:
            yield from _nodes(child)


def _harmless(node: dict[str, Any]) -> bool:
    """Whether a node calls no function that is not declared, and names no view of DuckDB's own."""
    function, relation = (str(node.get(name) or "").lower() for name in ("function_name", "table_name"))
    if node.get("type") == "BASE_TABLE" and (relation.startswith(SYSTEM) or node.get("schema_name") == "pg_catalog"):
        return False
    return not function or function in FUNCTIONS


class Served:
    """A publication under an address, and each one that replaces it.

    Clients meet a small file of views (the door) that name the publication attached behind it: attaching the next one
    in its place changes what every client gets, and breaks no connection. Both are opened read-only.
    """

    def __init__(self, path: Path, uri: str, token: str, *, others: bool) -> None:
        """Serve the file under an address such as `quack:127.0.0.1:9494`; `others`: to other machines as well.

        Raises NoExtension, or duckdb.Error where the file does not open or the address cannot be had.
        """
        self._path = path.resolve()
        port = uri.rpartition(":")[2]
        self._links = [self._path.with_name(f".{path.name}.{port}.{side}") for side in "ab"]
        self.connection = _door(self._path)
        parser = duckdb.connect()

        def may_ask(_: str, query: str) -> bool:
            return only_reads(query, parser.cursor())

        self.connection.execute(sql("serve_settings"))
        for name in _EXTENSIONS:
            self.connection.execute(sql("load_extension", file=literal(str(extension(name)))))
        self.connection.create_function(
            "solieu_may_ask", may_ask, ["varchar", "varchar"], "boolean", null_handling=FunctionNullHandling.SPECIAL
        )
        self.connection.execute(sql("serve_gate"))
        self.connection.execute(sql("serve"), {"uri": uri, "token": token, "others": others})
        allowed = [literal(f"{link}{suffix}") for link in self._links for suffix in ("", ".wal")]
        self.connection.execute(sql("serve_lock", text=f"[{', '.join(allowed)}]"))

    def follow(self) -> bool:
        """Serve what lies there now; False where it cannot be read, or has other columns than clients were told."""
        link = self._links[0]
        self._links.reverse()
        try:
            # DuckDB takes one path for one file, so each publication comes in by a name of its own, and for a moment.
            link.unlink(missing_ok=True)
            os.link(self._path, link)
            self.connection.execute(sql("serve_publication", file=literal(str(link))))
        except (OSError, duckdb.Error):
            return False
        finally:
            link.unlink(missing_ok=True)
        return self.connection.execute(sql("serve_shape")).fetchone() == (0,)


def _door(path: Path) -> Connection:
    """A connection to a file of views over a publication's relations, which is gone when the connection is closed."""
    publication = sql("serve_publication", file=literal(str(path)))
    with tempfile.TemporaryDirectory() as folder:
        door = Path(folder) / "solieu.duckdb"
        with duckdb.connect(str(door)) as writing:
            writing.execute(publication)
            for schema, relation in writing.execute(sql("serve_relations")).fetchall():
                writing.execute(sql("serve_door", schema=schema, relation=relation))
        connection = duckdb.connect(str(door), read_only=True)
    connection.execute(publication)
    return connection


def main() -> None:
    """Serve until the input ends; each further line asks to follow, and is answered."""
    asked = json.loads(sys.stdin.readline())
    try:
        served = Served(Path(asked["path"]), asked["uri"], asked["token"], others=asked["others"])
    except (NoExtension, duckdb.Error) as error:
        sys.exit(str(error))
    _answer(READY)
    for _ in sys.stdin:
        _answer(READY if served.follow() else "other")
    served.connection.close()


def _answer(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

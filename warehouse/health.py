"""What a warehouse says of its own health, and whether DuckDB's extensions fit."""

import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import duckdb

from schemas.home import Home
from warehouse.extensions import NoExtension, extension
from warehouse.faults import DamagedFile, LakeFault
from warehouse.store import applied, connected, literal, migrations, read_whole, sql

_PATIENCE = 2.0
_EXTENSION = "duckdb_extension_"


class Damaged(RuntimeError):
    """The file is no whole database any more; the message is DuckDB's."""


def standing(path: Path) -> dict[str, Any]:
    """How a warehouse stands: `missing` are migrations, and where there are any nothing else is known.

    `files` (names in the archive), `answers` (paths below the outbox), `receipts` and `unanswered` (how many),
    `last_receipt`, `last_moment` (when something last happened), `publication_no`, `begun_at` (the first publication).

    Raises NoWarehouse, WarehouseBusy, NewerWarehouse, LakeFault, BadSetting, NoExtension; Damaged when the file is cut
    off or does not open, or a file of a lake is missing.
    """
    try:
        with connected(path, read_only=True, patience=_PATIENCE) as connection:
            missing = sorted(migrations().keys() - applied(connection))
            if missing:
                return {"missing": missing}
            names = ("receipts", "unanswered", "last_receipt", "last_moment", "publication_no", "begun_at")
            _read_apart(path)
            row = connection.execute(sql("standing")).fetchone() or ()
            files, answers = (
                [name for (name,) in connection.execute(sql(query)).fetchall()]
                for query in ("archived_files", "answers_laid")
            )
            return {"missing": missing, "files": files, "answers": answers} | dict(zip(names, row, strict=True))
    except LakeFault:
        raise
    except duckdb.Error as error:
        raise _damaged(error) from error


def _read_apart(path: Path) -> None:
    """Read every block in a process of its own: there is damage that ends the process which meets it."""
    command = [sys.executable, "-P", "-m", "warehouse.health", str(path)]
    read = subprocess.run(command, capture_output=True, text=True, check=False)
    if read.returncode:
        raise Damaged((read.stderr.strip().splitlines() or ["a block cannot be read"])[0])


def _damaged(error: duckdb.Error | DamagedFile) -> Damaged:
    """With DuckDB's own words: what to do is said by whoever asked."""
    return Damaged(str(error.__cause__ or error).splitlines()[0])


def published_no(home: Home) -> int | None:
    """The number of the publication that readers have; raises Damaged when their file cannot be read to its end."""
    if not home.published_warehouse.exists():
        return None
    try:
        with connected(home.published_warehouse, read_only=True) as connection:
            _read_apart(home.published_warehouse)
            row = connection.execute(sql("last_publication")).fetchone()
    except duckdb.Error as error:
        raise _damaged(error) from error
    return int(row[0]) if row else None


def extensions() -> dict[str, str]:
    """Each installed wheel of a DuckDB extension -> why it does not load; empty where it does."""
    names = (found.name.replace("-", "_") for found in distributions())
    return {name: _fault(name.removeprefix(_EXTENSION)) for name in names if name.startswith(_EXTENSION)}


def _fault(name: str) -> str:
    try:
        with duckdb.connect() as connection:
            connection.execute(sql("load_extension", file=literal(str(extension(name)))))
    except (NoExtension, duckdb.Error) as error:
        return str(error).splitlines()[0]
    return ""


def _main(path: Path) -> str | None:
    """Read it whole; what is wrong with it."""
    try:
        with connected(path, read_only=True, patience=_PATIENCE) as whole:
            read_whole(whole)
    except (duckdb.Error, DamagedFile) as error:
        return str(_damaged(error))
    return None


if __name__ == "__main__":
    sys.exit(_main(Path(sys.argv[1])))

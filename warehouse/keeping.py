"""What a warehouse is made of, as files: what people and the clock decided (the ledger), and what was read by then.

All else follows from the ledger and the archive: `dim` from the declarations, `core` from the files received, `kpi`
from the models. What was read is kept beside it, to tell what today's readers would read otherwise, and hold on to it.
"""

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

import duckdb

from schemas.declarations import Catalogue
from warehouse.faults import later_release
from warehouse.migrate import form_tables, migrate
from warehouse.store import applied, connected, literal, migrations, sql

Connection = duckdb.DuckDBPyConnection
LEDGER, READ = "ledger", "read"
# Of schema `ops`, what reading the files gives again. A table that is not named here is kept whole.
_READ_AGAIN = ("ops.rejections", "ops.warnings", "ops.chain", "ops.changed_cells")
# Why a file has no bytes to read cannot be seen from the bytes in its place.
PROBLEMS = "main.problems"


def ledger_tables(connection: Connection) -> list[str]:
    """The tables that cannot be worked out again, as `schema.table`."""
    return [table for table in _tables(connection) if table.startswith("ops.") and table not in _READ_AGAIN]


def read_tables(connection: Connection) -> list[str]:
    """The tables that hold what was read from the files, each row with its `submission_id`."""
    return [table for table in _tables(connection) if table.startswith("core.") or table in _READ_AGAIN]


def _tables(connection: Connection) -> list[str]:
    return [table for (table,) in connection.execute(sql("overlay_tables")).fetchall()]


def export(connection: Connection, folder: Path, problems: Collection[str]) -> dict[str, Any]:
    """Write both parts as Parquet files, one a table, into `folder`; what the manifest says of the warehouse.

    `problems`: the findings that stand for a file without bytes. Gives migrations (numbers), receipts, and
    through (the last moment in the ledger, None before the first).
    """
    for part, tables in ((LEDGER, ledger_tables(connection)), (READ, read_tables(connection))):
        (folder / part).mkdir(parents=True)
        for table in tables:
            connection.table(table).write_parquet(str(folder / part / f"{table}.parquet"), compression="zstd")
    listed = ", ".join(map(literal, problems))
    found = connection.query(sql("kept_problems", problems=listed))
    found.write_parquet(str(folder / LEDGER / f"{PROBLEMS}.parquet"), compression="zstd")
    receipts, through = connection.execute(sql("kept_through")).fetchone() or (0, None)
    return {"migrations": sorted(applied(connection)), "receipts": receipts, "through": through}


def files(folder: Path) -> list[str]:
    """The names in the archive (SHA-256) of every file in a kept ledger."""
    receipts = literal(str(folder / LEDGER / "ops.receipts.parquet"))
    with duckdb.connect() as connection:
        return [name for (name,) in connection.execute(sql("kept_files", file=receipts)).fetchall()]


def assemble(folder: Path, target: Path, numbers: Iterable[int], catalogue: Catalogue) -> bool:
    """Put what was kept in `folder` into a new file `target`, in the schema of then, and bring it up to date.

    `numbers`: the migrations of then; raises ValueError when this release does not know one of them. Gives whether
    what was read was kept as well.
    """
    known, later = set(numbers), sorted(set(numbers) - migrations().keys())
    if later:
        raise ValueError(later_release(folder, later))
    with connected(target) as connection:
        migrate(connection, known)
        connection.execute(sql("delete_all", table="ops.migrations"))
        there = {*_tables(connection)}
        for file in sorted(folder.glob("*/*.parquet")):
            query = "fill_kept" if file.stem in there else "create_kept"
            connection.execute(sql(query, table=file.stem, file=literal(str(file))))
        migrate(connection)
        form_tables(connection, catalogue)
    return (folder / READ).is_dir()

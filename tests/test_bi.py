"""The contract for readers, held by the programs that people read with; figures are those of the print."""

import io
import os
import re
import subprocess
import sys
import zipfile
from decimal import Decimal
from pathlib import Path

import adbc_driver_duckdb
import adbc_driver_manager.dbapi
import duckdb
import pandas as pd
import polars as pl
import pytest
import sqlalchemy
import yaml
from harlequin.exception import HarlequinQueryError
from harlequin_duckdb.adapter import DuckDbAdapter
from harlequin_duckdb.catalog import DatabaseCatalogItem, SchemaCatalogItem
from test_appendices import APPENDIX_1, APPENDIX_2, APPENDIX_3

from reports.superset import superset_bundle
from schemas.declarations import Catalogue
from schemas.home import Home
from warehouse.contract import promises
from warehouse.notes import table_notes

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
OLD = ROOT / ".venv-old" / "bin" / "python"
# As printed: 29,672 new post-paid mobile subscriptions in 2014, against a plan of 30,000.
QUESTION = "select actual, plan from appendix_2 where year = 2014 and row = 3"
ANSWER = (Decimal(29_672), Decimal(30_000))


def test_the_recipes_run_as_they_stand(demo_home: Home, tmp_path: Path) -> None:
    """Every block of docs/bi.md that a person would copy, in one shell."""
    blocks = re.findall(
        r"^```(sh|python)\n(.*?)^```", (ROOT / "docs" / "bi.md").read_text(encoding="utf-8"), re.M | re.S
    )
    assert [kind for kind, _ in blocks] == ["sh", "python", "python", "python"]
    (tmp_path / "data").symlink_to(demo_home.root)
    paths = {"PATH": f"{BIN}:{os.environ['PATH']}"}
    for kind, text in blocks:
        command = ["sh", "-ec", text] if kind == "sh" else [sys.executable, "-c", text]
        ran = subprocess.run(command, cwd=tmp_path, env=os.environ | paths, capture_output=True, text=True, check=False)
        assert (ran.returncode, ran.stderr) == (0, ""), text
        # A figure of the print, or the exact type of one.
        assert re.search(r"29672|decimal128\(28, 12\)", ran.stdout), ran.stdout


def test_duckdb_cli_reads_and_cannot_write(file: str) -> None:
    def ask(question: str) -> subprocess.CompletedProcess[str]:
        command = [str(BIN / "duckdb"), "-readonly", "-csv", "-noheader", file, question]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    assert ask(QUESTION).stdout.split() == ["29672.000000000000,30000.000000000000"]
    assert "read-only" in ask("create table t (a integer)").stderr


def test_an_old_duckdb_reads_every_view(file: str, declared: Catalogue) -> None:
    program = (
        "import duckdb, sys\n"
        "file, question, *views = sys.argv[1:]\n"
        "with duckdb.connect(file, read_only=True) as connection:\n"
        # On a busy machine it would draw a bar between the answers.
        "    connection.execute('set enable_progress_bar = false')\n"
        "    print(duckdb.__version__, repr(connection.execute(question).fetchall()))\n"
        "    for view in views: print(view, len(connection.execute(f'select * from {view}').fetchall()))\n"
    )
    told = subprocess.run(
        [str(OLD), "-I", "-c", program, file, QUESTION, *promises(declared)], capture_output=True, text=True, check=True
    )
    first, *counts = told.stdout.splitlines()
    version, _, answer = first.partition(" ")
    exact = [tuple(figure.quantize(Decimal("1e-12")) for figure in ANSWER)]
    assert (version < "1.5", answer) == (True, repr(exact))
    assert {line.split()[0] for line in counts if int(line.split()[1])} == set(promises(declared))


def test_sqlalchemy_reflects_views_types_and_comments(file: str, declared: Catalogue) -> None:
    engine = sqlalchemy.create_engine(f"duckdb:///{file}", connect_args={"read_only": True})
    inspector = sqlalchemy.inspect(engine)
    assert set(inspector.get_view_names("main")) == set(promises(declared))
    comment, columns = table_notes(declared)["main.appendix_2"]
    assert {c["name"]: c["comment"] for c in inspector.get_columns("appendix_2", "main")} == columns
    assert inspector.get_table_comment("appendix_2", "main")["text"] == comment
    table = sqlalchemy.Table("appendix_2", sqlalchemy.MetaData(), autoload_with=engine)
    with engine.connect() as connection:
        rows = connection.execute(sqlalchemy.select(table.c.actual, table.c.plan).where(table.c.year == 2014)).all()
    assert sorted(map(tuple, rows)) == sorted((Decimal(r[3]), Decimal(r[2])) for r in APPENDIX_2.values())
    engine.dispose()


def test_adbc_gives_decimals_and_cannot_write(file: str) -> None:
    with (
        adbc_driver_manager.dbapi.connect(
            driver=adbc_driver_duckdb.driver_path(),
            entrypoint="duckdb_adbc_init",
            db_kwargs={"path": file, "access_mode": "READ_ONLY"},
            autocommit=True,
        ) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(QUESTION)
        table = cursor.fetch_arrow_table()
        assert [str(kind) for kind in table.schema.types] == ["decimal128(28, 12)"] * 2
        assert tuple(table.to_pylist()[0].values()) == ANSWER
        with pytest.raises(adbc_driver_manager.dbapi.Error, match="read-only"):
            cursor.execute("create table t (a integer)")


def test_polars_keeps_the_decimals(reader: duckdb.DuckDBPyConnection) -> None:
    frame = reader.sql(QUESTION).pl()
    assert frame.schema == {name: pl.Decimal(28, 12) for name in ("actual", "plan")}
    assert frame.row(0) == ANSWER


def test_pandas_keeps_the_decimals(file: str) -> None:
    """DuckDB's own `.df()` would make floats of them; through SQLAlchemy they stay what they are."""
    engine = sqlalchemy.create_engine(f"duckdb:///{file}", connect_args={"read_only": True})
    inspection = pd.read_sql("select inspected from appendix_3 where year = 2014 order by row", engine)
    assert list(inspection["inspected"]) == [Decimal(row[1]) for row in APPENDIX_3.values()]
    engine.dispose()


def test_the_dashboard_names_what_the_contract_has(file: str, declared: Catalogue) -> None:
    """`make bi-check` imports it into Superset; here: its datasets are views of the contract, its file is read-only."""
    with zipfile.ZipFile(io.BytesIO(superset_bundle(declared, Path(file), 2014))) as bundle:
        parts = {name: yaml.safe_load(bundle.read(name)) for name in bundle.namelist()}
    assert parts["solieu/databases/solieu.yaml"]["sqlalchemy_uri"] == f"duckdb:///{file}?access_mode=READ_ONLY"
    datasets = [body for name, body in parts.items() if "/datasets/" in name]
    promised = promises(declared)
    assert {d["table_name"]: [c["column_name"] for c in d["columns"]] for d in datasets} == {
        f"appendix_{number}": list(promised[f"appendix_{number}"]) for number in declared.appendices
    }


def test_harlequin_lists_the_views_and_reads(file: str, declared: Catalogue) -> None:
    connection = DuckDbAdapter(conn_str=(file,), read_only=True).connect()
    (database,) = [
        item
        for item in connection.get_catalog().items
        if isinstance(item, DatabaseCatalogItem) and item.label == "solieu"
    ]
    (main,) = [
        item for item in database.fetch_children() if isinstance(item, SchemaCatalogItem) and item.label == "main"
    ]
    assert {item.label for item in main.fetch_children()} == set(promises(declared))
    cursor = connection.execute("select actual from appendix_1 where year = 2014 order by row")
    rows = cursor.fetchall() if cursor else None
    assert [row["actual"] for row in (rows.to_pylist() if rows else ())][:4] == [
        Decimal(APPENDIX_1[row][3]) for row in (1, 2, 3, 4)
    ]
    with pytest.raises(HarlequinQueryError, match="read-only"):
        connection.execute("create table t (a integer)")
    connection.close()

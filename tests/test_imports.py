"""The house rules that a program can judge, and the proof that each judge can say no."""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("schemas", "sources", "warehouse", "reports", "pipelines")
LINES = 300
QUERIES = {"execute", "executemany", "query", "sql"}

LAYERS = "Rooms import downwards only; sources and warehouse are strangers"
DAGSTER = "Only pipelines knows Dagster"


def python_files() -> list[Path]:
    files = [ROOT / "solieu.py", *(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))]
    assert {path.relative_to(ROOT).parts[0] for path in files} == {"solieu.py", *ROOMS}
    return files


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Judge the rooms in a folder; the working folder comes before the installed project."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"]
    environment = {**os.environ, "COLUMNS": "200", "NO_COLOR": "1"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def rooms(tmp_path: Path) -> Path:
    """The rooms as they are, in a place where they may be spoilt."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for room in ROOMS:
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_every_contract_is_kept(rooms: Path) -> None:
    judged = lint_imports(rooms)
    assert judged.returncode == 0, judged.stdout + judged.stderr
    assert f"{LAYERS} KEPT" in judged.stdout
    assert f"{DAGSTER} KEPT" in judged.stdout
    assert "0 broken" in judged.stdout


@pytest.mark.parametrize(
    ("contract", "offences"),
    [
        (LAYERS, ["schemas sources", "sources warehouse", "warehouse sources", "reports pipelines"]),
        (DAGSTER, ["schemas dagster", "sources dagster", "warehouse dagster", "reports dagster"]),
        ("Declarations know no database and no Dagster", ["schemas duckdb"]),
        ("Only the warehouse speaks to DuckDB", ["sources duckdb", "reports duckdb"]),
    ],
)
def test_an_import_against_the_contract_is_found(rooms: Path, contract: str, offences: list[str]) -> None:
    """Even inside a function: a late import is an import."""
    for room, name in map(str.split, offences):
        (rooms / room / "spoilt.py").write_text(f"def late():\n    import {name}\n", encoding="utf-8")
    judged = lint_imports(rooms)
    assert judged.returncode == 1, judged.stdout + judged.stderr
    assert f"{contract} BROKEN" in judged.stdout
    for room, name in map(str.split, offences):
        assert f"{room}.spoilt -> {name}" in judged.stdout


def dagster_imports(text: str) -> list[int]:
    """The lines that import Dagster or one of its family."""
    imports = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import | ast.ImportFrom)]
    return [node.lineno for node in imports if any(name.startswith("dagster") for name in imported(node))]


def imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]


def test_only_pipelines_imports_dagster() -> None:
    """What import-linter cannot see: solieu.py is no package, and Dagster is several."""
    outside = [path for path in python_files() if "pipelines" not in path.relative_to(ROOT).parts]
    assert {path: lines for path in outside if (lines := dagster_imports(path.read_text(encoding="utf-8")))} == {}


def test_an_import_of_dagster_is_found() -> None:
    assert dagster_imports("import dagster as dg") == [1]
    assert dagster_imports("x = 1\ndef f():\n    from dagster_webserver.app import app") == [3]
    assert dagster_imports("from pipelines import dagster_free\nword = 'import dagster'") == []


def test_the_command_line_starts_without_dagster() -> None:
    """`solieu --help` and `solieu status` must not wait for it."""
    program = "import solieu, sys; print([name for name in sys.modules if name.startswith('dagster')])"
    started = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert started.stdout.strip() == "[]"


def glued_queries(text: str) -> list[int]:
    """The lines where a query is put together from pieces right in the call that runs it."""
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    return [
        call.lineno
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr in QUERIES
        for argument in [*call.args, *(keyword.value for keyword in call.keywords)]
        if is_glued(argument)
    ]


def is_glued(text: ast.expr) -> bool:
    match text:
        case ast.JoinedStr():
            return any(isinstance(part, ast.FormattedValue) for part in text.values)
        case ast.BinOp(op=ast.Mod() | ast.Add()):
            return any(is_text(side) for side in pieces(text))
        case ast.Call(func=ast.Attribute(attr="format" | "format_map" | "join")):
            return True
        case ast.IfExp():
            return is_glued(text.body) or is_glued(text.orelse)
    return False


def pieces(text: ast.expr) -> Iterator[ast.expr]:
    if isinstance(text, ast.BinOp):
        yield from pieces(text.left)
        yield from pieces(text.right)
    else:
        yield text


def is_text(part: ast.expr) -> bool:
    return isinstance(part, ast.JoinedStr) or (isinstance(part, ast.Constant) and isinstance(part.value, str))


def test_no_query_is_glued_together_where_it_runs() -> None:
    assert {path: lines for path in python_files() if (lines := glued_queries(path.read_text(encoding="utf-8")))} == {}


@pytest.mark.parametrize(
    "line",
    [
        'connection.execute(f"select * from {table}")',
        'connection.execute("select * from {}".format(table))',
        'connection.execute("select * from %s" % table)',
        'connection.execute("select * from " + table)',
        'connection.execute("select * from " + table + where)',
        'connection.execute(query=f"select {column}")',
        'connection.sql(f"select {column}").pl()',
        'connection.query("; ".join(statements))',
        'connection.executemany(f"insert into {table} values (?)", rows)',
        'connection.execute("select 1" if easy else f"select {column}")',
    ],
)
def test_a_glued_query_is_found(line: str) -> None:
    assert glued_queries(f"x = 1\n{line}") == [2]


@pytest.mark.parametrize(
    "line",
    [
        'connection.execute("select * from t where year = $year", {"year": year})',
        'connection.execute(sql("count_rows", table=f"dim.{table}"))',
        'connection.execute("begin transaction")',
        'print(f"{table}")',
    ],
)
def test_a_whole_query_is_let_through(line: str) -> None:
    assert glued_queries(line) == []


def faults(text: str) -> list[str]:
    """What is wrong with a file of a room: too long, or silent about what it is."""
    found = []
    if len(text.splitlines()) >= LINES:
        found.append(f"{len(text.splitlines())} lines")
    if not ast.get_docstring(ast.parse(text)):
        found.append("no docstring")
    return found


def test_files_are_short_and_say_what_they_are() -> None:
    assert {path: found for path in python_files() if (found := faults(path.read_text(encoding="utf-8")))} == {}


def test_a_long_or_silent_file_is_found() -> None:
    assert faults('"""Says what it is."""\n' + "x = 1\n" * (LINES - 2)) == []
    assert faults('"""Says what it is."""\n' + "x = 1\n" * (LINES - 1)) == ["300 lines"]
    assert faults("x = 1\n") == ["no docstring"]

"""Great Expectations as it is used here: it compares exactly, keeps to itself, and is imported only to judge."""

import os
import subprocess
import sys
import textwrap
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.home import Home
from warehouse.expectations import Question, asked

ROOT = Path(__file__).parents[1]
GE = "expect_column_pair_values_a_to_be_greater_than_b"
BETWEEN = "expect_column_values_to_be_between"

# Millionths apart at 10^15 and more: as floats, these neighbours are equal.
CLOSE = st.tuples(st.integers(10**21, 10**22), st.integers(-2, 2))


@settings(max_examples=20, deadline=None)
@given(st.lists(CLOSE, min_size=1, max_size=12))
def test_decimals_compare_exactly(pairs: list[tuple[int, int]]) -> None:
    """A >= b fails in just the rows where b, in millionths, is a larger whole number."""
    rows = [{"a": Decimal(n).scaleb(-6), "b": Decimal(n + step).scaleb(-6)} for n, step in pairs]
    frame = pl.DataFrame(rows, schema={"a": pl.Decimal(28, 6), "b": pl.Decimal(28, 6)})
    answer = asked([Question("x", frame, GE, {"column_A": "a", "column_B": "b", "or_equal": True})])["x"]
    assert list(answer.guilty) == [no for no, (_, step) in enumerate(pairs) if step > 0]
    assert answer.success is not bool(answer.guilty)


@pytest.mark.parametrize("kind", [pl.Decimal(28, 6), pl.Int64()])
def test_bounds_compare_exactly(kind: pl.DataType) -> None:
    """2^53 + 1 is more than 2^53, though no float says so; a null beside it makes pandas think of floats."""
    limit = 9007199254740992
    assert float(limit + 1) == float(limit)
    frame = pl.DataFrame({"x": pl.Series([limit, limit + 1, None]).cast(kind)})
    asking = [Question(bound, frame, BETWEEN, {"column": "x", bound: limit}) for bound in ("max_value", "min_value")]
    answers = asked(asking)
    assert (answers["max_value"].guilty, answers["min_value"].success) == ((1,), True)
    frame = pl.DataFrame({"x": pl.Series([limit - 1, limit - 1, None]).cast(kind)})
    answers = asked([Question(q.code, frame, BETWEEN, q.kwargs) for q in asking])
    assert (answers["max_value"].success, answers["min_value"].guilty) == (True, (0, 1))


def test_what_is_loaded_late_is_there_where_it_is_asked(tmp_path: Path) -> None:
    """Half of each: no divergence from what a rule says they should be; that is what distributions are loaded for."""
    script = """
        import sys
        import polars as pl
        from warehouse.expectations import Question, asked
        frame = pl.DataFrame({"x": ["a", "a", "b", "b"]})
        asked([Question("unique", frame, "expect_column_values_to_be_unique", {"column": "x"})])
        loaded = "scipy.stats._stats_py" in sys.modules
        halves = {"partition_object": {"values": ["a", "b"], "weights": [0.5, 0.5]}, "threshold": 0.0}
        found = asked([Question("x", frame, "expect_column_kl_divergence_to_be_less_than", {"column": "x"} | halves)])
        print(loaded, found["x"].success)
    """
    assert run_alone(script, tmp_path).stdout.splitlines() == ["False True"]


def run_alone(script: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a script in a process of its own, at home in an empty folder."""
    environment = {**os.environ, "HOME": str(folder), "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", textwrap.dedent(script), *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)


def test_great_expectations_is_imported_only_to_judge(tmp_path: Path) -> None:
    script = """
        import sys
        from schemas.declarations import catalogue
        import pipelines.definitions, warehouse.checks, warehouse.expectations
        assert catalogue().rules
        print("great_expectations" in sys.modules)
    """
    assert run_alone(script, tmp_path).stdout == "False\n"


def test_judging_writes_nothing_sends_nothing_and_is_silent(demo_home: Home, tmp_path: Path) -> None:
    """Seen by the interpreter's own audit: files opened for writing, folders made, connections."""
    script = """
        import os, sys
        from pathlib import Path
        seen = []
        def audit(event, arguments):
            writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
            if writes or event in ("os.mkdir", "socket.connect", "socket.getaddrinfo", "socket.sendto"):
                seen.append((event, str(arguments[0])))
        sys.addaudithook(audit)
        Path("proof").write_text("the audit sees this")
        from schemas.declarations import catalogue
        from warehouse.checks import judge
        from warehouse.store import connected
        with connected(Path(sys.argv[1]), read_only=True) as connection:
            outcomes = judge(connection, catalogue(), list(catalogue().rules.values()))
        print(all(outcome.passed for outcome in outcomes), seen)
    """
    ran = run_alone(script, tmp_path, str(demo_home.warehouse))
    assert (ran.stdout, ran.stderr) == ("True [('open', 'proof')]\n", "")
    assert [path.name for path in tmp_path.iterdir()] == ["proof"]

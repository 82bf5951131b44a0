"""Each table's suite of expectations: holds on the demo, fails on its fault, compares exactly, keeps to itself."""

import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from conftest import WriteBook, night
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.declarations import Catalogue
from schemas.home import Home
from warehouse.expectations import Rule, Suite, Verdict, parse, suites, validate
from warehouse.store import connected

ROOT = Path(__file__).parents[1]
TABLES = ["kpi.appendix_1", "kpi.appendix_2", "kpi.appendix_3", "kpi.indicator_year"]
PARCELS = "where indicator = 'parcels'"
GE = "expect_column_pair_values_a_to_be_greater_than_b"
BETWEEN = "expect_column_values_to_be_between"


@pytest.fixture(scope="module")
def demo(demo_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The demo's warehouse in a copy that may be spoilt; whoever spoils it rolls back."""
    home = Home(shutil.copytree(demo_home.root, tmp_path_factory.mktemp("spoilt") / "home"))
    with connected(home.warehouse) as connection:
        yield connection


def judged(connection: duckdb.DuckDBPyConnection, declared: Catalogue) -> dict[str, Verdict]:
    return {suite.table: validate(connection, suite, declared) for suite in suites()}


def test_every_table_passes_on_the_demo(demo: duckdb.DuckDBPyConnection, declared: Catalogue) -> None:
    verdicts = judged(demo, declared)
    assert list(verdicts) == TABLES
    failed = {(t, f.rule.en) for t, verdict in verdicts.items() for f in verdict.findings if not f.success}
    assert failed == set()
    assert all(verdict.passed and not verdict.blocking for verdict in verdicts.values())
    # Two years of the 6, 7 and 8 rows that the seed prints.
    rows = [verdicts[f"kpi.appendix_{n}"].findings[1].observed for n in (1, 2, 3)]
    assert rows == [{"observed_value": 12}, {"observed_value": 14}, {"observed_value": 16}]


def appendix_faults(number: int, rows: int) -> list[tuple[str, int]]:
    """What every appendix's suite begins with; both years of the demo have `rows` rows."""
    table = f"kpi.appendix_{number}"
    assert rows > 3
    return [
        (f"insert into {table} from {table} where year = 2014 and row = 3", 2),
        (f"delete from {table} where year = 2014 and row = 3", 0),
        (f"update {table} set label = (select min(label) from {table} where row = 2) where row = 1", 2),
    ]


# The unit of another row in 2013, none in 2014; then no plan at all.
PLANNED = [
    ("update {} set unit = case year when 2013 then (select min(unit) from {} where unit like 'T% đồng') end "
     "where row = 1", 2),
    ("update {} set plan = null where row = 5", 2),
]  # fmt: skip

# Table -> for each rule, in the order of the file: a fault and the number of guilty rows it makes.
FAULTS: dict[str, list[tuple[str, int]]] = {
    "kpi.appendix_1": [
        *appendix_faults(1, 6),
        *((fault.replace("{}", "kpi.appendix_1"), guilty) for fault, guilty in PLANNED),
    ],
    "kpi.appendix_2": [
        *appendix_faults(2, 7),
        *((fault.replace("{}", "kpi.appendix_2"), guilty) for fault, guilty in PLANNED),
        ("update kpi.appendix_2 set stock = actual - 0.000000001 where row = 1 and year = 2014", 1),
    ],
    "kpi.appendix_3": [
        *appendix_faults(3, 8),
        ("update kpi.appendix_3 set in_breach = -0.000000001 where row = 2", 2),
        ("update kpi.appendix_3 set warnings = -0.000000001 where row = 2", 2),
        ("update kpi.appendix_3 set fines = -0.000000001 where row = 2", 2),
        ("update kpi.appendix_3 set paid_amount = -0.000000001 where row = 2", 2),
        ("update kpi.appendix_3 set inspected = null where row = 1", 2),
        # The total of 2014 has 5 fines (seed, Appendix 3).
        ("update kpi.appendix_3 set fined_amount = 4.999999999 where row = 8 and year = 2014", 1),
        # Of the seven fields of 2014, five had no fine (seed, Appendix 3).
        ("update kpi.appendix_3 set fined_amount = 0.000000001 where fines = 0 and year = 2014", 5),
    ],
    "kpi.indicator_year": [
        (f"update kpi.indicator_year set indicator = 'parcel' {PARCELS}", 2),
        (f"update kpi.indicator_year set next_plan = -0.000001 {PARCELS} and year = 2014", 1),
        (f"update kpi.indicator_year set returns_received = returns_expected + 1 {PARCELS}", 2),
        (f"update kpi.indicator_year set returns_expected = 0, returns_received = 0 {PARCELS}", 2),
        (f"update kpi.indicator_year set actual = null {PARCELS}", 2),
        (f"update kpi.indicator_year set percent_of_plan = 500.000000000001 {PARCELS}", 2),
        (f"update kpi.indicator_year set percent_of_plan = 19.999999999999 {PARCELS}", 2),
        ("update kpi.indicator_year set growth = case indicator when 'parcels' then 400.000000000001 "
         "else -80.000000000001 end where indicator in ('parcels', 'press_copies') and year = 2014", 2),
    ],
}  # fmt: skip


def test_every_rule_has_its_fault() -> None:
    assert {suite.table: len(suite.rules) for suite in suites()} == {t: len(faults) for t, faults in FAULTS.items()}


@pytest.mark.parametrize("suite", suites(), ids=lambda suite: suite.table)
def test_every_rule_fails_on_its_fault(demo: duckdb.DuckDBPyConnection, declared: Catalogue, suite: Suite) -> None:
    for rule, (fault, guilty) in zip(suite.rules, FAULTS[suite.table], strict=True):
        demo.execute("begin")
        demo.execute(fault)
        verdict = validate(demo, Suite(suite.table, (rule,)), declared)
        demo.execute("rollback")
        (finding,) = verdict.findings
        assert (finding.success, finding.unexpected) == (False, guilty), rule.en
        assert finding.rows.height == min(guilty, 20), rule.en
        assert (verdict.passed, verdict.blocking) == (False, rule.severity == "error"), rule.en


def test_a_finding_shows_the_guilty_rows(demo: duckdb.DuckDBPyConnection, declared: Catalogue) -> None:
    """3.2 of 2014: fined 8,000,000 in the seed; nothing is fined here, so its 2 fines lack their amount."""
    demo.execute("begin")
    demo.execute("update kpi.appendix_3 set fined_amount = 0 where row = 2 and year = 2014")
    verdict = judged(demo, declared)["kpi.appendix_3"]
    demo.execute("rollback")
    (failed,) = [finding for finding in verdict.findings if not finding.success]
    shown = failed.rows.select("year", "row", "fines", "fined_amount").rows()
    assert shown == [(2014, 2, Decimal(2), Decimal(0))]
    assert failed.observed == {"element_count": 16, "missing_count": 0, "unexpected_count": 1}
    assert (verdict.passed, verdict.blocking) == (False, False)


def test_an_unfinished_year_raises_no_alarm_for_being_low(demo: duckdb.DuckDBPyConnection, declared: Catalogue) -> None:
    demo.execute("begin")
    demo.execute("update kpi.indicator_year set returns_received = returns_expected - 1")
    demo.execute("update kpi.indicator_year set percent_of_plan = 1, growth = -99, actual = null")
    assert judged(demo, declared)["kpi.indicator_year"].passed
    demo.execute("update kpi.indicator_year set returns_received = returns_expected")
    # Below the plan, shrunken, and no figure at all.
    assert [f.success for f in judged(demo, declared)["kpi.indicator_year"].findings].count(False) == 3
    demo.execute("rollback")


def test_a_home_with_nothing_or_one_figure_is_not_blocked(
    home: Home, declared: Catalogue, write_book: WriteBook
) -> None:
    """Without plans there is nothing to compare with: a warning for each of the 6 rows of Appendix 1, no more."""
    night(home, declared)
    with connected(home.warehouse, read_only=True) as connection:
        assert all(verdict.passed for verdict in judged(connection, declared).values())
    head = ["BÁO CÁO KẾT QUẢ HOẠT ĐỘNG BƯU CHÍNH", "Đơn vị báo cáo: Bưu điện Hải Hà", "Kỳ báo cáo: Quý I/2014"]
    columns = ["Chỉ tiêu", "ĐVT", "Thực hiện trong quý"]
    write_book(home.inbox / "a.xlsx", [*([line] for line in head), columns, ["Phát hành báo chí", "Tờ, cuốn", 100]])
    night(home, declared)
    with connected(home.warehouse, read_only=True) as connection:
        verdicts = judged(connection, declared)
    assert not any(verdict.blocking for verdict in verdicts.values())
    warned = [(t, f.unexpected) for t, verdict in verdicts.items() for f in verdict.findings if not f.success]
    assert warned == [("kpi.appendix_1", 6)]


# Millionths apart at 10^15 and more: as floats, these neighbours are equal.
CLOSE = st.tuples(st.integers(10**21, 10**22), st.integers(-2, 2))


@settings(max_examples=20, deadline=None)
@given(st.lists(CLOSE, min_size=1, max_size=12))
def test_decimals_compare_exactly(declared: Catalogue, pairs: list[tuple[int, int]]) -> None:
    """A >= b fails in just the rows where b, in millionths, is a larger whole number."""
    with duckdb.connect() as connection:
        connection.execute("create table pairs (no integer, a decimal(28, 6), b decimal(28, 6))")
        for no, (millionths, step) in enumerate(pairs):
            a, b = (Decimal(n).scaleb(-6) for n in (millionths, millionths + step))
            connection.execute("insert into pairs values (?, ?, ?)", [no, a, b])
        rule = Rule(GE, {"column_A": "a", "column_B": "b", "or_equal": True}, "error", "", "")
        (finding,) = validate(connection, Suite("main.pairs", (rule,)), declared).findings
    guilty = [no for no, (_, step) in enumerate(pairs) if step > 0]
    assert finding.rows["no"].to_list() == guilty
    assert finding.success is not bool(guilty)


@pytest.mark.parametrize("kind", ["decimal(28, 6)", "bigint"])
def test_bounds_compare_exactly(declared: Catalogue, kind: str) -> None:
    """2^53 + 1 is more than 2^53, though no float says so; a null beside it makes pandas think of floats."""
    limit = 9007199254740992
    assert float(limit + 1) == float(limit)
    rules = tuple(Rule(BETWEEN, {"column": "x", bound: limit}, "error", "", "") for bound in ("max_value", "min_value"))
    with duckdb.connect() as connection:
        connection.execute("create table figures (x " + kind + ")")
        connection.execute("insert into figures values (?), (?), (null)", [limit, limit + 1])
        most, least = validate(connection, Suite("main.figures", rules), declared).findings
        assert (most.rows.rows(), least.success) == ([(limit + 1,)], True)
        connection.execute("update figures set x = ? where x is not null", [limit - 1])
        most, least = validate(connection, Suite("main.figures", rules), declared).findings
        assert (most.success, least.unexpected) == (True, 2)


GOOD = "[{expectation: %s, kwargs: {column: row, %s}, severity: %s, vi: a, en: b}]"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (GOOD % (BETWEEN, "min_value: 0.1", "error"), "bounds are whole numbers"),
        (GOOD % (BETWEEN, "min_value: 9007199254740993", "error"), "bounds are whole numbers"),
        (GOOD % (BETWEEN, "min_value: 0", "fatal"), "severity is error or warning"),
        ("[{expectation: x, kwargs: {}, severity: error, vi: a}]", "kpi.appendix_1.*'en'"),
        ("[{expectation: x, kwargs: {}, severity: error, vi: a, en: b, mostly: 1}]", "kpi.appendix_1.*'mostly'"),
    ],
)
def test_a_rule_that_cannot_stand_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "kpi.appendix_1.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=reason):
        parse(path)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (GOOD % (BETWEEN, "min_value: {from: wishes}", "warning"), "is no rule: 'wishes'"),
        (GOOD % (BETWEEN, "least: 1", "warning"), "is no rule"),
        (GOOD % ("expect_miracles", "min_value: 1", "warning"), "is no rule: expect_miracles"),
        (GOOD.replace("row", "rows") % (BETWEEN, "min_value: 1", "warning"), "cannot be judged"),
        (
            GOOD.replace("vi: a", "only: wishes > 1, vi: a") % (BETWEEN, "min_value: 1", "warning"),
            "is no rule: .*wishes",
        ),
    ],
)
def test_a_rule_that_cannot_be_judged_is_no_finding(
    demo: duckdb.DuckDBPyConnection, declared: Catalogue, tmp_path: Path, text: str, reason: str
) -> None:
    """Even a warning: a rule that judges nothing must not look like one that holds, or like a fault of the data."""
    path = tmp_path / "kpi.appendix_1.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=reason):
        validate(demo, parse(path), declared)


def run_alone(script: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a script in a process of its own, at home in an empty folder."""
    environment = {**os.environ, "HOME": str(folder), "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", textwrap.dedent(script), *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)


def test_great_expectations_is_imported_only_to_judge(tmp_path: Path) -> None:
    script = """
        import sys
        from warehouse.expectations import suites
        assert len(suites()) == 4
        print({"great_expectations", "pandas"} & set(sys.modules))
    """
    assert run_alone(script, tmp_path).stdout == "set()\n"


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
        from warehouse.expectations import suites, validate
        from warehouse.store import connected
        with connected(Path(sys.argv[1]), read_only=True) as connection:
            verdicts = [validate(connection, suite, catalogue()) for suite in suites()]
        print(all(verdict.passed for verdict in verdicts), seen)
    """
    ran = run_alone(script, tmp_path, str(demo_home.warehouse))
    assert (ran.stdout, ran.stderr) == ("True [('open', 'proof')]\n", "")
    assert [path.name for path in tmp_path.iterdir()] == ["proof"]

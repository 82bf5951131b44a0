"""Estimates of a year that is running, by each method, with the arithmetic written out; and how far they were off."""

import json
import shutil
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from conftest import broken, night, today
from hypothesis import given
from hypothesis import strategies as st
from own_declarations import column, form
from typer.testing import CliRunner

from reports.appendix import appendix_table
from reports.sentences import draft
from reports.tracing import traces
from schemas.declarations import HERE, Catalogue, DeclarationError, catalogue
from schemas.home import Home
from solieu import app
from warehouse.reading import Record, annex_rows, records, year_figures
from warehouse.store import connected
from warehouse.tracing import ground, printed_figures

AHEAD = today().year + 1  # Of this year nothing is due yet, whenever the test runs.
LAST = AHEAD - 1
RATIO = {"ratio": {"of": "own_rate", "to": "own_level"}}
INDICATORS = [
    {"code": "own_rate", "aggregation": "flow", "source": {"form": "own", "column": "rate"}},
    {
        "code": "own_share",
        "aggregation": "flow",
        "estimate": "same_share",
        "source": {"form": "own", "column": "share"},
    },
    {"code": "own_level", "aggregation": "stock", "source": {"form": "own", "column": "level"}},
    {"code": "own_ratio", "aggregation": "flow", "unit": "percent", "formula": RATIO},
    {"code": "own_left", "aggregation": "flow", "formula": {"difference": ["own_share", "own_rate"]}},
    {
        "code": "own_claim",
        "aggregation": "flow",
        "estimate": "as_submitted",
        "source": {"form": "own", "column": "share"},
    },
    {"code": "own_sum", "aggregation": "flow", "formula": {"sum": ["own_rate", "own_claim"]}},
]
TABLE: dict[str, Any] = {
    "number": 801,
    "section": "I. Bưu chính, chuyển phát",
    "title_vi": "Biểu riêng",
    "title_en": "Own table",
    "row_head_vi": "Chỉ tiêu",
    "columns": [{"name": "actual", "estimated": True, "label": "Năm", "comment_en": "x"}],
    "rows": [{"indicator": "own_rate"}, {"indicator": "own_claim"}, {"indicator": "own_sum"}],
}
# By quarter: what is estimated by its rate, what by its share, the level.
FIGURES = {LAST: [(10, 10, 100), (10, 20, 200), (20, 30, 300), (40, 40, 500)], AHEAD: [(10, 12, 510), (15, 24, 520)]}


def declare(root: Path, indicators: list[dict[str, Any]] = INDICATORS, *tables: dict[str, Any]) -> Catalogue:
    """The program's declarations with a quarterly form of the statistics office, indicators and tables of it."""
    shutil.copytree(HERE, root, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    item = {
        "name": "item",
        "role": "code",
        "list": "services",
        "label": "Dịch vụ",
        "comment_vi": "x",
        "comment_en": "x",
    }
    labels = {"rate": "Cột một", "share": "Cột hai", "level": "Cột ba"}
    measures = [column(name, label, unit="subscription") for name, label in labels.items()]
    own = form("own", [item, *measures], titles=["Biểu riêng"], frequency="quarterly")
    filled = [
        {"name_vi": i["code"], "name_en": i["code"], "unit": "subscription", "decimals": 0, **i} for i in indicators
    ]
    printed = {f"annex/{each['number']}": each for each in (TABLE, *tables) if indicators is INDICATORS}
    for path, body in {"forms/own": own, "indicators/own": filled, **printed}.items():
        (root / f"{path}.yaml").write_text(yaml.safe_dump(body, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return catalogue(root)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Home, Catalogue]]:
    """A home in which the statistics office reported four quarters of a year and two of the next."""
    import xlsxwriter

    declared = declare(tmp_path_factory.mktemp("own") / "schemas")
    place = Home(tmp_path_factory.mktemp("home")).create()
    for year, quarters in FIGURES.items():
        for quarter, figures in enumerate(quarters, start=1):
            with xlsxwriter.Workbook(str(place.inbox / f"{year}-{quarter}.xlsx")) as book:
                page = book.add_worksheet()
                when = [f"Kỳ báo cáo: Quý {quarter}/{year}"]
                rows = [["Biểu riêng"], ["Đơn vị báo cáo: Cục Thống kê tỉnh Quảng Ninh"], when]
                rows += [["Dịch vụ", "Cột một", "Cột hai", "Cột ba"], ["FTTH", *figures]]  # type: ignore[list-item]
                for number, row in enumerate(rows):
                    page.write_row(number, 0, row)
    night(place, declared)
    yield place, declared


def ask(home: Home, query: str) -> list[Record]:
    with connected(home.published_warehouse, read_only=True) as connection:
        return records(connection, query)


def test_each_method_by_hand(own: tuple[Home, Catalogue]) -> None:
    """Rate: (10 + 15) / 2 * 4 = 50. Share: the first half was 10 + 20 of 100, so (12 + 24) * 100 / 30 = 120.

    Level: 520 is the last known. Ratio: 50 / 520 = 9.615384615385 %. Left: 120 - 50 = 70.
    """
    found = {row["indicator"]: row for row in ask(own[0], f"from kpi.estimate_year where year = {AHEAD}")}
    assert {code: (row["method"], row["value"], row["so_far"]) for code, row in found.items()} == {
        "own_rate": ("run_rate", 50, 25),
        "own_share": ("same_share", 120, 36),
        "own_level": ("last", 520, 520),
        "own_ratio": ("formula", Decimal("9.615384615385"), None),
        "own_left": ("formula", 70, 11),
        "own_claim": ("as_submitted", None, 36),
        "own_sum": ("formula", None, None),
    }
    share = found["own_share"]
    assert (share["last_same"], share["last_total"], share["through_period"]) == (30, 100, f"{AHEAD}-Q2")
    assert [(row["periods_in"], row["periods_of"], row["maturity"]) for row in found.values()] == [
        (2, 4, "estimate")
    ] * 7
    actuals = ask(
        own[0], f"select actual, maturity from kpi.indicator_year where indicator = 'own_rate' and year = {AHEAD}"
    )
    assert actuals == [{"actual": 25, "maturity": "provisional"}]


def test_a_total_above_estimates_is_one_or_stays_blank(own: tuple[Home, Catalogue]) -> None:
    """50 of the rate, 36 so far of what nobody estimated: neither 86 nor 61 is the year's total."""
    with connected(own[0].published_warehouse, read_only=True) as connection:
        table = appendix_table(801, AHEAD, annex_rows(connection, [801], AHEAD)[801], own[1])
    figures = [line.cells[-1] for line in table.body]
    assert [cell.value for cell in figures] == [50, 36, None]
    assert [note.partition(" ")[0] for note in table.notes] == [cell.mark for cell in figures]
    assert "chưa ước được: thiếu số ước của một chỉ tiêu thành phần" in table.notes[2]


def test_a_table_that_would_contradict_another_is_refused(tmp_path: Path) -> None:
    wrong = [each | {"estimated": False} for each in TABLE["columns"]]
    other = TABLE | {"number": 802, "columns": wrong, "rows": TABLE["rows"][2:]}
    with pytest.raises(
        DeclarationError, match="table 802, column 'actual': terms of 'own_sum' are printed as estimates"
    ):
        declare(tmp_path / "schemas", INDICATORS, other)


def test_the_error_of_each_method_by_hand(own: tuple[Home, Catalogue]) -> None:
    """The rate's year came to 80. After a quarter 10 * 4 = 40, after two 20 / 2 * 4 = 40, after three 40 / 3 * 4.

    53.333333 - 80 = -26.666667, of 80: -33.33333375 %. The level: 100, 200, 300 of 500. No year before had a share.
    """
    query = f"select indicator, cut, estimate, error_percent, reason from kpi.estimate_error where year = {LAST}"
    found = {(row["indicator"], row["cut"][-2:]): row for row in ask(own[0], query)}
    rate = [(found["own_rate", f"Q{n}"]["estimate"], found["own_rate", f"Q{n}"]["error_percent"]) for n in (1, 2, 3)]
    assert rate == [(40, -50), (40, -50), (Decimal("53.333333"), Decimal("-33.33333375"))]
    assert [found["own_level", f"Q{n}"]["error_percent"] for n in (1, 2, 3)] == [-80, -60, -40]
    assert {found["own_share", f"Q{n}"]["reason"] for n in (1, 2, 3)} == {"no_last_year"}
    assert {found["own_left", f"Q{n}"]["reason"] for n in (1, 2, 3)} == {"part_missing"}
    assert ask(own[0], f"from kpi.estimate_year where year = {LAST}") == []  # It is all in.
    assert ask(own[0], f"from kpi.estimate_error where year = {AHEAD}") == []


def test_no_figure_is_ever_a_float(own: tuple[Home, Catalogue]) -> None:
    query = "select table_name, column_name from duckdb_columns() where database_name = 'warehouse' "
    query += "and not internal and data_type in ('DOUBLE', 'FLOAT')"
    assert ask(own[0], query) == []


def test_the_command(own: tuple[Home, Catalogue], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOLIEU_HOME", str(own[0].root))
    run = CliRunner().invoke
    told = json.loads(run(app, ["estimates", "--year", str(AHEAD), "--json"]).output, parse_float=Decimal)
    assert {row["indicator"]: row["value"] for row in told["running"]}["own_share"] == 120
    assert (told["errors"], told["signed"]) == ([], [])
    shown = run(app, ["estimates", "--year", str(LAST)], env={"COLUMNS": "120"}).output
    assert [word in shown for word in ("own_rate", "bình quân kỳ", "-50,00%", "-33,33%")] == [True] * 4


@given(st.integers(0, 10**16), st.integers(0, 9 * 10**18), st.integers(1, 9 * 10**18))
def test_what_is_prorated_is_exact(part: int, times: int, whole: int) -> None:
    """Against fractions, for amounts in dong far beyond a province's; rounded half up, at six decimals, once."""
    if times > 1000 * whole:
        times = whole
    right = Fraction(part) * times / whole
    scaled = int(right * 10**6 + Fraction(1, 2))
    if max(part * 10**6 * times, scaled) > 10**37:
        return  # Beyond what the integers of the warehouse hold.
    found = MACROS.execute(
        "select kpi.prorated($1, $2, $3)", [Decimal(part), Decimal(times), Decimal(whole)]
    ).fetchone()
    assert found == (Decimal(scaled).scaleb(-6),)


def _macros() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    text = (Path(__file__).parents[1] / "warehouse" / "migrations" / "063_estimates.sql").read_text(encoding="utf-8")
    connection.execute("create schema kpi")
    for statement in text.split(";")[:2]:
        connection.execute(statement)
    return connection


MACROS = _macros()


def test_an_amount_in_dong_is_prorated_to_the_unit() -> None:
    """1.982.123.456.789 đ of three quarters, of which there were 1.500 of 2.000 tỷ: times 4 / 3."""
    amounts = [Decimal(1_982_123_456_789), Decimal(2_000_000_000_001), Decimal(1_500_000_000_000)]
    right = (amounts[0] * amounts[1] / amounts[2]).quantize(Decimal("0.000001"), ROUND_HALF_UP)
    assert MACROS.execute("select kpi.prorated($1, $2, $3)", amounts).fetchone() == (right,)


def test_the_submitters_estimate_stands_beside_the_targets(home: Home, tmp_path: Path, write_book: Any) -> None:
    """An indicator declared so takes what the planning office put between its targets; the appendix marks it."""
    root = tmp_path / "schemas"
    shutil.copytree(HERE, root, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    post = root / "indicators" / "post.yaml"
    known = yaml.safe_load(post.read_text(encoding="utf-8"))
    known[0]["estimate"] = "as_submitted"
    post.write_text(yaml.safe_dump(known, allow_unicode=True, sort_keys=False), encoding="utf-8")
    declared = catalogue(root)
    assert known[0]["code"] == "press_copies"
    head = ["Chỉ tiêu", "ĐVT", f"KH năm {AHEAD}", f"Ước TH năm {AHEAD}", f"KH năm {AHEAD + 1}"]
    who = ["Đơn vị báo cáo: Phòng Kế hoạch - Tài chính"]
    rows = [["Ước thực hiện kế hoạch"], who, [f"Năm {AHEAD}"], head]
    write_book(home.inbox / "plan.xlsx", [*rows, ["Sản lượng phát hành báo chí", "Tờ, cuốn", 1000, 1100, 1200]])
    office = ["Đơn vị báo cáo: Bưu điện Hải Hà"]
    postal = [["Báo cáo kết quả hoạt động bưu chính"], office, [f"Quý I/{AHEAD}"], ["Chỉ tiêu", "ĐVT", "Thực hiện"]]
    write_book(home.inbox / "post.xlsx", [*postal, ["Phát hành báo chí", "Tờ, cuốn", 300]])
    night(home, declared)
    columns = "plan, actual, percent_of_plan, next_plan, maturity"
    found = ask(home, f"select {columns} from kpi.appendix_1 where year = {AHEAD} and row = 1")
    assert found == [
        {"plan": 1000, "actual": 1100, "percent_of_plan": 110, "next_plan": 1200}
        | {"maturity": "actual estimate, percent_of_plan estimate"}
    ]
    assert ask(home, "select value, maturity from kpi.observed where measure = 'estimate'") == [
        {"value": 1100, "maturity": "estimate"}
    ]
    with connected(home.published_warehouse, read_only=True) as connection:
        printed = printed_figures(connection, [1], AHEAD)
        (figure,) = (f for f in printed if (f["row"], f["column_name"]) == (1, "actual"))
        (traced,) = traces([figure], ground(connection, [figure]), declared)
    assert traced.estimates[0][0].endswith("1.100 tờ, cuốn (000001 plan.xlsx, Biểu!D5)")
    # 110 is 1.100 of 1.000, as printed, and no 30% of what is in: nothing that holds the publication back.
    assert broken(home, declared, "percent_recomputed") == {}
    with connected(home.published_warehouse, read_only=True) as connection:
        said = draft(AHEAD, year_figures(connection, AHEAD), declared)
    text = f"Sản lượng báo chí phát hành năm {AHEAD} ước đạt 1.100* tờ, cuốn (đạt 110%* kế hoạch năm); "
    assert said.sentences[0].text == text + f"kế hoạch năm {AHEAD + 1} là 1.200 tờ, cuốn."


@pytest.mark.parametrize(
    ("code", "estimate", "told"),
    [
        ("own_level", "run_rate", "a stock cannot"),
        ("own_rate", "last", "a flow cannot"),
        ("own_left", "run_rate", "terms"),
    ],
)
def test_a_method_that_means_nothing_is_refused(tmp_path: Path, code: str, estimate: str, told: str) -> None:
    wrong = [i | ({"estimate": estimate} if i["code"] == code else {}) for i in INDICATORS]
    with pytest.raises(DeclarationError, match=told):
        declare(tmp_path / "schemas", wrong)

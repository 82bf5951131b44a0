"""The rules of the warehouse: each holds on the demo, fires on its fault, and tells the numbers that it compared."""

import re
import shutil
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import dagster as dg
import duckdb
import polars as pl
import pytest
from conftest import WriteBook, broken, night

from pipelines.definitions import defs
from schemas.declarations import Catalogue
from schemas.home import Home
from warehouse.checks import NUMBERS, Outcome, judge, text
from warehouse.store import HERE, connected

TOTAL = "update kpi.appendix_values set value = {} where appendix = 3 and {} and column_name = '{}' and year = 2014"
PARCELS = "where indicator = 'parcels'"
D = Decimal


@pytest.fixture(scope="module")
def demo(demo_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The demo's warehouse in a copy that may be spoilt; whoever spoils it rolls back."""
    home = Home(shutil.copytree(demo_home.root, tmp_path_factory.mktemp("spoilt") / "home"))
    with connected(home.warehouse) as connection:
        yield connection


def judged(demo: duckdb.DuckDBPyConnection, declared: Catalogue, code: str, fault: str = "") -> Outcome:
    """What a rule finds with a fault in place."""
    demo.execute("begin")
    demo.execute(fault or "select 1")
    (outcome,) = judge(demo, declared, [declared.rules[code]])
    demo.execute("rollback")
    return outcome


def test_every_rule_holds_on_the_demo_and_the_crossing_ones_compare_something(
    demo: duckdb.DuckDBPyConnection, declared: Catalogue
) -> None:
    outcomes = {outcome.rule.code: outcome for outcome in judge(demo, declared, list(declared.rules.values()))}
    assert [code for code, outcome in outcomes.items() if not outcome.passed] == []
    silent = {code for code, found in outcomes.items() if found.rule.compares and found.rows.is_empty()}
    # No form of the demo asks for those who left, and none of its reports is signed.
    assert silent == {"stock_follows_flows", "signed_agrees"}
    # Two years of the 6, 7 and 8 rows that the seed prints.
    rows = [outcomes[f"appendix_{number}_rows_complete"].observed for number in (1, 2, 3)]
    assert rows == [{"observed_value": 12}, {"observed_value": 14}, {"observed_value": 16}]


def appendix_faults(number: int) -> dict[str, tuple[str, int]]:
    """What every appendix's rules begin with; both years of the demo are there."""
    table = f"kpi.appendix_{number}"
    return {
        f"appendix_{number}_rows_unique": (f"insert into {table} from {table} where year = 2014 and row = 3", 2),
        f"appendix_{number}_rows_complete": (f"delete from {table} where year = 2014 and row = 3", 1),
        f"appendix_{number}_labels": (
            f"update {table} set label = (select min(label) from {table} where row = 2) where row = 1",
            2,
        ),
    }


def planned_faults(number: int) -> dict[str, tuple[str, int]]:
    """The unit of another row in 2013, none in 2014; then no plan at all."""
    table = f"kpi.appendix_{number}"
    return {
        f"appendix_{number}_units": (
            f"update {table} set unit = case year when 2013 then "
            f"(select min(unit) from {table} where unit like 'T% đồng') end where row = 1",
            2,
        ),
        f"appendix_{number}_planned": (f"update {table} set plan = null where row = 5", 2),
    }


# Rule -> a fault and the number of guilty rows it makes.
FAULTS: dict[str, tuple[str, int]] = {
    "totals_add_up": (
        "update kpi.appendix_values set value = value + 0.000000001 where appendix = 3 and row = 8 and year = 2014",
        6,
    ),
    "cumulative_not_negative": (
        "insert into core.cumulative select submission_id, sheet, row, 'A1', 'quantity', 0, 1 "
        "from core.postal_quarterly where item = 'parcels' and submission_id in (select submission_id "
        "from core.returns where period = '2014-Q4' and submitter = 'post_ha_long')",
        1,
    ),
    # The first quarter of ten post offices is taken away; the figures of one of them count from January.
    "cumulative_complete": (
        "insert into core.cumulative select submission_id, sheet, row, 'A1', 'quantity', quantity * 4, 0 "
        "from core.postal_quarterly where item = 'parcels' and submission_id in (select submission_id "
        "from core.returns where period = '2014-Q4' and submitter = 'post_ha_long'); "
        "update ops.receipts set outcome = 'rejected' where form = 'postal_quarterly' and period = '2014-Q1'",
        1,
    ),
    # Of a return, the parcels count here and all else there.
    "originals_once": (
        "update kpi.observed set submission_id = if(indicator = 'parcels', '22:', '24:') || submission_id "
        "where submission_id in (select submission_id from core.returns "
        "where period = '2014-Q4' and submitter = 'post_ha_long')",
        1,
    ),
    "parts_add_up": (
        "update kpi.indicator_part_year set actual = actual + 0.000001 where indicator = 'ftth_new' and year = 2014 "
        "and dimension = 'submitter' and code = 'vnpt_quang_ninh'",
        1,
    ),
    # Fixed broadband is xDSL and FTTH: both totals of 2014 are one off.
    "formulas_add_up": (
        "update kpi.indicator_year set actual = actual + 1 where year = 2014 and indicator in "
        "('internet_new', 'internet_subscriptions')",
        2,
    ),
    # 99 of 106 Wi-Fi points.
    "parts_within_whole": (
        "update kpi.indicator_year as p set actual = w.actual + 1 from kpi.indicator_year as w, dim.indicators as i "
        "where p.indicator = i.code and w.indicator = i.whole and p.year = w.year and i.code = 'wifi_working'",
        1,
    ),
    # Hạ Long is there no more: new, on the network and revenue.
    "districts_add_up": (
        "delete from kpi.indicator_part_year where dimension = 'district' and code = '193' and year = 2014 "
        "and indicator in ('ftth_new', 'ftth_subscriptions', 'telecom_revenue')",
        3,
    ),
    # In a field where nobody was in breach, and in the year: 2014, seed, Appendix 3.
    "identities_hold": (
        "update kpi.indicator_part_year set actual = 1 + (select max(actual) from kpi.indicator_part_year "
        "where indicator like 'inspection%') where indicator in ('inspection_in_breach', 'inspection_paid_amount') "
        "and dimension = 'breakdown' and code = 'post' and year = 2014",
        2,
    ),
    "stock_within_additions": (
        "delete from ops.builds; "
        "update kpi.observed set value = value + 100000 where indicator = 'xdsl_subscriptions' and district = '193' "
        "and submitter = 'vnpt_quang_ninh' and period = '2014-Q1'",
        1,
    ),
    "previous_agrees": (f"update kpi.indicator_year set previous = previous + 0.000001 {PARCELS} and year = 2014", 1),
    "plans_agree": (f"update kpi.indicator_year set plan = plan + 1 {PARCELS} and year = 2014", 1),
    # 1.180 of 1.100 thousand is 107,27%, printed 107%.
    "percent_recomputed": (
        "update kpi.appendix_values set value = 106.4 where column_name = 'percent_of_plan' and appendix = 1 "
        "and row = 3 and year = 2014",
        1,
    ),
    # All figures of 2014 are signed as they are, but for 1.181 thousand parcels (1.180 in Appendix 1).
    "signed_agrees": (
        "insert into ops.vintages by name select 1 as vintage_no, 'signed' as kind, '460/BC-STTTT' as number, "
        "2014 as year, current_date as dated, 'Hoa' as signed_by, now() as recorded_at, now() as moment, "
        "0 as through_no, 0 as through_decision, 'x' as rules; "
        "insert into ops.vintage_figures by name select 1 as vintage_no, v.appendix, v.row, v.column_name, v.year, "
        "v.label, c.decimals, c.indicator, c.measure, c.cell, case when v.appendix = 1 and v.row = 3 "
        "and v.column_name = 'actual' then 1181 else v.value end as value from kpi.appendix_values as v "
        "inner join dim.appendix_cells as c using (appendix, row, column_name) where v.year = 2014",
        1,
    ),
    "growth_plausible": (
        "update kpi.indicator_year set growth = case indicator when 'parcels' then 400.000000000001 "
        "else -80.000000000001 end where indicator in ('parcels', 'press_copies') and year = 2014",
        2,
    ),
    "indicator_year_unique": (f"insert into kpi.indicator_year from kpi.indicator_year {PARCELS} and year = 2014", 1),
    "indicators_declared": (f"update kpi.indicator_year set indicator = 'parcel' {PARCELS}", 2),
    "results_not_negative": (f"update kpi.indicator_year set actual = -1 {PARCELS}", 2),
    "next_plan_not_negative": (f"update kpi.indicator_year set next_plan = -0.000001 {PARCELS} and year = 2014", 1),
    "returns_within_expected": (f"update kpi.indicator_year set returns_received = returns_expected + 1 {PARCELS}", 2),
    "results_owed": (f"update kpi.indicator_year set returns_expected = 0, returns_received = 0 {PARCELS}", 2),
    "results_reported": (f"update kpi.indicator_year set actual = null {PARCELS}", 2),
    "plan_not_far_exceeded": (f"update kpi.indicator_year set percent_of_plan = 500.000000000001 {PARCELS}", 2),
    "plan_not_far_missed": (f"update kpi.indicator_year set percent_of_plan = 19.999999999999 {PARCELS}", 2),
    "returns_complete": (f"update kpi.indicator_year set returns_missing = 1 {PARCELS}", 2),
    "appendix_complete": ("delete from kpi.appendix_values where appendix = 2 and row = 3 and year = 2014", 5),
    **appendix_faults(1),
    **appendix_faults(2),
    **appendix_faults(3),
    **planned_faults(1),
    **planned_faults(2),
    "additions_within_stock": (
        "update kpi.appendix_2 set stock = actual - 0.000000001 where row = 1 and year = 2014",
        1,
    ),
    # Rows of fields have no unit.
    "appendix_3_units": ("update kpi.appendix_3 set unit = 'Đồng' where row = 1", 2),
    "breaches_not_negative": ("update kpi.appendix_3 set in_breach = -0.000000001 where row = 2", 2),
    "warnings_not_negative": ("update kpi.appendix_3 set warnings = -0.000000001 where row = 2", 2),
    "fines_not_negative": ("update kpi.appendix_3 set fines = -0.000000001 where row = 2", 2),
    "paid_not_negative": ("update kpi.appendix_3 set paid_amount = -0.000000001 where row = 2", 2),
    "fields_inspected": ("update kpi.appendix_3 set inspected = null where row = 1", 2),
    # The total of 2014 has 5 fines (seed, Appendix 3).
    "fines_have_amount": ("update kpi.appendix_3 set fined_amount = 4.999999999 where row = 8 and year = 2014", 1),
    # Of the seven fields of 2014, five had no fine (seed, Appendix 3).
    "amount_has_fines": ("update kpi.appendix_3 set fined_amount = 0.000000001 where fines = 0 and year = 2014", 5),
    # Of years that are left to build.
    "observations_unique": ("delete from ops.builds; insert into core.population from core.population limit 1", 1),
    "rows_add_up": ("update ops.receipts set rows_read = rows_read + 1 where receipt_no = 1", 1),
    "rejections_explained": ("delete from ops.rejections", 3),
    "receipt_numbers_unique": ("insert into ops.receipts from ops.receipts where receipt_no = 7", 1),
    "receipts_answered": ("delete from ops.answers where receipt_no = 1", 1),
    "corrections_keep_rows": (
        "update ops.receipts set outcome = 'accepted_with_rejections' "
        "where submission_id in (select submission_id from ops.chain); "
        "insert into ops.changed_cells select submission_id, 'dropped', 'x', 'x', 'x', 1, 1, null from ops.chain",
        1,
    ),
    "corrections_unbranched": ("insert into ops.chain from ops.chain", 1),
    "decisions_stand": (
        "insert into ops.decisions by name select 1 as decision_no, now() as decided_at, 'Hoa' as decided_by, "
        "'waive_rule' as kind, 'x' as reason_code, 'x' as reason, 'totals_add_up' as rule",
        1,
    ),
}


@pytest.mark.parametrize("code", FAULTS)
def test_every_rule_fires_on_its_fault(demo: duckdb.DuckDBPyConnection, declared: Catalogue, code: str) -> None:
    outcome = judged(demo, declared, code, FAULTS[code][0])
    assert (outcome.passed, outcome.guilty.height) == (False, FAULTS[code][1])
    assert outcome.blocking is outcome.rule.blocking
    assert tuple(outcome.guilty.columns[:4]) == NUMBERS


def test_every_rule_is_declared_and_has_its_fault(declared: Catalogue) -> None:
    """In SQL or an expectation, never both; the one rule that the demo has nothing for has a test of its own below."""
    rules = declared.rules.values()
    assert {path.stem for path in (HERE / "checks").glob("*.sql")} == {r.code for r in rules if not r.expectation}
    assert all(text(rule) for rule in rules if not rule.expectation)
    assert set(FAULTS) == set(declared.rules) - {"stock_follows_flows"}


def test_a_rule_is_asked_of_a_table_that_comes_after_all_it_reads(declared: Catalogue) -> None:
    """Else it would judge the figures of the night before."""
    graph = defs.get_repository_def().asset_graph
    for rule in declared.rules.values():
        if rule.compares:
            above = dg.AssetSelection.assets(dg.AssetKey(rule.asset.split("/"))).upstream().resolve(graph)
            read = {f"{a}/{b}" for a, b in _tables(text(rule)) if a in ("core", "kpi")}
            assert read <= {"/".join(key.path) for key in above}, rule.code


def _tables(query: str) -> set[tuple[str, str]]:
    return set(re.findall(r"(?:from|join) (\w+)\.(\w+)", query))


def test_the_numbers_compared_are_told(demo: duckdb.DuckDBPyConnection, declared: Catalogue) -> None:
    """3.2 of 2014: 84 of 146 were in breach in the text, 83 in the table: a total of 84 is not the sum of its rows."""
    guilty = judged(demo, declared, "totals_add_up", TOTAL.format("84", "row = 8", "in_breach")).guilty
    about = "Số đơn vị, doanh nghiệp, cá nhân có vi phạm"
    assert guilty.select(NUMBERS).rows() == [(2014, about, D(84), D(83))]


def test_a_missing_part_is_no_equal_part(demo: duckdb.DuckDBPyConnection, declared: Catalogue) -> None:
    fault = TOTAL.format("null", "row < 8", "fines")
    (row,) = judged(demo, declared, "totals_add_up", fault).guilty.select("value", "against").rows()
    assert row == (D(5), None)


def test_within_the_tolerance_two_numbers_are_equal(demo: duckdb.DuckDBPyConnection, declared: Catalogue) -> None:
    """One and a half thousandth apart: within 0.0015, beyond 0.0014."""
    fault = "update kpi.appendix_values set value = value + 0.0015 where appendix = 3 and row = 8 and year = 2014"
    rule = declared.rules["totals_add_up"]
    demo.execute("begin")
    demo.execute(fault)
    for tolerance, guilty in (("0.0015", 0), ("0.0014", 6)):
        (outcome,) = judge(demo, declared, [rule.model_copy(update={"tolerance": D(tolerance)})])
        assert outcome.guilty.height == guilty
    demo.execute("rollback")


def test_fixed_broadband_is_its_parts(demo: duckdb.DuckDBPyConnection, declared: Catalogue) -> None:
    """106.621 xDSL and 11.872 FTTH are 118.493 on the network (seed, Appendix 2 and text); 118.500 they are not."""
    fault = "update kpi.indicator_year set actual = 118500 where indicator = 'internet_subscriptions' and year = 2014"
    (row,) = judged(demo, declared, "formulas_add_up", fault).guilty.select("value", "against").rows()
    assert row == (D(118500), D(106621 + 11872))


def test_the_districts_make_up_the_province(demo: duckdb.DuckDBPyConnection, declared: Catalogue) -> None:
    """5 FTTH lines more were told of the province (3.363 in Appendix 2) and of no district."""
    fault = "update kpi.indicator_year set actual = actual + 5 where indicator = 'ftth_new' and year = 2014"
    (row,) = judged(demo, declared, "districts_add_up", fault).guilty.select(NUMBERS).rows()
    assert row == (2014, "Thuê bao Internet cáp quang FTTH phát triển mới", D(3363), D(3368))


def test_what_left_is_taken_off_what_was_added(
    home: Home, change: Callable[..., Catalogue], write_book: WriteBook
) -> None:
    """100 on the network, 30 added, 10 left: 120, not 121 and not 130; and never more than 130."""
    column: dict[str, Any] = {
        "name": "leavers", "role": "measure", "unit": "subscription", "min": 0, "label": "Thuê bao rời mạng",
        "comment_vi": "Số thuê bao rời mạng trong quý", "comment_en": "Subscriptions that left in the quarter",
    }  # fmt: skip
    left: dict[str, Any] = {
        "code": "ftth_left", "name_vi": "Thuê bao FTTH rời mạng", "name_en": "FTTH left", "unit": "subscription",
        "aggregation": "flow", "decimals": 0,
        "source": {"form": "operator_quarterly", "column": "leavers", "where": {"service": "ftth"}},
    }  # fmt: skip

    def leave(found: list[Any]) -> None:
        next(each for each in found if each["code"] == "ftth_new")["leavers"] = "ftth_left"
        # Those who left the other services are counted together, so that nothing reported is lost.
        others = left | {"code": "all_left", "name_vi": "Thuê bao rời mạng", "source": {**left["source"], "where": {}}}
        found += [left, others]

    declared = change(
        "forms/operator_quarterly.yaml", lambda form: form["columns"].append(column), "indicators/telecom.yaml", leave
    )
    head = ["Địa bàn", "Dịch vụ", "Phát triển mới", "Hiện có trên mạng", "Doanh thu (đồng)", "Thuê bao rời mạng"]
    for quarter, figures in (("I", [0, 100, 1, 0]), ("II", [30, 120, 1, 10]), ("III", [30, 141, 1, 10])):
        rows: list[list[Any]] = [["Vietnamobile"], [f"Quý {quarter}/2014"], head, ["Hạ Long", "FTTH", *figures]]
        write_book(home.inbox / f"{quarter}.xlsx", rows)
    write_book(home.inbox / "IV.xlsx", [["Vietnamobile"], ["Quý IV/2014"], head, ["Hạ Long", "FTTH", 30, 172, 1, 0]])
    night(home, declared)
    with connected(home.warehouse, read_only=True) as connection:
        rules = [declared.rules[code] for code in ("stock_follows_flows", "stock_within_additions")]
        equal, within = judge(connection, declared, rules)
    # III: 141 - 120 = 21 against 30 - 10 = 20. IV: 172 - 141 = 31 against 30, of whom none left.
    who = "Thuê bao Internet cáp quang FTTH phát triển mới, Vietnamobile, 2014-Q"
    assert equal.guilty.select("about", "value", "against").rows() == [
        (who + "3", D(21), D(20)),
        (who + "4", D(31), D(30)),
    ]
    assert within.guilty.select("about", "value", "against").rows() == [(who + "4", D(31), D(30))]


def test_an_unfinished_year_raises_no_alarm_for_being_low(demo: duckdb.DuckDBPyConnection, declared: Catalogue) -> None:
    low = ["results_reported", "plan_not_far_missed", "growth_plausible"]
    demo.execute("begin")
    demo.execute("update kpi.indicator_year set returns_received = returns_expected - 1")
    demo.execute("update kpi.indicator_year set percent_of_plan = 1, growth = -99, actual = null")
    found = judge(demo, declared, [declared.rules[code] for code in low])
    assert [outcome.passed for outcome in found] == [True] * 3
    demo.execute("update kpi.indicator_year set returns_received = returns_expected")
    found = judge(demo, declared, [declared.rules[code] for code in low])
    assert [outcome.passed for outcome in found] == [False] * 3
    demo.execute("rollback")


def test_a_home_with_nothing_or_one_figure_is_not_blocked(
    home: Home, declared: Catalogue, write_book: WriteBook
) -> None:
    """Without plans there is nothing to compare with: a warning for each of the 6 rows of Appendix 1."""
    night(home, declared)
    assert broken(home, declared) == {}
    head = ["BÁO CÁO KẾT QUẢ HOẠT ĐỘNG BƯU CHÍNH", "Đơn vị báo cáo: Bưu điện Hải Hà", "Kỳ báo cáo: Quý I/2014"]
    columns = ["Chỉ tiêu", "ĐVT", "Thực hiện trong quý"]
    write_book(home.inbox / "a.xlsx", [*([line] for line in head), columns, ["Phát hành báo chí", "Tờ, cuốn", 100]])
    night(home, declared)
    found = broken(home, declared)
    assert found.pop("returns_complete") >= 1
    assert found == {"appendix_1_planned": 6}


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        ({"kwargs": {"column": "growth", "min_value": {"from": "wishes"}}}, "nothing is declared as 'wishes'"),
        ({"kwargs": {"column": "growth", "least": 1}}, "is no expectation"),
        ({"expectation": "expect_miracles"}, "expect_miracles is no expectation"),
        ({"kwargs": {"column": "wishes", "min_value": 1}}, "growth_plausible.*wishes|cannot be judged"),
        ({"only": "wishes > 1"}, "'wishes > 1' is no condition"),
        ({"expectation": None, "kwargs": {}, "only": "", "value": ["a", "b"], "against": ["a", "b"]}, "has no growth"),
    ],
)
def test_a_rule_that_cannot_be_judged_is_no_finding(
    demo: duckdb.DuckDBPyConnection, declared: Catalogue, edit: dict[str, Any], reason: str
) -> None:
    """Even a warning: a rule that judges nothing must not look like one that holds, or like a fault of the data."""
    rule = declared.rules["growth_plausible"]
    with pytest.raises(ValueError, match=reason):
        judge(demo, declared, [type(rule).model_validate(rule.model_dump() | edit)])


def test_rules_name_no_indicator(declared: Catalogue) -> None:
    for path in (HERE / "checks").glob("*.sql"):
        words = set(path.read_text(encoding="utf-8").replace("'", " ").split())
        assert not words & set(declared.indicators), path.name


def test_frames_are_shared_by_what_they_are_about(demo: duckdb.DuckDBPyConnection, declared: Catalogue) -> None:
    """All rules of a table are judged over the same rows, and every row has a year and what it is about."""
    outcome = judged(demo, declared, "breaches_not_negative")
    assert isinstance(outcome.rows, pl.DataFrame)
    assert outcome.rows.select("year", "about").null_count().row(0) == (0, 0)

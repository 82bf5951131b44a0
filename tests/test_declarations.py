"""The declarations: consistent, complete, and the only place that a new indicator touches."""

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import OF_A_FILE, broken, night

from schemas.calendar import days_late, due_date, expected_returns, last_day
from schemas.declarations import HERE, Catalogue, DeclarationError, catalogue
from schemas.home import Home
from warehouse.notes import comments, published_notes, relation_notes
from warehouse.reading import appendix_rows
from warehouse.store import connected

Edit = Callable[[Any], object]
TOTALS, PRESS = "indicators/telecom_totals.yaml", "indicators/press.yaml"


def test_a_new_indicator_is_a_declaration_and_nothing_else(
    home: Home, change: Callable[..., Catalogue], write_book: Any
) -> None:
    """Registered mail joins the postal return, the plan and Appendix 1: four records in YAML, then a real night."""
    code = {"code": "registered_mail", "vi": "Bưu phẩm ghi số", "en": "Registered mail"}
    indicator = {
        "code": "registered_mail",
        "name_en": "Registered mail",
        "unit": "piece",
        "aggregation": "flow",
        "decimals": 0,
        "planned": True,
        "source": {"form": "postal_quarterly", "column": "quantity", "where": {"item": "registered_mail"}},
    }
    declared = change(
        "codes.yaml",
        lambda lists: lists["postal_items"]["codes"].append(code),
        "indicators/post.yaml",
        lambda indicators: indicators.append(indicator),
        "appendices/1.yaml",
        lambda appendix: appendix["rows"].append({"indicator": "registered_mail"}),
    )
    postal = [
        ["Báo cáo kết quả hoạt động bưu chính"],
        ["Đơn vị báo cáo: Bưu điện Tiên Yên"],
        ["Kỳ báo cáo: Quý II/2014"],
        ["Chỉ tiêu", "ĐVT", "Thực hiện"],
        ["Bưu phẩm ghi số", "Cái", "1.250"],
    ]
    plan = [
        ["Chỉ tiêu kế hoạch năm 2014"],
        ["Đơn vị báo cáo: Phòng KHTC"],
        ["Kỳ báo cáo: Năm 2014"],
        ["Chỉ tiêu", "ĐVT", "Kế hoạch năm 2014", "Kế hoạch năm 2015"],
        ["Bưu phẩm ghi số", "Cái", 1000, 1500],
    ]
    write_book(home.inbox / "a.xlsx", postal)
    write_book(home.inbox / "b.xlsx", plan)
    night(home, declared)
    with connected(home.published_warehouse, read_only=True) as connection:
        row = appendix_rows(connection, 1, 2014)[-1]
    assert (row["row"], row["label"], row["unit"]) == (7, "Bưu phẩm ghi số", "Cái")
    assert (row["plan"], row["actual"], row["percent_of_plan"], row["next_plan"]) == (1000, 1250, 125, 1500)


def test_a_part_and_its_total_may_come_from_one_column(
    home: Home, change: Callable[..., Catalogue], write_book: Any
) -> None:
    """Revenue of FTTH is declared beside the revenue of all services: both are there, neither counts twice."""
    part = {
        "code": "ftth_revenue",
        "name_en": "Revenue of FTTH",
        "unit": "dong",
        "aggregation": "flow",
        "decimals": 0,
        "source": {"form": "operator_quarterly", "column": "revenue", "where": {"service": "ftth"}},
    }
    declared = change("indicators/telecom.yaml", lambda found: found.append(part))
    head = ["Địa bàn", "Dịch vụ", "Phát triển mới", "Hiện có trên mạng", "Doanh thu (đồng)"]
    rows = [["Hạ Long", "FTTH", 1, 1, 100], ["Hạ Long", "xDSL", 1, 1, 30], ["Cẩm Phả", "FTTH", 1, 1, 7]]
    write_book(home.inbox / "a.xlsx", [["VNPT Quảng Ninh"], ["Quý I/2014"], head, *rows])
    night(home, declared)
    with connected(home.published_warehouse, read_only=True) as connection:
        query = "select indicator, actual from kpi.indicator_year where indicator like '%revenue' order by indicator"
        assert connection.execute(query).fetchall() == [("ftth_revenue", 107), ("telecom_revenue", 137)]
        assert connection.execute("select count(*) from kpi.observed where cell = 'E4'").fetchall() == [(2,)]
    # Neither plans nor returns of everybody: nothing else is wrong.
    assert set(broken(home, declared)) <= {"returns_complete", "appendix_2_planned"}


def test_a_new_column_of_a_form_joins_a_warehouse_that_exists(
    home: Home, declared: Catalogue, change: Callable[..., Catalogue], write_book: Any
) -> None:
    head = ["Địa bàn", "Dịch vụ", "Phát triển mới", "Hiện có trên mạng", "Doanh thu"]
    above = [["Đơn vị báo cáo: Vietnamobile"], ["Kỳ báo cáo: Quý I/2014"]]
    write_book(home.inbox / "a.xlsx", [*above, head, ["Hạ Long", "Di động trả sau", 1, 2, 3]])
    night(home, declared)
    leavers = {
        "name": "leavers",
        "role": "measure",
        "unit": "subscription",
        "min": 0,
        "label": "Thuê bao rời mạng",
        "comment_vi": "Số thuê bao rời mạng trong quý",
        "comment_en": "Subscriptions that left in the quarter",
    }
    wider = change("forms/operator_quarterly.yaml", lambda form: form["columns"].append(leavers))
    above[1] = ["Kỳ báo cáo: Quý II/2014"]
    write_book(
        home.inbox / "b.xlsx", [*above, [*head, "Thuê bao rời mạng"], ["Hạ Long", "Di động trả sau", 1, 2, 3, 4]]
    )
    night(home, wider)
    with connected(home.warehouse, read_only=True) as connection:
        kept = connection.execute("select leavers from core.operator_quarterly order by leavers").fetchall()
    assert kept == [(4,), (None,)]


def test_figures_follow_their_declarations(
    home: Home, declared: Catalogue, change: Callable[..., Catalogue], write_book: Any
) -> None:
    """A label changes: with nothing new in the inbox, the next night builds and publishes under the new one."""
    head = ["Địa bàn", "Dịch vụ", "Phát triển mới", "Hiện có trên mạng", "Doanh thu"]
    above = [["Đơn vị báo cáo: Vietnamobile"], ["Kỳ báo cáo: Quý I/2014"]]
    write_book(home.inbox / "a.xlsx", [*above, head, ["Hạ Long", "Di động trả sau", 1, 2, 3]])
    night(home, declared)
    renamed = change("indicators/telecom.yaml", lambda found: found[-1].update(label="Tổng doanh thu"))
    assert renamed.indicators["telecom_revenue"].label == "Tổng doanh thu"
    assert night(home, renamed).years == [2014]
    with connected(home.published_warehouse, read_only=True) as connection:
        assert appendix_rows(connection, 2, 2014)[-1]["label"] == "Tổng doanh thu"
    assert night(home, renamed).years == []


def growth(rules: list[Any]) -> Any:
    """A rule that is an expectation."""
    return next(rule for rule in rules if rule["code"] == "growth_plausible")


@pytest.mark.parametrize(
    ("path", "edit", "said"),
    [
        ("units.yaml", lambda units: units[0].update(colour="red"), "colour"),
        ("units.yaml", lambda units: units[1].update(of="dollar"), "'dollar'"),
        ("units.yaml", lambda units: units[1].update(factor=12), "power of ten"),
        ("units.yaml", lambda units: units.append(units[0]), "declared twice"),
        ("indicators/post.yaml", lambda found: found[0].update(unit="furlong"), "'furlong'"),
        ("indicators/post.yaml", lambda found: found[0]["source"].update(form="poem"), "'poem'"),
        ("indicators/post.yaml", lambda found: found[0]["source"].update(column="rhyme"), "'rhyme'"),
        ("indicators/post.yaml", lambda found: found[0]["source"].update(where={"item": "x"}), "item = 'x'"),
        ("indicators/post.yaml", lambda found: found.pop(0), "no indicator takes 'quantity' of item = 'press'"),
        ("appendices/2.yaml", lambda found: found["rows"][0].update(indicator="x"), "'x'"),
        ("forms/population.yaml", lambda form: form.update(key=["x"]), "'x'"),
        ("forms/population.yaml", lambda form: form["columns"][0].update(list="x"), "'x'"),
        ("forms/population.yaml", lambda form: form["columns"][1].update(name="drop table"), "columns.1.name"),
        ("forms/population.yaml", lambda form: form.update(regime={"kind": "administrative"}), "closes_on"),
        ("forms/population.yaml", lambda form: form.update(regime={"kind": "weekly"}), "regime.kind"),
        ("forms/operator_quarterly.yaml", lambda form: form["movements"][0].update(flow="x"), "'x'"),
        ("plausibility.yaml", lambda bounds: bounds.update(times=2.5), "times"),
        ("rules.yaml", lambda rules: rules[0].update(severity="fatal"), "severity"),
        ("rules.yaml", lambda rules: rules[0].update(expectation="x"), "not both"),
        ("rules.yaml", lambda rules: rules[0].pop("value"), "what the two numbers are called"),
        ("rules.yaml", lambda rules: rules[0].update(tolerance=-1), "tolerance"),
        ("rules.yaml", lambda rules: rules[0].update(compares=None, tolerance=1), "tolerance goes with compares"),
        ("rules.yaml", lambda rules: rules[0].update(kwargs={"column": "x"}), "kwargs"),
        ("rules.yaml", lambda rules: growth(rules)["kwargs"].update(min_value=0.1), "whole numbers"),
        ("rules.yaml", lambda rules: growth(rules)["kwargs"].update(min_value=2**53 + 1), "whole numbers"),
        ("rules.yaml", lambda rules: rules[0].update(mostly=1), "mostly"),
        ("rules.yaml", lambda rules: rules.append(rules[0]), "declared twice"),
        ("indicators/telecom.yaml", lambda found: found[0].update(leavers="x"), "leavers 'x'"),
        ("codes.yaml", lambda lists: lists["services"]["codes"][0]["aliases"].append("ftth"), "share the label"),
        ("units.yaml", lambda units: units[0]["aliases"].append("kg"), "share the label"),
        ("units.yaml", lambda units: units[0].update(among="moon"), "unknown unit 'moon'"),
        ("messages.yaml", lambda found: found["not_whole"].update(own=["x"]), "names 'x', which is no placeholder"),
        ("contract.yaml", lambda found: found["published"].update({"ops.x": ["year"]}), "unknown table 'ops.x'"),
        ("contract.yaml", lambda found: found["published"].update({"ops.builds": ["x"]}), "no column 'x'"),
        ("units.yaml", lambda units: units[-1]["rate"].update(to="moon"), "unknown unit 'moon'"),
        (TOTALS, lambda found: found[0]["formula"]["sum"].append("x"), "unknown indicator 'x' in its formula"),
        (TOTALS, lambda found: found[0]["formula"]["sum"].append("population"), "'population' in its formula"),
        (TOTALS, lambda found: found[0]["formula"]["sum"].append("telecom_revenue"), "in 'dong'"),
        (TOTALS, lambda found: found[0]["formula"].update(sum=["mobile_density"]), "is a ratio and cannot stand"),
        (TOTALS, lambda found: found[0]["formula"].update(sum=["telephone_new"]), "rests on itself"),
        (
            TOTALS,
            lambda found: found[1]["formula"].update(sum=["telephone_new"]),
            "but 'telephone_new' in its formula a flow",
        ),
        (TOTALS, lambda found: found[0]["formula"].update(difference=["xdsl_new"]), "one of them"),
        (TOTALS, lambda found: found[0].update(source={"form": "population", "column": "population"}), "one of them"),
        (TOTALS, lambda found: found[0].update(unit="percent"), "the unit of a ratio"),
        (TOTALS, lambda found: found[-1].update(unit="subscription"), "needs the unit of one"),
        (TOTALS, lambda found: found[-1].update(unit="percent"), "does not compare 'subscription' with 'person'"),
        (TOTALS, lambda found: found[0].update(aliases=["Thuê bao Internet"]), "share the name 'Thuê bao Internet'"),
        (PRESS, lambda found: found[0].update(of="x"), "unknown whole 'x'"),
        (PRESS, lambda found: found[0].update(of="stations"), "its whole 'stations' in 'organisation'"),
        (PRESS, lambda found: found[0].update(by="x", breakdown="breakdown"), "unknown code list 'x'"),
        (PRESS, lambda found: found[0].update(by="degrees"), "breakdown: breakdown"),
        (PRESS, lambda found: found[0]["source"].update(submitter="x"), "no submitter has the code 'x'"),
        (
            "submitters.yaml",
            lambda found: found[-1].update(kind="statistics"),
            "one of them sends form 'population' for all",
        ),
        ("submitters.yaml", lambda found: found[-1].update(district="x"), "of district 'x', not in districts.yaml"),
        (PRESS, lambda found: found[0]["source"].update(submitter="vietnamobile"), "does not owe the form 'register'"),
        (
            "forms/register.yaml",
            lambda form: form["columns"].pop(1) and form.update(key=["indicator"]),
            "role 'year', not 0",
        ),
    ],
)
def test_a_declaration_that_cannot_stand_is_refused(
    change: Callable[..., Catalogue], path: str, edit: Edit, said: str
) -> None:
    if path == "indicators/post.yaml" and "no indicator" in said:
        with pytest.raises(DeclarationError, match="press"):
            change(path, edit, "appendices/1.yaml", lambda appendix: appendix["rows"].pop(0))
        return
    with pytest.raises(DeclarationError) as refused:
        change(path, edit)
    assert said in str(refused.value)


def test_a_name_that_is_given_twice_is_refused(tmp_path: Path) -> None:
    """YAML itself would keep the last of the two, and nobody would know."""
    root = tmp_path / "declarations"
    shutil.copytree(HERE, root, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    with (root / "messages.yaml").open("a", encoding="utf-8") as file:
        file.write('\nno_change: {vi: "Hai lần", en: "Twice"}\n')
    with pytest.raises(DeclarationError, match="'no_change' stands twice"):
        catalogue(root)


def test_the_fourteen_districts_have_their_official_codes(declared: Catalogue) -> None:
    """Quảng Ninh at the end of 2014 (General Statistics Office): 4 cities, 1 town, 9 districts; there is no 197."""
    day = date(2014, 12, 31)
    current = {d.code: d.vi for d in declared.districts if (d.valid_from or day) <= day <= (d.valid_to or day)}
    assert sorted(current) == [str(code) for code in range(193, 208) if code != 197]
    ranks = [name.split()[0] for name in current.values()]
    assert (ranks.count("Thành"), ranks.count("Thị"), ranks.count("Huyện")) == (4, 1, 9)
    assert current["193"] == "Thành phố Hạ Long"
    assert current["205"] == "Huyện Đông Triều"


def test_every_message_has_both_languages_and_the_same_places(declared: Catalogue) -> None:
    for code, message in declared.messages.items():
        places = [sorted(part for part in text.replace("}", "{").split("{")[1::2]) for text in (message.vi, message.en)]
        named = [{p.removesuffix("_vi").removesuffix("_en") for p in found} for found in places]
        assert named[0] == named[1], code


@pytest.mark.parametrize("place", [pytest.param("warehouse", marks=OF_A_FILE), "published_warehouse"])
def test_every_table_and_column_has_its_comment(demo_home: Home, declared: Catalogue, place: str) -> None:
    with connected(getattr(demo_home, place), read_only=True) as connection:
        columns = connection.execute(
            "select schema_name || '.' || table_name, column_name, comment from duckdb_columns() "
            "where database_name = current_database() and not internal"
        ).fetchall()
    notes = comments(relation_notes(declared) if place == "warehouse" else published_notes(declared))
    assert {(table, name): comment for table, name, comment in columns} == {
        (table, name): comment for table, (_, named) in notes.items() for name, comment in named.items()
    }


def test_periods_and_due_dates() -> None:
    declared = catalogue()
    quarterly, annual = declared.forms["operator_quarterly"], declared.forms["district_inspection"]
    assert [last_day(p) for p in ("2014-Q1", "2014-Q4", "2014")] == [
        date(2014, 3, 31),
        date(2014, 12, 31),
        date(2014, 12, 31),
    ]
    assert due_date(quarterly, "2014-Q4") == date(2015, 1, 15)
    assert due_date(annual, "2014") == date(2015, 1, 15)
    # 17:00 UTC on the due date is midnight in the province: one day late.
    assert days_late(quarterly, "2014-Q4", datetime(2015, 1, 15, 16, 59, tzinfo=UTC)) == 0
    assert days_late(quarterly, "2014-Q4", datetime(2015, 1, 15, 17, 0, tzinfo=UTC)) == 1


def test_the_calendar_of_2014(declared: Catalogue) -> None:
    """4 operators and 10 post offices by quarter; 14 districts, planning, statistics and 7 offices by year."""
    owed = [expected for expected in expected_returns(declared, 2014) if expected.year == 2014]
    assert len(owed) == 4 * 4 + 10 * 4 + 14 + 1 + 1 + 7


def test_a_unit_that_ended_owes_nothing_more(declared: Catalogue) -> None:
    """Hoành Bồ joined Hạ Long on 1 January 2020."""
    owing = {e.year for e in expected_returns(declared, 2021) if e.submitter == "district_204"}
    assert owing == set(range(2013, 2020))

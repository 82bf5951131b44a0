"""A template goes out blank and comes back as figures."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import empty
from hypothesis import given, settings
from hypothesis import strategies as st
from typed_returns import take_in
from typer.testing import CliRunner

from pipelines import steps
from reports.blank_forms import NotOwed, requested, template
from schemas.declarations import Catalogue, catalogue
from schemas.home import Home
from solieu import app
from warehouse.reading import records
from warehouse.store import connected

PERIODS = {"quarterly": "2014-Q4", "annual": "2014"}
FIRST = 7  # the row of the first figure


def blank_form(form: str, declared: Catalogue, period: str = "", submitter: str = "") -> Any:
    """The template as another program opens it, for the first who owes the form."""
    owing = next(s for s in declared.submitters.values() if s.kind == declared.forms[form].submitters)
    who = declared.submitters[submitter] if submitter else owing
    made = template(declared.forms[form], who, period or PERIODS[declared.forms[form].frequency], declared)
    return openpyxl.load_workbook(io.BytesIO(made))


def inputs(book: Any) -> list[Any]:
    """The cells for figures: unlocked, blank and with a format for numbers."""
    return [
        cell
        for row in book["Biểu"].iter_rows(min_row=FIRST)
        for cell in row
        if not cell.protection.locked and cell.value is None and cell.number_format != "General"
    ]


@settings(max_examples=8)
@given(data=st.data())
def test_what_is_filled_in_is_what_the_warehouse_holds(
    tmp_path_factory: pytest.TempPathFactory, blank: Path, data: Any
) -> None:
    declared = catalogue()
    owed = sorted(code for code, form in declared.forms.items() if form.layout_of is None)
    form = declared.forms[data.draw(st.sampled_from(owed))]
    home = empty(tmp_path_factory.mktemp("filled"), blank)
    book = blank_form(form.code, declared)
    typed: dict[str, int] = {}
    for cell in inputs(book):
        # Small enough for every identity (`at most`) to hold between equal figures of a row.
        value = typed.get(f"{cell.row}") or data.draw(st.integers(1, 10**6))
        typed[f"{cell.row}"] = value
        cell.value = value
    book.save(home.inbox / "a.xlsx")
    entry = take_in(home, declared)
    assert (entry["status"], entry["rejections"]) == ("accepted", []), entry
    assert entry["rows_accepted"] == len(typed)
    with connected(home.warehouse, read_only=True) as connection:
        rows = records(connection, f"from core.{form.code} order by row")
    for row in rows:
        for column in form.having("measure"):
            # Prefilled units are base units; only an operator's revenue is stated in millions by its header.
            factor = declared.units[column.unit].factor if column.unit else 1
            assert row[column.name] == typed[str(row["row"])] * factor


def test_labels_are_locked_figures_are_checked_and_the_sheet_says_what_it_is(declared: Catalogue) -> None:
    book = blank_form("operator_quarterly", declared)
    page = book["Biểu"]
    assert page.protection.sheet
    assert page["A7"].protection.locked
    assert page["A6"].value == "Địa bàn"
    assert page["E6"].value == "Doanh thu (Triệu đồng)"
    assert len(inputs(book)) == 14 * 6 * 3  # districts, services, measures
    rules = {str(rule.sqref): (rule.type, rule.formula1) for rule in page.data_validations.dataValidation}
    assert rules["C7"] == ("whole", "0")
    assert rules["E7"] == ("decimal", "0")
    hidden = book["_solieu"]
    assert hidden.sheet_state == "veryHidden"
    assert [hidden.cell(row, 2).value for row in range(1, 4)] == ["operator_quarterly", "vnpt_quang_ninh", "2014-Q4"]


def test_units_come_as_a_list(declared: Catalogue) -> None:
    page = blank_form("postal_quarterly", declared)["Biểu"]
    lists = {str(r.sqref): r.formula1 for r in page.data_validations.dataValidation if r.type == "list"}
    money = next(row for row in range(FIRST, FIRST + 6) if page.cell(row, 1).value == "Số tiền chuyển")
    assert lists[f"B{money}"] == '"Đồng,Nghìn đồng,Triệu đồng,Tỷ đồng"'


def test_only_districts_of_the_time_are_listed(declared: Catalogue) -> None:
    """Hoành Bồ joined Hạ Long at the beginning of 2020."""
    named = {
        year: {row[0].value for row in blank_form("population", declared, year)["Biểu"].iter_rows(min_row=FIRST)}
        - {None}
        for year in ("2014", "2020")
    }
    assert "Huyện Hoành Bồ" in named["2014"] - named["2020"]
    assert (len(named["2014"]), len(named["2020"])) == (14, 13)


def test_a_template_that_was_made_into_another_is_refused(home: Home, declared: Catalogue) -> None:
    book = blank_form("postal_quarterly", declared)
    for cell in inputs(book):
        cell.value = 1
    book["Biểu"]["A3"] = "Kỳ báo cáo: Quý III/2014"
    book.save(home.inbox / "a.xlsx")
    entry = take_in(home, declared)
    assert [row["check_name"] for row in entry["rejections"]] == ["template_differs"]
    assert "Quý III/2014" in entry["rejections"][0]["message_vi"]
    assert "Quý IV/2014" in entry["rejections"][0]["message_vi"]


def test_rows_that_are_left_blank_are_not_reported(home: Home, declared: Catalogue) -> None:
    """Hạ Long alone has the first service: 83 of 84 rows are told and nothing is rejected; a row half filled is."""
    book = blank_form("operator_quarterly", declared)
    page = book["Biểu"]
    page["C7"], page["D7"], page["E7"] = 5, 90, 12
    book.save(home.inbox / "a.xlsx")
    entry = take_in(home, declared)
    assert (entry["status"], entry["rows_accepted"], entry["rejections"]) == ("accepted", 1, [])
    told = [row for row in entry["warnings"] if row["check_name"] == "row_unfilled"]
    assert {row["cell"] for row in told} == {f"C{number}" for number in range(8, 91)}
    assert any(f"“{page['A8'].value} / {page['B8'].value}”" in row["message_vi"] for row in told)
    page["C8"] = 6
    book.save(home.inbox / "b.xlsx")
    assert [(row["cell"], row["check_name"]) for row in take_in(home, declared)["rejections"]] == [
        ("D8", "missing"),
        ("E8", "missing"),
    ]


def test_a_row_that_the_form_asks_for_is_missing_once(home: Home, declared: Catalogue) -> None:
    """Seven fields of inspection, six figures each; the second row is left blank."""
    book = blank_form("district_inspection", declared)
    for cell in inputs(book):
        cell.value = 2 if cell.row != FIRST + 1 else None
    book.save(home.inbox / "a.xlsx")
    entry = take_in(home, declared)
    assert (entry["status"], entry["rows_accepted"], entry["rows_rejected"]) == ("accepted_with_rejections", 6, 1)
    assert [(row["cell"], row["check_name"]) for row in entry["rejections"]] == [("B8", "row_missing")]


@pytest.mark.parametrize("form", ["operator_quarterly", "annual_plan"])
def test_a_blank_template_is_one_mistake(home: Home, declared: Catalogue, form: str) -> None:
    blank_form(form, declared).save(home.inbox / "a.xlsx")
    entry = take_in(home, declared)
    assert (entry["status"], [row["check_name"] for row in entry["rejections"]]) == ("rejected", ["blank_form"])
    assert entry["rows_read"] == entry["rows_rejected"]


def test_who_does_not_owe_the_form_gets_none(declared: Catalogue) -> None:
    with pytest.raises(NotOwed, match="không thuộc diện"):
        blank_form("operator_quarterly", declared, submitter="post_ha_long")
    with pytest.raises(NotOwed, match="Quý IV/1990"):
        blank_form("postal_quarterly", declared, "1990-Q4")


def test_the_command_writes_it_and_says_what_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke
    made = ["template", "postal_quarterly", "--submitter", "Bưu điện thành phố Hạ Long", "--period", "2014-Q4"]
    assert run(app, made).exit_code == 0
    assert openpyxl.load_workbook(tmp_path / "postal_quarterly post_ha_long 2014-Q4.xlsx").sheetnames == [
        "Biểu",
        "_solieu",
    ]
    for arguments, told in [
        (made, "đã có"),
        (["template", "x", "--submitter", "y", "--period", "2014"], "postal_quarterly"),
        (["template", "population", "--submitter", "y", "--period", "2014"], "Không có đơn vị"),
        ([*made[:-1], "2014"], "2014-Q4"),
    ]:
        result = run(app, arguments)
        assert result.exit_code == 2
        assert told in result.output


def test_a_filled_template_is_taken_in_by_a_night(home: Home, declared: Catalogue) -> None:
    book = blank_form("district_inspection", declared)
    for cell in inputs(book):
        cell.value = 2
    book.save(home.inbox / "a.xlsx")
    assert steps.take_in(home, declared).rows == {"district_inspection": 7}


def test_a_whole_form_of_nothing_is_a_nil_return(home: Home, declared: Catalogue) -> None:
    book = blank_form("postal_quarterly", declared)
    remark = book["Biểu"].cell(FIRST + 6 + 1, 1)  # six items, a blank row
    assert not remark.protection.locked
    remark.value = "Không phát sinh"
    book.save(home.inbox / "a.xlsx")
    entry = take_in(home, declared)
    assert (entry["status"], entry["rejections"], entry["rows_read"], entry["rows_other"]) == ("nil", [], 7, 7)


def test_the_hidden_sheet_answers_where_the_lines_are_gone(home: Home, declared: Catalogue) -> None:
    book = blank_form("district_inspection", declared)
    for cell in inputs(book):
        cell.value = 2
    book["Biểu"]["A2"], book["Biểu"]["A3"] = None, None
    book.save(home.inbox / "a.xlsx")
    entry = take_in(home, declared)
    assert (entry["status"], entry["submitter"], entry["period"]) == ("accepted", "district_193", "2014")


@pytest.mark.parametrize("period", ["9999-Q4", "²014-Q4", "2014-Q5", ""])
def test_what_is_no_period_is_told(declared: Catalogue, period: str) -> None:
    with pytest.raises(NotOwed, match="2014-Q4"):
        requested("postal_quarterly", "post_ha_long", period, declared)


def test_without_districts_there_is_no_form(declared: Catalogue) -> None:
    """The districts ended on 30 June 2025."""
    with pytest.raises(NotOwed, match="không có địa bàn"):
        requested("operator_quarterly", "vnpt_quang_ninh", "2025-Q3", declared)


def test_another_layout_of_a_return_has_no_blank_form_of_its_own(declared: Catalogue) -> None:
    with pytest.raises(NotOwed, match="hãy dùng biểu đó"):
        requested("postal_detail", "post_ha_long", "2014-Q4", declared)

"""pandas reads the table, Great Expectations judges it by a suite of expectations from what is declared."""

import os
from pathlib import Path
from typing import Any

os.environ["GX_ANALYTICS_ENABLED"] = "false"

import great_expectations as gx
import great_expectations.expectations as gxe
from great_expectations.data_context.types.base import ProgressBarsConfig

from benchmarks.caught.found import Found, told
from benchmarks.caught.given import Declared, Table, forms, tables

_INDEX = "sheet_row"
_ROWS = {"result_format": "COMPLETE", "unexpected_index_column_names": [_INDEX]}


def run(given: Path, _: Path) -> dict[str, Any]:
    """What was caught."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_pandas("files").add_dataframe_asset("table")
    batches = asset.add_batch_definition_whole_dataframe("whole")
    suites = {name: _suite(form) for name, form in forms(given).items()}
    by_key = {tuple(form["columns"]): suites[name] for name, form in forms(given).items()}
    found: list[Found] = []
    for table in tables(given):
        batch = batches.get_batch(batch_parameters={"dataframe": table.frame.reset_index(names=_INDEX)})
        result = batch.validate(by_key[tuple(table.form["columns"])], result_format=_ROWS)
        found += [each for one in result.results if not one.success for each in _found(table, one)]
    return told(given, found)


def _found(table: Table, result: Any) -> list[Found]:
    settings = result.expectation_config.kwargs
    column = settings.get("column") or settings.get("column_A")
    rows = [each[_INDEX] for each in result.result.get("unexpected_index_list") or [] if isinstance(each, dict)]
    name = result.expectation_config.type
    return [table.found(row, column, name) for row in rows] or [table.found(None, column, name)]


def _suite(form: Declared) -> gx.ExpectationSuite:
    key = form["key"]
    alone = gxe.ExpectColumnValuesToBeUnique(column=key[0]) if len(key) == 1 else None
    expected: list[Any] = [alone or gxe.ExpectCompoundColumnsToBeUnique(column_list=key)]
    for left, _, right in form["identities"]:
        expected.append(gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A=right, column_B=left, or_equal=True))
    for name in form["columns"]:
        expected += _column(name, form)
    return gx.ExpectationSuite(name="form", expectations=expected)


def _column(name: str, form: Declared) -> list[Any]:
    column = form["columns"][name]
    expected: list[Any] = [gxe.ExpectColumnToExist(column=name), gxe.ExpectColumnValuesToNotBeNull(column=name)]
    if column["role"] == "measure":
        kinds = ["int"] if column["whole"] else ["int", "float"]
        expected.append(gxe.ExpectColumnValuesToBeInTypeList(column=name, type_list=kinds))
        if column["min"] is not None:
            expected.append(gxe.ExpectColumnValuesToBeBetween(column=name, min_value=column["min"]))
        return expected
    expected.append(gxe.ExpectColumnValuesToBeInSet(column=name, value_set=list(column["codes"]) or column["units"]))
    if column["codes"] and form["each_row"]:
        rows = len(set(column["codes"].values()))
        expected.append(gxe.ExpectTableRowCountToBeBetween(min_value=rows))
    return expected

"""Frictionless: a Table Schema of the declared columns, and its own checks for what a schema does not say."""

from pathlib import Path
from typing import Any

from frictionless import Checklist, Dialect, Schema, checks, fields
from frictionless.formats import ExcelControl
from frictionless.resources import TableResource

from benchmarks.caught.found import Found, files, told
from benchmarks.caught.given import Declared, Table, tables

_BELOW = 60


def run(given: Path, _: Path) -> dict[str, Any]:
    """What was caught."""
    entries = {entry["file"]: entry for entry in files(given)}
    # The tables only for where their columns lie.
    return told(given, [each for table in tables(given) for each in _findings(table, given, entries[table.file])])


def _findings(table: Table, given: Path, entry: dict[str, Any]) -> list[Found]:
    heads, form = entry["heads"], table.form
    beside = [row + 1 for row in range(heads[-1] + 1, entry["last"] + _BELOW) if row not in table.frame.index]
    dialect = Dialect(
        header_rows=[row + 1 for row in heads], comment_rows=beside, controls=[ExcelControl(fill_merged_cells=True)]
    )
    path = f"files/{entry['file']}"
    with TableResource(path=path, basepath=str(given), dialect=dialect) as opened:
        width = len(opened.labels)
    names = {at: name for name, at in table.places.items()}
    schema = Schema(
        fields=[_field(names.get(at, f"beside_{at}"), form) for at in range(width)],
        primary_key=form["key"] if set(form["key"]) <= set(table.places) else [],
    )
    resource = TableResource(path=path, basepath=str(given), dialect=dialect, schema=schema)
    report = resource.validate(_checklist(form, table.places))
    errors = [error.to_descriptor() for task in report.tasks for error in task.errors]
    missing = [table.found(None, name, "missing") for name in form["columns"] if name not in table.places]
    return missing + [_found(entry["file"], error) for error in errors]


def _found(file: str, error: dict[str, Any]) -> Found:
    row, field = error.get("rowNumber"), error.get("fieldNumber")
    return Found(file, None if row is None else row - 1, None if field is None else field - 1, error["type"])


def _field(name: str, form: Declared) -> Any:
    if name not in form["columns"]:
        return fields.AnyField(name=name)
    column = form["columns"][name]
    if column["role"] == "measure":
        limits: dict[str, Any] = {"required": True}
        if column["min"] is not None:
            limits["minimum"] = column["min"]
        kind = fields.IntegerField if column["whole"] else fields.NumberField
        return kind(name=name, constraints=limits)
    wanted = list(column["codes"]) or column["units"]
    return fields.StringField(name=name, constraints={"required": True, "enum": wanted})


def _checklist(form: Declared, places: dict[str, int]) -> Checklist:
    wanted: list[Any] = []
    for left, op, right in form["identities"]:
        if left in places and right in places:
            wanted.append(checks.row_constraint(formula=f"{left} {op} {right}"))
    if form["each_row"]:
        codes = set(form["columns"][form["key"][0]]["codes"].values())
        wanted.append(checks.table_dimensions(min_rows=len(codes)))
    return Checklist(checks=wanted, skip_errors=["blank-label", "duplicate-label", "incorrect-label"])

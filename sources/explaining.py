"""Turns a failed check into a finding: the cell, what it says, and why that will not do."""

from decimal import Decimal
from typing import Any

import polars as pl

from schemas.declarations import Catalogue
from schemas.frames import PROBLEM, TEXT
from schemas.records import Column, Form
from sources.findings import Finding
from sources.numbers import readings
from sources.typed import HEADER, LETTER, STANDS, UNIT

Row = dict[str, Any]


def explain(row: Row, form: Form, column: str | None, check: str, case: str, catalogue: Catalogue) -> Finding | None:
    """The finding for one failure of the form's schema, in the frame's row `row`.

    None when the failure only follows from another one that is told: a value that could not be
    computed because its unit or its text could not be read.
    """
    if check == "duplicate_row":
        key = " / ".join(str(row[name + TEXT]) for name in form.key)
        return _at(row, form.column(form.key[-1]), check, params={"key": key})
    identity = next((i for i in form.identities if i.code == check), None)
    if identity:
        left, right = form.column(identity.left), form.column(identity.right)
        relation = {"<=": ("không lớn hơn", "at most"), "==": ("bằng", "equal to")}[identity.op]
        params = {
            "left": _header(row, left),
            "right": _header(row, right),
            "other": str(row[right.name + TEXT]),
        }
        params |= {"relation_vi": relation[0], "relation_en": relation[1]}
        return _at(row, left, check, message="identity", params=params)
    declared = form.column((column or "").removesuffix(PROBLEM))
    if check == "problem":
        return _at(row, declared, case, params=_reading_params(row, form, declared, catalogue))
    if check in ("below_minimum", "above_maximum"):
        limit = declared.min if check == "below_minimum" else declared.max
        return _at(row, declared, check, params={"limit": str(limit)})
    return _at(row, declared, "missing") if row[declared.name + TEXT] == "" else None


def _reading_params(row: Row, form: Form, column: Column, catalogue: Catalogue) -> dict[str, str]:
    reading_a, reading_b = readings(str(row[column.name + TEXT]))
    params = {"reading_a": reading_a, "reading_b": reading_b}
    if column.role == "unit":
        measure = next(c for c in form.having("measure") if c.unit_column == column.name)
        due = catalogue.row_units(form, measure).get(str(row[form.key[0]]), "")
        params["expected"] = catalogue.units[due].vi if due else ""
    return params


def _at(
    row: Row,
    column: Column,
    check: str,
    *,
    message: str = "",
    params: dict[str, str] | None = None,
    rejects: bool = True,
) -> Finding:
    """A finding at the cell in which the column's text stands; its words name the header as the file has it."""
    return Finding(
        check,
        sheet=str(row["sheet"]),
        cell=f"{row[column.name + LETTER]}{row[column.name + STANDS]}",
        column=column.name,
        value=str(row[column.name + TEXT]),
        params={"header": _header(row, column), **(params or {})},
        rejects=rejects,
        message=message,
    )


def check_totals(
    details: pl.DataFrame, totals: pl.DataFrame, form: Form, catalogue: Catalogue
) -> list[tuple[str, Finding]]:
    """Compare a table's one total row with the sum of its rows, where all of them could be read."""
    measures = [c for c in form.having("measure") if c.unit_column is None]
    names = [c.name for c in measures]
    table = ["submission_id", "sheet"]
    sums = details.group_by(table).agg(
        *(pl.when(pl.col(n).is_null().any()).then(None).otherwise(pl.col(n).sum()).alias(n + "__sum") for n in names)
    )
    alone = totals.filter(pl.len().over(table) == 1).join(sums, on=table)
    findings = []
    for row in alone.iter_rows(named=True):
        for column in measures:
            said, summed = row[column.name], row[column.name + "__sum"]
            if said is not None and summed is not None and said != summed:
                factor = catalogue.units[row[column.name + UNIT]].factor
                params = {"other": _vietnamese(summed / factor)}
                findings.append((row["submission_id"], _at(row, column, "total_differs", params=params, rejects=False)))
    return findings


def _header(row: Row, column: Column) -> str:
    return str(row[column.name + HEADER])


def _vietnamese(value: Decimal) -> str:
    """Every digit of the value, with dots between thousands and a decimal comma."""
    digits = f"{value:,f}"
    plain = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return plain.translate(str.maketrans(",.", ".,"))

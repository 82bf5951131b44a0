"""Turns a failed check into a finding: the cell, what it says, and why that will not do."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from schemas.calendar import PROVINCE_TIME, cutoff, period_vi
from schemas.declarations import Catalogue
from schemas.frames import PROBLEM, TEXT
from schemas.records import Column, Form
from schemas.text import key, of_any_year
from sources.findings import Finding
from sources.numbers import readings, vietnamese
from sources.registers import PARTS, RETURN_YEAR
from sources.typed import HEADER, LETTER, SERIAL, STANDS

Row = dict[str, Any]
NEGATIVE = "negative_flow"


def explain(row: Row, form: Form, column: str | None, check: str, case: str, catalogue: Catalogue) -> Finding | None:
    """The finding for one failure of the form's schema, in the frame's row `row`.

    None when the failure only follows from another one that is told: a value that could not be
    computed because its unit or its text could not be read, or that fell below zero by subtraction.
    """
    if check == "duplicate_row":
        told = " / ".join(str(row[name + TEXT]) for name in form.key)
        return at(row, form.column(form.key[-1]), check, params={"key": told})
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
        declared = {"left": of_any_year(left.label), "right": of_any_year(right.label)}
        return replace(at(row, left, check, message="identity", params=params), declared=declared)
    at_fault = form.column((column or "").removesuffix(PROBLEM))
    if case == NEGATIVE:
        return None
    if check == "problem":
        return at(row, at_fault, case, params=_reading_params(row, form, at_fault, case, catalogue))
    if check in ("below_minimum", "above_maximum"):
        limit = at_fault.min if check == "below_minimum" else at_fault.max
        return at(row, at_fault, check, params={"limit": str(limit)})
    blank = "missing" if at_fault.role == "measure" else "missing_label"
    return at(row, at_fault, "missing", message=blank) if row[at_fault.name + TEXT] == "" else None


def row_code(row: Row, form: Form, catalogue: Catalogue) -> str | None:
    """What a row is about, where that is known for sure."""
    name = catalogue.row_column(form)
    return row[name] if name and row[name + PROBLEM] is None else None


def _reading_params(row: Row, form: Form, column: Column, problem: str, catalogue: Catalogue) -> dict[str, str]:
    params: dict[str, str] = {}
    if problem == "ambiguous_number":
        first, second = readings(str(row[column.name + TEXT]))
        params = {"reading_a": vietnamese(first), "reading_b": vietnamese(second)}
    if column.role == "year":
        params = {"first": str(column.min), "last": str(row[RETURN_YEAR])}
    if problem == "breakdown_differs":
        factor = catalogue.stated_units[str(row[column.unit_column or ""])].factor
        params["other"] = vietnamese(row[PARTS] / factor)
    indicator = catalogue.registered.get(str(row[form.key[0]]))
    if indicator and column.role == "breakdown":
        params["expected"] = ", ".join(f"“{code.vi}”" for code in catalogue.codes(indicator.by)) if indicator.by else ""
    if indicator and indicator.source and problem == "other_office":
        params["expected"] = catalogue.submitters[indicator.source.submitter or ""].vi
    if problem == "ambiguous_code":
        params["candidates"] = ", ".join(_alike(str(row[column.name + TEXT]), column, catalogue))
    if problem == "date_cell":
        params["number"] = str(row[column.name + SERIAL])
    if column.role == "unit":
        measure = next(c for c in form.having("measure") if c.unit_column == column.name)
        due = catalogue.row_units(form, measure).get(str(row[form.key[0]]), "")
        params["expected"] = catalogue.stated_units[due].vi if due else ""
    return params


def _alike(text: str, column: Column, catalogue: Catalogue) -> list[str]:
    """The codes of the column's list whose labels a text ends with."""
    codes = catalogue.codes(column.list or "")
    return [code.code for code in codes if any(key(text).endswith(key(label)) for label in code.labels)]


def before_cutoff(form: Form, period: str, received_at: datetime) -> Finding:
    """The warning for a return that came before its data were complete."""
    params = {
        "day": f"{received_at.astimezone(PROVINCE_TIME):%d/%m/%Y}",
        "cutoff": f"{cutoff(form, period):%d/%m/%Y}",
        "period": period_vi(period),
    }
    return Finding("before_cutoff", rejects=False, params=params)


def at(
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


def _header(row: Row, column: Column) -> str:
    return str(row[column.name + HEADER])

"""Turns a failed check into a finding: the cell, what it says, and why that will not do."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import polars as pl

from schemas.calendar import PROVINCE_TIME, cutoff, period_vi
from schemas.declarations import Catalogue
from schemas.frames import PROBLEM, TEXT
from schemas.records import Column, Form
from schemas.text import key, of_any_year
from sources.findings import Finding
from sources.numbers import readings, vietnamese
from sources.registers import PARTS, RETURN_YEAR
from sources.typed import HEADER, LETTER, ROUNDED, SERIAL, STANDS, UNIT

Row = dict[str, Any]
NEGATIVE = "negative_flow"
UNCLEAR = "cumulative_unclear"
# What an identity says, in both languages.
RELATIONS = {"<=": ("không lớn hơn", "at most"), "==": ("bằng", "equal to")}


def explain(row: Row, form: Form, column: str | None, check: str, case: str, catalogue: Catalogue) -> Finding | None:
    """The finding for one failure of the form's schema, in the frame's row `row`.

    None when the failure only follows from another one that is told: a value that could not be
    computed because its unit or its text could not be read, that fell below zero by subtraction, or of a column
    of which nobody can say since when it counts.
    """
    if check == "duplicate_row":
        told = " / ".join(str(row[name + TEXT]) for name in form.key)
        return at(row, form.column(form.key[-1]), check, params={"key": told})
    identity = next((i for i in form.identities if i.code == check), None)
    if identity:
        left, right = form.column(identity.left), form.column(identity.right)
        relation = RELATIONS[identity.op]
        params = {
            "left": _header(row, left),
            "right": _header(row, right),
            "other": str(row[right.name + TEXT]),
        }
        params |= {"relation_vi": relation[0], "relation_en": relation[1]}
        declared = {"left": of_any_year(left.label), "right": of_any_year(right.label)}
        return replace(at(row, left, check, message="identity", params=params), declared=declared)
    at_fault = form.column((column or "").removesuffix(PROBLEM))
    if case in (NEGATIVE, UNCLEAR):
        return None
    if check == "problem":
        return at(row, at_fault, case, params=_reading_params(row, form, at_fault, case, catalogue))
    if check in ("below_minimum", "above_maximum"):
        limit = at_fault.min if check == "below_minimum" else at_fault.max
        return at(row, at_fault, check, params={"limit": str(limit)})
    blank = {"measure": "missing", "unit": "missing_unit"}.get(at_fault.role, "missing_label")
    return at(row, at_fault, "missing", message=blank) if row[at_fault.name + TEXT] == "" else None


def row_code(row: Row, form: Form, catalogue: Catalogue) -> str | None:
    """What a row is about, where that is known for sure."""
    name = catalogue.row_column(form)
    return row[name] if name and row[name + PROBLEM] is None else None


def about(row: Row, form: Form) -> tuple[object, ...]:
    """What a row is about: whose file it is in, and its key."""
    return tuple(row[name] for name in ("submission_id", *form.key))


def repeated_rows(frame: pl.DataFrame, form: Form, most: int) -> dict[tuple[object, ...], list[str]]:
    """What several rows of a file are about -> where they stand, the first of them."""
    names = ["submission_id", *form.key]
    place = pl.format("{}!{}", "sheet", "row").alias("place")
    same = frame.group_by(names).agg(place.head(most)).filter(pl.col("place").list.len() > 1)
    return {about(row, form): row["place"] for row in same.iter_rows(named=True)}


def _reading_params(row: Row, form: Form, column: Column, problem: str, catalogue: Catalogue) -> dict[str, str]:
    params: dict[str, str] = {}
    if problem == "ambiguous_number":
        first, second = readings(str(row[column.name + TEXT]))
        sign = ("dấu chấm", "dot") if "." in str(row[column.name + TEXT]) else ("dấu phẩy", "comma")
        params = {
            "reading_a": vietnamese(first),
            "reading_b": vietnamese(second),
            "sign_vi": sign[0],
            "sign_en": sign[1],
        }
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


def rounded(frame: pl.DataFrame, form: Form, catalogue: Catalogue) -> Iterator[tuple[str, Finding]]:
    """A note for each file and column in which amounts were rounded, at the first of them."""
    for column in form.having("measure"):
        mine = frame.filter(pl.col(column.name + ROUNDED) & pl.col(column.name + PROBLEM).is_null())
        for found in mine.partition_by("submission_id", maintain_order=True):
            row = found.row(0, named=True)
            base = catalogue.stated_units[row[column.unit_column or column.name + UNIT]].base
            told = f"{vietnamese(row[column.name])} {catalogue.units[base].vi.lower()}"
            params = {"count": str(found.height), "reading": told}
            yield row["submission_id"], at(row, column, "number_rounded", params=params, rejects=False)


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

"""Figures that follow from others of their row: percentages and sums, compared with what they follow from."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import polars as pl

from schemas.declarations import Catalogue
from schemas.frames import TEXT, VALUE
from schemas.records import Column, Form
from schemas.text import of_any_year
from sources.explaining import at
from sources.findings import Finding
from sources.numbers import SCALE, vietnamese
from sources.typed import HEADER, TYPED, UNIT

Record = dict[str, Any]
_HUNDRED = Decimal(100)


def follow(frame: pl.DataFrame, form: Form, catalogue: Catalogue) -> tuple[pl.DataFrame, list[tuple[str, Finding]]]:
    """Compare each derived figure with the figures of its row that it follows from; a warning where they differ.

    A percentage may be rounded or cut off at the digits it is given with. A typed cell that shows its number as
    a percentage holds a hundredth of it: where that alone agrees, it is taken a hundredfold.
    """
    findings: list[tuple[str, Finding]] = []
    for column in (c for c in form.having("measure") if c.operands):
        known = pl.all_horizontal(pl.col(name).is_not_null() for name in (column.name, *column.operands))
        suspects = frame.with_row_index("__at").filter(known & _suspect(column)).to_dicts()
        shares = {row["__at"]: row[column.name] * _HUNDRED for row in suspects if _is_share(row, column)}
        frame = _replaced(frame, column.name, shares)
        rest = (row for row in suspects if row["__at"] not in shares)
        findings += [
            (row["submission_id"], found) for row in rest for found in _differing(row, form, column, catalogue)
        ]
    return frame, findings


def _suspect(column: Column) -> pl.Expr:
    """The rows worth an exact look; binary floats only sieve, they decide nothing."""
    if not column.percent_of:
        return pl.sum_horizontal(pl.col(name).cast(VALUE) for name in column.sum_of) != pl.col(column.name)
    part, whole = (pl.col(name).cast(pl.Float64) for name in column.percent_of)
    away = (part / whole * 100 - pl.col(column.name).cast(pl.Float64)).abs()
    return (whole != 0) & (away > 10.0**-SCALE / 2)


def _replaced(frame: pl.DataFrame, name: str, values: dict[int, Decimal]) -> pl.DataFrame:
    if not values:
        return frame
    texts = {index: str(value) for index, value in values.items()}
    place = pl.int_range(pl.len(), dtype=pl.UInt32)
    mine = place.replace_strict(texts, default=None, return_dtype=pl.String).cast(VALUE)
    return frame.with_columns(pl.coalesce(mine, name).alias(name))


def _is_share(row: Record, column: Column) -> bool:
    """Whether a typed cell holds a share of one: it agrees a hundredfold, and not as it stands."""
    if not column.percent_of or not row[column.name + TYPED]:
        return False
    tolerance = _tolerance(row, column)
    stated: Decimal = row[column.name]
    return not _agrees(row, column, stated, tolerance) and _agrees(row, column, stated * 100, tolerance * 100)


def _agrees(row: Record, column: Column, stated: Decimal, tolerance: Decimal) -> bool:
    """Whether part / whole in percent lies within the tolerance, without dividing."""
    part, whole = (row[name] for name in column.percent_of or ())
    return bool(abs(part * _HUNDRED - stated * whole) < tolerance * abs(whole))


def _tolerance(row: Record, column: Column) -> Decimal:
    """One of the last digit that the figure is given with: both rounding and cutting off stay below it."""
    return Decimal(1).scaleb(-_decimals(row, column))


def _decimals(row: Record, column: Column) -> int:
    if row[column.name] == row[column.name].to_integral_value():
        return 0
    digits = str(row[column.name + TEXT]).rstrip(" %").replace(",", ".").rpartition(".")[2]
    return min(len(digits), SCALE)


def _differing(row: Record, form: Form, column: Column, catalogue: Catalogue) -> Iterator[Finding]:
    texts = [f"{row[name + TEXT]} ({row[name + HEADER]})" for name in column.operands]
    labels = [f"“{of_any_year(form.column(name).label)}”" for name in column.operands]
    if column.percent_of and not _agrees(row, column, row[column.name], _tolerance(row, column)):
        part, whole = (row[name] for name in column.percent_of)
        digits = Decimal(1).scaleb(-max(1, min(2, _decimals(row, column))))
        exact = (part * _HUNDRED / whole).quantize(digits, rounding=ROUND_HALF_UP)
        params = {"part": texts[0], "whole": texts[1], "other": vietnamese(exact)}
        declared = dict(zip(("part", "whole"), labels, strict=True))
        yield replace(at(row, column, "percent_differs", params=params, rejects=False), declared=declared)
    elif column.sum_of:
        factor = catalogue.stated_units[row[column.unit_column or column.name + UNIT]].factor
        exact = sum((row[name] for name in column.sum_of), Decimal(0)) / factor
        params = {"terms": " + ".join(texts), "other": vietnamese(exact)}
        declared = {"terms": " + ".join(labels)}
        yield replace(at(row, column, "sum_differs", params=params, rejects=False), declared=declared)

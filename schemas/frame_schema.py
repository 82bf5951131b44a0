"""The pandera schema of a form's typed rows, made from its declaration."""

from functools import lru_cache

import pandera.polars as pa
import polars as pl

from schemas.frames import PROBLEM, VALUE
from schemas.records import Column, Form, Identity


@lru_cache
def frame_schema(form: Form) -> pa.DataFrameSchema:
    """What every row of the form must satisfy.

    The frame: one row per row of a table, with `submission_id`; per column of the form its value
    (code or unit: String; measure: Decimal(28, 6) in the base unit) and `<column>__problem`
    (String, why the cell could not be read; null where it could). A failing check names itself by
    its message code: see `schemas/messages.yaml`.
    """
    columns: dict[str, pa.Column] = {}
    for column in form.columns:
        columns[column.name] = _value(column)
        columns[column.name + PROBLEM] = pa.Column(pl.String, _absent(), nullable=True)
    checks = [_unique(form), *(_identity(identity) for identity in form.identities)]
    return pa.DataFrameSchema(columns, checks=checks)


def _value(column: Column) -> pa.Column:
    if column.role != "measure":
        # A row without a breakdown is about the total; a note and a printed number need not be there.
        return pa.Column(pl.String, nullable=column.role in ("breakdown", "note", "number"))
    # A measure that could not be read has a problem; one that is absent (`schemas/absences.yaml`) is accepted as null.
    checks = []
    if column.min is not None:
        checks.append(pa.Check.ge(column.min, error="below_minimum"))
    if column.max is not None:
        checks.append(pa.Check.le(column.max, error="above_maximum"))
    return pa.Column(VALUE, checks, nullable=True)


def _absent() -> pa.Check:
    return pa.Check(lambda data: data.lazyframe.select(pl.col(data.key).is_null()), error="problem", ignore_na=False)


def _unique(form: Form) -> pa.Check:
    """No two rows of a submission are about the same thing; rows with an unread key are judged for that."""
    optional = [column.name for column in form.having("breakdown")]
    known = pl.all_horizontal(
        pl.col(name + PROBLEM).is_null() if name in optional else pl.col(name).is_not_null() for name in form.key
    )
    # An unread breakdown is no total: its problem stands in for it.
    named = [pl.coalesce(name, name + PROBLEM) if name in optional else pl.col(name) for name in form.key]
    repeated = pl.struct("submission_id", *named).is_duplicated()
    return pa.Check(lambda data: data.lazyframe.select(~(known & repeated)), error="duplicate_row")


def _identity(identity: Identity) -> pa.Check:
    left, right = pl.col(identity.left), pl.col(identity.right)
    holds = (left <= right) if identity.op == "<=" else (left == right)
    return pa.Check(lambda data: data.lazyframe.select(holds.fill_null(value=True)), error=identity.code)

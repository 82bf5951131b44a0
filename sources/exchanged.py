"""Rows that stand under the labels of one another: each has the figures that the other had in the period before."""

from collections.abc import Iterator
from typing import Any

import polars as pl

from schemas.declarations import Catalogue
from schemas.records import Form
from schemas.reporting import Plausibility

AT, COLUMN, OWN, THEIRS = "__at", "__column", "__own", "__theirs"
_BEFORE, _OTHER = "__before_", "__other"
_HUNDRED = 100


def exchanged(
    mine: pl.DataFrame, held: pl.DataFrame, on: list[str], form: Form, rule: Plausibility
) -> Iterator[dict[str, Any]]:
    """The rows of a file that look exchanged with another of it, both ways.

    `mine`: the rows by number (AT), with submission_id, `on` (the key among them) and the measures; `held`: what the
    rows held in the period before, by the same `on`. Of two rows every figure is nearer to what the other held than to
    what its own did, and one, COLUMN, is within the declared percent of that although the two rows were apart. Gives
    AT, COLUMN, OWN and THEIRS (what the row and the other held there before), and `on` of the other row.
    """
    measures = [column.name for column in form.having("measure")]
    before = held.select(*on, *(pl.col(name).alias(_BEFORE + name) for name in measures))
    rows = mine.select(AT, "submission_id", *on, *measures).join(before, on=on, how="inner", maintain_order="left")
    moved = pl.any_horizontal(_apart(pl.col(n), pl.col(_BEFORE + n), rule) for n in measures)
    full = pl.all_horizontal(pl.col(n).is_not_null() & pl.col(_BEFORE + n).is_not_null() for n in measures)
    known = rows.filter(full & moved)
    pairs = known.join(known, on="submission_id", suffix=_OTHER).filter(pl.col(AT) != pl.col(AT + _OTHER))
    nearer = pl.all_horizontal(_nearer(n, "", _OTHER) & _nearer(n, _OTHER, "") for n in measures)
    telling = pl.coalesce(pl.when(_telling(n, rule)).then(pl.lit(n)) for n in measures)
    found = pairs.filter(nearer).with_columns(telling.alias(COLUMN)).drop_nulls(COLUMN)
    found = found.unique(AT, keep="first", maintain_order=True).sort(AT)
    amounts = [_held(measures, "").alias(OWN), _held(measures, _OTHER).alias(THEIRS)]
    yield from found.select(AT, COLUMN, *amounts, *(pl.col(n + _OTHER).alias(n) for n in on)).iter_rows(named=True)


def label_of(row: dict[str, Any], form: Form, catalogue: Catalogue) -> str:
    """What a row is about, as the form's lists print it."""
    lists = {name: form.column(name).list for name in form.key}
    named = {name: {c.code: c.vi for c in catalogue.codes(each)} if each else {} for name, each in lists.items()}
    return " / ".join(named[name].get(row[name], str(row[name])) for name in form.key)


def _apart(one: pl.Expr, other: pl.Expr, rule: Plausibility) -> pl.Expr:
    large, less = pl.max_horizontal(one, other), pl.min_horizontal(one, other)
    return (large * _HUNDRED >= less * rule.exchanged_apart_percent) & (large >= rule.small)


def _nearer(name: str, mine: str, its: str) -> pl.Expr:
    """Whether a figure is at least as near to what the other row held as to what its own did."""
    value, own, theirs = pl.col(name + mine), pl.col(_BEFORE + name + mine), pl.col(_BEFORE + name + its)
    return (value - theirs).abs() <= (value - own).abs()


def _telling(name: str, rule: Plausibility) -> pl.Expr:
    own, theirs = pl.col(_BEFORE + name), pl.col(_BEFORE + name + _OTHER)
    pairs = ((pl.col(name), theirs), (pl.col(name + _OTHER), own))
    within = [(value - held).abs() * _HUNDRED <= held * rule.exchanged_near_percent for value, held in pairs]
    return _apart(own, theirs, rule) & within[0] & within[1]


def _held(measures: list[str], whose: str) -> pl.Expr:
    """What the row (or the other) held before in the column that tells."""
    return pl.coalesce(pl.when(pl.col(COLUMN) == n).then(pl.col(_BEFORE + n + whose)) for n in measures)

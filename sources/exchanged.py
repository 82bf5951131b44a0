"""Rows that stand under the labels of one another: each has the figures that the other had in the period before."""

import polars as pl

AT, OTHER, COLUMN, OWN, THEIRS = "__at", "__other", "__column", "__own", "__theirs"
_BEFORE = "__before_"
_HUNDRED = 100


def exchanged(rows: pl.DataFrame, measures: list[str], apart: int, near: int, small: int) -> pl.DataFrame:
    """The rows of a file that look exchanged with another of it, both ways: AT, OTHER, COLUMN, OWN and THEIRS.

    `rows`: AT, submission_id, the measures, and as `__before_<measure>` what the same row held in the period before.
    Every figure of the two is nearer to what the other row held than to its own, and one of them, COLUMN, is within
    `near` percent of that although the two rows were more than `apart` percent of one another, and not below `small`.
    OWN and THEIRS: what the row and the other held there before.
    """
    figures = [pl.col(n).is_not_null() & pl.col(_BEFORE + n).is_not_null() for n in measures]
    moved = pl.any_horizontal(_apart(pl.col(n), pl.col(_BEFORE + n), apart, small) for n in measures)
    known = rows.filter(pl.all_horizontal(figures) & moved)
    pairs = known.join(known, on="submission_id", suffix="_2").filter(pl.col(AT) != pl.col(AT + "_2"))
    nearer = pl.all_horizontal(_nearer(n, "", "_2") & _nearer(n, "_2", "") for n in measures)
    telling = pl.coalesce(pl.when(_telling(n, apart, near, small)).then(pl.lit(n)) for n in measures)
    found = pairs.filter(nearer).with_columns(telling.alias(COLUMN)).drop_nulls(COLUMN)
    held = [_chosen(measures, "").alias(OWN), _chosen(measures, "_2").alias(THEIRS)]
    chosen = found.unique(AT, keep="first", maintain_order=True)
    return chosen.select(AT, pl.col(AT + "_2").alias(OTHER), COLUMN, *held).sort(AT)


def before(name: str) -> str:
    """The column in which `exchanged` finds what a measure was in the period before."""
    return _BEFORE + name


def _apart(one: pl.Expr, other: pl.Expr, percent: int, small: int) -> pl.Expr:
    large, less = pl.max_horizontal(one, other), pl.min_horizontal(one, other)
    return (large * _HUNDRED >= less * percent) & (large >= small)


def _nearer(name: str, mine: str, its: str) -> pl.Expr:
    """Whether a figure is at least as near to what the other row held as to what its own did."""
    value, own, theirs = pl.col(name + mine), pl.col(_BEFORE + name + mine), pl.col(_BEFORE + name + its)
    return (value - theirs).abs() <= (value - own).abs()


def _telling(name: str, apart: int, near: int, small: int) -> pl.Expr:
    own, theirs = pl.col(_BEFORE + name), pl.col(f"{_BEFORE}{name}_2")
    within = [
        (value - held).abs() * _HUNDRED <= held * near
        for value, held in ((pl.col(name), theirs), (pl.col(name + "_2"), own))
    ]
    return _apart(own, theirs, apart, small) & within[0] & within[1]


def _chosen(measures: list[str], whose: str) -> pl.Expr:
    """What the row (or the other) held before in the column that tells."""
    return pl.coalesce(pl.when(pl.col(COLUMN) == n).then(pl.col(_BEFORE + n + whose)) for n in measures)

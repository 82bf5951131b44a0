"""What the total rows of a table say of its rows: whether they add up; `sources.proving` lets them prove a reading."""

from collections.abc import Iterable

import polars as pl

from schemas.declarations import Catalogue
from schemas.frames import PROBLEM, VALUE
from schemas.records import Column, Form
from sources.explaining import at
from sources.findings import Finding
from sources.nesting import adds_up
from sources.numbers import vietnamese
from sources.proving import AMBIGUOUS, Proofs, prove
from sources.total_rows import TABLE, Record, Total
from sources.typed import ABSENT, ROUNDED, UNIT


def added_up(
    details: pl.DataFrame, sums: pl.DataFrame, known: Iterable[Total], form: Form, catalogue: Catalogue
) -> set[tuple[str, str, int]]:
    """The total rows, by submission, sheet and row, of which a figure is the sum of rows that they may stand for."""
    proven: set[tuple[str, str, int]] = set()
    totals = list(known)
    for column in form.having("measure") if totals else ():
        if adds_up(column, catalogue):
            said = sums.select(*TABLE, total="row", said=column.name).filter(pl.col("said") != 0)
            both = _added(details, totals, column).join(said, on=[*TABLE, "total"])
            proven |= set(both.filter(pl.col("added") == pl.col("said")).select(*TABLE, "total").iter_rows())
    return proven


def settle(
    details: pl.DataFrame, sums: pl.DataFrame, known: Iterable[Total], form: Form, catalogue: Catalogue
) -> tuple[pl.DataFrame, list[tuple[str, Finding]]]:
    """Let the totals of each table prove the numbers that could be read in two ways, then check the totals.

    `details` and `sums` are the typed frames of the data rows and of the total rows. Gives the details with
    the proven values in place, and what was found: a proof per cell, a warning per total that adds up nothing.
    """
    totals = list(known)
    findings: list[tuple[str, Finding]] = []
    for column in form.having("measure") if totals else ():
        if adds_up(column, catalogue):
            proofs = prove(details, sums, totals, column, catalogue)
            findings += [found for _, found in sorted(proofs.findings.items(), key=lambda proof: proof[0])]
            details = _with_proven(details, column.name, proofs)
            findings += _differing(details, sums, totals, column, catalogue)
    return details, findings


def _with_proven(details: pl.DataFrame, name: str, proofs: Proofs) -> pl.DataFrame:
    """The frame with proven values in place, and none where a total contradicts what was read and proves nothing."""
    if not proofs.values and not proofs.doubted:
        return details
    at = pl.int_range(pl.len(), dtype=pl.UInt32)
    texts = {index: str(value) for index, value in proofs.values.items()}
    told = dict.fromkeys(proofs.values, "") | dict.fromkeys(proofs.doubted, AMBIGUOUS)
    proven = at.replace_strict(texts, default=None, return_dtype=pl.String).cast(VALUE)
    problem = at.replace_strict(told, default=None, return_dtype=pl.String).replace("", None)
    mine = at.is_in(list(told))
    return details.with_columns(
        pl.when(mine).then(proven).otherwise(name).alias(name),
        pl.when(mine).then(problem).otherwise(name + PROBLEM).alias(name + PROBLEM),
    )


def _differing(
    details: pl.DataFrame, sums: pl.DataFrame, known: list[Total], column: Column, catalogue: Catalogue
) -> list[tuple[str, Finding]]:
    """Totals that are the sum of none of the rows they may stand for, where all of those could be read.

    Amounts that were rounded to the unit may make half of it each.
    """
    off = pl.col("off") + pl.col(column.name + ROUNDED).cast(pl.Int64)
    away = (pl.col("added") - pl.col(column.name)).abs() * 2 > off
    wrong = (
        sums.rename({"row": "total"})
        .filter(pl.col(column.name).is_not_null())
        .join(_added(details, known, column), on=[*TABLE, "total"], maintain_order="left")
        .filter((pl.col("added").is_not_null() & away).all().over(*TABLE, "total"))
        .unique([*TABLE, "total"], keep="first", maintain_order=True)
    )
    return [(row["submission_id"], _difference(row, column, catalogue)) for row in wrong.iter_rows(named=True)]


def _added(details: pl.DataFrame, known: list[Total], column: Column) -> pl.DataFrame:
    """What the rows of each span of a total come to.

    Columns: submission, sheet, row of the `total`, `added` (or null), and `off`, how many of them were rounded.
    """
    spans = pl.DataFrame(
        [(t.submission_id, t.sheet, t.row.number, n, *s) for t in known for n, way in enumerate(t.ways) for s in way],
        schema=dict.fromkeys(TABLE, pl.String) | dict.fromkeys(("total", "way", "first", "last"), pl.Int32),
        orient="row",
    )
    value = pl.when(pl.col(column.name + ABSENT).is_not_null()).then(pl.lit(0, VALUE)).otherwise(column.name)
    off, part = pl.col(column.name + ROUNDED), pl.col("part")
    return (
        spans.join(
            details.select(*TABLE, "row", value.alias("part"), off.alias("off")), on=TABLE, maintain_order="left"
        )
        .filter(pl.col("row").is_between("first", "last"))
        .group_by(*TABLE, "total", "way", maintain_order=True)
        .agg(
            pl.when(part.is_null().any()).then(None).otherwise(part.sum()).cast(VALUE).alias("added"),
            pl.col("off").sum().cast(pl.Int64),
        )
    )


def _difference(row: Record, column: Column, catalogue: Catalogue) -> Finding:
    factor = catalogue.stated_units[row[column.name + UNIT]].factor
    return at(row, column, "total_differs", params={"other": vietnamese(row["added"] / factor)}, rejects=False)

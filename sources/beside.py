"""Figures of the period and since the beginning of the year in one file: compared, or told apart where nothing says."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import polars as pl

from schemas.declarations import Catalogue
from schemas.frames import PROBLEM, VALUE
from schemas.records import Form
from schemas.text import clean
from sources.cumulative import BEFORE, Earlier, first_period, is_told, missing, place_of
from sources.explaining import UNCLEAR, at
from sources.findings import Finding
from sources.headings import header_unit
from sources.layout import Table
from sources.lexicon import Lexicon
from sources.numbers import vietnamese
from sources.places import placed
from sources.reading import Reading
from sources.rows import rows
from sources.typed import UNIT, raw_frame, typed_frame

_AT = ("submission_id", "sheet", "row")
_OWN = "__own"


def undecided(reading: Reading, words: Lexicon) -> frozenset[str]:
    """The columns of which a file says neither that they are of the period nor that they count since January.

    Only where a line above the table names both, as `Quý IV/2014 và luỹ kế năm 2014` does.
    """
    if reading.problem or not reading.both or not reading.period or reading.period == first_period(reading):
        return frozenset()
    flows = words.flows[reading.form or ""]
    return frozenset(name for name in flows if not all(is_told(table, name, words) for table in reading.tables))


def without_undecided(
    frame: pl.DataFrame, read: Iterable[Reading], form: Form, words: Lexicon, catalogue: Catalogue, earlier: Earlier
) -> tuple[pl.DataFrame, list[tuple[str, Finding]]]:
    """The frame with the problem `cumulative_unclear` in such columns, told once for each with both readings."""
    found: list[tuple[str, Finding]] = []
    for reading in read:
        submission_id = reading.submission.submission_id
        for name in sorted(undecided(reading, words)):
            mine = (pl.col("submission_id") == submission_id) & pl.col(name).is_not_null()
            first = (
                frame.filter(mine).head(1).join(_before(reading, name, form, earlier), on=list(form.key), how="left")
            )
            for row in first.to_dicts():
                params = _readings(row, name, reading, form, catalogue, earlier)
                found.append((submission_id, at(row, form.column(name), UNCLEAR, params=params)))
            problem = pl.when(mine).then(pl.lit(UNCLEAR)).otherwise(name + PROBLEM)
            frame = frame.with_columns(problem.alias(name + PROBLEM))
    return frame, found


def _before(reading: Reading, name: str, form: Form, earlier: Earlier) -> pl.DataFrame:
    return earlier[place_of(reading)].sums.select(*form.key, pl.col(name).cast(VALUE).alias(BEFORE))


def _readings(
    row: dict[str, Any], name: str, reading: Reading, form: Form, catalogue: Catalogue, earlier: Earlier
) -> dict[str, str]:
    """Both readings of a figure: of the period alone, and what then remains of one since January."""
    factor, before = _factor(row, name, form, catalogue), row[BEFORE] or Decimal(0)
    gone = ", ".join(missing(reading, earlier))
    rest = f"− {gone}" if gone else f"− {vietnamese(before / factor)} = {vietnamese((row[name] - before) / factor)}"
    own = vietnamese(row[name] / factor)
    return {"line": reading.both, "reading_a": own, "reading_b": f"{own} {rest}"}


def _factor(row: dict[str, Any], name: str, form: Form, catalogue: Catalogue) -> int:
    return catalogue.stated_units[row[form.column(name).unit_column or name + UNIT]].factor


def compared(
    frame: pl.DataFrame, read: Iterable[Reading], form: Form, words: Lexicon, catalogue: Catalogue, earlier: Earlier
) -> Iterator[tuple[str, Finding]]:
    """Warnings where a figure since January is not what was reported before and the period's own figure beside it.

    Where an earlier period is not in there is nothing to compare it with: its column is told as not used.
    """
    for reading in read:
        submission_id, known = reading.submission.submission_id, reading.problem is None
        for table in reading.tables if known and reading.period else ():
            gone = missing(reading, earlier) if table.beside else []
            if gone:
                yield from ((submission_id, found) for found in _unused(table, gone))
                continue
            for name in sorted(table.beside):
                before = _before(reading, name, form, earlier)
                yield from _differing(frame, before, submission_id, table, name, words, catalogue)


def _unused(table: Table, gone: list[str]) -> Iterator[Finding]:
    for name, (row, column) in sorted(table.beside.items()):
        value, cell = table.grid.text(row, column), table.grid.address(row, column)
        params = {"missing": ", ".join(gone), "header": table.headers[name]}
        yield Finding(
            "cumulative_unchecked",
            sheet=table.grid.sheet,
            cell=cell,
            column=name,
            value=value,
            params=params,
            rejects=False,
        )


def _differing(
    frame: pl.DataFrame,
    before: pl.DataFrame,
    submission_id: str,
    table: Table,
    name: str,
    words: Lexicon,
    catalogue: Catalogue,
) -> Iterator[tuple[str, Finding]]:
    form = table.form
    own = frame.filter(pl.col(name + PROBLEM).is_null()).select(*_AT, *form.key, pl.col(name).alias(_OWN))
    stated = _stated(submission_id, table, name, words, catalogue).drop(*form.key).join(own, on=_AT)
    both = stated.join(before, on=list(form.key), how="left", maintain_order="left")
    both = both.with_columns(pl.col(BEFORE).fill_null(0))
    for row in both.filter(pl.col(name) != pl.col(BEFORE) + pl.col(_OWN)).to_dicts():
        factor = _factor(row, name, form, catalogue)
        amounts = {"before": row[BEFORE], "own": row[_OWN], "other": row[BEFORE] + row[_OWN]}
        params = {told: vietnamese(amount / factor) for told, amount in amounts.items()}
        yield submission_id, at(row, form.column(name), "cumulative_differs", params=params, rejects=False)


def _stated(submission_id: str, table: Table, name: str, words: Lexicon, catalogue: Catalogue) -> pl.DataFrame:
    """The typed rows of a table with the figures since January in place of the period's."""
    form, (row, column) = table.form, table.beside[name]
    header = range(table.header_top, table.first_row)
    unit = header_unit(table.grid, header, column, form.column(name), words) or table.units.get(name, "")
    shadow = replace(
        table,
        columns={**table.columns, name: column},
        headers={**table.headers, name: f"{table.headers[name]} / {clean(table.grid.text(row, column))}"},
        units={**table.units, **({name: unit} if unit else {})},
    )
    data = [each for each in placed(list(rows(shadow, words)), shadow, words) if each.kind == "data"]
    return typed_frame(raw_frame(form, [(submission_id, shadow, data)]), form, words, catalogue)

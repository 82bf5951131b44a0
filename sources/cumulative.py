"""Figures since the beginning of the year become figures of the period: what was reported before is taken off."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from schemas.calendar import period_vi, periods_of, year_of
from schemas.declarations import Catalogue
from schemas.frames import PROBLEM, VALUE
from schemas.records import Column, Form
from sources import title
from sources.contradicting import says_since_january
from sources.explaining import NEGATIVE, at
from sources.findings import Finding
from sources.layout import Table, stated
from sources.lexicon import Lexicon
from sources.numbers import vietnamese
from sources.reading import Reading
from sources.typed import HEADER, LETTER, UNIT

BEFORE = "__before"
CUMULATIVE: dict[str, pl.DataType] = {
    **dict.fromkeys(("submission_id", "sheet", "cell", "column_name"), pl.String()),
    "row": pl.Int32(),
    "stated": VALUE,
    "before": VALUE,
}


@dataclass(frozen=True)
class Reported:
    """What counts of a submitter's earlier returns of the year: their periods, and the sums by key of each flow."""

    periods: frozenset[str]
    sums: pl.DataFrame


Earlier = Mapping[tuple[str, str, str], Reported]


def since_january(reading: Reading, words: Lexicon) -> frozenset[str]:
    """The columns of a return that count since the beginning of the year and must be taken apart."""
    if reading.problem or not reading.tables or not reading.period or reading.period == first_period(reading):
        return frozenset()
    named = {name for table in reading.tables for name in table.cumulative}
    if reading.cumulative:
        told = {name for name in words.flows[reading.form or ""] for t in reading.tables if is_told(t, name, words)}
        named |= words.flows[reading.form or ""] - told
    return frozenset(named)


def is_told(table: Table, name: str, words: Lexicon) -> bool:
    """Whether the header itself says what the column counts: of the period alone, or since the beginning of the year.

    Beside a column that does the latter it is of the period.
    """
    of_the_period = words.of_the_period(table.headers.get(name, ""))
    return of_the_period or name in table.cumulative or name in table.beside


def needs_earlier(reading: Reading) -> bool:
    """Whether what counts of the earlier periods of the year bears on a return."""
    if reading.problem or not reading.tables or not reading.period:
        return False
    told = (table.cumulative or table.beside for table in reading.tables)
    return reading.cumulative or bool(reading.both) or any(told)


def first_period(reading: Reading) -> str:
    """The first period of the year of a return, of which the figures since January are its own."""
    return periods_of(reading.tables[0].form, year_of(reading.period or ""))[0]


def gap(reading: Reading, earlier: Earlier, words: Lexicon) -> Finding | None:
    """The finding that refuses a return from which nothing can be taken off, since an earlier one is not in."""
    gone = missing(reading, earlier)
    if not gone:
        return None
    table, place = _stating(reading, words)
    cell, value = (table.grid.address(*place), table.grid.text(*place)) if place else (None, None)
    return Finding("earlier_missing", table.grid.sheet, cell, None, value, {"missing": ", ".join(gone)})


def missing(reading: Reading, earlier: Earlier) -> list[str]:
    """The earlier periods of the year for which nothing of the submitter counts, as people write them."""
    form, period = reading.tables[0].form, reading.period or ""
    due = [before for before in periods_of(form, year_of(period)) if before < period]
    return [period_vi(before) for before in due if before not in earlier[place_of(reading)].periods]


def _stating(reading: Reading, words: Lexicon) -> tuple[Table, tuple[int, int] | None]:
    """The header that says since the beginning of the year, else the line above a table that does."""
    for table in reading.tables:
        if table.cumulative:
            return table, stated(table, min(table.cumulative))
    for table in reading.tables:
        line = says_since_january(table, words) or title.stating(table, reading.period or "", words)
        if line:
            return table, (line.row, line.column)
    return reading.tables[0], None


def place_of(reading: Reading) -> tuple[str, str, str]:
    """Where a return stands among those of `Earlier`."""
    return reading.form or "", reading.submitter or "", reading.period or ""


def take_off(
    frame: pl.DataFrame, read: Iterable[Reading], form: Form, words: Lexicon, catalogue: Catalogue, earlier: Earlier
) -> tuple[pl.DataFrame, pl.DataFrame, list[tuple[str, Finding]]]:
    """Take off from each cumulative figure what counts of the earlier periods of the year.

    Gives the frame with the period's figures in place, the figures taken apart (submission_id, sheet, row,
    column_name, cell, stated, before), and what was found: a note for each column that was taken apart, and
    each figure that falls below zero, which has the problem `negative_flow`.
    """
    parts, notes = [pl.DataFrame(schema=CUMULATIVE)], []
    for reading in read:
        submission_id = reading.submission.submission_id
        for name in sorted(since_january(reading, words)):
            column = form.column(name)
            before = earlier[place_of(reading)].sums.select(*form.key, pl.col(name).cast(VALUE).alias(BEFORE))
            mine = frame.filter(pl.col("submission_id") == submission_id).join(
                before, on=list(form.key), how="left", maintain_order="left"
            )
            mine = mine.with_columns(pl.col(BEFORE).fill_null(0))
            parts.append(_parts(mine, column))
            notes += [*_note(mine, reading, column), *_negative(mine, column, catalogue)]
            rest = frame.filter(pl.col("submission_id") != submission_id)
            frame = pl.concat([rest, _subtracted(mine, name).drop(BEFORE)])
    return frame, pl.concat(parts), notes


def _parts(mine: pl.DataFrame, column: Column) -> pl.DataFrame:
    return mine.filter(pl.col(column.name).is_not_null()).select(
        "submission_id",
        "sheet",
        (pl.col(column.name + LETTER) + pl.col("row").cast(pl.String)).alias("cell"),
        pl.lit(column.name).alias("column_name"),
        "row",
        pl.col(column.name).alias("stated"),
        pl.col(BEFORE).alias("before"),
    )


def _subtracted(mine: pl.DataFrame, name: str) -> pl.DataFrame:
    flow = (pl.col(name) - pl.col(BEFORE)).cast(VALUE)
    return mine.with_columns(
        pl.when(flow >= 0).then(flow).alias(name),
        pl.when(flow < 0).then(pl.lit(NEGATIVE)).otherwise(name + PROBLEM).alias(name + PROBLEM),
    )


def _negative(mine: pl.DataFrame, column: Column, catalogue: Catalogue) -> Iterator[tuple[str, Finding]]:
    for row in mine.filter(pl.col(column.name) < pl.col(BEFORE)).iter_rows(named=True):
        before: Decimal = row[BEFORE] / catalogue.stated_units[row[column.unit_column or column.name + UNIT]].factor
        yield row["submission_id"], at(row, column, NEGATIVE, params={"before": vietnamese(before)})


def _note(mine: pl.DataFrame, reading: Reading, column: Column) -> Iterator[tuple[str, Finding]]:
    if mine.height:
        table = reading.tables[0]
        params = {"header": str(mine[column.name + HEADER][0]), "period": reading.period or ""}
        cell = table.grid.address(table.first_row - 1, table.columns[column.name])
        yield (
            reading.submission.submission_id,
            Finding("subtracted", sheet=table.grid.sheet, cell=cell, column=column.name, params=params, rejects=False),
        )

"""Rows that a form asks for and a file does not fill in: left blank as in a template, or not there at all."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import polars as pl

from schemas.calendar import last_day
from schemas.declarations import Catalogue
from schemas.frames import PROBLEM, TEXT
from schemas.records import Form
from sources.findings import Finding
from sources.reading import Reading
from sources.typed import LETTER


def without_unfilled(
    frame: pl.DataFrame, form: Form, counts: Mapping[str, Counter[str]], catalogue: Catalogue
) -> tuple[pl.DataFrame, list[tuple[str, Finding]]]:
    """The typed frame without such rows, and one finding for each, at its first figure; `counts` follow.

    Where two labels or more make a row (a district and a service), not everybody has every row: it was not
    reported, and counts as no figure (`row_unfilled`, a warning). Where one label does, the form asks for each of
    its rows, which is rejected once (`row_missing`); a lone figure is told at its cell as any other.
    """
    due, measures = len(form.having("code")) == 1, form.having("measure")
    lone = sum(not column.operands for column in measures) == 1
    if (due and lone) or form.having("breakdown"):
        return frame, []
    blank = pl.all_horizontal(pl.col(c.name + TEXT) == "" for c in (*measures, *form.having("note")))
    known = pl.all_horizontal(pl.col(n).is_not_null() & pl.col(n + PROBLEM).is_null() for n in form.key)
    unfilled = frame.filter(blank & known)
    labels = {name: {c.code: c.vi for c in catalogue.codes(form.column(name).list or "")} for name in form.key}
    found: list[tuple[str, Finding]] = []
    for row in unfilled.iter_rows(named=True):
        submission_id = row["submission_id"]
        counts[submission_id].update({"rejected": 1} if due else {"data": -1, "other": 1})
        params = {"row": " / ".join(row[name + TEXT] for name in form.key)}
        declared = {"row": " / ".join(labels[name].get(row[name], "…") for name in form.key)}
        cell = f"{row[measures[0].name + LETTER]}{row['row']}"
        check = "row_missing" if due else "row_unfilled"
        found.append((submission_id, Finding(check, row["sheet"], cell, params=params, declared=declared, rejects=due)))
    return frame.filter(~(blank & known)), found


def rows_absent(
    frame: pl.DataFrame, read: Iterable[Reading], form: Form, catalogue: Catalogue
) -> Iterator[tuple[str, Finding]]:
    """A warning for each row that the form asks for, in force at the period's end, and that a file with rows lacks.

    `frame`: the typed rows of the form, those that are left blank included.
    """
    name = form.key[0]
    if not form.asks_each_row:
        return
    about = catalogue.row_column(form) == name
    filled = dict(frame.group_by("submission_id").agg(name).iter_rows())
    for reading in read:
        submission_id = reading.submission.submission_id
        there = filled.get(submission_id, ())
        due = catalogue.codes_in_force(form.column(name).list or "", last_day(reading.period or "")) if there else ()
        for code in due:
            if code.code not in there:
                row_code = code.code if about else None
                sheet, params = reading.tables[0].grid.sheet, {"row": code.vi}
                yield submission_id, Finding("row_absent", sheet, params=params, rejects=False, row_code=row_code)

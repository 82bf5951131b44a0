"""Rows whose labels stand in the list and whose figures were all left blank, as in a template filled in part."""

from collections import Counter
from collections.abc import Mapping

import polars as pl

from schemas.declarations import Catalogue
from schemas.frames import PROBLEM, TEXT
from schemas.records import Form
from sources.findings import Finding
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
    found: list[tuple[str, Finding]] = []
    for row in unfilled.iter_rows(named=True):
        submission_id = row["submission_id"]
        counts[submission_id].update({"rejected": 1} if due else {"data": -1, "other": 1})
        params = {"row": " / ".join(row[name + TEXT] for name in form.key)}
        labels = {name: {c.code: c.vi for c in catalogue.codes(form.column(name).list or "")} for name in form.key}
        declared = {"row": " / ".join(labels[name].get(row[name], "…") for name in form.key)}
        cell = f"{row[measures[0].name + LETTER]}{row['row']}"
        check = "row_missing" if due else "row_unfilled"
        found.append((submission_id, Finding(check, row["sheet"], cell, params=params, declared=declared, rejects=due)))
    return frame.filter(~(blank & known)), found

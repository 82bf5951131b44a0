"""The files as a user of another tool would hand them over: where the table lies, and schemas from what is declared."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.caught.found import Found, files

Declared = dict[str, Any]
_REMARK = re.compile(r"\s*\(.*\)\s*$")


@dataclass(frozen=True)
class Table:
    """A file's table: its columns under the names of the form, its rows as they stand from sheet row `first` on.

    `places`: the column of the sheet of each; `form`: what is declared about it.
    """

    file: str
    form: Declared
    frame: pd.DataFrame
    places: dict[str, int]

    def found(self, row: int | None, column: str | None, name: str) -> Found:
        """A finding at a row of the frame and a column of the form."""
        at = None if row is None else int(row)
        return Found(self.file, at, self.places.get(column or ""), name)


def forms(given: Path) -> dict[str, Declared]:
    """Form -> its key, columns (role, labels, codes, units, whole, min), identities, and words of totals."""
    found: dict[str, Declared] = json.loads((given / "forms.json").read_text(encoding="utf-8"))
    return found


def tables(given: Path) -> Iterator[Table]:
    """Every file, read by pandas at the rows where its table is said to lie; the frame's index is the sheet's row.

    Columns are found by their labels, without what stands in brackets behind them; totals and blank rows are left out,
    and a label that is merged over several rows stands in each.
    """
    declared = forms(given)
    for entry in files(given):
        heads, form = entry["heads"], declared[entry["form"]]
        sheet = pd.read_excel(given / "files" / entry["file"], header=None, dtype=object)
        body = sheet.iloc[heads[-1] + 1 : entry["last"] + 1]
        names = [name_of(sheet.iloc[heads, column], form) for column in sheet.columns]
        frame = body.set_axis(names, axis="columns").loc[:, [name for name in names if name]]
        frame = frame[[not is_total(row, form) for row in body.to_numpy().tolist()]]
        merged = [name for name in form["key"][:-1] if name in frame]
        frame[merged] = frame[merged].ffill()
        yield Table(entry["file"], form, frame.dropna(how="all"), {n: at for at, n in enumerate(names) if n})


def name_of(head: Any, form: Declared) -> str:
    """The column of the form that a header names, its lowest filled cell first; none for any other."""
    for text in reversed([str(cell) for cell in head if not pd.isna(cell)]):
        plain = " ".join(_REMARK.sub("", text).lower().split())
        for name, column in form["columns"].items():
            if plain in [label.lower() for label in column["labels"]]:
                return str(name)
    return ""


def is_total(row: list[Any], form: Declared) -> bool:
    """Whether the first text of a row is a word for a total."""
    first = next((str(cell).strip() for cell in row if not pd.isna(cell)), "")
    return first in form["totals"]


def measures(form: Declared) -> list[str]:
    """The names of the columns of figures."""
    return [name for name, column in form["columns"].items() if column["role"] == "measure"]

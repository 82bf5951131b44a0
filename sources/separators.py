"""Columns in which a comma and a dot may stand for the same thing: `3,003` beside `3.003`."""

from collections.abc import Iterator

import polars as pl

from schemas.frames import PROBLEM, TEXT
from schemas.records import Form
from sources.explaining import at
from sources.findings import Finding
from sources.numbers import bared
from sources.typed import LETTER, TYPED, UNIT

_TABLE = ("submission_id", "sheet")
_THREE_DECIMALS = r"^-?\d{1,3},\d{3}$"
_THOUSANDS = r"^-?\d{1,3}(\.\d{3})+$"


def mixed_separators(frame: pl.DataFrame, form: Form) -> Iterator[tuple[str, Finding]]:
    """A warning for each column of a sheet in which texts were read as thousands and others with three decimals.

    Only figures of one unit are compared: in kg and in đồng both may be meant.
    """
    for column in form.having("measure"):
        alike = [*_TABLE, column.unit_column or column.name + UNIT]
        text = bared(pl.col(column.name + TEXT))
        read = frame.filter(~pl.col(column.name + TYPED) & pl.col(column.name + PROBLEM).is_null())
        decimals = read.filter(text.str.contains(_THREE_DECIMALS)).unique(alike, keep="first", maintain_order=True)
        cell = pl.col(column.name + LETTER) + pl.col("row").cast(pl.String)
        thousands = read.filter(text.str.contains(_THOUSANDS)).select(*alike, __other=text, __cell=cell)
        thousands = thousands.unique(alike, keep="first", maintain_order=True)
        for row in decimals.join(thousands, on=alike, maintain_order="left").iter_rows(named=True):
            whole, _, rest = str(row[column.name + TEXT]).strip().partition(",")
            params = {"whole": whole, "decimals": rest, "other": row["__other"], "other_cell": row["__cell"]}
            params["digits"] = row["__other"].replace(".", "")
            yield row["submission_id"], at(row, column, "mixed_separators", params=params, rejects=False)

"""Where the figures of a batch stand: the letters of their columns, and the cells that say why there is no figure."""

from collections.abc import Iterable, Iterator

import polars as pl

from schemas.declarations import Catalogue
from schemas.frames import TEXT
from schemas.records import Form
from sources.reading import Reading
from sources.typed import ABSENT, LETTER

Schema = dict[str, pl.DataType | type[pl.DataType]]

LETTERS: Schema = {
    **dict.fromkeys(("submission_id", "sheet", "column_name", "letter"), pl.String),
    **dict.fromkeys(("first_row", "last_row"), pl.Int32),
}
ABSENCES: Schema = {
    **dict.fromkeys(("submission_id", "sheet", "cell", "column_name", "value", "absence"), pl.String),
    "row": pl.Int32,
    "row_code": pl.String,
}

PLAN_BASES: Schema = {"submission_id": pl.String, "decision_number": pl.String, "decision_date": pl.Date}


def plan_bases(read: Iterable[Reading]) -> Iterator[dict[str, object]]:
    """The decision that each plan names, as rows of PLAN_BASES."""
    for reading in read:
        if reading.decision and not reading.problem:
            yield {
                "submission_id": reading.submission.submission_id,
                "decision_number": reading.decision.number,
                "decision_date": reading.decision.date,
            }


def letters(read: Iterable[Reading]) -> Iterator[dict[str, str | int]]:
    """The letter of each column of each table, as rows of LETTERS."""
    for reading in read:
        for table in reading.tables if not reading.problem else ():
            for name, column in table.columns.items():
                yield {
                    "submission_id": reading.submission.submission_id,
                    "sheet": table.grid.sheet,
                    "column_name": name,
                    "letter": table.grid.letter(column),
                    "first_row": table.grid.number(table.first_row),
                    "last_row": table.grid.number(table.end - 1),
                }


def absences(accepted: pl.DataFrame, form: Form, catalogue: Catalogue) -> pl.DataFrame:
    """The cells of accepted rows that say why there is no figure."""
    about = catalogue.row_column(form)
    parts = [
        accepted.filter(pl.col(c.name + ABSENT).is_not_null()).select(
            "submission_id",
            "sheet",
            cell=pl.col(c.name + LETTER) + pl.col("row").cast(pl.String),
            column_name=pl.lit(c.name),
            value=pl.col(c.name + TEXT),
            absence=pl.col(c.name + ABSENT),
            row="row",
            row_code=pl.col(about) if about else pl.lit(None, pl.String),
        )
        for c in form.having("measure")
    ]
    return pl.concat(parts)

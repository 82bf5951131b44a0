"""What the rows of a register say of one another and of their return: the year, the office, parts and total."""

from collections.abc import Iterable

import polars as pl

from schemas.calendar import year_of
from schemas.declarations import Catalogue
from schemas.frames import PROBLEM, TEXT, VALUE
from schemas.records import Form
from sources.reading import Reading
from sources.typed import ABSENT

RETURN_YEAR = "__return_year"
PARTS = "__parts"
_OFFICE = "__office"
_OWNER = "__owner"


def settle(frame: pl.DataFrame, read: Iterable[Reading], form: Form, catalogue: Catalogue) -> pl.DataFrame:
    """Judge the typed rows of a register by their returns: fills in blank years, adds problems.

    `wrong_year`: a row is about the year of its return or an earlier one. `other_office`: the indicator is another
    submitter's. `parts_differ`: an indicator is reported as a total, by its breakdown or both; where both, they agree.
    Adds `__return_year` and `__parts` (the sum of the parts beside a total that differs). Other forms pass as they are.
    """
    if not form.having("year"):
        return frame
    frame = frame.join(_returns(read), on="submission_id", how="left", maintain_order="left")
    frame = _with_owners(_with_year(frame, form), form, catalogue)
    return _with_parts(frame, form)


def _returns(read: Iterable[Reading]) -> pl.DataFrame:
    rows = [(r.submission.submission_id, year_of(r.period), r.submitter) for r in read if r.period]
    schema = {"submission_id": pl.String, RETURN_YEAR: pl.Int64, _OFFICE: pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row").unique("submission_id")


def _with_year(frame: pl.DataFrame, form: Form) -> pl.DataFrame:
    column = form.having("year")[0]
    name, blank = column.name, pl.col(column.name + TEXT) == ""
    frame = frame.with_columns(pl.when(blank).then(pl.col(RETURN_YEAR).cast(pl.String)).otherwise(name).alias(name))
    year = pl.col(name).cast(pl.Int64)
    outside = (year > pl.col(RETURN_YEAR)) | (year < int(column.min or 0))
    wrong = pl.when(outside).then(pl.lit("wrong_year"))
    return frame.with_columns(pl.coalesce(name + PROBLEM, wrong).alias(name + PROBLEM))


def _with_owners(frame: pl.DataFrame, form: Form, catalogue: Catalogue) -> pl.DataFrame:
    name = form.key[0]
    owners = {i.code: i.source.submitter for i in catalogue.registered.values() if i.source and i.source.submitter}
    owner = pl.col(name).replace_strict(owners, default=None, return_dtype=pl.String)
    others = pl.when(owner.is_not_null() & (owner != pl.col(_OFFICE))).then(pl.lit("other_office"))
    return frame.with_columns(pl.coalesce(name + PROBLEM, others).alias(name + PROBLEM))


def _with_parts(frame: pl.DataFrame, form: Form) -> pl.DataFrame:
    """Compare each total with the sum of its parts, where every one of them could be read."""
    value, breakdown = form.having("measure")[0].name, form.having("breakdown")[0].name
    same = ["submission_id", *(name for name in form.key if name != breakdown)]
    broken = pl.any_horizontal(pl.col(c.name + PROBLEM).is_not_null() for c in form.columns)
    known = ~broken & pl.col(value + ABSENT).is_null()
    part = pl.col(breakdown + TEXT).ne("") & pl.col(breakdown).is_not_null()
    sums = (
        frame.filter(pl.col(breakdown).is_not_null() | broken)
        .group_by(same)
        .agg(
            pl.col(value).filter(part).sum().cast(VALUE).alias(PARTS),
            (known.all() & part.all() & (pl.col(breakdown).n_unique() == pl.len())).alias("__comparable"),
        )
        .filter("__comparable")
        .drop("__comparable")
    )
    frame = frame.join(sums, on=same, how="left", maintain_order="left")
    differs = known & pl.col(breakdown).is_null() & (pl.col(PARTS) != pl.col(value))
    problem = pl.when(differs).then(pl.lit("parts_differ"))
    return frame.with_columns(pl.coalesce(value + PROBLEM, problem).alias(value + PROBLEM))

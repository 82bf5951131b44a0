"""The figures of a year that have an international code, and those that they are worked out from."""

from collections.abc import Iterator
from datetime import date

import polars as pl

from reports.leaving.texts import csv, plain
from schemas.declarations import DISTRICTS, Catalogue
from schemas.exchange_codes import coded, listed_by_code

_STATUSES = {"final": "A", "provisional": "P", "missing": "M"}


def coded_figures(frame: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """Of figures (`warehouse.leaving.figures`) the results of whole and districts that a list by codes has."""
    part = pl.col("dimension").is_null() | (pl.col("dimension") == "district")
    wanted = listed_by_code(catalogue)
    order = pl.col("indicator").replace_strict({code: n for n, code in enumerate(wanted)}, return_dtype=pl.Int64)
    known = frame.filter((pl.col("measure") == "actual") & pl.col("indicator").is_in(wanted) & part)
    return known.sort(order, pl.col("code"), nulls_last=False, maintain_order=True)


def by_code(frame: pl.DataFrame, catalogue: Catalogue) -> bytes:
    """The list of `coded_figures`; what has no code of its own stands in it for others to be worked out."""
    named, whole = coded(catalogue), catalogue.exchange.territory
    text = frame.with_columns(
        body=_named(named, 0),
        area=pl.col("code").fill_null(whole.code),
        code=_named(named, 1),
        period=pl.col("year").cast(pl.String),
        value=plain("value"),
        status=pl.col("maturity").replace_strict(_STATUSES),
    )
    areas = dict(_names(frame["year"].unique().to_list(), catalogue))
    at = (pl.col("period") + "/" + pl.col("area")).replace_strict(areas, default="", return_dtype=pl.String)
    fields = catalogue.exchange.format("by_code").fields
    return csv(text.with_columns(breakdown=at).select(pl.col(field.name).alias(field.label) for field in fields))


def _names(years: list[int], catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Year and code of each territory -> the name that it had at the end of the year."""
    whole = catalogue.exchange.territory
    for year in years:
        yield f"{year}/{whole.code}", whole.vi
        for district in catalogue.codes_in_force(DISTRICTS, date(year, 12, 31)):
            yield f"{year}/{district.code}", district.vi


def _named(codes: dict[str, tuple[str, str]], place: int) -> pl.Expr:
    return pl.col("indicator").replace_strict(
        {indicator: named[place] for indicator, named in codes.items()}, default=None, return_dtype=pl.String
    )

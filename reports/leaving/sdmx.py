"""Values and figures as SDMX-CSV 2.0: one row for each observation, its key, its value, its attributes."""

import polars as pl

from reports.leaving.texts import csv, plain
from schemas.declarations import Catalogue
from schemas.exchange import TOTAL, Artefact, breakdown_code

_STATUSES = {"final": "A", "provisional": "P", "estimate": "E", "missing": "M"}
_FORMAT = "sdmx_values"


def values(frame: pl.DataFrame, catalogue: Catalogue) -> bytes:
    """The values that figures are worked out from (`warehouse.leaving.values`)."""
    status = pl.when(pl.col("measure") == "estimate").then(pl.lit("E"))
    keyed = frame.with_columns(
        area=pl.col("district").fill_null(catalogue.exchange.territory.code),
        breakdown=_breakdown(pl.col("breakdown"), catalogue),
        status=status.when("provisional").then(pl.lit("P")).otherwise(pl.lit("A")),
        decided=pl.col("decided").dt.strftime("%Y-%m-%d"),
    )
    return _written(keyed, catalogue.exchange.values, catalogue)


def figures(frame: pl.DataFrame, catalogue: Catalogue) -> bytes:
    """The published figures (`warehouse.leaving.figures`); what is due and not known has no value."""
    units = {each.code: each.unit for each in catalogue.exchange.measures if each.unit}
    given = pl.col("measure").replace_strict(units, default=None, return_dtype=pl.String)

    def of(dimension: str, whole: str) -> pl.Expr:
        return pl.when(pl.col("dimension") == dimension).then("code").otherwise(pl.lit(whole))

    part = pl.when(pl.col("dimension") == "breakdown").then("code")
    keyed = frame.with_columns(
        period=pl.col("year").cast(pl.String),
        area=of("district", catalogue.exchange.territory.code),
        submitter=of("submitter", TOTAL),
        breakdown=_breakdown(part, catalogue),
        unit=pl.coalesce(given, pl.col("unit")),
        status=pl.col("maturity").replace_strict(_STATUSES),
        decision=pl.lit(None, pl.String),
        decided=pl.lit(None, pl.String),
        origin=pl.lit(None, pl.String),
    )
    return _written(keyed, catalogue.exchange.figures, catalogue)


def _breakdown(code: pl.Expr, catalogue: Catalogue) -> pl.Expr:
    """A code of an indicator's breakdown with the name of its list."""
    lists = {i.code: catalogue.breakdown_list(i) or "" for i in catalogue.indicators.values()}
    listed = pl.col("indicator").replace_strict(lists, return_dtype=pl.String)
    return pl.when(code.is_null()).then(pl.lit(TOTAL)).otherwise(listed + breakdown_code("", "") + code)


def _written(frame: pl.DataFrame, flow: Artefact, catalogue: Catalogue) -> bytes:
    text = frame.with_columns(
        freq=pl.when(pl.col("period").str.contains("-Q")).then(pl.lit("Q")).otherwise(pl.lit("A")),
        value=plain("value"),
        multiplier=pl.lit("0"),
    ).with_columns(decimals=pl.col("value").str.extract(r"\.(\d+)$", 1).fill_null("").str.len_chars().cast(pl.String))
    known = pl.when(pl.col("value").is_not_null())
    fields = catalogue.exchange.format(_FORMAT).fields
    return csv(
        text.with_columns(known.then("decimals").alias("decimals")).select(
            pl.lit("dataflow").alias("STRUCTURE"),
            pl.lit(catalogue.exchange.flow(flow)).alias("STRUCTURE_ID"),
            pl.lit("I").alias("ACTION"),
            *(pl.col(field.name).alias(field.label) for field in fields),
        )
    )

"""What the texts of an exchanged value stand for: our codes for the codes of its format.

The columns that are added (all String): INDICATOR, MEASURE, SUBMITTER, PERIOD, UNIT (the one that is due); DISTRICT and
BREAKDOWN, empty for the whole. Null where the text stands for nothing.
"""

from collections.abc import Callable, Iterable, Mapping

import polars as pl

from schemas.declarations import Catalogue
from schemas.exchange import EXCHANGE, GIVEN, TOTAL, breakdown_code, uid
from schemas.exchange_codes import DEFAULT_COMBINATION, areas, element, parted

INDICATOR, MEASURE, DISTRICT, SUBMITTER = "__indicator", "__measure", "__district", "__submitter"
BREAKDOWN, PERIOD, UNIT, FREQUENCY = "__breakdown", "__period", "__unit", "__frequency"
_BESIDE = "\x1f"
_YEAR, _QUARTER = r"^([12]\d{3})$", r"^([12]\d{3})-?Q([1-4])$"


def meant(frame: pl.DataFrame, format: str, catalogue: Catalogue) -> pl.DataFrame:
    """The frame with what its texts stand for; FREQUENCY (`quarterly`, `annual`) is how often the value is given."""
    frame = _MEANINGS[format](frame, catalogue)
    units = {code: i.unit for code, i in catalogue.indicators.items()}
    return frame.with_columns(pl.col(INDICATOR).replace_strict(units, default=None, return_dtype=pl.String).alias(UNIT))


def _sdmx(frame: pl.DataFrame, c: Catalogue) -> pl.DataFrame:
    parts = {code + _BESIDE + breakdown_code(name, each): each for code, name, each in parted(c)}
    parts |= {code + _BESIDE + TOTAL: "" for code in c.indicators}
    return _known(
        frame.with_columns(_coded("indicator", _same(c.indicators)).alias(INDICATOR)).with_columns(
            _coded("measure", _same(GIVEN)).alias(MEASURE),
            _coded("area", areas(c)).alias(DISTRICT),
            _coded("submitter", _same(c.submitters)).alias(SUBMITTER),
            _beside("breakdown", parts).alias(BREAKDOWN),
            period("period").alias(PERIOD),
        ),
        c,
    )


def _dhis2(frame: pl.DataFrame, c: Catalogue) -> pl.DataFrame:
    reported = [i for i in c.indicators.values() if i.source]
    named = {uid("dataElement", element(i.code, m)): (i.code, m) for i in reported for m in GIVEN}
    parts = {code + _BESIDE + uid("categoryOptionCombo", breakdown_code(n, each)): each for code, n, each in parted(c)}
    whole = {uid("categoryOptionCombo", breakdown_code(n, TOTAL)) for n in {n for _, n, _ in parted(c)}}
    parts |= {code + _BESIDE + each: "" for code in c.indicators for each in (*whole, DEFAULT_COMBINATION, "")}
    return _known(
        frame.with_columns(
            _coded("element", {key: code for key, (code, _) in named.items()}).alias(INDICATOR),
            _coded("element", {key: measure for key, (_, measure) in named.items()}).alias(MEASURE),
        ).with_columns(
            _coded("area", {uid("organisationUnit", code): own for code, own in areas(c).items()}).alias(DISTRICT),
            _coded("submitter", {uid("submitter", code): code for code in c.submitters}).alias(SUBMITTER),
            _beside("breakdown", parts).alias(BREAKDOWN),
            period("period").alias(PERIOD),
        ),
        c,
    )


def _by_code(frame: pl.DataFrame, c: Catalogue) -> pl.DataFrame:
    return frame.with_columns(
        _coded("indicator", _same(c.indicators)).alias(INDICATOR),
        pl.lit("actual").alias(MEASURE),
        _coded("area", areas(c)).alias(DISTRICT),
        pl.lit(EXCHANGE).alias(SUBMITTER),
        pl.lit("").alias(BREAKDOWN),
        period("period").alias(PERIOD),
        pl.lit("annual").alias(FREQUENCY),
    )


_MEANINGS: Mapping[str, Callable[[pl.DataFrame, Catalogue], pl.DataFrame]] = {
    "sdmx_values": _sdmx,
    "dhis2_values": _dhis2,
    "by_code": _by_code,
}


def _known(frame: pl.DataFrame, c: Catalogue) -> pl.DataFrame:
    """The frame with how often the form of each value is due; what nobody reported is known of years alone."""
    forms = {code: c.forms[i.source.form].frequency for code, i in c.indicators.items() if i.source}
    due = pl.col(INDICATOR).replace_strict(forms, default=None, return_dtype=pl.String)
    return frame.with_columns(
        pl.when((pl.col(MEASURE) == "actual") & (pl.col(SUBMITTER) != EXCHANGE))
        .then(due)
        .otherwise(pl.lit("annual"))
        .alias(FREQUENCY)
    )


def period(name: str) -> pl.Expr:
    """`2014`, `2014-Q1` or `2014Q1` as our code of the period."""
    text = pl.col(name)
    quarter = text.str.extract(_QUARTER, 1) + pl.lit("-Q") + text.str.extract(_QUARTER, 2)
    return pl.coalesce(text.str.extract(_YEAR, 1), quarter)


def _same(codes: Iterable[str] | Mapping[str, object]) -> dict[str, str]:
    return {code: code for code in codes}


def _coded(name: str, codes: Mapping[str, str]) -> pl.Expr:
    return pl.col(name).replace_strict(codes, default=None, return_dtype=pl.String)


def _beside(name: str, codes: Mapping[str, str]) -> pl.Expr:
    """The code that a text stands for beside its indicator."""
    return (pl.col(INDICATOR) + _BESIDE + pl.col(name)).replace_strict(codes, default=None, return_dtype=pl.String)

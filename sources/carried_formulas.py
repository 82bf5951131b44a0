"""What a list by codes says of indicators that formulas give, against what its own terms come to."""

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal, localcontext

import polars as pl

from schemas.declarations import Catalogue
from schemas.records import Indicator
from schemas.terms import terms
from sources.carried_meaning import DISTRICT, INDICATOR

# As the warehouse works out ratios: exact, and rounded once.
_PLACES = Decimal("0.000000000001")
_DIGITS = 100
Given = Mapping[tuple[str, str], Decimal]


def wrong_formulas(
    frame: pl.DataFrame, is_formula: pl.Expr, catalogue: Catalogue
) -> Iterator[tuple[dict[str, object], str, str]]:
    """Each row whose terms the file lacks or contradicts: the row, the check, what is missing or what was expected."""
    reported = frame.filter(~is_formula).select(INDICATOR, DISTRICT, "value").iter_rows()
    given = {(indicator, district): Decimal(value) for indicator, district, value in reported}
    for row in frame.filter(is_formula).iter_rows(named=True):
        indicator = catalogue.indicators[row[INDICATOR]]
        missing = [t.indicator for t in terms(indicator, catalogue) if (t.indicator, row[DISTRICT]) not in given]
        if missing:
            yield row, "exchange_terms", ", ".join(missing)
        elif (expected := _worked_out(indicator, row[DISTRICT], given, catalogue)) != Decimal(row["value"]):
            yield row, "exchange_differs", f"{expected.normalize():f}" if expected is not None else "–"


def _worked_out(indicator: Indicator, district: str, given: Given, catalogue: Catalogue) -> Decimal | None:
    sides = {"of": Decimal(0), "to": Decimal(0)}
    for term in terms(indicator, catalogue):
        sides[term.side] += term.sign * given[term.indicator, district]
    rate = catalogue.units[indicator.unit].rate
    if not (indicator.formula and indicator.formula.to):
        return sides["of"]
    if not sides["to"]:
        return None
    with localcontext(prec=_DIGITS):
        return (sides["of"] * (rate.times if rate else 1) / sides["to"]).quantize(_PLACES, rounding=ROUND_HALF_UP)

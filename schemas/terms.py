"""What a formula rests on in the end: the indicators that are reported, each with its sign."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from schemas.catalogue import Catalogue
from schemas.records import Indicator

Side = Literal["of", "to"]


@dataclass(frozen=True)
class Term:
    """A reported indicator in a formula: added (1) or taken off (-1), above (`of`) or below (`to`) the line.

    `by_code`: where the formula is worked out by the codes of its list, this term enters with the code's own figure;
    any other with its total.
    """

    side: Side
    indicator: str
    sign: int
    by_code: bool


def terms(indicator: Indicator, catalogue: Catalogue) -> list[Term]:
    """The terms of an indicator's formula, sums within sums written out; empty for a reported one.

    The formulas must have no cycle, and a ratio may stand in no other formula: `consistency` sees to both.
    """
    if indicator.formula is None:
        return []
    sides: tuple[tuple[Side, tuple[tuple[str, int], ...]], ...] = (
        ("of", indicator.formula.of),
        ("to", indicator.formula.to),
    )
    return [
        Term(side, leaf, sign * own, by_code)
        for side, parts in sides
        for code, own in parts
        for leaf, sign, by_code in _leaves(catalogue.indicators[code], indicator.by, catalogue)
    ]


def _leaves(indicator: Indicator, by: str | None, catalogue: Catalogue) -> Iterator[tuple[str, int, bool]]:
    """The reported indicators under one, by code as long as every indicator on the way has the list `by`."""
    by = by if catalogue.breakdown_list(indicator) == by else None
    if indicator.formula is None:
        yield indicator.code, 1, by is not None
        return
    for code, own in indicator.formula.of:
        for leaf, sign, by_code in _leaves(catalogue.indicators[code], by, catalogue):
            yield leaf, sign * own, by_code

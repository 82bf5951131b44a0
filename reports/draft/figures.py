"""The published figures that a draft is checked against, exact, by indicator, breakdown, measure and year."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from schemas.catalogue import Catalogue
from warehouse.reading import draft_estimates, draft_figures
from warehouse.store import connected

OVER_PLAN, OVER_PREVIOUS = "over_plan", "over_previous"
SHARE = "share"
DIFFERENCES = (OVER_PLAN, OVER_PREVIOUS)


@dataclass(frozen=True)
class Key:
    """Which figure: `breakdown` is empty for the whole; `measure` as in `kpi.indicator_year`."""

    indicator: str
    measure: str
    year: int
    breakdown: str = ""


@dataclass(frozen=True)
class Figures:
    """Exact values by key, and how many of the returns expected have come in, by indicator and year.

    estimates: what results of years that are running are estimated at, and their percent of plan and growth.
    """

    values: Mapping[Key, Decimal]
    returns: Mapping[tuple[str, int], tuple[int, int]]
    years: frozenset[int]
    estimates: Mapping[Key, Decimal] = field(default_factory=dict)

    def get(self, key: Key) -> Decimal | None:
        """The value, in the base unit (percentages in percent); a plan also as last year's plan for the next.

        `over_plan` and `over_previous` are the result less the plan, and less the result of the year before; `share`
        is the part in percent of the whole. The growth of a part, of which none is published, is worked out.
        """
        if key.measure == SHARE:
            part, whole = (self.get(replace(key, measure="actual", breakdown=of)) for of in (key.breakdown, ""))
            return part / whole * 100 if part is not None and whole else None
        if key.measure in DIFFERENCES:
            return self._less(replace(key, measure="actual"), key)
        if key.measure == "growth" and key not in self.values:
            return self._grown(replace(key, measure="actual"))
        found = self.values.get(key)
        if found is None and key.measure == "previous":
            return self.values.get(replace(key, measure="actual", year=key.year - 1))
        # A year with figures has its plans by the rule of kpi.plan_versions.
        if found is None and key.measure == "plan" and key.year not in self.years:
            return self.values.get(Key(key.indicator, "next_plan", key.year - 1, key.breakdown))
        return found

    def estimate(self, key: Key) -> Decimal | None:
        """What is expected of a year that is running, where an appendix prints that for what is in so far."""
        if key.measure in DIFFERENCES:
            return self._less(replace(key, measure="actual"), key, estimated=True)
        return self.estimates.get(key)

    def stated(self, key: Key) -> tuple[Decimal, ...]:
        """The values that a draft may rightly state: the estimate of a running year, and what is in."""
        return tuple(value for value in (self.estimate(key), self.get(key)) if value is not None)

    def is_running(self, indicator: str, year: int) -> bool:
        """Whether some of the year's returns are not in."""
        received, expected = self.returns.get((indicator, year), (0, 0))
        return received < expected

    def _grown(self, result: Key) -> Decimal | None:
        there, before = self.get(result), self.get(replace(result, year=result.year - 1))
        return (there / before - 1) * 100 if there is not None and before else None

    def _less(self, result: Key, key: Key, *, estimated: bool = False) -> Decimal | None:
        base = replace(result, measure="plan") if key.measure == OVER_PLAN else replace(result, year=key.year - 1)
        there, before = self.estimates.get(result) if estimated else self.get(result), self.get(base)
        return None if there is None or before is None else there - before


def with_parts(figures: Figures, catalogue: Catalogue) -> Figures:
    """The figures, with sums of a part that never had one of the terms: an operator without fixed telephones.

    A term that the part had in any year must be there; a sum without it is not known.
    """
    values = dict(figures.values)
    parts = [key for key in values if key.breakdown and key.measure == "actual"]
    had = {(key.indicator, key.breakdown) for key in parts}
    for code, indicator in catalogue.indicators.items():
        terms = indicator.formula.sum if indicator.formula else ()
        for key in (key for key in parts if key.indicator in terms):
            kept = [values.get(replace(key, indicator=term)) for term in terms if (term, key.breakdown) in had]
            known = [value for value in kept if value is not None]
            if len(known) == len(kept):
                values.setdefault(replace(key, indicator=code), sum(known, Decimal(0)))
    return replace(figures, values=values)


def published(path: Path) -> Figures:
    """The figures of a published warehouse; none where nothing has been published."""
    if not path.exists():
        return of_rows([])
    with connected(path, read_only=True) as connection:
        return of_rows(draft_figures(connection), draft_estimates(connection))


def of_rows(rows: Iterable[Mapping[str, Any]], estimated: Iterable[Mapping[str, Any]] = ()) -> Figures:
    """The figures of rows with indicator, breakdown, measure, year, value and the counts of returns.

    estimated: rows of estimates, as of `warehouse.reading.draft_estimates`.
    """
    values: dict[Key, Decimal] = {}
    returns: dict[tuple[str, int], tuple[int, int]] = {}
    for row in rows:
        values[Key(row["indicator"], row["measure"], row["year"], row["breakdown"] or "")] = row["value"]
        if row["returns_expected"]:
            returns[row["indicator"], row["year"]] = (row["returns_received"], row["returns_expected"])
    estimates = {Key(row["indicator"], row["measure"], row["year"]): row["value"] for row in estimated}
    return Figures(values, returns, frozenset(key.year for key in values), estimates)

"""What a percentage sets against what: the plan of one year against the result of another."""

import re
from dataclasses import dataclass
from functools import lru_cache

from reports.draft.figures import Key
from schemas.prose import Prose, alternatives


@dataclass(frozen=True)
class Side:
    """One side of a comparison: `plan` or `actual`, and its year."""

    measure: str
    year: int

    def of(self, indicator: str) -> Key:
        """The figure of an indicator that stands on this side."""
        return Key(indicator, self.measure, self.year)


Sides = tuple[Side, Side]


def opposed(text: str, words: Prose, year: int) -> Sides | None:
    """The two sides of `KH 2015/TH 2014`, where they are no result against its own plan or the year before.

    year: that of a side that names none. None where the text compares nothing, or the usual.
    """
    found = _opposing(words).search(text)
    if found is None:
        return None
    top, base = (_side(found, words, each, year) for each in ("top", "base"))
    if top is None or base is None:
        return None
    if not found["base_year"] and (top.measure, base.measure) == ("actual", "plan"):  # `năm 2013: % so với KH`
        base = Side("plan", top.year)
    usual = top.measure == "actual" and base in (Side("plan", top.year), Side("actual", top.year - 1))
    return None if usual or top == base else (top, base)


def _side(found: re.Match[str], words: Prose, name: str, year: int) -> Side | None:
    said, named = found[f"{name}_said"], found[f"{name}_year"]
    if not said and not named:
        return None
    planned = said is not None and re.fullmatch(alternatives(_plans(words)), said) is not None
    return Side("plan" if planned else "actual", int(named or year))


def _plans(words: Prose) -> tuple[str, ...]:
    return (*words.measures.plan, "chỉ tiêu")


@lru_cache
def _opposing(words: Prose) -> re.Pattern[str]:
    said = alternatives((*_plans(words), *words.results, *words.measures.actual))

    def side(name: str) -> str:
        return (
            rf"(?:(?P<{name}_said>{said})(?!\w)\s*)?(?:(?:của\s+)?năm\s*)?"
            rf"(?:(?<!\d)(?P<{name}_year>(?:19|20)\d{{2}})(?!\d))?"
        )

    between = r"\s*(?:[^,;:()\d/]{0,15}?\s)?(?:/|(?:so\s+)?với(?!\w))\s*"
    return re.compile(rf"(?<!\w){side('top')}{between}{side('base')}")

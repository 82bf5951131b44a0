"""The returns that are overdue, as everybody who tells of them counts and words them."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from schemas.alerts import AlertWords

Record = Mapping[str, Any]


def overdue_count(missing: Sequence[Record], years: Sequence[Record]) -> int:
    """How many returns are overdue: each that is named, and those of the years of which nothing has come yet."""
    return len(missing) + sum(int(year["returns"]) for year in years)


def nothing_came(years: Sequence[Record], words: AlertWords) -> list[tuple[str, str]]:
    """The one line about the years of which nothing has come yet, Vietnamese and English; none where there are none."""
    if not years:
        return []
    count = overdue_count([], years)
    return [words.say("line_missing_years", years=_spans([year["year"] for year in years]), count=count)]


def _spans(years: Sequence[int]) -> str:
    """`2015–2017, 2019`."""
    runs = [list(run) for _, run in groupby(enumerate(sorted(years)), key=lambda each: each[1] - each[0])]
    ends = [(run[0][1], run[-1][1]) for run in runs]
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in ends)

"""Of which year the percentages of a column are whose head names none: that of the amounts beside it."""

from collections.abc import Sequence
from dataclasses import replace

from reports.draft.heads import dated
from reports.draft.sheets import UNCLEAR, Column

_COMPARING = ("percent_of_plan", "growth")


def of_their_years(columns: Sequence[Column]) -> list[Column]:
    """The columns; percentages of a plan or growths under a head without a year are of the year of the amounts beside.

    `KH 2013 | TH 2013 | % KH | KH 2014 | TH 2014 | % KH`: each is of the two before it. Where several years stand
    beside a column, or two such columns beside the same amounts, nobody can tell.
    """
    return [_placed(c, columns) if _open(c) else c for c in columns]


def _open(column: Column) -> bool:
    return column.measure in _COMPARING and column.percent and not column.sides and not dated(column.head)


def _placed(column: Column, columns: Sequence[Column]) -> Column:
    alike = [c for c in columns if _open(c) and c.measure == column.measure and c.partial == column.partial]
    amounts = [c for c in columns if not c.percent and (c.partial == column.partial or c.measure == "plan")]
    everywhere = _paired(amounts, column.measure)
    if not everywhere or (column.measure == "growth" and len(alike) == 1):
        return column
    beside = _beside(column, alike, amounts)
    tried = (_paired(beside, column.measure), _paired(beside[-2:], column.measure), everywhere if not beside else set())
    years = next((each for each in tried if len(each) == 1), set())
    return replace(column, year=max(years)) if years else replace(column, measure=UNCLEAR)


def _paired(amounts: Sequence[Column], measure: str) -> set[int]:
    """The years whose amounts stand there: plan and result, or for a growth the latest result."""
    results = {c.year for c in amounts if c.measure in ("actual", "new", "stock")}
    if measure == "growth":
        return {max(results)} if results else set()
    return results & {c.year for c in amounts if c.measure == "plan"}


def _beside(column: Column, alike: Sequence[Column], amounts: Sequence[Column]) -> list[Column]:
    """The amounts between a column and the one of its kind before it."""
    first = max((c.place for c in alike if c.place < column.place), default=-1)
    return [c for c in amounts if first < c.place < column.place]

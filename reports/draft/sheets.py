"""A table of a draft as it was read: its columns, the labels of its rows, its cells."""

from dataclasses import dataclass
from decimal import Decimal

from reports.draft.numbers import Number
from reports.draft.opposing import Sides
from reports.draft.passages import Passage
from reports.draft.spans import PART
from reports.draft.stating import Claim

LIKELY = 0.5  # How well a head must fit a name to be one.
SIGNED, FALLS = "signed", "falls"
UNSIGNED = "unsigned"  # Why a fall without its sign is not checked.
UNCLEAR = ""  # The measure of a column that does not tell of which year its percentages are.
OPPOSED = "opposed"  # The measure of a column whose percentages set a plan against another year, or the like.
# The code of a unit, and how many of it the figures count in: `nghìn tờ` are a thousand copies.
Counted = tuple[str, int]


@dataclass(frozen=True)
class Column:
    """A column of figures: its whole head, the measure and year that the head says, the unit that it states.

    sides: what its percentages set against what, where that is not the usual; moves: what the head says of rises and
    falls, `signed` where a fall needs its sign, `falls` where it speaks of falls alone; `unsigned` where it says
    neither and no figure has a sign; else empty; gained: whether its head may mean what is new, or by how much there
    is more; span: `part` where they are of a part of the year, `start` where of its beginning, `within` where
    of what came between that and its end; there: whether a change is of
    what is on the network, as all amounts of its table are.
    """

    place: int
    head: str
    measure: str
    year: int
    unit: Counted = ("", 1)
    indicator: str | None = None
    total: bool = False
    sides: Sides | None = None
    moves: str = ""
    gained: bool = False
    span: str = ""
    there: bool = False

    @property
    def percent(self) -> bool:
        """Whether its figures are percentages."""
        return self.unit[0] == "percent"

    @property
    def partial(self) -> bool:
        """Whether its figures are of a part of the year."""
        return self.span == PART


@dataclass(frozen=True)
class Cell:
    """A figure of a table with the passage that it stands in."""

    passage: Passage
    number: Number
    row: int
    column: Column
    claim: Claim


@dataclass(frozen=True)
class Sheet:
    """A table as read: its columns of figures, the labels of its rows, which rows are totals, and the cells.

    nested: rows that are parts of other rows, or subtotals of them, stand among the others.
    """

    columns: tuple[Column, ...]
    labels: tuple[str, ...]
    totals: frozenset[int]
    cells: tuple[Cell, ...]
    nested: bool = False

    def column(self, place: int) -> list[Cell]:
        """The figures of one column, in order."""
        return [cell for cell in self.cells if cell.column.place == place]


@dataclass(frozen=True)
class Off:
    """A cell that others of its table make up; `right` is what it should be by them; `parts` are those cells."""

    cell: Cell
    right: Decimal
    holds: bool
    why: str
    parts: tuple[Cell, ...] = ()

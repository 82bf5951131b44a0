"""Sheets as grids of cells, wherever they came from: each cell has the address that a spreadsheet shows."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from math import isfinite

Moment = date | datetime | time | timedelta
Span = tuple[int, int, int, int]

_DAY_ZERO = datetime(1899, 12, 30)
_DAY = timedelta(days=1)


class UnreadableFile(ValueError):
    """The bytes cannot be read; `check` is the message code that says why."""

    def __init__(self, check: str, detail: str = "") -> None:
        """Keep the code beside the library's own words."""
        super().__init__(detail or check)
        self.check = check


@dataclass(frozen=True)
class Dated:
    """A number that its cell shows as a date or a time. `number`: as the file has it; empty where it is not known."""

    moment: Moment
    number: str = ""

    def __str__(self) -> str:
        """The date as one text, whatever the cell's format."""
        return str(self.moment)

    @property
    def shown(self) -> str:
        """As a spreadsheet shows it here."""
        if isinstance(self.moment, datetime):
            return f"{self.moment:%d/%m/%Y %H:%M:%S}"
        return f"{self.moment:%d/%m/%Y}" if isinstance(self.moment, date) else str(self.moment)

    @property
    def serial(self) -> str:
        """The number behind it, counted in days as spreadsheets do where the file does not say."""
        if self.number:
            return self.number
        moment = self.moment
        if isinstance(moment, time):
            moment = timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second)
        elif not isinstance(moment, timedelta):
            moment = datetime.combine(moment, getattr(moment, "time", time)()) - _DAY_ZERO
        days = Decimal(moment // timedelta(microseconds=1)) / Decimal(_DAY // timedelta(microseconds=1))
        return f"{round(days, 6).normalize():f}"


Cell = int | float | str | bool | Dated


@dataclass(frozen=True)
class Grid:
    """A sheet's cells; `rows[0][0]` is the cell at `top`, `left` (zero-based). `hidden`: nobody sees it."""

    sheet: str
    top: int
    left: int
    rows: list[list[Cell]]
    merged: tuple[Span, ...] = ()
    hidden: bool = False

    def text(self, row: int, column: int) -> str:
        """The cell's raw text; empty for a blank or a cell outside."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            cell = self.rows[row][column]
            return cell if type(cell) is str else raw_text(cell)
        return ""

    def filled(self, row: int) -> tuple[int, ...]:
        """The columns of a row that hold something."""
        if row not in self._filled:
            self._filled[row] = tuple(column for column, cell in enumerate(self.rows[row]) if cell != "")
        return self._filled[row]

    @cached_property
    def _filled(self) -> dict[int, tuple[int, ...]]:
        return {}

    @cached_property
    def labels(self) -> dict[tuple[int, int, int], tuple[str, ...]]:
        """First row of a header, row and column -> what the cell may be called: see `sources.headings`."""
        return {}

    def address(self, row: int, column: int) -> str:
        """The cell's address as a spreadsheet shows it, such as `C7`."""
        return f"{self.letter(column)}{self.number(row)}"

    def number(self, row: int) -> int:
        """The row number as a spreadsheet shows it."""
        return self.top + row + 1

    def letter(self, column: int) -> str:
        """The column letter as a spreadsheet shows it."""
        return letter(self.left + column)

    def spanning(self, row: int, column: int) -> str:
        """The text of the merged cell that covers this one, or the cell's own text."""
        spans = self._spans.get(row, [])
        at = bisect_right(spans, (column, len(self.rows))) - 1
        if at >= 0 and spans[at][0] <= column <= spans[at][2]:
            return self.text(spans[at][1], spans[at][0])
        return self.text(row, column)

    def bottom(self, row: int, column: int) -> int:
        """The last row of the merged cell that begins here."""
        return self._corners.get((row, column), (row, column))[0]

    def is_over(self, row: int, column: int) -> bool:
        """Whether the cell is the head of a group that spans several columns."""
        return self._corners.get((row, column), (row, column))[1] > column

    @cached_property
    def _corners(self) -> dict[tuple[int, int], tuple[int, int]]:
        return {(top, left): (bottom, right) for top, left, bottom, right in self.merged}

    @cached_property
    def _spans(self) -> dict[int, list[tuple[int, int, int]]]:
        """Row -> (left, top, right) of each merged cell that covers a part of it, from left to right."""
        found: dict[int, list[tuple[int, int, int]]] = {}
        for top, left, bottom, right in self.merged:
            for row in range(top, bottom + 1):
                found.setdefault(row, []).append((left, top, right))
        return {row: sorted(spans) for row, spans in found.items()}


def is_number(value: Cell) -> bool:
    """Whether the cell is a typed number, not text that looks like one, nor beyond what a cell can hold."""
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def raw_text(value: Cell) -> str:
    """What the cell holds, as text. A typed number gives its decimal digits, never an exponent.

    A spreadsheet keeps 15 significant digits; what a formula leaves behind them is noise.
    """
    if isinstance(value, float) and isfinite(value):
        exact = Decimal(f"{value:.15g}")
        return str(int(exact)) if exact == exact.to_integral_value() else format(exact, "f")
    if isinstance(value, bool):
        return str(value).upper()
    return str(value)


def letter(column: int) -> str:
    """The letter of a column, counted from 0, as a spreadsheet shows it."""
    index, letters = column + 1, ""
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters

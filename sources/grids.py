"""Sheets as grids of cells, wherever they came from: each cell has the address that a spreadsheet shows."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

Cell = int | float | str | bool | date | datetime | time | timedelta
Span = tuple[int, int, int, int]


class UnreadableFile(ValueError):
    """The bytes cannot be read; `check` is the message code that says why."""

    def __init__(self, check: str, detail: str = "") -> None:
        """Keep the code beside the library's own words."""
        super().__init__(detail or check)
        self.check = check


@dataclass(frozen=True)
class Grid:
    """A sheet's cells; `rows[0][0]` is the cell at `top`, `left` (zero-based)."""

    sheet: str
    top: int
    left: int
    rows: list[list[Cell]]
    merged: tuple[Span, ...] = ()

    def text(self, row: int, column: int) -> str:
        """The cell's raw text; empty for a blank or a cell outside."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            return raw_text(self.rows[row][column])
        return ""

    def address(self, row: int, column: int) -> str:
        """The cell's address as a spreadsheet shows it, such as `C7`."""
        return f"{self.letter(column)}{self.number(row)}"

    def number(self, row: int) -> int:
        """The row number as a spreadsheet shows it."""
        return self.top + row + 1

    def letter(self, column: int) -> str:
        """The column letter as a spreadsheet shows it."""
        index, letters = self.left + column + 1, ""
        while index:
            index, rest = divmod(index - 1, 26)
            letters = chr(ord("A") + rest) + letters
        return letters

    def spanning(self, row: int, column: int) -> str:
        """The text of the merged cell that covers this one, or the cell's own text."""
        for top, left, bottom, right in self.merged:
            if top <= row <= bottom and left <= column <= right:
                return self.text(top, left)
        return self.text(row, column)

    def bottom(self, row: int, column: int) -> int:
        """The last row of the merged cell that begins here."""
        return next((b for t, left, b, _ in self.merged if (t, left) == (row, column)), row)

    def is_over(self, row: int, column: int) -> bool:
        """Whether the cell is the head of a group that spans several columns."""
        return any((t, left) == (row, column) and right > left for t, left, _, right in self.merged)


def is_number(value: Cell) -> bool:
    """Whether the cell is a typed number, not text that looks like one."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def raw_text(value: Cell) -> str:
    """What the cell holds, as text. A typed number gives its decimal digits, never an exponent.

    A spreadsheet keeps 15 significant digits; what a formula leaves behind them is noise.
    """
    if isinstance(value, float):
        exact = Decimal(f"{value:.15g}")
        return str(int(exact)) if exact == exact.to_integral_value() else format(exact, "f")
    if isinstance(value, bool):
        return str(value).upper()
    return str(value)

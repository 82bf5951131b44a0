"""How many lines the cells of a table take at given column widths, counted in characters."""

from collections.abc import Iterator, Sequence
from functools import cache
from textwrap import TextWrapper

from reports.appendix import Cell, Line, Table

MARGIN = 3


@cache
def wrapped(text: str, width: int) -> tuple[str, ...]:
    """The text in lines of at most `width` characters; a longer word stands whole."""
    return tuple(TextWrapper(width, break_long_words=False, break_on_hyphens=False).wrap(text))


@cache
def least_width(text: str, lines: int) -> int:
    """The least width at which the text takes no more than `lines` lines and no word is broken."""
    longest = max((len(word) for word in text.split()), default=0)
    return next((w for w in range(longest, len(text)) if len(wrapped(text, w)) <= lines), len(text))


def cells_of(table: Table) -> Iterator[Cell]:
    """Every cell, heads first."""
    for head in table.heads:
        yield from head
    for line in table.body:
        yield from line.cells


def span(cell: Cell, widths: Sequence[int]) -> int:
    """The width of a cell, the margins between the columns that it covers included."""
    return sum(widths[cell.column : cell.column + cell.columns]) + MARGIN * (cell.columns - 1)


def cell_lines(cell: Cell, widths: Sequence[int]) -> tuple[str, ...]:
    """The text of a cell as it wraps."""
    return wrapped(cell.marked_text, span(cell, widths))


def line_height(line: Line, widths: Sequence[int]) -> int:
    """Lines that a row of the body takes."""
    return max(len(cell_lines(cell, widths)) for cell in line.cells)


def head_heights(table: Table, widths: Sequence[int]) -> list[int]:
    """Lines per row of heads; what a head over both rows lacks goes to the lower."""
    heights = [max(len(cell_lines(cell, widths)) for cell in cells if cell.rows == 1) for cells in table.heads]
    for cell in table.heads[0]:
        if cell.rows > 1:
            heights[-1] = max(heights[-1], len(cell_lines(cell, widths)) - 1 - sum(heights[:-1]))
    return heights

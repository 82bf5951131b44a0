"""How many lines the cells of a table take at given column widths, counted in characters."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from textwrap import TextWrapper

from reports.appendix import Cell, Line, Table

MARGIN = 3
# A table that is no higher stands on one page, its titles above it; what is merged in a higher one may break.
PAGE_POINTS, ROW_POINTS, LINE_POINTS = 400, 6, 15
# Digits of 13 points on a line of an A4 page that lies, between its margins.
PAGE_LETTERS = 112
LIMITS = ((1, 2), range(1, 7), range(1, 9))


@cache
def wrapped(text: str, width: int) -> tuple[str, ...]:
    """The text in lines of at most `width` characters; a longer word stands whole."""
    return tuple(TextWrapper(width, break_long_words=False, break_on_hyphens=False).wrap(text))


@cache
def least_width(text: str, lines: int) -> int:
    """The least width at which the text takes no more than `lines` lines and no word is broken."""
    longest = max((len(word) for word in text.split()), default=0)
    return next((w for w in range(longest, len(text)) if len(wrapped(text, w)) <= lines), len(text))


@cache
def _least_width_of(texts: tuple[str, ...], lines: int) -> int:
    return max(least_width(text, lines) for text in texts)


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


def fitted(table: Table, width: int) -> list[int]:
    """Column widths at which the table is lowest among those that fit in `width`; the narrowest where none does."""
    room = width - MARGIN * len(table.columns) - 1
    alike = _alike(table)
    natural = _widths_at(table, alike, (1, 1, 1))
    # Most limits come to the same widths.
    found = dict.fromkeys(_widths_at(table, alike, limits) for limits in product(*LIMITS))
    tries = [_widened(table, widths, natural, room) for widths in found]
    fitting = [widths for widths in tries if sum(widths) <= room]
    return min(fitting, key=lambda widths: _lines_of(table, widths), default=min(tries, key=sum))


def _alike(table: Table) -> dict[Cell, tuple[str, ...]]:
    """The texts of the cells of a kind over the same columns, at the first of these; the narrow ones come first."""
    found: dict[tuple[int, int, str], list[Cell]] = {}
    for cell in sorted(cells_of(table), key=lambda cell: cell.columns):
        found.setdefault((cell.column, cell.columns, cell.kind), []).append(cell)
    return {cells[0]: tuple({cell.marked_text for cell in cells}) for cells in found.values()}


def _widths_at(table: Table, alike: Mapping[Cell, tuple[str, ...]], limits: Sequence[int]) -> tuple[int, ...]:
    """The least widths at which units, labels and heads take no more than `limits` lines."""
    allowed = dict(zip(("unit", "label", "head"), limits, strict=True))
    allowed["text"] = allowed["label"]
    widths = [0] * len(table.columns)
    for cell, texts in alike.items():
        lacking = _least_width_of(texts, allowed.get(cell.kind, 1)) - span(cell, widths)
        for place in range(cell.column, cell.column + cell.columns):
            widths[place] += max(0, -(-lacking // cell.columns))
    return tuple(widths)


def _widened(table: Table, widths: Sequence[int], natural: Sequence[int], room: int) -> list[int]:
    """What room is left goes to labels and texts alike, as far as they need it: to their `natural` widths."""
    wide = [place for place, column in enumerate(table.columns) if column.kind in ("label", "text")]
    spare = (room - sum(widths)) // len(wide)
    return [
        max(width, min(natural[place], width + spare)) if place in wide else width for place, width in enumerate(widths)
    ]


def _lines_of(table: Table, widths: Sequence[int]) -> int:
    return sum(head_heights(table, widths)) + sum(line_height(line, widths) for line in table.body)


def stands_whole(table: Table, shares: Sequence[int]) -> bool:
    """Whether a table with these shares of a page for columns stands on one page."""
    lines = _lines_of(table, [share - MARGIN for share in shares])
    return lines * LINE_POINTS + (len(table.heads) + len(table.body)) * ROW_POINTS <= PAGE_POINTS


def page_shares(table: Table) -> list[int]:
    """The widths of the columns on a page, as shares of it; what room is left goes to the labels and the figures."""
    widths = [width + MARGIN for width in fitted(table, PAGE_LETTERS)]
    spare = max(0, PAGE_LETTERS - sum(widths))
    figures = [place for place, column in enumerate(table.columns) if column.kind == "figure"]
    for place in figures:
        widths[place] += spare // 2 // len(figures)
    widths[1] += spare - spare // 2
    return widths

"""The appendix in a terminal: box drawing, heads over groups, merged cells."""

from collections.abc import Iterable, Sequence
from itertools import accumulate, groupby

from reports.appendix import Cell, Table
from reports.measure import (
    MARGIN,
    cell_lines,
    fitted,
    head_heights,
    line_height,
    span,
    wrapped,
)

Box = tuple[int, int, int, int]
Note = tuple[int, int, str]

UP, DOWN, LEFT, RIGHT = 1, 2, 4, 8
PLACING = {"head": str.center, "total": str.center, "number": str.rjust, "figure": str.rjust}
STROKES = " ╵╷│╴┘┐┤╶└┌├─┴┬┼"


def as_text(table: Table, width: int = 100) -> str:
    """The table for people, in at most `width` columns where its words and numbers allow it.

    Labels and heads wrap between words only; figures stand at the right, rounded for show.
    """
    widths = fitted(table, width)
    heads, notes, below = _head_grid(table, widths)
    boxes, more = _body_grid(table, widths, below)
    total = sum(widths) + MARGIN * len(widths) + 1
    titles = [line.center(total).rstrip() for line in (table.heading, *wrapped(table.title, total))]
    below_it = [line for note in table.notes for line in wrapped(note, total)]
    return "\n".join([*titles, *_drawn([*heads, *boxes], [*notes, *more]), *below_it]) + "\n"


def _head_grid(table: Table, widths: Sequence[int]) -> tuple[list[Box], list[Note], int]:
    """Boxes and texts of the heads, and the line on which the body's boxes begin."""
    tops = list(accumulate((height + 1 for height in head_heights(table, widths)), initial=0))
    boxes: list[Box] = []
    notes: list[Note] = []
    for row, cells in enumerate(table.heads):
        for cell in cells:
            top, bottom = tops[row], tops[row + cell.rows]
            spare = bottom - top - 1 - len(cell_lines(cell, widths))
            boxes.append(_box(cell, widths, top, bottom))
            notes += _notes(cell, widths, top + 1 + spare // 2)
    return boxes, notes, tops[-1]


def _body_grid(table: Table, widths: Sequence[int], top: int) -> tuple[list[Box], list[Note]]:
    """Rows stand without rules between them, but for one above a total."""
    boxes: list[Box] = []
    notes: list[Note] = []
    for _, section in groupby(table.body, key=lambda line: line.total):
        lines = list(section)
        heights = [line_height(line, widths) for line in lines]
        bottom = top + 1 + sum(heights)
        for line, y in zip(lines, accumulate(heights, initial=top + 1), strict=False):
            for cell in line.cells:
                boxes.append(_box(cell, widths, top, bottom))
                notes += _notes(cell, widths, y)
        top = bottom
    return boxes, notes


def _box(cell: Cell, widths: Sequence[int], top: int, bottom: int) -> Box:
    left = _left(cell, widths)
    return top, left, bottom, left + span(cell, widths) + MARGIN


def _left(cell: Cell, widths: Sequence[int]) -> int:
    return sum(widths[: cell.column]) + MARGIN * cell.column


def _notes(cell: Cell, widths: Sequence[int], y: int) -> list[Note]:
    width = span(cell, widths)
    place = PLACING.get(cell.kind, str.ljust)
    left = _left(cell, widths) + 2
    return [(y + i, left, place(text, width)) for i, text in enumerate(cell_lines(cell, widths))]


def _drawn(boxes: Iterable[Box], notes: Iterable[Note]) -> list[str]:
    strokes = _strokes(boxes)
    height, width = max(y for y, _ in strokes) + 1, max(x for _, x in strokes) + 1
    canvas = [[STROKES[strokes.get((y, x), 0)] for x in range(width)] for y in range(height)]
    for y, x, text in notes:
        canvas[y][x : x + len(text)] = text
    return ["".join(line) for line in canvas]


def _strokes(boxes: Iterable[Box]) -> dict[tuple[int, int], int]:
    """Per point of the canvas the directions in which a stroke leaves it."""
    strokes: dict[tuple[int, int], int] = {}
    for top, left, bottom, right in boxes:
        for y in (top, bottom):
            for x in range(left, right):
                strokes[y, x] = strokes.get((y, x), 0) | RIGHT
                strokes[y, x + 1] = strokes.get((y, x + 1), 0) | LEFT
        for x in (left, right):
            for y in range(top, bottom):
                strokes[y, x] = strokes.get((y, x), 0) | DOWN
                strokes[y + 1, x] = strokes.get((y + 1, x), 0) | UP
    return strokes

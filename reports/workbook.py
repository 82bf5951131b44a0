"""A document as a workbook: a sheet for each table, live numbers, merged heads, ready for A4 landscape."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reports.appendix import Cell, Table
from reports.measure import cells_of, head_heights, least_width, line_height
from reports.numbers import literal
from reports.paper import Paper

TITLES, GAP = 2, 1
LINE_POINTS = 17
A4 = 9
INCHES = {"left": 1.18, "right": 0.59, "top": 0.79, "bottom": 0.79}
LABEL_WIDTH = 40
TEXT_WIDTH = 30
MANY = 99
FONT: dict[str, Any] = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
LOOKS: dict[str, dict[str, Any]] = {
    "note": {"align": "left", "italic": True, "text_wrap": True},
    "attached": {"align": "center", "italic": True},
    "title": {"bold": True, "align": "center", "font_size": 13, "text_wrap": True},
    "head": {"bold": True, "align": "center", "border": 1, "text_wrap": True},
    "number": {"align": "center", "border": 1},
    "label": {"align": "left", "indent": 1, "border": 1, "text_wrap": True},
    "total": {"align": "center", "border": 1},
    "unit": {"align": "center", "border": 1, "text_wrap": True},
    "figure": {"align": "right", "border": 1},
    "text": {"align": "left", "border": 1, "text_wrap": True},
}


def as_xlsx(paper: Paper) -> bytes:
    """A workbook with a sheet for each table; the same tables give the same bytes.

    A cell holds the figure unrounded, to the 16 digits that the file format carries; its number
    format shows the declared decimals.
    """
    out = BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": paper.name, "author": paper.author, "created": datetime(paper.year, 12, 31)})
    for table in (exhibit.table for exhibit in paper.exhibits):
        sheet = book.add_worksheet(table.heading)
        widths = _widths(table)
        _set_up(sheet, table, widths)
        _write_titles(book, sheet, table, paper.stated)
        _write_table(book, sheet, table, widths)
        _write_notes(book, sheet, table)
    book.close()
    return out.getvalue()


def number_format(places: int, suffix: str) -> str:
    """The spreadsheet's way of `vi_number`: `#,##0`, `#,##0.0`, `0"%"`; a mark stands behind the suffix."""
    whole = "0" if suffix.rstrip("*") else "#,##0"
    decimals = "." + "0" * places if places else ""
    return f'{whole}{decimals}"{suffix}"' if suffix else whole + decimals


def _widths(table: Table) -> list[int]:
    """Character widths: labels wrap, everything else keeps its words and numbers whole."""
    widths = [6] + [14] * (len(table.columns) - 1)
    for cell in cells_of(table):
        if cell.columns == 1:
            width = least_width(cell.marked_text, MANY if cell.kind == "head" else 1) + 4
            width = min(width, TEXT_WIDTH) if cell.kind == "text" else width
            widths[cell.column] = max(widths[cell.column], width)
    widths[1] = min(widths[1], LABEL_WIDTH)
    return widths


def _set_up(sheet: Worksheet, table: Table, widths: Sequence[int]) -> None:
    first = TITLES + GAP
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    sheet.hide_gridlines(2)
    sheet.freeze_panes(first + len(table.heads), 2)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(**INCHES)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.repeat_rows(first, first + len(table.heads) - 1)


def _write_titles(book: Workbook, sheet: Worksheet, table: Table, stated: str) -> None:
    look = book.add_format({**FONT, **LOOKS["title"]})
    for row, text in enumerate((table.heading, table.title)):
        sheet.merge_range(row, 0, row, len(table.columns) - 1, text, look)
        sheet.set_row(row, LINE_POINTS + 3)
    if stated:  # In the gap above the table.
        look = book.add_format({**FONT, **LOOKS["attached"]})
        sheet.merge_range(TITLES, 0, TITLES, len(table.columns) - 1, stated, look)


def _write_table(book: Workbook, sheet: Worksheet, table: Table, widths: Sequence[int]) -> None:
    first = TITLES + GAP
    heights = [*head_heights(table, widths), *(line_height(line, widths) for line in table.body)]
    lines = [*((cells, False) for cells in table.heads), *((line.cells, line.total) for line in table.body)]
    for row, (height, (cells, total)) in enumerate(zip(heights, lines, strict=True), start=first):
        sheet.set_row(row, height * LINE_POINTS + 6)
        for cell in cells:
            _write(sheet, row, cell, _look(book, cell, total))


def _write_notes(book: Workbook, sheet: Worksheet, table: Table) -> None:
    first = TITLES + GAP + len(table.heads) + len(table.body)
    look = book.add_format({**FONT, **LOOKS["note"]})
    for row, note in enumerate(table.notes, start=first):
        sheet.merge_range(row, 0, row, len(table.columns) - 1, note, look)
        sheet.set_row(row, LINE_POINTS + 3)


def _look(book: Workbook, cell: Cell, total: bool) -> Format:
    look = {**FONT, **LOOKS[cell.kind]}
    if total:
        look["bold"] = True
    if cell.kind == "figure":
        look["num_format"] = number_format(cell.places, cell.suffix + cell.mark)
    return book.add_format(look)


def _write(sheet: Worksheet, row: int, cell: Cell, look: Format) -> None:
    value = cell.value if cell.value is None or isinstance(cell.value, str) else Decimal(literal(cell.value))
    if cell.rows == cell.columns == 1:
        sheet.write(row, cell.column, value, look)
        return
    last_row, last_column = row + cell.rows - 1, cell.column + cell.columns - 1
    sheet.merge_range(row, cell.column, last_row, last_column, value, look)

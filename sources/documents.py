"""The tables of a text document, read through python-docx."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sources.grids import Cell, Grid, UnreadableFile


def document(path: Path) -> Iterator[Grid]:
    """Each table of a document as a grid; the lines above it, as far as the table before, are its first rows.

    The lines below the last table are its last rows. The sheet is `Bảng 1` and so on; rows are counted from the first
    of those lines. A document without a table is one sheet of lines.
    """
    import docx
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    try:
        blocks = list(docx.Document(str(path)).iter_inner_content())
    except Exception as error:
        raise UnreadableFile("broken_workbook", str(error)) from error
    lines: list[list[Cell]] = []
    tables: list[Grid] = []
    for block in blocks:
        if isinstance(block, Paragraph) and block.text.strip():
            lines.append([block.text.strip()])
        elif isinstance(block, Table):
            tables.append(_document_table(block, f"Bảng {len(tables) + 1}", lines))
            lines = []
    if tables:
        tables[-1].rows.extend(lines)
    yield from tables or ([Grid("Bảng 1", 0, 0, lines)] if lines else ())


def _document_table(table: Any, name: str, above: list[list[Cell]]) -> Grid:
    """A table of a document; a merged cell says its text once, at its corner."""
    corners: dict[Any, tuple[int, int]] = {}
    ends: dict[Any, tuple[int, int]] = {}
    rows = list(above)
    for line in table.rows:
        cells: list[Cell] = [""] * line.grid_cols_before
        for cell in line.cells:
            place = (len(rows), len(cells))
            cells.append("" if cell._tc in corners else cell.text.strip())
            corners.setdefault(cell._tc, place)
            ends[cell._tc] = place
        rows.append(cells)
    spans = tuple((*corner, *ends[cell]) for cell, corner in corners.items() if ends[cell] != corner)
    return Grid(name, 0, 0, rows, spans)

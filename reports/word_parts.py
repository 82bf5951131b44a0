"""The pieces of a Word document: paragraphs, rules, fields, pictures, tables with merged cells and repeated heads."""

from collections.abc import Sequence
from copy import deepcopy
from functools import cache
from io import BytesIO
from typing import Any

import docx
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Length, Pt

from reports.appendix import Cell, Table
from reports.paper import Exhibit

CENTER = WD_ALIGN_PARAGRAPH.CENTER
ALIGNED = {"label": WD_ALIGN_PARAGRAPH.LEFT, "text": WD_ALIGN_PARAGRAPH.LEFT, "figure": WD_ALIGN_PARAGRAPH.RIGHT}
SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


def element(name: str, **attributes: str | int) -> Any:
    """An element of WordprocessingML with its attributes."""
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def write(
    paragraph: Any,
    text: str,
    *,
    size: int = 13,
    bold: bool = False,
    italic: bool = False,
    align: Any = None,
    before: int = 0,
    after: int = 0,
    keep: bool = False,
) -> Any:
    """Put a text into a paragraph; `before` and `after` in points, `keep`: with the next one."""
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    layout = paragraph.paragraph_format
    paragraph.alignment = align
    layout.space_before, layout.space_after, layout.keep_with_next = Pt(before), Pt(after), keep or None
    return paragraph


def rule_below(paragraph: Any, indent: Length) -> None:
    """A rule under a paragraph's words, as far as its indents leave it room."""
    borders = element("pBdr")
    borders.append(element("bottom", val="single", sz=6, space=1, color="000000"))
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = indent
    layout.line_spacing = layout.space_after = Pt(4)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def page_number(paragraph: Any) -> None:
    """The number of the page, in the middle."""
    paragraph.alignment = CENTER
    run = paragraph.add_run()
    run.font.size = Pt(13)
    instruction = element("instrText")
    instruction.text = "PAGE"
    for part in (element("fldChar", fldCharType="begin"), instruction, element("fldChar", fldCharType="end")):
        run._r.append(part)


def picture(paragraph: Any, content: bytes, width: Length, title: str, words: str) -> None:
    """A picture in the middle, with its words for those who cannot see it."""
    paragraph.alignment = CENTER
    paragraph.paragraph_format.space_before = Pt(12)
    shape = paragraph.add_run().add_picture(BytesIO(content), width=width)
    shape._inline.docPr.set("title", title)
    shape._inline.docPr.set("descr", words)


def table(book: Any, exhibit: Exhibit, room: Length, *, keep: bool) -> None:
    """The table over the whole `room`: heads repeat, rows do not break; `keep`: it stays with what follows."""
    model, shares = exhibit.table, exhibit.shares
    widths = [Emu(room * share // sum(shares)) for share in shares]
    heads = len(model.heads)
    made = book.add_table(heads + len(model.body), len(widths))
    _properties(made, model)
    for grid, width in zip(made.columns, widths, strict=True):
        grid.width = width
    cells = []
    for line, row in enumerate(made.rows):  # To ask for a row by its number makes all of them.
        cells.append(list(row.cells))
        for cell, width in zip(cells[-1], widths, strict=True):
            cell.width = width
        _row_properties(row, head=line < heads)
    lines = [*((head, True) for head in model.heads), *((line.cells, line.total) for line in model.body)]
    for place, (members, bold) in enumerate(lines):
        for cell in members:
            _fill(cells, place, cell, bold=bold)
    kept = cells if exhibit.whole else cells[-1:]
    for row in kept if keep else kept[:-1]:
        row[0].paragraphs[0].paragraph_format.keep_with_next = True


def _properties(made: Any, model: Table) -> None:
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    properties = made._tbl.tblPr
    borders = element("tblBorders")
    for side in SIDES:
        borders.append(element(side, val="single", sz=4, space=0, color="000000"))
    properties.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    look = properties.find(qn("w:tblLook"))
    if look is None:
        look = element("tblLook")
        properties.append(look)
    for key, value in {"val": "0020", "firstRow": "1", "firstColumn": "0", "noVBand": "1", "noHBand": "1"}.items():
        look.set(qn(f"w:{key}"), value)
    properties.append(element("tblCaption", val=f"{model.heading}: {model.title}"))


def _row_properties(row: Any, *, head: bool) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(element("cantSplit"))
    if head:
        properties.append(element("tblHeader"))


def _fill(cells: Sequence[Sequence[Any]], line: int, cell: Cell, *, bold: bool) -> None:
    target = cells[line][cell.column]
    if cell.rows > 1 or cell.columns > 1:
        target = target.merge(cells[line + cell.rows - 1][cell.column + cell.columns - 1])
    target.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    written = deepcopy(_paragraph(bold, ALIGNED.get(cell.kind, CENTER)))
    written.r_lst[0].text = cell.marked_text
    target._tc.replace(target._tc.p_lst[0], written)


@cache
def _paragraph(bold: bool, align: Any) -> Any:
    """The paragraph of a cell without its words: a copy of it is had in a tenth of the time that a new one takes."""
    return write(docx.Document().add_paragraph(), "", bold=bold, align=align, before=2, after=2)._p

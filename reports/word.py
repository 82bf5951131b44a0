"""A document for Word: the same words, tables and charts as the PDF; the same bytes for the same figures."""

import zipfile
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt

from reports.paper import Exhibit, Paper
from reports.pdf import pictures
from reports.sentences import Draft
from reports.word_parts import CENTER, element, page_number, picture, rule_below, table, write
from schemas.printed import Letterhead

FONT, LANGUAGE = "Times New Roman", "vi-VN"
LONG, SHORT = Mm(297), Mm(210)
MARGINS = {"top_margin": Mm(20), "bottom_margin": Mm(20), "left_margin": Mm(30), "right_margin": Mm(15)}
ROOM = Mm(252)
CHART_WIDTH = Mm(205)
# Half of the header block; a bold letter of 13 or 14 points is about so wide: capitals, then small letters.
HALF, CAPITAL, LETTER = Mm(126), Pt(9.4), Pt(6.6)
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def as_docx(paper: Paper) -> bytes:
    """The document as a Word file of A4 pages that lie."""
    book = docx.Document()
    set_up(book, paper)
    if paper.letter:
        _letterhead(book, paper.letter)
    _titles(book, paper)
    drawn = iter(pictures([chart for exhibit in paper.exhibits for chart in exhibit.charts]))
    for title, exhibits in paper.sections:
        if title:
            write(book.add_paragraph(), title, size=14, bold=True, before=12, after=4, keep=True)
        for exhibit in exhibits:
            last = paper.letter is not None and exhibit is paper.exhibits[-1]
            _exhibit(book, exhibit, [next(drawn) for _ in exhibit.charts], last=last)
    if paper.letter:
        _recipients(book, paper.letter)
    out = BytesIO()
    book.save(out)
    return timeless(out.getvalue())


def set_up(book: Any, paper: Paper | Draft, *, lying: bool = True) -> None:
    """Page, margins, page numbers, language, and what the file says of itself."""
    _language(book)
    section = book.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE if lying else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (LONG, SHORT) if lying else (SHORT, LONG)
    for name, width in MARGINS.items():
        setattr(section, name, width)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    page_number(section.header.paragraphs[0])
    about = book.core_properties
    about.title, about.author, about.last_modified_by = paper.name, paper.author, paper.author
    about.subject, about.comments, about.language = paper.title, "", LANGUAGE
    about.created = about.modified = datetime(paper.year, 12, 31)


def _language(book: Any) -> None:
    """One font for all letters, Vietnamese for the spelling checker."""
    style = book.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(13)
    style.paragraph_format.space_after = Pt(0)
    properties = style.element.get_or_add_rPr()
    for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
        properties.rFonts.set(qn(f"w:{kind}"), FONT)
    defaults = book.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(element("lang", val=LANGUAGE, eastAsia=LANGUAGE, bidi="ar-SA"))


def _letterhead(book: Any, letter: Letterhead) -> None:
    grid = book.add_table(2, 2)
    grid.autofit = False
    (left, right), (number, place) = (row.cells for row in grid.rows)
    for cell in (left, right, number, place):
        cell.width = HALF
    write(left.paragraphs[0], letter.superior, align=CENTER)
    write(left.add_paragraph(), letter.department, bold=True, align=CENTER)
    rule_below(left.add_paragraph(), _beside(len(letter.department) * CAPITAL * 45 // 100))
    write(right.paragraphs[0], letter.country, bold=True, align=CENTER)
    write(right.add_paragraph(), letter.motto, size=14, bold=True, align=CENTER)
    rule_below(right.add_paragraph(), _beside(len(letter.motto) * LETTER))
    write(number.paragraphs[0], letter.number, align=CENTER)
    write(place.paragraphs[0], letter.place_and_date, size=14, italic=True, align=CENTER)


def _beside(rule: float) -> Length:
    """The room left and right of a rule in the middle of half the header block."""
    return Length((HALF - int(rule)) // 2)


def _titles(book: Any, paper: Paper) -> None:
    before = 12 if paper.letter else 0
    write(book.add_paragraph(), paper.heading, size=14, bold=True, align=CENTER, before=before, after=4)
    write(book.add_paragraph(), paper.title, size=14, bold=True, align=CENTER, after=8)
    if paper.attached:
        write(book.add_paragraph(), paper.attached, italic=True, align=CENTER, after=10)


def _exhibit(book: Any, exhibit: Exhibit, drawn: Sequence[bytes], *, last: bool) -> None:
    """`last`: it stays with the recipients below it."""
    model = exhibit.table
    if exhibit.caption:
        caption = f"{model.heading}. {model.title}"
        write(book.add_paragraph(), caption, bold=True, align=CENTER, before=10, after=6, keep=True)
    alone = last and not exhibit.charts
    table(book, exhibit, ROOM, keep=alone or bool(model.notes))
    for place, note in enumerate(model.notes, start=1):
        keep = alone or place < len(model.notes)
        write(book.add_paragraph(), note, size=12, italic=True, before=4, keep=keep)
    for chart, content in zip(exhibit.charts, drawn, strict=True):
        paragraph = book.add_paragraph()
        ends = last and chart is exhibit.charts[-1]
        paragraph.paragraph_format.keep_with_next = ends or bool(chart.notes) or None
        picture(paragraph, content, CHART_WIDTH, chart.title, chart.description)
        for place, note in enumerate(chart.notes, start=1):
            keep = ends or place < len(chart.notes)
            write(book.add_paragraph(), note, size=12, italic=True, before=4, keep=keep)


def _recipients(book: Any, letter: Letterhead) -> None:
    # Between two tables, else they are shown as one, borders and all.
    between = book.add_paragraph().paragraph_format
    between.space_after, between.line_spacing, between.keep_with_next = Length(0), Pt(1), True
    grid = book.add_table(1, 2)
    grid.rows[0]._tr.get_or_add_trPr().append(element("cantSplit"))
    left, right = grid.rows[0].cells
    write(left.paragraphs[0], letter.recipients_head, size=12, bold=True, italic=True, before=14)
    for name in letter.recipients:
        write(left.add_paragraph(), f"- {name}", size=11)
    write(right.paragraphs[0], letter.signer, size=14, bold=True, align=CENTER, before=14)


def timeless(content: bytes) -> bytes:
    """The same archive with one time on all its files."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, _ZIP_EPOCH), source.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()

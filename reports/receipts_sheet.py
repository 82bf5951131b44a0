"""The first sheet of an annotated workbook: every finding with a link to its cell, what was counted, the facts."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import column_index_from_string, get_column_letter, quote_sheetname
from openpyxl.utils.cell import coordinate_from_string
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from reports.receipts import Place, Receipt
from schemas.notes import Message

RED, YELLOW = "FFF4B4B4", "FFFFE699"
_HEADS = (
    Message(vi="STT", en="No."),
    Message(vi="Mức độ", en="Level"),
    Message(vi="Trang tính", en="Sheet"),
    Message(vi="Ô", en="Cell"),
    Message(vi="Cột của biểu mẫu", en="Column of the form"),
    Message(vi="Giá trị trong tệp", en="Value in the file"),
    Message(vi="Lý do và cách sửa", en="Why, and what to do"),
)
LEVELS = {True: Message(vi="Phải sửa", en="To mend"), False: Message(vi="Lưu ý", en="To look at")}
_WIDTHS = (6, 12, 18, 9, 22, 22, 62)
_LINE_POINTS = 15.5
_HIGHEST_ROW = 400
_FONT = "Times New Roman"
_THIN = Side(style="thin", color="FF808080")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def tell(book: Workbook, sheets: Mapping[str, Worksheet], words: Receipt, notes: Sequence[Message]) -> None:
    """Put the sheet first and open the workbook at it; `sheets`: those of the sender, by name."""
    sheet: Worksheet = book.create_sheet(words.sheet, 0)
    _set_up(book, sheet)
    row = _head(sheet, words, notes)
    row = _findings(sheet, sheets, words, row + 1)
    row = _totals(sheet, words, row + 1)
    _facts(sheet, words, row + 1)


def _set_up(book: Workbook, sheet: Worksheet) -> None:
    for index, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_margins = PageMargins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    # Only this sheet is selected: a change typed into one of several selected sheets goes into all.
    for other in book.worksheets:
        for view in other.views.sheetView:
            view.tabSelected = other is sheet
    for chart in book.chartsheets:
        for view in chart.sheetViews.sheetView:
            view.tabSelected = False
    book.active = 0
    for view in book.views:
        view.activeTab = view.firstSheet = 0


def _head(sheet: Worksheet, words: Receipt, notes: Sequence[Message]) -> int:
    """Title, which file it is about, verdict and notes; returns the next free row."""
    _wide(sheet, 1, words.title.vi, Font(_FONT, 16, b=True))
    _wide(sheet, 2, words.title.en, Font(_FONT, 11, i=True))
    _wide(sheet, 3, words.about, Font(_FONT, 12))
    row = 4
    for message in (words.verdict, *notes):
        _wide(sheet, row, message.vi, Font(_FONT, 12, b=message is words.verdict))
        _wide(sheet, row + 1, message.en, Font(_FONT, 10, i=True, color="FF505050"))
        row += 2
    return row


def _facts(sheet: Worksheet, words: Receipt, row: int) -> None:
    for fact in words.facts:
        names = dict.fromkeys((fact.name.vi, fact.name.en))
        _write(sheet, row, 1, " / ".join(names), Font(_FONT, 11))
        value = f"{fact.vi}\n{fact.en}" if fact.en else fact.vi
        _write(sheet, row, 4, value, Font(_FONT, 11, b=True))
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=3)
        sheet.merge_cells(start_row=row, end_row=row, start_column=4, end_column=7)
        _high(sheet, row, [(value, sum(_WIDTHS[3:]))])
        row += 1


def _wide(sheet: Worksheet, row: int, text: str, font: Font) -> None:
    _write(sheet, row, 1, text, font)
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(_WIDTHS))
    _high(sheet, row, [(text, sum(_WIDTHS) * 11 // int(font.sz or 11))], points=1.45 * (font.sz or 11))


def _findings(sheet: Worksheet, sheets: Mapping[str, Worksheet], words: Receipt, row: int) -> int:
    """The table of findings; returns the next free row."""
    if not words.findings:
        return row
    for column, head in enumerate(_HEADS, start=1):
        cell = _write(sheet, row, column, f"{head.vi}\n{head.en}", Font(_FONT, 11, b=True))
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.border = _BORDER
    sheet.row_dimensions[row].height = 3 * _LINE_POINTS
    for number, finding in enumerate(words.findings, start=1):
        row += 1
        _finding(sheet, sheets.get(finding.sheet), row, number, finding)
    if words.more:
        row += 1
        _wide(sheet, row, f"Và {words.more} chỗ khác. / And {words.more} more.", Font(_FONT, 11, b=True))
    return row + 1


def _finding(sheet: Worksheet, of: Worksheet | None, row: int, number: int, finding: Place) -> None:
    level = LEVELS[finding.rejects]
    hidden = "\n(đang ẩn / hidden)" if of is not None and _is_hidden(of, finding.cell) else ""
    texts = (
        str(number),
        f"{level.vi}\n{level.en}",
        finding.sheet + hidden,
        finding.cell,
        finding.column,
        finding.value,
        f"{finding.why.vi}\n{finding.why.en}",
    )
    for column, text in enumerate(texts, start=1):
        cell = _write(sheet, row, column, text, Font(_FONT, 11))
        cell.border = _BORDER
    sheet.cell(row, 2).fill = filled(rejects=finding.rejects)
    if of is not None and finding.cell:
        link = sheet.cell(row, 4)
        link.hyperlink = Hyperlink(ref=link.coordinate, location=f"{quote_sheetname(of.title)}!{finding.cell}")
        link.font = Font(_FONT, 11, u="single", color="FF0563C1")
    _high(sheet, row, list(zip(texts, _WIDTHS, strict=True)))


def _is_hidden(sheet: Worksheet, address: str) -> bool:
    if sheet.sheet_state != "visible":
        return True
    if not address:
        return False
    letters, row = coordinate_from_string(address)
    column = column_index_from_string(letters)
    if row in sheet.row_dimensions and sheet.row_dimensions[row].hidden:
        return True
    return any(d.hidden and (d.min or 0) <= column <= (d.max or 0) for d in sheet.column_dimensions.values())


def _totals(sheet: Worksheet, words: Receipt, row: int) -> int:
    """What was counted; returns the next free row."""
    if not words.totals:
        return row
    _wide(sheet, row, "Số liệu đã nhận / What was counted", Font(_FONT, 12, b=True))
    for total in words.totals:
        row += 1
        name = f"{total.name.vi}\n{total.name.en}"
        _write(sheet, row, 1, name, Font(_FONT, 11))
        amount = _write(sheet, row, 6, total.amount, Font(_FONT, 11, b=True))
        amount.alignment = Alignment(horizontal="right", vertical="top")
        _write(sheet, row, 7, f"{total.unit.vi} / {total.unit.en}", Font(_FONT, 11))
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=5)
        _high(sheet, row, [(name, sum(_WIDTHS[:5]))])
    return row + 1


def _write(sheet: Worksheet, row: int, column: int, text: str, font: Font) -> Cell:
    """Write a text that stays a text, whatever it begins with and whoever wrote it."""
    cell: Any = sheet.cell(row, column)
    cell.value = text
    cell.data_type = "s"
    cell.font = font
    cell.number_format = "@"
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    # Excel keeps reading it as a text when somebody edits the cell.
    cell.quotePrefix = text.startswith(_STARTS_FORMULA)
    return cast(Cell, cell)


def _high(sheet: Worksheet, row: int, texts: Sequence[tuple[str, int]], points: float = _LINE_POINTS) -> None:
    """Give the row the height that its wrapped texts take: merged cells do not find it by themselves."""
    lines = max(line_count(text, width) for text, width in texts)
    sheet.row_dimensions[row].height = min(lines * points + 3, _HIGHEST_ROW)


def line_count(text: str, width: int) -> int:
    """The lines that a text takes, at most, in a column so many characters wide."""
    return sum(max(1, -(-len(line) * 10 // (width * 11))) for line in text.split("\n"))


def filled(*, rejects: bool) -> PatternFill:
    """The colour of a cell to mend, or of one to look at."""
    return PatternFill("solid", fgColor=RED if rejects else YELLOW)

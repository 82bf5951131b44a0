"""The sender's own workbook as an answer: cells marked and commented, and a first sheet that tells everything."""

import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import column_index_from_string, get_column_letter, quote_sheetname, range_boundaries
from openpyxl.utils.cell import coordinate_from_string
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from reports.measure import wrapped
from reports.receipts import Place, Receipt
from schemas.records import Message

# Beyond these a letter answers: openpyxl keeps each cell as an object and each part as a tree.
MOST_BYTES = 48 * 2**20
MOST_CELLS = 200_000
MOST_PARTS = 2_000

AUTHOR = "Solieu"
RED, YELLOW = "FFF4B4B4", "FFFFE699"
_NO_FILL = PatternFill()
_MOST_COMMENT = 2_000
_HEADS = (
    Message(vi="STT", en="No."),
    Message(vi="Mức độ", en="Level"),
    Message(vi="Trang tính", en="Sheet"),
    Message(vi="Ô", en="Cell"),
    Message(vi="Cột của biểu mẫu", en="Column of the form"),
    Message(vi="Giá trị trong tệp", en="Value in the file"),
    Message(vi="Lý do và cách sửa", en="Why, and what to do"),
)
_LEVELS = {True: Message(vi="Phải sửa", en="To mend"), False: Message(vi="Lưu ý", en="To look at")}
_WIDTHS = (6, 12, 20, 9, 26, 26, 76)
_LINE_POINTS = 15.5
_HIGHEST_ROW = 400
_FONT = "Times New Roman"
_THIN = Side(style="thin", color="FF808080")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_VBA = "xl/vbaProject.bin"
# Parts that openpyxl does not write again, or not as they were.
_DRAWN = ("xl/drawings/drawing", "xl/charts/", "xl/media/", "xl/embeddings/", "xl/ctrlProps/", "xl/activeX/", "xl/slicers/")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_COUNTED = re.compile(rb"<(?:\w+:)?(?:c|row)[\s/>]")
_AREAS = re.compile(rb"<(?:\w+:)?(?:mergeCell|hyperlink)\s[^>]*?\bref\s*=\s*[\"']([^\"']*)[\"']")
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Marked:
    """An annotated workbook and the extension that fits its content."""

    extension: str
    content: bytes


def is_workbook(path: Path) -> bool:
    """Whether the file is a workbook of the kind that can be annotated, by its content."""
    try:
        with zipfile.ZipFile(path) as book:
            return "xl/workbook.xml" in book.namelist()
    except (OSError, zipfile.BadZipFile, ValueError):
        return False


def annotated(path: Path, words: Receipt, messages: Mapping[str, Message]) -> Marked | None:
    """The workbook with its cells marked; None where it is too large or will not go through openpyxl.

    Macros stay as they are and are never run. The same file and words give the same bytes.
    """
    try:
        with zipfile.ZipFile(path) as book:
            names = book.namelist()
            if not _is_small(book):
                return None
        content = _mark(path, words, _notes(names, words, messages), macros=_VBA in names)
    except Exception:
        # Whatever a stranger's workbook holds, its sender gets an answer: the letter.
        return None
    return Marked("xlsm" if _VBA in names else "xlsx", content)


def _notes(names: Sequence[str], words: Receipt, messages: Mapping[str, Message]) -> list[Message]:
    told = messages["answer_in_workbook"]
    notes = [*words.notes]
    if any(finding.cell for finding in words.findings):
        notes.append(Message(vi=told.vi.format(sheet=words.sheet), en=told.en.format(sheet=words.sheet)))
    if any(name.startswith(_DRAWN) for name in names):
        notes.append(messages["answer_left_out"])
    return notes


def _is_small(book: zipfile.ZipFile) -> bool:
    """Whether openpyxl can hold the workbook: parts, bytes, cells, rows, merged and linked areas are counted before."""
    parts = book.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
        return False
    cells = 0
    for part in parts:
        content = book.read(part)
        if content.startswith(_UTF_16) or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            return False
        cells += sum(1 for _ in _COUNTED.finditer(content))
        cells += sum(_area(ref.decode(errors="replace")) for ref in _AREAS.findall(content))
        if cells > MOST_CELLS:
            return False
    return True


def _area(ref: str) -> int:
    """The cells of a range; one that names whole rows or columns is larger than any limit."""
    left, top, right, bottom = range_boundaries(ref)
    if left is None or top is None or right is None or bottom is None:
        return MOST_CELLS + 1
    return (right - left + 1) * (bottom - top + 1)


def _mark(path: Path, words: Receipt, notes: Sequence[Message], *, macros: bool) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl says what it leaves out; the answer says it to the sender.
        book = load_workbook(path, keep_vba=macros, rich_text=True)
    book.template = False
    _take_back(book, words)
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    for (sheet, _), findings in _by_cell(words.findings).items():
        if sheet in sheets:
            _mark_cell(sheets[sheet], findings)
    _tell(book, sheets, words, notes)
    return _saved(book, words)


def _take_back(book: Workbook, words: Receipt) -> None:
    """Remove what an earlier answer of ours added, where its sender mended that very file."""
    if words.sheet in book.sheetnames and isinstance(book[words.sheet], Worksheet):
        if book[words.sheet]["A1"].value != words.title.vi:
            book[words.sheet].title = f"{words.sheet} (2)"
        else:
            del book[words.sheet]
    for sheet in book.worksheets:
        # The cells that there are: `iter_rows` would make all those between them.
        for cell in sheet._cells.values():
            if cell.comment is not None and cell.comment.author == AUTHOR:
                cell.comment = None
                cell.fill = _NO_FILL


def _by_cell(findings: Sequence[Place]) -> dict[tuple[str, str], list[Place]]:
    by_cell: dict[tuple[str, str], list[Place]] = {}
    for finding in findings:
        if finding.sheet and finding.cell:
            by_cell.setdefault((finding.sheet, finding.cell), []).append(finding)
    return by_cell


def _mark_cell(sheet: Worksheet, findings: Sequence[Place]) -> None:
    cell = sheet[_standing(sheet, findings[0].cell)]
    if not isinstance(cell, Cell):
        return
    rejects = any(finding.rejects for finding in findings)
    cell.fill = _filled(rejects)
    texts = [f"{_LEVELS[f.rejects].vi.upper()}: {f.why.vi}" for f in findings]
    texts += [f"{_LEVELS[f.rejects].en.upper()}: {f.why.en}" for f in findings]
    if cell.comment is not None:
        texts.append(f"———\n{cell.comment.author or ''}: {cell.comment.content}")
    text = "\n\n".join(texts)[:_MOST_COMMENT]
    cell.comment = Comment(text, AUTHOR, height=min(60 + 20 * len(wrapped(text, 48)), 500), width=360)


def _standing(sheet: Worksheet, address: str) -> str:
    """The cell in which the text stands: of merged cells, the first."""
    for merged in sheet.merged_cells.ranges:
        if address in merged:
            return f"{get_column_letter(merged.min_col)}{merged.min_row}"
    return address


def _filled(rejects: bool) -> PatternFill:
    return PatternFill("solid", fgColor=RED if rejects else YELLOW)


def _tell(book: Workbook, sheets: Mapping[str, Worksheet], words: Receipt, notes: Sequence[Message]) -> None:
    sheet: Worksheet = book.create_sheet(words.sheet, 0)
    _set_up(book, sheet)
    row = _head(sheet, words, notes)
    row = _findings(sheet, sheets, words, row + 1)
    if words.totals:
        _totals(sheet, words, row + 1)


def _set_up(book: Workbook, sheet: Worksheet) -> None:
    for index, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    # Only this sheet is selected: a change typed into one of several selected sheets goes into all.
    for other in (*book.worksheets, *book.chartsheets):
        for view in other.views.sheetView if isinstance(other, Worksheet) else other.sheetViews.sheetView:
            view.tabSelected = other is sheet
    book.active = 0
    for view in book.views:
        view.activeTab = view.firstSheet = 0


def _head(sheet: Worksheet, words: Receipt, notes: Sequence[Message]) -> int:
    """Title, verdict, notes and facts; returns the next free row."""
    row = 1
    for text, font in ((words.title.vi, Font(_FONT, 16, b=True)), (words.title.en, Font(_FONT, 11, i=True))):
        _wide(sheet, row, text, font)
        row += 1
    for message in (words.verdict, *notes):
        _wide(sheet, row, message.vi, Font(_FONT, 12, b=message is words.verdict))
        _wide(sheet, row + 1, message.en, Font(_FONT, 10, i=True, color="FF505050"))
        row += 2
    row += 1
    for fact in words.facts:
        _write(sheet, row, 1, f"{fact.name.vi} / {fact.name.en}", Font(_FONT, 11))
        value = f"{fact.vi}\n{fact.en}" if fact.en else fact.vi
        _write(sheet, row, 4, value, Font(_FONT, 11, b=True))
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=3)
        sheet.merge_cells(start_row=row, end_row=row, start_column=4, end_column=7)
        _high(sheet, row, [(value, sum(_WIDTHS[3:]))])
        row += 1
    return row


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
    sheet.print_title_rows = f"{row}:{row}"
    for number, finding in enumerate(words.findings, start=1):
        row += 1
        _finding(sheet, sheets.get(finding.sheet), row, number, finding)
    if words.more:
        row += 1
        _wide(sheet, row, f"Và {words.more} chỗ khác. / And {words.more} more.", Font(_FONT, 11, b=True))
    return row + 1


def _finding(sheet: Worksheet, of: Worksheet | None, row: int, number: int, finding: Place) -> None:
    level = _LEVELS[finding.rejects]
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
    sheet.cell(row, 2).fill = _filled(finding.rejects)
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


def _totals(sheet: Worksheet, words: Receipt, row: int) -> None:
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
    return cell


def _high(sheet: Worksheet, row: int, texts: Sequence[tuple[str, int]], points: float = _LINE_POINTS) -> None:
    """Give the row the height that its wrapped texts take: merged cells do not find it by themselves."""
    lines = max(sum(max(1, len(wrapped(line, width))) for line in text.split("\n")) for text, width in texts)
    sheet.row_dimensions[row].height = min(lines * points + 3, _HIGHEST_ROW)


def _saved(book: Workbook, words: Receipt) -> bytes:
    moment = words.moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    book.properties.modified, book.properties.lastModifiedBy = moment, AUTHOR
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).save()
    return _repacked(written)


def _repacked(written: BytesIO) -> bytes:
    """The same parts in one order and without the time of writing."""
    out = BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(out, "w") as target:
        for name in _in_order(source.namelist()):
            target.writestr(zipfile.ZipInfo(name, _ZIP_TIME), source.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _in_order(names: Sequence[str]) -> Iterator[str]:
    """The content types first, as readers expect; each part once."""
    yield from sorted(set(names), key=lambda name: (name != "[Content_Types].xml", name))

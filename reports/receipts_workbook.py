"""The sender's own workbook as an answer: cells marked and commented, and a first sheet that tells everything."""

import logging
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from reports.receipts import Place, Receipt
from reports.receipts_limits import is_small
from reports.receipts_sheet import LEVELS, filled, line_count, tell
from schemas.declarations import Catalogue
from schemas.notes import Message

_log = logging.getLogger(__name__)

AUTHOR = "Solieu"
_NO_FILL = PatternFill()
_MOST_COMMENT = 2_000
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_VBA = "xl/vbaProject.bin"
# Parts that openpyxl does not write again, or not as they were.
_DRAWN = (
    "xl/drawings/drawing",
    "xl/charts/",
    "xl/media/",
    "xl/embeddings/",
    "xl/ctrlProps/",
    "xl/activeX/",
    "xl/slicers/",
)


@dataclass(frozen=True)
class Marked:
    """An annotated workbook and the extension that fits its content."""

    extension: str
    content: bytes


def annotated(path: Path, words: Receipt, catalogue: Catalogue) -> Marked | None:
    """The workbook with its cells marked; None where it is too large or will not go through openpyxl.

    Macros stay as they are and are never run. The same file and words give the same bytes.
    """
    messages = catalogue.messages
    try:
        with zipfile.ZipFile(path) as book:
            names = book.namelist()
            if not is_small(book, catalogue.limits):
                return None
        content = _mark(path, words, _notes(names, words, messages), messages["answer_formulas"], macros=_VBA in names)
    except Exception:
        # Whatever a stranger's workbook holds, its sender gets an answer: the letter.
        _log.info("%s cannot be annotated", path, exc_info=True)
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


def _mark(path: Path, words: Receipt, notes: Sequence[Message], formulas: Message, *, macros: bool) -> bytes:
    # Given the bytes, openpyxl judges by them and not by the name. What it leaves out, the answer tells the sender.
    with warnings.catch_warnings(), path.open("rb") as file:
        warnings.simplefilter("ignore")
        book = load_workbook(file, keep_vba=macros, rich_text=True)
    book.template = False
    if _take_back(book, words):
        notes = [*notes, formulas]
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    for (sheet, cell), findings in _by_cell(sheets, words.findings).items():
        _mark_cell(sheets[sheet][cell], findings)
    tell(book, sheets, words, notes)
    return _saved(book, words)


def _take_back(book: Workbook, words: Receipt) -> bool:
    """Remove what an earlier answer of ours added to the file; returns whether there are formulas in it."""
    if words.sheet in book.sheetnames and isinstance(book[words.sheet], Worksheet):
        if book[words.sheet]["A1"].value != words.title.vi:
            book[words.sheet].title = f"{words.sheet} (2)"
        else:
            del book[words.sheet]
    formulas = False
    for sheet in book.worksheets:
        # The cells that there are: `iter_rows` would make all those between them.
        for cell in sheet._cells.values():
            if cell.comment is not None and cell.comment.author == AUTHOR:
                cell.comment = None
                cell.fill = _NO_FILL
            formulas |= cell.data_type == "f"
    return formulas


def _by_cell(sheets: Mapping[str, Worksheet], findings: Sequence[Place]) -> dict[tuple[str, str], list[Place]]:
    """(sheet, cell) -> what was found there; of merged cells, the first, where their text stands."""
    by_cell: dict[tuple[str, str], list[Place]] = {}
    for finding in findings:
        if finding.cell and finding.sheet in sheets:
            cell = sheets[finding.sheet][finding.cell]
            if isinstance(cell, MergedCell):
                cell = _first_of(sheets[finding.sheet], cell)
            by_cell.setdefault((finding.sheet, cell.coordinate), []).append(finding)
    return by_cell


def _mark_cell(cell: Cell, findings: Sequence[Place]) -> None:
    rejects = any(finding.rejects for finding in findings)
    cell.fill = filled(rejects=rejects)
    texts = [f"{LEVELS[f.rejects].vi.upper()}: {f.why.vi}" for f in findings]
    texts += [f"{LEVELS[f.rejects].en.upper()}: {f.why.en}" for f in findings]
    if cell.comment is not None:
        texts.append(f"———\n{cell.comment.author or ''}: {cell.comment.content}")
    text = "\n\n".join(texts)[:_MOST_COMMENT]
    cell.comment = Comment(text, AUTHOR, height=min(60 + 20 * line_count(text, 48), 500), width=360)


def _first_of(sheet: Worksheet, inside: MergedCell) -> Cell | MergedCell:
    """The cell in which the text of merged cells stands."""
    spans = (s for s in sheet.merged_cells.ranges if inside.coordinate in s)
    return next((sheet.cell(s.min_row, s.min_col) for s in spans), inside)


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

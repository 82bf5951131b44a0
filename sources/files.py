"""Files become grids of cells, by content: workbooks through calamine, documents and text in rooms of their own."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from schemas.limits import Limits
from sources import legacy
from sources.archives import PACKAGE_PARTS, ZIP, opened
from sources.binary import is_encrypted
from sources.delimited import delimited
from sources.documents import document
from sources.grids import Cell, Dated, Grid, Span, UnreadableFile
from sources.unsaid import Place, unsaid

_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLD_WORD = "WordDocument".encode("utf-16-le")
_DOCUMENT_PART = "word/document.xml"


def read_grids(path: Path, limits: Limits) -> list[Grid]:
    """The sheets of a workbook, the tables of a document or a delimited text, by content and not by name.

    Letters of the fonts before Unicode become Unicode, a whole sheet at a time. Raises UnreadableFile
    when the bytes are none of these, or would cost more than the limits.
    """
    grids = _grids(path, limits)
    if any(_filled(row) > limits.columns for grid in grids for row in grid.rows if len(row) > limits.columns):
        raise UnreadableFile("too_large")
    return grids


def _filled(row: list[Cell]) -> int:
    return sum(1 for cell in row if cell != "")


def _grids(path: Path, limits: Limits) -> list[Grid]:
    with path.open("rb") as file:
        start = file.read(8)
    if not start:
        raise UnreadableFile("empty_file")
    packed = start.startswith((*ZIP, _OLE))
    if path.stat().st_size > (limits.workbook_bytes if packed else limits.text_bytes):
        raise UnreadableFile("too_large")
    if not packed:
        return [delimited(path)]
    if start.startswith(_OLE):
        if is_encrypted(path.read_bytes()):
            raise UnreadableFile("encrypted_workbook")
        return [_in_unicode(grid) for grid in _workbook(path, limits)]
    with opened(path, limits) as archive:
        parts = set(archive.namelist())
    if _DOCUMENT_PART in parts:
        return list(document(path))
    if parts.isdisjoint(PACKAGE_PARTS):
        raise UnreadableFile("nested_archive" if any(not part.endswith("/") for part in parts) else "empty_archive")
    return [_in_unicode(grid) for grid in _workbook(path, limits)]


def _workbook(path: Path, limits: Limits) -> list[Grid]:
    """The sheets of a workbook; one whose parts break whatever reads them is a broken one, and none of it is taken."""
    try:
        return _sheets(path, limits)
    except (UnreadableFile, MemoryError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # A panic inside calamine's parsers is no Exception.
        check = "encrypted_workbook" if isinstance(error, PasswordError) else _why(path)
        raise UnreadableFile(check, str(error)) from error


def _sheets(path: Path, limits: Limits) -> list[Grid]:
    with path.open("rb") as file:
        workbook = CalamineWorkbook.from_filelike(file)
        sheets = [workbook.get_sheet_by_name(name) for name in workbook.sheet_names]
    if sum(_area(sheet) for sheet in sheets) > limits.cells:
        raise UnreadableFile("too_large")
    if any(sum(_covered(span) for span in _spans(sheet)) > limits.cells for sheet in sheets):
        raise UnreadableFile("too_large")
    hidden = {each.name for each in workbook.sheets_metadata if each.visible != SheetVisibleEnum.Visible}
    grids = [_sheet(sheet, hidden=sheet.name in hidden) for sheet in sheets]
    dates = {grid.sheet: places for grid in grids if (places := set(_dates(grid)))}
    said = unsaid(path, dates)
    return [_with(grid, said.get(grid.sheet, {})) for grid in grids]


def _area(sheet: CalamineSheet) -> int:
    """The cells between the first and the last that hold something."""
    return int(sheet.height * sheet.width)


def _why(path: Path) -> str:
    """Why a workbook cannot be opened: its container names what is inside."""
    content = path.read_bytes()
    if _ENCRYPTED in content:
        return "encrypted_workbook"
    return "old_document" if _OLD_WORD in content and content.startswith(_OLE) else "broken_workbook"


def _in_unicode(grid: Grid) -> Grid:
    """The grid, with letters of the fonts before Unicode as Unicode."""
    texts = [cell for row in grid.rows for cell in row if isinstance(cell, str) and not cell.isascii()]
    encoding = legacy.encoding_of("\n".join(texts))
    if not encoding:
        return grid
    rows = [[legacy.to_unicode(cell, encoding) if isinstance(cell, str) else cell for cell in row] for row in grid.rows]
    return replace(grid, rows=rows)


def _sheet(sheet: CalamineSheet, *, hidden: bool) -> Grid:
    top, left = sheet.start or (0, 0)
    rows: list[list[Cell]] = [
        [Dated(cell) if isinstance(cell, date | time | timedelta) else cell for cell in row]
        for row in sheet.to_python(skip_empty_area=True)
    ]
    return Grid(sheet.name, top, left, rows, _spans(sheet), hidden)


def _spans(sheet: CalamineSheet) -> tuple[Span, ...]:
    """The merged cells as far as the sheet's own cells reach."""
    top, left = sheet.start or (0, 0)
    last_row, last_column = sheet.height - 1, sheet.width - 1
    spans = (
        (first[0] - top, first[1] - left, min(last[0] - top, last_row), min(last[1] - left, last_column))
        for first, last in sheet.merged_cell_ranges or ()
    )
    return tuple(span for span in spans if _covered(span))


def _covered(span: Span) -> int:
    top, left, bottom, right = span
    return max(0, bottom - top + 1) * max(0, right - left + 1)


def _dates(grid: Grid) -> Iterator[Place]:
    for number, row in enumerate(grid.rows):
        yield from ((grid.top + number, grid.left + c) for c, cell in enumerate(row) if isinstance(cell, Dated))


def _with(grid: Grid, said: Mapping[Place, str]) -> Grid:
    """The grid with what calamine left unsaid in its place: texts, and the numbers behind dates."""
    for (row, column), text in said.items():
        number, place = row - grid.top, column - grid.left
        if 0 <= number < len(grid.rows) and 0 <= place < len(grid.rows[number]):
            held = grid.rows[number][place]
            grid.rows[number][place] = Dated(held.moment, text) if isinstance(held, Dated) else text
    return grid

"""Files become grids of cells: workbooks through calamine, documents through python-docx, text through Polars."""

import io
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
from python_calamine import CalamineSheet, CalamineWorkbook

from schemas.records import Limits
from sources import legacy

Cell = int | float | str | bool | date | datetime | time | timedelta
Span = tuple[int, int, int, int]

_TEXT_SHEET = "csv"
_DELIMITERS = (";", ",", "\t")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLD_WORD = "WordDocument".encode("utf-16-le")
# What an Office package or an OpenDocument always holds, whatever its parts are called.
_PACKAGE_PARTS = ("[Content_Types].xml", "mimetype", "content.xml")
_DOCUMENT_PART = "word/document.xml"
_NUL = b"\x00"
_UTF8_NAME = 0x800


class UnreadableFile(ValueError):
    """The bytes cannot be read; `check` is the message code that says why."""

    def __init__(self, check: str, detail: str = "") -> None:
        """Keep the code beside the library's own words."""
        super().__init__(detail or check)
        self.check = check


@dataclass(frozen=True)
class Grid:
    """A sheet's cells; `rows[0][0]` is the cell at `top`, `left` (zero-based)."""

    sheet: str
    top: int
    left: int
    rows: list[list[Cell]]
    merged: tuple[Span, ...] = ()

    def text(self, row: int, column: int) -> str:
        """The cell's raw text; empty for a blank or a cell outside."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            return raw_text(self.rows[row][column])
        return ""

    def address(self, row: int, column: int) -> str:
        """The cell's address as a spreadsheet shows it, such as `C7`."""
        return f"{self.letter(column)}{self.number(row)}"

    def number(self, row: int) -> int:
        """The row number as a spreadsheet shows it."""
        return self.top + row + 1

    def letter(self, column: int) -> str:
        """The column letter as a spreadsheet shows it."""
        index, letters = self.left + column + 1, ""
        while index:
            index, rest = divmod(index - 1, 26)
            letters = chr(ord("A") + rest) + letters
        return letters


def is_number(value: Cell) -> bool:
    """Whether the cell is a typed number, not text that looks like one."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def raw_text(value: Cell) -> str:
    """What the cell holds, as text. A typed number gives its decimal digits, never an exponent.

    A spreadsheet keeps 15 significant digits; what a formula leaves behind them is noise.
    """
    if isinstance(value, float):
        exact = Decimal(f"{value:.15g}")
        return str(int(exact)) if exact == exact.to_integral_value() else format(exact, "f")
    if isinstance(value, bool):
        return str(value).upper()
    return str(value)


def read_grids(path: Path, limits: Limits) -> list[Grid]:
    """The sheets of a workbook, the tables of a document or a delimited text, by content and not by name.

    Letters of the fonts before Unicode become Unicode, a whole sheet at a time. Raises UnreadableFile
    when the bytes are none of these, or would cost more than the limits.
    """
    with path.open("rb") as file:
        start = file.read(8)
    if not start:
        raise UnreadableFile("empty_file")
    packed = start.startswith((*_ZIP, _OLE))
    if path.stat().st_size > (limits.workbook_bytes if packed else limits.text_bytes):
        raise UnreadableFile("too_large")
    if not packed:
        return [_delimited(path)]
    if start.startswith(_OLE):
        return [_in_unicode(grid) for grid in _workbook(path, limits)]
    with opened(path, limits) as archive:
        parts = set(archive.namelist())
    if _DOCUMENT_PART in parts:
        return list(_document(path))
    if parts.isdisjoint(_PACKAGE_PARTS):
        raise UnreadableFile("nested_archive")
    return [_in_unicode(grid) for grid in _workbook(path, limits)]


def is_archive(path: Path, limits: Limits) -> bool:
    """Whether a file is an archive of files, and no workbook or document (which are archives of their parts)."""
    with path.open("rb") as file:
        if not file.read(4).startswith(_ZIP):
            return False
    try:
        with opened(path, limits) as archive:
            parts = set(archive.namelist())
    except UnreadableFile:
        return False
    return parts.isdisjoint(_PACKAGE_PARTS)


def opened(path: Path, limits: Limits) -> zipfile.ZipFile:
    """The archive in a file, its members not yet unpacked. Raises UnreadableFile beyond the limits."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableFile("broken_workbook", str(error)) from error
    members = archive.infolist()
    if len(members) > limits.members or sum(member.file_size for member in members) > limits.unpacked_bytes:
        archive.close()
        raise UnreadableFile("too_large")
    return archive


def members(path: Path, limits: Limits) -> Iterator[tuple[str, bytes | None]]:
    """Each file in an archive: its name as a label, and its bytes; None where they cannot be unpacked.

    Nothing is unpacked by its name, so a name that leads elsewhere leads nowhere.
    """
    with opened(path, limits) as archive:
        for member in archive.infolist():
            if member.is_dir():
                continue
            name = "/".join(part for part in _name(member).replace("\\", "/").split("/") if part not in ("", ".", ".."))
            try:
                yield name, archive.read(member)
            except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, zlib.error):
                yield name, None


def _name(member: zipfile.ZipInfo) -> str:
    """The member's name: Unicode where it says so, else as Windows programs write it here."""
    if member.flag_bits & _UTF8_NAME or member.filename.isascii():
        return member.filename
    raw = member.filename.encode("cp437", errors="replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return unicodedata.normalize("NFC", raw.decode("cp1258", errors="replace"))


def _workbook(path: Path, limits: Limits) -> list[Grid]:
    sheets = _calamine(path)
    if any(_area(sheet) > limits.cells for sheet in sheets):
        raise UnreadableFile("too_large")
    return [_sheet(sheet) for sheet in sheets]


def _calamine(path: Path) -> list[CalamineSheet]:
    try:
        with path.open("rb") as file:
            workbook = CalamineWorkbook.from_filelike(file)
            return [workbook.get_sheet_by_name(name) for name in workbook.sheet_names]
    except BaseException as error:
        # A panic inside calamine's parsers is no Exception, but it must not end the night either.
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        raise UnreadableFile(_why(path), str(error)) from error


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


def _document(path: Path) -> Iterator[Grid]:
    """Each table of a document as a grid; the lines above it, as far as the table before, are its first rows.

    The sheet is `Bảng 1` and so on; rows are counted from the first of those lines.
    """
    import docx
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    try:
        blocks = list(docx.Document(str(path)).iter_inner_content())
    except Exception as error:
        raise UnreadableFile("broken_workbook", str(error)) from error
    above: list[list[Cell]] = []
    number = 0
    for block in blocks:
        if isinstance(block, Paragraph) and block.text.strip():
            above.append([block.text.strip()])
        elif isinstance(block, Table):
            number += 1
            yield _document_table(block, f"Bảng {number}", above)
            above = []
    if above:
        yield Grid(f"Bảng {number + 1}", 0, 0, above)


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


def _sheet(sheet: CalamineSheet) -> Grid:
    top, left = sheet.start or (0, 0)
    spans = tuple(
        (first[0] - top, first[1] - left, last[0] - top, last[1] - left)
        for first, last in sheet.merged_cell_ranges or ()
    )
    return Grid(sheet.name, top, left, sheet.to_python(skip_empty_area=True), spans)


def _delimited(path: Path) -> Grid:
    text = _decode(path.read_bytes())
    delimiter, width = _delimiter(text)
    try:
        frame = pl.read_csv(
            io.BytesIO(text.encode()),
            separator=delimiter,
            has_header=False,
            schema={f"column_{n}": pl.String for n in range(width)},
            missing_columns="insert",
            truncate_ragged_lines=True,
        )
    except pl.exceptions.PolarsError as error:
        raise UnreadableFile("not_a_table", str(error)) from error
    rows: list[list[Cell]] = [[cell or "" for cell in row] for row in frame.iter_rows()]
    return Grid(_TEXT_SHEET, 0, 0, rows)


def _decode(content: bytes) -> str:
    for encoding in _encodings(content):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    found = None if _NUL in content else legacy.decode(content)
    if found is None:
        raise UnreadableFile("unknown_format")
    return found


def _encodings(content: bytes) -> list[str]:
    """The Unicode encodings that the first bytes allow; every second byte is zero in UTF-16 without a mark."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"]
    if _NUL not in content:
        return ["utf-8-sig"]
    start = content[:1000]
    most = len(start) // 4
    if start[1::2].count(0) > most > start[0::2].count(0):
        return ["utf-16-le"]
    return ["utf-16-be"] if start[0::2].count(0) > most > start[1::2].count(0) else []


def _delimiter(text: str) -> tuple[str, int]:
    """The delimiter that cuts most lines into one and the same number of parts, and the widest line."""
    lines = [line for line in text.splitlines() if line.strip()]

    def agreement(delimiter: str) -> int:
        widths = Counter(line.count(delimiter) for line in lines if delimiter in line)
        return max(widths.values(), default=0)

    best = max(_DELIMITERS, key=agreement)
    return best, max((line.count(best) for line in lines), default=0) + 1

"""Files become grids of cells: workbooks through calamine, delimited text through Polars."""

import io
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
from python_calamine import CalamineSheet, CalamineWorkbook

Cell = int | float | str | bool | date | datetime | time | timedelta
Span = tuple[int, int, int, int]

_TEXT_SHEET = "csv"
_DELIMITERS = (";", ",", "\t")
_SIGNATURES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_NUL = b"\x00"


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


def read_grids(path: Path) -> list[Grid]:
    """The sheets of a workbook or of a delimited text, by content and not by name.

    Raises UnreadableFile when the bytes are neither.
    """
    with path.open("rb") as file:
        start = file.read(8)
    if not start:
        raise UnreadableFile("empty_file")
    return _workbook(path) if start.startswith(_SIGNATURES) else [_delimited(path)]


def _workbook(path: Path) -> list[Grid]:
    try:
        with path.open("rb") as file:
            workbook = CalamineWorkbook.from_filelike(file)
            return [_sheet(workbook.get_sheet_by_name(name)) for name in workbook.sheet_names]
    except BaseException as error:
        # A panic inside calamine's parsers is no Exception, but it must not end the night either.
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        raise UnreadableFile("broken_workbook", str(error)) from error


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
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    if encoding == "utf-8-sig" and _NUL in content:
        raise UnreadableFile("unknown_format")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFile("unknown_format", str(error)) from error


def _delimiter(text: str) -> tuple[str, int]:
    """The delimiter that cuts most lines into one and the same number of parts, and the widest line."""
    lines = [line for line in text.splitlines() if line.strip()]

    def agreement(delimiter: str) -> int:
        widths = Counter(line.count(delimiter) for line in lines if delimiter in line)
        return max(widths.values(), default=0)

    best = max(_DELIMITERS, key=agreement)
    return best, max((line.count(best) for line in lines), default=0) + 1

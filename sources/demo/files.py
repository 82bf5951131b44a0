"""A laid-out sheet as the bytes of a file: the same sheet gives the same bytes."""

import csv
import io
from datetime import datetime
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sources.demo.pages import Look, Page, Value, decimal_part

_LOOKS: dict[Look, dict[str, object]] = {
    "plain": {},
    "title": {"bold": True, "align": "center"},
    "head": {"bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"},
    "body": {"border": 1, "valign": "vcenter"},
}
_NUMBER = {"num_format": "#,##0.######"}
_WHOLE = {"num_format": "#,##0"}
_NARROWEST, _WIDEST = 10, 42
_CREATED = datetime(2013, 1, 1)


def workbook(page: Page, sheet: str, spare_sheets: int, of: str = "") -> bytes:
    """The page as .xlsx, with empty sheets behind it; the bytes say whose (`of`) they are, and not when they were made.

    Offices of two provinces that report the same send no file that is the other's byte for byte.
    """
    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": _CREATED, "company": of})
    _fill(book, book.add_worksheet(sheet), page)
    for number in range(spare_sheets):
        book.add_worksheet(f"Sheet{number + 2}")
    book.close()
    return buffer.getvalue()


def _fill(book: Workbook, sheet: Worksheet, page: Page) -> None:
    formats = {look: book.add_format(how) for look, how in _LOOKS.items()}
    whole, number = book.add_format(_LOOKS["body"] | _WHOLE), book.add_format(_LOOKS["body"] | _NUMBER)
    for column in range(max(map(len, page.rows))):
        sheet.set_column(column, column, _width(page, column))
    covered = {(first, left): (first, left, last, right) for first, left, last, right in page.merges}
    for row, (values, look) in enumerate(zip(page.rows, page.looks, strict=True)):
        for column, value in enumerate(values):
            style = formats[look]
            if isinstance(value, int | Decimal):
                style = whole if isinstance(value, int) else number
            if (row, column) in covered:
                sheet.merge_range(*covered[row, column], "", style)
            _write(sheet, row, column, value, style)


def _width(page: Page, column: int) -> int:
    """Wide enough for the column's rows; headers wrap, titles run over."""
    inside = zip(page.rows, page.looks, strict=True)
    longest = max((len(str(row[column])) for row, look in inside if look == "body" and len(row) > column), default=0)
    return min(max(longest, _NARROWEST), _WIDEST)


def _write(sheet: Worksheet, row: int, column: int, value: Value, style: Format) -> None:
    """A number becomes a double: every figure of the demo has fewer digits than one holds exactly."""
    if isinstance(value, str):
        if value:
            sheet.write_string(row, column, value, style)
    else:
        sheet.write_number(row, column, float(value), style)


def delimited(page: Page, delimiter: str, *, mark: bool) -> bytes:
    """The page as delimited text in UTF-8, with a byte order mark if `mark`; every line of one width."""
    width = max(map(len, page.rows))
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([*map(_plain, row), *[""] * (width - len(row))] for row in page.rows)
    return text.getvalue().encode("utf-8-sig" if mark else "utf-8")


def _plain(value: Value) -> str:
    """A number as a Vietnamese spreadsheet exports it, with a comma before the decimals."""
    if isinstance(value, str):
        return value
    whole, _, decimals = str(value).partition(".")
    return whole + decimal_part(decimals)

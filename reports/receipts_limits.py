"""Whether a workbook can be annotated: its kind and size, judged before anything opens it."""

import re
import zipfile
from pathlib import Path

from openpyxl.utils import range_boundaries

# Beyond these a letter answers: openpyxl keeps each cell as an object and each part as a tree.
MOST_BYTES = 48 * 2**20
MOST_CELLS = 200_000
MOST_PARTS = 2_000

_UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_COUNTED = re.compile(rb"<(?:\w+:)?(?:c|row)[\s/>]")
_AREAS = re.compile(rb"<(?:\w+:)?(?:mergeCell|hyperlink)\s[^>]*?\bref\s*=\s*[\"']([^\"']*)[\"']")


def is_workbook(path: Path) -> bool:
    """Whether the file is a workbook of the kind that can be annotated, by its content.

    One that is larger than `MOST_BYTES` is not even opened.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            return False
        with zipfile.ZipFile(path) as book:
            return "xl/workbook.xml" in book.namelist()
    except (OSError, zipfile.BadZipFile, ValueError):
        return False


def is_small(book: zipfile.ZipFile) -> bool:
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

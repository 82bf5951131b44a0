"""Whether a workbook can be annotated: its kind and size, judged before anything opens it."""

import re
import zipfile
from pathlib import Path

from schemas.limits import Limits

_UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_COUNTED = re.compile(rb"<(?:\w+:)?(?:c|row)[\s/>]")
_AREAS = re.compile(rb"<(?:\w+:)?(?:mergeCell|hyperlink)\s[^>]*?\bref\s*=\s*[\"']([^\"']*)[\"']")


def is_workbook(path: Path, limits: Limits) -> bool:
    """Whether the file is a workbook of the kind that can be annotated, by its content.

    One that is larger than may be marked is not even opened.
    """
    try:
        if path.stat().st_size > limits.marked_bytes:
            return False
        with zipfile.ZipFile(path) as book:
            return "xl/workbook.xml" in book.namelist()
    except (OSError, zipfile.BadZipFile, ValueError):
        return False


def is_small(book: zipfile.ZipFile, limits: Limits) -> bool:
    """Whether openpyxl can hold the workbook: parts, bytes, cells, rows, merged and linked areas are counted before."""
    parts = book.infolist()
    if len(parts) > limits.members or sum(part.file_size for part in parts) > limits.marked_bytes:
        return False
    cells = 0
    for part in parts:
        content = book.read(part)
        if content.startswith(_UTF_16) or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            return False
        cells += sum(1 for _ in _COUNTED.finditer(content))
        areas = [_area(ref.decode(errors="replace")) for ref in _AREAS.findall(content)]
        if None in areas:
            return False
        cells += sum(area for area in areas if area)
        if cells > limits.marked_cells:
            return False
    return True


def _area(ref: str) -> int | None:
    """The cells of a range; None for one that names whole rows or columns, which is larger than any limit."""
    from openpyxl.utils import range_boundaries

    left, top, right, bottom = range_boundaries(ref)
    if left is None or top is None or right is None or bottom is None:
        return None
    return (right - left + 1) * (bottom - top + 1)

"""Delimited text of whatever letters and delimiter, read through Polars."""

import io
from collections import Counter
from pathlib import Path

from sources import legacy
from sources.grids import Cell, Grid, UnreadableFile

_SHEET = "csv"
_DELIMITERS = (";", ",", "\t")
_NUL = b"\x00"
_ASCII_TEXT = bytes(range(0x20, 0x7F)) + b"\t\r\n"
_CONTROLS = frozenset(range(0x20)) - frozenset(b"\t\r\n\f\v\x1a")
# One letter in so many may be in an encoding that nobody knows.
_MOST_STRANGE = 100


def delimited(path: Path) -> Grid:
    """The text as one sheet. Raises UnreadableFile when it is no text, or no table."""
    import polars as pl  # Here: most files are workbooks, and whoever reads those starts without it.

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
    return Grid(_SHEET, 0, 0, rows)


def encodings(content: bytes) -> list[str]:
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


def _decode(content: bytes) -> str:
    for encoding in encodings(content):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    found = None if _NUL in content else legacy.decode(content)
    if found is None and _is_nearly_ascii(content):
        found = content.decode("cp1252", errors="replace")
    if found is None:
        raise UnreadableFile("unknown_format")
    return found


def _is_nearly_ascii(content: bytes) -> bool:
    """Whether a text has so few other letters that its figures and most labels stand whatever those are."""
    strange = len(content.translate(None, _ASCII_TEXT))
    return _CONTROLS.isdisjoint(content) and strange * _MOST_STRANGE <= len(content)


def _delimiter(text: str) -> tuple[str, int]:
    """The delimiter that cuts most lines into one and the same number of parts, and the widest line."""
    lines = [line for line in text.splitlines() if line.strip()]

    def agreement(delimiter: str) -> int:
        widths = Counter(line.count(delimiter) for line in lines if delimiter in line)
        return max(widths.values(), default=0)

    best = max(_DELIMITERS, key=agreement)
    return best, max((line.count(best) for line in lines), default=0) + 1

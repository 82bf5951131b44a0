"""The pieces that a draft is made of: passages and tables, and how lines of text become them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

_BULLET = re.compile(r"\s*(?:[-+*•–]\s|(?:\d{1,2}\.)+\d{0,2}\.?\s|\d+\)|[a-zđ][.)]\s|[IVX]+[.\-]\s?|\()")
_MARKS = re.compile(r"^\s*(?:#+\s+|>\s+)")
_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$")
_EMPHASIS = " *_"
_LONG_LINE = 60


@dataclass(frozen=True)
class Passage:
    """A paragraph or a cell: its text in one line, and (offset, line, column) of each piece of it in the file."""

    text: str
    pieces: tuple[tuple[int, int, int], ...]
    heading: bool = False
    anchor: Any = None

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of a character of the text."""
        start, line, column = max(piece for piece in self.pieces if piece[0] <= offset)
        return line, column + offset - start


@dataclass(frozen=True)
class Grid:
    """A table: rows of cells, blank where a merged cell above or at the left goes on."""

    rows: tuple[tuple[Passage, ...], ...]


Block = Passage | Grid


def plain(text: str, line: int, column: int = 1, *, heading: bool = False, anchor: Any = None) -> Passage:
    """A passage that stands in one line."""
    return Passage(normalize("NFC", text), ((0, line, column),), heading, anchor)


def blocks_of(lines: Sequence[tuple[int, str]]) -> Iterator[Block]:
    """Lines of a text as paragraphs (wrapped lines joined) and tables (tabs, or bars as in Markdown)."""
    paragraph: list[tuple[int, str]] = []
    table: list[tuple[int, str]] = []
    for number, line in [*lines, (0, "")]:
        tabular = _tabular(line)
        if table and not tabular:
            yield Grid(tuple(_cells(n, each) for n, each in table if not _RULE.match(each)))
            table = []
        if paragraph and (tabular or not line.strip() or _BULLET.match(line) or _MARKS.match(line) or _ends(paragraph)):
            yield _joined(paragraph)
            paragraph = []
        if tabular:
            table.append((number, line))
        elif line.strip():
            paragraph.append((number, line))


def _tabular(line: str) -> bool:
    return line.count("\t") > 1 or (line.lstrip().startswith("|") and line.count("|") > 2)


def _ends(paragraph: Sequence[tuple[int, str]]) -> bool:
    """Whether the last line ended by itself: a heading, or a line too short to have been wrapped."""
    last = paragraph[-1][1].rstrip()
    return bool(_MARKS.match(last)) or len(last) < _LONG_LINE or last.endswith((".", ":", ";", "./."))


def _joined(lines: Sequence[tuple[int, str]]) -> Passage:
    text, pieces = "", []
    for number, line in lines:
        skipped = len(line) - len(line.lstrip())
        text += " " if text else ""
        pieces.append((len(text), number, skipped + 1))
        text += line.strip()
    return Passage(text, tuple(pieces), heading=bool(_MARKS.match(text)) or is_heading(text))


def is_heading(text: str) -> bool:
    """A short line of its own without the end of a sentence."""
    return len(text) < 120 and not text.lstrip("*_ ").startswith(("-", "+", "(")) and not text.endswith((".", ";", ")"))


def texts(blocks: Sequence[Block]) -> Iterator[str]:
    """The texts of passages and cells, in order."""
    for block in blocks:
        if isinstance(block, Passage):
            yield block.text
        else:
            yield from (cell.text for row in block.rows for cell in row)


def _cells(number: int, line: str) -> tuple[Passage, ...]:
    separator = "\t" if "\t" in line else "|"
    start = line.index("|") + 1 if separator == "|" else 0
    end = len(line.rstrip().removesuffix("|")) if separator == "|" else len(line)
    cells = []
    for part in line[start:end].split(separator):
        lead = len(part) - len(part.lstrip(_EMPHASIS))
        cells.append(plain(part.strip(_EMPHASIS), number, start + lead + 1))
        start += len(part) + 1
    return tuple(cells)

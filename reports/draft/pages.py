"""The passages and tables of a PDF, page by page; a line inside a table is the table's."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from reports.draft.passages import Block, Grid, blocks_of, plain
from reports.draft.unruled import Line, may_hold_one, unruled

_PAGE = re.compile(r"\d{1,3}(?:\s?/\s?\d{1,3})?")


def pdf_blocks(path: Path) -> Iterator[Block]:
    """The blocks of a PDF in reading order; a line counts over all pages."""
    import pdfplumber

    before = 0
    with pdfplumber.open(path) as document:
        pages = [(page, page.extract_text_lines(return_chars=False), page.find_tables()) for page in document.pages]
        running = _running([lines for _, lines, _ in pages])
        for number, (page, lines, tables) in enumerate(pages):
            found = [(table.bbox[1], table.bbox[3], _pdf_table(table, lines, before)) for table in tables]
            found += _without_rules(page, lines, found, before)
            yield from _pdf_page(lines, found, before, running if number else set())
            before += len(lines)


def _running(pages: Sequence[Sequence[Any]]) -> set[str]:
    """What stands first or last on several pages, page numbers as one: heads and feet, no part of the text."""
    ends = [{_PAGE.sub("#", line["text"].strip()) for line in (*lines[:1], *lines[-1:])} for lines in pages]
    counts = Counter(text for each in ends for text in each)
    return {text for text, count in counts.items() if count > 1 or text == "#"}


# Where a table begins and ends from the top of its page, and what it holds.
_Placed = tuple[float, float, Grid]


def _without_rules(page: Any, lines: Sequence[Any], ruled: Sequence[_Placed], before: int) -> list[_Placed]:
    """The tables of a page that have no ruling lines."""
    free = [(n, line) for n, line in enumerate(lines, start=before + 1) if not _inside(line, ruled)]
    if not may_hold_one([line["text"] for _, line in free]):
        return []
    words = page.extract_words()
    placed = [
        Line(n, line["top"], tuple(w for w in words if line["top"] <= (w["top"] + w["bottom"]) / 2 <= line["bottom"]))
        for n, line in free
    ]
    ends = {n: (line["top"], line["bottom"]) for n, line in free}
    return [
        (ends[each.first][0], ends[each.last][1], each.grid)
        for each in unruled([line for line in placed if line.words])
    ]


def _inside(line: Any, tables: Sequence[_Placed]) -> bool:
    return any(top <= (line["top"] + line["bottom"]) / 2 <= bottom for top, bottom, _ in tables)


def _pdf_page(lines: Sequence[Any], tables: Sequence[_Placed], before: int, running_heads: set[str]) -> Iterator[Block]:
    """The paragraphs and tables of a page from top to bottom; a line inside a table is the table's."""
    parts: list[tuple[float, list[tuple[int, str]] | Grid]] = [(top, grid) for top, _, grid in tables]
    for number, line in enumerate(lines, start=before + 1):
        if _inside(line, tables):
            continue
        if _PAGE.sub("#", line["text"].strip()) in running_heads and number in (before + 1, before + len(lines)):
            continue
        parts.append((line["top"], [(number, line["text"])]))
    running: list[tuple[int, str]] = []
    for _, part in sorted(parts, key=lambda each: each[0]):
        if isinstance(part, Grid):
            yield from blocks_of(running)
            running = []
            yield part
        else:
            running += part
    yield from blocks_of(running)


def _pdf_table(table: Any, lines: Sequence[Any], before: int) -> Grid:
    rows = []
    for row, texts in zip(table.rows, table.extract(), strict=True):
        line = sum(each["top"] < row.bbox[3] for each in lines)
        rows.append(tuple(plain(_unbroken(text or ""), before + line) for text in texts))
    return Grid(tuple(rows))


def _unbroken(text: str) -> str:
    """The text of a cell in one line; a number that a narrow column broke is one again."""
    return re.sub(r"(?<=[\d.,])\n(?=[\d.,])", "", text).replace("\n", " ").strip()

"""A draft as a sequence of passages and tables, each text with its place in the file.

Places are 1-based. In txt, md: line and column of the file. In html: the line of the element and the column
in its text. In docx: the number of the paragraph in reading order (a cell of a table counts its own) and the
column in it. In pdf: the line, counted over all pages, and the column in the line.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unicodedata import normalize

from sources.grids import UnreadableFile

_BULLET = re.compile(r"\s*(?:[-+*•–]\s|(?:\d+\.)+\d*\.?\s|\d+\)|[a-zđ][.)]\s|[IVX]+[.\-]\s?|\()")
_MARKS = re.compile(r"^\s*(?:#+\s+|>\s+)")
_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$")
_EMPHASIS = " *_"
_LONG_LINE = 60
_PAGE = re.compile(r"\d{1,3}(?:\s?/\s?\d{1,3})?")


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


def read_draft(path: Path) -> list[Block]:
    """The blocks of a draft in reading order.

    Raises UnreadableFile for a file that is no draft of a known kind or cannot be opened.
    """
    kinds = {".txt": _text, ".md": _text, ".docx": _docx, ".pdf": _pdf, ".html": _html, ".htm": _html}
    kind = kinds.get(path.suffix.lower())
    if kind is None:
        raise UnreadableFile("unknown_format", path.suffix)
    try:
        return list(kind(path))
    except (OSError, UnreadableFile):
        raise
    except Exception as error:
        raise UnreadableFile("broken_workbook", str(error)) from error


def plain(text: str, line: int, column: int = 1, *, heading: bool = False, anchor: Any = None) -> Passage:
    """A passage that stands in one line."""
    return Passage(normalize("NFC", text), ((0, line, column),), heading, anchor)


def _text(path: Path) -> Iterator[Block]:
    content = path.read_bytes()
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        lines = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1258").splitlines()
    return _blocks([(number, normalize("NFC", line)) for number, line in enumerate(lines, start=1)])


def _blocks(lines: Sequence[tuple[int, str]]) -> Iterator[Block]:
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
    return Passage(text, tuple(pieces), heading=bool(_MARKS.match(text)) or _is_heading(text))


def _is_heading(text: str) -> bool:
    """A short line of its own without the end of a sentence."""
    return len(text) < 120 and not text.lstrip("*_ ").startswith(("-", "+", "(")) and not text.endswith((".", ";", ")"))


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


def _docx(path: Path) -> Iterator[Block]:
    return _docx_blocks(opened_docx(path))


def opened_docx(path: Path) -> Any:
    """A document of Word, its letters composed: a draft from elsewhere may hold them in two parts each."""
    import docx
    from docx.oxml.ns import qn

    document = docx.Document(str(path))
    for text in document.element.body.iter(qn("w:t")):
        text.text = normalize("NFC", text.text or "")
    return document


def _docx_blocks(document: Any) -> Iterator[Block]:
    from docx.text.paragraph import Paragraph

    counter = iter(range(1, 10**9))
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            number = next(counter)
            if block.text.strip():
                text = block.text.replace("\n", " ").replace("\t", " ")
                styled = block.style is not None and str(block.style.name).startswith(("Heading", "Title"))
                yield plain(text, number, heading=styled or _is_heading(text.strip()), anchor=block)
        else:
            yield Grid(tuple(tuple(_docx_row(row, counter)) for row in block.rows))


def _docx_row(row: Any, counter: Iterator[int]) -> Iterator[Passage]:
    for _ in range(row.grid_cols_before):
        yield plain("", 0)
    before = None
    for cell in row.cells:
        number = next(counter)
        below = cell._tc.vMerge == "continue" or cell._tc.top != row._index
        text = "" if cell._tc is before or below else cell.text.replace("\n", " ")
        yield plain(text.strip(), number, anchor=next((p for p in cell.paragraphs if p.text.strip()), None))
        before = cell._tc


def _pdf(path: Path) -> Iterator[Block]:
    import pdfplumber

    before = 0
    with pdfplumber.open(path) as document:
        pages = [(page.extract_text_lines(return_chars=False), page.find_tables()) for page in document.pages]
        running = _running([lines for lines, _ in pages])
        for number, (lines, tables) in enumerate(pages):
            yield from _pdf_page(lines, tables, before, running if number else set())
            before += len(lines)


def _running(pages: Sequence[Sequence[Any]]) -> set[str]:
    """What stands first or last on several pages, page numbers as one: heads and feet, no part of the text."""
    ends = [{_PAGE.sub("#", line["text"].strip()) for line in (*lines[:1], *lines[-1:])} for lines in pages]
    counts = Counter(text for each in ends for text in each)
    return {text for text, count in counts.items() if count > 1 or text == "#"}


def _pdf_page(lines: Sequence[Any], tables: Sequence[Any], before: int, running_heads: set[str]) -> Iterator[Block]:
    """The paragraphs and tables of a page from top to bottom; a line inside a table is the table's."""
    parts: list[tuple[float, list[tuple[int, str]] | Grid]] = [
        (table.bbox[1], _pdf_table(table, lines, before)) for table in tables
    ]
    for number, line in enumerate(lines, start=before + 1):
        if any(table.bbox[1] <= (line["top"] + line["bottom"]) / 2 <= table.bbox[3] for table in tables):
            continue
        if _PAGE.sub("#", line["text"].strip()) in running_heads and number in (before + 1, before + len(lines)):
            continue
        parts.append((line["top"], [(number, line["text"])]))
    running: list[tuple[int, str]] = []
    for _, part in sorted(parts, key=lambda each: each[0]):
        if isinstance(part, Grid):
            yield from _blocks(running)
            running = []
            yield part
        else:
            running += part
    yield from _blocks(running)


def _pdf_table(table: Any, lines: Sequence[Any], before: int) -> Grid:
    rows = []
    for row, texts in zip(table.rows, table.extract(), strict=True):
        line = sum(each["top"] < row.bbox[3] for each in lines)
        rows.append(tuple(plain(_unbroken(text or ""), before + line) for text in texts))
    return Grid(tuple(rows))


def _unbroken(text: str) -> str:
    """The text of a cell in one line; a number that a narrow column broke is one again."""
    return re.sub(r"(?<=[\d.,])\n(?=[\d.,])", "", text).replace("\n", " ").strip()


def _html(path: Path) -> Iterator[Block]:
    from lxml import html

    content = path.read_bytes()
    if not content.strip():
        return
    parser = html.HTMLParser(encoding=None if b"charset" in content[:2000].lower() else "utf-8")
    body = html.document_fromstring(content, parser=parser)
    for skipped in body.xpath("//script|//style|//template|//head|//comment()"):
        skipped.drop_tree()
    yield from _html_blocks(body)


_PARAGRAPHS = {"p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "caption", "figcaption", "blockquote", "pre"}
_INLINE = {"a", "b", "i", "em", "strong", "span", "u", "sup", "sub", "small", "font", "br", "mark", "code", "abbr"}


def _html_blocks(node: Any) -> Iterator[Block]:
    if node.tag == "table":
        yield from (plain(_spoken(c), c.sourceline or 0, heading=True) for c in node.xpath("./caption"))
        yield Grid(tuple(_html_rows(node.xpath("./tr|./*/tr"))))
    elif node.tag in _PARAGRAPHS or all(child.tag in _INLINE for child in node):
        text = _spoken(node)
        if text:
            named = str(node.tag).startswith("h") and node.tag != "html"
            yield plain(text, node.sourceline or 0, heading=named or _is_heading(text))
    else:
        if (node.text or "").strip():
            yield plain(" ".join(node.text.split()), node.sourceline or 0)
        for child in node:
            yield from _html_blocks(child)
            if (child.tail or "").strip():
                yield plain(" ".join(child.tail.split()), child.sourceline or 0)


def _spoken(node: Any) -> str:
    return " ".join("".join(node.itertext()).split())


def _html_rows(rows: Iterable[Any]) -> Iterator[tuple[Passage, ...]]:
    """The rows of a table on one grid: what a cell over several rows or columns covers besides its corner is blank."""
    covered: dict[tuple[int, int], bool] = {}
    for top, row in enumerate(rows):
        cells: list[Passage] = []
        for cell in row.xpath("./td|./th"):
            while (top, len(cells)) in covered:
                cells.append(plain("", row.sourceline or 0))
            left, wide, high = len(cells), _span(cell, "colspan"), _span(cell, "rowspan")
            covered.update({(top + r, left + c): True for r in range(high) for c in range(wide)})
            cells.append(plain(_spoken(cell), cell.sourceline or 0))
            cells += [plain("", cell.sourceline or 0)] * (wide - 1)
        while (top, len(cells)) in covered:
            cells.append(plain("", row.sourceline or 0))
        yield tuple(cells)


def _span(cell: Any, name: str) -> int:
    text = cell.get(name, "1").strip()
    return min(int(text), 1000) if text.isdigit() and int(text) else 1

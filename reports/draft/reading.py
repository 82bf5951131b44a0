"""A draft as a sequence of passages and tables, each text with its place in the file.

Places are 1-based. In txt, md: line and column of the file. In html: the line of the element and the column
in its text. In docx: the number of the paragraph in reading order (a cell of a table counts its own) and the
column in it. In pdf: the line, counted over all pages, and the column in the line.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from unicodedata import normalize

from reports.draft.pages import pdf_blocks
from reports.draft.passages import Block, Grid, Passage, blocks_of, is_heading, plain, texts
from sources.grids import UnreadableFile


def read_draft(path: Path) -> list[Block]:
    """The blocks of a draft in reading order.

    Raises UnreadableFile for a file that is no draft of a known kind, cannot be opened, or holds no text.
    """
    kinds = {".txt": _text, ".md": _text, ".docx": _docx, ".pdf": pdf_blocks, ".html": _html, ".htm": _html}
    kind = kinds.get(path.suffix.lower())
    if kind is None:
        raise UnreadableFile("unknown_format", path.suffix)
    try:
        blocks = list(kind(path))
    except (OSError, UnreadableFile):
        raise
    except Exception as error:
        raise UnreadableFile("broken_workbook", str(error)) from error
    if not any(text.strip() for text in texts(blocks)):
        raise UnreadableFile("no_text", path.name)
    return blocks


def _text(path: Path) -> Iterator[Block]:
    content = path.read_bytes()
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        lines = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1258").splitlines()
    return blocks_of([(number, normalize("NFC", line)) for number, line in enumerate(lines, start=1)])


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
    # Once: to ask each paragraph for its style's name looks through all styles.
    headings = {style.style_id for style in document.styles if str(style.name).startswith(("Heading", "Title"))}
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            number = next(counter)
            if block.text.strip():
                text = block.text.replace("\n", " ").replace("\t", " ")
                styled = block._p.style in headings
                yield plain(text, number, heading=styled or is_heading(text.strip()), anchor=block)
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
            yield plain(text, node.sourceline or 0, heading=named or is_heading(text))
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

"""What calamine passes over in silence: errors of formulas, formulas never calculated, numbers behind dates, words.

An error and a formula without its result come from it as blanks (in OpenDocument an error may even be a 0), and
a date without its number; a number comes without the words that its format shows (`890 "nghìn đồng"`). They stand in
the XML of the sheets and styles, which is looked into only where it has one of them.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping, Set
from io import BytesIO
from pathlib import Path
from posixpath import join, normpath
from typing import Any

from sources.binary import binary_errors, binary_sheets, old_errors
from sources.shown import as_shown, styles_used, worded

Place = tuple[int, int]
Said = dict[str, dict[Place, str]]

_HAS_ERROR = re.compile(rb"""\st=["']e["']""")
_HAS_NO_RESULT = re.compile(
    rb"</?(?:\w+:)?f(?:\s[^>]*)?/?>\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v\s*>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ODS_ERROR = b'value-type="error"'
_ODS_PARTS = ("{*}table", "{*}table-row", "{*}table-cell", "{*}covered-table-cell")


def unsaid(path: Path, dates: Mapping[str, Set[Place]]) -> Said:
    """Sheet -> place (zero-based row and column) -> the error, the formula, or the number behind a date.

    `dates`: where the sheets hold dates. Old and binary workbooks give their errors alone.
    """
    if not zipfile.is_zipfile(path):
        return old_errors(path.read_bytes())
    with zipfile.ZipFile(path) as book:
        names = set(book.namelist())
        if "content.xml" in names:
            return _open_document(book.read("content.xml"))
        spelled = {name.casefold(): name for name in names}
        if "xl/workbook.bin" in names:
            return _binary(book, spelled)
        if "xl/workbook.xml" not in names:
            return {}
        relations = _relations(book.read("xl/_rels/workbook.xml.rels"))
        listed = [
            (node.get("name", ""), _named(node, "id")) for _, node in _nodes(book.read("xl/workbook.xml"), "{*}sheet")
        ]
        parts = {sheet: spelled.get(relations.get(relation, "")) for sheet, relation in listed}
        styles = spelled.get("xl/styles.xml")
        words = worded(book.read(styles)) if styles else {}
        cells = {
            sheet: _cells(book.read(part), dates.get(sheet, set()), words) for sheet, part in parts.items() if part
        }
        return {sheet: dict(found) for sheet, found in cells.items()}


def _relations(content: bytes) -> dict[str, str]:
    """The names of the parts that a workbook's sheets are in, in small letters."""
    nodes = (node for _, node in _nodes(content))
    return {node.get("Id", ""): normpath(join("/xl", node.get("Target", "")))[1:].casefold() for node in nodes}


def _binary(book: zipfile.ZipFile, spelled: Mapping[str, str]) -> Said:
    relations = _relations(book.read("xl/_rels/workbook.bin.rels"))
    parts = {
        sheet: spelled.get(relations.get(relation, ""))
        for relation, sheet in binary_sheets(book.read("xl/workbook.bin"))
    }
    return {sheet: binary_errors(book.read(part)) for sheet, part in parts.items() if part}


def _cells(content: bytes, dates: Set[Place], words: Mapping[str, str]) -> Iterator[tuple[Place, str]]:
    """The places of a sheet that have something unsaid."""
    words = words if styles_used(content, words) else {}
    if not dates and not words and not _HAS_ERROR.search(content) and not _HAS_NO_RESULT.search(content):
        return
    row = column = -1
    shared: dict[str | None, tuple[str, str]] = {}
    for event, node in _nodes(content, "{*}row", "{*}c", events=("start", "end")):
        if node.tag.endswith("}row"):
            if event == "start":
                row, column = int(node.get("r") or row + 2) - 1, -1
            else:
                node.clear()
        elif event == "end":
            row, column = _place(node.get("r")) or (row, column + 1)
            text = _cell(node, (row, column) in dates, shared) or _shown(node, words)
            if text:
                yield (row, column), text


def _cell(node: Any, is_date: bool, shared: dict[str | None, tuple[str, str]]) -> str:
    value, formula = (node.findtext("{*}v") or "").strip(), node.find("{*}f")
    if formula is not None and formula.text and formula.get("t") == "shared":
        shared[formula.get("si")] = "=" + formula.text, node.get("r") or "A1"
    if node.get("t") == "e" or is_date:
        return value
    if formula is None or value or node.get("t") == "str":
        return ""
    if formula.text or formula.get("si") not in shared:
        return "=" + (formula.text or "")
    return _moved(*shared[formula.get("si")], node.get("r") or "A1")


def _moved(formula: str, origin: str, to: str) -> str:
    """A formula of one cell as it reads in another; few files have one, and the import takes longer than most files."""
    from openpyxl.formula.translate import Translator

    return str(Translator(formula, origin=origin).translate_formula(to))


def _shown(node: Any, words: Mapping[str, str]) -> str:
    behind = words.get(node.get("s", "")) if node.get("t", "n") == "n" else None
    return as_shown((node.findtext("{*}v") or "").strip(), behind) if behind else ""


def _place(address: str | None) -> Place | None:
    found = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", address or "")
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1


def _open_document(content: bytes) -> Said:
    """The errors of an OpenDocument's formulas and the formulas that have no value, by sheet."""
    said: Said = {}
    if _ODS_ERROR not in content and b"formula=" not in content:
        return said
    sheet, row, column = "", 0, 0
    for event, node in _nodes(content, *_ODS_PARTS, events=("start", "end")):
        kind = node.tag.rpartition("}")[2]
        if (event, kind) == ("start", "table"):
            sheet, row = _named(node, "name"), 0
        elif kind == "table-row":
            column = 0
            row += int(_named(node, "number-rows-repeated") or 1) if event == "end" else 0
            if event == "end":
                node.clear()
        elif event == "end" and kind != "table":
            text = _open_cell(node)
            if text:
                said.setdefault(sheet, {})[row, column] = text
            column += int(_named(node, "number-columns-repeated") or 1)
    return said


def _open_cell(node: Any) -> str:
    types = [value for name, value in node.attrib.items() if name.endswith("}value-type")]
    shown = "\n".join("".join(text.itertext()) for text in node.findall("{*}p")).strip()
    if "error" in types:
        return shown or "#ERR"
    return _named(node, "formula").removeprefix("of:") if not types and not shown else ""


def _named(node: Any, name: str) -> str:
    return next((value for key, value in node.attrib.items() if key.endswith("}" + name)), "")


def _nodes(content: bytes, *tags: str, events: tuple[str, ...] = ("end",)) -> Iterator[tuple[str, Any]]:
    """The elements of a part, as far as it is well-formed; no entity is expanded."""
    from lxml import etree

    try:
        yield from etree.iterparse(
            BytesIO(content), events=events, tag=tags or None, resolve_entities=False, no_network=True
        )
    except etree.XMLSyntaxError:
        return

"""Workbooks made by hand, record by record, for formats that no library here writes and for files that none would."""

import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

Table = Sequence[Sequence[Any]]

_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def package(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    """A zip of parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return path


def letter(column: int) -> str:
    """The letter of a zero-based column."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def xlsx_rows(table: Table) -> str:
    """The rows of a sheet as its XML has them; a cell that is bytes is XML of its own (the inside of `<c …>`)."""
    rows = []
    for number, row in enumerate(table, start=1):
        cells = []
        for column, value in enumerate(row):
            place = f'r="{letter(column)}{number}"'
            if isinstance(value, bytes):
                cells.append(f"<c {place} {value.decode()}</c>")
            elif isinstance(value, str):
                cells.append(f'<c {place} t="inlineStr"><is><t>{escape(value)}</t></is></c>')
            elif value is not None:
                cells.append(f"<c {place}><v>{value}</v></c>")
        rows.append(f'<row r="{number}">{"".join(cells)}</row>')
    return "".join(rows)


def xlsx(
    path: Path, rows: str, before: str = "", parts: Mapping[str, str | bytes] | None = None, relation: str = ""
) -> Path:
    """A workbook of one sheet with these rows; `before` stands before the sheet's XML, `relation` among the book's."""
    sheet = f'{before}<worksheet xmlns="{_SHEET}"><sheetData>{rows}</sheetData></worksheet>'
    book = _book_parts("xml", f"{_TYPES}.sheet.main+xml", relation)
    return package(path, {**book, "xl/worksheets/sheet1.xml": sheet, **(parts or {})})


def _book_parts(kind: str, main: str, relation: str = "") -> dict[str, str | bytes]:
    sheet = '<sheet name="S" sheetId="1" r:id="r1"/>'
    book = f'<workbook xmlns="{_SHEET}" xmlns:r="{RELATIONS}"><sheets>{sheet}</sheets></workbook>'
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/><Default Extension="bin" ContentType="application/octet-stream"/>'
        f'<Override PartName="/xl/workbook.{kind}" ContentType="{main}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.{kind}"/></Relationships>',
        f"xl/_rels/workbook.{kind}.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.{kind}"/>{relation}</Relationships>',
        f"xl/workbook.{kind}": book,
    }


def xlsb(path: Path, table: Table) -> Path:
    """A binary workbook of one sheet: texts and numbers, and errors of formulas (their code as bytes)."""
    record = _biff12
    sheet_of_book = struct.pack("<II", 0, 1) + _wide("r1") + _wide("S")
    book = record(131) + record(143) + record(156, sheet_of_book) + record(144) + record(132)
    size = struct.pack("<IIII", 0, len(table) - 1, 0, max(map(len, table)) - 1)
    sheet = record(129) + record(148, size) + record(145)
    for number, row in enumerate(table):
        sheet += record(0, struct.pack("<I", number) + bytes(21))
        for column, value in enumerate(row):
            head = struct.pack("<II", column, 0)
            if isinstance(value, str):
                sheet += record(6, head + _wide(value))
            elif isinstance(value, bytes):
                sheet += record(3, head + value)
            elif value is not None:
                sheet += record(5, head + struct.pack("<d", value))
    sheet += record(146) + record(130)
    parts = _book_parts("bin", "application/vnd.ms-excel.sheet.binary.macroEnabled.main")
    return package(path, {**parts, "xl/workbook.bin": book, "xl/worksheets/sheet1.bin": sheet})


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _biff12(kind: int, content: bytes = b"") -> bytes:
    """A record: its kind in one or two bytes, its length seven bits at a time."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = len(content), b""
    while True:
        length += bytes([size & 0x7F | (0x80 if size > 0x7F else 0)])
        size >>= 7
        if not size:
            return head + length + content


def ods(path: Path, tables: Mapping[str, Table], hidden: Iterable[str] = ()) -> Path:
    """An OpenDocument of these sheets; a cell that is bytes is XML of its own."""
    names = ("office", "table", "text", "style")
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    spaces += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    unseen = (
        '<office:automatic-styles><style:style style:name="h" style:family="table"><style:table-properties '
        'table:display="false"/></style:style></office:automatic-styles>'
    )
    sheets = ""
    for name, table in tables.items():
        style = ' table:style-name="h"' if name in set(hidden) else ""
        rows = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in table)
        sheets += f"<table:table table:name={quoteattr(name)}{style}>{rows}</table:table>"
    body = f"<office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body>"
    content = f"<office:document-content {spaces}>{unseen}{body}</office:document-content>"
    kind, space = "application/vnd.oasis.opendocument.spreadsheet", "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    manifest = f'<m:manifest xmlns:m="{space}"><m:file-entry m:full-path="/" m:media-type="{kind}"/></m:manifest>'
    return package(path, {"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content})


def _ods_cell(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, str):
        return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'
    if value is None:
        return "<table:table-cell/>"
    kind = f'office:value-type="float" office:value="{value}"'
    return f"<table:table-cell {kind}><text:p>{value}</text:p></table:table-cell>"


def xls(
    path: Path, tables: Mapping[str, Table], visibility: Mapping[str, int] | None = None, *, password: bool = False
) -> Path:
    """A workbook of 1997: texts, numbers and errors (their code as bytes); visibility 1 is hidden, 2 very hidden."""
    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)
    heads = [name.encode("utf-16-le") for name in tables]
    secret = _biff8(0x2F, struct.pack("<HHH", 0, 1, 2)) if password else b""
    at = 4 + len(begin) + len(secret) + sum(4 + 8 + len(head) for head in heads) + 4
    book, sheets = _biff8(0x809, begin) + secret, b""
    for name, head in zip(tables, heads, strict=True):
        state = (visibility or {}).get(name, 0)
        book += _biff8(0x85, struct.pack("<IBBBB", at + len(sheets), state, 0, len(name), 1) + head)
        sheets += _old_sheet(tables[name])
    path.write_bytes(_compound(book + _biff8(0x0A) + sheets, "Workbook"))
    return path


def _old_sheet(table: Table) -> bytes:
    sheet = _biff8(0x809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for number, row in enumerate(table):
        for column, value in enumerate(row):
            head = struct.pack("<HHH", number, column, 0)
            if isinstance(value, str):
                text = value.encode("utf-16-le")
                sheet += _biff8(0x204, head + struct.pack("<HB", len(text) // 2, 1) + text)
            elif isinstance(value, bytes):
                sheet += _biff8(0x205, head + value + b"\x01")
            elif value is not None:
                sheet += _biff8(0x203, head + struct.pack("<d", value))
    return sheet + _biff8(0x0A)


def _biff8(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _compound(content: bytes, name: str) -> bytes:
    """A compound file with one stream: header, a sector of the table, one of the directory, the stream's own."""
    content = content.ljust(4096, b"\0")
    content += bytes(-len(content) % 512)
    count = len(content) // 512
    assert count + 2 <= 128
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, count + 2), 0xFFFFFFFE]
    table = struct.pack("<128I", *chain, *[0xFFFFFFFF] * (128 - len(chain)))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    root = _entry("Root Entry", 5, child=1, start=0xFFFFFFFE, size=0)
    stream = _entry(name, 2, child=0xFFFFFFFF, start=2, size=len(content))
    return head + table + (root + stream).ljust(512, b"\0") + content


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    none = 0xFFFFFFFF
    return text.ljust(64, b"\0") + struct.pack("<HBBIII36xIQ", len(text), kind, 1, none, none, child, start, size)

"""The records of binary workbooks: what calamine passes over in silence in `.xls` and `.xlsb`, and passwords.

An `.xls` is a stream of records inside a compound file ([MS-CFB], [MS-XLS]); an `.xlsb` has one part of records
for each sheet ([MS-XLSB]). Only the errors of cells are looked for; calamine reads the rest.
"""

import struct
from collections.abc import Iterator
from itertools import islice

Place = tuple[int, int]

_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
_FORMULA, _EOF, _FILEPASS, _BOUNDSHEET, _BOOLERR, _BOF = 0x06, 0x0A, 0x2F, 0x85, 0x205, 0x809
_XLSB_ROW, _XLSB_ERROR, _XLSB_FORMULA_ERROR, _XLSB_SHEET = 0, 3, 11, 156
_WIDE = 1
_HEAD = 4
_BIFF8 = 0x0600
_CUTOFF = 4096
_LAST = 0xFFFFFFFA


def is_encrypted(content: bytes) -> bool:
    """Whether the stream of an old workbook says, right after its beginning, that the rest is encrypted."""
    book = _stream(content)
    return any(kind == _FILEPASS for kind, _ in islice(_records(book, 0), _HEAD))


def old_errors(content: bytes) -> dict[str, dict[Place, str]]:
    """Sheet -> place -> the error of its formula; nothing for workbooks before 1997."""
    book = _stream(content)
    if book[4:6] != struct.pack("<H", _BIFF8):
        return {}
    sheets: dict[str, dict[Place, str]] = {}
    for kind, data in _records(book, 0):
        if kind == _EOF:
            break
        if kind == _BOUNDSHEET and len(data) > 8:
            name = data[8:].decode("utf-16-le" if data[7] & _WIDE else "latin-1", errors="replace")
            sheets[name] = dict(_sheet_errors(book, int.from_bytes(data[:4], "little")))
    return {name: errors for name, errors in sheets.items() if errors}


def _sheet_errors(book: bytes, at: int) -> Iterator[tuple[Place, str]]:
    depth = 0
    for kind, data in _records(book, at):
        depth += (kind == _BOF) - (kind == _EOF)
        if depth < 1:
            return
        if depth > 1 or len(data) < 8:
            continue  # The records of a chart.
        row, column = struct.unpack_from("<HH", data)
        if kind == _BOOLERR and data[7]:
            yield (row, column), _ERRORS.get(data[6], "#ERR")
        elif kind == _FORMULA and data[12:14] == b"\xff\xff" and data[6] == 2:
            yield (row, column), _ERRORS.get(data[8], "#ERR")


def _records(book: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Each record from a place on: its kind and its data."""
    while at + 4 <= len(book):
        kind, size = struct.unpack_from("<HH", book, at)
        yield kind, book[at + 4 : at + 4 + size]
        at += 4 + size


def _stream(content: bytes) -> bytes:
    """The workbook's stream in a compound file; empty where it is broken, which calamine says."""
    try:
        return _workbook(content)
    except (struct.error, IndexError):
        return b""


def _workbook(content: bytes) -> bytes:
    size = 1 << struct.unpack_from("<H", content, 30)[0]
    first_entry, first_small, first_list = (struct.unpack_from("<I", content, at)[0] for at in (48, 60, 68))

    def sector(number: int) -> bytes:
        return content[(number + 1) * size : (number + 2) * size]

    lists = [content[76:512]]
    while first_list <= _LAST and len(lists) * size < len(content):
        lists.append(sector(first_list)[:-4])
        first_list = struct.unpack("<I", sector(first_list)[-4:])[0]
    parts = [number for part in lists for number in _numbers(part) if number <= _LAST]
    chain = [number for part in parts for number in _numbers(sector(part))]

    def along(first: int) -> bytes:
        return b"".join(sector(number) for number in _chain(chain, first))

    entries = along(first_entry)
    for at in range(0, len(entries), 128):
        name = entries[at : at + struct.unpack_from("<H", entries, at + 64)[0]].decode("utf-16-le", errors="replace")
        start, length = struct.unpack_from("<II", entries, at + 116)
        if name.rstrip("\0").casefold() not in ("workbook", "book"):
            continue
        if length >= _CUTOFF:
            return along(start)[:length]
        small, pieces = along(struct.unpack_from("<I", entries, 116)[0]), _numbers(along(first_small))
        return b"".join(small[number * 64 : number * 64 + 64] for number in _chain(pieces, start))[:length]
    return b""


def _numbers(data: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))


def _chain(follows: list[int], at: int) -> Iterator[int]:
    """The sectors of a stream in order; a chain that turns in a circle ends."""
    for _ in follows:
        if at > _LAST:
            return
        yield at
        at = follows[at]


def binary_sheets(part: bytes) -> Iterator[tuple[str, str]]:
    """The relation and the name of each sheet, in the records of the workbook of an `.xlsb`."""
    for kind, data in _binary_records(part):
        if kind == _XLSB_SHEET:
            relation, rest = _wide_text(data[8:])
            yield relation, _wide_text(rest)[0]


def _wide_text(data: bytes) -> tuple[str, bytes]:
    end = 4 + 2 * int.from_bytes(data[:4], "little")
    return data[4:end].decode("utf-16-le", errors="replace"), data[end:]


def binary_errors(part: bytes) -> dict[Place, str]:
    """Place -> the error of its formula, in the records of one sheet of an `.xlsb`."""
    found: dict[Place, str] = {}
    row = 0
    for kind, data in _binary_records(part):
        if kind == _XLSB_ROW:
            row = int.from_bytes(data[:4], "little")
        elif kind in (_XLSB_ERROR, _XLSB_FORMULA_ERROR) and len(data) > 8:
            found[row, int.from_bytes(data[:4], "little")] = _ERRORS.get(data[8], "#ERR")
    return found


def _binary_records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """Each record: its kind, in one or two bytes, and its data, whose length is written seven bits at a time."""
    at = 0
    while at + 1 < len(part):
        kind, at = part[at], at + 1
        if kind & 0x80:
            kind, at = kind & 0x7F | (part[at] & 0x7F) << 7, at + 1
        size = shift = 0
        while at < len(part):
            byte, at = part[at], at + 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        yield kind, part[at : at + size]
        at += size

"""Lays a return out as a sheet: what stands above, the header, the rows, what stands below."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from typing import Literal

from schemas.declarations import DISTRICTS, Catalogue
from schemas.records import Form, Unit
from sources.demo.figures import Line, Return
from sources.demo.shapes import NUMBER, REMARK, Body, Head, Shape, Top

Value = str | int | Decimal
Span = tuple[int, int, int, int]
Look = Literal["plain", "title", "head", "body"]
ExtraRow = Mapping[str, str | int]

_GROUP = 3
_SPELLINGS = {"Đ": "Ð"}


@dataclass(frozen=True)
class Block:
    """Rows of one look that stand under one another; merged cells by zero-based first and last row, column."""

    rows: list[list[Value]]
    look: Look = "plain"
    merges: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Page:
    """A sheet's rows, their looks, and its merged cells."""

    rows: list[list[Value]]
    looks: list[Look]
    merges: list[Span]


def lay_out(returned: Return, shape: Shape, catalogue: Catalogue, extra: Iterable[ExtraRow] = ()) -> Page:
    """The sheet of a return. `extra`: rows to add as they stand, by column; a known code gets its label."""
    form = catalogue.forms[returned.form]
    width = len(shape.head.columns)
    blocks = [
        *_above(shape.top, width),
        _header(shape.head),
        *_numbered(shape.head, form),
        *_rows(returned, form, shape, extra),
        *_below(shape, width),
    ]
    return _spelled(_stacked(blocks, shape.left), shape)


def amount(value: int, unit: Unit, *, as_text: bool) -> Value:
    """A value of the base unit in `unit`, exactly: a number, or a text with Vietnamese separators."""
    whole, rest = divmod(value, unit.factor)
    decimals = str(rest).zfill(len(str(unit.factor)) - 1).rstrip("0") if rest else ""
    if not as_text:
        return Decimal(f"{whole}.{decimals}") if decimals else whole
    return f"{whole:,}".replace(",", ".") + decimal_part(decimals)


def decimal_part(decimals: str) -> str:
    """Decimals behind their comma: never three of them, which might be thousands."""
    padded = decimals + "0" if len(decimals) == _GROUP else decimals
    return f",{padded}" if padded else ""


def _above(top: Top, width: int) -> Iterator[Block]:
    if top.letterhead:
        right = max(width - 3, 2)
        motto = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
        left = [top.over, top.sender.upper()] if top.over else [top.sender.upper(), ""]
        yield Block([[own, *[""] * (right - 1), text] for own, text in zip(left, motto, strict=True)], "title")
        yield Block([[]])
    yield Block([[top.title]], "title", ((0, 0, 0, width - 1),) if width > 1 else ())
    if top.basis:
        yield Block([[f"(Kèm theo {top.basis} của UBND tỉnh)"]])
    for mark, text in ((top.sender_mark, top.sender), (top.period_mark, top.period)):
        yield Block([[f"{mark}:", text] if top.beside else [f"{mark}: {text}"]])
    yield Block([[] for _ in range(top.blank_rows)])


def _header(head: Head) -> Block:
    texts: list[Value] = [head.texts[name] for name in head.columns]
    if not head.grouped and not head.tall:
        return Block([texts], "head")
    under = [name in head.grouped for name in head.columns]
    first = under.index(True) if head.grouped else 0
    upper = ["" if below else text for text, below in zip(texts, under, strict=True)]
    lower = [text if below else "" for text, below in zip(texts, under, strict=True)]
    merges = [(0, column, 1, column) for column, below in enumerate(under) if not below]
    if head.grouped:
        upper[first] = head.group
        merges.append((0, first, 0, first + len(head.grouped) - 1))
    return Block([upper, lower], "head", tuple(merges))


def _numbered(head: Head, form: Form) -> Iterator[Block]:
    """The row that numbers the columns: `(1) (2) (3)`, or letters for what a row is about."""
    if head.numbered == "digits":
        yield Block([[f"({number})" for number in range(1, len(head.columns) + 1)]], "body")
    if head.numbered == "letters":
        about = {NUMBER, *(column.name for column in form.having("code"))}
        letters, numbers = iter("ABCDE"), iter(range(1, len(head.columns) + 1))
        yield Block([[next(letters) if name in about else next(numbers) for name in head.columns]], "body")


def _rows(returned: Return, form: Form, shape: Shape, extra: Iterable[ExtraRow]) -> Iterator[Block]:
    head, body = shape.head, shape.body
    total = [_total(returned, form, head, body)] if body.total else []
    yield from total if body.total_first else ()
    counted = 0
    for number, group in enumerate(_groups(returned, form), start=1):
        if body.blank_lines and number > 1:
            yield Block([[]])
        yield _group(number, counted, group, form, head, body)
        counted += len(group)
    for row in extra:
        yield Block([[_extra(row, name, body) for name in head.columns]], "body")
    yield from total if not body.total_first else ()


def _groups(returned: Return, form: Form) -> list[list[Line]]:
    """The rows by district where several are about one, else a few at a time."""
    if len(form.key) > 1:
        return [list(lines) for _, lines in groupby(returned.lines, key=lambda line: line.codes[form.key[0]])]
    return [list(returned.lines[start : start + _GROUP]) for start in range(0, len(returned.lines), _GROUP)]


def _group(number: int, counted: int, lines: list[Line], form: Form, head: Head, body: Body) -> Block:
    rows = [_row(counted + place, line, form, head, body) for place, line in enumerate(lines, start=1)]
    if body.districts == "repeated":
        return Block(rows, "body")
    shared = [place for place, name in enumerate(head.columns) if name == NUMBER or _lists_districts(form, name)]
    if body.districts == "merged":
        for place in shared:
            rows[0][place] = number if head.columns[place] == NUMBER else rows[0][place]
            for row in rows[1:]:
                row[place] = ""
        return Block(rows, "body", tuple((0, place, len(rows) - 1, place) for place in shared))
    return _under_heading(number, rows, form, head)


def _under_heading(number: int, rows: list[list[Value]], form: Form, head: Head) -> Block:
    """The district on a line of its own, its services below it."""
    heading: list[Value] = [""] * len(head.columns)
    for place, name in enumerate(head.columns):
        if name == NUMBER:
            heading[place] = _roman(number)
        elif _lists_districts(form, name):
            heading[place] = rows[0][place]
        for count, row in enumerate(rows, start=1):
            if name == NUMBER:
                row[place] = count
            elif _lists_districts(form, name):
                row[place] = ""
    return Block([heading, *rows], "body")


def _roman(number: int) -> str:
    tens, ones = divmod(number, 10)
    return "X" * tens + ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][ones]


def _lists_districts(form: Form, name: str) -> bool:
    return name not in (NUMBER, REMARK) and form.column(name).list == DISTRICTS


def _row(number: int, line: Line, form: Form, head: Head, body: Body) -> list[Value]:
    return [_cell(number, line, form, name, body) for name in head.columns]


def _cell(number: int, line: Line, form: Form, name: str, body: Body) -> Value:
    if name == NUMBER:
        return number
    role = "note" if name == REMARK else form.column(name).role
    if role == "measure":
        return amount(line.values[name], _unit(line, form, name, body), as_text=name in body.as_text)
    if role == "unit":
        return body.unit_texts[body.row_units[line.codes[form.key[0]] or ""].code]
    about = line.codes.get(name)
    if about is None:
        return ""
    if role == "year":
        return int(about)
    return body.labels[name][about] if role == "code" else body.parts[line.codes[form.key[0]], about]


def _unit(line: Line, form: Form, name: str, body: Body) -> Unit:
    return body.units[name] if name in body.units else body.row_units[line.codes[form.key[0]] or ""]


def _extra(row: ExtraRow, name: str, body: Body) -> Value:
    value = row.get(name, "")
    return body.labels.get(name, {}).get(str(value), value)


def _total(returned: Return, form: Form, head: Head, body: Body) -> Block:
    """The total row; its word stands before the figures, in a merged cell or in the first one."""
    sums = {c.name: sum(line.values[c.name] for line in returned.lines) for c in form.having("measure")}
    row: list[Value] = [
        amount(sums[name], body.units[name], as_text=name in body.as_text) if name in sums else ""
        for name in head.columns
    ]
    row[0] = body.total
    last = next(place for place, name in enumerate(head.columns) if name in sums) - 1
    return Block([row], "body", ((0, 0, 0, last),) if body.total_merged and last else ())


def _below(shape: Shape, width: int) -> Iterator[Block]:
    if shape.note:
        yield Block([[], [shape.note]])
    if shape.signer:
        right = max(width - 2, 2)
        blanks: list[Value] = [""] * (right - 1)
        yield Block(
            [
                [],
                ["Người lập biểu", *blanks, "Thủ trưởng đơn vị"],
                ["(Ký, họ tên)", *blanks, "(Ký, đóng dấu)"],
            ]
        )
        yield Block([[], [shape.signer]])


def _stacked(blocks: list[Block], left: int) -> Page:
    page = Page([], [], [])
    for block in blocks:
        top = len(page.rows)
        page.merges.extend((a + top, b + left, c + top, d + left) for a, b, c, d in block.merges)
        page.rows.extend([*[""] * left, *row] if row else [] for row in block.rows)
        page.looks.extend([block.look] * len(block.rows))
    return page


def _spelled(page: Page, shape: Shape) -> Page:
    """Texts as some keyboards leave them: accents apart from their letters, or a foreign D with a bar."""

    def spell(value: Value) -> Value:
        if not isinstance(value, str) or shape.spelling == "plain":
            return value
        return unicodedata.normalize("NFD", value) if shape.spelling == "nfd" else value.replace("Đ", "Ð")

    return replace(page, rows=[[spell(value) for value in row] for row in page.rows])

"""A clean return as a sheet whose cells can be changed, with where its rows and columns lie."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from schemas.declarations import Catalogue
from schemas.records import Form
from schemas.text import of_year
from sources.demo.figures import Line, Return
from sources.demo.files import workbook
from sources.demo.pages import Page, Value, lay_out
from sources.demo.seed import seed
from sources.demo.shapes import NUMBER, ROMAN, Body, Head, Shape, Top, choose

Key = tuple[str, str, str]
Place = tuple[int, int]
_MONEY = 100_000


@dataclass
class Sheet:
    """Cells by zero-based row and column; `typed`: cells written last, as a value and how its number shows."""

    form: Form
    page: Page
    header: int
    data: list[int]
    total: int | None
    columns: Mapping[str, int]
    typed: dict[Place, tuple[Any, str]] = field(default_factory=dict)

    def __getitem__(self, at: tuple[int, str]) -> Value:
        """The cell of a row and a column of the form."""
        return self.page.rows[at[0]][self.columns[at[1]]]

    def __setitem__(self, at: tuple[int, str], value: Value) -> None:
        """Put something else into a cell."""
        self.page.rows[at[0]][self.columns[at[1]]] = value

    @property
    def measures(self) -> list[str]:
        """The names of the form's measures."""
        return [column.name for column in self.form.having("measure")]

    @property
    def key(self) -> list[str]:
        """The names of the columns that say what a row is about."""
        return list(self.form.key)

    def row(self, row: int) -> list[Place]:
        """The places of a row, one column to the right of the table included."""
        return [(row, column) for column in range(len(self.page.rows[row]) + 1)]

    def column(self, name: str) -> list[Place]:
        """The places of a column, its header and its total included."""
        rows = [self.header, *self.data, *([self.total] if self.total is not None else [])]
        return [(row, self.columns[name]) for row in rows]

    def insert(self, row: int, values: list[Value]) -> None:
        """Put a row before another; those below move down."""
        self.page.rows.insert(row, values)
        self.page.looks.insert(row, "body")
        self.data = [each + (each >= row) for each in self.data]
        self.total = self.total + (self.total >= row) if self.total is not None else None

    def remove(self, row: int) -> None:
        """Take a row out; those below move up."""
        del self.page.rows[row], self.page.looks[row]
        self.data = [each - (each > row) for each in self.data if each != row]
        self.total = self.total - (self.total > row) if self.total is not None else None

    def content(self) -> bytes:
        """The bytes of the workbook."""
        content = workbook(self.page, "Sheet1", 0)
        if not self.typed:
            return content
        book = openpyxl.load_workbook(io.BytesIO(content))
        for (row, column), (value, shown) in self.typed.items():
            cell = book.worksheets[0].cell(row + 1, column + 1, value)
            cell.number_format = shown
        kept = io.BytesIO()
        book.save(kept)
        return kept.getvalue()


@dataclass(frozen=True)
class Clean:
    """A return as it should be, and every other one beside it."""

    returned: Return
    others: Mapping[Key, Return]
    catalogue: Catalogue

    @property
    def form(self) -> Form:
        """The form of the return."""
        return self.catalogue.forms[self.returned.form]

    def of(self, period: str) -> Return:
        """What the same submitter reports in another period, as if it were for this one."""
        other = self.others[self.returned.form, self.returned.submitter, period]
        return replace(self.returned, lines=other.lines)

    def sheet(self, returned: Return | None = None, **top: Any) -> Sheet:
        """The plainest layout there is: labels as declared, one header row, numbers as numbers, a total row."""
        given, form = returned or self.returned, self.form
        plain = self._plain(given)
        shape = replace(plain, top=replace(plain.top, **top))
        page = lay_out(given, shape, self.catalogue)
        header = max(at for at, look in enumerate(page.looks) if look == "head")
        last = header + len(given.lines)
        columns = {name: at for at, name in enumerate(shape.head.columns) if name != NUMBER}
        total = last + 1 if shape.body.total else None
        return Sheet(form, page, header, list(range(header + 1, last + 1)), total, columns)

    def varied(self, dice: Random) -> Page:
        """The same return as other people lay it out."""
        sender = self.catalogue.submitters[self.returned.submitter].vi
        shape = choose(self.returned, sender, dice, self.catalogue, seed(), delimited=False)
        return lay_out(self.returned, replace(shape, spare_sheets=0), self.catalogue)

    def _plain(self, returned: Return) -> Shape:
        form, known = self.form, self.catalogue
        sender = known.submitters[returned.submitter].vi
        body = choose(returned, sender, Random(0), known, seed(), delimited=False).body
        year = int(returned.period[:4])
        units = {c.name: known.units[c.unit] for c in form.having("measure") if c.unit}
        texts = {c.name: of_year(c.label, year) + self._in(c.name, units) for c in form.columns}
        labels = {c.name: {code.code: code.vi for code in known.codes(c.list or "")} for c in form.having("code")}
        head = Head((NUMBER, *texts), texts | {NUMBER: "STT"}, "", (), tall=False, numbered="")
        return Shape(
            Top("", sender, "Đơn vị báo cáo", period(returned.period), "Kỳ báo cáo", False, False, *self._title(), 1),
            head,
            self._rows(body, labels, units),
            note="",
            signer="",
            spelling="plain",
            left=0,
            sheet="Sheet1",
            spare_sheets=0,
        )

    def _title(self) -> tuple[str, str]:
        return self.form.titles[0].upper(), ""

    def _in(self, name: str, units: Mapping[str, Any]) -> str:
        money = name in units and units[name].base == "dong"
        return f" ({units[name].vi.lower()})" if money else ""

    def _rows(self, body: Body, labels: Mapping[str, Mapping[str, str]], units: Mapping[str, Any]) -> Body:
        return replace(
            body,
            labels=labels,
            units=units,
            unit_texts={unit.code: unit.vi for unit in self.catalogue.units.values()},
            as_text=frozenset(),
            districts="repeated",
            blank_lines=False,
            total="" if self.form.having("unit") else "Tổng cộng",
            total_first=False,
            total_merged=False,
        )


def period(code: str) -> str:
    """A period as people write it."""
    return f"Quý {ROMAN[int(code[6:]) - 1]}/{code[:4]}" if "-Q" in code else f"Năm {code}"


def address(place: Place) -> str:
    """A cell as spreadsheets name it."""
    return f"{get_column_letter(place[1] + 1)}{place[0] + 1}"


def grown(returned: Return, dice: Random) -> Return:
    """The return of a quarter like no other, and right: more was added here, more or less was earned there."""

    def value(name: str, figure: int) -> int:
        low, high = (100, 120) if name == "new_subscribers" else (85, 125)
        step = _MONEY if figure % _MONEY == 0 else 1
        return figure if name == "subscribers" else figure * dice.randint(low, high) // (100 * step) * step

    def line(each: Line) -> Line:
        return replace(each, values={name: value(name, figure) for name, figure in each.values.items()})

    return replace(returned, lines=tuple(map(line, returned.lines)))

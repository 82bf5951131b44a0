"""The one table model of an appendix: every writer prints these cells and no others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Any, Literal

from reports.completeness import Marks, marked, rounding
from reports.numbers import vi_number
from schemas.declarations import Catalogue
from schemas.printed import RATIOS, Appendix, AppendixColumn, AppendixRow, printed_decimals
from schemas.text import clean, of_year

Value = int | str | Decimal | None
KpiRow = Mapping[str, Any]
Kind = Literal["head", "number", "label", "total", "unit", "figure", "text"]

KEYS = ("year", "row", "label", "unit")
# Of a row, how its figures stand: what is not all in, what is not final.
STANDING = ("incomplete", "maturity")


class NoFigures(ValueError):
    """The warehouse holds no row of the appendix for the year."""


class NoneOfYear(NoFigures):
    """There is nothing of the year at all; `Home.without_year` says what to do."""


class UnfitFigures(ValueError):
    """The rows do not have the shape that the appendix declares."""


@dataclass(frozen=True)
class Column:
    """A printed column; `group` is the head that it shares with its neighbours, if any."""

    kind: Kind
    label: str
    group: str | None = None

    @property
    def full_label(self) -> str:
        """The label as it must read where the group's head is not above it."""
        return f"{self.group}: {self.label}" if self.group else self.label


@dataclass(frozen=True)
class Cell:
    """A cell that starts at `column` and covers `rows` by `columns` places of the grid.

    A figure keeps its exact `value` in the printed unit; `places` and `suffix` say how it is shown.
    `mark` stands right after a figure whose returns are not all in, and leads to a note of the table. `name`: what a
    figure is called within its table, `r4-actual`.
    """

    kind: Kind
    column: int
    value: Value
    rows: int = 1
    columns: int = 1
    places: int = 0
    suffix: str = ""
    mark: str = ""
    name: str = ""

    @property
    def marked_text(self) -> str:
        """What people read, with its mark."""
        return self.text + self.mark

    @cached_property
    def text(self) -> str:
        """What people read but for the mark: rounded half up, blank where there is no figure."""
        if self.value is None or isinstance(self.value, str):
            return self.value or ""
        return vi_number(self.value, self.places) + self.suffix


@dataclass(frozen=True)
class Line:
    """A printed row of the body; `unit` is its own, also where a merged cell above prints it."""

    cells: tuple[Cell, ...]
    unit: str
    total: bool


@dataclass(frozen=True)
class Table:
    """A table of one year: `heads` over `body` for people, `records` (all columns) for machines.

    `notes` stand under the table: what each mark means.
    """

    number: int
    year: int
    heading: str
    title: str
    columns: tuple[Column, ...]
    heads: tuple[tuple[Cell, ...], ...]
    body: tuple[Line, ...]
    records: tuple[KpiRow, ...]
    notes: tuple[str, ...] = ()


def appendix_table(appendix_no: int, year: int, rows: Sequence[KpiRow], catalogue: Catalogue) -> Table:
    """Lay out the rows of `kpi.appendix_N` that are of `year`, as `catalogue` declares the appendix.

    A row maps year, row, label, unit and every declared column to int, Decimal, str or None, in the
    printed unit; `incomplete` and `returns` (as of `warehouse.reading.appendix_rows`), where it has them,
    say which of its figures rest on returns that are not all in. Raises NoneOfYear when no row is of the
    year, UnfitFigures when rows or columns are not those declared, KeyError when no appendix has that number.
    """
    appendix = catalogue.printed_tables[appendix_no]
    records = _records(appendix, year, rows)
    columns = _columns(appendix, year, any(record["unit"] for record in records), catalogue)
    marks, notes = marked(appendix, [row for row in rows if row.get("year") == year], catalogue)
    return Table(
        number=appendix_no,
        year=year,
        heading=table_heading(appendix_no, catalogue),
        title=filled(appendix.title_vi, year),
        columns=columns,
        heads=_heads(columns),
        body=_body(appendix, records, columns, marks, catalogue),
        records=records,
        notes=(*notes, *rounding(appendix, records, catalogue)),
    )


def _records(appendix: Appendix, year: int, rows: Sequence[KpiRow]) -> tuple[KpiRow, ...]:
    mine = [row for row in rows if row.get("year") == year]
    if not mine:
        raise NoneOfYear(f"Phụ lục {appendix.number}: chưa có số liệu năm {year}.")
    names = (*KEYS, *(column.name for column in appendix.columns))
    records = sorted((_record(appendix, names, row) for row in mine), key=_row_number)
    if [_row_number(record) for record in records] != list(range(1, len(appendix.rows) + 1)):
        raise UnfitFigures(
            f"Bảng {appendix.number}, năm {year}: số liệu được tính với {len(records)} dòng, khai báo nay có"
            f" {len(appendix.rows)} dòng. Hãy chạy `solieu nightly` để tính lại theo khai báo. / The figures have rows"
            f" {[r['row'] for r in records]}, the declaration has {len(appendix.rows)}: run `solieu nightly`."
        )
    if appendix.by:
        return tuple(
            record for record in records if any(record[column.name] is not None for column in appendix.columns)
        )
    return tuple(records)


def _record(appendix: Appendix, names: Sequence[str], row: KpiRow) -> KpiRow:
    where = f"appendix {appendix.number}, {row['year']}, row {row.get('row')}"
    missing = [name for name in names if name not in row]
    if missing:
        lacking = ", ".join(missing)
        raise UnfitFigures(
            f"Bảng {appendix.number}, năm {row['year']}: số liệu được tính khi chưa có cột {lacking}. Hãy chạy"
            f" `solieu nightly` để tính lại theo khai báo. / {where}: no column {lacking}: run `solieu nightly`."
        )
    for column in appendix.columns:
        value = row[column.name]
        if value is not None and not isinstance(value, int | Decimal):
            raise UnfitFigures(f"{where}, {column.name}: {value!r} is not exact; give an int or a Decimal")
    return {name: row[name] for name in names} | {name: row.get(name) for name in STANDING}


def _row_number(record: KpiRow) -> int:
    return int(str(record["row"]))


def table_heading(number: int, catalogue: Catalogue) -> str:
    """What stands above a table: `PHỤ LỤC 1`, `Biểu 5`."""
    name = catalogue.table_name(number)
    return name.upper() if number in catalogue.appendices else name


def table_title(number: int, year: int, catalogue: Catalogue) -> str:
    """A table as people speak of it: `Biểu 8. Thuê bao hiện có … năm 2014`; its number where it is declared no more."""
    table = catalogue.printed_tables.get(number)
    return f"{catalogue.table_name(number)}. {filled(table.title_vi, year)}" if table else f"Bảng {number} ({year})"


def filled(text: str, year: int) -> str:
    """A declared text with its years written out: `{year}`, `{next_year}`, `{last_year}`."""
    return clean(of_year(text, year))


def _columns(appendix: Appendix, year: int, has_units: bool, catalogue: Catalogue) -> tuple[Column, ...]:
    words = catalogue.words
    fixed = [Column("number", words.ignored_headers[0]), Column("label", filled(appendix.row_head_vi, year))]
    if has_units:
        fixed.append(Column("unit", words.unit_marks[0]))
    figures = [
        Column("figure", figure_label(column, year, catalogue), column.group and filled(column.group, year))
        for column in appendix.columns
        if column.printed
    ]
    return (*fixed, *figures)


def figure_label(column: AppendixColumn, year: int, catalogue: Catalogue) -> str:
    """The head of a column of figures, with its unit where that does not stand at the figures."""
    label = filled(column.label, year)
    if column.unit is None or _suffix(column, catalogue):
        return label
    return f"{label} ({catalogue.units[column.unit].vi.lower()})"


def _suffix(column: AppendixColumn, catalogue: Catalogue) -> str:
    """The sign that stands at the number itself: only percentages have one."""
    if column.unit is None or column.measure not in RATIOS:
        return ""
    return catalogue.units[column.unit].vi


def cell_suffix(cell: Mapping[str, Any], catalogue: Catalogue) -> str:
    """The sign at the figures of a cell's column (`appendix`, `column_name`): that of percent, or none."""
    table = catalogue.printed_tables.get(cell["appendix"])
    columns = [column for column in (table.columns if table else ()) if column.name == cell["column_name"]]
    return _suffix(columns[0], catalogue) if columns else ""


def column_label(cell: Mapping[str, Any], catalogue: Catalogue) -> str:
    """The label of a cell's column (`appendix`, `column_name`, `year`), with its group; its name where none is left."""
    table = catalogue.printed_tables.get(cell["appendix"])
    for column in table.columns if table else ():
        if column.name == cell["column_name"]:
            group = f"{filled(column.group, cell['year'])}: " if column.group else ""
            return group + figure_label(column, cell["year"], catalogue)
    return str(cell["column_name"])


def _heads(columns: tuple[Column, ...]) -> tuple[tuple[Cell, ...], ...]:
    if not any(column.group for column in columns):
        return (tuple(Cell("head", place, column.label) for place, column in enumerate(columns)),)
    upper: list[Cell] = []
    lower: list[Cell] = []
    for group, members in groupby(enumerate(columns), key=lambda member: member[1].group):
        below = [Cell("head", place, column.label) for place, column in members]
        if group is None:
            upper += [Cell("head", cell.column, cell.value, rows=2) for cell in below]
        else:
            upper.append(Cell("head", below[0].column, group, columns=len(below)))
            lower += below
    return tuple(upper), tuple(lower)


def _body(
    appendix: Appendix, records: Sequence[KpiRow], columns: Sequence[Column], marks: Marks, catalogue: Catalogue
) -> tuple[Line, ...]:
    printed = [column for column in appendix.columns if column.printed]
    first = len(columns) - len(printed)
    units = _units(records) if columns[2].kind == "unit" else [()] * len(records)
    lines = []
    for place, (record, unit) in enumerate(zip(records, units, strict=True), start=1):
        row = appendix.rows[_row_number(record) - 1]
        named = ((marks.get((_row_number(record), column.name), ""), column) for column in printed)
        figures = [
            figure_cell(first + i, column, row, record, catalogue, mark) for i, (mark, column) in enumerate(named)
        ]
        cells = (*_opening(place, row, record), *unit, *figures)
        lines.append(Line(cells, str(record["unit"] or ""), row.total))
    return tuple(lines)


def _opening(place: int, row: AppendixRow, record: KpiRow) -> tuple[Cell, ...]:
    label = clean(str(record["label"]))
    if row.total:
        return (Cell("total", 0, label, columns=2),)
    return (Cell("number", 0, place), Cell("label", 1, label))


def _units(records: Sequence[KpiRow]) -> list[tuple[Cell, ...]]:
    """Per row the unit cell that starts there; rows under a merged cell have none."""
    cells: list[tuple[Cell, ...]] = []
    for unit, same in groupby(records, key=lambda record: record["unit"]):
        count = len(list(same))
        merged = [(Cell("unit", 2, unit, rows=count),)] if unit else [(Cell("unit", 2, None),)] * count
        cells += [*merged, *[()] * (count - len(merged))]
    return cells


def figure_cell(
    place: int, column: AppendixColumn, row: AppendixRow, record: KpiRow, catalogue: Catalogue, mark: str = ""
) -> Cell:
    """The figure of a row in a column, as it is printed."""
    places, suffix = printed_decimals(row, column), _suffix(column, catalogue)
    name = figure_name(record.get("row"), column.name)
    return Cell("figure", place, record[column.name], places=places, suffix=suffix, mark=mark, name=name)


def figure_name(row: object, column: str) -> str:
    """What the figure of a row (as numbered in the warehouse) and a column is called within its table."""
    return f"r{row}-{column}"

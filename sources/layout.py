"""Finds a form's table in a grid by the labels of its header, never by position."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from schemas.declarations import Catalogue
from schemas.records import Column, Form
from schemas.text import bracketed, clean, key
from sources.grids import Grid
from sources.lexicon import Lexicon

HEADER_DEPTH = 3
HEADER_SEARCH = 40
_TOLD_CELLS = 12
_TOLD_CELL = 60
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True)
class Table:
    """A form's table in a grid: where its columns stand and where its rows begin."""

    form: Form
    grid: Grid
    header_top: int
    first_row: int
    columns: dict[str, int]
    headers: dict[str, str]
    units: dict[str, str]
    year: int | None
    unknown: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Miss:
    """Why a grid does not hold a form: the labels that were looked for and the best row found."""

    form: Form
    matched: int
    missing: tuple[str, ...]
    found: tuple[str, ...]


@dataclass(frozen=True)
class Clash:
    """A header label that fits two columns of the form, or a second column that fits a label already found."""

    form: Form
    grid: Grid
    row: int
    column: int
    candidates: tuple[str, ...]


@dataclass(frozen=True)
class _Window:
    """A run of header rows and the columns of the form that its labels name."""

    top: int
    columns: dict[str, tuple[int, int]] = field(default_factory=dict)


def find(grid: Grid, form: Form, words: Lexicon, catalogue: Catalogue) -> Table | Miss | Clash:
    """The form's table in the grid, or the closest thing to it."""
    best: Miss | None = None
    for year in _years(grid, form):
        names = _names(form, year)
        for top in range(min(HEADER_SEARCH, len(grid.rows))):
            match = _match(grid, form, names, top, words)
            if isinstance(match, Clash):
                return match
            if len(match.columns) == len(form.columns):
                tight = _tightest(grid, form, names, match, words)
                table = _table(grid, form, tight, year, words, catalogue)
                return _repeated(table, names, words) or table
            if match.columns and (best is None or len(match.columns) > best.matched):
                best = _miss(grid, form, match)
    return best or _miss(grid, form, _Window(0))


def _tightest(grid: Grid, form: Form, names: dict[str, tuple[str, ...]], match: _Window, words: Lexicon) -> _Window:
    """The lowest start that still names every column: a title above may hold a label by chance."""
    for top in range(match.top + 1, min(match.top + HEADER_DEPTH, len(grid.rows))):
        lower = _match(grid, form, names, top, words)
        if isinstance(lower, _Window) and len(lower.columns) == len(form.columns):
            match = lower
    return match


def _years(grid: Grid, form: Form) -> list[int | None]:
    """The years that labels such as `Kế hoạch năm {year}` may stand for in this grid."""
    if not any("{" in label for column in form.columns for label in column.labels):
        return [None]
    texts = (grid.text(r, c) for r in range(min(HEADER_SEARCH, len(grid.rows))) for c in range(len(grid.rows[r])))
    found = {int(year) for text in texts for year in _YEAR.findall(text)}
    return [*sorted(found)] or [None]


@lru_cache(maxsize=256)
def _names_of(labels: tuple[tuple[str, tuple[str, ...]], ...], year: int | None) -> dict[str, tuple[str, ...]]:
    names: dict[str, list[str]] = {}
    for column, texts in labels:
        for text in texts:
            filled = text.format(year=year, next_year=year + 1) if year is not None else text
            names.setdefault(key(filled), []).append(column)
    return {name: tuple(dict.fromkeys(columns)) for name, columns in names.items()}


def _names(form: Form, year: int | None) -> dict[str, tuple[str, ...]]:
    """Header key -> the form's columns of that name (more than one is a clash)."""
    return _names_of(tuple((column.name, column.labels) for column in form.columns), year)


def _match(grid: Grid, form: Form, names: dict[str, tuple[str, ...]], top: int, words: Lexicon) -> _Window | Clash:
    """Name as many columns as the rows from `top` allow, taking no more rows than are needed."""
    window = _Window(top)
    for row in range(top, min(top + HEADER_DEPTH, len(grid.rows))):
        for column in range(len(grid.rows[row])):
            fits = next((names[label] for label in _labels(grid, top, row, column, words) if label in names), ())
            if len(fits) > 1:
                return Clash(form, grid, row, column, fits)
            if fits and fits[0] not in window.columns:
                window.columns[fits[0]] = (row, column)
        if row == top and not window.columns:
            return window
        if len(window.columns) == len(form.columns):
            return window
    return window


def _labels(grid: Grid, top: int, row: int, column: int, words: Lexicon) -> Iterator[str]:
    """What a header cell may be called: its own text, or with the group that it stands under.

    The head of a group that spans several columns is the label of none of them.
    """
    own = grid.text(row, column)
    if not words.header(own) or _over(grid, row, column):
        return
    yield words.header(own)
    for above in range(row - 1, top - 1, -1):
        group = _spanning(grid, above, column)
        if group:
            yield words.header(f"{group}: {own}")
            yield words.header(f"{group} {own}")


def _repeated(table: Table, names: dict[str, tuple[str, ...]], words: Lexicon) -> Clash | None:
    """A further column whose label fits one that is already found: which of them is meant, nobody knows."""
    taken = set(table.columns.values())
    for row in range(table.header_top, table.first_row):
        for column in range(len(table.grid.rows[row])):
            fits = () if column in taken else names.get(words.header(table.grid.text(row, column)), ())
            if fits and not _over(table.grid, row, column):
                return Clash(table.form, table.grid, row, column, fits)
    return None


def _spanning(grid: Grid, row: int, column: int) -> str:
    """The text of the merged cell that covers this one, or the cell's own text."""
    for top, left, bottom, right in grid.merged:
        if top <= row <= bottom and left <= column <= right:
            return grid.text(top, left)
    return grid.text(row, column)


def _table(grid: Grid, form: Form, window: _Window, year: int | None, words: Lexicon, catalogue: Catalogue) -> Table:
    last = max(_bottom(grid, row, column) for row, column in window.columns.values())
    columns = {name: column for name, (_, column) in window.columns.items()}
    said = _title_units(grid, window.top, words, catalogue)
    units = {
        c.name: _header_unit(grid, window.top, last, columns[c.name], c, words) or said.get(_base(c, catalogue), "")
        for c in form.columns
    }
    return Table(
        form=form,
        grid=grid,
        header_top=window.top,
        first_row=last + 1,
        columns=columns,
        headers={name: clean(grid.text(*place)) for name, place in window.columns.items()},
        units={name: unit for name, unit in units.items() if unit},
        year=year,
        unknown=_unknown(grid, window.top, last, set(columns.values()), words),
    )


def _bottom(grid: Grid, row: int, column: int) -> int:
    """The last row of the merged cell that begins here."""
    return next((b for t, left, b, right in grid.merged if (t, left) == (row, column)), row)


def _header_unit(grid: Grid, top: int, last: int, index: int, column: Column, words: Lexicon) -> str:
    """The unit that the header states in brackets for this column; the lowest statement counts."""
    if column.role != "measure" or column.unit is None:
        return ""
    for row in range(last, top - 1, -1):
        for inner in bracketed(_spanning(grid, row, index)):
            unit = words.unit(inner)
            if unit:
                return unit
    return ""


def _base(column: Column, catalogue: Catalogue) -> str:
    return catalogue.units[column.unit].base if column.unit else ""


def _title_units(grid: Grid, top: int, words: Lexicon, catalogue: Catalogue) -> dict[str, str]:
    """Base unit -> the unit that a line such as `ĐVT: triệu đồng` above the table states for all columns."""
    units: dict[str, str] = {}
    for row in grid.rows[:top]:
        for cell in row:
            head, _, rest = clean(str(cell)).strip("()").partition(":")
            unit = words.unit(rest) if key(head) in words.unit_marks else ""
            if unit:
                units[catalogue.units[unit].base] = unit
    return units


def misfits(table: Table, catalogue: Catalogue) -> list[str]:
    """The columns whose header states a unit of another kind than the form measures them in."""
    return [
        column.name
        for column in table.form.columns
        if column.name in table.units and catalogue.units[table.units[column.name]].base != _base(column, catalogue)
    ]


def _unknown(grid: Grid, top: int, last: int, known: set[int], words: Lexicon) -> tuple[tuple[int, int], ...]:
    """Header cells that name a column which the form does not have."""
    found = []
    width = max(len(row) for row in grid.rows[top : last + 1])
    for column in set(range(width)) - known:
        texts = [(row, grid.text(row, column)) for row in range(top, last + 1) if grid.text(row, column)]
        ignored = any(words.header(text) in words.ignored_headers for _, text in texts)
        if texts and not ignored and not _over(grid, texts[-1][0], column):
            found.append((texts[-1][0], column))
    return tuple(sorted(found))


def _over(grid: Grid, row: int, column: int) -> bool:
    """Whether the cell is the head of a group that spans several columns."""
    return any((t, left) == (row, column) and right > left for t, left, _, right in grid.merged)


def _miss(grid: Grid, form: Form, window: _Window) -> Miss:
    missing = tuple(column.label for column in form.columns if column.name not in window.columns)
    rows = grid.rows[window.top : window.top + 1] if window.columns else grid.rows[:HEADER_SEARCH]
    texts = [text for row in rows for cell in row if (text := clean(str(cell)))]
    return Miss(form, len(window.columns), missing, tuple(text[:_TOLD_CELL] for text in texts[:_TOLD_CELLS]))

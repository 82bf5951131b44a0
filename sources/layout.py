"""Finds a form's table in a grid by the labels of its header, never by position."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from schemas.declarations import Catalogue
from schemas.records import Form
from schemas.text import clean
from sources.grids import Grid, is_number
from sources.headings import (
    Names,
    base_unit,
    fits_of,
    header_unit,
    is_unit_row,
    title_units,
    unknown_columns,
    unknown_units,
)
from sources.lexicon import Lexicon
from sources.matching import (
    HEADER_DEPTH,
    HEADER_SEARCH,
    Clash,
    Window,
    match_at,
    named_at,
    names_of,
    since_january,
    years_of,
)

_TOLD_CELLS = 12
_TOLD_CELL = 60


@dataclass(frozen=True)
class Table:
    """A form's table in a grid: where its columns stand, and the rows from `first_row` to before `end`.

    `cumulative`: the columns whose header says that they count since the beginning of the year; `beside`: further
    columns that do, of measures whose figure of the period has one of its own.
    `above`: the first row that may say something about this table and not about the one before it.
    `again`: the rows in which its header stands once more, as at the top of a printed page.
    `unsure`: the cells that state a unit which cannot be followed; `said`: base unit -> the one that lines state.
    `remarks`: the header cells that name their column only without what they say in brackets, which is no unit.
    """

    form: Form
    grid: Grid
    header_top: int
    first_row: int
    end: int
    columns: dict[str, int]
    headers: dict[str, str]
    units: dict[str, str]
    year: int | None
    unknown: tuple[tuple[int, int], ...] = ()
    cumulative: frozenset[str] = frozenset()
    above: int = 0
    again: frozenset[int] = frozenset()
    unsure: tuple[tuple[int, int], ...] = ()
    remarks: tuple[tuple[int, int], ...] = ()
    said: Mapping[str, str] = field(default_factory=dict)
    beside: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Miss:
    """Why a grid does not hold a form: the labels that were looked for and the best row found, by its first label."""

    form: Form
    grid: Grid
    place: tuple[int, int] | None
    matched: int
    missing: tuple[str, ...]
    found: tuple[str, ...]


@dataclass(frozen=True)
class Fragment:
    """A header further down a sheet that names some of the form's columns and lacks others; nothing is read by it."""

    form: Form
    grid: Grid
    row: int
    column: int
    missing: tuple[str, ...]


def find(
    grid: Grid, form: Form, tops: Sequence[int], words: Lexicon, catalogue: Catalogue
) -> list[Table | Fragment] | Miss | Clash:
    """The form's tables in the grid from top to bottom, or the closest thing to one.

    `tops`: the rows in which the first of them may begin: see `sources.matching.beginnings`.
    """
    best = Window(0)
    for year in years_of(grid, form):
        names = names_of(form, year, words)
        for top in tops:
            match = match_at(grid, form, names, top, words)
            if isinstance(match, Clash):
                return match
            if len(match.columns) == len(form.columns):
                tight = _tightest(grid, form, names, match, words)
                table = _table(grid, form, tight, year, words, catalogue)
                return _repeated(table, names, words) or _with_later(table, names, words, catalogue)
            if len(match.columns) > len(best.columns):
                best = match
    return _miss(grid, form, best)


def _with_later(first: Table, names: Names, words: Lexicon, catalogue: Catalogue) -> list[Table | Fragment] | Clash:
    """The table and those below it on the same sheet; each ends where the next one begins."""
    grid, form = first.grid, first.form
    found: list[Table | Fragment] = [first]
    last, row = first, first.first_row
    while row < len(grid.rows):
        match = match_at(grid, form, names, row, words) if _is_header_like(grid, row, names, words) else None
        if isinstance(match, Clash):
            return match
        if match is None or not _names_a_table(match, form):
            row += 1
            continue
        if len(match.columns) < len(form.columns):
            missing = tuple(c.label for c in form.columns if c.name not in match.columns)
            fragment = Fragment(form, grid, *min(match.columns.values()), missing)
            return [*found[:-1], replace(last, end=row), fragment]
        table = _table(grid, form, _tightest(grid, form, names, match, words), first.year, words, catalogue)
        if _goes_on(last, table):
            last = replace(last, again=last.again | set(range(table.header_top, table.first_row)))
            found[-1], row = last, table.first_row
            continue
        found[-1] = replace(last, end=table.header_top)
        last = replace(table, above=_above(grid, last, table.header_top))
        clash = _repeated(last, names, words)
        if clash:
            return clash
        found.append(last)
        row = last.first_row
    return found


def _goes_on(last: Table, table: Table) -> bool:
    """Whether a header is that of the table above, once more, with nothing between them but blank rows."""
    between = last.grid.rows[_above(last.grid, last, table.header_top) : table.header_top]
    same = (last.columns, last.headers, last.units) == (table.columns, table.headers, table.units)
    return same and not any(str(cell).strip() for row in between for cell in row)


def _is_header_like(grid: Grid, row: int, names: Names, words: Lexicon) -> bool:
    """Whether a row holds a label of the form and no typed number: cheap, it is asked of every row."""
    cells = grid.rows[row]
    return not any(is_number(cell) for cell in cells) and any(
        isinstance(cell, str) and cell and not cell[0].isdigit() and fits_of(names, cell, words) for cell in cells
    )


def _names_a_table(match: Window, form: Form) -> bool:
    """Whether header rows name something to report on and a measure of it; one label alone may be a row's."""
    roles = {form.column(name).role for name in match.columns}
    return {"code", "measure"} <= roles


def _above(grid: Grid, before: Table, top: int) -> int:
    """The first of the rows above a later table that hold no figure of the table before it."""
    places = [before.columns[c.name] for c in before.form.having("measure")]
    row = top
    while row > before.first_row and not any(grid.text(row - 1, place)[:1].isdigit() for place in places):
        row -= 1
    return row


def _tightest(grid: Grid, form: Form, names: Names, match: Window, words: Lexicon) -> Window:
    """The lowest start that still names every column: a title above may hold a label by chance."""
    for top in range(match.top + 1, min(match.top + HEADER_DEPTH, len(grid.rows))):
        lower = match_at(grid, form, names, top, words)
        if isinstance(lower, Window) and len(lower.columns) == len(form.columns) and not lower.headless:
            match = lower
    return match


def _repeated(table: Table, names: Names, words: Lexicon) -> Clash | None:
    """A further column whose label fits one that is already found: which of them is meant, nobody knows."""
    taken = set(table.columns.values())
    for row in range(table.header_top, table.first_row):
        for column in table.grid.filled(row):
            top = table.header_top
            fits = () if column in taken else named_at(table.grid, names, top, row, column, words)
            if fits:
                return Clash(table.form, table.grid, row, column, fits, stated(table, fits[0]))
    return None


def stated(table: Table, name: str) -> tuple[int, int]:
    """The lowest header cell of a column that holds a text: merged cells hold theirs at the top."""
    column = table.columns[name]
    rows = range(table.first_row - 1, table.header_top - 1, -1)
    return next(((row, column) for row in rows if table.grid.text(row, column)), (table.header_top, column))


def _table(grid: Grid, form: Form, window: Window, year: int | None, words: Lexicon, catalogue: Catalogue) -> Table:
    last = max(grid.bottom(row, column) for row, column in window.columns.values())
    columns = {name: column for name, (_, column) in window.columns.items()}
    since = since_january(grid, form, names_of(form, year, words), window.top, words)
    beside = {name: place for name, place in since.items() if place[0] <= last and place[1] not in columns.values()}
    unit_row, measures = _unit_row(grid, form, window, last, words)
    last = max(last, unit_row or 0)
    said, unsure = title_units(grid, window.top, words, catalogue)
    units = {
        c.name: header_unit(grid, range(window.top, last + 1), columns[c.name], c, words, unit_row)
        or said.get(base_unit(c, catalogue), "")
        for c in form.columns
    }
    return Table(
        form=form,
        grid=grid,
        header_top=window.top,
        first_row=last + 1,
        end=len(grid.rows),
        columns=columns,
        headers=_headers(grid, form, window),
        units={name: unit for name, unit in units.items() if unit},
        year=year,
        unknown=unknown_columns(
            grid, window.top, last, {*columns.values(), *(column for _, column in beside.values())}, words
        ),
        beside=beside,
        cumulative=frozenset(window.cumulative),
        remarks=tuple(sorted(window.unsure)),
        unsure=(*unsure, *(unknown_units(grid, unit_row, measures, words) if unit_row is not None else ())),
        said=said,
    )


def _unit_row(grid: Grid, form: Form, window: Window, last: int, words: Lexicon) -> tuple[int | None, list[int]]:
    """The row of units, which is the header's last or the one below it, and the measures whose label is above it."""
    for row in (last, last + 1):
        labels = (window.columns[c.name] for c in form.having("measure"))
        measures = [column for at, column in labels if at < row]
        if is_unit_row(grid, row, measures, words):
            return row, measures
    return None, []


def _headers(grid: Grid, form: Form, window: Window) -> dict[str, str]:
    """What each column is called in the file, with its group where another column is called the same."""
    own = {name: clean(grid.text(*place)) for name, place in window.columns.items()}
    shared = {text for text, count in Counter(own.values()).items() if count > 1}
    heads = {}
    for name, (row, column) in window.columns.items():
        groups = (clean(grid.spanning(above, column)) for above in range(row - 1, window.top - 1, -1))
        group = next((text for text in groups if text), "") if own[name] in shared else ""
        heads[name] = (f"{group}: {own[name]}" if group else own[name]) or form.column(name).label
    return heads


def misfits(table: Table, catalogue: Catalogue) -> list[str]:
    """The columns whose header states a unit of another kind than the form measures them in."""
    return [
        column.name
        for column in table.form.columns
        if column.name in table.units
        and catalogue.stated_units[table.units[column.name]].base != base_unit(column, catalogue)
    ]


def _miss(grid: Grid, form: Form, window: Window) -> Miss:
    missing = tuple(column.label for column in form.columns if column.name not in window.columns)
    rows = grid.rows[window.top : window.top + 1] if window.columns else grid.rows[:HEADER_SEARCH]
    texts = [text for row in rows for cell in row if (text := clean(str(cell)))]
    place = min(window.columns.values(), default=None)
    found = tuple(text[:_TOLD_CELL] for text in texts[:_TOLD_CELLS])
    return Miss(form, grid, place, len(window.columns), missing, found)

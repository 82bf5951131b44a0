"""What a file says against itself around its tables: lines against headers, units, periods ahead, split numbers."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from schemas.calendar import (
    PROVINCE_TIME,
    ahead_words,
    cutoff,
    is_far_ahead,
    last_day,
    period_vi,
    periods_before,
    periods_of,
    year_of,
)
from schemas.declarations import Catalogue
from schemas.text import bracketed, key, of_any_year
from sources import title
from sources.findings import Finding
from sources.headings import remark_of
from sources.layout import Table, stated
from sources.lexicon import Lexicon
from sources.remarks import months_of, remarks_beside_units
from sources.rows import is_figure

_MOST_DIGITS = 6
_MOST_TOLD = 5


def says_since_january(table: Table, words: Lexicon) -> title.Mark | None:
    """The line above a table that makes all its flows count since the beginning of the year, such as `(Luỹ kế)`.

    Where a header says it of its own column, such a line only explains that; one that names the period as well says
    nothing of a column.
    """
    if table.cumulative or table.beside:
        return None
    marks = (mark for mark in title.above(table) if any(word in key(mark.text) for word in words.cumulative_marks))
    return next((mark for mark in marks if not title.names_both(mark.text)), None)


def contradictions(
    tables: Iterable[Table],
    period: title.Period | None,
    received_at: datetime,
    words: Lexicon,
    catalogue: Catalogue,
) -> Iterator[Finding]:
    """What refuses a file whole although each part of it can be read; then what is only told."""
    for table in tables:
        if table.columns:  # A letter has none.
            yield from _unsure_units(table, words)
            yield from _split_numbers(table, words)
            yield from _row_units(table, words, catalogue)
            yield from _header_units(table, words, catalogue)
            yield from _estimated(table, words)
            yield from _remarks(table, words)
        if period and period.frequency == table.form.frequency:
            yield from _ahead(table, period.code, received_at)
            yield from _since_january(table, period, words)
            yield from _other_quarters(table, period.code, words)
            yield from _months(table, period.code)


def _estimated(table: Table, words: Lexicon) -> Iterator[Finding]:
    """A line above the table, or alone in a row of it or below, that says its results are estimates."""
    grid = table.grid
    alone = [row for row in range(table.first_row, table.end) if len(grid.filled(row)) == 1]
    lines = [(mark.row, mark.column) for mark in title.above(table)] + [(row, grid.filled(row)[0]) for row in alone]
    said = (place for place in lines if words.estimate.search(key(grid.text(*place))))
    place = None if title.is_plan(table.form) else next(said, None)
    if place:
        cell, value = grid.address(*place), grid.text(*place)
        yield Finding("estimated", sheet=grid.sheet, cell=cell, value=value, rejects=False)


def _unsure_units(table: Table, words: Lexicon) -> Iterator[Finding]:
    for row, column in table.unsure:
        value = table.grid.text(row, column)
        cell = table.grid.address(row, column)
        yield Finding("unknown_unit", sheet=table.grid.sheet, cell=cell, value=value, params={"value": value})
    for row, column in table.remarks:
        value = table.grid.text(row, column)
        params = {"value": value, "remark": remark_of(value, words)}
        cell, message = table.grid.address(row, column), "unknown_header_unit"
        yield Finding("unknown_unit", sheet=table.grid.sheet, cell=cell, value=value, params=params, message=message)


def _ahead(table: Table, period: str, received_at: datetime) -> Iterator[Finding]:
    """A period beyond the next year is refused; a result of one that has not begun is told."""
    form, today = table.form, received_at.astimezone(PROVINCE_TIME).date()
    far = is_far_ahead(period, received_at)
    not_begun = cutoff(form, periods_before(form, period, 1)[0]) >= today and not title.is_plan(form)
    if far or not_begun:
        params = ahead_words(period, received_at)
        yield Finding("period_ahead", sheet=table.grid.sheet, params=params, rejects=far)


def _since_january(table: Table, period: title.Period, words: Lexicon) -> Iterator[Finding]:
    """A line says since the beginning of the year, a header the period alone."""
    flows = sorted(words.flows[table.form.code])
    alone = [name for name in flows if words.of_the_period(table.headers.get(name, ""))]
    if len(alone) < max(len(flows), 1) or period.code == periods_of(table.form, year_of(period.code))[0]:
        return
    line = says_since_january(table, words)
    params = {"header": table.headers[alone[0]]}
    declared = {"header": of_any_year(table.form.column(alone[0]).label)}
    if line:
        cell = table.grid.address(line.row, line.column)
        value = table.grid.text(line.row, line.column)
        check = "cumulative_contradicts"
        yield Finding(check, sheet=table.grid.sheet, cell=cell, value=value, params=params, declared=declared)
    elif period.cumulative and not table.beside:
        check = "cumulative_ignored"
        yield Finding(check, sheet=table.grid.sheet, params=params, declared=declared, rejects=False)


def _other_quarters(table: Table, period: str, words: Lexicon) -> Iterator[Finding]:
    """A header that names another quarter than the return is about: its figures are of then."""
    for name in sorted(words.flows[table.form.code] & table.headers.keys()):
        _, quarter, year = words.quarter(table.headers[name])
        said = f"{year or year_of(period)}-Q{quarter}"
        if quarter and said != period:
            place = stated(table, name)
            cell, value = table.grid.address(*place), table.grid.text(*place)
            params = {"found": f"{period}, {said}"}
            yield Finding("ambiguous_period", sheet=table.grid.sheet, cell=cell, value=value, params=params)


def _row_units(table: Table, words: Lexicon, catalogue: Catalogue) -> Iterator[Finding]:
    """A unit that a line or the header states for the table, and another of the same kind at a row, which counts."""
    for column in table.form.having("measure"):
        if column.unit_column is None:
            continue
        said = dict(table.said)
        for inner in bracketed(table.headers[column.name]):
            if unit := words.unit(inner):
                said[catalogue.stated_units[unit].base] = unit
        place = table.columns[column.unit_column]
        for row in range(table.first_row, table.end if said else table.first_row):
            unit = words.unit(table.grid.text(row, place))
            other = said.get(catalogue.stated_units[unit].base, unit) if unit else unit
            if other != unit:
                cell, value = table.grid.address(row, place), table.grid.text(row, place)
                params = {"other": catalogue.stated_units[other].vi}
                yield Finding(
                    "unit_contradicts", sheet=table.grid.sheet, cell=cell, value=value, params=params, rejects=False
                )
                break


def _header_units(table: Table, words: Lexicon, catalogue: Catalogue) -> Iterator[Finding]:
    """A unit that the header states for a column, and another of its kind above it or in a line; the nearest counts."""
    for column in table.form.having("measure"):
        unit, place = table.units.get(column.name, ""), stated(table, column.name)
        if not unit or column.unit is None:
            continue
        base, at = catalogue.stated_units[unit].base, table.columns[column.name]
        heads = [table.grid.spanning(row, at) for row in range(table.header_top, table.first_row)]
        named = [words.unit(inner) for head in heads for inner in bracketed(head)]
        others = [each for each in (*named, table.said.get(base, "")) if each not in ("", unit)]
        other = next((each for each in others if catalogue.stated_units[each].base == base), None)
        if other:
            rows = range(table.first_row, table.end)
            figure = next((text for row in rows if is_figure(text := table.grid.text(row, at).strip(), words)), "1")
            names = [catalogue.stated_units[each].vi.lower() for each in (unit, other)]
            params = {"reading_a": f"{figure} {names[0]}", "reading_b": f"{figure} {names[1]}"}
            yield Finding(
                "unit_contradicts",
                sheet=table.grid.sheet,
                cell=table.grid.address(*place),
                column=column.name,
                value=table.grid.text(*place),
                params=params,
                rejects=False,
                message="header_unit_contradicts",
            )


def _split_numbers(table: Table, words: Lexicon) -> Iterator[Finding]:
    """Figures to the right of the last header: a number that a comma cut in two, else something without a name."""
    grid = table.grid
    right = max(column for row in range(table.header_top, table.first_row) for column in (*grid.filled(row), 0))
    right = max(right, *table.columns.values())
    last = max(table.columns[c.name] for c in table.form.having("measure"))
    told = 0
    for row in range(table.first_row, table.end):
        filled = grid.filled(row)
        if not filled or filled[-1] <= right or not is_figure(grid.text(row, last).strip(), words):
            continue
        cell, value = grid.address(row, filled[-1]), grid.text(row, filled[-1])
        if filled[-1] == right + 1 and isinstance(grid.rows[row][right + 1], str) and _are_digits(value):
            yield Finding("split_number", sheet=grid.sheet, cell=cell, value=value)
            return
        if is_figure(value.strip(), words) and told < _MOST_TOLD:
            told += 1
            yield Finding("unheaded_figure", sheet=grid.sheet, cell=cell, value=value, rejects=False)


def _are_digits(text: str) -> bool:
    bare = text.strip().rstrip("%")
    return bare.isdigit() and len(bare) <= _MOST_DIGITS


def _remarks(table: Table, words: Lexicon) -> Iterator[Finding]:
    """What a header says beside its unit is told, since nothing was done by it: `(trước thuế, triệu đồng)`."""
    for column in table.form.having("measure"):
        row, place = stated(table, column.name)
        value = table.grid.text(row, place)
        for remark in remarks_beside_units(value, words):
            cell, params = table.grid.address(row, place), {"remark": remark}
            yield Finding("header_remark", table.grid.sheet, cell, column.name, value, params, rejects=False)


def _months(table: Table, period: str) -> Iterator[Finding]:
    """A header that counts months counts those of the year down to the period's last."""
    for name in sorted(table.cumulative):
        row, place = stated(table, name)
        value = table.grid.text(row, place)
        months = months_of(value)
        if months not in (None, last_day(period).month):
            cell, params = table.grid.address(row, place), {"period": period_vi(period)}
            yield Finding("months_differ", table.grid.sheet, cell, name, value, params)

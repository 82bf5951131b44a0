"""A header is found by its labels: which columns of a form some rows of a sheet name."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from schemas.records import Form
from schemas.text import key, of_year
from sources.grids import Grid
from sources.headings import Names, cumulative, doubtful, fits_of, labels_of
from sources.lexicon import Lexicon

HEADER_DEPTH = 3
HEADER_SEARCH = 40
_MOST_YEARS = 12
_JOINS = ("{} {}", "{} ({})", "{} - {}", "{}, {}", "{}: {}")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True)
class Clash:
    """A header label that fits two columns of the form, or a column that was found already (in the cell `other`)."""

    form: Form
    grid: Grid
    row: int
    column: int
    candidates: tuple[str, ...]
    other: tuple[int, int] | None = None


@dataclass(frozen=True)
class Window:
    """A run of header rows and the columns of the form that its labels name; `headless`: but for one.

    `unsure`: the header cells with something in brackets that is no unit, which no other header could stand for.
    """

    top: int
    columns: dict[str, tuple[int, int]] = field(default_factory=dict)
    cumulative: dict[str, tuple[int, int]] = field(default_factory=dict)
    headless: bool = False
    unsure: frozenset[tuple[int, int]] = frozenset()


def years_of(grid: Grid, form: Form) -> list[int | None]:
    """The years that labels such as `Kế hoạch năm {year}` may stand for in this grid."""
    if not any("{" in label for column in form.columns for label in column.labels):
        return [None]
    texts = (grid.text(r, c) for r in range(min(HEADER_SEARCH, len(grid.rows))) for c in grid.filled(r))
    found = Counter(int(year) for text in texts for year in _YEAR.findall(text))
    return [*sorted(year for year, _ in found.most_common(_MOST_YEARS))] or [None]


@lru_cache(maxsize=256)
def _names_of(
    labels: tuple[tuple[str, tuple[str, ...]], ...], year: int | None, flows: frozenset[str], words: tuple[str, ...]
) -> Names:
    names: dict[str, list[str]] = {}
    for column, texts in labels:
        for text in texts:
            name = key(of_year(text, year) if year is not None else text)
            of_the_period = [join.format(name, word) for join in _JOINS for word in words if column in flows]
            for each in (name, *of_the_period):
                names.setdefault(each, []).append(column)
    return Names((name, tuple(dict.fromkeys(columns))) for name, columns in names.items())


def names_of(form: Form, year: int | None, words: Lexicon) -> Names:
    """Header key -> the form's columns of that name (more than one is a clash).

    What adds up over the year may be said to be of the period: `Doanh thu trong quý`, `Doanh thu (trong quý)`.
    """
    labels = tuple((column.name, column.labels) for column in form.columns)
    return _names_of(labels, year, words.flows[form.code], words.period_words)


def beginnings(grid: Grid, forms: Iterable[Form], words: Lexicon) -> list[int]:
    """The rows in which a header may begin: those that hold a label of any form. Found once for all of them."""
    names = _anybodys(tuple(names_of(form, year, words) for form in forms for year in years_of(grid, form)))
    rows = range(min(HEADER_SEARCH, len(grid.rows)))
    return [top for top in rows if any(named_at(grid, names, top, top, column, words) for column in grid.filled(top))]


@lru_cache(maxsize=256)
def _anybodys(names: tuple[Names, ...]) -> Names:
    return Names(named for each in names for named in each.items())


def match_at(grid: Grid, form: Form, names: Names, top: int, words: Lexicon) -> Window | Clash:
    """Name as many columns as the rows from `top` allow, taking no more rows than are needed.

    A column that is there only as a figure since the beginning of the year stands in for the period's.
    """
    window = Window(top)
    if not any(named_at(grid, names, top, top, column, words) for column in grid.filled(top)):
        return window
    for row in range(top, min(top + HEADER_DEPTH, len(grid.rows))):
        for column in grid.filled(row):
            fits = named_at(grid, names, top, row, column, words)
            if len(fits) > 1:
                return Clash(form, grid, row, column, fits)
            if fits and fits[0] not in window.columns:
                window.columns[fits[0]] = (row, column)
        if len(window.columns) == len(form.columns):
            break
    window.columns.update(_of_a_quarter(grid, form, names, window, words))
    missing = {c.name for c in form.columns} - window.columns.keys()
    if not missing:
        return window
    since = since_january(grid, form, names, top, words) if missing <= words.flows[form.code] else {}
    headless = _headless(grid, form, window, missing, words)
    if headless:
        return Window(top, window.columns | headless, headless=True)
    unsure = _unsure(grid, form, names, top, missing - since.keys(), words)
    if missing <= since.keys() | unsure.keys():
        stands_in = {name: since[name] for name in missing & since.keys()}
        return Window(top, window.columns | stands_in | unsure, stands_in, unsure=frozenset(unsure.values()))
    return window


def named_at(grid: Grid, names: Names, top: int, row: int, column: int, words: Lexicon) -> tuple[str, ...]:
    """The columns of the form that a header cell names, by itself or with the group that it stands under."""
    for label in labels_of(grid, top, row, column, words):
        fits = fits_of(names, label, words)
        if fits:
            return fits
    return ()


def _headless(grid: Grid, form: Form, window: Window, missing: set[str], words: Lexicon) -> dict[str, tuple[int, int]]:
    """The one column without a header in which the rows below name codes, where the labels' is all that is missing."""
    column = form.column(next(iter(missing))) if len(missing) == 1 else None
    if column is None or column.role != "code":
        return {}
    last = max(grid.bottom(row, place) for row, place in window.columns.values())
    first_figure = min(window.columns[c.name][1] for c in form.having("measure"))
    below = range(last + 1, min(last + 1 + HEADER_SEARCH, len(grid.rows)))
    found = [
        place
        for place in range(first_figure)
        if not any(grid.spanning(row, place) for row in range(window.top, last + 1))
        and any(words.named(grid.text(row, place), column.list or "") for row in below)
    ]
    return {column.name: (last, found[0])} if len(found) == 1 else {}


def _unsure(
    grid: Grid, form: Form, names: Names, top: int, missing: set[str], words: Lexicon
) -> dict[str, tuple[int, int]]:
    """The header cells that would name missing measures but for a remark in brackets, the first for each column."""
    found: dict[str, tuple[int, int]] = {}
    measures = missing & {column.name for column in form.having("measure")}
    for row in range(top, min(top + HEADER_DEPTH, len(grid.rows))) if measures else ():
        for column in grid.filled(row):
            fits = doubtful(grid.text(row, column), names, words)
            if len(fits) == 1 and fits[0] in measures:
                found.setdefault(fits[0], (row, column))
    return found


def _of_a_quarter(grid: Grid, form: Form, names: Names, window: Window, words: Lexicon) -> dict[str, tuple[int, int]]:
    """The header cells that name a missing flow and a quarter (`Doanh thu quý III`), where there is one for it.

    Whether it is the quarter of the return, only the return says.
    """
    found: dict[str, list[tuple[int, int]]] = {}
    wanted = words.flows[form.code] - window.columns.keys() if window.columns else ()
    for row in range(window.top, min(window.top + HEADER_DEPTH, len(grid.rows))) if wanted else ():
        for column in grid.filled(row):
            bares = [words.quarter(label)[0] for label in labels_of(grid, window.top, row, column, words)]
            fits = next((fits for bare in bares if bare and (fits := fits_of(names, bare, words))), ())
            if len(fits) == 1 and fits[0] in wanted:
                found.setdefault(fits[0], []).append((row, column))
    return {name: places[0] for name, places in found.items() if len(places) == 1}


def since_january(grid: Grid, form: Form, names: Names, top: int, words: Lexicon) -> dict[str, tuple[int, int]]:
    """The header cells that name a figure of the form since the beginning of the year, the first for each column."""
    found: dict[str, tuple[int, int]] = {}
    for row in range(top, min(top + HEADER_DEPTH, len(grid.rows))):
        for column in grid.filled(row):
            name = cumulative(list(labels_of(grid, top, row, column, words)), form, names, words)
            if name:
                found.setdefault(name, (row, column))
    return found

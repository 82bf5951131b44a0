"""Charts as drawings: bars with their figures beside them, readable in black and white.

Lengths are places on paper, no figures: every number that people read is a cell of the table that is drawn.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from reports.appendix import Cell, KpiRow, figure_cell, figure_label, filled
from reports.measure import wrapped
from reports.templating import environment
from schemas import printed
from schemas.declarations import Catalogue
from schemas.text import clean

# Points. A line of a label holds 34 letters, a figure with what is told beside it some 30.
WIDTH, LEFT, PLOT = 580, 200, 220
LABEL_LETTERS, TITLE_LETTERS = 34, 82
LINE, BAR, STEP, GAP = 12, 10, 11, 7
SVG = "http://www.w3.org/2000/svg"
LOOKS = {1: ("solid",), 2: ("hatched", "solid"), 3: ("empty", "hatched", "solid")}


@dataclass(frozen=True)
class _Row:
    """A row to be drawn: its label in lines, its figures, what is told beside the last."""

    label: tuple[str, ...]
    cells: tuple[Cell, ...]
    beside: str


@dataclass(frozen=True)
class Bar:
    """A bar: its upper edge and its length in points, the text at its end."""

    look: str
    top: int
    length: int
    text: str


@dataclass(frozen=True)
class Group:
    """The bars of one row under its label; `top` is where the row begins."""

    label: tuple[str, ...]
    top: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Chart:
    """A chart of one table, laid out; `series`: the look and the name of each bar of a row.

    `headed`: its title stands in the drawing; else the page has it.
    """

    title: str
    series: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]
    height: int
    reference: tuple[int, str] | None = None
    headed: bool = True

    @property
    def description(self) -> str:
        """The chart in words, for those who cannot see it: every row with its figures."""
        names = [name for _, name in self.series]
        rows = (
            f"{' '.join(group.label)}: "
            + ", ".join(f"{name} {bar.text}" for name, bar in zip(names, group.bars, strict=True) if bar.text)
            for group in self.groups
        )
        return "; ".join(rows) + "."

    @cached_property
    def svg(self) -> str:
        """The drawing for a page, its words as text."""
        template = environment().get_template("chart.svg")
        return template.render(chart=self, width=WIDTH, left=LEFT, plot=PLOT, line=LINE, bar=BAR).strip()

    @property
    def svg_file(self) -> str:
        """The drawing as a file of its own."""
        return self.svg.replace("<svg ", f'<svg xmlns="{SVG}" ', 1)

    @property
    def title_lines(self) -> tuple[str, ...]:
        """The title as it wraps."""
        return wrapped(self.title, TITLE_LETTERS) if self.headed else ()


def charts_of(
    table: printed.Appendix, year: int, rows: Mapping[int, Sequence[KpiRow]], catalogue: Catalogue
) -> tuple[Chart, ...]:
    """The charts declared at a table, in order; `rows`: by number, those of the tables that they draw.

    A chart none of whose rows has a figure is left out.
    """
    made = (_chart(chart, chart.table or table.number, year, rows, catalogue) for chart in table.charts)
    return tuple(chart for chart in made if chart.groups)


def _chart(
    chart: printed.Chart, number: int, year: int, rows: Mapping[int, Sequence[KpiRow]], catalogue: Catalogue
) -> Chart:
    table = catalogue.printed_tables[number]
    looks, title = LOOKS[len(chart.bars)], filled(chart.title, year)
    names = [figure_label(table.column(name), year, catalogue) for name in chart.bars]
    legend = len(looks) if len(looks) > 1 else int(chart.reference is not None)
    top = LINE * (len(wrapped(title, TITLE_LETTERS)) + legend) + GAP
    drawn = list(_drawn(chart, table, rows.get(number, ()), catalogue))
    most = max([_most(row.cells) for row in drawn] + [Decimal(chart.reference or 0)], default=Decimal(0))
    groups: list[Group] = []
    for row in drawn:
        groups.append(_group(row, looks, top, most if chart.scale == "all" else _most(row.cells)))
        top += max(LINE * len(row.label), STEP * len(row.cells)) + GAP
    mark = (_length(Decimal(chart.reference), most), f"{chart.reference}%") if chart.reference else None
    return Chart(title, tuple(zip(looks, names, strict=True)), tuple(groups), top, mark)


def bar_chart(title: str, series: Sequence[str], rows: Sequence[tuple[str, tuple[Cell, ...]]]) -> Chart:
    """Labelled rows of figures on one scale, a bar for each of the `series`; the page says the title."""
    looks = LOOKS[len(series)]
    top = GAP + (LINE * len(looks) if len(looks) > 1 else 0)
    most = max((_most(cells) for _, cells in rows), default=Decimal(0))
    groups: list[Group] = []
    for label, cells in rows:
        row = _Row(wrapped(label, LABEL_LETTERS), cells, "")
        groups.append(_group(row, looks, top, most))
        top += max(LINE * len(row.label), STEP * len(cells)) + GAP
    return Chart(title, tuple(zip(looks, series, strict=True)), tuple(groups), top, headed=False)


def _drawn(
    chart: printed.Chart, table: printed.Appendix, rows: Sequence[KpiRow], catalogue: Catalogue
) -> Iterator[_Row]:
    """The rows that have a figure to draw; a total is no row among its parts."""
    for row, record in zip(table.rows, rows, strict=False):
        cells = [figure_cell(0, table.column(name), row, record, catalogue) for name in chart.bars]
        beside = [figure_cell(0, table.column(name), row, record, catalogue).marked_text for name in chart.beside]
        if not row.total and any(cell.value is not None for cell in cells):
            told = f" ({'/'.join(beside)})" if all(beside) and beside else ""
            yield _Row(wrapped(clean(str(record["label"])), LABEL_LETTERS), tuple(cells), told)


def _group(row: _Row, looks: Sequence[str], top: int, most: Decimal) -> Group:
    """Bars stand below one another, beside the middle of their label."""
    spare = max(0, LINE * len(row.label) - STEP * len(row.cells)) // 2
    texts = [*(cell.marked_text for cell in row.cells[:-1]), row.cells[-1].marked_text + row.beside]
    bars = [
        Bar(look, top + spare + STEP * place, _length(_value(cell), most), text)
        for place, (look, cell, text) in enumerate(zip(looks, row.cells, texts, strict=True))
    ]
    return Group(row.label, top, tuple(bars))


def _value(cell: Cell) -> Decimal:
    return Decimal(cell.value) if isinstance(cell.value, int | Decimal) else Decimal(0)


def _most(cells: Sequence[Cell]) -> Decimal:
    return max(_value(cell) for cell in cells)


def _length(value: Decimal, most: Decimal) -> int:
    return int(value * PLOT / most) if most > 0 and value > 0 else 0

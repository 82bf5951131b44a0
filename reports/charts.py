"""Charts as drawings: bars with their figures beside them, readable in black and white.

Lengths are places on paper, no figures: every number that people read is a cell of the table that is drawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from reports.appendix import Cell, KpiRow, figure_cell, figure_label, filled
from reports.completeness import Marks, marked
from reports.measure import wrapped
from reports.templating import environment
from schemas import printed
from schemas.declarations import Catalogue
from schemas.text import clean

# So many rows a person may compare; the table has all.
MOST_ROWS = 100
LABEL_LETTERS = 34
LINE, BAR, STEP, GAP, BELOW_HEAD = 12, 10, 11, 5, 7
SVG = "http://www.w3.org/2000/svg"
LOOKS = {1: ("solid",), 2: ("hatched", "solid"), 3: ("empty", "hatched", "solid")}


@dataclass(frozen=True)
class Layout:
    """Where things stand in a drawing, in points: bars begin at `left` and are up to `plot` long.

    A line of a label holds 34 letters, one of the title `letters`, a figure with what is told beside it some 30.
    """

    name: str
    width: int
    left: int
    plot: int
    letters: int


WIDE = Layout("desk", 580, 200, 220, 82)
# For a phone: labels stand above their bars.
NARROW = Layout("phone", 350, 1, 185, 46)


@dataclass(frozen=True)
class _Row:
    """A row to be drawn: its label in lines, its figures, those that are told beside the last."""

    label: tuple[str, ...]
    cells: tuple[Cell, ...]
    beside: tuple[Cell, ...] = ()

    @property
    def told(self) -> str:
        """What stands beside the last figure, where all of it is there."""
        texts = [cell.marked_text for cell in self.beside]
        return f" ({'/'.join(texts)})" if texts and all(texts) else ""


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

    `headed`: its title stands in the drawing; else the page has it. `notes` stand below the drawing: what marks mean,
    how bars are scaled, what is left out.
    """

    title: str
    series: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]
    height: int
    reference: tuple[int, str] | None = None
    headed: bool = True
    layout: Layout = WIDE
    notes: tuple[str, ...] = ()

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
        return template.render(chart=self, line=LINE, bar=BAR, **vars(self.layout)).strip()

    @property
    def drawings(self) -> str:
        """The drawing twice, for a page that shows one of them, by its width: for a desk (and paper), for a phone."""
        return f"{self.svg}\n{self.narrow.svg}"

    @cached_property
    def narrow(self) -> "Chart":
        """The same for a phone."""
        chart, shrunk = replace(self, layout=NARROW), NARROW.plot / Fraction(self.layout.plot)
        top, groups = chart.head, []
        for group in self.groups:
            first = top + LINE * len(group.label) + 2
            bars = tuple(
                replace(bar, top=first + STEP * place, length=int(bar.length * shrunk))
                for place, bar in enumerate(group.bars)
            )
            groups.append(replace(group, top=top, bars=bars))
            top = first + STEP * len(bars) + GAP
        mark = self.reference and (int(self.reference[0] * shrunk), self.reference[1])
        return replace(chart, groups=tuple(groups), height=top, reference=mark)

    @property
    def head(self) -> int:
        """The height of what stands above the first row: title and legend."""
        legend = len(self.series) if len(self.series) > 1 else int(self.reference is not None)
        return LINE * (len(self.title_lines) + legend) + BELOW_HEAD

    @property
    def svg_file(self) -> str:
        """The drawing as a file of its own."""
        return self.svg.replace("<svg ", f'<svg xmlns="{SVG}" ', 1)

    @property
    def title_lines(self) -> tuple[str, ...]:
        """The title as it wraps."""
        return wrapped(self.title, self.layout.letters) if self.headed else ()


def charts_of(
    table: printed.Appendix, year: int, rows: Mapping[int, Sequence[KpiRow]], catalogue: Catalogue
) -> tuple[Chart, ...]:
    """The charts declared at a table, in order; `rows`: by number, those of the tables that they draw.

    A chart none of whose rows has a figure is left out, as is one that has nothing left to compare: one bar a row, each
    on a scale of its own.
    """
    made = (_chart(chart, chart.table or table.number, year, rows, catalogue) for chart in table.charts)
    return tuple(chart for chart in made if chart.groups)


def _chart(
    chart: printed.Chart, number: int, year: int, rows: Mapping[int, Sequence[KpiRow]], catalogue: Catalogue
) -> Chart:
    table, listed = catalogue.printed_tables[number], rows.get(number, ())
    marks, notes = marked(table, listed, catalogue)
    bars = [name for name in chart.bars if any(record[name] is not None for record in listed)]
    drawn, empty = _drawn(chart, bars, table, listed, marks, catalogue)
    rows_of, drawn = len(drawn), _largest(drawn)
    most = max([_most(row.cells) for row in drawn] + [Decimal(chart.reference or 0)], default=Decimal(0))
    mark = (_length(Decimal(chart.reference), most), f"{chart.reference}%") if chart.reference else None
    shown = {cell.mark for row in drawn for cell in (*row.cells, *row.beside)}
    told = [note for note in notes if note.partition(" ")[0] in shown]
    by_row = chart.scale == "row" and len(drawn) > 1
    told += [catalogue.messages["chart_scaled_by_row"].vi] if by_row else []
    largest = {"drawn": len(drawn), "of": rows_of}
    told += [catalogue.messages["chart_draws_largest"].vi.format(**largest)] if len(drawn) < rows_of else []
    told += [catalogue.messages["chart_leaves_out"].vi.format(rows=", ".join(empty))] if empty else []
    names = [figure_label(table.column(name), year, catalogue) for name in bars]
    series = tuple(zip(LOOKS[len(bars)], names, strict=True)) if bars else ()
    bare = Chart(filled(chart.title, year), series, (), 0, mark, notes=tuple(told))
    if chart.scale == "row" and len(bars) == 1:
        return bare
    return _filled(bare, [(row, most if chart.scale == "all" else _most(row.cells)) for row in drawn])


def bar_chart(title: str, series: Sequence[str], rows: Sequence[tuple[str, tuple[Cell, ...]]]) -> Chart:
    """Labelled rows of figures on one scale, a bar for each of the `series`; the page says the title."""
    most = max((_most(cells) for _, cells in rows), default=Decimal(0))
    bare = Chart(title, tuple(zip(LOOKS[len(series)], series, strict=True)), (), 0, headed=False)
    return _filled(bare, [(_Row(wrapped(label, LABEL_LETTERS), cells), most) for label, cells in rows])


def _filled(chart: Chart, rows: Sequence[tuple[_Row, Decimal]]) -> Chart:
    """The chart with its rows below one another; each with the figure whose bar is the longest."""
    looks, top, groups = [look for look, _ in chart.series], chart.head, []
    for row, most in rows:
        groups.append(_group(row, looks, top, most))
        top += max(LINE * len(row.label), STEP * len(row.cells)) + GAP
    return replace(chart, groups=tuple(groups), height=top)


def _drawn(
    chart: printed.Chart,
    bars: Sequence[str],
    table: printed.Appendix,
    rows: Sequence[KpiRow],
    marks: Marks,
    catalogue: Catalogue,
) -> tuple[list[_Row], list[str]]:
    """The rows that have a figure to draw, and the labels of those whose figures are all 0, which are left out.

    A total is no row among its parts.
    """
    drawn, empty = [], []
    for row, record in zip(table.rows, rows, strict=False):
        cells, beside = (
            tuple(_cell(table.column(name), row, record, marks, catalogue) for name in names)
            for names in (bars, chart.beside)
        )
        if row.total or all(cell.value is None for cell in cells):
            continue
        label = clean(str(record["label"]))
        if any(_value(cell) for cell in (*cells, *beside)):
            drawn.append(_Row(wrapped(label, LABEL_LETTERS), cells, beside))
        else:
            empty.append(label)
    return drawn, empty


def _largest(rows: list[_Row]) -> list[_Row]:
    """Those that have the largest figures, in their order."""
    places = sorted(range(len(rows)), key=lambda place: _most(rows[place].cells), reverse=True)[:MOST_ROWS]
    return [rows[place] for place in sorted(places)]


def _cell(
    column: printed.AppendixColumn, row: printed.AppendixRow, record: KpiRow, marks: Marks, catalogue: Catalogue
) -> Cell:
    mark = marks.get((int(str(record["row"])), column.name), "")
    return figure_cell(0, column, row, record, catalogue, mark)


def _group(row: _Row, looks: Sequence[str], top: int, most: Decimal) -> Group:
    """Bars stand below one another, beside the middle of their label."""
    spare = max(0, LINE * len(row.label) - STEP * len(row.cells)) // 2
    texts = [*(cell.marked_text for cell in row.cells[:-1]), row.cells[-1].marked_text + row.told]
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
    return int(value * WIDE.plot / most) if most > 0 and value > 0 else 0

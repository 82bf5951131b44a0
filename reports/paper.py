"""A document as it lies on paper: words of the office, tables, charts. Every writer of documents prints this."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from reports.appendix import KpiRow, NoneOfYear, Table, appendix_table, filled
from reports.charts import Chart, charts_of
from reports.measure import page_shares, stands_whole
from schemas.declarations import Catalogue
from schemas.printed import Letterhead

Rows = Mapping[int, Sequence[KpiRow]]


@dataclass(frozen=True)
class Exhibit:
    """A table and what is drawn of it; `caption`: its heading and title stand above it."""

    table: Table
    charts: tuple[Chart, ...]
    caption: bool

    @cached_property
    def shares(self) -> list[int]:
        """The widths of the table's columns on a page, as shares of its width."""
        return page_shares(self.table)

    @cached_property
    def whole(self) -> bool:
        """Whether the table stands on one page."""
        return stands_whole(self.table, self.shares)


@dataclass(frozen=True)
class Paper:
    """A document of one year. `letter`: the header block and recipients of one that stands alone.

    `heading` and `title` stand on top, `attached` in italics below; `sections`: titles and their exhibits.
    """

    year: int
    author: str
    heading: str
    title: str
    attached: str | None
    letter: Letterhead | None
    sections: tuple[tuple[str, tuple[Exhibit, ...]], ...]

    @property
    def name(self) -> str:
        """Heading and title in one line."""
        return f"{self.heading}: {self.title}"

    @property
    def stated(self) -> str:
        """In a line, the report that it is attached to, or number and date of one that stands alone."""
        if self.letter is None:
            return self.attached or ""
        return f"{self.letter.number} · {self.letter.place_and_date}"

    @property
    def exhibits(self) -> tuple[Exhibit, ...]:
        """All of them, in the order of the document."""
        return tuple(exhibit for _, exhibits in self.sections for exhibit in exhibits)


def appendix_paper(number: int, year: int, rows: Rows, catalogue: Catalogue) -> Paper:
    """An appendix, which is attached to a report; `rows`: by number, of it and of the tables that its charts draw.

    Errors as for `appendix_table`.
    """
    appendix = catalogue.appendices[number]
    table = appendix_table(number, year, rows[number], catalogue)
    exhibit = Exhibit(table, charts_of(appendix, year, rows, catalogue), caption=False)
    letter = catalogue.letterhead
    sections = (("", (exhibit,)),)
    return Paper(year, letter.department, table.heading, table.title, letter.attached, None, sections)


def annex_paper(year: int, rows: Rows, catalogue: Catalogue) -> Paper:
    """The document of all further tables that have rows, in the order of their numbers. NoneOfYear when none has."""
    exhibits = [
        (table.section, Exhibit(appendix_table(number, year, rows[number], catalogue), drawn, caption=True))
        for number, table in catalogue.annex.items()
        if rows.get(number)
        for drawn in [charts_of(table, year, rows, catalogue)]
    ]
    letter = catalogue.letterhead
    title = filled(letter.annex_title, year)
    if not exhibits:
        raise NoneOfYear(f"{letter.annex_name} {title}: chưa có số liệu.")
    sections = [(name, tuple(e for _, e in members)) for name, members in groupby(exhibits, key=lambda each: each[0])]
    return Paper(year, letter.department, letter.annex_name, title, None, letter, tuple(sections))


def tables_wanted(number: int, catalogue: Catalogue) -> list[int]:
    """The tables of the annex that the charts of a table draw."""
    charts = catalogue.printed_tables[number].charts
    return sorted({chart.table for chart in charts if chart.table is not None and chart.table in catalogue.annex})

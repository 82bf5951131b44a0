"""Records of what is printed: the appendices, the tables of the annex, their charts, the words around them."""

from datetime import date
from typing import Literal

from pydantic import Field

from schemas.record import Name, Record

_MARCH = 3
# Measures that are percentages, whatever their indicator's unit.
RATIOS = ("percent_of_plan", "growth", "share")


class AppendixColumn(Record):
    """A column of an appendix: a measure of the row's indicator, or an indicator by the row's code.

    `estimated`: while a year is running the column shows what is expected of it, marked; a stock stays what is in.
    """

    name: Name
    label: str
    comment_en: str
    group: str | None = None
    measure: Literal["plan", "actual", "percent_of_plan", "previous", "growth", "share", "stock", "next_plan"] = (
        "actual"
    )
    indicator: str | None = None
    unit: str | None = None
    printed: bool = True
    estimated: bool = False
    decimals: int = 0


class AppendixRow(Record):
    """A printed row: an indicator, a code of the columns' breakdown, or their total."""

    indicator: str | None = None
    breakdown: str | None = None
    total: bool = False
    unit: str | None = None
    label: str = ""
    decimals: int = 0


def printed_decimals(row: AppendixRow, column: AppendixColumn) -> int:
    """A column with a unit of its own has its own decimals; else the row's unit may ask for more."""
    return column.decimals if column.unit else max(column.decimals, row.decimals)


class Chart(Record):
    """Bars for the rows of a table: its own, or that of number `table`.

    `bars` and `beside` name columns: what is drawn, and what is told beside the last bar. `scale`: all rows share
    one, or each row has its own, where rows differ in unit. `reference`: a value that is marked across the bars.
    """

    title: str
    bars: tuple[Name, ...] = Field(min_length=1, max_length=3)
    beside: tuple[Name, ...] = ()
    table: int | None = None
    scale: Literal["all", "row"] = "all"
    reference: int | None = None


class Appendix(Record):
    """A table of the annual report: an appendix, or a table of the annex, which stands in a `section`.

    `by`: a list of codes, districts or submitters; each is a row, before the declared ones, when it has a figure.
    """

    number: int
    section: str = ""
    by: str = ""
    title_vi: str
    title_en: str
    row_head_vi: str
    columns: tuple[AppendixColumn, ...]
    rows: tuple[AppendixRow, ...]
    charts: tuple[Chart, ...] = ()

    def column(self, name: str) -> AppendixColumn:
        """The column of that name; KeyError when the table has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


class SignedLines(Record):
    """The lines of a letterhead in which a signed report's `{number}`, `{day}`, `{month}` and `{year}` stand."""

    number: str
    place_and_date: str
    attached: str


class Letterhead(Record):
    """The words of administrative documents around the figures; `annex_…`: those of the document of further tables."""

    superior: str
    department: str
    country: str
    motto: str
    number: str
    place_and_date: str
    attached: str
    signed: SignedLines
    recipients_head: str
    recipients: tuple[str, ...]
    signer: str
    annex_name: str
    annex_title: str
    annex_heading: str
    appendix_heading: str

    def of(self, number: str, dated: date) -> "Letterhead":
        """The same with number and date of a signed report; days and months as Decree 30 writes them: 05, 02, 3."""
        month = f"{dated.month:02d}" if dated.month < _MARCH else str(dated.month)
        words = {"number": number, "day": f"{dated.day:02d}", "month": month, "year": dated.year}
        return self.model_copy(update={name: line.format(**words) for name, line in self.signed})

    @property
    def place(self) -> str:
        """The place of signing, which gives the province its name."""
        return self.place_and_date.partition(",")[0].strip()

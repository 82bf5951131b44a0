"""The frozen records that the YAML declarations become. One class per kind of declaration."""

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator

from schemas.formulas import Formula, Rate
from schemas.record import Name, Record

Frequency = Literal["quarterly", "annual"]
Measure = Literal["actual", "plan", "next_plan"]


class Unit(Record):
    """A unit of measure; `factor` of them make none, but one of it is `factor` of `of`.

    `rate`: it is no unit of a quantity but of one quantity compared with another.
    """

    code: Name
    vi: str
    en: str
    of: str | None = None
    factor: int = 1
    whole: bool = False
    rate: Rate | None = None
    aliases: tuple[str, ...] = ()

    @property
    def base(self) -> str:
        """The code of the unit that values are kept in."""
        return self.of or self.code

    @property
    def labels(self) -> tuple[str, ...]:
        """Every way of writing the unit."""
        return (self.vi, *self.aliases)


class Code(Record):
    """One entry of a code list: what a row of a form may be about."""

    code: str
    vi: str
    en: str
    aliases: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """Every way of writing the entry."""
        return (self.vi, *self.aliases)


class CodeList(Record):
    """A named list of codes."""

    vi: str
    en: str
    codes: tuple[Code, ...]


class District(Record):
    """A unit at district level under one name; `valid_to` is the last day of that name."""

    code: str
    vi: str
    en: str
    valid_from: date | None = None
    valid_to: date | None = None


class Submitter(Record):
    """Who answers; `kind` says which forms it owes, `also` which besides."""

    code: Name
    kind: str
    also: tuple[str, ...] = ()
    vi: str
    en: str
    district: str | None = None
    aliases: tuple[str, ...] = ()
    valid_from: date
    valid_to: date | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """Every name the submitter is known by."""
        return (self.vi, *self.aliases)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of submitter that it is."""
        return (self.kind, *self.also)


class Source(Record):
    """Where an indicator's values come from: a column of a form, for the codes of `where`.

    `submitter`: the one who reports it; none where everybody who owes the form does.
    """

    form: str
    column: str
    where: dict[str, str] = Field(default_factory=dict)
    submitter: str | None = None


class Indicator(Record):
    """A quantity that the department answers for: from a source, or by a formula.

    `by`: the list whose codes it is reported by, where the rows of its form name both; `of`: the whole that it is
    a part of, as 99 of 106 points; `aliases`: what sentences call it; `stock`: what is there at the year's end.
    """

    code: Name
    name_vi: str = ""
    name_en: str
    unit: str
    aggregation: Literal["flow", "stock"]
    decimals: int
    source: Source | None = None
    formula: Formula | None = None
    label: str = ""
    plan_label: str = ""
    aliases: tuple[str, ...] = ()
    planned: bool = False
    stock: str | None = None
    breakdown: str | None = None
    by: str | None = None
    of: str | None = None
    itu: str | None = None
    upu: str | None = None
    note: str = ""

    @model_validator(mode="after")
    def _one_origin(self) -> "Indicator":
        if (self.source is None) == (self.formula is None):
            raise ValueError("an indicator has a source or a formula, one of them")
        return self


class Column(Record):
    """A column of a form.

    `role`: a code of a list, the unit of the row, a measure, the year that the row is about, the code by which
    the row's indicator is broken down, or a note.
    """

    name: Name
    role: Literal["code", "unit", "measure", "year", "breakdown", "note"]
    label: str
    aliases: tuple[str, ...] = ()
    comment_vi: str
    comment_en: str
    list: str | None = None
    unit: str | None = None
    unit_column: str | None = None
    measure: Measure = "actual"
    min: Decimal | None = None
    max: Decimal | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """Every way of writing the header, with `{year}` and `{next_year}` still in it."""
        return (self.label, *self.aliases)


class Identity(Record):
    """What must hold between two measures of one row."""

    code: str
    left: str
    op: Literal["<=", "=="]
    right: str


class Form(Record):
    """What a submitter sends: who, how often, which columns."""

    code: Name
    name_vi: str
    name_en: str
    titles: tuple[str, ...]
    submitters: str
    frequency: Frequency
    due_days: int
    valid_from: date
    valid_to: date | None = None
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    identities: tuple[Identity, ...] = ()

    def column(self, name: str) -> Column:
        """The column of that name; KeyError when the form has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def having(self, role: str) -> tuple[Column, ...]:
        """The columns of one role, in their declared order."""
        return tuple(column for column in self.columns if column.role == role)


class AppendixColumn(Record):
    """A column of an appendix: a measure of the row's indicator, or an indicator by the row's code."""

    name: Name
    label: str
    comment_en: str
    group: str | None = None
    measure: Literal["plan", "actual", "percent_of_plan", "stock", "next_plan"] = "actual"
    indicator: str | None = None
    unit: str | None = None
    printed: bool = True
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


class Appendix(Record):
    """An appendix of the annual report."""

    number: int
    title_vi: str
    title_en: str
    row_head_vi: str
    columns: tuple[AppendixColumn, ...]
    rows: tuple[AppendixRow, ...]


class Vocabulary(Record):
    """Words that people put around their figures."""

    totals: tuple[str, ...]
    subtotals: tuple[str, ...]
    ignored_headers: tuple[str, ...]
    submitter_marks: tuple[str, ...]
    period_marks: tuple[str, ...]
    unit_marks: tuple[str, ...]
    zeros: tuple[str, ...]
    magnitudes: dict[str, int]
    nil_marks: tuple[str, ...]
    dittos: tuple[str, ...]
    cumulative_marks: tuple[str, ...]
    period_words: tuple[str, ...]
    abbreviations: dict[str, tuple[str, ...]]
    answer_sheet: str
    reason_marks: tuple[str, ...]
    withdrawals: tuple[str, ...]
    decision_marks: tuple[str, ...]


class Limits(Record):
    """What a file may cost at most: bytes as sent, bytes unpacked, members of an archive, cells of a sheet.

    `marked_…`: what a workbook may hold to come back with its cells marked.
    """

    workbook_bytes: int
    text_bytes: int
    unpacked_bytes: int
    members: int
    cells: int
    marked_bytes: int
    marked_cells: int


class Message(Record):
    """A sentence for people, with `{placeholders}`."""

    vi: str
    en: str

"""The frozen records that the YAML declarations become. One class per kind of declaration."""

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator

from schemas.formulas import Formula, Rate
from schemas.record import Name, Record
from schemas.reporting import Movement, Regime

Frequency = Literal["quarterly", "annual"]
Measure = Literal["actual", "plan", "next_plan", "estimate"]
Method = Literal["as_submitted", "run_rate", "same_share", "last"]


class Unit(Record):
    """A unit of measure; `factor` of them make none, but one of it is `factor` of `of`.

    `plain`: so small that nobody writes decimals of it; as text they are as doubtful as those of whole units.
    `rate`: it is no unit of a quantity but of one quantity compared with another. `among`: it is a place among so many
    of that unit.
    """

    code: Name
    vi: str
    en: str
    of: str | None = None
    factor: int = 1
    whole: bool = False
    plain: bool = False
    rate: Rate | None = None
    additive: bool = True
    among: str | None = None
    aliases: tuple[str, ...] = ()

    @property
    def base(self) -> str:
        """The code of the unit that values are kept in."""
        return self.of or self.code

    @property
    def adds_up(self) -> bool:
        """Whether parts in this unit make a whole: those of a rate or a rank do not."""
        return self.additive and self.rate is None

    @property
    def labels(self) -> tuple[str, ...]:
        """Every way of writing the unit."""
        return (self.vi, *self.aliases)


class Code(Record):
    """One entry of a code list: what a row of a form may be about.

    `under`: the entry below whose row this one stands; it tells entries apart that share a label.
    `apart`: of some provinces of a country alone, so that no indicator of the country need take it up.
    """

    code: str
    vi: str
    en: str
    aliases: tuple[str, ...] = ()
    under: str | None = None
    apart: bool = False

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
    """Who answers; `kind` says which forms it owes, `also` which besides; `part_of` of whom it is the local branch."""

    code: Name
    kind: str
    also: tuple[str, ...] = ()
    part_of: str | None = None
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

    `also`: where other layouts of its return hold it; `by`: the list whose codes it is reported by, where the rows of
    its form name both; `of`: the whole that it is a part of, as 99 of 106 points; `aliases`: what sentences call it;
    `stock`: what is there at the year's end; `estimate`: how a year that is running is estimated.
    """

    code: Name
    name_vi: str = ""
    name_en: str
    unit: str
    aggregation: Literal["flow", "stock"]
    decimals: int
    source: Source | None = None
    also: tuple[Source, ...] = ()
    formula: Formula | None = None
    label: str = ""
    plan_label: str = ""
    aliases: tuple[str, ...] = ()
    planned: bool = False
    stock: str | None = None
    leavers: str | None = None
    breakdown: str | None = None
    by: str | None = None
    of: str | None = None
    estimate: Method | None = None
    itu: str | None = None
    upu: str | None = None
    note: str = ""

    @model_validator(mode="after")
    def _one_origin(self) -> "Indicator":
        if (self.source is None) == (self.formula is None):
            raise ValueError("an indicator has a source or a formula, one of them")
        return self

    @property
    def method(self) -> str:
        """How a year that is running is estimated: as declared, else a flow by its rate, a stock by what was last."""
        if self.formula:
            return "formula"
        return self.estimate or ("last" if self.aggregation == "stock" else "run_rate")

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every place that its values come from."""
        return (self.source, *self.also) if self.source else ()


class Column(Record):
    """A column of a form.

    `role`: a code of a list, that code as the form prints it, the unit of the row, a measure, the year that the row
    is about, the code by which the row's indicator is broken down, or a note; of an item-level return also the month
    that the row is about.
    `open`: the rows that its list does not name are not asked for. `percent_of` (part, whole) and `sum_of`:
    the measures of the row from which this one follows. `default`: of an item-level return, what a blank cell says.
    """

    name: Name
    role: Literal["code", "number", "unit", "measure", "year", "breakdown", "note", "month"]
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
    default: int | None = None
    open: bool = False
    percent_of: tuple[str, str] | None = None
    sum_of: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """Every way of writing the header, with `{year}` and its neighbours still in it."""
        return (self.label, *self.aliases)

    @property
    def operands(self) -> tuple[str, ...]:
        """The measures that the column follows from; empty for one that is reported for itself."""
        return self.percent_of or self.sum_of


class Identity(Record):
    """What must hold between two measures of one row."""

    code: str
    left: str
    op: Literal["<=", "=="]
    right: str


class Form(Record):
    """What a submitter sends: who, how often, which columns.

    `layout_of`: the form whose return this one is in another layout; nothing is owed for it by itself.
    `due_days` count from the end of the period; a form without a regime (plans) has no data cut-off.
    `items`: an item-level return, however long: text with a header and a row a line, or Parquet, read by the warehouse
    itself. Its period follows from its months; whose it is, `submitter` says or its `sender`; nothing is owed for it.
    `one_sender`: whoever sends it speaks for the whole province, so that the figures of two at a time would be double.
    """

    code: Name
    name_vi: str
    name_en: str
    titles: tuple[str, ...]
    submitters: str
    frequency: Frequency
    due_days: int
    valid_from: date
    valid_to: date | None = None
    regime: Regime | None = None
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    identities: tuple[Identity, ...] = ()
    movements: tuple[Movement, ...] = ()
    layout_of: Name | None = None
    items: bool = False
    submitter: Name | None = None
    one_sender: bool = False

    @property
    def answers(self) -> str:
        """The code of the form whose return this one is."""
        return self.layout_of or self.code

    @property
    def sender(self) -> Column | None:
        """Of an item-level return that is not always the same submitter's: the column that says whose a row is."""
        named = (column for column in self.having("code") if column.list == self.submitters)
        return None if self.submitter else next(named, None)

    @property
    def summed_by(self) -> tuple[Column, ...]:
        """The codes by which the accepted rows of an item-level return are added up."""
        return tuple(column for column in self.having("code") if column != self.sender)

    @property
    def asks_each_row(self) -> bool:
        """Whether every entry of the one list that names its rows is asked for."""
        named = self.having("code")
        return len(named) == 1 and not named[0].open and not self.having("breakdown")

    def column(self, name: str) -> Column:
        """The column of that name; KeyError when the form has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def having(self, role: str) -> tuple[Column, ...]:
        """The columns of one role, in their declared order."""
        return tuple(column for column in self.columns if column.role == role)

"""How a file looks: chosen at random for each return, always in the same way."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal, TypeVar

from schemas.calendar import year_of
from schemas.declarations import DISTRICTS, Catalogue
from schemas.records import Code, Column, Form, Unit
from schemas.text import key, of_year
from sources.demo.figures import OPERATOR, PLAN, Return
from sources.demo.seed import Seed

NUMBER, REMARK = "#", "*"
ROMAN = ("I", "II", "III", "IV")
_COMMON_MARKS = 3
_STEPPED = ("dong", "person")

T = TypeVar("T")
Spelling = Literal["plain", "nfd", "eth"]
DistrictStyle = Literal["repeated", "merged", "heading"]


@dataclass(frozen=True)
class Top:
    """What stands above the table; `title` as printed, `beside`: values in the cell next to their mark."""

    over: str
    sender: str
    sender_mark: str
    period: str
    period_mark: str
    beside: bool
    letterhead: bool
    title: str
    basis: str
    blank_rows: int


@dataclass(frozen=True)
class Head:
    """The header: columns in their order (`NUMBER` and `REMARK` included) and the text of each."""

    columns: tuple[str, ...]
    texts: Mapping[str, str]
    group: str
    grouped: tuple[str, ...]
    tall: bool
    numbered: Literal["", "digits", "letters"]


@dataclass(frozen=True)
class Body:
    """How rows are written: labels by column and code, units by measure or by row, texts for numbers.

    `parts`: what the codes of an indicator's breakdown are called.
    """

    labels: Mapping[str, Mapping[str, str]]
    parts: Mapping[tuple[str | None, str], str]
    units: Mapping[str, Unit]
    row_units: Mapping[str, Unit]
    unit_texts: Mapping[str, str]
    as_text: frozenset[str]
    districts: DistrictStyle
    blank_lines: bool
    total: str
    total_first: bool
    total_merged: bool


@dataclass(frozen=True)
class Shape:
    """A file's looks."""

    top: Top
    head: Head
    body: Body
    note: str
    signer: str
    spelling: Spelling
    left: int
    sheet: str
    spare_sheets: int


def choose(returned: Return, sender: str, dice: Random, catalogue: Catalogue, known: Seed, *, delimited: bool) -> Shape:
    """The looks of one file. Delimited text has no merged cells and no spare sheets."""
    form = catalogue.forms[returned.form]
    body = _body(returned, form, dice, catalogue, delimited=delimited)
    return Shape(
        top=_top(returned, form, sender, dice, catalogue, known),
        head=_head(returned, form, body, dice, catalogue, delimited=delimited),
        body=body,
        note=dice.choice(known.notes) if dice.random() < 0.4 else "",
        signer=dice.choice(known.people) if dice.random() < 0.6 else "",
        spelling=_likely(dice, {"plain": 7, "nfd": 1, "eth": 1}),
        left=0 if delimited else _likely(dice, {0: 3, 1: 1}),
        sheet=dice.choice(["Sheet1", "Biểu 01", period_text(returned.period, 1), "Báo cáo"]),
        spare_sheets=dice.choice([0, 0, 2]),
    )


def period_text(period: str, style: int) -> str:
    """A period as people write it, in one of three ways; a year in only one."""
    if "-Q" not in period:
        return f"Năm {period}"
    year, quarter = year_of(period), int(period[6:])
    return (f"Quý {ROMAN[quarter - 1]}/{year}", f"Quý {quarter} năm {year}", f"Q{quarter}/{year}")[style]


def _likely(dice: Random, chances: Mapping[T, int]) -> T:
    return dice.choices(list(chances), list(chances.values()))[0]


def _top(returned: Return, form: Form, sender: str, dice: Random, catalogue: Catalogue, known: Seed) -> Top:
    title = dice.choice(form.titles)
    if dice.random() < 0.6:
        title += f" {_title_period(returned.period)}"
    return Top(
        over=known.over.get(form.submitters, ""),
        sender=sender,
        sender_mark=dice.choice(catalogue.words.submitter_marks[:_COMMON_MARKS]),
        period=period_text(returned.period, dice.randrange(3)),
        period_mark=dice.choice(catalogue.words.period_marks),
        beside=dice.random() < 0.3,
        letterhead=dice.random() < 0.6,
        title=title.upper() if dice.random() < 0.7 else title,
        basis=known.plan_decisions[year_of(returned.period)] if form.code == PLAN else "",
        blank_rows=dice.randint(1, 3),
    )


def _title_period(period: str) -> str:
    if "-Q" not in period:
        return f"năm {period}"
    return f"quý {ROMAN[int(period[6:]) - 1]} năm {year_of(period)}"


def _head(returned: Return, form: Form, body: Body, dice: Random, catalogue: Catalogue, *, delimited: bool) -> Head:
    group, grouped = _group(form)
    if not grouped or delimited or dice.random() < 0.4:
        group, grouped = "", {}
    columns = _order(form, tuple(grouped), body, dice)
    year = year_of(returned.period)
    texts = {
        column.name: _header_text(column, grouped.get(column.name, ""), body, year, dice) for column in form.columns
    }
    count, remark = catalogue.words.ignored_headers[:-1], catalogue.words.ignored_headers[-1]
    return Head(
        columns=columns,
        texts=texts | {NUMBER: dice.choice(count), REMARK: remark},
        group=group,
        grouped=tuple(grouped),
        tall=not grouped and not delimited and dice.random() < 0.25,
        numbered=_likely(dice, {"": 4, "digits": 1, "letters": 1}),
    )


def _group(form: Form) -> tuple[str, dict[str, str]]:
    """A heading that two columns of the form can stand under, and what is then left of their labels.

    It is read from the labels: `Thuê bao phát triển mới` is also called `Phát triển mới`.
    """
    found: dict[str, dict[str, str]] = {}
    for column in form.having("measure"):
        for long in column.labels:
            for short in column.labels:
                if key(long).endswith(key(short)) and len(long) > len(short):
                    found.setdefault(long[: -len(short)].rstrip(" :"), {}).setdefault(column.name, short)
    shared = [(group, columns) for group, columns in found.items() if len(columns) > 1]
    return max(shared, key=lambda known: len(known[0]), default=("", {}))


def _order(form: Form, grouped: tuple[str, ...], body: Body, dice: Random) -> tuple[str, ...]:
    """The columns in an order of the sender's own: what a row is about, then the rest in any order."""
    about = [column.name for column in form.having("code")]
    if body.districts == "repeated" and dice.random() < 0.3:
        about.reverse()
    rest = [[column.name] for column in form.columns if column.role != "code" and column.name not in grouped]
    if grouped:
        rest.append(dice.sample(grouped, len(grouped)))
    if dice.random() < 0.5:
        dice.shuffle(rest)
    number = [NUMBER] if dice.random() < 0.7 else []
    remark = [REMARK] if dice.random() < 0.25 and not form.having("note") else []
    return (*number, *about, *(name for names in rest for name in names), *remark)


def _header_text(column: Column, short: str, body: Body, year: int, dice: Random) -> str:
    """The label or one of its aliases, the unit in brackets, and the untidiness of a header."""
    label = short or (column.label if dice.random() < 0.5 else dice.choice(column.labels))
    label = of_year(label, year)
    unit = body.units.get(column.name)
    if unit and (unit.code != column.unit or dice.random() < 0.4):
        said = dice.choice([unit.vi.lower(), *(text for text in unit.aliases if "(" not in text)])
        label += dice.choice([" ", "\n"]) + dice.choice(["({})", "({})", "(ĐVT: {})"]).format(said)
    if dice.random() < 0.15:
        label = label.replace(" ", "  ", 1) + " "
    if dice.random() < 0.15:
        label = label.replace(" ", "\n", 1)
    return label


def _body(returned: Return, form: Form, dice: Random, catalogue: Catalogue, *, delimited: bool) -> Body:
    by_district: dict[DistrictStyle, int] = {"repeated": 3, "merged": 0 if delimited else 3, "heading": 2}
    return Body(
        labels={c.name: _labels(c.list or "", dice, catalogue) for c in form.having("code")},
        parts=_part_labels(form, catalogue),
        units=_column_units(returned, form, dice, catalogue),
        row_units=_row_units(returned, form, dice, catalogue),
        unit_texts={unit.code: _unit_text(unit, dice) for unit in catalogue.units.values()},
        as_text=frozenset(_as_text(form, dice)),
        districts=_likely(dice, by_district) if form.code == OPERATOR else "repeated",
        blank_lines=dice.random() < 0.25,
        total=_total_word(form, dice, catalogue),
        total_first=dice.random() < 0.3,
        total_merged=not delimited and dice.random() < 0.5,
    )


def _part_labels(form: Form, catalogue: Catalogue) -> dict[tuple[str | None, str], str]:
    """What a register calls the codes by which its indicators are broken down."""
    broken_down = [i for i in catalogue.registered.values() if i.by] if form.having("breakdown") else []
    return {(i.code, code.code): code.vi for i in broken_down for code in catalogue.codes(i.by or "")}


def _column_units(returned: Return, form: Form, dice: Random, catalogue: Catalogue) -> dict[str, Unit]:
    """The unit of each measure: mostly the declared one, and the same for all measures of a kind."""
    chosen: dict[str, Unit] = {}
    for column in form.having("measure"):
        if column.unit and column.unit not in chosen:
            largest = max(line.values[column.name] for line in returned.lines)
            declared = catalogue.units[column.unit]
            others = [unit for unit in _handy(column.unit, largest, catalogue) if unit != declared]
            chosen[column.unit] = dice.choice(others) if others and dice.random() < 0.4 else declared
    return {column.name: chosen[column.unit] for column in form.having("measure") if column.unit}


def _row_units(returned: Return, form: Form, dice: Random, catalogue: Catalogue) -> dict[str, Unit]:
    """The unit of each row, by its code, where rows state their own: a plan is in the largest."""
    bases = {c: base for m in form.having("measure") for c, base in catalogue.row_units(form, m).items()}
    units = {}
    for line in returned.lines:
        code = line.codes[form.key[0]] or ""
        if code in bases:
            handy = _handy(bases[code], max(line.values.values()), catalogue)
            units[code] = max(handy, key=lambda u: u.factor) if form.frequency == "annual" else dice.choice(handy)
    return units


def _handy(declared: str, largest: int, catalogue: Catalogue) -> list[Unit]:
    """The units in which a value is at least one, and in which the demo's steps are never read in two ways."""
    base = catalogue.units[declared].base
    units = [unit for unit in catalogue.units.values() if unit.base == base]
    return [u for u in units if not u.of or (base in _STEPPED and largest >= u.factor)]


def _total_word(form: Form, dice: Random, catalogue: Catalogue) -> str:
    """The word of the total row, none for some; rows in units of their own have no total."""
    if form.having("unit") or dice.random() < 0.3:
        return ""
    of_all = any(column.list == DISTRICTS for column in form.having("code"))
    return dice.choice([word for word in catalogue.words.totals if of_all or "tỉnh" not in word])


def _unit_text(unit: Unit, dice: Random) -> str:
    return unit.vi if dice.random() < 0.7 else dice.choice(unit.labels)


def _labels(name: str, dice: Random, catalogue: Catalogue) -> dict[str, str]:
    """What the codes of a list are called in this file: printed, or as people shorten them."""
    codes = catalogue.codes(name)
    if name == DISTRICTS:
        style = dice.randrange(3)
        return {code.code: _district(code, style) for code in codes}
    if dice.random() < 0.5:
        return {code.code: code.vi for code in codes}
    return {code.code: dice.choice(code.labels) for code in codes}


def _district(code: Code, style: int) -> str:
    """`Thành phố Hạ Long`, `Hạ Long` or `TP Hạ Long`: the first aliases are those of the oldest name."""
    return code.aliases[style]


def _as_text(form: Form, dice: Random) -> Iterator[str]:
    """The measures whose numbers this sender types as text: mostly none, sometimes some or all."""
    measures: Sequence[Column] = form.having("measure")
    share = _likely(dice, {0: 5, 50: 2, 100: 2})
    return (column.name for column in measures if dice.randrange(100) < share)

"""Every kind of fault that is planted: what people do to a return, one thing at a time."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import Any

from benchmarks.caught.sheets import Clean, Place, Sheet, period
from schemas.calendar import periods_before
from sources.demo.figures import INSPECTION, OPERATOR, POPULATION, POSTAL
from sources.demo.pages import Value

Planted = tuple[Sheet, list[Place]]
Plant = Callable[[Clean, Random], Planted]
_READABLE = 100
_MOST = 10**12


@dataclass(frozen=True)
class Fault:
    """A kind of fault: the forms it is planted in, and how.

    `named`: the checks of Solieu that name it wherever they are told (a file as a whole has no cell);
    `whole`: it concerns the file as a whole, or its header: a finding about the table as a whole names it.
    """

    title: str
    forms: tuple[str, ...]
    plant: Plant
    named: tuple[str, ...] = ()
    whole: bool = False


FAULTS: dict[str, Fault] = {}


def fault(title: str, *forms: str, named: tuple[str, ...] = (), whole: bool = False) -> Callable[[Plant], Plant]:
    """Declares a kind of fault, under the name of the function that plants it."""

    def declared(plant: Plant) -> Plant:
        FAULTS[plant.__name__] = Fault(title, forms, plant, named, whole)
        return plant

    return declared


def some(sheet: Sheet, dice: Random, least: int = _READABLE, most: int = _MOST) -> tuple[int, str]:
    """A figure that is neither small nor a fraction, by its row and column."""
    found = [
        (row, name)
        for row in sheet.data
        for name in sheet.measures
        if isinstance(value := sheet[row, name], int) and least <= value <= most
    ]
    return dice.choice(found)


def changed(change: Callable[[int, Random], Value], least: int = _READABLE, most: int = _MOST) -> Plant:
    """A fault that turns one figure into something else; the total stays."""

    def plant(clean: Clean, dice: Random) -> Planted:
        sheet = clean.sheet()
        at = some(sheet, dice, least, most)
        sheet[at] = change(int(sheet[at]), dice)
        return sheet, sheet.row(at[0])

    return plant


def declare(name: str, title: str, plant: Plant, *forms: str, named: tuple[str, ...] = ()) -> None:
    """The same as `fault`, for what `changed` makes."""
    FAULTS[name] = Fault(title, forms, plant, named)


def _swapped(value: int, _: Random) -> int:
    """The first two digits that differ, the other way round."""
    digits = str(value)
    at = next((n for n in range(len(digits) - 1) if digits[n] != digits[n + 1] != "0"), 0)
    return int(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :])


def _grouped(value: int, mark: str) -> str:
    return f"{value:,}".replace(",", mark)


ANY = (OPERATOR, POSTAL)
declare("thousandfold", "a figure a thousand times too large", changed(lambda v, _: v * 1000), *ANY)
declare("thousandth", "a figure in thousands", changed(lambda v, _: v // 1000, 20_000), *ANY)
declare("zero_lost", "a figure without its last digit", changed(lambda v, _: v // 10), *ANY)
declare("zero_added", "a figure with a zero too many", changed(lambda v, _: v * 10), *ANY)
declare("digits_swapped", "two digits the wrong way round", changed(_swapped, 1000), *ANY)
declare("zero_for_figure", "a zero in place of a figure", changed(lambda _, __: 0), *ANY)
declare("negative", "a sign too many", changed(lambda v, _: -v), *ANY)
declare("brackets", "a figure in brackets", changed(lambda v, _: f"({_grouped(v, '.')})"), *ANY)
declare("comma_thousands", "1,234 in text for 1.234", changed(lambda v, _: _grouped(v, ","), 1000, 999_999), *ANY)
declare("decimal_number", "1.234 read as a decimal number", changed(lambda v, _: Decimal(v) / 1000, 1001), *ANY)
declare("letter_o", "the letter O for a zero", changed(lambda v, _: f"{v // 10}O"), *ANY)
declare("text", "words in place of a figure", changed(lambda _, d: d.choice(["đang cập nhật", "x", "chưa rõ"])), *ANY)
declare("about", "about so many", changed(lambda v, d: f"{d.choice(['khoảng', 'trên', '~'])} {v}"), *ANY)
declare("footnote", "a figure with a footnote's mark", changed(lambda v, d: f"{v}{d.choice(['*', '(1)'])}"), *ANY)
declare("blank", "a cell left blank", changed(lambda _, __: ""), *ANY)


def _typed(value: Callable[[int], Any], shown: str) -> Plant:
    def plant(clean: Clean, dice: Random) -> Planted:
        sheet = clean.sheet()
        row, name = some(sheet, dice)
        sheet.typed[row, sheet.columns[name]] = (value(int(sheet[row, name])), shown)
        return sheet, sheet.row(row)

    return plant


declare("percent", "a percentage for a number", _typed(lambda v: (v % 89 + 5.5) / 100, "0.0%"), *ANY)
declare("date", "a number made a date", _typed(lambda v: datetime(2014, v % 12 + 1, v % 28 + 1), "dd/mm/yyyy"), *ANY)


@fault("a column a thousand times too small", OPERATOR)
def column_in_thousands(clean: Clean, _: Random) -> Planted:
    """The header says đơn vị, the figures are nghìn."""
    return _column(clean, "subscribers", lambda value: round(value / 1000))


@fault("money in đồng below a header of millions", OPERATOR)
def column_in_dong(clean: Clean, _: Random) -> Planted:
    """The figures as the accounts have them."""
    return _column(clean, "revenue", lambda value: int(value * 1_000_000))


def _column(clean: Clean, name: str, change: Callable[[Any], Value]) -> Planted:
    sheet = clean.sheet()
    for row in [*sheet.data, *([sheet.total] if sheet.total is not None else [])]:
        sheet[row, name] = change(sheet[row, name])
    return sheet, sheet.column(name)


@fault("another unit beside a figure than it is in", POSTAL)
def unit_named_wrong(clean: Clean, dice: Random) -> Planted:
    """Millions called thousands of millions, or the other way round."""
    sheet = clean.sheet()
    words = {"Đồng": "Triệu đồng", "Triệu đồng": "Tỷ đồng", "Tỷ đồng": "Triệu đồng"}
    row = dice.choice([row for row in sheet.data if sheet[row, "unit"] in words])
    sheet[row, "unit"] = words[str(sheet[row, "unit"])]
    return sheet, sheet.row(row)


@fault("figures one row too low", OPERATOR)
def shifted_row(clean: Clean, dice: Random) -> Planted:
    """A column that was pasted one row below its labels, its last figure on top."""
    sheet, name = clean.sheet(), dice.choice(["new_subscribers", "subscribers", "revenue"])
    figures = [sheet[row, name] for row in sheet.data]
    for row, value in zip(sheet.data, [figures[-1], *figures[:-1]], strict=True):
        sheet[row, name] = value
    return sheet, sheet.column(name)


@fault("a row one column too far right", OPERATOR, POSTAL)
def shifted_column(clean: Clean, dice: Random) -> Planted:
    """A cell was inserted in a row."""
    sheet = clean.sheet()
    row, _ = some(sheet, dice)
    first = min(sheet.columns[each] for each in sheet.measures)
    sheet.page.rows[row].insert(first, "")
    return sheet, sheet.row(row)


@fault("a total that was not added up again", OPERATOR, named=("total_differs",))
def stale_total(clean: Clean, dice: Random) -> Planted:
    """The total of the quarter before."""
    sheet, name = clean.sheet(), dice.choice(["new_subscribers", "subscribers", "revenue"])
    before = clean.sheet(clean.of(_before(clean, 1)))
    sheet.page.rows[sheet.total or 0][sheet.columns[name]] = before[before.total or 0, name]
    return sheet, sheet.row(sheet.total or 0)


def _before(clean: Clean, count: int) -> str:
    return periods_before(clean.form, clean.returned.period, count)[0]


@fault("the names of two districts swapped", OPERATOR, POPULATION)
def swapped_districts(clean: Clean, dice: Random) -> Planted:
    """Each with the figures of the other."""
    sheet = clean.sheet()
    one, other = dice.sample(sorted({str(sheet[row, "district"]) for row in sheet.data}), 2)
    rows = [row for row in sheet.data if sheet[row, "district"] in (one, other)]
    for row in rows:
        sheet[row, "district"] = other if sheet[row, "district"] == one else one
    return sheet, [place for row in rows for place in sheet.row(row)]


@fault("two rows with the figures of one another", OPERATOR, POSTAL)
def swapped_rows(clean: Clean, dice: Random) -> Planted:
    """The labels stand right, the figures of two neighbours are exchanged."""
    sheet = clean.sheet()
    at = dice.randrange(len(sheet.data) - 1)
    rows = sheet.data[at : at + 2]
    for name in sheet.measures:
        sheet[rows[0], name], sheet[rows[1], name] = sheet[rows[1], name], sheet[rows[0], name]
    return sheet, [place for row in rows for place in sheet.row(row)]


@fault("two columns under the header of one another", OPERATOR)
def swapped_columns(clean: Clean, _: Random) -> Planted:
    """What was added under what there is, and the other way round."""
    sheet = clean.sheet()
    return _exchanged(sheet, "new_subscribers", "subscribers")


@fault("breaches and inspections exchanged", INSPECTION)
def breach_over_inspected(clean: Clean, dice: Random) -> Planted:
    """More in breach than were inspected."""
    sheet = clean.sheet()
    row = dice.choice([row for row in sheet.data if int(sheet[row, "inspected"]) > int(sheet[row, "in_breach"])])
    sheet[row, "inspected"], sheet[row, "in_breach"] = sheet[row, "in_breach"], sheet[row, "inspected"]
    return sheet, sheet.row(row)


@fault("more paid than was fined", INSPECTION)
def paid_over_fined(clean: Clean, dice: Random) -> Planted:
    """A digit too many in what was paid."""
    sheet = clean.sheet()
    row = dice.choice(sheet.data)
    sheet[row, "paid_amount"] = int(sheet[row, "fined_amount"]) + 500_000
    return sheet, sheet.row(row)


def _exchanged(sheet: Sheet, one: str, other: str) -> Planted:
    header = sheet.header
    sheet[header, one], sheet[header, other] = sheet[header, other], sheet[header, one]
    return sheet, [*sheet.column(one), *sheet.column(other)]


@fault("the stock reported as what was added", OPERATOR)
def stock_for_flow(clean: Clean, _: Random) -> Planted:
    """The same column twice."""
    sheet = clean.sheet()
    for row in [*sheet.data, *([sheet.total] if sheet.total is not None else [])]:
        sheet[row, "new_subscribers"] = sheet[row, "subscribers"]
    return sheet, sheet.column("new_subscribers")


@fault("figures since January as those of the quarter", OPERATOR, POSTAL)
def cumulative_for_period(clean: Clean, _: Random) -> Planted:
    """Nothing in the file says that they are."""
    quarters = [f"{clean.returned.period[:4]}-Q{number}" for number in range(1, int(clean.returned.period[-1]) + 1)]
    returns = [clean.of(each).lines for each in quarters]
    flows = ["quantity"] if clean.form.code == POSTAL else ["new_subscribers", "revenue"]
    lines = []
    for same in zip(*returns, strict=True):
        sums = {name: sum(line.values[name] for line in same) for name in flows}
        lines.append(replace(same[-1], values={**same[-1].values, **sums}))
    sheet = clean.sheet(replace(clean.returned, lines=tuple(lines)))
    return sheet, [place for name in flows for place in sheet.column(name)]


def _all(sheet: Sheet) -> list[Place]:
    return [place for name in sheet.measures for place in sheet.column(name)]


@fault("the figures of the quarter before", OPERATOR, POSTAL)
def copied_quarter(clean: Clean, _: Random) -> Planted:
    """Only the heading is new."""
    sheet = clean.sheet(clean.of(_before(clean, 1)))
    return sheet, _all(sheet)


@fault("the figures of the year before", OPERATOR, POSTAL)
def copied_year(clean: Clean, _: Random) -> Planted:
    """The wrong file was opened; only the heading is new."""
    year = int(clean.returned.period[:4]) - 1
    sheet = clean.sheet(clean.of(f"{year}{clean.returned.period[4:]}"))
    return sheet, _all(sheet)


@fault("a title and a line that name two periods", OPERATOR, POSTAL, named=("ambiguous_period",), whole=True)
def two_periods(clean: Clean, _: Random) -> Planted:
    """The title was copied from the quarter before."""
    old = period(_before(clean, 1)).lower()
    return clean.sheet(title=f"{clean.form.titles[0]} {old}".upper()), []


@fault(
    "a period that is no period of the form", OPERATOR, POSTAL, named=("wrong_frequency", "unread_period"), whole=True
)
def no_such_period(clean: Clean, dice: Random) -> Planted:
    """A month, half a year, a fifth quarter."""
    year = clean.returned.period[:4]
    return clean.sheet(period=dice.choice([f"Tháng 11/{year}", f"6 tháng đầu năm {year}", f"Quý V/{year}"])), []


@fault("a period that lies ahead", OPERATOR, POSTAL, named=("period_ahead", "outside_validity"), whole=True)
def period_ahead(clean: Clean, dice: Random) -> Planted:
    """A digit of the year is wrong."""
    return clean.sheet(period=period(f"20{dice.choice('234')}{clean.returned.period[3:]}")), []


@fault("a sender whom nobody knows", OPERATOR, POSTAL, named=("unknown_submitter",), whole=True)
def unknown_sender(clean: Clean, dice: Random) -> Planted:
    """A name that is not declared."""
    sender = dice.choice(["Công ty TNHH Viễn thông Bình Minh", "Bưu cục Hòn Gai 2"])
    return clean.sheet(sender=sender), []


@fault("a header with another name", OPERATOR, named=("no_form",), whole=True)
def header_renamed(clean: Clean, dice: Random) -> Planted:
    """A column whose header no form knows."""
    sheet, name = clean.sheet(), dice.choice(["new_subscribers", "subscribers", "revenue"])
    sheet[sheet.header, name] = dice.choice(["Kết quả", "Số liệu", "Ước cả năm"])
    return sheet, sheet.column(name)


@fault("a row that stands twice", OPERATOR, POSTAL)
def duplicate_row(clean: Clean, dice: Random) -> Planted:
    """The same labels, and the same figures or others."""
    sheet = clean.sheet()
    row = dice.choice(sheet.data)
    again = list(sheet.page.rows[row])
    if dice.random() < 0.5:
        last = max(sheet.columns[name] for name in sheet.measures)
        again[last] = again[last] * 2 if isinstance(again[last], int | Decimal) else again[last]
    sheet.insert(sheet.data[-1] + 1, again)
    return sheet, [*sheet.row(row), *sheet.row(sheet.data[-1] + 1)]


@fault("a row left out", OPERATOR, POSTAL, POPULATION, named=("row_absent", "rows_fewer"), whole=True)
def missing_row(clean: Clean, dice: Random) -> Planted:
    """And the total is that of the rows that are there."""
    drop = dice.choice(clean.returned.lines)
    return clean.sheet(replace(clean.returned, lines=tuple(li for li in clean.returned.lines if li is not drop))), []


@fault("a district left out", OPERATOR, named=("rows_fewer",), whole=True)
def missing_district(clean: Clean, dice: Random) -> Planted:
    """All rows of a district."""
    drop = dice.choice(clean.returned.lines).codes["district"]
    kept = tuple(line for line in clean.returned.lines if line.codes["district"] != drop)
    return clean.sheet(replace(clean.returned, lines=kept)), []


@fault("a label that is in no list", OPERATOR, POSTAL, POPULATION)
def unknown_label(clean: Clean, dice: Random) -> Planted:
    """Misspelt, or of somewhere else."""
    sheet = clean.sheet()
    row, name = dice.choice(sheet.data), sheet.key[0]
    label = str(sheet[row, name])
    sheet[row, name] = dice.choice([label[:-2] + label[-1] + label[-2] + "g", "Huyện Yên Hưng Đông", f"{label} mới"])
    return sheet, sheet.row(row)


@fault("a subtotal that is counted as a row", OPERATOR, named=("total_differs",))
def subtotal_counted(clean: Clean, dice: Random) -> Planted:
    """A subtotal below a district, and a total that adds it up as well."""
    sheet = clean.sheet()
    ends = [a for a, b in zip(sheet.data, sheet.data[1:], strict=False) if sheet[a, "district"] != sheet[b, "district"]]
    end = dice.choice(ends)
    rows = [row for row in sheet.data if row <= end and sheet[row, "district"] == sheet[end, "district"]]
    subtotal: list[Value] = list(sheet.page.rows[end])
    for name in sheet.measures:
        subtotal[sheet.columns[name]] = sum(_figure(sheet[row, name]) for row in rows)
    subtotal[0], subtotal[sheet.columns["district"]] = "", f"Cộng {sheet[end, 'district']}"
    subtotal[sheet.columns["service"]] = ""
    sheet.insert(end + 1, subtotal)
    total = sheet.total or 0
    for name in sheet.measures:
        sheet[total, name] = _figure(sheet[total, name]) + _figure(subtotal[sheet.columns[name]])
    return sheet, [*sheet.row(end + 1), *sheet.row(total)]


def _figure(value: Value) -> Any:
    return value if isinstance(value, int | Decimal) else 0

"""What sums and figures are called, and how a figure follows from its sums."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from reports.numbers import exact_vi, vi_number
from schemas.calendar import period_vi
from schemas.declarations import DISTRICTS, Catalogue
from schemas.printed import RATIOS, Appendix
from schemas.records import Column, Indicator

Record = Mapping[str, Any]
Names = tuple[str, str]


@dataclass(frozen=True)
class Sum:
    """A sum of reported values in a figure: what it is, its place in the formula, its returns and their cells.

    `returns`, `rest`: as of `warehouse.tracing.Ground`. Values are in the base unit, whose name is `unit`.
    """

    operand: str
    side: str
    sign: int
    formula: str | None
    times: int | None
    key: tuple[Any, ...]
    names: Names
    unit: str
    returns: Sequence[Record]
    rest: Record | None = None

    @cached_property
    def total(self) -> Decimal:
        """What the cells come to."""
        rest = self.rest["total"] if self.rest else Decimal(0)
        return sum((each["total"] for each in self.returns), rest)

    @cached_property
    def cells(self) -> int:
        """How many cells there are."""
        return sum(len(each["cells"]) for each in self.returns) + (self.rest["cells_of"] if self.rest else 0)

    @cached_property
    def submitters(self) -> Mapping[str, Sequence[Record]]:
        """Its returns by submitter."""
        by: dict[str, list[Record]] = {}
        for each in self.returns:
            by.setdefault(each["submitter"], []).append(each)
        return by


Show = Callable[[Sum], str]


def expression(sums: Sequence[Sum], measure: str, show: Show) -> str:
    """The formula of a figure, each sum as `show` writes it."""
    by: dict[str, list[Sum]] = {}
    for each in sums:
        by.setdefault(each.operand, []).append(each)
    shown = {operand: _operand(those, show) for operand, those in by.items()}
    if measure not in RATIOS:
        return next(iter(shown.values()))
    part, whole = (f"({text})" if len(by[name]) > 1 else text for name, text in shown.items())
    if measure == "growth":
        return f"({part} − {whole}) : {whole} × 100"
    return f"{part} : {whole} × 100"


def _operand(sums: Iterable[Sum], show: Show) -> str:
    sides: dict[str, list[Sum]] = {}
    for each in sums:
        sides.setdefault(each.side, []).append(each)
    above, *below = (_added(those, show, bracketed=len(sides) > 1) for _, those in sorted(sides.items()))
    times = sides["of"][0].times
    return f"{above} : {below[0]} × {times}" if below and times != 1 else " : ".join((above, *below))


def _added(sums: Sequence[Sum], show: Show, *, bracketed: bool) -> str:
    signed = "".join(f" {'+' if each.sign > 0 else '−'} {show(each)}" for each in sums)
    text = signed.removeprefix(" + ").removeprefix(" ")
    return f"({text})" if bracketed and len(sums) > 1 else text


class Namer:
    """What the declarations call things, in Vietnamese and English."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Look up the names of districts and lists once."""
        self.catalogue = catalogue
        self._lists: dict[str, dict[str, Names]] = {}

    def code(self, name: str, code: str) -> Names:
        """An entry of a list, of the districts or of the submitters."""
        if name not in self._lists:
            self._lists[name] = {each.code: (each.vi, each.en) for each in self.catalogue.codes(name)}
        return self._lists[name].get(code, (code, code))

    def part(self, indicator: Indicator, dimension: str | None, code: str | None) -> Names:
        """The part that a figure is of: a district, a submitter, an entry; empty for the whole."""
        if dimension is None or code is None:
            return "", ""
        if dimension == "submitter" and code in self.catalogue.submitters:
            submitter = self.catalogue.submitters[code]
            return submitter.vi, submitter.en
        name = DISTRICTS if dimension == "district" else self.catalogue.breakdown_list(indicator)
        return self.code(name, code) if name else (code, code)

    def row(self, table: Appendix, number: int, label: str = "") -> Names:
        """A row of a table: as it is printed (`label`), else as it is declared; and in English."""
        row = table.rows[number - 1]
        if row.indicator:
            found = self.catalogue.indicators[row.indicator]
            vi, en = self.catalogue.name_vi(found), found.name_en
        elif row.breakdown:
            column = next(column.indicator for column in table.columns if column.indicator)
            name = table.by or self.catalogue.breakdown_list(self.catalogue.indicators[column])
            vi, en = self.code(name or "", row.breakdown)
        else:
            vi, en = row.label or "Tổng số", "Total"
        return label or vi, en

    def key(self, key: str, form: str, indicator: Indicator) -> str:
        """The key of a form's row in words, each of its codes by the list of its column: `193 / mobile_prepaid`."""
        known = self.catalogue.forms.get(form)
        if known is None:
            return self._carried(key)
        columns = [known.column(name) for name in known.key]
        return ", ".join(self._entry(code, of, indicator) for code, of in zip(key.split(" / "), columns, strict=False))

    def _carried(self, key: str) -> str:
        """What a value of an exchange file is about, beside its indicator (`schemas.exchange.CARRIED_KEY`)."""
        _, _, submitter, period, *parts = key.split(" / ")
        return ", ".join((self.catalogue.submitters[submitter].vi, period, *(self.anything(code)[0] for code in parts)))

    def _entry(self, code: str, column: Column, indicator: Indicator) -> str:
        name = self.catalogue.breakdown_list(indicator) if column.role == "breakdown" else column.list
        return self.code(name, code)[0] if name else code

    def anything(self, code: str) -> Names:
        """Whatever has that code: a district, an entry of a list, an indicator."""
        for name in (DISTRICTS, *self.catalogue.lists):
            found = self.code(name, code)
            if found[0] != code:
                return found
        indicator = self.catalogue.indicators.get(code)
        return (self.catalogue.name_vi(indicator), indicator.name_en) if indicator else (code, code)

    def where(self, indicator: Indicator, cell: Record) -> str:
        """What a cell is about: its district and its code."""
        name = self.catalogue.breakdown_list(indicator)
        told = [self.code(DISTRICTS, cell["district"])[0]] if cell["district"] else []
        if cell["breakdown"] and name and name != DISTRICTS:
            told.append(self.code(name, cell["breakdown"])[0])
        return ", ".join(told)

    def figure(self, indicator: Indicator, dimension: str | None, code: str | None) -> Names:
        """An indicator, or a part of it."""
        vi, en = self.catalogue.name_vi(indicator), indicator.name_en
        of_vi, of_en = self.part(indicator, dimension, code)
        return (f"{vi} ({of_vi})", f"{en} ({of_en})") if of_vi else (vi, en)

    def term(self, term: Record, returns: Sequence[Record]) -> Names:
        """A term of a formula with its year, or the period at whose end it stood."""
        indicator = self.catalogue.indicators[term["term"]]
        vi, en = self.figure(indicator, term["term_dimension"], term["term_code"])
        year = term["term_year"]
        if term["term_measure"] != "actual":
            planned = year + (term["term_measure"] == "next_plan")
            return f"kế hoạch năm {planned}: {vi}", f"plan of {planned}: {en}"
        last = max(each["period"] for each in returns)
        if indicator.aggregation == "stock" and "-" in last:
            when = period_vi(last)
            return f"{vi}, cuối {when[0].lower()}{when[1:]}", f"{en}, end of {last}"
        return f"{vi} năm {year}", f"{en}, {year}"

    def measure(self, name: str) -> Names:
        """A measure as the tables of the warehouse call it."""
        table = "kpi.indicator_part_year" if name == "share" else "kpi.indicator_year"
        vi, en = self.catalogue.tables[table].columns[name]
        return vi.partition(" (")[0], en.partition(";")[0]


def rounding(value: Decimal, unit: str, places: int, printed: str, *, base: str, factor: int, ratio: bool) -> Names:
    """How the exact value, in `unit`, becomes what is printed; `factor` of `base` make one of the unit."""
    vi, en = [], []
    exact = exact_vi(value)
    if factor != 1:
        quantity = f"{exact_vi(value * factor)} {base} : {exact_vi(factor)} = {exact} {unit}"
        vi.append(quantity)
        en.append(quantity)
    if ratio:
        vi.append("phép chia làm bằng số nguyên, thương làm tròn một lần ở 12 chữ số thập phân (từ 5 trở lên thì tăng)")
        en.append("divided in integers, the quotient rounded once, half up, at 12 decimals")
    if vi_number(value, places) == exact:
        return "; ".join([*vi, "in đúng giá trị, không làm tròn"]), "; ".join([*en, "printed as it is"])
    decimals = f"{places} chữ số thập phân" if places else "hàng đơn vị"
    vi.append(f"{exact} làm tròn khi in đến {decimals} (từ 5 trở lên thì tăng): {printed}")
    en.append(f"{exact} rounded half up for print to {places} decimals: {printed}")
    return "; ".join(vi), "; ".join(en)

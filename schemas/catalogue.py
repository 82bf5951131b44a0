"""Everything declared, by code, and what follows from it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from schemas.alerts import AlertWords
from schemas.contract import Contract
from schemas.exchange import Exchange
from schemas.limits import Limits
from schemas.notes import Absence, Message, Reason, TableNote
from schemas.printed import Appendix, Letterhead
from schemas.records import (
    Code,
    CodeList,
    Column,
    District,
    Form,
    Indicator,
    Source,
    Submitter,
    Unit,
)
from schemas.reporting import Plausibility
from schemas.rules import Rule
from schemas.sentences import Sentences
from schemas.text import key
from schemas.vocabulary import Vocabulary

DISTRICTS = "districts"
INDICATORS = "indicators"
REGISTERED = "registered"
STATED = "stated"


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Everything declared, by code, and what follows from it."""

    units: Mapping[str, Unit]
    lists: Mapping[str, CodeList]
    districts: tuple[District, ...]
    submitters: Mapping[str, Submitter]
    indicators: Mapping[str, Indicator]
    forms: Mapping[str, Form]
    items: Mapping[str, Form]
    appendices: Mapping[int, Appendix]
    annex: Mapping[int, Appendix]
    letterhead: Letterhead
    messages: Mapping[str, Message]
    tables: Mapping[str, TableNote]
    reasons: Mapping[str, Reason]
    words: Vocabulary
    absences: Mapping[str, Absence]
    limits: Limits
    plausibility: Plausibility
    sentences: Sentences
    rules: Mapping[str, Rule]
    contract: Contract
    alerts: AlertWords
    exchange: Exchange
    version: str

    @cached_property
    def stated_units(self) -> Mapping[str, Unit]:
        """The declared units and each magnitude of them that a file may state, such as `triệu thuê bao`, by code."""
        stated = dict(self.units)
        taken = {(unit.base, unit.factor): unit.code for unit in self.units.values()}
        for unit in self.units.values():
            for word, times in self.words.magnitudes.items() if unit.adds_up else ():
                factor = unit.factor * times
                code = taken.setdefault((unit.base, factor), f"{unit.base}_times_{factor}")
                labels = tuple(f"{word} {label}" for label in unit.labels)
                new = Unit(
                    code=code, vi=labels[0].capitalize(), en=f"{factor:,} {unit.en}", of=unit.base, factor=factor
                )
                known = stated.get(code, new)
                stated[code] = known.model_copy(update={"aliases": (*known.aliases, *labels)})
        return stated

    @cached_property
    def printed_tables(self) -> Mapping[int, Appendix]:
        """The appendices and the tables of the annex, by number."""
        return {**self.appendices, **self.annex}

    @cached_property
    def reported(self) -> Mapping[str, Form]:
        """Every form that a submitter may send, item-level returns included, by code."""
        return {**self.forms, **self.items}

    @cached_property
    def registers(self) -> list[str]:
        """The forms whose rows say which year they are about: that of their return, or one before it."""
        return [code for code, form in self.reported.items() if form.having("year")]

    def form(self, code: str | None) -> Form | None:
        """The form of that code, item-level returns and formats of exchange included."""
        return self.reported.get(code or "") or self.exchange.forms.get(code or "")

    def signed(self, number: str, dated: date) -> "Catalogue":
        """The same declarations, with number and date of a signed report in the words of its documents."""
        return replace(self, letterhead=self.letterhead.of(number, dated))

    def table_name(self, number: int) -> str:
        """What people call a table: `Phụ lục 2`; those of the annex count from one, in their order: `Biểu 5`."""
        if number in self.appendices:
            return self.letterhead.appendix_heading.format(number=number)
        return self.letterhead.annex_heading.format(number=list(self.annex).index(number) + 1)

    def reason(self, text: str) -> str:
        """The code of the reason that a person's words name; `stated` where they are words of their own."""
        return self._reason_labels.get(key(text), STATED)

    @cached_property
    def _reason_labels(self) -> dict[str, str]:
        return {key(t): r.code for r in self.reasons.values() if r.kind == "stated" for t in r.labels}

    def codes(self, name: str) -> tuple[Code, ...]:
        """The entries of a code list; districts, indicators and the submitters of a kind are lists as well."""
        if name == DISTRICTS:
            return self._district_codes
        if name == INDICATORS:
            return self._plan_codes
        if name == REGISTERED:
            return self._registered_codes
        return self.lists[name].codes if name in self.lists else self._submitter_codes(name)

    def codes_in_force(self, name: str, day: date) -> tuple[Code, ...]:
        """The entries of a code list that there are on a day; a district goes by its name of then."""
        if name != DISTRICTS:
            return self.codes(name)
        names = {
            d.code: d.vi
            for d in self.districts
            if (d.valid_from is None or d.valid_from <= day) and (d.valid_to is None or day <= d.valid_to)
        }
        return tuple(c.model_copy(update={"vi": names[c.code]}) for c in self.codes(name) if c.code in names)

    @cached_property
    def list_names(self) -> frozenset[str]:
        """Every name that `codes` knows."""
        kinds = {kind for submitter in self.submitters.values() for kind in submitter.kinds}
        return frozenset({*self.lists, *kinds, DISTRICTS, INDICATORS, REGISTERED})

    def _submitter_codes(self, kind: str) -> tuple[Code, ...]:
        return tuple(
            Code(code=s.code, vi=s.vi, en=s.en, aliases=s.aliases) for s in self.submitters.values() if kind in s.kinds
        )

    @cached_property
    def _registered_codes(self) -> tuple[Code, ...]:
        return tuple(
            Code(code=i.code, vi=self.name_vi(i), en=i.name_en, aliases=i.aliases) for i in self.registered.values()
        )

    @cached_property
    def registered(self) -> Mapping[str, Indicator]:
        """The indicators that are reported by name, in the rows of a register, by code."""
        forms = {form.code for form in self.forms.values() if any(c.list == REGISTERED for c in form.having("code"))}
        return {i.code: i for i in self.indicators.values() if i.source and i.source.form in forms}

    @cached_property
    def _district_codes(self) -> tuple[Code, ...]:
        names: dict[str, list[District]] = {}
        for district in self.districts:
            names.setdefault(district.code, []).append(district)
        return tuple(
            Code(code=code, vi=first.vi, en=first.en, aliases=_district_aliases(known))
            for code, known in names.items()
            for first in known[:1]
        )

    @cached_property
    def _plan_codes(self) -> tuple[Code, ...]:
        return tuple(
            Code(code=i.code, vi=i.plan_label or self.label(i), en=i.name_en, aliases=self._plan_aliases(i))
            for i in self.indicators.values()
            if i.planned
        )

    def own_names(self, name: str, code: str) -> tuple[str, ...]:
        """The full name of an entry of the plan's list, whose label is that of a printed row; none of other lists."""
        return (self.name_vi(self.indicators[code]),) if name == INDICATORS else ()

    def _plan_aliases(self, indicator: Indicator) -> tuple[str, ...]:
        if indicator.plan_label:
            return ()
        return tuple(alias for code in self._where_codes(indicator) for alias in code.aliases)

    def _where_codes(self, indicator: Indicator) -> Iterator[Code]:
        if indicator.source is None:
            return
        form = self.forms[indicator.source.form]
        for column, wanted in indicator.source.where.items():
            name = form.column(column).list or ""
            yield from (code for code in self.codes(name) if code.code == wanted)

    def label(self, indicator: Indicator) -> str:
        """What the indicator is called in a printed row: its label, or that of its source's code."""
        return indicator.label or next((code.vi for code in self._where_codes(indicator)), indicator.name_vi)

    def name_vi(self, indicator: Indicator) -> str:
        """The indicator's full Vietnamese name."""
        return indicator.name_vi or self.label(indicator)

    def sourced(self, form: str, column: str) -> tuple[Indicator, ...]:
        """The indicators that a column of a form feeds."""
        return tuple(indicator for indicator, _ in self.feeds(form, column))

    def feeds(self, form: str, column: str) -> tuple[tuple[Indicator, Source], ...]:
        """The indicators that a column of a form feeds, each with the codes for which it does."""
        return tuple(self._feeds.get((form, column), ()))

    @cached_property
    def _feeds(self) -> Mapping[tuple[str, str], list[tuple[Indicator, Source]]]:
        found: dict[tuple[str, str], list[tuple[Indicator, Source]]] = {}
        for indicator in self.indicators.values():
            for source in indicator.sources:
                found.setdefault((source.form, source.column), []).append((indicator, source))
        return found

    def flows(self, form: Form) -> frozenset[str]:
        """The measures of a form that add up over the year, whatever the row is about."""
        fed = {c.name: self.sourced(form.code, c.name) for c in form.having("measure")}
        return frozenset(name for name, of in fed.items() if of and all(i.aggregation == "flow" for i in of))

    def row_units(self, form: Form, column: Column) -> Mapping[str, str]:
        """For a measure whose unit depends on the row: code of the row -> base unit."""
        if column.unit_column is None:
            return {}
        named = self.indicator_column(form)
        if named:
            return {code.code: self.indicators[code.code].unit for code in self.codes(named.list or "")}
        return {wanted: i.unit for i, source in self.feeds(form.code, column.name) for wanted in source.where.values()}

    def indicator_column(self, form: Form) -> Column | None:
        """The column in which a row of the form names its indicator, where it does."""
        return next((c for c in form.having("code") if c.list in (INDICATORS, REGISTERED)), None)

    def row_column(self, form: Form) -> str | None:
        """The column whose code says which indicators a row of the form feeds; None where no single one does."""
        named = self.indicator_column(form)
        sources = (source for i in self.indicators.values() for source in i.sources if source.form == form.code)
        found = {named.name} if named else {name for source in sources for name in source.where}
        return found.pop() if len(found) == 1 else None

    def breakdown_list(self, indicator: Indicator) -> str | None:
        """The name of the list whose codes the indicator is kept by, where it is broken down."""
        if indicator.by or indicator.source is None or indicator.breakdown is None:
            return indicator.by
        return self.forms[indicator.source.form].column(indicator.breakdown).list

    def appendix_place(self, indicator: str) -> tuple[int, int] | None:
        """The first appendix and row in which the indicator is printed."""
        for appendix in self.appendices.values():
            for number, row in enumerate(appendix.rows, start=1):
                if row.indicator == indicator:
                    return appendix.number, number
        return None


def _district_aliases(known: list[District]) -> tuple[str, ...]:
    """`Thành phố Hạ Long` is also written `TP Hạ Long`, `TP. Hạ Long` and `Hạ Long`."""
    short = {"Thành phố": ("TP", "TP."), "Thị xã": ("TX", "TX."), "Huyện": ("H.",), "Tỉnh": ()}
    aliases: list[str] = []
    for district in known:
        rank = next(rank for rank in short if district.vi.startswith(rank))
        bare = district.vi.removeprefix(rank).strip()
        aliases += [district.vi, bare, *(f"{prefix} {bare}" for prefix in short[rank])]
    return tuple(dict.fromkeys(aliases))

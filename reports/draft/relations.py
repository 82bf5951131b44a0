"""How indicators hang together: new and on the network, part and whole, plan and result, one form, one unit."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, lru_cache

from reports.draft.figures import SHARE, Figures, Key
from reports.draft.labels import names
from reports.draft.naming import Match
from reports.draft.numbers import RATE, Number
from schemas.catalogue import DISTRICTS, INDICATORS, REGISTERED, Catalogue
from schemas.records import Indicator
from schemas.text import folded


@dataclass(frozen=True)
class Relations:
    """What the catalogue says of its indicators, and the figures that there are."""

    catalogue: Catalogue
    figures: Figures
    heads: Mapping[str, str]
    unit_labels: Mapping[str, str]
    nouns: Mapping[str, frozenset[str]]
    reporters: tuple[str, ...] = ()
    parting: tuple[str, ...] = ()

    @cached_property
    def offices(self) -> Mapping[str, str]:
        """The district of each submitter that is a district's own office: what it says is said of the district."""
        return {s.code: s.district for s in self.catalogue.submitters.values() if s.district}

    @cached_property
    def broken(self) -> tuple[str, ...]:
        """The lists by whose entries some indicator is kept."""
        return tuple(sorted({name for code in self.catalogue.indicators if (name := self.codes(code))} - {DISTRICTS}))

    def fits(self, indicator: str, number: Number) -> str:
        """`same` where the number has the indicator's unit, `like` where it may have it, empty where it cannot."""
        unit = self.catalogue.units[self.catalogue.indicators[indicator].unit]
        if number.percent:
            return "same"
        if number.unit == RATE:
            return "same" if unit.rate and unit.base != "percent" else ""
        if number.unit == unit.base:
            return "same" if self._counts(indicator, number.noun) else ""
        if not unit.whole:
            return ""
        said = self.catalogue.units.get(number.unit)
        return "like" if said is None or (said.whole and _share_a_word(said.labels, unit.labels)) else ""

    def _counts(self, indicator: str, noun: str) -> bool:
        """Whether an indicator may count what stands behind a figure: plans are no regulations, both are documents."""
        own = self.nouns[indicator]
        return len(noun.split()) < 2 or not own or any(noun in each or each in noun for each in own)

    def families(self, matches: Sequence[Match]) -> list[Match]:
        """Each family once: what is on the network goes with what is new."""
        best: dict[str, Match] = {}
        for match in matches:
            head = self.heads.get(match.indicator, match.indicator)
            if head not in best:
                best[head] = replace(match, indicator=head)
        return list(best.values())

    def group(self, indicator: str) -> str:
        """What an indicator is reported with: form and office, those of its first term where it is worked out."""
        found = self.catalogue.indicators[indicator]
        if found.formula is not None:
            return self.group(found.formula.of[0][0])
        return f"{found.source.form} {found.source.submitter or ''}" if found.source else ""

    def gains(self, indicator: str) -> bool:
        """Whether the indicator itself counts what was added in the year."""
        return self.catalogue.indicators[indicator].stock is not None

    def planned(self, indicator: str) -> bool:
        """Whether there are plans of an indicator, of its own or as the sum of its terms'."""
        formula = self.catalogue.indicators[indicator].formula
        parts = formula.sum if formula else ()
        return self.catalogue.indicators[indicator].planned or (bool(parts) and all(map(self.planned, parts)))

    def terms(self, indicator: str) -> frozenset[str]:
        """What an indicator, or what is on the network of it, is the sum of; what is new for what is on the network."""
        formulas = [self.catalogue.indicators[code].formula for code in self._levels(indicator)]
        return frozenset(self.heads.get(term, term) for formula in formulas if formula for term in formula.sum)

    def wider(self, indicator: str) -> tuple[str, ...]:
        """The sums that an indicator adds to, as `terms` gives them, and what these add to, the narrowest first."""
        found = [self.heads.get(indicator, indicator)]
        for each in found:  # It grows while it is read.
            found += [code for code in self._adding.get(each, ()) if code not in found]
        return tuple(sorted(found[1:], key=lambda code: len(self.terms(code))))

    @cached_property
    def _adding(self) -> Mapping[str, list[str]]:
        adding: dict[str, list[str]] = {}
        for code in self.catalogue.indicators:
            for term in () if code in self.heads else self.terms(code):
                adding.setdefault(term, []).append(code)
        return adding

    def term(self, indicator: str, whole: str) -> tuple[str, str]:
        """What an indicator, or what is on the network of it, adds to the sum that another is, and that; else empty."""
        for each in self._levels(whole):
            formula = self.catalogue.indicators[each].formula
            for term in self._levels(indicator):
                if formula and term in formula.sum:
                    return term, each
        return "", ""

    def _levels(self, indicator: str) -> tuple[str, ...]:
        """What is on the network of an indicator, where that is kept, and itself."""
        found = self.catalogue.indicators.get(indicator)
        return tuple(code for code in (found.stock, indicator) if code) if found else ()

    def rated(self, indicator: str, unit: str) -> str | None:
        """The ratio in a unit, such as per 100 people, that is taken of an indicator or of its stock."""
        stock = self.catalogue.indicators[indicator].stock
        for code, other in self.catalogue.indicators.items():
            ratio = other.formula.ratio if other.formula else None
            if ratio and other.unit == unit and ratio.of in (indicator, stock):
                return code
        return None

    def codes(self, indicator: str) -> str:
        """The list whose codes an indicator is kept by; empty where it is not broken down."""
        return self.catalogue.breakdown_list(self.catalogue.indicators[indicator]) or ""

    def part_lists(self, indicator: str) -> tuple[str, ...]:
        """The lists whose entries may narrow a figure of an indicator: its own, those who report, the districts."""
        own = self.codes(indicator)
        return tuple(dict.fromkeys((*([own] if own else []), *self.reporters, DISTRICTS)))

    def amount(
        self, indicator: str, year: int, breakdown: tuple[str, ...], cue: str
    ) -> tuple[str, int, tuple[Key, ...]]:
        """The measure, the year and the figures that an amount may be; `cue`: `stock`, `new` or empty."""
        part = breakdown[0] if breakdown else ""
        stock = self.catalogue.indicators[indicator].stock
        result = Key(indicator, "actual", year, part)
        if stock is None or cue == "new":
            return "actual", year, (result,)
        there = Key(stock, "actual", year, part)
        return ("stock", year, (there,)) if cue == "stock" else ("actual", year, (result, there))

    def at_start(self, indicator: str, year: int, breakdown: tuple[str, ...]) -> tuple[str, int, tuple[Key, ...]]:
        """What there was at the start of a year: at the end of the one before; no figure of what is no stock."""
        measure, before, keys = self.amount(indicator, year - 1, breakdown, "stock")
        indicators = self.catalogue.indicators
        return measure, before, tuple(key for key in keys if indicators[key.indicator].aggregation == "stock")

    def under(self, indicator: str, year: int, breakdown: tuple[str, ...]) -> tuple[str, int, tuple[Key, ...]]:
        """What stands under a stroke: what is on the network, the whole of a part, or the plan."""
        found = self.catalogue.indicators[indicator]
        part = breakdown[0] if breakdown else ""
        if found.stock:
            return "stock", year, (Key(found.stock, "actual", year, part), Key(indicator, "plan", year))
        whole = self.whole(found)
        keys = [Key(whole, "actual", year, part)] if whole else []
        return "actual", year, (*keys, *([Key(indicator, "plan", year)] if found.planned else []))

    def whole(self, indicator: Indicator) -> str | None:
        """The indicator that this one is a part of, as declared, or by its form's identities."""
        if indicator.of or indicator.source is None:
            return indicator.of
        form = self.catalogue.forms[indicator.source.form]
        for identity in form.identities:
            if identity.left == indicator.source.column and identity.op == "<=":
                return next((i.code for i in self.catalogue.sourced(form.code, identity.right)), None)
        return None

    def levels(self, indicator: str, *, stock: bool) -> tuple[str, ...]:
        """The indicators whose rise or fall may be told: itself and what is on the network, of which it adds up."""
        there = self.catalogue.indicators[indicator].stock
        if there is None:
            return (indicator,)
        return (there,) if stock else (indicator, there)

    def inner(self, key: Key) -> Iterator[Key]:
        """The figures of the same part and year that are declared to be parts of this one."""
        for code in self.inners(key.indicator):
            yield replace(key, indicator=code)

    def inners(self, indicator: str) -> Iterator[str]:
        """The indicators that are declared to be parts of this one."""
        for code, other in self.catalogue.indicators.items():
            if self.whole(other) == indicator:
                yield code

    def share_keys(self, indicator: str, year: int, part: str, cue: str) -> tuple[Key, ...]:
        """The shares that a part may have: of the indicator itself, and of what is on the network; `cue` as above."""
        return tuple(replace(key, measure=SHARE) for key in self.amount(indicator, year, (part,), cue)[2])

    def percent_keys(
        self, indicator: str, measure: str, year: int, breakdown: tuple[str, ...], *, stock: bool
    ) -> tuple[Key, ...]:
        """The figures that a percentage may be."""
        if self.catalogue.indicators[indicator].unit == "percent" and measure in ("share", "actual"):
            return tuple(Key(indicator, "actual", year, part) for part in breakdown or ("",))[:1]
        if measure not in ("percent_of_plan", "growth"):
            return ()
        there = self.catalogue.indicators[indicator].stock
        keys = [Key(indicator, measure, year)]
        if there and measure == "growth":
            keys = [Key(there, measure, year)] if stock else [*keys, Key(there, measure, year)]
        return tuple(keys)

    def kin(self, key: Key) -> Iterator[Decimal]:
        """What stands beside a figure: the same measure of other parts, or of indicators that count alike."""
        if key.breakdown:
            others = {k.breakdown for k in self.figures.values if (k.indicator, k.year) == (key.indicator, key.year)}
            keys = [replace(key, breakdown=part) for part in others - {key.breakdown, ""}]
        else:
            codes = self.catalogue.indicators.values()
            unit = self.catalogue.indicators[key.indicator].unit
            alike = (i.code for i in codes if i.unit == unit and self.there(i.code) == self.there(key.indicator))
            keys = [replace(key, indicator=code) for code in alike if code != key.indicator]
        yield from (right for each in keys if (right := self.figures.get(each)) is not None)

    def there(self, indicator: str) -> bool:
        """Whether an indicator is of what is on the network, or the sum of such."""
        formula = self.catalogue.indicators[indicator].formula
        return indicator in self.heads or bool(formula and formula.sum and all(map(self.there, formula.sum)))

    def twins(self, key: Key, value: object) -> Iterator[str]:
        """Other indicators of the same unit whose figure of that measure and year is exactly the value."""
        unit = self.catalogue.indicators[key.indicator].unit
        for code, other in self.catalogue.indicators.items():
            same = self.figures.get(Key(code, key.measure, key.year)) == value
            if same and code != key.indicator and other.unit == unit:
                yield code


def related(catalogue: Catalogue, figures: Figures) -> Relations:
    """The relations of a catalogue's indicators."""
    heads = {i.stock: i.code for i in catalogue.indicators.values() if i.stock}
    units = {folded(label): unit.code for unit in catalogue.units.values() for label in unit.labels}
    nouns = {code: _nouns(i, catalogue) for code, i in catalogue.indicators.items()}
    return Relations(catalogue, figures, heads, units, nouns, _reporters(catalogue), _parting(catalogue))


def _reporters(catalogue: Catalogue) -> tuple[str, ...]:
    """The kinds of submitters whose returns add up to the whole: more than one, and no registers."""
    registers = {i.source.form for i in catalogue.registered.values() if i.source}
    kinds = dict.fromkeys(form.submitters for form in catalogue.forms.values() if form.code not in registers)
    return tuple(kind for kind in kinds if len(catalogue.codes(kind)) > 1)


def _nouns(indicator: Indicator, catalogue: Catalogue) -> frozenset[str]:
    """The labels of its unit that an indicator's own names hold, where they are words of two syllables or more."""
    said = [folded(name) for name in names(indicator, catalogue)]
    labels = [folded(label) for label in catalogue.units[indicator.unit].labels if " " in label]
    return frozenset(label for label in labels if any(label in name for name in said))


@lru_cache
def _share_a_word(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether the labels of two units have a word in common, as those of pieces and orders do."""
    words = [set(re.findall(r"\w+", folded(" ".join(labels)))) for labels in (one, other)]
    return bool(words[0] & words[1])


def _parting(catalogue: Catalogue) -> tuple[str, ...]:
    """The lists whose entries are parts of a whole, and no names of indicators themselves."""
    naming = {
        catalogue.reported[source.form].column(column).list
        for indicator in catalogue.indicators.values()
        for source in indicator.sources
        for column in source.where
    }
    return tuple(sorted(catalogue.list_names - naming - {INDICATORS, REGISTERED}))

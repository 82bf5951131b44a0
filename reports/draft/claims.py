"""What each figure of a sentence states: which indicator, which measure, which year."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from reports.draft.contexts import Context, years
from reports.draft.figures import Key
from reports.draft.naming import Match, Naming
from reports.draft.numbers import Number
from reports.draft.relations import Relations
from schemas.prose import Prose, any_of

_CHANGE = re.compile(r"(?:tăng|giảm)(?:\s+thêm|\s+mới)?\s*$")
STRONG = 0.66
_LEAST = 0.4
_CLEAR = 0.3
_KNOWN = 0.9
_MOSTLY = 0.6
_TIE = 0.02
_UNIT_DIFFERS = 0.35
_HALF_NAMED = 0.25
_MIXED = 0.8
_FULL = 0.9
_NEAR = 0.8
_DISTINCT = 0.9
_INHERITED = 0.9


@dataclass(frozen=True)
class Claim:
    """A figure and what it states.

    keys: the figures of the warehouse that it may be, the likeliest first; sums: several keys that it is the
    sum of; sure: whether the words leave no doubt which indicator is meant; why: a code of what keeps it from
    being checked; sign: -1 for a fall; offset: what is to be added (`vượt 3%` is 103% of the plan).
    """

    number: Number
    indicator: str | None = None
    measure: str | None = None
    year: int | None = None
    keys: tuple[Key, ...] = ()
    sums: tuple[Key, ...] = ()
    sure: bool = False
    why: str = ""
    sign: int = 1
    offset: Decimal = Decimal(0)
    said: str = ""
    strength: float = 0.0
    doubts: tuple[Key, ...] = ()


@dataclass
class Memory:
    """What the sentences before were about: the last indicator and item, the form, the whole of an enumeration."""

    year: int
    heading: str = ""
    indicator: str | None = None
    breakdown: tuple[str, ...] = ()
    item: tuple[int, int] = (-1, -1)
    group: str | None = None
    lead: str | None = None
    sure: bool = False
    strength: float = 0.0
    stock: bool = False
    change: int = -1


@dataclass(frozen=True)
class Claimer:
    """Reads claims out of contexts, by the names of the catalogue and the declared words."""

    names: Naming
    words: Prose
    relations: Relations

    def claims(self, found: Sequence[Context], memory: Memory) -> Iterator[Claim]:
        """The claims of one passage, in order; the memory goes on from one to the next."""
        for context in found:
            yield self._percent(context, memory) if context.number.percent else self._amount(context, memory)

    def _percent(self, context: Context, memory: Memory) -> Claim:
        around = f"{context.lead} {context.tail}"
        match = self.named(context, memory, percent=True)
        if match is None and self._goes_on(context, memory):
            indicator, sure = memory.indicator, memory.sure
        elif match is not None:
            indicator, sure = match.indicator, self._sure(match, context)
            self._remember(context, memory, indicator, (), sure=sure)
        else:
            indicator, sure = None, False
        measure = self._percent_measure(around)
        year = self._percent_year(around, memory.year, measure)
        sign = -1 if any_of(self.words.falls).search(context.lead) else 1
        exceeds = measure == "percent_of_plan" and any_of(("vượt", "tăng", "giảm", "hụt")).search(context.lead)
        claim = Claim(context.number, indicator, measure, year, sure=sure, sign=sign, said=context.before.strip())
        if narrow := self.narrow(context, memory):
            return replace(claim, why=narrow)
        if indicator is None or measure is None or year is None:
            return replace(claim, why="unnamed" if indicator is None else "no_measure")
        keys = self.relations.percent_keys(indicator, measure, year, memory.breakdown, stock=memory.stock)
        return replace(claim, keys=keys, offset=Decimal(100) if exceeds else Decimal(0))

    def _percent_measure(self, around: str) -> str | None:
        plan = any_of(self.words.percents.percent_of_plan).search(around)
        growth = any_of(self.words.percents.growth).search(around)
        if plan:
            return "percent_of_plan"
        if growth or any_of((*self.words.rises, *self.words.falls)).search(around):
            return "growth"
        if any_of(self.words.percents.share).search(around):
            return "share"
        return None

    def _percent_year(self, around: str, year: int, measure: str | None) -> int | None:
        """The year that a percentage is about; None where it compares with another than the year before."""
        named = years(around)
        if measure == "growth":
            return (named[0] + 1 if named[0] + 1 == year else None) if named else year
        return named[0] if named else year

    def _amount(self, context: Context, memory: Memory) -> Claim:
        match = self.named(context, memory)
        doubts: tuple[Key, ...] = ()
        strength = memory.strength * _INHERITED
        if memory.lead and (part := self._part(context, memory.lead)):
            indicator, breakdown = memory.lead, part
            sure, strength = self.relations.fits(indicator, context.number) == "same", 1.0
        elif match is not None:
            indicator, breakdown = match.indicator, self._breakdown(match.indicator, match.said)
            doubts, distinct = self._doubts(context, match, memory.year)
            sure, strength = distinct and self._sure(match, context), match.score
        elif memory.indicator and self._goes_on(context, memory):
            indicator, breakdown, sure = memory.indicator, memory.breakdown, memory.sure
        elif rated := self._rated(context, memory):
            key = Key(rated, "actual", memory.year)
            return Claim(
                context.number, rated, "actual", memory.year, (key,), sure=memory.sure, why=self.narrow(context, memory)
            )
        else:
            return self._unnamed(context, memory)
        changes = _change(context) or (memory.change == context.group >= 0)
        memory.change = context.group if changes else -1
        if changes and not self.relations.gains(indicator):
            self._remember(context, memory, indicator, breakdown, sure=sure)
            return Claim(context.number, indicator, "change", memory.year, why="change", said=context.before.strip())
        measure, year, keys = self._measured(context, memory, indicator, breakdown)
        self._remember(context, memory, indicator, breakdown, sure=sure)
        memory.strength = strength
        memory.stock = measure == "stock"
        claim = Claim(
            context.number,
            indicator,
            measure,
            year,
            keys,
            sure=sure,
            said=context.before.strip(),
            strength=strength,
            doubts=doubts,
        )
        if len(breakdown) > 1:
            claim = replace(
                claim, keys=(), sums=tuple(Key(keys[0].indicator, keys[0].measure, year, b) for b in breakdown)
            )
        return replace(claim, why=self.narrow(context, memory))

    def _unnamed(self, context: Context, memory: Memory) -> Claim:
        """A figure whose words name no indicator clearly; one that they half name may have exactly this figure."""
        rivals = [m for m in self._fitting(context, context.before) if m.covered >= _HALF_NAMED]
        claim = Claim(context.number, why="unnamed", year=memory.year, said=context.before.strip())
        self._forget(context, memory)
        for rival in rivals[:4] if telling(context.number.value) else ():
            code = rival.indicator
            measure, year, keys = self.relations.amount(code, memory.year, (), "")
            for key in keys:
                if self.relations.figures.get(key) == context.number.value:
                    self._remember(context, memory, code, (), sure=False)
                    other = next((m for m in rivals if m is not rival), rival)
                    mixed = rival.told < _MIXED and other is not rival and rival.pure >= rival.told
                    mixed = (
                        mixed
                        and rival.covered < _FULL
                        and self.relations.group(other.indicator) == self.relations.group(code)
                    )
                    why = "name" if mixed and not self.narrow(context, memory) else ""
                    return replace(claim, indicator=code, measure=measure, year=year, keys=(key,), why=why)
        return claim

    def _measured(
        self, context: Context, memory: Memory, indicator: str, breakdown: tuple[str, ...]
    ) -> tuple[str, int, tuple[Key, ...]]:
        """The measure, the year and the figures that an amount may be."""
        lead, tail = context.lead, context.tail
        named = years(lead) or years(context.before)
        year = named[-1] if named else memory.year
        plan = any_of(self.words.measures.plan).search(lead) or any_of(self.words.measures.next_plan).search(lead)
        if context.number.under:
            return self.relations.under(indicator, year, breakdown)
        if plan or (named and year > memory.year):
            return "plan", year, (Key(indicator, "plan", year),)
        if any_of(self.words.measures.previous).search(lead):
            year -= 0 if named else 1
        cue = "stock" if any_of(self.words.measures.stock).search(f"{context.before} {tail}") else ""
        if not cue and any_of(self.words.measures.new).search(f"{lead} {tail}"):
            cue = "new"
        return self.relations.amount(indicator, year, breakdown, cue)

    def _part(self, context: Context, lead: str) -> tuple[str, ...]:
        """The codes that a list's item names, where the list breaks down the indicator that leads it."""
        codes = self.relations.codes(lead)
        said = context.before if self.names.known(context.before) else context.after
        if not codes:
            return ()
        found = self.names.breakdowns(codes, said)
        spoken = len(self.names.syllables(said))
        covered = sum(self.names.length(codes, code, said) for code in found)
        return tuple(found) if found and covered * 3 >= spoken * 2 else ()

    def _breakdown(self, indicator: str, said: str) -> tuple[str, ...]:
        """The codes that the words name besides the indicator's own name."""
        codes = self.relations.codes(indicator)
        found = self.names.breakdowns(codes, said) if codes else []
        return tuple(code for code in found if not self.names.within(codes, code, indicator))

    def _doubts(self, context: Context, match: Match, year: int) -> tuple[tuple[Key, ...], bool]:
        """What else the words may mean where they are not one's full name: its whole, its parts, what is called alike.

        With it whether the best name stands out.
        """
        indicator = match.indicator
        whole = self.relations.whole(self.relations.catalogue.indicators[indicator])
        parts = self.names.breakdowns(codes, match.said) if (codes := self.relations.codes(indicator)) else []
        keys = [Key(indicator, "actual", year, part) for part in parts]
        keys += [Key(whole, "actual", year)] if whole else []
        if match.covered >= _FULL and match.pure >= _FULL:
            return tuple(keys), True
        others = [m for m in self._fitting(context, match.said) if m.indicator != indicator]
        near = [m for m in others if m.score >= _NEAR * match.score][:4]
        keys += [key for m in near for key in self.relations.amount(m.indicator, year, (), "")[2]]
        return tuple(keys), all(m.score < _DISTINCT * match.score for m in others)

    def named(self, context: Context, memory: Memory, *, percent: bool = False) -> Match | None:
        """The indicator that the figure's own words name; None where they name none clearly."""
        texts = [context.before]
        if not percent and self._noun(context):
            texts += [context.after, f"{context.before} {context.after}"]
        tried = [fitting for text in texts if (fitting := self._fitting(context, text))]
        best = max((each for each in tried if self._clear(each)), key=lambda fitting: fitting[0].score, default=None)
        if best and best is tried[0] and best[0].score < STRONG and not percent and self._noun(context):
            best = next((each for each in (tried[-1],) if self._clear(each)), None)
        return (self._by_topic(best, memory) or self._by_figure(context, best, memory)) if best else None

    def _by_figure(self, context: Context, fitting: Sequence[Match], memory: Memory) -> Match | None:
        """Among indicators that the words name equally, the one that has this very figure."""
        for match in fitting:
            if match.score >= fitting[0].score - _TIE:
                keys = self.relations.amount(match.indicator, memory.year, (), "")[2]
                if any(self.relations.figures.get(key) == context.number.value for key in keys):
                    return match
        return None

    def _noun(self, context: Context) -> bool:
        """Whether more than the bare unit stands behind the figure."""
        said = self.names.syllables(context.after)
        return bool(said) and " ".join(said) not in self.relations.unit_labels

    def _fitting(self, context: Context, text: str) -> list[Match]:
        """The indicators that the words may mean and that can have the figure's unit, best first."""
        if not text.strip():
            return []
        fitting = []
        for match in self.names.rank(text):
            fit = self.relations.fits(match.indicator, context.number)
            if fit:
                weight = 1.0 if fit == "same" else 1 - _UNIT_DIFFERS
                fitting.append(replace(match, covered=match.covered * weight, said=text, fit=fit))
        return self.relations.families(sorted(fitting, key=lambda m: -m.score))

    def _clear(self, fitting: Sequence[Match]) -> bool:
        best = fitting[0]
        others = [m.score for m in fitting[1:] if m.score < best.score - _TIE]
        if best.score >= STRONG and best.covered >= _LEAST:
            return True
        return best.pure >= _MOSTLY and best.covered >= _CLEAR and best.score >= 1.8 * max(others, default=0.0)

    def _by_topic(self, fitting: Sequence[Match], memory: Memory) -> Match | None:
        """The best match; among equals that of the paragraph's topic, and none where that does not decide."""
        equals = [m for m in fitting if m.score >= fitting[0].score - _TIE]
        if len(equals) == 1:
            return equals[0]
        same = [m for m in equals if self.relations.group(m.indicator) == memory.group]
        if len(same) == 1:
            return same[0]
        headed = {m.indicator: m.score for m in self.names.rank(memory.heading)}
        ranked = sorted(equals, key=lambda m: -headed.get(m.indicator, 0.0))
        first, second = (headed.get(m.indicator, 0.0) for m in ranked[:2])
        return ranked[0] if first > 1.3 * second else None

    def _sure(self, match: Match, context: Context) -> bool:
        """Whether the words leave no doubt; a figure without its unit needs the full name, and no bracket around it."""
        if match.fit != "same":
            return match.score >= _FULL and context.group < 0
        return match.score >= STRONG or match.pure >= _KNOWN

    def _goes_on(self, context: Context, memory: Memory) -> bool:
        """Whether the figure speaks of the same as the one before: nothing else is named between them."""
        if memory.indicator is None or self.names.known(self._unmeasured(context.before)):
            return False
        sentence, item = memory.item
        if context.number.percent or self.relations.fits(memory.indicator, context.number) == "same":
            return (context.sentence - sentence) * (not context.fresh) == 0 and context.item - item <= 1
        return False

    def _rated(self, context: Context, memory: Memory) -> str | None:
        """The rate, such as per 100 people, of what the sentence is about, where the figure has its unit."""
        unit = self.relations.catalogue.units.get(context.number.unit)
        if unit is None or unit.rate is None or memory.indicator is None or context.sentence != memory.item[0]:
            return None
        return self.relations.rated(memory.indicator, unit.code)

    def _unmeasured(self, text: str) -> str:
        """The words without those that say a measure, a unit or a direction."""
        words = self.words
        said = [each for group in (words.measures, words.percents) for _, each in group]
        cues = (*(cue for each in said for cue in each), *words.rises, *words.falls, *self.relations.unit_labels)
        return any_of(cues).sub(" ", text)

    def narrow(self, context: Context, memory: Memory) -> str:
        """Why the figure is not the year's for the province, where the words say so."""
        text = f"{context.before} {context.tail}"
        if any_of(self.words.elsewhere).search(text):
            return "elsewhere"
        if any_of(self.words.narrower).search(text):
            return "narrower"
        if self.names.breakdowns("districts", text) and not memory.breakdown:
            return "narrower"
        return ""

    def _remember(
        self, context: Context, memory: Memory, indicator: str, breakdown: tuple[str, ...], *, sure: bool
    ) -> None:
        memory.indicator, memory.breakdown, memory.sure = indicator, breakdown, sure
        memory.item = (context.sentence, context.item)
        memory.group = self.relations.group(indicator)
        if not breakdown and not context.number.under:
            memory.lead = indicator

    def _forget(self, context: Context, memory: Memory) -> None:
        if not context.number.under:
            memory.indicator, memory.breakdown = None, ()


def _change(context: Context) -> bool:
    """Whether the figure says by how much something rose or fell, not what it is."""
    return _CHANGE.search(context.lead) is not None


def telling(value: Decimal) -> bool:
    """Whether a value is so particular that meeting it elsewhere is no chance: three digits that are not round."""
    return len(f"{abs(value):f}".rstrip("0").rstrip(".").replace(".", "").strip("0")) >= 3

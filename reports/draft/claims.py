"""What each figure of a sentence states: which indicator, which measure, which year."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from reports.draft.contexts import Context, years
from reports.draft.figures import Key
from reports.draft.identifying import FULL, Identifier
from reports.draft.stating import Claim, Memory, Spoken, telling
from schemas.prose import any_of

_CHANGE = re.compile(r"(?:tăng|giảm)(?:\s+thêm|\s+mới)?\s*$")
_HALF_NAMED = 0.25
_MIXED = 0.8
_INHERITED = 0.9


@dataclass(frozen=True)
class Claimer(Identifier):
    """Reads claims out of contexts."""

    def claims(self, found: Sequence[Context], memory: Memory) -> Iterator[Claim]:
        """The claims of one passage, in order; the memory goes on from one to the next."""
        memory.spoken = Spoken()
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
        years_said = (year, *sorted(self._spoken(context, memory).years), memory.year)
        keys = tuple(
            key
            for each in dict.fromkeys(years_said)
            for key in self.relations.percent_keys(indicator, measure, each, memory.breakdown, stock=memory.stock)
        )
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
        keys = self._also(context, memory, indicator, breakdown, keys)
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
                        and rival.covered < FULL
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

    def _also(
        self, context: Context, memory: Memory, indicator: str, breakdown: tuple[str, ...], keys: tuple[Key, ...]
    ) -> tuple[Key, ...]:
        """The figures that an amount may be, and after them those of what its sentence has said before.

        `Kế hoạch năm 2015: A 2.000, B 3.000` plans B as well; `từ 1.815 tỷ đồng năm 2013 lên 1.982 tỷ đồng năm
        2014` gives each year behind its figure. What fits one of them is not contradicted.
        """
        spoken = self._spoken(context, memory)
        part = breakdown[0] if breakdown else ""
        also: list[Key] = []
        for year in (*sorted(spoken.years), memory.year):
            also += self.relations.amount(indicator, year, breakdown, "")[2]
            also += [Key(indicator, "plan", year, part)] if spoken.plan else []
        return tuple(dict.fromkeys((*keys, *also)))

    def _spoken(self, context: Context, memory: Memory) -> Spoken:
        """What the sentence has said up to and around a figure."""
        said = memory.said_in(context.sentence)
        said.years |= {*years(context.before), *years(context.lead), *years(context.tail)}
        planned = (self.words.measures.plan, self.words.measures.next_plan, self.words.aims)
        said.plan |= any(any_of(words).search(f"{context.before} {context.lead}") for words in planned)
        return said

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

"""Which indicator a figure of a sentence is about: by its own words, by its topic, or as what goes on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reports.draft.contexts import Context
from reports.draft.figures import Key
from reports.draft.naming import Match
from reports.draft.numbers import RATE
from reports.draft.scope import HEADING, HOME, Scope, scope
from reports.draft.stating import Memory, Piece
from reports.draft.wording import LEAST, STRONG, TIE, UNIT_DIFFERS, Wording
from schemas.catalogue import DISTRICTS
from schemas.prose import any_of

_KNOWN = 0.9
FULL = 0.9
NEAR = 0.8
_DISTINCT = 0.9
_RIVALS = 5
_SAID = 0.65
_ALIKE = 0.6


@dataclass(frozen=True)
class Identifier(Wording):
    """Finds the indicator of a figure, by the names of the catalogue and the declared words."""

    def _part(self, context: Context, lead: str) -> tuple[str, ...]:
        """The codes that a list's item names, where the list breaks down the indicator that leads it."""
        codes = self.relations.codes(lead)
        before = any_of(self.words.enumerations).split(context.before)[-1]
        said = before if self.names.known(before) else context.after
        return self._hardly_else([codes] if codes else [], frozenset(), said)

    def part(self, memory: Memory, indicator: str) -> Scope:
        """The part of an indicator that the sentence speaks of at a figure, or that its heading names."""
        headed = self.of_a_part(memory.heading) or self._introduces(memory.heading)
        heads = [Piece(memory.home, HOME), *([Piece(memory.heading, HEADING)] if headed else [])]
        lists = self.relations.part_lists(indicator)
        # What a bracket says ends with it.
        here = (-1, memory.said[-1].group if memory.said else -1)
        said = [*heads, *(each if each.group in here else replace(each, text=each.ahead) for each in memory.said)]
        of = self.relations.catalogue.indicators[indicator].of
        own = self._own(indicator) | (self._own(of) if of else frozenset())
        return scope(self.names, self.words, lists, own, said, self.relations.offices)

    def _doubts(self, context: Context, match: Match, year: int) -> tuple[tuple[Key, ...], tuple[Key, ...], bool]:
        """What else the words may mean where they are not one's full name: its whole, its parts, what is called alike.

        Then what they speak against, for they say what only the best name has; and whether that name stands out.
        """
        indicator = match.indicator
        whole = self.relations.whole(self.relations.catalogue.indicators[indicator])
        parts = self.names.breakdowns(codes, match.said) if (codes := self.relations.codes(indicator)) else []
        keys: Sequence[Key] = [Key(indicator, "actual", year, part) for part in parts]
        others = [m for m in self._fitting(context, match.said) if m.indicator != indicator]
        if match.covered >= FULL and match.pure >= FULL:
            equals = [m.indicator for m in others if m.score >= match.score - TIE]
            keys, rivals = self._sided(match, equals, year, keys)
            return keys, rivals, match.decided or not equals
        unsaid = match.covered < _SAID
        alike = any(
            self._same_unit(m, match) and ((unsaid and self._alike(m, match)) or self._second(match, m)) for m in others
        )
        near = [m.indicator for m in others if m.score >= NEAR * match.score][:4]
        likely = dict.fromkeys([*([whole] if whole else []), *near])
        keys, rivals = self._sided(match, list(likely), year, keys)
        distinct = not alike and all(m.score < _DISTINCT * match.score for m in others)
        return keys, rivals, match.decided or distinct

    def _sided(
        self, match: Match, others: Sequence[str], year: int, keys: Sequence[Key]
    ) -> tuple[tuple[Key, ...], tuple[Key, ...]]:
        """The keys with the figures of others that the words may mean as well, and those of the ones set apart."""
        found = {code: self.relations.amount(code, year, (), "")[2] for code in others}
        apart = [code for code in others if self._set_apart(match, code)]
        meant = [key for code in others if code not in apart for key in found[code]]
        return (*keys, *meant), tuple(key for code in apart for key in found[code])

    def _set_apart(self, match: Match, other: str) -> bool:
        """Whether the words say what only the best name has: `phát hiện 146 đơn vị vi phạm` are not all inspected.

        A small word may do: `vốn được cấp trong năm` is not what `đã được cấp`.
        """
        if not self._own(match.indicator).intersection(self.names.syllables(match.said)) <= self._own(other):
            return True
        said, own, others = {*match.said.split()}, self.names.apart[match.indicator], self.names.apart[other]
        return bool(said & (own - others)) and not said & (others - own)

    def _joint(self, context: Context, match: Match, year: int) -> tuple[tuple[Key, ...], ...]:
        """The sums that the words may mean: of two that they name, or of all that are called alike."""
        others = [m for m in self._fitting(context, match.said) if m.indicator != match.indicator]
        if self.relations.catalogue.units[self.relations.catalogue.indicators[match.indicator].unit].rate:
            return ()
        others = [m for m in others if self._same_unit(m, match)][:_RIVALS]
        alike = [m for m in others if self._alike(m, match)]
        named = [m for m in others if m in alike or self._second(match, m)]
        sums = [(match, m) for m in named] + ([(match, *alike)] if len(alike) > 1 else [])
        return tuple(
            tuple(keys) for each in sums for keys in zip(*(self._amounts(m, year) for m in each), strict=False)
        )

    def _alike(self, other: Match, best: Match) -> bool:
        """Whether all that is said of the best name is of the other as well."""
        return other.told >= best.told - TIE and other.score >= _ALIKE * best.score

    def _second(self, first: Match, other: Match) -> bool:
        """Whether the words name another indicator besides: `doanh thu viễn thông và bưu chính`."""
        own, others = self._own(first.indicator), self._own(other.indicator)
        left = [said for said in self.names.syllables(first.said) if said not in own]
        return bool(left) and others.issuperset(left)

    def _amounts(self, match: Match, year: int) -> tuple[Key, ...]:
        return self.relations.amount(match.indicator, year, (), "")[2]

    def _same_unit(self, one: Match, other: Match) -> bool:
        indicators = self.relations.catalogue.indicators
        return indicators[one.indicator].unit == indicators[other.indicator].unit

    def named(self, context: Context, memory: Memory, *, percent: bool = False) -> Match | None:
        """The indicator that the figure's own words name; None where they name none clearly."""
        texts = [context.before]
        if self._noun(context) and (
            not percent or any_of(self.words.percents.share).search(f"{context.lead} {context.tail}")
        ):
            texts += [context.tail, context.after, f"{context.before} {context.after}"]
        elif not percent and self.names.known(
            context.before
        ):  # A unit behind it may still tell: `Cổng thông tin điện tử có 869 thủ tục`.
            texts.append(f"{context.before} {context.tail}")
        tried = [fitting for text in dict.fromkeys(texts) if (fitting := self._fitting(context, text))]
        clear = [each for each in reversed(tried) if self._clear(each)]  # Of equals, that with more words.
        if not clear and (fitting := self._fitting(context, self._last_named(context.before))):
            clear = [fitting] if self._clear(fitting) else []
        best = max(clear, key=self._telling, default=None)
        best = self._themed(context, memory, self._counted_as(context, tried, best))
        best = (None if percent else self._likewise(context, memory, best)) or best
        if best and best in tried[:1] and best[0].score < STRONG and not percent and self._noun(context):
            best = next((each for each in (tried[-1],) if self._clear(each)), None)
        return (self._by_topic(best, memory) or self._by_figure(context, best, memory)) if best else None

    def _telling(self, fitting: Sequence[Match]) -> tuple[float, int, int]:
        """How well words name their best indicator: of equals those with more of its words, then with fewer others."""
        said = self.names.syllables(fitting[0].said)
        return fitting[0].score, len(self._own(fitting[0].indicator).intersection(said)), -len(said)

    def _counted_as(
        self, context: Context, tried: Sequence[list[Match]], best: list[Match] | None
    ) -> list[Match] | None:
        """Among what is named equally the one that has the noun behind the figure: `Cổng thông tin: 75 kênh`."""
        behind = {m.indicator for m in self._fitting(context, context.tail)}
        if best is None or not behind or best[0].indicator in behind:
            return best
        return next((each for each in tried[::-1] if self._clear(each) and each[0].indicator in behind), best)

    def _themed(self, context: Context, memory: Memory, best: list[Match] | None) -> list[Match] | None:
        """What a figure's words mean with those that named the figure before: `cố định 156.960, gồm có dây 133.202`."""
        unit = self.relations.catalogue.units.get(context.number.unit)
        if context.number.unit == RATE or (unit and unit.rate and not context.number.percent):
            return best
        tail = "" if context.number.percent else context.tail
        whole = f"{context.before} {tail}"
        subject = memory.said_in(context.sentence).subject
        themes = (
            (memory.naming, context.before),
            *((each, whole) for each in (memory.naming, subject, memory.opening)),
        )
        for theme, own in themes:
            said = self.names.syllables(self.names.without(DISTRICTS, own) or own)
            goes_on = memory.indicator and self.relations.fits(memory.indicator, context.number)
            open_topic = not goes_on or self.names.known(self._unmeasured(own))
            fitting = self._fitting(context, f"{theme} {own}") if said and theme and open_topic else []
            if not fitting or not self._clear(fitting) or not self._own(fitting[0].indicator).issuperset(said):
                continue
            first = fitting[0]
            alone = max((m.covered for m in self._fitting(context, own) if m.indicator == first.indicator), default=0.0)
            if first.covered <= alone + TIE:
                continue
            clearer = best is None or (best[0].indicator == first.indicator and best[0].score < first.score)
            least = STRONG if own == context.before else NEAR
            if clearer and first.score >= least and first.indicator != memory.theme:  # Else they add nothing.
                part = first.indicator in self.relations.terms(memory.theme)
                return [replace(first, covered=1.0, pure=1.0)] if part else fitting
        return best

    def _likewise(self, context: Context, memory: Memory, best: list[Match] | None) -> list[Match] | None:
        """What is named by words that take the place of others: `doanh thu viễn thông 1.982 tỷ đồng, bưu chính 89`.

        The name before holds nothing but words of its own indicator, and both together hold the whole of another's.
        """
        said = self.names.syllables(self._unmeasured(context.before))
        before = self.names.syllables(self._unmeasured(memory.naming))
        if not (said and before) or memory.item[0] != context.sentence or not {*before} <= self._own(memory.theme):
            return None
        if best and best[0].covered >= FULL and best[0].pure >= FULL:
            return None
        full = []
        for each in self._fitting(context, " ".join(said)):
            own = self._own(each.indicator)
            joined = " ".join([*(word for word in before if word in own), *said])
            first = next(iter(self._fitting(context, joined)), None)
            if first and first.indicator == each.indicator != memory.theme and own.issuperset(said):
                full += [first] if first.covered >= FULL and first.pure >= FULL else []
        return [replace(full[0], said=context.before)] if len(full) == 1 else None

    def _by_figure(self, context: Context, fitting: Sequence[Match], memory: Memory) -> Match | None:
        """Among indicators named equally, one that a small word sets apart, else one that has this very figure."""
        equals = [match for match in fitting if match.score >= fitting[0].score - TIE]
        for match in equals:
            if all(self._set_apart(match, m.indicator) for m in equals if m is not match):
                return match
        for match in equals:
            keys = self.relations.amount(match.indicator, memory.year, (), "")[2]
            if any(self.relations.figures.get(key) == context.number.value for key in keys):
                return match
        return None

    def _by_topic(self, fitting: Sequence[Match], memory: Memory) -> Match | None:
        """The best match; among equals that of the paragraph's topic, and none where that does not decide."""
        equals = [m for m in fitting if m.score >= fitting[0].score - TIE]
        if len(equals) == 1:
            return equals[0]
        same = [m for m in equals if self.relations.group(m.indicator) == memory.group]
        if len(same) == 1:
            return replace(same[0], decided=memory.settled)
        headed = {m.indicator: m.score for m in self.names.rank(memory.heading)}
        ranked = sorted(equals, key=lambda m: -headed.get(m.indicator, 0.0))
        first, second = (headed.get(m.indicator, 0.0) for m in ranked[:2])
        return replace(ranked[0], decided=True) if first > 1.3 * second else None

    def _sure(self, match: Match, context: Context, memory: Memory) -> bool:
        """Whether the words leave no doubt; a figure without its unit needs the full name, and no bracket around it."""
        if self._negated(context, match.indicator) or self._too_wide(context, match.indicator):
            return False
        if match.said != context.before and self._contested(match, memory.said_in(context.sentence).subject or ""):
            return False
        if match.said == context.before and self._narrowed_behind(context, match.indicator):
            return False
        goes_on = memory.strange and not context.before.strip()
        if match.said.strip() in (context.after.strip(), context.tail.strip()) and (
            goes_on or not self._led(context, match.indicator)
        ):
            return False
        if match.fit != "same":
            full = match.covered >= FULL * (1 - UNIT_DIFFERS) and match.pure >= FULL
            named = match.said != context.before or not self._other_noun(context, match.indicator)
            return full and named and not context.number.unit and context.group < 0
        return match.score >= STRONG or (match.pure >= _KNOWN and match.covered >= LEAST)

    def _goes_on(self, context: Context, memory: Memory) -> bool:
        """Whether the figure speaks of the same as the one before: nothing else is named between them."""
        if memory.indicator is None or self._foreign(context, memory):
            return False
        sentence, item = memory.item
        fits = self.relations.fits(memory.indicator, context.number)
        there = any_of(self.words.measures.stock).search(context.before) and self.relations.gains(memory.indicator)
        part = fits and self._only_part(context, memory)
        again = memory.bare or self._restated(context) or self.resulting(context)
        bare = fits and again and not context.number.noun
        if context.number.percent or fits == "same" or (fits and there) or part or bare:
            return (context.sentence - sentence) * (not context.fresh) == 0 and context.item - item <= 1
        return False

    def _foreign(self, context: Context, memory: Memory) -> bool:
        """Whether the words before a figure name something, or those behind it what the topic has not."""
        if self.names.known(self._unmeasured(context.before)):
            return not self._only_part(context, memory)
        return not context.number.percent and self._other_noun(context, memory.indicator or "")

    def _rated(self, context: Context, memory: Memory) -> tuple[str | None, bool]:
        """The rate, such as per 100 people, of what the sentence is about, where the figure has its unit.

        With it whether that is sure; outside a bracket it is of what stands outside.
        """
        unit = self.relations.catalogue.units.get(context.number.unit)
        if unit is None or unit.rate is None or memory.indicator is None or context.sentence != memory.item[0]:
            return None, False
        here = (memory.indicator, memory.sure)
        topic, sure = here if context.group >= 0 else memory.outer or here
        return self.relations.rated(topic, unit.code), sure

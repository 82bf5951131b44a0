"""Which indicator a figure of a sentence is about: by its own words, by its topic, or as what goes on."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reports.draft.contexts import Context, years
from reports.draft.figures import Key
from reports.draft.naming import Match, Naming
from reports.draft.numbers import RATE
from reports.draft.relations import Relations
from reports.draft.scope import HEADING, HOME, Scope, scope
from reports.draft.stating import Memory, Piece
from schemas.catalogue import DISTRICTS
from schemas.prose import Prose, any_of

STRONG = 0.66
_LEAST = 0.4
_CLEAR = 0.3
_KNOWN = 0.9
_MOSTLY = 0.6
_TIE = 0.02
_UNIT_DIFFERS = 0.35
FULL = 0.9
NEAR = 0.8
_DISTINCT = 0.9
_RIVALS = 5
_SAID = 0.65
_ALIKE = 0.6
_LEADING = 4


@dataclass(frozen=True)
class Identifier:
    """Finds the indicator of a figure, by the names of the catalogue and the declared words."""

    names: Naming
    words: Prose
    relations: Relations

    def _part(self, context: Context, lead: str) -> tuple[str, ...]:
        """The codes that a list's item names, where the list breaks down the indicator that leads it."""
        codes = self.relations.codes(lead)
        before = any_of(self.words.enumerations).split(context.before)[-1]
        said = before if self.names.known(before) else context.after
        return self._hardly_else([codes] if codes else [], frozenset(), said)

    def _hardly_else(self, lists: Sequence[str], own: frozenset[str], said: str) -> tuple[str, ...]:
        """The codes of lists that words name, where they say hardly anything else."""
        found = self.names.parts(lists, own, said)
        spoken = len(self.names.syllables(said))
        covered = sum(self.names.length(name, code, said) for name, code in found)
        return tuple(code for _, code in found) if found and covered * 3 >= spoken * 2 else ()

    def part(self, memory: Memory, indicator: str) -> Scope:
        """The part of an indicator that the sentence speaks of at a figure, or that its heading names."""
        headed = self.of_a_part(memory.heading) or self._introduces(memory.heading)
        heads = [Piece(memory.home, HOME), *([Piece(memory.heading, HEADING)] if headed else [])]
        lists = self.relations.part_lists(indicator)
        said = [*heads, *memory.said]
        return scope(self.names, self.words, lists, self._own(indicator), said, self.relations.offices)

    def of_a_part(self, heading: str) -> bool:
        """Whether a heading is the name of a district, a submitter or an entry of a list, and hardly anything else."""
        said = self.names.syllables(heading)
        return bool(said) and any(
            3 * len(label) >= 2 * len(said) and tuple(said[i : i + len(label)]) == label
            for name in self.relations.parting
            for label, _ in self.names.codes[name]
            for i in range(len(said) - len(label) + 1)
        )

    def _introduces(self, heading: str) -> bool:
        """Whether a heading that names a part leads over to what is said of it: `1. Đại diện Viettel Quảng Ninh:`."""
        named = self.names.parts(self.relations.parting, frozenset(), heading) if heading.endswith(":") else []
        return len(named) == 1

    def _doubts(self, context: Context, match: Match, year: int) -> tuple[tuple[Key, ...], bool]:
        """What else the words may mean where they are not one's full name: its whole, its parts, what is called alike.

        With it whether the best name stands out.
        """
        indicator = match.indicator
        whole = self.relations.whole(self.relations.catalogue.indicators[indicator])
        parts = self.names.breakdowns(codes, match.said) if (codes := self.relations.codes(indicator)) else []
        keys = [Key(indicator, "actual", year, part) for part in parts]
        keys += [Key(whole, "actual", year)] if whole else []
        others = [m for m in self._fitting(context, match.said) if m.indicator != indicator]
        if match.covered >= FULL and match.pure >= FULL:
            equals = [m for m in others if m.score >= match.score - _TIE]
            keys += [key for m in equals for key in self.relations.amount(m.indicator, year, (), "")[2]]
            return tuple(keys), match.decided or not equals
        unsaid = match.covered < _SAID
        alike = any(
            self._same_unit(m, match) and ((unsaid and self._alike(m, match)) or self._second(match, m)) for m in others
        )
        near = [m for m in others if m.score >= NEAR * match.score][:4]
        keys += [key for m in near for key in self.relations.amount(m.indicator, year, (), "")[2]]
        return tuple(keys), match.decided or (not alike and all(m.score < _DISTINCT * match.score for m in others))

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
        return other.told >= best.told - _TIE and other.score >= _ALIKE * best.score

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
        elif not percent and self.names.known(context.before):  # A unit behind it may still tell: `Cổng thông tin điện tử có 869 thủ tục`.
            texts.append(f"{context.before} {context.tail}")
        tried = [fitting for text in dict.fromkeys(texts) if (fitting := self._fitting(context, text))]
        clear = [each for each in reversed(tried) if self._clear(each)]  # Of equals, that with more words.
        if not clear and (fitting := self._fitting(context, self._last_named(context.before))):
            clear = [fitting] if self._clear(fitting) else []
        best = max(clear, key=lambda fitting: fitting[0].score, default=None)
        best = self._themed(context, memory, self._counted_as(context, tried, best))
        if best and best in tried[:1] and best[0].score < STRONG and not percent and self._noun(context):
            best = next((each for each in (tried[-1],) if self._clear(each)), None)
        return (self._by_topic(best, memory) or self._by_figure(context, best, memory)) if best else None

    def _counted_as(
        self, context: Context, tried: Sequence[list[Match]], best: list[Match] | None
    ) -> list[Match] | None:
        """Among what is named equally the one that has the noun behind the figure: `Cổng thông tin: 75 kênh`."""
        behind = {m.indicator for m in self._fitting(context, context.tail)}
        if best is None or not behind or best[0].indicator in behind:
            return best
        return next((each for each in tried[::-1] if self._clear(each) and each[0].indicator in behind), best)

    def _last_named(self, before: str) -> str:
        """The last chunk of the words before a figure that names something: `bưu phẩm giảm, chỉ còn` has it first."""
        chunks = re.split(r"[,:]", before)
        return next((each for each in reversed(chunks) if self.names.known(self._unmeasured(each))), "")

    def _themed(self, context: Context, memory: Memory, best: list[Match] | None) -> list[Match] | None:
        """What a figure's words mean with those that named the figure before: `cố định 156.960, gồm có dây 133.202`."""
        unit = self.relations.catalogue.units.get(context.number.unit)
        if context.number.unit == RATE or (unit and unit.rate and not context.number.percent):
            return best
        tail = "" if context.number.percent else context.tail
        whole = f"{context.before} {tail}"
        subject = memory.said_in(context.sentence).subject
        themes = ((memory.naming, context.before), *((each, whole) for each in (memory.naming, subject, memory.opening)))
        for theme, own in themes:
            said = self.names.syllables(self.names.without(DISTRICTS, own) or own)
            goes_on = memory.indicator and self.relations.fits(memory.indicator, context.number)
            open_topic = not goes_on or self.names.known(self._unmeasured(own))
            fitting = self._fitting(context, f"{theme} {own}") if said and theme and open_topic else []
            if not fitting or not self._clear(fitting) or not self._own(fitting[0].indicator).issuperset(said):
                continue
            first = fitting[0]
            alone = max((m.covered for m in self._fitting(context, own) if m.indicator == first.indicator), default=0.0)
            if first.covered <= alone:
                continue
            clearer = best is None or (best[0].indicator == first.indicator and best[0].score < first.score)
            least = STRONG if own == context.before else NEAR
            if clearer and first.score >= least and first.indicator != memory.theme:  # Else they add nothing.
                part = first.indicator in self.relations.terms(memory.theme)
                return [replace(first, covered=1.0, pure=1.0)] if part else fitting
        return best

    def _by_figure(self, context: Context, fitting: Sequence[Match], memory: Memory) -> Match | None:
        """Among indicators that the words name equally, the one that has this very figure."""
        for match in fitting:
            if match.score >= fitting[0].score - _TIE:
                keys = self.relations.amount(match.indicator, memory.year, (), "")[2]
                if any(self.relations.figures.get(key) == context.number.value for key in keys):
                    return match
        return None

    def _noun(self, context: Context) -> bool:
        """Whether more than the bare unit stands behind the figure, or a unit that is a name: `91 điểm cầu`."""
        said = self.names.syllables(context.after)
        if " ".join(said) not in self.relations.unit_labels:
            return bool(said)
        full = self._fitting(context, context.after)[:1]
        return any(m.covered * m.pure == 1 and not self._shared(m.indicator, said) for m in full)

    def _shared(self, indicator: str, said: Sequence[str]) -> bool:
        """Whether words are of another indicator's names as well, such as its parts'."""
        family = (indicator, self.relations.catalogue.indicators[indicator].stock)
        return any(own.issuperset(said) for code, own in self.names.own.items() if code not in family)

    def _fitting(self, context: Context, text: str) -> list[Match]:
        """The indicators that the words may mean and that can have the figure's unit, best first."""
        if not text.strip():
            return []
        fitting = []
        for match in self._ranked(any_of((*self.words.percents.share, *self.words.placing)).sub(" ", text)):
            fit = self.relations.fits(match.indicator, context.number)
            if fit:
                weight = 1.0 if fit == "same" else 1 - _UNIT_DIFFERS
                fitting.append(replace(match, covered=match.covered * weight, said=text, fit=fit))
        return self.relations.families(sorted(fitting, key=lambda m: -m.score))

    def _ranked(self, text: str) -> Iterator[Match]:
        """The indicators that the words may mean, with the name of a part among them or without it; one match each."""
        ranked = [*self.names.rank(text)]
        for name in (DISTRICTS, *self.relations.broken):
            if bare := self.names.without(name, text):
                ranked += [m for m in self.names.rank(bare) if name in (DISTRICTS, self.relations.codes(m.indicator))]
        best: dict[str, Match] = {}
        for match in sorted(ranked, key=lambda m: -m.score):
            best.setdefault(match.indicator, match)
        yield from best.values()

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
            return replace(same[0], decided=memory.settled)
        headed = {m.indicator: m.score for m in self.names.rank(memory.heading)}
        ranked = sorted(equals, key=lambda m: -headed.get(m.indicator, 0.0))
        first, second = (headed.get(m.indicator, 0.0) for m in ranked[:2])
        return replace(ranked[0], decided=True) if first > 1.3 * second else None

    def _sure(self, match: Match, context: Context, memory: Memory) -> bool:
        """Whether the words leave no doubt; a figure without its unit needs the full name, and no bracket around it."""
        if self._negated(context, match.indicator) or self._too_wide(context, match.indicator):
            return False
        if match.said == context.before and self._narrowed_behind(context, match.indicator):
            return False
        goes_on = memory.strange and not context.before.strip()
        if match.said.strip() in (context.after.strip(), context.tail.strip()) and (
            goes_on or not self._led(context, match.indicator)
        ):
            return False
        if match.fit != "same":
            full = match.covered >= FULL * (1 - _UNIT_DIFFERS) and match.pure >= FULL
            named = match.said != context.before or not self._other_noun(context, match.indicator)
            return full and named and not context.number.unit and context.group < 0
        return match.score >= STRONG or (match.pure >= _KNOWN and match.covered >= _LEAST)

    def _too_wide(self, context: Context, indicator: str) -> bool:
        """Whether nothing is said of what narrows the indicator: of all `trạm BTS` not only those approved."""
        narrowed = self.names.narrowed.get(indicator, frozenset())
        text = f"{context.before} {context.since} {context.after} {context.tail}"
        aims = any_of((*self.words.aims, *self.words.measures.plan))
        if aims.search(self.relations.catalogue.indicators[indicator].name_vi.lower()) and not aims.search(text):
            return True
        done = any_of(self.words.results)
        if done.search(self.relations.catalogue.indicators[indicator].name_vi.lower()) and done.search(text):
            return False
        return bool(narrowed) and narrowed.isdisjoint(self.names.syllables(text))

    def _negated(self, context: Context, indicator: str) -> bool:
        """Whether the words say that the figure is of the others: `382 chữ ký số chưa cấp`."""
        said = {*self.names.syllables(context.before), *self.names.syllables(context.tail)}
        return bool(said.intersection(self.words.negations) - self._own(indicator))

    def _led(self, context: Context, indicator: str) -> bool:
        """Whether nothing foreign to the indicator stands directly before a figure that is named from behind.

        `Nộp thuế 150 tỷ đồng từ doanh thu viễn thông` is no revenue.
        """
        if context.before.rstrip().endswith((",", ":")):
            return True
        cues = list(any_of(self._cues).finditer(context.before))
        words = self.names.syllables(context.before[cues[-1].end() :] if cues else context.before)[-_LEADING:]
        lists = self.relations.part_lists(indicator)
        own = self._own(indicator)
        return not words or any(word in own for word in words) or bool(self.names.parts(lists, own, context.before))

    def _own(self, indicator: str) -> frozenset[str]:
        """The words of an indicator's names, and of what it adds up to on the network."""
        stock = self.relations.catalogue.indicators[indicator].stock
        return self.names.own.get(indicator, frozenset()) | self.names.own.get(stock or "", frozenset())

    def _goes_on(self, context: Context, memory: Memory) -> bool:
        """Whether the figure speaks of the same as the one before: nothing else is named between them."""
        if memory.indicator is None or self._foreign(context, memory):
            return False
        sentence, item = memory.item
        fits = self.relations.fits(memory.indicator, context.number)
        there = any_of(self.words.measures.stock).search(context.before) and self.relations.gains(memory.indicator)
        part = fits and self._only_part(context, memory)
        bare = fits and (memory.bare or self._restated(context)) and not context.number.noun
        if context.number.percent or fits == "same" or (fits and there) or part or bare:
            return (context.sentence - sentence) * (not context.fresh) == 0 and context.item - item <= 1
        return False

    def _foreign(self, context: Context, memory: Memory) -> bool:
        """Whether the words before a figure name something, or those behind it what the topic has not."""
        if self.names.known(self._unmeasured(context.before)):
            return not self._only_part(context, memory)
        return not context.number.percent and self._other_noun(context, memory.indicator or "")

    def _other_noun(self, context: Context, indicator: str) -> bool:
        """Whether what stands behind a figure is nothing of an indicator: `41 đơn vị được thanh tra`."""
        behind = self.names.syllables(self._unmeasured(context.tail))[:2]
        return bool(behind) and (not indicator or self._own(indicator).isdisjoint(behind))

    def _restated(self, context: Context) -> bool:
        """Whether a figure is the one before in another year: `75 kênh (2013: 72)`, `năm 2013 con số này là 14.625`."""
        if self.names.known(self._unmeasured(context.before)):
            return False
        if self._planned_behind(context.tail) and not self.names.known(self._unmeasured(context.tail)):
            return True
        if any_of((*self.words.back, *self.words.measures.previous)).search(context.before):
            return True
        planned = any_of(self.words.measures.plan).search(context.before) is not None
        return context.group >= 0 and (planned or bool(years(context.before)))

    def _planned_behind(self, tail: str) -> bool:
        """Whether the words behind a figure say that it is a plan: `120.000 là kế hoạch giao`."""
        return tail.strip().startswith("là ") and any_of(self.words.measures.plan).search(tail) is not None

    def _narrowed_behind(self, context: Context, indicator: str) -> bool:
        """Whether words behind a figure name another indicator: `điện thoại cố định có 314 thuê bao có dây`."""
        behind = self.names.syllables(self._unmeasured(context.tail))[:2]
        return any(each in self.names.weights and each not in self._own(indicator) for each in behind)

    def _only_part(self, context: Context, memory: Memory) -> bool:
        """Whether the words before a figure name nothing but a part of the topic: `VNPT 538.517 thuê bao`.

        So do those before a bracket that holds nothing else: `Cẩm Phả (16.637)`; a percentage is one only of shares.
        """
        if memory.indicator is None or (context.number.percent and not memory.said_in(context.sentence).shares):
            return False
        lists = self.relations.part_lists(memory.indicator)
        said = any_of(self.words.enumerations).split(context.before)[-1]
        if not self.names.known(said) and context.group >= 0:
            said = re.split(r"[,;:()]|\svà\s", context.since.rstrip(" ("))[-1]
        return bool(self._hardly_else(lists, self._own(memory.indicator), said))

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

    def _unmeasured(self, text: str) -> str:
        """The words without those that say a measure, a unit or a direction, or that take up what was named."""
        return any_of((*self._cues, *self.relations.unit_labels, *self.words.back)).sub(" ", text)

    @property
    def _cues(self) -> tuple[str, ...]:
        """The words that say a measure or a direction, or that the whole is meant again."""
        words = self.words
        said = [each for group in (words.measures, words.percents) for _, each in group]
        moves = (*words.rises, *words.falls, *words.multiples, *words.equals)
        return (*(cue for each in said for cue in each), *moves, *words.verbs, *words.wholes)

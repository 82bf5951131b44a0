"""What the words around a figure say: names and nouns, words of something else, what takes up the figure before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from reports.draft.contexts import Context, years
from reports.draft.naming import Match, Naming
from reports.draft.relations import Relations
from reports.draft.stating import Memory
from schemas.catalogue import DISTRICTS
from schemas.prose import Prose, any_of

STRONG = 0.66
UNIT_DIFFERS = 0.35
TIE = 0.02
LEAST = 0.4
_CLEAR = 0.3
_MOSTLY = 0.6
_LEADING = 4
_WHOLLY = 0.999
_FAINT = 0.1


@dataclass(frozen=True)
class Wording:
    """Reads the words around a figure by the names of the catalogue and the declared words."""

    names: Naming
    words: Prose
    relations: Relations
    ranked: dict[str, list[Match]] = field(default_factory=dict)
    parted: dict[str, bool] = field(default_factory=dict)

    def _hardly_else(self, lists: Sequence[str], own: frozenset[str], said: str) -> tuple[str, ...]:
        """The codes of lists that words name, where they say hardly anything else."""
        found = self.names.parts(lists, own, said)
        spoken = len(self.names.syllables(said))
        covered = sum(self.names.length(name, code, said) for name, code in found)
        return tuple(code for _, code in found) if found and covered * 3 >= spoken * 2 else ()

    def of_a_part(self, heading: str) -> bool:
        """Whether a heading is the name of a district, a submitter or an entry of a list, and hardly anything else."""
        if heading not in self.parted:
            said = self.names.syllables(heading)
            self.parted[heading] = bool(said) and any(
                3 * len(label) >= 2 * len(said) and tuple(said[i : i + len(label)]) == label
                for name in self.relations.parting
                for label, _ in self.names.codes[name]
                for i in range(len(said) - len(label) + 1)
            )
        return self.parted[heading]

    def _introduces(self, heading: str) -> bool:
        """Whether a heading that names a part leads over to what is said of it: `1. Đại diện Viettel Quảng Ninh:`."""
        named = self.names.parts(self.relations.parting, frozenset(), heading) if heading.endswith(":") else []
        return len(named) == 1

    def _noun(self, context: Context) -> bool:
        """Whether more than the bare unit stands behind the figure, or a unit that is a name: `91 điểm cầu`."""
        said = self.names.syllables(context.after)
        if " ".join(said) not in self.relations.unit_labels:
            return bool(said)
        full = self._fitting(context, context.after)[:1]
        return any(m.covered * m.pure > _WHOLLY and not self._shared(m.indicator, said) for m in full)

    def _contested(self, match: Match, subject: str) -> bool:
        """Whether a sentence began with words of another indicator that has the name too, as of those co-operated with.

        `Hợp tác truyền thông với 20 cơ quan báo chí` says nothing of all that there are.
        """
        said, unit = self.names.syllables(match.said), self.relations.catalogue.indicators[match.indicator].unit
        own, began = self._own(match.indicator), set(self.names.syllables(subject))
        return any(
            len(began & (names - own)) > 1
            for code, names in self.names.own.items()
            if names.issuperset(said) and self.relations.catalogue.indicators[code].unit == unit
        )

    def _shared(self, indicator: str, said: Sequence[str]) -> bool:
        """Whether words are of another indicator's names as well, such as its parts'."""
        family = (indicator, self.relations.catalogue.indicators[indicator].stock)
        return any(own.issuperset(said) for code, own in self.names.own.items() if code not in family)

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
        led = any(word in own for word in words[-2:]) or any(f"{one} {two}" in own for one, two in pairwise(words))
        return not words or led or bool(self.names.parts(lists, own, context.before))

    def _own(self, indicator: str) -> frozenset[str]:
        """The words of an indicator's names, and of what it adds up to on the network."""
        stock = self.relations.catalogue.indicators[indicator].stock
        return self.names.own.get(indicator, frozenset()) | self.names.own.get(stock or "", frozenset())

    def _negated(self, context: Context, indicator: str) -> bool:
        """Whether the words say that the figure is of the others: `382 chữ ký số chưa cấp`."""
        said = {each for text in (context.before, context.tail, context.after) for each in self.names.syllables(text)}
        return bool(said.intersection(self.words.negations) - self._own(indicator))

    def _left_out(self, context: Context, indicator: str) -> bool:
        """Whether the words directly around a figure say what is not yet so, or not: `còn 4 triệu đồng chưa nộp`."""
        chunks = (re.split(r"[,;:()]", context.before)[-1], context.tail)
        found = {each for text in chunks for each in self.names.syllables(text)} & {*self.words.lacking}
        labels = {s for label, _ in self.names.codes.get(self.relations.codes(indicator), ()) for s in label}
        return bool(found - self._own(indicator) - labels)

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

    def resulting(self, context: Context) -> bool:
        """Whether nothing but `còn`, `lên` or the like leads to a figure: what a rise or fall before it came to."""
        led = context.before.strip(" ,").removeprefix("chỉ ").removeprefix("hiện ")
        return any_of(self.words.levels_to).fullmatch(led) is not None

    def _narrowed_behind(self, context: Context, indicator: str) -> bool:
        """Whether words behind a figure name another indicator: `điện thoại cố định có 314 thuê bao có dây`."""
        behind = self.names.syllables(self._unmeasured(context.tail))[:2]
        return any(each in self.names.weights and each not in self._own(indicator) for each in behind)

    def _planned_behind(self, tail: str) -> bool:
        """Whether the words behind a figure say that it is a plan: `120.000 là kế hoạch giao`."""
        return tail.strip().startswith("là ") and any_of(self.words.measures.plan).search(tail) is not None

    def _only_part(self, context: Context, memory: Memory) -> bool:
        """Whether the words before a figure name nothing but a part of the topic: `VNPT 538.517 thuê bao`.

        So do those before a bracket that holds nothing else: `Cẩm Phả (16.637)`; a percentage is one of shares, or of a
        rise or fall.
        """
        moved = any_of((*self.words.rises, *self.words.falls)).search(context.lead)
        told = moved or not context.number.percent or memory.said_in(context.sentence).shares
        if memory.indicator is None or not told:
            return False
        lists = self.relations.part_lists(memory.indicator)
        said = any_of(self.words.enumerations).split(context.before)[-1]
        if not self.names.known(said) and context.group >= 0:
            said = re.split(r"[,;:()]|\svà\s", context.since.rstrip(" ("))[-1]
        return bool(self._hardly_else(lists, self._own(memory.indicator), said))

    def _fitting(self, context: Context, text: str) -> list[Match]:
        """The indicators that the words may mean and that can have the figure's unit, best first."""
        if not text.strip():
            return []
        fitting = []
        for match in self._ranked(any_of((*self.words.percents.share, *self.words.placing)).sub(" ", text)):
            fit = self.relations.fits(match.indicator, context.number)
            if fit:
                weight = 1.0 if fit == "same" else 1 - UNIT_DIFFERS
                fitting.append(replace(match, covered=match.covered * weight, said=text, fit=fit))
        return self.relations.families(sorted(fitting, key=lambda m: -m.score))

    def _ranked(self, text: str) -> list[Match]:
        """The indicators that the words may mean, with the name of a part among them or without it; one match each."""
        if text not in self.ranked:
            found = [*self.names.rank(text)]
            for name in (DISTRICTS, *self.relations.broken):
                if bare := self.names.without(name, text):
                    rest = self.names.rank(bare)
                    found += [m for m in rest if name in (DISTRICTS, self.relations.codes(m.indicator))]
            best: dict[str, Match] = {}
            for match in sorted((m for m in found if m.score > _FAINT), key=lambda m: -m.score):
                best.setdefault(match.indicator, match)
            self.ranked[text] = list(best.values())
        return self.ranked[text]

    def _clear(self, fitting: Sequence[Match]) -> bool:
        best = fitting[0]
        others = [m.score for m in fitting[1:] if m.score < best.score - TIE]
        if best.score >= STRONG and best.covered >= LEAST:
            return True
        return best.pure >= _MOSTLY and best.covered >= _CLEAR and best.score >= 1.8 * max(others, default=0.0)

    def _last_named(self, before: str) -> str:
        """The last chunk of the words before a figure that names something: `bưu phẩm giảm, chỉ còn` has it first."""
        chunks = re.split(r"[,:]", before)
        return next((each for each in reversed(chunks) if self.names.known(self._unmeasured(each))), "")

    def _unmeasured(self, text: str) -> str:
        """The words without those that say a measure, a unit or a direction, or that take up what was named."""
        return any_of((*self._cues, *self.relations.unit_labels, *self.words.back)).sub(" ", text)

    @property
    def _cues(self) -> tuple[str, ...]:
        """The words that say a measure or a direction, or that the whole is meant again."""
        words = self.words
        said = [each for group in (words.measures, words.percents) for _, each in group]
        moves = (*words.rises, *words.falls, *words.multiples, *words.equals)
        return (*(cue for each in said for cue in each), *moves, *words.verbs, *words.wholes, *words.starts)

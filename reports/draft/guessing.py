"""What a figure says itself where its words do not: whose it exactly is, or is but for two digits, or a sum's."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from reports.draft.comparing import AGREES, ROUNDED, compared
from reports.draft.contexts import Context
from reports.draft.figures import Key
from reports.draft.identifying import FULL
from reports.draft.naming import Match
from reports.draft.percents import Percenter
from reports.draft.stating import Claim, Memory, Named, surely, swapped, telling
from schemas.prose import any_of

_SIGNS = frozenset("=+×÷−")
_HALF_NAMED = 0.25
_MIXED = 0.8
_TRIED = 4


@dataclass(frozen=True)
class Guesser(Percenter):
    """Finds the indicator of a figure by its value, among those that the words half name."""

    def _unnamed(self, context: Context, memory: Memory) -> Claim:
        """A figure whose words name no indicator clearly; one that they half name may have exactly this figure.

        The words of a calculation name its other operands too.
        """
        texts = dict.fromkeys((context.before, context.tail, f"{context.before} {context.after}"))
        fitting = {m.indicator: m for text in reversed(texts) for m in self._fitting(context, text)}
        rivals = sorted((m for m in fitting.values() if m.covered >= _HALF_NAMED), key=lambda m: -m.score)
        claim = Claim(context.number, why="unnamed", year=memory.year, said=context.before.strip())
        self._forget(context, memory)
        if not telling(context.number.value):
            return claim
        meant = [self._meant(context, memory, rival) for rival in rivals[:_TRIED]]
        for rival, of in meant:
            if exact := [key for key in of.keys if self._has(context.number.value, [key])]:
                memory.behind = context.after
                part = (exact[0].breakdown,) if exact[0].breakdown else ()
                self._remember(context, memory, rival.indicator, part, sure=surely(context.number.value))
                why = "name" if self._mixed(context, rivals, rival) and not self.narrow(context, memory) else ""
                return replace(of, keys=(exact[0],), why=why)
        for _, of in meant:
            if slipped := [key for key in of.keys if self._slipped(context.number.value, key)]:
                return replace(of, keys=(slipped[0],), why=self.narrow(context, memory))
        return claim

    def _meant(self, context: Context, memory: Memory, rival: Match) -> tuple[Match, Claim]:
        """What a figure states if it is of an indicator that its words half name."""
        part = self.part(memory, rival.indicator)
        codes = part.codes if len(part.codes) == 1 and not part.lifted else ()
        measure, year, keys = self._measured(context, memory, rival.indicator, codes)
        if codes and not (part.near or part.headed):  # Of the part that an earlier sentence named, or of the whole.
            keys = (*keys, *(replace(key, breakdown="") for key in keys))
        return rival, Claim(context.number, rival.indicator, measure, year, keys, said=context.before.strip())

    def _widened(self, context: Context, memory: Memory, named: Named) -> Named:
        """Whose an amount may be as well that says nothing narrower: the sum's that what was named adds to.

        `22.915 thuê bao xDSL và 3.363 thuê bao FTTH; tổng số trên mạng 118.493`: behind `tổng số` it is that sum's.
        """
        said = frozenset(self.names.syllables(self._unmeasured(f"{context.before} {context.tail}")))
        wider = [code for code in self.relations.wider(named.indicator) if said <= self._own(code)]
        topics, cue = memory.said_in(context.sentence).topics, self._counted(context)
        shared = [code for code in wider if sum(code in self.relations.wider(topic) for topic in topics) > 1]
        total = any_of(self.words.sums).search(context.before) is not None
        of = shared or (wider if total else [])
        meant = (*of, named.indicator) if of else ()
        keys = (key for code in meant for key in self.relations.amount(code, memory.year, named.breakdown, cue)[2])
        doubts = (*named.doubts, *keys)
        if total and shared:
            sure = named.sure and bool(cue) and len(shared) == 1
            return replace(named, indicator=shared[0], sure=sure, doubts=doubts)
        return replace(named, doubts=doubts, sure=named.sure and not (of and total))

    def _mixed(self, context: Context, rivals: Sequence[Match], meant: Match) -> bool:
        """Whether the words mix the name of the indicator that is meant with that of another one of its form."""
        other = next((m for m in rivals if m is not meant), None)
        if other is None or _SIGNS.intersection(context.before):
            return False
        part = meant.told < _MIXED and meant.covered < FULL and self._second(meant, other)
        return part and self.relations.group(other.indicator) == self.relations.group(meant.indicator)

    def _slipped(self, value: Decimal, key: Key) -> bool:
        """Whether a figure is that of a key with two digits changed."""
        right = self.relations.figures.get(key)
        return right is not None and swapped(value, right)

    def _confirmed(self, claim: Claim) -> bool:
        """Whether a figure says itself that its indicator is meant: it is that one's, and by no chance."""
        number = claim.number
        rights = [right for key in claim.keys if (right := self.relations.figures.get(key)) is not None]
        rounded = surely(number.value) and any(compared(number, right) in (AGREES, ROUNDED) for right in rights)
        return rounded or (telling(number.value) and number.value in rights)

    def _has(self, value: Decimal, keys: Sequence[Key]) -> bool:
        return any(self.relations.figures.get(key) == value for key in keys)

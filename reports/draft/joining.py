"""What several parts have together of their whole: `A 27 tỷ đồng và B 16 tỷ đồng, cả hai chiếm 48,9%`."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from reports.draft.changing import Changer
from reports.draft.comparing import compared
from reports.draft.contexts import Context
from reports.draft.figures import SHARE, Key
from reports.draft.stating import Claim, Memory
from schemas.catalogue import DISTRICTS
from schemas.prose import Prose, alternatives, any_of


@dataclass(frozen=True)
class Joiner(Changer):
    """Reads the claims of what parts that were named have together."""

    def _together(self, context: Context, memory: Memory, topic: str | None, *, sure: bool) -> Claim | None:
        """The claim of a share that several parts have; None where the words speak of no several.

        Where more parts were named than are counted, the first or the last of them may be meant, and neither is
        contradicted; nor is what may be the sum of rounded shares.
        """
        topic, sure = (topic, sure) if topic else (memory.indicator, memory.sure)
        count = self._counted_parts(context, topic)
        if count is None:
            return None
        claim = Claim(context.number, topic, "share", memory.year, why="together", said=context.before.strip())
        parts = self._named_parts(memory, topic) if topic else []
        if topic is None or len(parts) < max(count, 2):
            return claim
        several = count or len(parts)
        tried = [
            keys for some in (parts[-several:], parts[:several]) for keys in self._shares(context, memory, topic, some)
        ]
        fitting = next((keys for keys in tried if self._makes(context, keys)), None)
        near = any(self._makes(context, keys, rounded=True) for keys in tried)
        if fitting is None and (len({*tried}) > 1 or near or not count):
            return claim
        keys = fitting or tried[0]
        return replace(claim, why=self.narrow(context, memory), sums=keys, sure=sure)

    def _of_whole(self, context: Context, memory: Memory, claim: Claim) -> Claim:
        """The claim of a share behind terms of a sum that the sentence named: of the sum's, or in it, or of the last's.

        `600 thuê bao, gồm 450 trả trước và 150 trả sau; thị phần 40%`: none is contradicted.
        """
        codes = self.part(memory, claim.indicator or "").codes
        sums = self.relations.wider(claim.indicator or "")
        named = [code for code in sums if code in memory.said_in(context.sentence).topics]
        if len(codes) != 1 or not named or self._shared_so(context, claim):
            return claim
        levels = [self.relations.levels(code, stock=stock) for code in named for stock in (True, False)]
        wholes = [Key(code, "actual", memory.year, codes[0]) for each in levels for code in each]
        tops = [
            Key(c, "actual", memory.year, codes[0]) for c in self.relations.levels(claim.indicator or "", stock=False)
        ]
        tried = [replace(claim, keys=(replace(key, measure=SHARE),), over=None) for key in wholes]
        tried += [replace(claim, keys=(top,), over=base) for top in tops for base in wholes if self._adds(top, base)]
        fitting = next((each for each in tried if self._shared_so(context, each)), None)
        return replace(claim, sure=False) if fitting is None else replace(fitting, indicator=fitting.keys[0].indicator)

    def _adds(self, top: Key, base: Key) -> bool:
        """Whether an indicator is a term of the sum that another is, of one level."""
        formula = self.relations.catalogue.indicators[base.indicator].formula
        return formula is not None and top.indicator in formula.sum

    def _shared_so(self, context: Context, claim: Claim) -> bool:
        """Whether one of the shares that a claim may mean is what is printed."""
        for key in claim.keys:
            right, whole = (
                self.relations.figures.get(key),
                self.relations.figures.get(claim.over) if claim.over else Decimal(100),
            )
            if right is not None and whole and compared(context.number, right / whole * 100) is not None:
                return True
        return False

    def _counted_parts(self, context: Context, topic: str | None) -> int | None:
        """How many parts the words before a percentage count; 0 where they do not say, None where they speak of one.

        `Trong hai mạng lớn, Viettel chiếm 40,4%` speaks of one.
        """
        numbers, together = _several(self.words)
        if found := list(numbers.finditer(context.since)):
            count = self.words.numerals.index(found[-1]["number"]) + 2
            lists, behind = self.relations.part_lists(topic) if topic else (), context.since[found[-1].end() :]
            named = len(self.names.parts(lists, frozenset(), behind))
            return None if 0 < named < count else count
        return 0 if together.search(f"{context.since} {context.lead}") else None

    def _named_parts(self, memory: Memory, topic: str) -> list[str]:
        """The parts that the sentence has named up to here, in order; none where they are of several lists."""
        lists, own, offices = self.relations.part_lists(topic), self._own(topic), self.relations.offices
        here = [piece for piece in memory.said if piece.sentence == memory.said[-1].sentence]
        found = [part for piece in here for part in self.names.parts(lists, own | piece.own, piece.text)]
        placed = dict.fromkeys((DISTRICTS, offices[code]) if code in offices else (name, code) for name, code in found)
        return [code for _, code in placed] if len({name for name, _ in placed}) == 1 else []

    def _shares(self, context: Context, memory: Memory, topic: str, parts: list[str]) -> list[tuple[Key, ...]]:
        """The shares of the parts: of what is new, and of what is on the network."""
        here = " ".join(piece.text for piece in memory.said if piece.sentence == memory.said[-1].sentence)
        there = memory.stock or any_of(self.words.markets).search(here)
        cue = memory.said_in(context.sentence).cue or ("stock" if there else "")
        each = [self.relations.share_keys(topic, memory.year, part, cue) for part in parts]
        return list(zip(*each, strict=True))

    def _makes(self, context: Context, keys: tuple[Key, ...], *, rounded: bool = False) -> bool:
        """Whether shares make a percentage, or may where each was `rounded` first."""
        rights = [right for key in keys if (right := self.relations.figures.get(key)) is not None]
        number, total = context.number, sum(rights, Decimal(0))
        spare = number.step * len(keys) if rounded else Decimal(0)
        return len(rights) == len(keys) and (compared(number, total) is not None or abs(total - number.value) <= spare)


@lru_cache
def _several(words: Prose) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words that count parts, and those that put them together; what also measures time counts before a noun alone."""
    plain = [each for each in words.numerals if each not in words.durations]
    timed = [each for each in words.numerals if each in words.durations]
    counted = alternatives((*words.counted, *words.places))
    several = rf"(?:{alternatives(plain)})(?!\w)(?!\s+(?:{alternatives(words.durations)})(?!\w))"
    numbers = rf"(?<!\w)(?<!thứ )(?P<number>{several}|(?:{alternatives(timed)})(?=\s+(?:{counted})(?!\w)))"
    return re.compile(numbers), any_of(words.together)

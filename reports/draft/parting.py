"""What a figure of a part takes from its whole: the indicator, the unit, and what a list's first line names."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reports.draft.contexts import Context, years
from reports.draft.guessing import Guesser
from reports.draft.identifying import FULL
from reports.draft.numbers import RATE, Number
from reports.draft.scope import Scope
from reports.draft.stating import MIXED, Claim, Memory, Named
from reports.draft.wording import STRONG, TIE
from schemas.prose import any_of


@dataclass(frozen=True)
class Parter(Guesser):
    """Reads figures of parts, by what stood before them."""

    def introduce(self, memory: Memory, *, listed: bool) -> None:
        """Begin a passage: as an item of a list it is about what the passage that opened the list names."""
        memory.intro = memory.intro if listed else None
        if memory.intro:
            memory.indicator, memory.cue = memory.intro
            memory.sure, memory.item = True, (0, 0)

    def headed(self, context: Context, memory: Memory) -> None:
        """Take up what the heading above names in full, where a figure that nothing led to names a part alone.

        `Thuê bao FTTH phát triển mới`, and below it `Viettel 1.334 thuê bao, VNPT 2.029 thuê bao`.
        """
        if memory.indicator or memory.outer or context.number.percent or not memory.heading:
            return
        best, *others = (*self.relations.families(self._ranked(self._unmeasured(memory.heading.lower()))), None)
        if best is None or best.covered < FULL or best.pure < FULL or any(m and m.score >= best.score for m in others):
            return
        memory.indicator = best.indicator
        if self._only_part(context, memory) and self.relations.fits(best.indicator, context.number):
            cues = {*self._cues_of(memory.heading.lower())}
            memory.sure, memory.item = True, (context.sentence, context.item)
            memory.cue = cues.pop() if len(cues) == 1 else memory.cue
        else:
            memory.indicator = None

    def introduced(self, text: str, memory: Memory) -> tuple[str, str] | None:
        """What a passage that opens a list names, with its cue: `Thuê bao Internet hiện có của một số địa phương:`.

        Where it gives figures, what the last of them outside brackets is of; of both what is new and what there is,
        either may be listed.
        """
        if memory.indicator:
            topic, sure = memory.outer or (memory.indicator, memory.sure)
            mixed = len({*self._cues_of(text)}) > 1
            return (topic, MIXED if mixed else "stock" if memory.stock else "") if sure else None
        text = any_of(self.words.dividing).split(text)[0]
        best, *others = (*self.relations.families(self._ranked(text)), None)
        if best is None or best.score < STRONG or any(m and m.score >= best.score - TIE for m in others):
            return None
        cues = {*self._cues_of(text)}
        return best.indicator, cues.pop() if len(cues) == 1 else ""

    def _bare_part(self, context: Context, memory: Memory) -> bool:
        """Whether a figure is one of a part of the topic and leaves out the unit of its whole: `(trung ương 664)`."""
        number = context.number
        told = number.unit or number.noun or number.over or number.under or number.factor != 1
        return not told and self._only_part(context, memory) and not self.names.known(self._unmeasured(context.tail))

    def _in_unit(self, number: Number, unit: str, memory: Memory) -> Number:
        """A restated figure that leaves out its unit, in that of the figure before: `89 tỷ đồng (năm 2013: 91,8)`."""
        base = self.relations.catalogue.units[unit].base
        if number.sized and base != "dong":
            return replace(number, unit=base)
        if number.unit or number.factor != 1 or self.relations.catalogue.units[unit].whole:
            return number
        return replace(number.times(memory.factor), unit=memory.unit)

    def _taken_up(self, context: Context, memory: Memory) -> tuple[str, bool]:
        """The topic that goes on, and whether that is sure.

        An item that begins with a part alone takes up what the item before began with: `Hạ Long thanh tra 34 đơn
        vị, vi phạm 19; Cẩm Phả 25 đơn vị`. Of a whole that is not kept by the part, that which is.
        """
        topic, spoken = memory.indicator or "", memory.said_in(context.sentence)
        if not self._only_part(context, memory):
            return topic, memory.sure
        sure = memory.sure
        if context.item != memory.item[1]:
            sure = sure and len(spoken.topics) < 2 and spoken.first[1] == topic
            topic = spoken.first[1] or topic
        if codes := self.part(memory, topic).codes:
            kept = [code for code in (topic, *self.relations.inners(topic)) if self._kept(code, memory.year, codes[0])]
            return (kept[0], sure and kept[0] == topic) if kept else (topic, sure)
        return topic, sure

    def in_turn(
        self, context: Context, found: Sequence[Context], told: Sequence[tuple[Context, Claim]], memory: Memory
    ) -> tuple[str, bool] | None:
        """The topic of a figure in a bare row of another year, and whether that is sure; None where it is in none.

        `Nhận 12 hồ sơ, duyệt 7 hồ sơ; năm 2013 là 10 và 6`: the row follows the order of what
        stands before it, where it is as long and that are results of different indicators.
        """
        here = (context.sentence, context.item, context.group)
        row = [c for c in found if _counting(c) and (c.sentence, c.item, c.group) == here]
        if context not in row or not self._of_another_year(row):
            return None
        before = [(c, claim) for c, claim in told if _counting(c) and c.index < row[0].index]
        before = [each for each in before if context.group >= 0 or each[0].group < 0]
        last = before[-1][0] if before else context
        heads = [claim for c, claim in before if (c.item, c.group) == (last.item, last.group)]
        parts = {(claim.indicator, *(key.breakdown for key in claim.keys[:1])) for claim in heads}
        if len(parts) < 2 or (len(row) < 2 and context.group >= 0):
            return None
        topics = [claim.indicator or "" for claim in heads]
        plain = all(claim.measure in ("actual", "stock") for claim in heads)
        apart = all(topics) and len({*topics}) == len(topics)
        if len(row) != len(heads) or not plain or not apart:
            return memory.indicator or "", False
        place = row.index(context)
        return topics[place], heads[place].sure and not any(k.breakdown for k in heads[place].keys)

    def _of_another_year(self, row: Sequence[Context]) -> bool:
        """Whether nothing but a year leads to a row of figures."""
        first = row[0].before
        told = any_of(self.words.measures.previous).search(first) or years(first)
        back = any_of(self.words.back).search(first)
        return bool(told) and not back and not any(self.names.known(self._unmeasured(c.before)) for c in row)

    def _kept(self, indicator: str, year: int, part: str) -> bool:
        keys = self.relations.amount(indicator, year, (part,), "")[2]
        return any(self.relations.figures.get(key) is not None for key in keys)

    def _narrowed_to(self, named: Named, part: Scope, year: int) -> Named:
        """What is said of a part is no figure of the whole; it is sure where the figure's own words name one part."""
        if not part.named:
            return named
        whole = self.relations.amount(named.indicator, year, (), "")[2]
        if part.lifted:
            parts = tuple(
                key for code in part.codes for key in self.relations.amount(named.indicator, year, (code,), "")[2]
            )
            return replace(named, doubts=(*named.doubts, *parts), sure=False)
        # In a draft of its own a part need not be named again where the words leave no doubt otherwise.
        told = part.near or part.headed or (part.home and named.strength >= FULL)
        sure = named.sure and told and len(part.codes) == 1
        why = "narrower" if part.mixed else ""
        doubts, rivals = named.doubts, named.rivals
        if (
            part.beside or part.headed or part.home
        ):  # What the sentence says of the part is not right because it is so of the whole.
            rivals = (*rivals, *whole)
        else:
            doubts = (*doubts, *whole)
        return replace(named, breakdown=part.codes, sure=sure, whole=whole, why=why, doubts=doubts, rivals=rivals)

    def _of_field(self, memory: Memory, indicator: str) -> bool:
        """Whether the sentence speaks of a field that is none of the list's: `trong lĩnh vực quảng cáo có 8`."""
        here = " ".join(piece.text for piece in memory.said if piece.sentence == memory.said[-1].sentence)
        return bool(self.relations.codes(indicator)) and any_of(self.words.fields).search(here) is not None


def _counting(context: Context) -> bool:
    """Whether a figure is an amount of its own."""
    number = context.number
    return not (number.percent or number.under or number.unit == RATE)

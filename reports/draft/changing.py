"""By how much something rose or fell, and against what."""

from dataclasses import dataclass, replace

from reports.draft.contexts import Context
from reports.draft.figures import OVER_PLAN, OVER_PREVIOUS, Key
from reports.draft.measuring import Measurer
from reports.draft.stating import Base, Claim, Memory, Named
from schemas.prose import any_of


@dataclass(frozen=True)
class Changer(Measurer):
    """Reads the claims of rises and falls."""

    def _moved(self, context: Context, memory: Memory, own: frozenset[str]) -> int:
        """1 or -1 where the figure says by how much something rose or fell, 0 where it is a level.

        Between the word and the figure stands nothing but what it is compared with: `vượt kế hoạch 345.000 tờ`. A
        word that is one of the name's `own`, as of `tiếp nhận thêm`, says nothing of the kind.
        """
        if self._aside(context, memory):
            return memory.base.moved if not memory.base.compares else 0
        moves = list(any_of((*self.words.rises, *self.words.falls)).finditer(context.lead))
        moves = [each for each in moves if not own.issuperset(each[0].split())]
        rest = context.lead[moves[-1].end() :] if moves else ""
        if not moves and memory.base.group == context.group >= 0:
            return memory.base.moved
        if not moves or any_of(self.words.levels).search(rest) or self.names.known(self._unmeasured(rest)):
            return 0
        return -1 if any_of(self.words.falls).fullmatch(moves[-1][0]) else 1

    def _between_parts(self, context: Context, indicator: str, own: frozenset[str]) -> bool:
        """Whether a figure is by how much one part differs from another: `nhiều hơn VNPT 157.714 thuê bao`."""
        words = (*self.words.rises, *self.words.falls, *self.words.comparing, *self.words.gaps)
        moves = list(any_of(words).finditer(context.lead))
        rest = context.lead[moves[-1].end() :] if moves else ""
        return bool(self.names.parts(self.relations.part_lists(indicator), own, rest))

    def _change(self, context: Context, memory: Memory, named: Named) -> Claim | None:
        """The claim of a figure that is a rise or a fall; None where it is a level.

        What counts additions itself, as `tăng 2.169 thuê bao` does, is a level unless it is compared.
        """
        own = self.names.own.get(named.indicator, frozenset())
        if self._between_parts(context, named.indicator, own):
            return Claim(context.number, named.indicator, "change", memory.year, why="change")
        sign = self._moved(context, memory, own)
        aside = self._aside(context, memory)
        memory.base = Base(context.index + 1, "change", sign, group=context.group)
        around = f"{context.lead} {context.tail} {context.beyond}"
        compared = self._compares(around)
        gains = self.relations.gains(named.indicator)
        if not sign or (gains and not compared and not aside):
            return None
        of_plan = any_of(self.words.percents.percent_of_plan).search(around)
        measures = [OVER_PLAN] if of_plan else [OVER_PREVIOUS] if compared else [OVER_PREVIOUS, OVER_PLAN]
        flow = measures == [OVER_PLAN] or memory.said_in(context.sentence).cue == "new"
        part = named.breakdown[0] if named.breakdown else ""
        of = (named.indicator,) if flow else self.relations.levels(named.indicator, stock=memory.stock)
        keys = tuple(Key(each, measure, memory.year, part) for measure in measures for each in of)
        also = self._also(context, memory, named.indicator, named.breakdown) if gains or aside else ()
        also = (*also, *(replace(key, breakdown="") for key in keys if key.breakdown))
        planned = memory.last is not None and memory.last.measure == "plan"  # A plan rises over a result.
        catalogue = self.relations.catalogue
        ranked = catalogue.units[catalogue.indicators[named.indicator].unit].among is not None
        sure = named.sure and compared and len(keys) == 1 and not (planned or ranked)
        return Claim(
            context.number,
            named.indicator,
            "change",
            memory.year,
            keys,
            sure=sure,
            sign=sign,
            said=context.before.strip(),
            strength=named.strength,
            also=also,
        )

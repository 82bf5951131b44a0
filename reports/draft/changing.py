"""By how much something rose or fell, and against what."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from reports.draft.contexts import Context
from reports.draft.figures import OVER_PLAN, OVER_PREVIOUS, Key
from reports.draft.siding import Sider
from reports.draft.stating import Base, Claim, Memory, Named
from schemas.prose import any_of

_YEAR = re.compile(r"(?:cuối\s+)?năm\s+(?:19|20)\d{2}(?!\d)")


@dataclass(frozen=True)
class Changer(Sider):
    """Reads the claims of rises and falls."""

    def _moved(self, context: Context, memory: Memory, own: frozenset[str]) -> int:
        """1 or -1 where the figure says by how much something rose or fell, 0 where it is a level.

        Between the word and the figure stands nothing but what it is compared with: `vượt kế hoạch 345.000 tờ`. A
        word that is one of the name's `own`, as of `tiếp nhận thêm`, says nothing of the kind.
        """
        if self._aside(context, memory):
            return memory.base.moved if not memory.base.compares else 0
        if self._shares_verb(context, memory):
            return memory.base.moved
        moves = list(any_of((*self.words.rises, *self.words.falls)).finditer(context.lead))
        moves = [each for each in moves if not own.issuperset(each[0].split())] or self._outdone(context.lead)
        rest = self._from(context.lead[moves[-1].end() :]) if moves else ""
        if not moves and memory.base.group == context.group >= 0:
            return memory.base.moved
        if not moves or any_of(self.words.levels).search(rest) or self.names.known(self._unmeasured(rest)):
            return 0
        return -1 if any_of(self.words.falls).fullmatch(moves[-1][0]) else 1

    def _trails(self, context: Context, memory: Memory) -> bool:
        """Whether a figure follows a rise or fall, or what it is from: `vượt kế hoạch 1.500 thuê bao tới 1.863`."""
        beside = memory.base.moved and memory.base.index == context.index and memory.base.group == context.group
        told = any_of((*self.words.levels, *self.words.comparing)).search(context.lead)
        return bool(beside) and not context.since.strip() and told is None

    def _outdone(self, lead: str) -> list[re.Match[str]]:
        """Where words say that something is more than what follows them directly: `hơn kế hoạch 82 tỷ đồng`."""
        found = any_of(self.words.outdone).finditer(lead)
        behind = ((each, self._from(lead[each.end() :])) for each in found)
        return [each for each, rest in behind if self._based_on.match(rest) or _YEAR.match(rest)]

    def _from(self, rest: str) -> str:
        """The words behind a rise or fall, without the `mức` of what it is from: `cao hơn mức kế hoạch 82 tỷ đồng`."""
        rest = rest.lstrip()
        level = any_of(self.words.levels).match(rest)
        base = rest[level.end() :].lstrip() if level else ""
        return base if self._based_on.match(base) else rest

    @property
    def _based_on(self) -> re.Pattern[str]:
        measures = self.words.measures
        return any_of((*measures.plan, *self.words.targets, *measures.previous, *self.words.results, *measures.actual))

    def _between_parts(self, context: Context, indicator: str, own: frozenset[str]) -> bool:
        """Whether a figure is by how much one part differs from another: `nhiều hơn VNPT 157.714 thuê bao`."""
        words = (*self.words.rises, *self.words.falls, *self.words.comparing, *self.words.gaps)
        moves = list(any_of(words).finditer(context.lead))
        rest = context.lead[moves[-1].end() :] if moves else ""
        return bool(self.names.parts(self.relations.part_lists(indicator), own, rest))

    def _rest(self, context: Context, memory: Memory, named: Named) -> Claim | None:
        """The claim of what of a whole is not the part that was named: `còn 8 cơ quan chưa được cấp`; else None."""
        if not self._left_out(context, named.indicator):
            return None
        part = Key(named.indicator, "actual", memory.year, named.breakdown[0] if named.breakdown else "")
        whole = self.relations.whole(self.relations.catalogue.indicators[named.indicator])
        claim = Claim(context.number, named.indicator, "rest", memory.year, said=context.before.strip())
        if whole is None or len(named.breakdown) > 1:
            return replace(claim, why="others")
        return replace(claim, keys=(replace(part, indicator=whole),), less=part)

    def _change(self, context: Context, memory: Memory, named: Named) -> Claim | None:
        """The claim of a figure that is a rise or a fall; None where it is a level.

        What counts additions itself, as `tăng 2.169 thuê bao` does, is a level unless it is compared, or is said of
        what is on the network.
        """
        own = self.names.own.get(named.indicator, frozenset())
        if self._between_parts(context, named.indicator, own):
            return Claim(context.number, named.indicator, "change", memory.year, why="change")
        sign, aside = self._moved(context, memory, own), self._aside(context, memory)
        if not sign and self._trails(context, memory):
            return Claim(context.number, named.indicator, "change", memory.year, why="change")
        compares = self._compares(context.tail)
        memory.base = Base(context.index + 1, "change", sign, compares=compares, group=context.group)
        around = f"{context.lead} {context.tail} {context.beyond} {self._compared_before(context)}"
        compared = self._compares(around)
        gains = self.relations.gains(named.indicator)
        there = self._there(context, memory) if gains else ""
        memory.added = bool(sign) and gains
        exceeds = any_of(self.words.exceeding).search(context.lead) is not None
        if not sign or (sign > 0 and gains and not (there or compared or aside or exceeds)):
            return None
        claim = Claim(
            context.number,
            named.indicator,
            "change",
            memory.year,
            sign=sign,
            said=context.before.strip(),
            strength=named.strength,
        )
        if planned := self._planned_change(context, memory, named, claim):
            return planned
        of_plan = any_of(self.words.percents.percent_of_plan).search(around) or (exceeds and not compared)
        measures = [OVER_PLAN] if of_plan else [OVER_PREVIOUS] if compared or there else [OVER_PREVIOUS, OVER_PLAN]
        flow = measures == [OVER_PLAN] or (not there and memory.said_in(context.sentence).cue == "new")
        part = named.breakdown[0] if named.breakdown else ""
        of = (named.indicator,) if flow else self.relations.levels(named.indicator, stock=memory.stock or bool(there))
        keys = tuple(Key(each, measure, memory.year, part) for measure in measures for each in of)
        also = self._added(context, memory, named) if gains or aside else ()
        rivals = tuple(replace(key, breakdown="") for key in keys if key.breakdown)
        memory.base = replace(memory.base, change=self._kind(context, keys))
        rivals, also = (
            ((*rivals, *also), ()) if there == "surely" else (rivals, also)
        )  # What was added is more than what the network grew by.
        catalogue = self.relations.catalogue
        ranked = catalogue.units[catalogue.indicators[named.indicator].unit].among is not None
        planned_last = memory.last is not None and memory.last.measure == "plan"  # A plan rises over a result.
        told = compared or there == "surely"
        sure = named.sure and told and len(keys) == 1 and not (planned_last or ranked)
        bases = self._bases(keys) if self._compares(context.lead) else ()  # Or the figure is the plan's itself.
        return replace(claim, keys=keys, sure=sure, also=also, rivals=rivals, doubts=bases)

    def _bases(self, keys: Sequence[Key]) -> tuple[Key, ...]:
        """The plans and results that differences are from: `hơn kế hoạch 1.900 tỷ đồng` may name the plan."""
        plans = (replace(key, measure="plan") for key in keys if key.measure == OVER_PLAN)
        before = (replace(key, measure="actual", year=key.year - 1) for key in keys if key.measure == OVER_PREVIOUS)
        return (*plans, *before)

    def _there(self, context: Context, memory: Memory) -> str:
        """Whether what rose or fell is what is on the network: `surely` where it is said before the verb, else `maybe`.

        `thuê bao trên mạng tăng thêm 16.893`; `1.721.878 thuê bao, tăng 170.408`; `tăng 2.752, lên 11.872`.
        """
        moves = list(any_of((*self.words.rises, *self.words.falls)).finditer(context.since))
        said = self._cues_of(context.since[: moves[-1].start()]) if moves else []
        if said:
            return "surely" if said[-1] == "stock" else ""
        return "maybe" if memory.stock or self._result_behind(context) else ""

    def _result_behind(self, context: Context) -> bool:
        """Whether what a figure led to stands behind it: `tăng 2.752 thuê bao, lên 11.872`, `…, chỉ còn 23.758`."""
        return any_of(self.words.levels_to).match(context.onward.lstrip(" ,;").removeprefix("chỉ ")) is not None

    def _compared_before(self, context: Context) -> str:
        """What the sentence begins with, where that is what the figure is compared with: `So với năm 2013, …`."""
        begun = context.since.lstrip(" *-+.")
        return begun.partition(",")[0] if any_of(self.words.comparing).match(begun) else ""

    def _added(self, context: Context, memory: Memory, named: Named) -> tuple[Key, ...]:
        """The amounts that a rise or fall may be: never what there is of something on the network."""
        also = self._also(context, memory, named.indicator, named.breakdown)
        return tuple(key for key in also if key.indicator not in self.relations.heads)

    def _counting(self, context: Context, memory: Memory, named: Named, claim: Claim) -> Claim:
        """The claim without what it cannot be: all there is where it rises, or where its whole counts what is new."""
        there = {key for key in claim.keys if key.indicator in self.relations.heads}
        if memory.added:
            stocks = {key: self.relations.catalogue.indicators[key.indicator].stock for key in claim.keys}
            grown = [replace(k, indicator=stock, measure=OVER_PREVIOUS) for k, stock in stocks.items() if stock]
            kept = tuple(key for key in claim.keys if key not in there)
            return replace(claim, keys=kept or claim.keys, also=(*self._added(context, memory, named), *grown))
        own = self._cues_of(f"{context.before} {context.lead} {context.tail}")
        of_whole = memory.item == (context.sentence, context.item) and claim.indicator in self.relations.terms(
            memory.lead or ""
        )
        cue = "stock" if memory.stock else memory.said_in(context.sentence).cue
        if own or not cue or not of_whole:
            return claim
        apart = {key for key in claim.keys if (key in there) != (cue == "stock")}
        kept = tuple(key for key in claim.keys if key not in apart)
        also = tuple(key for key in claim.also if key not in apart)
        return replace(claim, keys=kept or claim.keys, also=also, rivals=(*claim.rivals, *apart))

    def _kind(self, context: Context, keys: Sequence[Key]) -> str:
        """Against what a rise or fall is, as a percentage in brackets behind it is as well: `82 tỷ đồng (4,3%)`."""
        found = {key.measure for key in keys}
        if len(found) > 1:
            rights = {key.measure: self.relations.figures.get(key) for key in keys}
            found = {each for each, right in rights.items() if right and abs(right) == context.number.value}
        kinds = {OVER_PLAN: "percent_of_plan", OVER_PREVIOUS: "growth"}
        return kinds[found.pop()] if len(found) == 1 else ""

    def _planned_change(self, context: Context, memory: Memory, named: Named, claim: Claim) -> Claim | None:
        """The claim of what a plan is more, or less, than the plan or the result of the year before; None where not."""
        sides = self._opposed(context, memory, named.indicator, "growth")
        if sides is None or named.breakdown or sides[0].measure != "plan":
            return None
        kind = "percent_of_plan" if sides[1].measure == "plan" else "growth"
        memory.base = replace(memory.base, against=sides[1], change=kind, year=sides[1].year)
        top, base = (side.of(named.indicator) for side in sides)
        sure = named.sure and bool(sides[1].measure)
        return replace(claim, keys=(top,), over=base, year=top.year, sure=sure)

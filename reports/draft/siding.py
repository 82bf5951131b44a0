"""What a figure that compares sets against what: a result against its plan, a plan against the year before."""

import re
from dataclasses import dataclass

from reports.draft.citing import own_years
from reports.draft.comparing import compared
from reports.draft.contexts import Context, years
from reports.draft.figures import Key
from reports.draft.measuring import Measurer
from reports.draft.opposing import Side, Sides
from reports.draft.stating import Memory
from schemas.prose import any_of

_BUT = re.compile(r"\s(?:nhưng|song|còn)\s")


def _bases(plan: Side) -> Sides:
    """What a plan is compared with where nothing is said."""
    return Side("actual", plan.year - 1), Side("plan", plan.year - 1)


@dataclass(frozen=True)
class Sider(Measurer):
    """Finds what figures are compared with, by the declared words and by what stood before them."""

    def _percents_also(self, context: Context, memory: Memory, indicator: str, measure: str) -> tuple[Key, ...]:
        """The other percentages that may be meant: of a year that was named, of stock or flow, of a list's whole."""
        spoken = memory.said_in(context.sentence)
        return tuple(
            key
            for each in dict.fromkeys((indicator, *sorted(spoken.topics)))
            for year in (memory.year, *sorted(spoken.years))
            for key in self.relations.percent_keys(each, measure, year, memory.breakdown, stock=False)
        )

    def _compares(self, text: str) -> bool:
        """Whether the words say what a figure is compared with."""
        percents = self.words.percents
        said = any_of((*percents.percent_of_plan, *percents.growth, *self.words.measures.previous)).search(text)
        return said is not None or bool(years(text))

    def _percent_measure(self, around: str, *, multiple: bool) -> str | None:
        """What a percentage, or a multiple, compares with."""
        if any_of(self.words.percents.percent_of_plan).search(around):
            return "percent_of_plan"
        if any_of(self.words.percents.growth).search(around) or (multiple and years(around)):
            return "growth"
        if any_of(self.words.exceeding).search(around):
            return "percent_of_plan"
        if any_of((*self.words.rises, *self.words.falls)).search(around):
            return "growth"
        return "share" if any_of(self.words.percents.share).search(around) else None

    def _opposed(self, context: Context, memory: Memory, indicator: str | None, measure: str | None) -> Sides | None:
        """What a figure sets against what, where that is not the usual: a plan against the year before it."""
        said, last = memory.said_in(context.sentence).sides, self._level_before(context, memory, indicator)
        if measure == "growth" and not said and (year := self.listed(context, memory)):
            plan = Side("plan", year)
            return plan, self._base_of(context, plan) or Side("actual", year - 1)
        if said or last is None or last.measure != "plan" or last.year < memory.year or self._tells_result(context):
            return said
        behind = memory.base.index == context.index and context.group >= 0
        based = memory.base.against if behind else None
        if base := based or self._base_of(context, last):
            return (last, base) if base.year == last.year - 1 else None
        if measure != "growth" or last.year <= memory.year:
            return None
        # Nothing says against what: the plan of the year before it, or what was reached then.
        return last, next(
            (b for b in _bases(last) if self._fits_sides(context, memory, (last, b))), Side("", last.year - 1)
        )

    def _tells_result(self, context: Context) -> bool:
        """Whether the words before a rise or fall tell of what was reached: not in `cao hơn thực hiện`."""
        moved = any_of((*self.words.rises, *self.words.falls)).split(context.lead)[0]
        return any_of((*self.words.results, *self.words.measures.actual)).search(moved) is not None

    def _level_before(self, context: Context, memory: Memory, indicator: str | None) -> Side | None:
        """What level of it was told last, outside brackets or in the figure's own; else what is planned for."""
        told = memory.last if memory.planned_in in (-1, context.group) else memory.outside
        if told and memory.indicator == indicator:
            return told
        headed = self._headed(memory)
        return Side("plan", max(headed)) if headed else None

    def _base_of(self, context: Context, top: Side) -> Side | None:
        """What the words behind a figure compare a plan with; None where they name nothing."""
        for text in (self._moved_from(context.lead), f"{context.tail} {context.beyond}"):
            if base := self._base_named(text, top):
                return base
        return None

    def _moved_from(self, lead: str) -> str:
        """The words behind a rise or fall: what it is from."""
        moves = list(any_of((*self.words.rises, *self.words.falls)).finditer(lead))
        return lead[moves[-1].end() :] if moves else ""

    def _base_named(self, text: str, top: Side) -> Side | None:
        text = _BUT.split(text)[0]
        named = years(text)
        if any_of(self.words.measures.plan).search(text):
            return Side("plan", named[0] if named else top.year - 1)
        done = any_of((*self.words.results, *self.words.measures.actual, *self.words.measures.previous)).search(text)
        return Side("actual", named[0] if named else top.year - 1) if named or done else None

    def _fits_sides(self, context: Context, memory: Memory, sides: Sides) -> bool:
        """Whether a rise or fall is that of the two sides."""
        top, base = (self.relations.figures.get(side.of(memory.indicator or "")) for side in sides)
        if top is None or not base:
            return False
        right = abs(top / base * 100 - 100) if context.number.percent else abs(top - base)
        return compared(context.number, right) is not None

    def _aside(self, context: Context, memory: Memory) -> bool:
        """Whether the figure stands in a bracket directly behind the one before: `tăng 2,8 tỷ đồng (3%)`."""
        return memory.base.index == context.index and context.group >= 0 and not context.lead.strip()

    def _shares_verb(self, context: Context, memory: Memory) -> bool:
        """Whether a figure has the verb of the one before it: `tăng 16% so với thực hiện và 21% so với kế hoạch`."""
        beside = memory.base.index == context.index and memory.base.group == context.group
        compares = any_of(self.words.comparing).match(context.tail.lstrip())
        return beside and compares is not None and context.since.strip(" ,;") in ("", "và")

    def _reached(self, context: Context, memory: Memory) -> str | None:
        """The measure of a percentage directly behind a plan: `(KH 80.000 kg; đạt 85,7%)`."""
        planned = memory.last is not None and memory.last == Side("plan", memory.year)
        reached = any_of(self.words.measures.actual).fullmatch(context.lead.strip()) or self._aside(context, memory)
        return "percent_of_plan" if planned and reached else None

    def _percent_year(self, context: Context, year: int, measure: str | None) -> int | None:
        """The year that a percentage is about; None where it compares with another than the year before."""
        behind = f"{context.tail} {context.beyond}"
        own = own_years(context.lead, self.words)
        if measure != "growth":
            named = [*years(context.lead), *years(behind)]
            return named[0] if named else year
        reached = own[-1] if own else year
        based = [each for each in [*years(context.lead), *years(behind)] if each not in own]
        return reached if all(each in (reached, reached - 1) for each in based) else None

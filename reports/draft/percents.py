"""What each percentage of a sentence states: of a plan, of the year before, of a whole."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from reports.draft.comparing import compared
from reports.draft.contexts import Context, years
from reports.draft.figures import SHARE, Key
from reports.draft.joining import Joiner
from reports.draft.naming import Match
from reports.draft.scope import Scope
from reports.draft.stating import Base, Claim, Memory
from schemas.prose import alternatives, any_of

# `bằng 97% thực hiện năm 2013`; what the year did is no other figure's measure.
_OF_YEAR = re.compile(r"\s*(?:của\s+)?(?:(?:mức\s+)?thực hiện\s+)?(?:của\s+)?năm\s+(?:19|20)\d{2}(?!\d)")


@dataclass(frozen=True)
class Percenter(Joiner):
    """Reads the claims of percentages, and remembers what was named."""

    def _percent(self, context: Context, memory: Memory) -> Claim:
        around = f"{context.lead} {context.tail} {context.beyond}"
        match = self.named(context, memory, percent=True)
        indicator, sure = self._percent_of(context, memory, match)
        of_year = self._equal(context) and _OF_YEAR.match(context.tail) is not None
        multiple = context.number.multiple or of_year
        measure = self._percent_measure(around, multiple=multiple) or self._reached(context, memory)
        if self._aside(context, memory) and memory.base.change and measure != SHARE:
            measure = memory.base.change
        year = self._percent_year(context, memory.year, measure)
        if measure in (SHARE, None) and self.listed(context, memory):  # Of plans no percentages are kept.
            return Claim(context.number, indicator, measure, year, why="no_measure")
        sign = -1 if any_of(self.words.falls).search(context.lead) else 1
        moved = sign if any_of((*self.words.rises, *self.words.falls)).search(context.lead) else 0
        if self._equal(context):  # `giảm, chỉ bằng 73% năm trước` is what is left.
            sign, moved = 1, 0
        elif memory.base.moved and (
            self._aside(context, memory)
            or (self._shares_verb(context, memory) and not self._of_it(context, memory, indicator, measure))
        ):
            sign = moved = memory.base.moved
        shares = measure == SHARE or (measure is None and memory.said_in(context.sentence).shares)
        joint = self._together(context, memory, indicator, sure=sure) if shares else None
        if shared := joint or self._share(context, memory, indicator, measure, sure=sure):
            if context.onward.strip() in ("và", ","):  # `chiếm 78% và 60%`: each of its own.
                shared = replace(shared, sure=False)
            return shared if match or joint else self._of_whole(context, memory, shared)
        sides = self._opposed(context, memory, indicator, measure) if indicator else None
        based = next(iter(years(context.tail)), 0) if measure == "growth" else 0
        compares = self._compares(context.tail)
        memory.base = Base(context.index + 1, measure, moved, compares=compares, year=based, group=context.group)
        sure = sure and (match is not None or (measure != SHARE and self._one_topic(context, memory)))
        exceeds = measure == "percent_of_plan" and moved and not context.number.multiple
        claim = Claim(context.number, indicator, measure, year, sure=sure, sign=sign, said=context.before.strip())
        part = self._compared_part(memory, indicator, measure)
        unkept = part.named and (measure != "growth" or len(part.codes) != 1)  # Plans are kept of the whole.
        if narrow := self.narrow(context, memory) or ("narrower" if unkept else ""):
            return replace(claim, why=narrow)
        if indicator and sides:
            top, base = (side.of(indicator) for side in sides)
            offset = Decimal(100) if moved else Decimal(0)
            sure = claim.sure and bool(sides[1].measure)
            return replace(claim, measure="growth", year=top.year, keys=(top,), over=base, offset=offset, sure=sure)
        if indicator is None or measure is None or year is None:
            return replace(claim, why="unnamed" if indicator is None else "no_measure")
        keys = self._percents(context, memory, indicator, measure, year)
        also = self._percents_also(context, memory, indicator, measure)
        of_year = measure == "growth" and (context.number.multiple or (not moved and self._of_year(context, keys)))
        offset = Decimal(100) if exceeds else Decimal(-100) if of_year else Decimal(0)
        if part.named:
            whole, keys = keys, tuple(replace(key, breakdown=part.codes[0]) for key in keys)
            claim = replace(claim, sure=claim.sure and (part.near or part.headed))
            if part.beside or part.headed or part.home:  # What is so of the whole says nothing of the part.
                claim = replace(claim, rivals=whole)
                also = tuple(replace(key, breakdown=part.codes[0]) for key in also)
            else:
                also = (*also, *whole)
        return replace(claim, keys=keys, also=also, offset=offset)

    def _of_it(self, context: Context, memory: Memory, indicator: str | None, measure: str | None) -> bool:
        """Whether a percentage is nearer to that of what it is compared with: `tăng 9,2%, 104,3% so với kế hoạch`."""
        if indicator is None or measure not in ("percent_of_plan", "growth"):
            return False
        get, whole = self.relations.figures.get, 100 if measure == "growth" else 0
        if sides := self._opposed(context, memory, indicator, measure):
            top, base = (get(side.of(indicator)) for side in sides)
            return bool(top and base and context.number.value > top / base * 100 - 50)
        keys = self.relations.percent_keys(indicator, measure, memory.year, (), stock=False)
        rights = [right for key in keys if (right := get(key)) is not None]
        return any(context.number.value > right + whole - 50 for right in rights)

    def _of_year(self, context: Context, keys: tuple[Key, ...]) -> bool:
        """Whether a percentage is of what the year before had, and no growth: `bằng 107% so với năm 2013`."""
        rights = [right for key in keys if (right := self.relations.figures.get(key)) is not None]
        value = context.number.value
        grown, of_it = (min((abs(value - less - each) for each in rights), default=0) for less in (0, 100))
        return self._equal(context) or of_it < grown

    def _equal(self, context: Context) -> bool:
        """Whether words lead to a percentage as to a part of something else: `chỉ bằng 73% của năm trước`."""
        words = alternatives(self.words.multiples)
        return re.search(rf"(?<!\w)(?:{words})(?:\s+\w+)?\s*$", context.lead) is not None

    def _compared_part(self, memory: Memory, indicator: str | None, measure: str | None) -> Scope:
        """The part that a percentage of a plan or of the year before is of; none where the whole is meant again."""
        if indicator is None or measure not in ("percent_of_plan", "growth"):
            return Scope()
        part = self.part(memory, indicator)
        return Scope() if part.lifted else part

    def _percent_of(self, context: Context, memory: Memory, match: Match | None) -> tuple[str | None, bool]:
        """The indicator that a percentage is of, and whether that is sure."""
        if match is not None:
            sure = self._sure(match, context, memory)
            self._remember(context, memory, match.indicator, (), sure=sure)
            return match.indicator, sure
        return (memory.indicator, memory.sure) if self._goes_on(context, memory) else (None, False)

    def _share(
        self, context: Context, memory: Memory, indicator: str | None, measure: str | None, *, sure: bool
    ) -> Claim | None:
        """The claim of a percentage that says how much of the whole something is; None where it is another.

        `thị phần: Viettel 40,4%, VNPT 31,3%`; `Viettel 696.231 thuê bao (40,4%)`; `83 đơn vị, chiếm 56,8% số được
        thanh tra`, where the catalogue declares of what it is a part.
        """
        spoken = memory.said_in(context.sentence)
        if indicator is None or measure not in (SHARE, None) or self.narrow(context, memory):
            return None
        claim = Claim(context.number, indicator, SHARE, memory.year, said=context.before.strip())
        part = self.part(memory, indicator)
        of_pair = memory.paired == context.index - 1  # `39/41 đơn vị (chiếm 95,1%)` is of these two.
        if (
            not of_pair
            and len(part.codes) == 1
            and part.near
            and (spoken.shares or (measure is None and self._aside(context, memory)))
        ):
            return self._share_of_part(context, memory, replace(claim, sure=sure and spoken.shares), part.codes[0])
        term, total = self.relations.term(indicator, memory.theme) if spoken.shares else ("", "")
        whole = total or self.relations.whole(self.relations.catalogue.indicators[indicator])
        rated = self.relations.rated(indicator, "percent")
        behind = self._aside(context, memory) or any_of((*self.words.measures.actual, *self.words.equals)).fullmatch(
            context.lead.strip()
        )
        if whole is None and rated and behind and not part.named:
            return replace(claim, keys=(Key(rated, "actual", memory.year),), sure=sure)
        if whole is None or part.mixed or len(part.codes) > 1 or (measure is None and not behind):
            return None
        sure = sure and (not part.named or part.near or part.headed or part.home)
        named = bool(total) or not self.names.narrowed.get(whole, frozenset()).isdisjoint(
            self.names.syllables(context.tail)
        )
        key = Key(term or indicator, "actual", memory.year)
        if part.codes and not part.lifted and self.relations.figures.get(replace(key, breakdown=part.codes[0])):
            key = replace(key, breakdown=part.codes[0])
        exact = self.relations.figures.get(key) == memory.value
        return replace(claim, keys=(key,), over=replace(key, indicator=whole), sure=(sure or exact) and named)

    def _share_of_part(self, context: Context, memory: Memory, claim: Claim, part: str) -> Claim:
        """The claim of a part's share of the whole, or of the same part of what is declared to be the whole.

        `Bưu chính có 8 đơn vị vi phạm (chiếm 80%)` is of the ten that were inspected, or of all in breach.
        """
        indicator, figures = claim.indicator or "", self.relations.figures
        here = " ".join(piece.text for piece in memory.said if piece.sentence == context.sentence)
        market = "stock" if any_of(self.words.markets).search(here) else ""
        cue = memory.said_in(context.sentence).cue or market
        keys = sorted(self.relations.share_keys(indicator, memory.year, part, cue), key=self._stands(memory))
        whole = self.relations.whole(self.relations.catalogue.indicators[indicator])
        own = Key(indicator, "actual", memory.year, part)
        over = replace(own, indicator=whole) if whole else None
        top, base = figures.get(own), figures.get(over) if over else None
        if top is not None and base:
            if compared(context.number, top / base * 100):
                return replace(claim, keys=(own,), over=over)
            claim = replace(claim, sure=False)
        return replace(claim, keys=tuple(keys))

    def _stands(self, memory: Memory) -> Callable[[Key], bool]:
        """Sorts first the share whose own amount was the last that was named."""
        figures = self.relations.figures
        return lambda key: figures.get(replace(key, measure="actual")) != memory.value

    def _percents(self, context: Context, memory: Memory, indicator: str, measure: str, year: int) -> tuple[Key, ...]:
        """The percentages that are meant: of the plan, of the year before, of the whole."""
        part = self.part(memory, indicator) if measure == SHARE else Scope()
        if len(part.codes) == 1:
            return self.relations.share_keys(indicator, year, part.codes[0], self._counted(context))
        rated = self.relations.rated(indicator, "percent")
        if measure == "percent_of_plan" and rated and self._planned_whole(indicator):
            return (Key(rated, "actual", year),)
        return self.relations.percent_keys(indicator, measure, year, memory.breakdown, stock=memory.stock)

    def _one_topic(self, context: Context, memory: Memory) -> bool:
        """Whether a percentage without a name can be of one indicator only; a new item may be of the list's whole."""
        return context.item == memory.item[1] or len(memory.said_in(context.sentence).topics) < 2

    def _remember(
        self, context: Context, memory: Memory, indicator: str, breakdown: tuple[str, ...], *, sure: bool
    ) -> None:
        memory.indicator, memory.breakdown, memory.sure = indicator, breakdown, sure
        if context.group < 0:
            memory.outer = (indicator, sure)
        memory.item = (context.sentence, context.item)
        memory.said_in(context.sentence).topics.add(indicator)
        self._begin(context, memory, indicator)
        if memory.said and sure:
            memory.said[-1] = replace(memory.said[-1], own=self._own(indicator))
        memory.group, memory.settled = self.relations.group(indicator), True
        if not breakdown and not context.number.under:
            memory.lead, memory.led = indicator, True
        elif breakdown and indicator != memory.lead:
            memory.led = False  # Something else was told of a part: what follows may be parts of that.

    def _begin(self, context: Context, memory: Memory, indicator: str) -> None:
        """Keep what an item begins with; empty where that is not named."""
        spoken = memory.said_in(context.sentence)
        if spoken.first[0] != context.item:
            spoken.first = (context.item, indicator)

    def _forget(self, context: Context, memory: Memory) -> None:
        self._begin(context, memory, "")
        if context.group >= 0 and not self.names.known(context.before):
            return
        memory.outer = None if context.group < 0 else memory.outer
        if self.names.known(self._unmeasured(context.before)):  # What was named before is not spoken of any more.
            memory.naming, memory.said_in(context.sentence).subject = "", ""
        memory.led = False
        if not context.number.under:
            memory.indicator, memory.breakdown = None, ()

"""What each figure of a sentence states: which indicator, which measure, which year."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reports.draft.contexts import Context, years
from reports.draft.figures import Key
from reports.draft.identifying import NEAR
from reports.draft.naming import Match
from reports.draft.opposing import Side
from reports.draft.parting import Parter
from reports.draft.spans import of_a_day, start_of
from reports.draft.stating import MIXED, Claim, Memory, Named, Spoken, surely, telling
from schemas.prose import any_of

_INHERITED = 0.9
# What a percentage is of: the measure of the figure that it compares with.
BASES = {"percent_of_plan": "plan", "growth": "previous"}


@dataclass(frozen=True)
class Claimer(Parter):
    """Reads claims out of contexts."""

    def claims(self, found: Sequence[Context], memory: Memory) -> Iterator[Claim]:
        """The claims of one passage, in order; the memory goes on from one to the next."""
        memory.spoken, memory.said, memory.grown_from = Spoken(), [], -1
        inside, told = False, list[tuple[Context, Claim]]()
        for each in found:
            context = self._parted(each, memory)
            self._hear(context, memory)
            memory.paired = context.index if context.number.under else memory.paired
            if inside and context.group < 0:  # Behind a bracket the whole goes on.
                known = memory.outer or (memory.indicator, False)
                (memory.indicator, memory.sure), memory.breakdown = known, ()
            inside = context.group >= 0
            self.headed(context, memory)
            memory.turn = self.in_turn(each, found, told, memory)
            claim = self._percent(context, memory) if context.number.percent else self._amount(context, memory)
            told.append((each, claim))
            leads = any_of(self.words.comparing).match(context.tail.strip()) and not context.onward.strip()
            if claim.measure == "growth" and leads:
                memory.grown_from = context.index + 1
            if context.before.strip():
                memory.strange = self.names.known(self._unmeasured(context.before)) and not claim.sure
            spoken = memory.said_in(context.sentence)
            # An estimate that an item speaks of goes on to its percentages.
            yield replace(claim, estimated=spoken.estimated == context.item, dated=bool(spoken.years | spoken.compared))

    def _parted(self, context: Context, memory: Memory) -> Context:
        """The figure without those of its words that named the one before from behind, a comma and all."""
        topic = self.relations.catalogue.indicators.get(memory.indicator or "")
        if topic and (self._restated(context) or self._bare_part(context, memory)):
            context = replace(context, number=self._in_unit(context.number, topic.unit, memory))
        shared = next((n for n in range(len(context.before), 0, -1) if memory.behind.endswith(context.before[:n])), 0)
        memory.behind = ""
        return replace(context, before=context.before[shared:])

    def _amount(self, context: Context, memory: Memory) -> Claim:
        named = self._whose(context, memory)
        if named is None:
            return self._rate(context, memory) or self._unnamed(context, memory)
        change = self._rest(context, memory, named) or self._change(context, memory, named)
        claim = change or self._level(context, memory, named)
        meant = self._doubted(named, context) or named.indicator
        sure = (named.sure or self._confirmed(claim)) and meant == named.indicator
        breakdown = named.breakdown
        if breakdown and surely(context.number.value) and self._has(context.number.value, named.whole):
            memory.said[-1] = replace(memory.said[-1], whole=True)  # The part was spoken of before.
            breakdown = ()
        self._remember(context, memory, meant, breakdown, sure=sure)
        memory.strength = named.strength
        memory.behind = context.after if named.behind else ""
        memory.unit, memory.factor = context.number.unit, context.number.factor
        memory.value, memory.bare = context.number.value, not context.number.noun
        if change is None:
            memory.last, memory.planned_in = Side(claim.measure or "", claim.year or 0), context.group
            memory.outside = memory.last if context.group < 0 else memory.outside
            memory.stock = self._is_stock(claim) and not context.number.under
        return replace(claim, why=self.narrow(context, memory) or named.why)

    def _is_stock(self, claim: Claim) -> bool:
        """Whether an amount is told of what is on the network, by its words or by what it is."""
        there = [key for key in claim.keys if key.indicator in self.relations.heads]
        return claim.measure == "stock" or (telling(claim.number.value) and self._has(claim.number.value, there))

    def _whose(self, context: Context, memory: Memory) -> Named | None:
        """The indicator that an amount is of, and the part of it; None where neither words nor topic tell."""
        if based := self._based(context, memory):
            return based
        lead = memory.lead if memory.lead and not self._other_noun(context, memory.lead) else None
        alike = lead and memory.indicator and self.relations.codes(lead) == self.relations.codes(memory.indicator)
        if alike and not memory.led and self._part(context, memory.indicator or ""):
            lead = None  # What was told of another part last goes on.
        fits = self.relations.fits(lead, context.number) if lead else ""
        if lead and (fits or not context.number.unit) and (part := self._part(context, lead)):
            same = fits == "same"
            sure = memory.led and (same or not (context.number.over or self.names.known(context.tail)))
            return Named(lead, part, sure=sure, strength=1.0)
        if (match := self._upper(context, self.named(context, memory))) is not None:
            doubts, rivals, distinct = self._doubts(context, match, memory.year)
            sure = distinct and self._sure(match, context, memory)
            joint = self._joint(context, match, memory.year)
            named = Named(
                match.indicator,
                (),
                sure,
                match.score,
                doubts,
                rivals,
                joint,
                behind=bool(context.after.strip()) and context.after in match.said,
            )
            if not memory.naming or not match.said.startswith(memory.naming):
                memory.naming, memory.theme = match.said, match.indicator
        elif memory.indicator and self._goes_on(context, memory):
            topic, sure = memory.turn or self._taken_up(context, memory)
            counted = bool(context.number.noun or context.number.unit)
            sure = sure and (counted or self._only_part(context, memory) or self._restated(context))
            named = Named(topic, (), sure, memory.strength * _INHERITED)
        else:
            return None
        spoken = self.part(memory, named.indicator)
        narrowed = self._narrowed_to(named, spoken, memory.year)
        if not spoken.named and self._of_field(memory, named.indicator):
            narrowed = replace(narrowed, sure=False)
        return self._widened(context, memory, narrowed)

    def _doubted(self, named: Named, context: Context) -> str | None:
        """Of the indicators that the words may mean as well, that which has this very figure: it is the topic then."""
        figures, value = self.relations.figures, context.number.value
        others = (*named.doubts, *named.rivals)
        exact = [key for key in others if not key.breakdown and figures.get(key) == value]
        own = self.relations.amount(named.indicator, exact[0].year, (), "")[2] if exact else ()
        return exact[0].indicator if exact and telling(value) and all(figures.get(k) != value for k in own) else None

    def _upper(self, context: Context, match: Match | None) -> Match | None:
        """Of `57/80 lớp`, what is named: the part rather than the whole that it is declared to be of."""
        if match is None or context.below is None:
            return match
        inner = set(self.relations.inners(match.indicator))
        parts = [m for m in self._fitting(context, match.said) if m.indicator in inner]
        return parts[0] if len(parts) == 1 and parts[0].score >= NEAR * match.score else match

    def _based(self, context: Context, memory: Memory) -> Named | None:
        """The topic, for a figure in brackets behind what it was compared with: `bằng 58% kế hoạch (150.000)`."""
        base = memory.base
        fits = memory.indicator and self.relations.fits(memory.indicator, context.number)
        measure = base.change or base.measure or ""
        if not (fits and base.compares and self._aside(context, memory)) or measure not in BASES:
            return None
        return Named(
            memory.indicator or "",
            memory.breakdown,
            memory.sure,
            memory.strength * _INHERITED,
            base=BASES[measure],
            base_year=base.year,
        )

    def _rate(self, context: Context, memory: Memory) -> Claim | None:
        rated, sure = self._rated(context, memory)
        if rated is None:
            return None
        listed, part = self.listed(context, memory), self.part(memory, rated)
        key = Key(rated, "plan" if listed else "actual", listed or memory.year)
        claim = Claim(context.number, rated, key.measure, key.year, (key,), sure=sure, why=self.narrow(context, memory))
        if not part.named or part.lifted:
            return claim
        if len(part.codes) != 1:
            return replace(claim, why="narrower")
        told = part.near or part.headed or part.home
        return replace(claim, keys=(replace(key, breakdown=part.codes[0]),), rivals=(key,), sure=sure and told)

    def _level(self, context: Context, memory: Memory, named: Named) -> Claim:
        """What an amount states that is no rise and no fall."""
        indicator, breakdown = named.indicator, named.breakdown
        if named.base:
            part = breakdown[0] if breakdown else ""
            year, cue = named.base_year or memory.year - 1, "stock" if memory.stock else ""
            plan = (self._plan_key(indicator, memory.year, part),)
            keys = plan if named.base == "plan" else self.relations.amount(indicator, year, breakdown, cue)[2]
            return Claim(
                context.number, indicator, keys[0].measure, keys[0].year, keys, sure=named.sure, strength=named.strength
            )
        measure, year, keys = self._measured(context, memory, indicator, breakdown)
        also, begun = self._also(context, memory, indicator, breakdown), start_of(context, self.words)
        if begun and begun.clear and not keys:
            return Claim(context.number, indicator, measure, year, why="start", said=context.before.strip())
        if begun:  # Where it is not clear, of the start or not.
            at_start = self.relations.at_start(indicator, begun.year or memory.year, breakdown)[2]
            also = () if begun.clear else (*also, *at_start)
        from_what = self._grown_from(context, memory)
        also = (*also, *from_what)
        doubts, listed = named.doubts, self.listed(context, memory)
        # In a list of plans a result shows whose it is.
        reached = [replace(key, measure="actual") for key in keys] if telling(context.number.value) else []
        if listed or self.plainly_planned(context):
            doubts = tuple(replace(key, measure=measure, year=year) for key in doubts)
        claim = Claim(
            context.number,
            indicator,
            measure,
            year,
            keys,
            sure=not (begun and not begun.clear)
            and (not from_what or (bool(years(context.tail)) and len(memory.said_in(context.sentence).topics) < 2))
            and not of_a_day(f"{context.since} {context.tail}")
            and (named.sure or (bool(listed) and self._has(context.number.value, reached)))
            and (bool(years(context.tail)) or not self._start(context))
            and not self._result_behind(context)
            and (memory.cue != MIXED or len(keys) < 2)
            and (bool(listed) or not self._reached_aim(context, keys)),
            said=context.before.strip(),
            strength=named.strength,
            also=also,
            doubts=doubts,
            rivals=(
                *named.rivals,
                *self._maybe_planned(context, indicator, year),
                *self._of_compared(context, memory, indicator, breakdown),
            ),
            joint=() if listed else named.joint,
        )
        claim = self._counting(context, memory, named, claim)
        if len(breakdown) > 1:
            sums = tuple(Key(keys[0].indicator, keys[0].measure, year, code) for code in breakdown)
            return replace(claim, keys=(), also=(), sums=sums)
        if inner := self._inner(context, keys):
            return replace(claim, keys=inner, sure=False)
        return claim

    def _grown_from(self, context: Context, memory: Memory) -> tuple[Key, ...]:
        """What a growth may be from that an amount behind it tells: `tăng 9,2% so với 1.815 tỷ đồng`; of any topic."""
        if memory.grown_from != context.index:
            return ()
        topics = sorted(memory.said_in(context.sentence).topics)
        own = self._dated(context) or years(context.tail) or [memory.year - 1]
        of = self.part(memory, topics[0]).codes[:1] if topics else ()
        return tuple(
            key for each in topics for part in {(), of} for key in self.relations.amount(each, own[-1], part, "")[2]
        )

    def _of_compared(
        self, context: Context, memory: Memory, indicator: str, breakdown: tuple[str, ...]
    ) -> Iterator[Key]:
        """The figures of what the same was compared with before: `tăng 9,2% so với năm 2013, đạt 1.815 tỷ đồng`."""
        spoken = memory.said_in(context.sentence)
        for year in spoken.compared - spoken.years - spoken.facing if memory.indicator == indicator else ():
            yield from self.relations.amount(indicator, year, breakdown, "")[2]

    def _maybe_planned(self, context: Context, indicator: str, year: int) -> tuple[Key, ...]:
        """The plan of what was done, where nothing says that it was: `Sở được giao tổ chức 80 lớp tập huấn`."""
        whole = self._planned_whole(indicator)
        done = any_of((*self.words.results, *self.words.measures.actual)).search(f"{context.before} {context.lead}")
        return (Key(whole, "actual", year),) if whole and not done else ()

    def _reached_aim(self, context: Context, keys: Sequence[Key]) -> bool:
        """Whether behind `chỉ tiêu` and a name stands what was reached: the word may say `indicator`."""
        results = (self.relations.figures.get(replace(key, measure="actual")) for key in keys)
        return self._target(context) == "named" and context.number.value in results

    def _inner(self, context: Context, keys: Sequence[Key]) -> tuple[Key, ...]:
        """Of `39/41 đơn vị được thanh tra có vi phạm`, what the first may be where the second is the figure named."""
        below = context.below
        if below is None or not any(self.relations.figures.get(key) == below.value for key in keys):
            return ()
        if context.number.value == below.value:
            return ()
        return tuple(key for each in keys for key in self.relations.inner(each))

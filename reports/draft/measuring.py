"""Which measure and which year a figure states: a result, a plan, a stock, a rise or a fall, a percentage of what."""

import re
from dataclasses import dataclass

from reports.draft.citing import compares_before, own_years
from reports.draft.contexts import Context, years
from reports.draft.figures import Key
from reports.draft.identifying import Identifier
from reports.draft.opposing import opposed
from reports.draft.planning import planned
from reports.draft.spans import of_a_part, start_of
from reports.draft.stating import Memory, Piece, Spoken
from schemas.prose import alternatives, any_of

_CLAUSE = re.compile(r"[,;:(]")


@dataclass(frozen=True)
class Measurer(Identifier):
    """Finds the measure of a figure, by the declared words."""

    def _hear(self, context: Context, memory: Memory) -> None:
        """Keep what the sentence says up to and around a figure."""
        said = memory.said_in(context.sentence)
        said_here = f"{context.since} {context.tail} {context.beyond}"
        heard = self._heard_years(context, memory, said)
        compared = {*years(said_here)} - {*own_years(said_here, self.words)}
        said.outside |= heard - compared if context.group < 0 else set()
        planned = (self.words.measures.plan, self.words.measures.next_plan, self.words.aims)
        said.aims |= any_of(self.words.aims).search(f"{context.before} {context.lead}") is not None
        said.plan |= any(any_of(words).search(f"{context.before} {context.lead}") for words in planned)
        if any_of(self.words.estimates).search(f"{context.before} {context.lead}"):
            said.estimated = context.item
        said.sides = opposed(f"{context.since} {context.tail}", self.words, memory.year) or said.sides
        said.shares |= any_of(self.words.percents.share).search(f"{context.since} {context.lead}") is not None
        if said.subject is None:
            said.subject, said.listed = context.before, memory.plans or self.planned(context.since, memory)
        own = context.since.rpartition(";")[2]
        told = any_of((*self.words.results, *self.words.measures.actual)).search(own)
        if told and not any_of(self.words.aims).search(own):
            said.reached = context.item
        said.cue = (self._cues_of(f"{context.since} {context.tail}") or [said.cue])[-1]
        ahead = context.since.rpartition("(")[0] if context.group >= 0 else ""
        memory.said.append(Piece(said_here, context.sentence, item=context.item, group=context.group, ahead=ahead))

    def _heard_years(self, context: Context, memory: Memory, said: Spoken) -> set[int]:
        """The years around a figure, kept for the figures behind it; those merely compared with are kept apart.

        A level may be of a year that leads to it so: `so với năm 2013 đạt 1.815 tỷ đồng`. What says by how much
        something changed closes the comparison.
        """
        leading = f"{context.before} {context.lead}"
        heard, behind = {*years(leading)}, {*years(context.tail)}
        against = heard - {*own_years(leading, self.words)}
        if any_of(self.words.measures.previous).search(leading):
            heard.add(memory.year - 1)
            against |= {memory.year - 1} if compares_before(leading, self.words) else set()
        behind_against = behind - {*own_years(context.tail, self.words)}
        differs = context.number.percent or any_of((*self.words.rises, *self.words.falls, *self.words.outdone)).search(
            context.lead
        )
        if differs:
            against |= {year for year in heard | behind if year < memory.year}
        taken_up = said.compared if any_of(self.words.then).search(context.since) else set()
        said.facing = said.coming | taken_up | (set() if differs else against)
        said.coming = set() if differs else behind_against
        said.compared |= against | behind_against
        said.years |= (heard | behind) - against - behind_against
        return heard | behind

    def planned(self, text: str, memory: Memory) -> int:
        """The year of the plans that a text's colon opens a list of; 0 where it opens none."""
        return planned(text, self.words, max(self._headed(memory), default=memory.year))

    def listed(self, context: Context, memory: Memory) -> int:
        """The year that a list of plans gives the figure, whose item tells of no result; else 0."""
        said = memory.said_in(context.sentence)
        own = self._dated(context)
        return said.listed if said.reached != context.item and own in ([], [said.listed]) else 0

    def _measured(
        self, context: Context, memory: Memory, indicator: str, breakdown: tuple[str, ...]
    ) -> tuple[str, int, tuple[Key, ...]]:
        """The measure, the year and the figures that an amount may be."""
        lead = context.lead
        named = self._dated(context)
        year = named[-1] if named else memory.year
        plan = any_of(self.words.measures.plan).search(lead) or any_of(self.words.measures.next_plan).search(lead)
        if context.number.under:
            return self.relations.under(indicator, year, breakdown)
        if self._after_part(context, memory):
            return self.relations.under(indicator, year, breakdown)
        if (begun := start_of(context, self.words)) and begun.clear:
            return self.relations.at_start(indicator, begun.year or memory.year, breakdown)
        part = breakdown[0] if breakdown else ""
        if listed := self.listed(context, memory):
            return "plan", listed, (Key(indicator, "plan", listed, part),)
        aimed = self._aimed(context, memory) if not named else 0
        target = self.relations.planned(indicator) and self._target(context)
        if plan or target or self._planned_behind(context.tail) or aimed or (named and year > memory.year):
            return "plan", aimed or year, (self._plan_key(indicator, aimed or year, part),)
        if any_of(self.words.measures.previous).search(lead) or self._start(context):
            year -= 0 if named else 1
        return self.relations.amount(indicator, year, breakdown, self._counted(context) or memory.cue)

    def _plan_key(self, indicator: str, year: int, part: str) -> Key:
        """The plan of an indicator: its own, or the indicator that is declared to be planned in its stead."""
        whole = self._planned_whole(indicator)
        return Key(whole, "actual", year) if whole and not part else Key(indicator, "plan", year, part)

    def _planned_whole(self, indicator: str) -> str:
        """Of an indicator without plans, that which it is of where its name says that it is the plan; else empty."""
        found = self.relations.catalogue.indicators
        whole = "" if self.relations.planned(indicator) else found[indicator].of or ""
        plans = any_of((*self.words.measures.plan, *self.words.aims))
        return whole if whole and plans.search(found[whole].name_vi.lower()) else ""

    def _after_part(self, context: Context, memory: Memory) -> bool:
        """Whether a figure without a name is what the one before is a part of: `cấp 2.409 trên tổng mức 3.000`."""
        found = re.search(rf"(?<!\w)(?:{alternatives(self.words.within)})\s*$", context.lead)
        goes_on = memory.item[0] == context.sentence and not self._other_noun(context, memory.indicator or "")
        return found is not None and goes_on and not self.names.known(self._unmeasured(context.lead[: found.start()]))

    def _dated(self, context: Context) -> list[int]:
        """The years that a figure's words give it; behind `lên` and the like those before are of the level before."""
        for text in (context.lead, context.before):
            levels = list(any_of(self.words.levels_from).finditer(text))
            rest = text[levels[-1].end() :] if levels and years(context.tail) else text
            if named := own_years(rest, self.words):
                return named
            if rest is not text:
                return years(context.tail)
        return years(context.dated)

    def _counted(self, context: Context) -> str:
        """What a figure's own words say of stock and flow; empty where they say both or neither."""
        cues = self._cues_of(f"{context.before} {context.tail}") or self._cues_of(context.lead)
        return cues[0] if len(set(cues)) == 1 else ""

    def _cues_of(self, text: str) -> list[str]:
        """What a text says of stock (`stock`, what is on the network) and flow (`new`), in order."""
        cues = (("stock", self.words.measures.stock), ("new", self.words.measures.new))
        return [cue for _, cue in sorted((m.end(), cue) for cue, words in cues for m in any_of(words).finditer(text))]

    def _also(self, context: Context, memory: Memory, indicator: str, breakdown: tuple[str, ...]) -> tuple[Key, ...]:
        """The figures that an amount may be by what its sentence has said before.

        `Kế hoạch năm 2015: A 2.000, B 3.000` plans B as well; `từ 1.815 tỷ đồng năm 2013 lên 1.982 tỷ đồng năm
        2014` gives each year behind its figure. What fits one of them is not contradicted.
        """
        if self.listed(context, memory) or self._after_part(context, memory):
            return ()
        spoken = memory.said_in(context.sentence)
        part = breakdown[0] if breakdown else ""
        plain, cue = self.plainly_planned(context), self._counted(context) or memory.cue
        also: list[Key] = []
        planned = (plain or spoken.plan) and not self._told_reached(context, memory, indicator)
        headed = self._headed(memory) or ((memory.year + 1,) if spoken.aims else ())
        if aimed := self._aimed(context, memory):
            # Under a heading alone a sentence may still tell of what was reached.
            also += [] if spoken.plan else self.relations.amount(indicator, memory.year, breakdown, cue)[2]
            named: tuple[int, ...] = (aimed,)
        else:
            named = (*sorted(spoken.years | spoken.facing), memory.year, *headed)
        for year in self._own_year(context) or named:
            also += [] if plain else self.relations.amount(indicator, year, breakdown, cue)[2]
            also += [Key(indicator, "plan", year, part)] if planned or headed else []
        return tuple(dict.fromkeys(also))

    def _told_reached(self, context: Context, memory: Memory, indicator: str) -> bool:
        """Whether a figure's words tell of what was reached, and not of the plan that the sentence named before."""
        if any_of((*self.words.measures.plan, *self.words.aims)).search(context.lead):
            return False
        given = memory.last is not None and memory.last.measure == "plan" and memory.indicator == indicator
        words = (*self.words.results, *self.words.measures.actual) if given else self.words.results
        return memory.item[0] == context.sentence and any_of(words).search(context.lead) is not None

    def plainly_planned(self, context: Context) -> bool:
        """Whether the words lead from a plan straight to the figure, with nothing of what was reached among them."""
        plans = list(any_of((*self.words.measures.plan, *self.words.targets)).finditer(context.lead))
        reached = any_of((*self.words.measures.actual, *self.words.results)).search(context.lead)
        return bool(plans) and not reached and not _CLAUSE.search(context.lead[plans[-1].end() :])

    def _target(self, context: Context) -> str:
        """`plain` where `chỉ tiêu` leads straight to a figure, `named` where a name stands between; else empty."""
        found = list(any_of(self.words.targets).finditer(context.lead))
        rest = context.lead[found[-1].end() :] if found else ""
        if not found or any_of((*self.words.measures.actual, *self.words.results)).search(rest):
            return ""
        return "named" if self.names.known(self._unmeasured(rest)) else "plain"

    def _start(self, context: Context) -> bool:
        """Whether a figure is where something rose or fell from: `giảm từ 468,5 tỷ đồng xuống 423 tỷ đồng`."""
        if not context.lead.rstrip().endswith("từ"):
            return False
        moves = any_of((*self.words.rises, *self.words.falls)).search(context.lead)
        return moves is not None or any_of(self.words.levels_to).search(context.tail) is not None

    def _own_year(self, context: Context) -> tuple[int, ...]:
        """The one year that a figure's own words give it: `năm 2014 đạt 89 tỷ đồng`, and not `so với năm 2013`."""
        text = context.lead if years(context.lead) else context.before
        named = years(text)
        elsewhere = (*self.words.percents.growth, *self.words.measures.previous, *self.words.levels_from)
        if len(named) != 1 or years(context.tail) or any_of(elsewhere).search(text):
            return ()
        return tuple(named)

    def _aimed(self, context: Context, memory: Memory) -> int:
        """The coming year that the sentence plans for, where no result was named since; 0 where it does not."""
        spoken = memory.said_in(context.sentence)
        named = spoken.years if context.group >= 0 else spoken.outside
        coming = [year for year in named or self._headed(memory) if year > memory.year]
        done = any_of(self.words.results).search(f"{context.before} {context.lead}")
        planned = spoken.plan or self._headed(memory)
        return max(coming, default=0) if planned and not done and len(coming) >= len(named) else 0

    def _headed(self, memory: Memory) -> tuple[int, ...]:
        """The coming years that the nearest heading with a year, else the title, is about: `Phương hướng năm 2015`."""
        title = [memory.aimed] if memory.aimed else []
        named = next((found for _, text in reversed(memory.outline) if (found := years(text.lower()))), title)
        return tuple(named) if named and min(named) > memory.year else ()

    def narrow(self, context: Context, memory: Memory) -> str:
        """Why the figure is not the year's for the province, where the words say so."""
        text = f"{context.before} {context.tail}"
        said = memory.said_in(context.sentence)
        if any_of(self.words.wholes).search(text):
            said.narrow = ""
        found = self.narrowed(text, memory)
        if context.group >= 0:  # What a bracket says ends with it.
            said.aside = (context.group, found) if found or said.aside[0] != context.group else said.aside
            found = said.aside[1]
        else:
            said.narrow = found or said.narrow
        return found or ("" if memory.breakdown else said.narrow)

    def narrowed(self, text: str, memory: Memory) -> str:
        """Why a figure is not the year's for the province, where a lower-case text says so."""
        others = {found[0] for found in any_of(self.words.provinces).finditer(text)} - {memory.place}
        if any_of(self.words.elsewhere).search(text) or others:
            return "elsewhere"
        return "narrower" if of_a_part(text, self.words) else ""

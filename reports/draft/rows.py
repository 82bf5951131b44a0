"""What a figure of a table states: by its row and its column, or by a column whose parts the rows are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from reports.draft.claims import Claimer
from reports.draft.contexts import Context
from reports.draft.figures import DIFFERENCES, Key
from reports.draft.heads import dated
from reports.draft.identifying import FULL
from reports.draft.naming import Match
from reports.draft.numbers import Number
from reports.draft.scope import Scope
from reports.draft.sheets import FALLS, LIKELY, OPPOSED, UNCLEAR, UNSIGNED, Column
from reports.draft.stating import Claim, Memory
from reports.draft.wording import STRONG
from schemas.prose import any_of
from schemas.text import folded

_SURELY_BASE = 100_000
_NEAR = 0.9
_PERCENTS = ("percent_of_plan", "growth", OPPOSED)


@dataclass(frozen=True)
class Rows:
    """Reads what the cells of a table state, by the words of the catalogue."""

    claimer: Claimer

    def by_columns(self, columns: Sequence[Column], labels: Sequence[str]) -> str:
        """The list whose entries the rows are, where a column names an indicator that it breaks down; else empty."""
        relations, names = self.claimer.relations, self.claimer.names
        lists = dict.fromkeys(name for c in columns if c.indicator for name in relations.part_lists(c.indicator))
        fitting = {name: sum(bool(names.breakdowns(name, label)) for label in labels) for name in lists}
        best = max(fitting, key=lambda name: fitting[name], default="")
        return best if best and fitting[best] * 2 > len(labels) else ""

    def broken_down(self, number: Number, label: str, column: Column, total: bool, rows: str) -> Claim:
        """A cell whose column names the indicator and whose row the part of it, or the whole."""
        relations = self.claimer.relations
        indicator, clear = self._kept_by(column, rows)
        number, sure = self._assumed(number, indicator)
        if indicator is None or not relations.fits(indicator, number):
            return Claim(number, why="unnamed", year=column.year, said=label)
        codes = () if total else tuple(self.claimer.names.breakdowns(rows, label))
        if column.measure == UNCLEAR:
            return Claim(number, indicator, why="no_measure", said=label)
        if not total and not codes:
            return Claim(number, indicator, "actual", column.year, why="unnamed", said=label)
        if column.measure == "growth":
            return self._grown(Claim(number, indicator, "growth", column.year, sure=clear, said=label), column, codes)
        measure, year, keys = relations.amount(indicator, column.year, codes, _cue(column))
        sure = sure and clear and not column.gained
        claim = Claim(number, indicator, measure, year, keys, sure=sure, said=label, strength=1.0)
        if len(codes) > 1:
            return replace(claim, keys=(), sums=tuple(replace(keys[0], breakdown=code) for code in codes))
        return claim

    def _grown(self, claim: Claim, column: Column, codes: tuple[str, ...]) -> Claim:
        """The claim of a cell that says by how much the part of a row grew, or the whole."""
        there = column.there or any_of(self.claimer.words.measures.stock).search(folded(column.head)) is not None
        found = self.claimer.relations.percent_keys(claim.indicator or "", "growth", column.year, (), stock=there)
        keys = tuple(replace(key, breakdown=codes[0]) if codes else key for key in found)
        falls = column.moves == FALLS and claim.number.value > 0
        offset = self._from_hundred(claim.number, keys)
        claim = replace(claim, keys=keys, offset=offset, sign=-1 if falls else 1, unsigned=column.moves == UNSIGNED)
        return claim if len(codes) < 2 else replace(claim, why="narrower")

    def _kept_by(self, column: Column, rows: str) -> tuple[str | None, bool]:
        """The best named indicator of a column among those kept by the list of the rows, and whether it is clear."""
        figures = self.claimer.relations.figures.values
        codes = {code for _, code in self.claimer.names.codes.get(rows, ())}
        kept = {key.indicator for key in figures if key.breakdown in codes}
        ranked = [m for m in self.claimer.names.rank(column.head) if m.score >= LIKELY]
        fitting = [m for m in self.claimer.relations.families(ranked) if kept & self._family(m.indicator)]
        if column.indicator is None or not fitting:
            return None, False
        rivals = [m for m in fitting[1:] if m.score >= fitting[0].score * _NEAR]
        return fitting[0].indicator, fitting[0].score >= STRONG and not rivals

    def _family(self, indicator: str) -> set[str]:
        return {indicator, self.claimer.relations.catalogue.indicators[indicator].stock or indicator}

    def _assumed(self, number: Number, indicator: str | None) -> tuple[Number, bool]:
        """A figure without a unit counts in the indicator's own; money may be short of its thousands."""
        if indicator is None or number.unit:
            return number, True
        unit = self.claimer.relations.catalogue.units[self.claimer.relations.catalogue.indicators[indicator].unit]
        return replace(number, unit=unit.base), unit.whole or number.value >= _SURELY_BASE

    def of_row(self, number: Number, label: str, column: Column, memory: Memory) -> Claim:
        """A cell whose row names the indicator and whose column the measure."""
        context = Context(number, 0, f"{label.lower()} ", "", "", "", 0, 0, -1, fresh=True)
        match = self._named(context, column, memory)
        if match and column.measure == "share" and (share := self._of_market(number, label, match, column, memory)):
            return share
        if match is None or column.measure == "share":
            return Claim(number, why="unnamed", measure=None, year=column.year, said=label)
        if column.measure == UNCLEAR:
            return Claim(number, match.indicator, why="no_measure", said=label)
        claim = Claim(number, match.indicator, column.measure, column.year, sure=True, said=label, strength=1.0)
        memory.group = self.claimer.relations.group(match.indicator)
        # A title of half a year does not hold for what a head says to be the plan of the year.
        named = "năm" in folded(column.head).split() or dated(column.head)
        yearly = column.measure == "plan" and named and not column.partial
        heard = self.claimer.narrowed(context.before, memory) if yearly else self.claimer.narrow(context, memory)
        if narrow := heard or self._narrowed(match, label):
            return replace(claim, why=narrow)
        part = self.claimer.part(memory, match.indicator)
        return self._of_part(claim, column, part) if part.named else self._measured(claim, column)

    def _of_market(self, number: Number, label: str, match: Match, column: Column, memory: Memory) -> Claim | None:
        """The claim of a `Thị phần` in a submitter's own report: of what there is. None where it is something else."""
        part = self.claimer.part(memory, match.indicator)
        market = any_of(self.claimer.words.markets).search(folded(column.head))
        if not market or not part.home or len(part.codes) != 1 or column.partial or memory.partial:
            return None
        years = dated(column.head) or [memory.year]
        keys = self.claimer.relations.share_keys(match.indicator, years[0], part.codes[0], "stock")
        return Claim(number, match.indicator, "share", years[0], keys, sure=len(years) == 1, said=label, strength=1.0)

    def _narrowed(self, match: Match, label: str) -> str:
        """Why a row is no figure of the whole: its label is that of a part, or names one besides."""
        entry = match.covered < FULL and self.claimer.of_a_part(label)
        own = self.claimer.names.own.get(match.indicator, frozenset())
        lists = self.claimer.relations.part_lists(match.indicator)
        return "narrower" if entry or self.claimer.names.parts(lists, own, label) else ""

    def _of_part(self, claim: Claim, column: Column, part: Scope) -> Claim:
        """A row of a table that is of a district or of a submitter; the whole may stand in it as well."""
        if len(part.codes) != 1 or claim.indicator is None or column.measure not in ("actual", "new", "stock"):
            return replace(claim, why="narrower")
        measure, _, keys = self.claimer.relations.amount(claim.indicator, column.year, part.codes, _cue(column))
        return replace(claim, measure=measure, keys=keys, doubts=self._measured(claim, column).keys, sure=False)

    def _measured(self, claim: Claim, column: Column) -> Claim:
        """The claim with the figures that the measure of its column may be."""
        relations, indicator = self.claimer.relations, claim.indicator or ""
        if column.sides:
            top, base = (side.of(indicator) for side in column.sides)
            offset = self._over_hundred(claim.number, top, base)
            return replace(claim, measure="growth", keys=(top,), over=base, offset=offset)
        if column.measure in ("growth", "change"):
            sign = -1 if column.moves == FALLS and claim.number.value > 0 else 1
            claim = replace(claim, sign=sign, unsigned=column.moves == UNSIGNED)
        if column.measure in _PERCENTS:
            keys = relations.percent_keys(indicator, column.measure, column.year, (), stock=column.there)
            offset = self._from_hundred(claim.number, keys) if column.measure == "growth" else Decimal(0)
            return replace(claim, keys=keys, offset=offset)
        if column.measure == "plan":
            return replace(claim, keys=(Key(indicator, "plan", column.year),))
        if column.measure == "change":
            of = relations.levels(indicator, stock=column.there)
            keys = tuple(Key(each, measure, column.year) for each in of for measure in DIFFERENCES)
            return replace(claim, keys=keys, sure=False)
        new = any_of(self.claimer.words.measures.new).search(folded(claim.said))
        measure, _, keys = relations.amount(indicator, column.year, (), "new" if new else _cue(column))
        if column.gained:
            of = relations.levels(indicator, stock=False)
            also = tuple(Key(each, change, column.year) for each in of for change in DIFFERENCES)
            return replace(claim, keys=keys, measure=measure, also=also, sure=False)
        return replace(claim, keys=keys, measure=measure)

    def _named(self, context: Context, column: Column, memory: Memory) -> Match | None:
        """The indicator of a row; what is said in percent, of no plan and no growth, is kept in percent itself."""
        number = context.number
        market = column.measure == "share" and any_of(self.claimer.words.markets).search(folded(column.head))
        if column.measure in _PERCENTS or not number.percent or market:
            return self.claimer.named(context, memory)
        indicators = self.claimer.relations.catalogue.indicators
        ranked = self.claimer.names.rank(context.before)
        return next((m for m in ranked if m.score >= STRONG and indicators[m.indicator].unit == "percent"), None)

    def _over_hundred(self, number: Number, top: Key, base: Key) -> Decimal:
        """What makes a percentage of one figure in another of a cell: 100 where it says 16 for 116."""
        figures = self.claimer.relations.figures
        over, under = figures.get(top), figures.get(base)
        right = over / under * 100 if over is not None and under else Decimal(100)
        return Decimal(100) if abs(number.value + 100 - right) < abs(number.value - right) else Decimal(0)

    def _from_hundred(self, number: Number, keys: Sequence[Key]) -> Decimal:
        """What makes a growth of a figure: -100 where it is 107 for a rise of seven percent."""
        rights = [right for key in keys if (right := self.claimer.relations.figures.get(key)) is not None]
        grown = any(abs(number.value - 100 - right) < abs(number.value - right) for right in rights[:1])
        return Decimal(-100) if grown and number.value > 0 else Decimal(0)


def _cue(column: Column) -> str:
    """What the head of a column says of stock and flow."""
    return column.measure if column.measure in ("stock", "new") else ""

"""The figures of a draft's tables: what each cell states, by the labels of its row and its column."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from reports.draft.beside import of_their_years
from reports.draft.claims import Claimer
from reports.draft.contexts import years
from reports.draft.heads import ORDINAL, SIGNS, counts, dated, head_of, int_or, level_of, moving
from reports.draft.numbers import Number, Reader
from reports.draft.opposing import opposed
from reports.draft.passages import Grid, Passage
from reports.draft.rows import Rows
from reports.draft.sheets import LIKELY, OPPOSED, UNSIGNED, Cell, Column, Counted, Sheet
from reports.draft.spans import PART, START, WITHIN, span_of, started
from reports.draft.stating import Claim, Memory
from reports.draft.twofold import described, differing
from schemas.prose import any_of
from schemas.text import bracketed, folded, key

# The year of a head over several columns begins that of each: `Năm 2013 Tăng trưởng (%)`.
_HEADED = re.compile(r"(?:năm\s+)?((?:19|20)\d{2})(?!\d)")


@dataclass(frozen=True)
class TableReader:
    """Reads tables by the words of the catalogue."""

    reader: Reader
    claimer: Claimer

    def sheet(self, grid: Grid, memory: Memory) -> Sheet:
        """The table's figures and what they state; `memory.heading` is its title."""
        width = max((len(row) for row in grid.rows), default=0)
        blank = Passage("", ((0, 0, 1),))
        rows = [(*row, *[blank] * (width - len(row))) for row in grid.rows]
        top = self._heads(rows)
        heads = [head_of(rows[:top], place) for place in range(width)]
        filled = [(n, row) for n, row in enumerate(rows[top:], start=top + 1) if any(cell.text.strip() for cell in row)]
        body = [row for _, row in filled]
        label = self._label_column(heads, body)
        columns = self._columns(heads, body, label, memory)
        labels = tuple(_label(row, label, columns) for row in body)
        totals = frozenset(i for i, each in enumerate(labels) if key(each) in self._totals)
        cells = tuple(self._cells(body, heads, labels, columns, totals, memory))
        if top == 0:
            cells = tuple(
                replace(cell, claim=Claim(cell.number, why="unnamed", said=cell.claim.said)) for cell in cells
            )
        memory.tables += 1
        cells = tuple(_placed(cell, memory.tables, filled[cell.row][0], labels[cell.row]) for cell in cells)
        return Sheet(tuple(columns), labels, totals, cells, self._nested(body, labels))

    def _nested(self, body: Sequence[Sequence[Passage]], labels: Sequence[str]) -> bool:
        """Whether some rows sum up others: the numbering has levels, or a label begins as a subtotal or a part."""
        levels = {level_of(row[0].text.strip()) for row in body if ORDINAL.fullmatch(row[0].text.strip())}
        marks = any_of((*self.claimer.words.parts, *self.claimer.relations.catalogue.words.subtotals))
        inner = [each for each in labels if key(each) not in self._totals]
        return len(levels) > 1 or any(marks.match(folded(each).lstrip("-+• ")) for each in inner)

    @property
    def _totals(self) -> set[str]:
        return {key(word) for word in self.claimer.relations.catalogue.words.totals}

    def _heads(self, rows: Sequence[Sequence[Passage]]) -> int:
        """How many rows stand above the figures; a row that numbers the columns is one of them."""
        for place, row in enumerate(rows):
            filled = [cell.text.strip() for cell in row if cell.text.strip()]
            figures = [text for text in filled[1:] if self.reader.cell(text) and years(text) != [int_or(text)]]
            numbering = len(filled) > 2 and all(ORDINAL.fullmatch(text) for text in filled)
            if figures and not (numbering and counts(filled)):
                return place
        return len(rows)

    def _label_column(self, heads: Sequence[str], body: Sequence[Sequence[Passage]]) -> int:
        """The first column whose cells are mostly words."""
        ignored = {key(word) for word in self.claimer.relations.catalogue.words.ignored_headers}
        for place, head in enumerate(heads):
            texts = [row[place].text.strip() for row in body if row[place].text.strip()]
            words = [text for text in texts if not self.reader.cell(text) and not ORDINAL.fullmatch(text)]
            if key(head) not in ignored and len(words) * 2 > len(texts):
                return place
        return 0

    def _columns(
        self, heads: Sequence[str], body: Sequence[Sequence[Passage]], label: int, memory: Memory
    ) -> list[Column]:
        catalogue = self.claimer.relations.catalogue
        ignored = {key(word) for word in (*catalogue.words.ignored_headers, *catalogue.words.unit_marks)}
        found = []
        for place in range(label + 1, len(heads)):
            texts = [row[place].text.strip() for row in body if row[place].text.strip(" -–*")]
            figures = [text for text in texts if self.reader.cell(text)]
            if key(heads[place]) not in ignored and figures and len(figures) * 2 >= len(texts):
                found.append(self._column(place, heads[place], figures, memory))
        return of_their_years(described(differing(found, self.claimer.words)))

    def _column(self, place: int, head: str, figures: Sequence[str], memory: Memory) -> Column:
        said = folded(head)
        percent = "%" in said or sum("%" in text for text in figures) * 2 > len(figures)
        sides = opposed(said, self.claimer.words, memory.year) if percent or "/" in said or "so " in said else None
        measure, year = self._measure(said, memory.year, percent=percent) if sides is None else (OPPOSED, sides[0].year)
        unit = ("percent", 1) if percent or measure in ("percent_of_plan", "growth", OPPOSED) else self._unit(head)
        named = self.claimer.names.rank(head) if measure in ("actual", "new", "stock", "growth") else []
        indicator = named[0].indicator if named and named[0].score >= LIKELY else None
        signed = any(number.value < 0 for text in figures if (number := self.reader.cell(text)))
        moves = moving(said, self.claimer.words) or ("" if signed else UNSIGNED)
        whole = not memory.partial or measure == "plan" or any_of(self.claimer.words.wholes).search(said)
        span = span_of(said, self.claimer.words) or ("" if whole else PART)
        if span == START and (found := started(said, self.claimer.words)):
            measure, year = "stock", int(found["year"] or memory.year) - 1
        total = key(head) in self._totals
        return Column(place, head, measure, year, unit, indicator, total, sides, moves, span=span)

    def _measure(self, said: str, year: int, *, percent: bool) -> tuple[str, int]:
        """The measure that a column's head says, and its year."""
        words = self.claimer.words
        named = dated(said)
        plan = any_of((*words.measures.plan, *words.measures.next_plan)).search(said)
        if any_of(words.measures.next_plan).search(said):
            return "plan", year + 1
        if plan:
            compares = percent or any_of(("so với", "so", "tỷ lệ", "đạt")).search(said)
            return ("percent_of_plan" if compares else "plan"), named[-1] if named else year
        moves = any_of((*words.rises, *words.falls, *words.differences)).search(said) or SIGNS.search(said)
        new = any_of(words.measures.new).search(said)
        if percent:
            growth = moves or any_of((*words.percents.growth, *words.starts)).search(said) or len(named) > 1
            headed = _HEADED.match(said)
            return ("growth" if growth else "share"), int(headed[1]) if headed and len(named) == 1 else year
        if moves and not new:
            return "change", year
        if any_of(words.measures.previous).search(said):
            return "actual", year - 1
        there = any_of(words.measures.stock if new else (*words.measures.stock, *words.ends)).search(said)
        measure = "stock" if there else "new" if new else "actual"
        return measure, named[-1] if named else year

    def _unit(self, text: str) -> Counted:
        """The unit that a text states in brackets or behind `ĐVT:`; an empty code where it states none."""
        spoken = [*bracketed(text), *re.findall(r"(?:đvt|đơn vị(?: tính)?)\s*:\s*([^)\n]+)", folded(text))]
        return next((counted for each in spoken if (counted := self._counted(each))[0]), ("", 1))

    def _counted(self, text: str) -> Counted:
        """The unit that a text names, with the magnitude before it."""
        units, said = self.claimer.relations.unit_labels, folded(text)
        if said in units:
            return units[said], 1
        size, _, rest = said.partition(" ")
        times = self.claimer.relations.catalogue.words.magnitudes.get(size, 0)
        return (units[rest], times) if times and rest in units else ("", 1)

    def _cells(
        self,
        body: Sequence[Sequence[Passage]],
        heads: Sequence[str],
        labels: Sequence[str],
        columns: Sequence[Column],
        totals: frozenset[int],
        memory: Memory,
    ) -> Iterator[Cell]:
        marks = {key(word) for word in self.claimer.relations.catalogue.words.unit_marks}
        units = next((place for place, head in enumerate(heads) if key(head) in marks), None)
        stated, caption = ("", 1), self._unit(memory.heading)
        rows = Rows(self.claimer)
        by_columns = rows.by_columns(columns, labels)
        for place, row in enumerate(body):
            if units is not None and row[units].text.strip():
                stated = self._counted(row[units].text)
            for column in columns:
                number = self.reader.cell(row[column.place].text)
                if number is None:
                    continue
                told = (column.unit, self._unit(labels[place]), stated, caption)
                number = self._scaled(number, next((unit for unit in told if unit[0]), ("", 1)))
                claim = (
                    rows.broken_down(number, labels[place], column, place in totals, by_columns)
                    if by_columns
                    else rows.of_row(number, labels[place], column, memory)
                )
                estimated = any_of(self.claimer.words.estimates).search(folded(column.head)) is not None
                claim = replace(claim, estimated=estimated, dated=bool(dated(column.head)))
                claim = self._of_its_time(claim, column)
                yield Cell(row[column.place], number, place, column, claim)

    def _of_its_time(self, claim: Claim, column: Column) -> Claim:
        """The claim of a column that is of a part of the year, which nothing is kept of, or of its start."""
        if column.partial:
            return replace(claim, why=claim.why or "narrower")
        kind, why = {START: ("stock", "start"), WITHIN: ("flow", "change")}.get(column.span, ("", ""))
        if not kind or claim.why or claim.sums:
            return claim
        indicators = self.claimer.relations.catalogue.indicators
        keys = tuple(each for each in claim.keys if indicators[each.indicator].aggregation == kind)
        return replace(claim, keys=keys, why="" if keys else why)

    def _scaled(self, number: Number, counted: Counted) -> Number:
        """The figure in the unit that its column or row states."""
        unit, times = counted
        if number.unit or not unit:
            return number
        known = self.claimer.relations.catalogue.units[unit]
        scaled = replace(number.times(Decimal(known.factor * times)), unit=known.base)
        return replace(scaled, other=None) if known.base == "percent" else scaled


def _placed(cell: Cell, table: int, row: int, label: str) -> Cell:
    """The cell with where it stands, for people: by its labels, and by numbers from 1."""
    place = f"{label} · {cell.column.head} (bảng {table}, dòng {row}, cột {cell.column.place + 1})"
    return replace(cell, claim=replace(cell.claim, cell=place))


def headless(grid: Grid, reader: Reader) -> bool:
    """Whether the first row of a table holds figures already."""
    return bool(grid.rows) and any(reader.cell(cell.text) for cell in grid.rows[0][1:] if not years(cell.text))


def _label(row: Sequence[Passage], label: int, columns: Sequence[Column]) -> str:
    """The words of a row: its label, or what stands before the figures where that is blank."""
    if row[label].text.strip():
        return row[label].text.strip()
    first = columns[0].place if columns else len(row)
    return next((cell.text.strip() for cell in row[:first] if cell.text.strip()), "")

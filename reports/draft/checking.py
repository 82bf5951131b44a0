"""A whole draft: every figure of it with its verdict, by the warehouse first and by the draft itself then."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from reports.draft.arithmetic import sums
from reports.draft.citing import uncited, unspelled
from reports.draft.claims import Claimer
from reports.draft.columns import sums_of
from reports.draft.contexts import contexts, opening
from reports.draft.dated import Told, confirms, of_part, partial, report_year, undated
from reports.draft.figures import Figures, Key, of_rows, with_parts
from reports.draft.heads import date_line, outlined
from reports.draft.inside import against_itself
from reports.draft.judging import CONTRADICTS, UNCHECKED, Finding, judged
from reports.draft.labels import made
from reports.draft.numbers import Reader, lowered
from reports.draft.passages import Block, Grid, Passage
from reports.draft.planning import goes_on
from reports.draft.reading import read_draft
from reports.draft.relations import Relations, related
from reports.draft.siblings import as_listed
from reports.draft.stating import Claim, Memory
from reports.draft.tables import TableReader, headless
from reports.draft.weighing import Made, weigh
from reports.draft.whose import other_province, own_part, own_place
from schemas.catalogue import Catalogue
from schemas.prose import Prose

OTHER = "other_province"
_CLEARER = 0.02


@dataclass(frozen=True)
class Judged:
    """A figure of the draft in its passage, and the verdict on it."""

    passage: Passage
    finding: Finding


def check_draft(
    path: Path, catalogue: Catalogue, words: Prose, figures: Figures, year: int | None = None
) -> list[Judged]:
    """Judge every figure of the draft in a file, in reading order.

    year: the year that the report is about; found in the draft when it is not given.
    Raises UnreadableFile for a file that cannot be read.
    """
    return checked(read_draft(path), catalogue, words, figures, year)


@dataclass(frozen=True)
class _Desk:
    """A draft with what it is read and judged by; `other`: the province that it is of, where it is another one."""

    blocks: Sequence[Block]
    words: Prose
    figures: Figures
    relations: Relations
    reader: Reader
    claimer: Claimer
    other: str


def checked(
    blocks: Sequence[Block], catalogue: Catalogue, words: Prose, figures: Figures, year: int | None = None
) -> list[Judged]:
    """Judge every figure of the blocks of a draft; that of another province is held against itself alone."""
    other = other_province(blocks, words, catalogue.letterhead.place)
    told = Told(year) if year else report_year(blocks, words, figures)
    figures = with_parts(of_rows([]) if other else figures, catalogue)
    relations = related(catalogue, figures)
    said = catalogue.words
    reader = Reader(words, list(catalogue.units.values()), said.magnitudes, said.abbreviations)
    claimer = Claimer(made(catalogue, words, relations.reporters), words, relations)
    desk = _Desk(blocks, words, figures, relations, reader, claimer, other)
    if not told.firm and not other:
        tried = {each: _judged(desk, Told(each)) for each in told.spoken}
        confirmed = [each for each, found in tried.items() if confirms([judged.finding for judged in found])]
        if len(confirmed) == 1:
            return tried[confirmed[0]]
    return _judged(desk, told)


def _judged(desk: _Desk, told: Told) -> list[Judged]:
    """Every figure of a draft that is about a year."""
    place = own_place(desk.blocks, desk.words, desk.relations.catalogue.letterhead.place)
    memory = Memory(told.year, aimed=told.plans, place=place, home=own_part(desk.blocks, desk.claimer))
    titled = of_part(desk.blocks, desk.words)
    found: list[tuple[Passage, Claim]] = []
    making: list[Made] = []
    for block in continued(desk.blocks, desk.reader):
        said = (partial(text.lower(), desk.words) for _, text in reversed(memory.outline))
        memory.partial = next((each for each in said if each is not None), titled)
        read = _of_passage(desk, block, memory) if isinstance(block, Passage) else _of_grid(desk, block, memory)
        claims, sums_up = read
        making += [each.behind(len(found)) for each in sums_up]
        found += claims
    findings = [judged(claim, desk.figures, desk.relations) for _, claim in found]
    findings = [undated(each, told) for each in as_listed(found, findings, desk.figures, desk.relations)]
    findings = _weighed(against_itself(without_echoes(found, findings)), making, desk.other)
    return [Judged(passage, finding) for (passage, _), finding in zip(found, findings, strict=True)]


def _of_passage(desk: _Desk, block: Passage, memory: Memory) -> tuple[list[tuple[Passage, Claim]], list[Made]]:
    """What the figures of a passage state, and what they make up."""
    memory.said = []
    numbers = desk.reader.numbers(block.text)
    if block.heading:
        # The place of a date line is none of figures.
        memory.heading, memory.group = "" if date_line(block.text) else block.text, None
        memory.outline = memory.outline if numbers else outlined(memory.outline, block.text)
    memory.begin()
    listed = goes_on(memory.before, block.text, desk.words)
    memory.plans = memory.plans if listed else 0
    opens = block.text.rstrip(" *").endswith(":")
    desk.claimer.introduce(memory, listed=listed and not opens)
    if opens:
        memory.plans = desk.claimer.planned(block.text.lower(), memory) or memory.plans
    memory.before = block.text
    memory.opening = opening(block.text) or memory.heading
    around = contexts(unspelled(uncited(lowered(block.text), desk.words), desk.words), numbers)
    claims = [(block, claim) for claim in desk.claimer.claims(around, memory)]
    memory.intro = desk.claimer.introduced(block.text.lower(), memory) if opens else memory.intro
    return claims, [Made(s.index, s.right, s.parts, s.holds, s.why) for s in sums(block.text, around, desk.words)]


def _of_grid(desk: _Desk, block: Grid, memory: Memory) -> tuple[list[tuple[Passage, Claim]], list[Made]]:
    """The same of a table."""
    memory.said = []
    memory.begin()
    sheet = TableReader(desk.reader, desk.claimer).sheet(block, memory)
    places = {id(cell): i for i, cell in enumerate(sheet.cells)}
    made_up = [
        Made(places[id(o.cell)], o.right, tuple(places[id(part)] for part in o.parts), o.holds, o.why)
        for o in sums_of(sheet)
    ]
    return [(cell.passage, cell.claim) for cell in sheet.cells], made_up


def _weighed(findings: list[Finding], making: Sequence[Made], other: str) -> list[Finding]:
    """The findings with what the draft's own arithmetic adds, and whose draft it is where it is another province's."""
    for each in making:
        weigh(each, findings)
    if not other:
        return findings
    return [replace(f, why=OTHER, detail=other) if f.why == "no_figure" else f for f in findings]


def continued(blocks: Sequence[Block], reader: Reader) -> Iterator[Block]:
    """The blocks, with a table that goes on behind a page's end joined to its beginning: it has no heads of its own."""
    before: Grid | None = None
    for block in blocks:
        if isinstance(block, Grid) and before and _width(block) == _width(before):
            if headless(block, reader):
                before = Grid((*before.rows, *block.rows))
                continue
            if _repeats(block, before):
                before = Grid((*before.rows, *block.rows[1:]))
                continue
        if before:
            yield before
        before = block if isinstance(block, Grid) else None
        if before is None:
            yield block
    if before:
        yield before


def _repeats(grid: Grid, before: Grid) -> bool:
    """Whether a table has the head of the one before and counts on: the next page repeats the head."""
    heads = [[cell.text for cell in each.rows[0]] for each in (grid, before)]
    first = [cell.text.strip(" .") for cell in grid.rows[1][:1]] if len(grid.rows) > 1 else []
    return heads[0] == heads[1] and first not in ([], ["1"], ["I"], ["A"], ["a"])


def _width(grid: Grid) -> int:
    return max((len(row) for row in grid.rows), default=0)


def without_echoes(found: Sequence[tuple[Passage, Claim]], findings: Sequence[Finding]) -> list[Finding]:
    """The findings, without contradictions of a figure that its passage states rightly under a clearer name.

    What is left of `26 vị trí xây dựng trạm (11 trạm; 9 trạm; …)` are parts; they are no wrong totals.
    """
    clearest: dict[tuple[int, Key], float] = {}
    for (passage, claim), finding in zip(found, findings, strict=True):
        agrees = finding.key and finding.verdict not in (CONTRADICTS, UNCHECKED)
        worked_out = claim.number.percent or claim.over or claim.less
        if finding.key and agrees and not (worked_out or claim.number.under):
            place = (id(passage), finding.key)
            clearest[place] = max(clearest.get(place, 0.0), claim.strength)
    kept = []
    for (passage, claim), finding in zip(found, findings, strict=True):
        echo = finding.key and clearest.get((id(passage), finding.key), 0.0) > claim.strength + _CLEARER
        worked_out = claim.number.percent or claim.over or claim.less
        doubtful = finding.verdict == CONTRADICTS and finding.why != "name" and not worked_out
        kept.append(Finding(claim, UNCHECKED, why="narrower") if echo and doubtful else finding)
    return kept

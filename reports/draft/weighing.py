"""What the draft's own arithmetic adds to the verdicts of the warehouse: totals, percentages, operands."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from reports.draft.comparing import AGREES, ROUNDED, compared, shown
from reports.draft.figures import SHARE
from reports.draft.judging import CERTAIN, CONTRADICTS, ITSELF, UNCHECKED, Finding
from reports.draft.ratios import GROWN
from reports.draft.sheets import UNSIGNED


@dataclass(frozen=True)
class Made:
    """A figure that others of its block make up: their places among its figures, and what they make."""

    index: int
    right: Decimal
    parts: tuple[int, ...]
    holds: bool
    why: str

    def behind(self, others: int) -> "Made":
        """The same with places among all figures of the draft, of which so many stand before the block."""
        return replace(self, index=self.index + others, parts=tuple(part + others for part in self.parts))


def weigh(made_up: Made, findings: list[Finding]) -> None:
    """What the draft's own arithmetic adds to the verdict of the warehouse on the figures that take part."""
    here = findings[made_up.index]
    parts = [findings[place] for place in made_up.parts]
    if made_up.why == UNSIGNED:
        findings[made_up.index] = Finding(here.claim, UNCHECKED, why=UNSIGNED)
        return
    if made_up.why == "operands":
        findings[made_up.index] = _by_operands(made_up, here, [part.verdict for part in parts])
        return
    if made_up.why == "quarter" and not parts[0].verdict.startswith(AGREES):
        return  # The year is not known to be right.
    if made_up.holds:
        if made_up.why == GROWN and here.verdict == CONTRADICTS:  # It has grown from something else.
            findings[made_up.index] = Finding(here.claim, UNCHECKED, why="no_measure")
            return
        doubtful = here.verdict == CONTRADICTS and (
            (here.claim.strength < CERTAIN and made_up.why == "parts") or here.claim.measure == SHARE
        )
        if here.verdict == UNCHECKED or doubtful:
            verdict = compared(here.claim.number, made_up.right) or AGREES
            findings[made_up.index] = replace(
                here, verdict=verdict, expected=_shown(made_up, here), why="adds_up", detail=str(made_up.right)
            )
        return
    if any(part.verdict in (CONTRADICTS, ITSELF) for part in parts):
        return
    weak = here.verdict == CONTRADICTS and here.claim.strength < CERTAIN and made_up.why == "parts"
    if here.verdict == UNCHECKED or weak:
        expected = None if made_up.why == "beyond" else _shown(made_up, here)
        findings[made_up.index] = replace(
            here, verdict=ITSELF, expected=expected, why=made_up.why, detail=str(made_up.right)
        )
    elif here.verdict not in (CONTRADICTS, ITSELF) and made_up.why in ("parts", "total_row", "total_column"):
        _blame_part(made_up, findings)


def _by_operands(made_up: Made, here: Finding, operands: Sequence[str]) -> Finding:
    """The finding on a percentage of a table that stands beside its operands: they decide.

    It is left as it is where one of them is told to be wrong, or where the warehouse has all three: they are rounded.
    Which of several growths is meant, that of what is new or of what there is, they show.
    """
    expected, detail = _shown(made_up, here), str(made_up.right)
    if made_up.holds:
        verdict = compared(here.claim.number, made_up.right) or ROUNDED
        right = here.verdict not in (CONTRADICTS, UNCHECKED)
        return here if right else replace(here, verdict=verdict, expected=expected, why="adds_up", detail=detail)
    wrong = CONTRADICTS in operands or ITSELF in operands
    if here.claim.measure == "percent_of_plan" and here.verdict.startswith(AGREES) and {*operands} == {AGREES}:
        return Finding(here.claim, UNCHECKED, why="no_measure")  # It is right of something else.
    several = here.verdict == CONTRADICTS and len(here.claim.keys) > 1
    if wrong or (here.verdict != UNCHECKED and UNCHECKED not in operands and not several):
        return here
    return replace(here, verdict=ITSELF, expected=expected, why="operands", detail=detail)


def _blame_part(made_up: Made, findings: list[Finding]) -> None:
    """The total is right by the warehouse: where one part alone is not proven, that part is wrong."""
    open_parts = [place for place in made_up.parts if findings[place].verdict == UNCHECKED]
    if len(open_parts) == 1:
        place = open_parts[0]
        part = findings[place]
        right = findings[made_up.index].claim.number.value - made_up.right + part.claim.number.value
        if right >= 0:
            expected = shown(right, part.claim)
            findings[place] = replace(part, verdict=ITSELF, expected=expected, why="part", detail=str(right))


def _shown(made_up: Made, finding: Finding) -> str:
    return shown(made_up.right, replace(finding.claim, offset=Decimal(0), sign=1, measure=None))

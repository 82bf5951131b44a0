"""What a draft says twice: figures that no warehouse knows, held against the other places that state them."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from reports.draft.comparing import compared, shown
from reports.draft.figures import Key
from reports.draft.judging import ITSELF, UNCHECKED, Finding


def against_itself(findings: Sequence[Finding]) -> list[Finding]:
    """The findings, with those that the warehouse could not judge judged by what the draft states elsewhere."""
    stated = _stated(findings)
    return [_held(finding, stated) for finding in findings]


def _stated(findings: Sequence[Finding]) -> dict[Key, Decimal]:
    """What the draft says most often of each figure that the warehouse does not hold."""
    said: dict[Key, list[Finding]] = defaultdict(list)
    for finding in findings:
        claim = finding.claim
        if _telling(finding) and not claim.number.percent:
            said[claim.keys[0]].append(finding)
    return {key: _most(each) for key, each in said.items()}


def _telling(finding: Finding) -> bool:
    """Whether a figure that the warehouse does not hold says plainly what it is, and no difference from something."""
    claim = finding.claim
    unknown = finding.verdict == UNCHECKED and finding.why == "no_figure" and claim.sure and bool(claim.keys)
    return unknown and claim.measure != "change"


def _most(findings: Sequence[Finding]) -> Decimal:
    """The value stated most often; among equals the first, and an exact one before a rounded one."""
    exact = [f for f in findings if not f.claim.number.nearly] or list(findings)
    return Counter(f.claim.number.value for f in exact).most_common(1)[0][0]


def _held(finding: Finding, stated: dict[Key, Decimal]) -> Finding:
    claim = finding.claim
    if not _telling(finding):
        return finding
    key = claim.keys[0]
    right = _worked_out(key, stated) if claim.number.percent else stated.get(key)
    if right is None:
        return finding
    value = claim.number.value * claim.sign + claim.offset
    if verdict := compared(claim.number, right, value):
        twice = claim.number.percent
        return replace(finding, verdict=verdict, why="adds_up", expected=shown(right, claim)) if twice else finding
    if not claim.number.percent and compared(replace(claim.number, value=right), claim.number.value):
        return finding
    why = "of_plan" if claim.number.percent else "twice"
    return replace(finding, verdict=ITSELF, expected=shown(right, claim), why=why, detail=str(right), key=key)


def _worked_out(key: Key, stated: dict[Key, Decimal]) -> Decimal | None:
    """A percentage from the amounts that the draft itself states."""
    result = stated.get(replace(key, measure="actual"))
    if key.measure == "percent_of_plan":
        base, less = stated.get(replace(key, measure="plan")), Decimal(0)
    elif key.measure == "growth":
        base, less = stated.get(replace(key, measure="actual", year=key.year - 1)), Decimal(100)
    else:
        return None
    return result / base * 100 - less if result is not None and base else None

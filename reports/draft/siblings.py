"""Lists of bare figures: what all others of a list show that a figure is which its words alone leave open."""

from collections.abc import Sequence
from dataclasses import replace

from reports.draft.comparing import AGREES
from reports.draft.figures import Figures
from reports.draft.judging import CONTRADICTS, UNCHECKED, Finding, judged
from reports.draft.passages import Passage
from reports.draft.relations import Relations
from reports.draft.stating import Claim, telling
from reports.draft.wording import STRONG

_MANY = 3


def as_listed(
    found: Sequence[tuple[Passage, Claim]], findings: Sequence[Finding], figures: Figures, relations: Relations
) -> list[Finding]:
    """The findings; one of a bare figure that is not sure is told where three others of its list agree.

    `phát triển mới: cố định có dây 2.169, di động trả sau 29.672, xDSL 22.915, FTTH 3.900`.
    """
    lists: dict[tuple[object, ...], list[Finding]] = {}
    for (passage, claim), finding in zip(found, findings, strict=True):
        if _bare(claim):
            lists.setdefault((id(passage), *_kind(claim)), []).append(finding)
    return [
        _told(finding, lists.get((id(passage), *_kind(claim)), ()), figures, relations) if _bare(claim) else finding
        for (passage, claim), finding in zip(found, findings, strict=True)
    ]


def _bare(claim: Claim) -> bool:
    """Whether a figure of a sentence has its name before it and nothing behind it."""
    number = claim.number
    return bool(claim.keys and claim.said.strip(" ,;*-")) and not (
        claim.cell or number.percent or number.unit or number.noun or number.nearly
    )


def _kind(claim: Claim) -> tuple[object, ...]:
    return claim.measure, claim.year, claim.keys[0].breakdown if claim.keys else ""


def _told(finding: Finding, listed: Sequence[Finding], figures: Figures, relations: Relations) -> Finding:
    """The finding, held against the same part that the others of its list agree with."""
    claim = finding.claim
    if finding.verdict != UNCHECKED or finding.why != "unsure" or claim.strength < STRONG:
        return finding
    keys = [f.key for f in listed if f.key and f.verdict == AGREES and telling(f.claim.number.value)]
    apart = {key.indicator for key in keys} - {key.indicator for key in claim.keys}
    parts = {key.breakdown for key in keys}
    if len(apart) < _MANY or len(parts) > 1 or any(f.verdict == CONTRADICTS for f in listed):
        return finding
    meant = tuple(replace(key, breakdown=next(iter(parts))) for key in claim.keys)
    return judged(replace(claim, keys=meant, sure=True), figures, relations)

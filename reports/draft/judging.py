"""Whether what a figure states holds, by the figures of the warehouse."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from reports.draft.comparing import AGREES, ROUNDED, TRUNCATED, compared, shown
from reports.draft.figures import SHARE, Figures, Key
from reports.draft.relations import Relations
from reports.draft.stating import Claim, surely, swapped, telling

CONTRADICTS, ITSELF, UNCHECKED = "contradicts", "contradicts_itself", "not_checkable"
_FAR, _FARTHEST = 10, 5000
_POWERS = (1000, 1000000)
CERTAIN = 0.95
_TIMES = 3
_NAMED, _LONG, _FEW = 0.66, 5, 3


@dataclass(frozen=True)
class Finding:
    """The verdict on one figure: what is right in its stead (as printed), and why; `sentence` is a code of words."""

    claim: Claim
    verdict: str
    expected: str | None = None
    why: str = ""
    detail: str = ""
    key: Key | None = None


def judged(claim: Claim, figures: Figures, relations: Relations) -> Finding:
    """The verdict on a claim by the warehouse alone."""
    if claim.why:
        return _settled(claim, relations)
    if claim.over or claim.less:
        return _of_two(claim, figures)
    rights = _rights(claim, figures)
    if agreeing := _agreeing(claim, rights, figures):
        return agreeing
    if not rights:
        return Finding(claim, UNCHECKED, why="no_figure" if claim.keys or claim.sums else "no_measure")
    if rival := next((key for key in claim.rivals if _is_that_of(claim, key, figures)), None):
        own = rival.indicator in (claim.indicator, *(key.indicator for key in claim.keys))
        why = "rival" if not own else "whole" if rival.breakdown == "" and _of_part(claim) else "other_year"
        return Finding(claim, UNCHECKED, why=why, detail=rival.indicator if why != "other_year" else str(rival.year))
    finding = _differing(claim, rights, relations)
    return _estimated(finding, figures) if finding.verdict == CONTRADICTS else finding


def _of_part(claim: Claim) -> bool:
    return any(key.breakdown for key in claim.keys)


def _is_that_of(claim: Claim, key: Key, figures: Figures) -> bool:
    """Whether an amount is exactly the figure of a key; a percentage may be rounded."""
    if claim.number.percent:
        return any(compared(claim.number, right, _stated(claim)) for right in figures.stated(key))
    return claim.number.value in figures.stated(key)


def _estimated(finding: Finding, figures: Figures) -> Finding:
    """A contradiction of a year that is running: of its estimate; none where what is estimated has none."""
    claim, key = finding.claim, finding.key
    if key is None:
        return finding
    if figures.estimate(key) is not None:
        return replace(finding, why="estimate_differs")
    if claim.estimated and figures.is_running(key.indicator, key.year):
        return Finding(claim, UNCHECKED, why="not_estimated")
    return finding


def _of_two(claim: Claim, figures: Figures) -> Finding:
    """The finding on what is worked out from two figures."""
    return _left(claim, claim.less, figures) if claim.less else _opposed(claim, claim.over or claim.keys[0], figures)


def _opposed(claim: Claim, over: Key, figures: Figures) -> Finding:
    """The finding on a percentage of one figure in another, such as a plan in the result of the year before.

    An amount is how much the one is more than the other.
    """
    key = claim.keys[0]
    pairs = [(top, base) for top in figures.stated(key) for base in figures.stated(over) if base]
    rights = [top / base * 100 if claim.number.percent else top - base for top, base in pairs]
    if not rights:
        return Finding(claim, UNCHECKED, why="no_figure")
    right = next((each for each in rights if compared(claim.number, each, _stated(claim))), rights[0])
    verdict = compared(claim.number, right, _stated(claim)) or (CONTRADICTS if claim.sure else "")
    if not verdict:
        return Finding(claim, UNCHECKED, why="unsure")
    why = "compared" if verdict == CONTRADICTS else "compared_holds"
    return Finding(claim, verdict, shown(right, claim), why, str(right), key)


def _left(claim: Claim, less: Key, figures: Figures) -> Finding:
    """The finding on what is left of a figure without another: it agrees, or its words may say something else."""
    whole, part = figures.get(claim.keys[0]), figures.get(less)
    verdict = compared(claim.number, whole - part) if whole is not None and part is not None else None
    if whole is None or part is None or verdict is None:
        return Finding(claim, UNCHECKED, why="others")
    return Finding(claim, verdict, shown(whole - part, claim), "left", str(whole - part), less)


def _settled(claim: Claim, relations: Relations) -> Finding:
    """What the words alone decide: a wrong name, or that nothing can be compared."""
    if claim.why == "name":
        name = relations.catalogue.label(relations.catalogue.indicators[claim.keys[0].indicator])
        return Finding(claim, CONTRADICTS, f"{name}: {claim.number.text}", "name", key=claim.keys[0])
    return Finding(claim, UNCHECKED, why=claim.why)


def _agreeing(claim: Claim, rights: Sequence[tuple[Key, Decimal]], figures: Figures) -> Finding | None:
    """The finding where the figure is one of those that it may be, or one that the same words may mean."""
    for key, right in rights:
        if verdict := compared(claim.number, right, _stated(claim)):
            why = "estimate_agrees" if right == figures.estimate(key) and verdict != TRUNCATED else ""
            why = "joint" if claim.sums else why
            return Finding(claim, verdict, shown(right, claim), why, key=key)
    for key, also in ((each, also) for each in claim.also for also in _meant(each, claim, figures)):
        fits = compared(claim.number, also, _stated(claim))
        if fits in (AGREES, ROUNDED):
            return Finding(claim, fits, shown(also, claim), key=key)
    for key in claim.doubts:
        if claim.number.value in figures.stated(key):
            return Finding(claim, AGREES, shown(claim.number.value, claim), key=key)
    return _summed(claim, figures)


def _summed(claim: Claim, figures: Figures) -> Finding | None:
    """The finding where the figure is the sum of figures that the same words may mean."""
    for keys in claim.joint:
        parts = [part for key in keys if (part := figures.get(key)) is not None]
        if (
            len(parts) == len(keys)
            and telling(claim.number.value)
            and (verdict := compared(claim.number, sum(parts, Decimal(0))))
        ):
            return Finding(claim, verdict, shown(sum(parts, Decimal(0)), claim), "joint", key=keys[0])
    return None


def _differing(claim: Claim, rights: Sequence[tuple[Key, Decimal]], relations: Relations) -> Finding:
    """The contradiction, where it is sure that the indicator is meant."""
    key, right = _likeliest(claim, rights, relations)
    planned = relations.catalogue.indicators[claim.indicator or key.indicator].planned
    stray = _far(claim, right, _FARTHEST) or (claim.strength < CERTAIN and not planned and _far(claim, right, _FAR))
    if claim.unsigned and any(compared(claim.number, -each, _stated(claim)) for _, each in rights):
        return Finding(claim, UNCHECKED, why="unsigned")
    if slip := _slip(claim, rights, relations):
        return slip
    if not claim.sure or stray or _broken(claim, right, relations):
        return Finding(claim, UNCHECKED, why="change" if claim.measure == "change" else "unsure")
    return _contradiction(claim, key, right, relations)


def _slip(claim: Claim, rights: Sequence[tuple[Key, Decimal]], relations: Relations) -> Finding | None:
    """The contradiction where two digits changed places, or a unit is wrong by thousands, in a figure of many digits.

    To meet another quantity's figure that way by chance is so unlikely that the words need not be sure.
    """
    value, others = claim.number.value, (*claim.also, *claim.doubts)
    named = [right for _, right in rights]
    whole = claim.strength >= 1 and not (claim.number.over or claim.number.under or _of_part(claim))
    tried = [(key, right, 4) for key, right in rights]
    if claim.number.places:  # `214,5` for 124,48.
        step = claim.number.step
        tried += [(key, (right / step).quantize(Decimal(1), ROUND_HALF_UP) * step, 4) for key, right in rights]
    tried += [(key, right, 5) for key in others for right in relations.figures.stated(key)]
    for key, right, digits in tried:
        # Of a name in full also 91 for 19.
        full = whole and right in named and claim.measure == "actual" and swapped(value, right, 2, 2)
        few = full or (claim.strength >= _NAMED and right in named and swapped(value, right, _LONG, _FEW))
        if (few or swapped(value, right, digits)) and not claim.number.percent:
            return Finding(claim, CONTRADICTS, shown(right, claim), "slip", key=key)
        if surely(value) and any(value * power == right or value == right * power for power in _POWERS):
            return _contradiction(claim, key, right, relations)
    return None


def _far(claim: Claim, right: Decimal, times: int) -> bool:
    """Whether a count is so far from the figure that it will be of something else; not where a unit went wrong."""
    value, right = claim.number.value, abs(right)
    if telling(value) and any(value * power == right or value == right * power for power in _POWERS):
        return False
    return not claim.number.percent and not right / times < value < right * times


def _broken(claim: Claim, right: Decimal, relations: Relations) -> bool:
    """Whether a figure has decimals though it is said of what comes whole: a mean, a rate, a density."""
    number = claim.number
    unit = relations.catalogue.units.get(number.unit)
    whole = unit is not None and unit.whole and number.factor == 1
    return whole and number.value != number.value.to_integral_value() and number.other != right


def _stated(claim: Claim) -> Decimal:
    """The value that the figure states: a fall is negative, what exceeds the plan counts from a hundred."""
    return claim.number.value * claim.sign + claim.offset


def _rights(claim: Claim, figures: Figures) -> list[tuple[Key, Decimal]]:
    if claim.sums:
        parts = [figures.get(key) for key in claim.sums]
        known = [part for part in parts if part is not None]
        return [(claim.sums[0], sum(known, Decimal(0)))] if len(known) == len(parts) else []
    return [(key, right) for key in claim.keys for right in _meant(key, claim, figures)]


def _meant(key: Key, claim: Claim, figures: Figures) -> tuple[Decimal, ...]:
    """The values that a figure may rightly have: the estimate alone where the words say that it is one."""
    estimate = figures.estimate(key) if claim.estimated else None
    return figures.stated(key) if estimate is None else (estimate,)


def _likeliest(claim: Claim, rights: Sequence[tuple[Key, Decimal]], relations: Relations) -> tuple[Key, Decimal]:
    """The figure that was meant, where several may be: one whose kin has what is printed, else the nearest or first."""
    if len(rights) == 1:
        return rights[0]
    value = _stated(claim)

    def distance(right: Decimal) -> Decimal:
        return max(abs(value), abs(right)) / max(min(abs(value), abs(right)), Decimal("0.001"))

    def kin(key: Key) -> bool:
        return telling(value) and any(compared(claim.number, other) == AGREES for other in relations.kin(key))

    def share(key: Key) -> bool:
        return key.measure == SHARE and any(compared(claim.number, other) for other in relations.kin(key))

    return min(
        rights, key=lambda each: (not (kin(each[0]) or share(each[0])), distance(each[1]) > _TIMES, rights.index(each))
    )


def _contradiction(claim: Claim, key: Key, right: Decimal, relations: Relations) -> Finding:
    number, expected = claim.number, shown(right, claim)
    if claim.sums:
        return Finding(claim, CONTRADICTS, expected, "joint_differs", str(right), key)
    if number.other is not None and number.other == right:
        return Finding(claim, CONTRADICTS, expected, "separator", key=key)
    for power in _POWERS:
        if number.value * power == right or number.value == right * power:
            return Finding(claim, CONTRADICTS, expected, "unit", str(power), key=key)
    if expected.startswith(("tăng ", "giảm ")) or expected == f"-{number.text}":
        return Finding(claim, CONTRADICTS, expected, "direction", key=key)
    twins = list(relations.twins(key, number.value)) if telling(number.value) else []
    if twins:
        return Finding(claim, CONTRADICTS, expected, "twin", twins[0], key=key)
    return Finding(claim, CONTRADICTS, expected, "differs", key=key)

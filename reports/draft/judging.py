"""Whether what a figure states holds, by the figures of the warehouse."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from reports.draft.figures import Figures, Key
from reports.draft.numbers import Number
from reports.draft.relations import Relations
from reports.draft.stating import Claim, surely, swapped, telling
from reports.numbers import vi_number

AGREES, ROUNDED, TRUNCATED = "agrees", "agrees_rounded", "agrees_truncated"
CONTRADICTS, ITSELF, UNCHECKED = "contradicts", "contradicts_itself", "not_checkable"
_NEAR = Decimal("0.1")
_FAR, _FARTHEST = 10, 5000
_POWERS = (1000, 1000000)
CERTAIN = 0.95


@dataclass(frozen=True)
class Finding:
    """The verdict on one figure: what is right in its stead (as printed), and why; `sentence` is a code of words."""

    claim: Claim
    verdict: str
    expected: str | None = None
    why: str = ""
    detail: str = ""
    key: Key | None = None


def compared(number: Number, right: Decimal, printed: Decimal | None = None) -> str | None:
    """The verdict when the right figure is `right`: exact, rounded, cut off or about; None when it is another."""
    value = number.value if printed is None else printed
    if value == right:
        return AGREES
    if _rounded(right, number.step, ROUND_HALF_UP) == value:
        return ROUNDED
    if _rounded(right, number.step, ROUND_DOWN) == value:
        return TRUNCATED
    if number.nearly and _about(number, value, right):
        return ROUNDED
    return None


def _rounded(value: Decimal, step: Decimal, how: str) -> Decimal:
    return (value / step).quantize(Decimal(1), rounding=how) * step


def _about(number: Number, value: Decimal, right: Decimal) -> bool:
    """Whether `hơn`, `gần` or `khoảng` says true: on the right side, and nearer than a tenth."""
    if abs(right - value) > max(abs(value), abs(number.value)) * _NEAR:
        return False
    return {"more": right >= value, "less": right <= value}.get(number.nearly, True)


def judged(claim: Claim, figures: Figures, relations: Relations) -> Finding:
    """The verdict on a claim by the warehouse alone."""
    if claim.why:
        return _settled(claim, relations)
    if claim.over:
        return _opposed(claim, claim.over, figures)
    rights = _rights(claim, figures)
    if agreeing := _agreeing(claim, rights, figures):
        return agreeing
    if not rights:
        return Finding(claim, UNCHECKED, why="no_figure" if claim.keys or claim.sums else "no_measure")
    finding = _differing(claim, rights, relations)
    return _estimated(finding, figures) if finding.verdict == CONTRADICTS else finding


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


def _opposed(claim: Claim, over: Key, figures: Figures) -> Finding:
    """The finding on a percentage of one figure in another, such as a plan in the result of the year before."""
    key = claim.keys[0]
    rights = [top / base * 100 for top in figures.stated(key) for base in figures.stated(over) if base]
    if not rights:
        return Finding(claim, UNCHECKED, why="no_figure")
    right = next((each for each in rights if compared(claim.number, each, _stated(claim))), rights[0])
    verdict = compared(claim.number, right, _stated(claim)) or (CONTRADICTS if claim.sure else "")
    if not verdict:
        return Finding(claim, UNCHECKED, why="unsure")
    why = "compared" if verdict == CONTRADICTS else "compared_holds"
    return Finding(claim, verdict, shown(right, claim), why, str(right), key)


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
    key, right = _likeliest(claim, rights)
    planned = relations.catalogue.indicators[claim.indicator or key.indicator].planned
    stray = _far(claim, right, _FARTHEST) or (claim.strength < CERTAIN and not planned and _far(claim, right, _FAR))
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
    tried = [(key, right, 4) for key, right in rights]
    tried += [(key, right, 5) for key in others for right in relations.figures.stated(key)]
    for key, right, digits in tried:
        if swapped(value, right, digits) and not claim.number.percent:
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


def _likeliest(claim: Claim, rights: Sequence[tuple[Key, Decimal]]) -> tuple[Key, Decimal]:
    """The figure that was meant: the one with the most digits in common where several may be, else the first."""
    if len(rights) == 1:
        return rights[0]
    value = _stated(claim)

    def distance(right: Decimal) -> Decimal:
        return max(abs(value), abs(right)) / max(min(abs(value), abs(right)), Decimal("0.001"))

    return min(rights, key=lambda each: (distance(each[1]) > 3, rights.index(each)))


def _contradiction(claim: Claim, key: Key, right: Decimal, relations: Relations) -> Finding:
    number, expected = claim.number, shown(right, claim)
    if number.other is not None and number.other == right:
        return Finding(claim, CONTRADICTS, expected, "separator", key=key)
    for power in _POWERS:
        if number.value * power == right or number.value == right * power:
            return Finding(claim, CONTRADICTS, expected, "unit", str(power), key=key)
    twins = list(relations.twins(key, number.value)) if telling(number.value) else []
    if twins:
        return Finding(claim, CONTRADICTS, expected, "twin", twins[0], key=key)
    return Finding(claim, CONTRADICTS, expected, "differs", key=key)


def shown(right: Decimal, claim: Claim) -> str:
    """A figure as it would stand in the draft: in the printed unit, with as many decimals as it needs there."""
    number = claim.number
    moves = claim.measure == "change" or (number.percent and claim.measure == "growth" and claim.offset >= 0)
    stated = right - claim.offset
    value = abs(stated) if moves else stated
    places = number.places if number.percent else _places(value / number.factor, number.places)
    text = vi_number(value / number.factor, places)
    behind = number.text[_digits_end(number.text) :]
    sign = ""
    if moves and (stated < 0) != (claim.sign < 0):
        sign = "giảm " if stated < 0 else "tăng "
    return f"{sign}{text}{behind}"


def exactly(right: Decimal, claim: Claim) -> str:
    """The exact figure in the unit that the draft prints, a fall without its sign."""
    number = claim.number
    value = right / number.factor * (-1 if claim.measure == "change" and right < 0 else 1)
    places = max(0, -value.normalize().as_tuple().exponent)  # type: ignore[operator]
    behind = number.text[_digits_end(number.text) :]
    return f"{vi_number(value, places if number.factor > 1 else min(places, 2))}{behind}"


def _places(value: Decimal, printed: int) -> int:
    """Decimals: those printed, or as many as the exact value has where it is no rounded one (at most 3)."""
    exact = max(0, -value.normalize().as_tuple().exponent)  # type: ignore[operator]
    return exact if exact <= 3 else max(printed, 1)


def _digits_end(text: str) -> int:
    return max(i for i, character in enumerate(text, start=1) if character.isdigit())

"""Whether a printed figure is another one, and how a figure would be printed in its stead."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from reports.draft.numbers import Number
from reports.draft.stating import Claim
from reports.numbers import vi_number

AGREES, ROUNDED, TRUNCATED = "agrees", "agrees_rounded", "agrees_truncated"
_NEAR = Decimal("0.1")


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
    if abs(right - value) > min(abs(value), abs(number.value)) * _NEAR:
        return False
    return {"more": right >= value, "less": right <= value}.get(number.nearly, True)


def shown(right: Decimal, claim: Claim) -> str:
    """A figure as it would stand in the draft: in the printed unit, with as many decimals as it needs there."""
    number = claim.number
    grown = claim.measure == "growth" and claim.offset >= 0
    moves = claim.measure == "change" or (number.percent and (grown or claim.offset > 0))
    stated = right - claim.offset
    value = abs(stated) if moves else stated
    places = number.places if number.percent else _places(value / number.factor, number.places)
    text = vi_number(value / number.factor, places)
    behind = number.text[_digits_end(number.text) :]
    sign = ""
    if moves and (number.value < 0 or (claim.cell and claim.sign > 0)):  # A cell gives a fall with the sign.
        sign = "-" if stated < 0 else ""
    elif moves and (stated < 0) != (claim.sign < 0):
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
    """Decimals: those printed, or as many as the exact value has where it is no rounded one.

    At most 3; below one as many as it takes to tell it: `0,00875 tỷ đồng`.
    """
    exact = max(0, -value.normalize().as_tuple().exponent)  # type: ignore[operator]
    if exact <= 3:
        return exact
    return max(printed, 1) if abs(value) >= 1 else max(printed, min(exact, 2 - value.adjusted()))


def _digits_end(text: str) -> int:
    return max(i for i, character in enumerate(text, start=1) if character.isdigit())

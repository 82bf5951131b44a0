"""Numbers as text: the Vietnamese way for people, exact literals for machines."""

from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, ROUND_HALF_UP, Context, Decimal
from itertools import count

_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN, rounding=ROUND_HALF_UP)
_VIETNAMESE = str.maketrans(",.", ".,")


def vi_number(value: Decimal | int, places: int) -> str:
    """The number rounded half up (away from zero) to `places` decimals: `1.404.708`, `-1.234,5`."""
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-places), context=_EXACT)
    return f"{rounded:z,.{places}f}".translate(_VIETNAMESE)


def literal(value: Decimal | int) -> str:
    """The number to its last digit, with a decimal point and no trailing zeros: `423`, `83.4`."""
    text = f"{Decimal(value):zf}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def exact_vi(value: Decimal | int) -> str:
    """The number to its last digit, the Vietnamese way: `1.404.708`, `162,7835`."""
    return vi_number(value, len(literal(value).partition(".")[2]))


def places_apart(before: Decimal | None, after: Decimal | None, least: int) -> int:
    """With how many decimals, `least` or more, two figures are printed otherwise; `least` where they are the same."""
    if before is None or after is None or before == after:
        return least
    return next(p for p in count(least) if vi_number(before, p) != vi_number(after, p))


def is_rounded(value: Decimal | int | None, places: int) -> bool:
    """Whether `places` decimals show less than the number is."""
    return value is not None and len(literal(value).partition(".")[2]) > places

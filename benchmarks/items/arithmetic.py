"""What the files of `make.sql` come to, by arithmetic alone."""

from collections import Counter
from collections.abc import Callable, Iterator

BAD = 10_000
_FIRST = 1_999
_KINDS = ("press", "ordinary_mail", "money_orders", "parcels")
Of = Callable[[int], int]
# Each indicator: the kind of row that it adds up (none: any), what a row adds by its number // 20, after how many of
# these it repeats itself.
_ADDED: dict[str, tuple[str | None, Of, int]] = {
    "press_copies": ("press", lambda q: q % 50 + 1, 50),
    "ordinary_mail": ("ordinary_mail", lambda q: q % 30 + 1, 30),
    "parcels": ("parcels", lambda _: 1, 1),
    "money_orders": ("money_orders", lambda _: 1, 1),
    "money_transferred": ("money_orders", lambda q: (q % 90 + 1) * 100_000, 90),
    "post_revenue": (None, lambda q: (q % 40 + 5) * 1_000, 40),
}


def kind(n: int) -> str:
    """What row `n` is."""
    place = n % 20
    return _KINDS[0] if place < 2 else _KINDS[1] if place < 7 else _KINDS[2] if place < 9 else _KINDS[3]


def rejected(rows: int) -> Iterator[int]:
    """The rows that must be rejected: the bad ones, and the one before a row that repeats it."""
    for number, n in enumerate(range(_FIRST, rows, BAD)):
        yield n
        if number % 6 == 5:
            yield n - 1


def sums(rows: int, shift: int) -> Counter[str]:
    """Indicator -> what the accepted rows of a file add to it, in base units; and how many are `accepted`."""
    lost = list(rejected(rows))
    found = Counter({"accepted": rows - len(lost)})
    for indicator, (wanted, of, period) in _ADDED.items():
        for place in (place for place in range(min(20, rows)) if wanted in (None, kind(place))):
            found[indicator] += _through(of, period, shift, (rows - place + 19) // 20)
        found[indicator] -= sum(of(n // 20 + shift) for n in lost if wanted in (None, kind(n)))
    return found


def _through(of: Of, period: int, start: int, count: int) -> int:
    """What `of` comes to for so many numbers on from a start."""
    whole, rest = divmod(count, period)
    return whole * sum(map(of, range(period))) + sum(of(start + n) for n in range(rest))

"""What a sentence's amounts of money make: what quarters come to, what is left, a part that is more than its whole."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from reports.draft.comparing import compared
from reports.draft.contexts import Context
from reports.draft.ratios import Sum, rounded
from schemas.prose import Prose, alternatives, any_of
from schemas.text import toned

_QUARTER = re.compile(r"(?<!\w)quý\s+(?:(iv|i{1,3})|([1-4]))(?!\w)")
_ORDER = ("i", "ii", "iii", "iv")
# Why a figure is wrong that others make but for thousands.
THOUSANDS = "thousands"
_POWERS = (Decimal(1000), Decimal(1000000))


def running(found: Sequence[Context], words: Prose) -> Iterator[Sum]:
    """Every amount of money of a passage that others before or behind it make up, or would but for its unit."""
    money = [c for c in found if c.number.unit == "dong" and not c.number.nearly]
    yield from _quarters(money, words)
    yield from _left(money, words)
    for whole, part in pairwise(money):
        if power := _beyond(whole, part, words):
            yield Sum(part.index, part.number.value / power, (whole.index,), holds=False, why=THOUSANDS)


def _quarters(money: Sequence[Context], words: Prose) -> Iterator[Sum]:
    """`quý I là 310 tỷ đồng, quý II 330 tỷ đồng, lũy kế 640 tỷ đồng`: the first quarters and what they come to."""
    for place, total in enumerate(money):
        parts = [c for c in money[max(0, place - len(_ORDER)) : place] if c.sentence == total.sentence]
        parts = [c for c in parts if _QUARTER.search(c.since)]
        said = [_quarter(c.since) for c in parts]
        if len(parts) < 2 or said != list(_ORDER[: len(parts)]) or not _cumulative(words).search(toned(total.lead)):
            continue
        values = [c.number.value for c in parts]
        right = sum(values, Decimal(0))
        holds = compared(total.number, right) is not None
        if not holds and rounded(total.number, [c.number for c in parts]):
            continue
        if holds or max(values) < total.number.value < 2 * right:
            yield Sum(total.index, right, tuple(c.index for c in parts), holds, "parts")


@lru_cache
def _cumulative(words: Prose) -> re.Pattern[str]:
    """`lũy kế` before a figure, with nothing between them but a time and a verb: not `lũy kế cả nợ cũ`."""
    verbs = (*words.measures.actual, *words.estimates, "là", "được")
    times = (*words.narrower, *words.numerals, *words.durations, *words.calendar, "cả", "đầu")
    between = rf"(?:\s+(?:{alternatives((*verbs, *times))}|\d+)(?!\w))*"
    return re.compile(rf"(?<!\w)(?:{alternatives(words.cumulative)}){between}\s*$")


def _quarter(since: str) -> str:
    found = list(_QUARTER.finditer(since))[-1]
    return found[1] or _ORDER[int(found[2]) - 1]


def _left(money: Sequence[Context], words: Prose) -> Iterator[Sum]:
    """`phạt 9 tỷ đồng, đã thu 5 triệu đồng, còn 4 triệu đồng chưa nộp`: they make it but for thousands."""
    for whole, part, rest in zip(money, money[1:], money[2:], strict=False):
        lacking = any_of(words.lacking).search(rest.tail) and re.search(r"(?<!\w)còn(?!\w)", rest.lead)
        if not lacking or len({whole.sentence, part.sentence, rest.sentence}) > 1:
            continue
        values = [c.number.value for c in (whole, part, rest)]
        for context, right in ((whole, values[1] + values[2]), (part, values[0] - values[2])):
            others = tuple(c.index for c in (whole, part, rest) if c is not context)
            if any(context.number.value in (right * power, right / power) for power in _POWERS):
                yield Sum(context.index, right, others, holds=False, why=THOUSANDS)


def _beyond(whole: Context, part: Context, words: Prose) -> Decimal | None:
    """How many times too large a part behind `trong đó` is, that would not be so in its whole's unit."""
    moved = any_of((*words.rises, *words.falls)).search(whole.lead)
    if moved or whole.sentence != part.sentence or not any_of(words.parts).match(part.since.strip(" ,;")):
        return None
    power = part.number.factor / whole.number.factor
    fits = whole.number.value / 10 < part.number.value / power <= whole.number.value
    return power if power in _POWERS and fits else None

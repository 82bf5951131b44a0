"""What a sentence says against itself: parts and their total, `x/y` and its percentage, plan, result and percentage."""

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from reports.draft.comparing import compared
from reports.draft.contexts import Context, years
from reports.draft.numbers import RATE, Number, lowered
from reports.draft.ratios import Sum, alike, ratios, rounded
from reports.draft.running import running
from reports.draft.stating import swapped
from schemas.prose import Prose, any_of

_WORD = re.compile(r"\w+")
_NOUN = 10
_CHANCE = 20
_DIGITS = 4


def sums(text: str, found: Sequence[Context], words: Prose) -> Iterator[Sum]:
    """Every total of a passage whose parts stand behind it, and every percentage whose operands do."""
    lower = lowered(text)
    yield from ratios(lower, found, words)
    yield from running(found, words)
    for place in range(1, len(found)):
        if not found[place].number.percent:
            yield from _totals(lower, found, place, words)


def _totals(lower: str, found: Sequence[Context], first: int, words: Prose) -> Iterator[Sum]:
    """`26 vị trí …: … (11 trạm); … (9 trạm), … (6 trạm)`: a list that opens before figure `first`, and its total."""
    opened = _opening(lower, found, first, words)
    if opened is None:
        return
    parts, complete = _parts(lower, found, first, opened)
    if not complete and (mixed := _mixed_sum(lower, found, first, opened)):
        yield mixed
        return
    if len(parts) < 2 or any(p.number.nearly for p in parts):
        return
    before = [c for c in reversed(found[max(0, first - 5) : first]) if _may_be_total(c, parts)]
    if made := _made(before, parts, _exactly) or _slipped(before, parts) or _made(before, parts, _nearly):
        yield made
        return
    heard = lower[found[first - 1].number.end : found[first].number.start]
    listed = lower[opened : parts[-1].number.end]
    partial = (
        not complete
        or any_of(words.parts).search(heard)
        or listed.count(";") + lower[parts[-1].number.end :].count(";") >= len(parts)
    )
    right = sum((p.number.value for p in parts), Decimal(0))
    for total in before:
        if rounded(total.number, [p.number for p in parts]):
            return
        if _surely_parts(total, parts, heard) and (not partial or right > total.number.value):
            yield Sum(total.index, right, tuple(p.index for p in parts), holds=False, why="parts")
            return


def _made(
    before: Sequence[Context], parts: Sequence[Context], fits: Callable[[Number, Sequence[Number]], bool]
) -> Sum | None:
    """The total that the first of the parts, two or more, make up; the nearest, and of few parts the fewest."""
    for total in before:
        for count in range(2, len(parts) + 1):
            made = parts[:count]
            if not fits(total.number, [part.number for part in made]):
                continue
            if total.number.value < _CHANCE and not _same_unit(total, made):
                break
            right = sum((part.number.value for part in made), Decimal(0))
            # That the first of them make it up may be chance: the warehouse is not overruled by it.
            why = "parts" if count == len(parts) else "some"
            return Sum(total.index, right, tuple(p.index for p in made), holds=True, why=why)
    return None


def _exactly(total: Number, parts: Sequence[Number]) -> bool:
    return total.value == sum(part.value for part in parts)


def _nearly(total: Number, parts: Sequence[Number]) -> bool:
    """Whether a total is what parts make, rounded or cut off as it or they are: `5,3 tỷ đồng: A 2.740 triệu …`."""
    right = sum((part.value for part in parts), Decimal(0))
    spare = sum((part.step / 2 for part in parts if part.places), Decimal(0))
    return compared(total, right) is not None or abs(total.value - right) <= spare


def _slipped(before: Sequence[Context], parts: Sequence[Context]) -> Sum | None:
    """The part that with two of its digits changed would make up a total with the others."""
    right = sum((part.number.value for part in parts), Decimal(0))
    for total in before:
        lacking = total.number.value - right
        for part in parts:
            if swapped(part.number.value, part.number.value + lacking, _DIGITS):
                return Sum(part.index, part.number.value + lacking, (total.index,), holds=False, why="part")
    return None


def _mixed_sum(lower: str, found: Sequence[Context], first: int, opened: int) -> Sum | None:
    """`57 giấy phép, gồm 27 giấy phép …, 12 trang tin …, 4 …`: the sum of all, whatever they count, where it holds."""
    parts, _ = _parts(lower, found, first, opened, mixed=True)
    right = sum((p.number.value for p in parts), Decimal(0))
    total = found[first - 1]
    if total.number.value != right or total.number.unit == "dong" or len(parts) < 3:
        return None
    return Sum(total.index, right, tuple(p.index for p in parts), holds=True, why="parts")


def _opening(lower: str, found: Sequence[Context], first: int, words: Prose) -> int | None:
    """Where the list before figure `first` opens: a bracket, or a colon that does not merely follow an item's name."""
    start = found[first - 1].number.end
    gap = lower[start : found[first].number.start]
    if found[first].sentence != found[first - 1].sentence:
        return None
    if gap.strip() == ":" or any(sign in gap for sign in "=×÷"):  # A calculation.
        return None
    bracket, colon = gap.find("("), gap.find(":")
    places = [place for place in (bracket, colon) if place >= 0]
    enumerated = any_of(words.enumerations).search(gap)
    if not places or ";" in gap[: min(places)]:
        return (
            start + enumerated.end() if enumerated and ";" not in gap and not gap.lstrip(" *").startswith(")") else None
        )
    if ")" in gap[: min(places)]:
        return None
    if min(places) == colon and gap.lstrip(" *").startswith(",") and not enumerated:
        return None
    return start + min(places)


def _parts(
    lower: str, found: Sequence[Context], first: int, opened: int, *, mixed: bool = False
) -> tuple[list[Context], bool]:
    """The figures of the list: all of one bracket, or one each of brackets, or those up to the sentence's end.

    With it whether they are all of it: it ends at what counts in another unit, unless it may be `mixed`.
    """
    bracket = lower[opened] == "("
    outer = opened if bracket else found[first - 1].group
    within = [c for c in found[first:] if c.sentence == found[first].sentence or bracket]
    level = found[first].group
    parts: list[Context] = []
    for context in within:
        if bracket and not _inside(lower, context, opened):
            break
        counted = context.group == level if level == outer else context.group != outer
        if context.number.percent or context.number.under or context.number.unit == RATE or not counted:
            continue
        if parts and not mixed and not alike(context.number, parts[0].number):
            return parts, False
        parts.append(context)
    return parts, True


def _inside(lower: str, context: Context, opened: int) -> bool:
    between = lower[opened : context.number.start]
    return between.count("(") > between.count(")")


def _may_be_total(context: Context, parts: Sequence[Context]) -> bool:
    number = context.number
    return (
        not (number.percent or number.nearly or number.unit == RATE)
        and context.sentence == parts[0].sentence
        and context.item == parts[0].item
        and all(alike(number, part.number) for part in parts)
    )


def _surely_parts(total: Context, parts: Sequence[Context], heard: str) -> bool:
    """Whether the figures can be nothing but parts of the total: they count in its own unit, or `gồm` says so."""
    whole, values = total.number.value, [p.number.value for p in parts]
    if total.number.under:
        return False
    if _same_unit(total, parts) or _bare_parts(whole, parts):
        return True
    listed = any_of(("gồm",)).search(heard) and all(not c.before.strip(" *,và") for c in parts)
    return bool(listed) and not total.number.unit and max(values) < whole < 3 * sum(values)


def _bare_parts(whole: Decimal, parts: Sequence[Context]) -> bool:
    """Whether a list holds nothing but named numbers that nearly make up the whole: `(có dây 133.202; …)`."""
    bare = all(
        p.group == parts[0].group and p.before.strip() and not (p.number.unit or _WORD.search(p.tail)) for p in parts
    )
    return (
        bare and not any(years(p.before) for p in parts) and abs(sum(p.number.value for p in parts) - whole) * 5 < whole
    )


def _same_unit(total: Context, parts: Sequence[Context]) -> bool:
    """Whether every part counts in the total's own unit: the same declared one, or the same word behind it."""
    if total.number.unit and all(p.number.unit == total.number.unit for p in parts):
        return True
    said = set(_WORD.findall(total.tail)[:_NOUN])
    heads = [(_WORD.findall(p.tail) or [""])[0] for p in parts]
    return all(head and head in said for head in heads) if said else not any(heads)

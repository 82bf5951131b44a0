"""What a sentence says against itself: parts and their total, `x/y` and its percentage, plan, result and percentage."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, pairwise

from reports.draft.contexts import Context, years
from reports.draft.judging import compared
from reports.draft.numbers import RATE, Number, lowered
from reports.draft.stating import swapped
from schemas.prose import Prose, alternatives, any_of

_RATIO_GAP = re.compile(r"[^.;()%\d]{0,60}?[\s,(*=]*")
_STROKE = re.compile(r"[^,.;:()%/\d]{0,20}\s/\s[^,.;:()%/\d]{0,20}")
_BEHIND = re.compile(r"[^(),.;%\d]{0,40}\((?:chiếm\s+)?")
_ASIDE = re.compile(r"\s*\(")
_WORD = re.compile(r"\w+")
_NOUN = 10
_CHANCE = 20
_FEW, _DIGITS = 2, 4


@dataclass(frozen=True)
class Sum:
    """A figure that others of the same passage make up: `right` is what it should be by them.

    parts: indices of the figures that make it up; holds: whether they do; why: a code of words.
    """

    index: int
    right: Decimal
    parts: tuple[int, ...]
    holds: bool
    why: str


def sums(text: str, found: Sequence[Context], words: Prose) -> Iterator[Sum]:
    """Every total of a passage whose parts stand behind it, and every percentage whose operands do."""
    lower = lowered(text)
    yield from _shares(lower, found)
    for place, context in enumerate(found):
        if _beyond(lower, found, place, words):
            yield Sum(place, found[place + 1].number.value, (place + 1,), holds=False, why="beyond")
        if context.number.percent:
            yield from _ratio(lower, found, place, words)
            yield from _of_plan(found, place, words)
        elif place:
            yield from _totals(lower, found, place, words)


def _shares(lower: str, found: Sequence[Context]) -> Iterator[Sum]:
    """`Trong 52 người có 7 thạc sỹ (13,5%), 41 cử nhân (78,8%), 2 trung cấp (8,3%)`: of one whole all, so the last too."""
    asides = [
        place
        for place, (one, two) in enumerate(pairwise(found))
        if two.number.percent and not one.number.percent and _BEHIND.fullmatch(lower[one.number.end : two.number.start])
    ]
    for whole in found[: asides[0]] if len(asides) > _FEW else ():
        if whole.number.percent or whole.number.value <= 0:
            continue
        made = [(place, found[place].number.value / whole.number.value * 100) for place in asides]
        fits = [compared(found[place + 1].number, right) is not None for place, right in made]
        if fits.count(False) == 1 and all(_alike(found[place].number, whole.number) for place in asides):
            place, right = made[fits.index(False)]
            yield Sum(place + 1, right, (place, whole.index), holds=False, why="ratio")
            return


def _beyond(lower: str, found: Sequence[Context], place: int, words: Prose) -> bool:
    """Whether of `21/12 huyện` more are counted than there are; a plan may well be exceeded."""
    top = found[place]
    if not top.number.over or top.number.percent or top.number.value <= found[place + 1].number.value:
        return False
    planned = any_of((*words.measures.plan, *words.percents.percent_of_plan, *words.rises))
    counted = re.match(rf"\s*(?:{alternatives(words.counted)})(?!\w)", lower[found[place + 1].number.end :])
    spoken = " ".join(f"{c.before} {c.lead} {c.tail} {c.beyond}" for c in found if c.sentence == top.sentence)
    return counted is not None and not planned.search(spoken)


def _ratio(lower: str, found: Sequence[Context], place: int, words: Prose) -> Iterator[Sum]:
    """`13/14 (92,8%)`: the percentage of the two figures before it; `92,8% (13/14)` of the two behind it."""
    if (
        place + 2 < len(found)
        and found[place + 1].number.over
        and _ASIDE.fullmatch(lower[found[place].number.end : found[place + 1].number.start])
    ):
        top, base = found[place + 1].number, found[place + 2].number
        if base.value:
            right = top.value / base.value * 100
            holds = compared(found[place].number, right) is not None
            yield Sum(place, right, (place + 1, place + 2), holds, "ratio")
        return
    here, pairs = found[place], list(_pairs(lower, found, place, words))
    against = any_of((*words.percents.percent_of_plan, *words.percents.growth)).search(here.tail)
    moved = any_of((*words.rises, *words.falls)).search(here.lead)
    if not pairs or against or moved or not _RATIO_GAP.fullmatch(lower[found[place - 1].number.end : here.number.start]):
        return
    # `9/14 địa phương, 83/146 đơn vị, đạt 64,3%`: of several pairs that which it is of, else the nearest.
    made = [(each, found[each].number.value / found[each + 1].number.value * 100) for each in pairs]
    top, right = next((each for each in made if compared(here.number, each[1])), made[0])
    yield Sum(place, right, (top, top + 1), compared(here.number, right) is not None, "ratio")


def _pairs(lower: str, found: Sequence[Context], place: int, words: Prose) -> Iterator[int]:
    """Where the pairs of part and whole of a percentage's sentence begin, the nearest first; none where none is near."""
    for top in range(place - 2, -1, -1):
        part, whole = found[top], found[top + 1]
        if part.sentence != found[place].sentence:
            return
        paired = part.number.over or _within(lower, part, whole, words)
        if paired and whole.number.value:
            yield top
        elif top == place - 2:
            return


def _within(lower: str, top: Context, base: Context, words: Prose) -> bool:
    """Whether the words between two figures make the first a part of the second: `83 đơn vị trong tổng số 146`.

    A bare `trên` does so only where nothing but the noun of both stands before it: `39 trên 41 cơ sở`.
    """
    if not _alike(top.number, base.number) or top.number.value > base.number.value:
        return False
    gap = lower[top.number.end : base.number.start].rstrip()
    if _STROKE.fullmatch(f"{gap} "):
        return True
    if re.search(rf"^[^,.;:()]*(?<!\w)(?:{alternatives(words.within)})$", gap):
        return True
    noun, _, over = gap.strip().rpartition("trên")
    return not over and gap.endswith("trên") and base.tail.strip().startswith(noun.strip())


def _of_plan(found: Sequence[Context], place: int, words: Prose) -> Iterator[Sum]:
    """`kế hoạch 2.000, thực hiện 2.169, đạt 108%`: one plan and one result of the item that the percentage closes."""
    here = found[place]
    cue = any_of(words.measures.plan)
    if not any_of(words.percents.percent_of_plan).search(f"{here.lead} {here.tail}"):
        return
    if any_of((*words.rises, *words.falls)).search(here.lead):
        return
    near = [
        c
        for c in found[max(0, place - 3) : place + 2]
        if c.item == here.item and not c.number.percent and c.number.unit != RATE
    ]
    plans = [c for c in near if cue.search(c.lead)]
    results = [c for c in near if not cue.search(c.lead)]
    if len(plans) == 1 and len(results) == 1 and plans[0].number.value and _alike(plans[0].number, results[0].number):
        right = results[0].number.value / plans[0].number.value * 100
        yield Sum(place, right, (results[0].index, plans[0].index), compared(here.number, right) is not None, "of_plan")


def _alike(one: Number, other: Number) -> bool:
    """Whether two figures may count the same thing."""
    return one.unit == other.unit or (not (one.unit and other.unit) and "dong" not in (one.unit, other.unit))


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
    reached = list(accumulate(p.number.value for p in parts))
    for total in before:
        if total.number.value in reached[1:]:
            made = parts[: reached.index(total.number.value) + 1]
            if total.number.value < _CHANCE and not _same_unit(total, made):
                continue
            yield Sum(total.index, total.number.value, tuple(p.index for p in made), holds=True, why="parts")
            return
    heard = lower[found[first - 1].number.end : found[first].number.start]
    listed = lower[opened : parts[-1].number.end]
    partial = (
        not complete
        or any_of(words.parts).search(heard)
        or listed.count(";") + lower[parts[-1].number.end :].count(";") >= len(parts)
    )
    for total in before:
        lacking = total.number.value - reached[-1]
        for part in parts:  # What makes it all but for two digits of a part.
            if swapped(part.number.value, part.number.value + lacking, _DIGITS):
                yield Sum(part.index, part.number.value + lacking, (total.index,), holds=False, why="part")
                return
        if _surely_parts(total, parts, heard) and (not partial or reached[-1] > total.number.value):
            yield Sum(total.index, reached[-1], tuple(p.index for p in parts), holds=False, why="parts")
            return


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
        if parts and not mixed and not _alike(context.number, parts[0].number):
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
        and all(_alike(number, part.number) for part in parts)
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

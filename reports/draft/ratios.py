"""What a sentence says against itself in percentages: `x/y` and theirs, plan and result, shares of one whole."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from reports.draft.comparing import compared
from reports.draft.contexts import Context
from reports.draft.numbers import RATE, Number
from schemas.prose import Prose, alternatives, any_of

_RATIO_GAP = re.compile(r"[^.;()%\d]{0,60}?[\s,(*=]*")
_STROKE = re.compile(r"[^,.;:()%/\d]{0,20}\s/\s[^,.;:()%/\d]{0,20}")
_BEHIND = re.compile(r"[^(),.;%\d]{0,40}\((?:chiếm\s+)?")
_ASIDE = re.compile(r"\s*\(")
_FEW = 2
_FINE = 1000  # From here on nobody rounds to one.
# Why a growth is wrong by the two amounts around it.
GROWN = "grown"


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


def ratios(lower: str, found: Sequence[Context], words: Prose) -> Iterator[Sum]:
    """Every percentage of a passage, in lower case, whose operands stand in it, and counts of more than there are."""
    yield from _shares(lower, found, words)
    for place, context in enumerate(found):
        if _beyond(lower, found, place, words):
            yield Sum(place, found[place + 1].number.value, (place + 1,), holds=False, why="beyond")
        if context.number.percent:
            yield from _ratio(lower, found, place, words)
            yield from _of_plan(found, place, words)
            yield from _grown(lower, found, place, words)


def _shares(lower: str, found: Sequence[Context], words: Prose) -> Iterator[Sum]:
    """`Trong 52 người có 7 thạc sỹ (13,5%), 41 cử nhân (78,8%), 2 trung cấp (8,3%)`: all of one whole, so the last."""
    asides = [
        place
        for place, (one, two) in enumerate(pairwise(found))
        if two.number.percent
        and not one.number.percent
        and _BEHIND.fullmatch(lower[one.number.end : two.number.start])
        # `vượt kế hoạch 82 tỷ đồng (4,3%)` is no part of the whole.
        and not any_of((*words.rises, *words.falls, *words.exceeding)).search(f"{one.lead} {two.lead}")
    ]
    for whole in found[: asides[0]] if len(asides) > _FEW else ():
        if whole.number.percent or whole.number.value <= 0:
            continue
        made = [(place, found[place].number.value / whole.number.value * 100) for place in asides]
        fits = [compared(found[place + 1].number, right) is not None for place, right in made]
        if fits.count(False) == 1 and all(alike(found[place].number, whole.number) for place in asides):
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
        above, below = found[place + 1].number, found[place + 2].number
        if below.value:
            right = above.value / below.value * 100
            holds = compared(found[place].number, right) is not None
            yield Sum(place, right, (place + 1, place + 2), holds, "ratio")
        return
    here, pairs = found[place], list(_pairs(lower, found, place, words))
    against = any_of((*words.percents.percent_of_plan, *words.percents.growth)).search(here.tail)
    moved = any_of((*words.rises, *words.falls)).search(here.lead)
    gap = lower[found[place - 1].number.end : here.number.start]
    said = re.search(rf"(?<!\w)(?:{alternatives((*words.equals, *words.percents.share))})\s+$", gap)
    if said and here.tail.strip() and found[place - 1].number.under:
        return  # `39/41 đơn vị vi phạm (chiếm 47% số vi phạm)` is of another whole.
    gap = gap[: said.start()] if said else gap
    if not pairs or against or moved or not _RATIO_GAP.fullmatch(gap):
        return
    # `9/14 địa phương, 83/146 đơn vị, đạt 64,3%`: of several pairs that which it is of, else the nearest.
    made = [(each, found[each].number.value / found[each + 1].number.value * 100) for each in pairs]
    top, right = next((each for each in made if compared(here.number, each[1])), made[0])
    yield Sum(place, right, (top, top + 1), compared(here.number, right) is not None, "ratio")


def _pairs(lower: str, found: Sequence[Context], place: int, words: Prose) -> Iterator[int]:
    """Where the pairs of part and whole before a percentage begin, the nearest first; none where none is near."""
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
    if not alike(top.number, base.number) or top.number.value > base.number.value:
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
    if len(plans) == 1 and len(results) == 1 and plans[0].number.value and alike(plans[0].number, results[0].number):
        right = results[0].number.value / plans[0].number.value * 100
        yield Sum(place, right, (results[0].index, plans[0].index), compared(here.number, right) is not None, "of_plan")


def _grown(lower: str, found: Sequence[Context], place: int, words: Prose) -> Iterator[Sum]:
    """`6.400 thuê bao, tăng 84% so với 3.478 của năm 2013`: by what follows, where one amount alone stands before it.

    Of several any may have grown.
    """
    here, base = found[place], found[place + 1] if place + 1 < len(found) else None
    moves = list(any_of((*words.rises, *words.falls)).finditer(here.lead))
    if base is None or not moves or base.sentence != here.sentence or base.number.percent or here.number.multiple:
        return
    compared_with = re.compile(
        rf"\s*(?:{alternatives(words.comparing)})\s+(?:[^\d,;.()]{{0,30}}(?:năm\s+\d{{4}}\s*\(?)?)?"
    )
    if not compared_with.fullmatch(lower[here.number.end : base.number.start]) or not base.number.value:
        return
    before = [c for c in found[:place] if c.sentence == here.sentence and not (c.number.percent or c.number.under)]
    tops = [c for c in before if alike(c.number, base.number) and c.number.unit != RATE]
    sign = -1 if any_of(words.falls).fullmatch(moves[-1][0]) else 1
    made = [(top, (top.number.value / base.number.value * 100 - 100) * sign) for top in tops]
    plain = [(top, right) for top, right in made if top.group == here.group]
    fits = [(top, right) for top, right in made if compared(here.number, right) or _near(top, base, here, sign)]
    goes_on = here.since.strip(" ,;()") in (moves[-1][0], f"và {moves[-1][0]}")  # Not `trong đó mạng A tăng …`.
    if (len(plain) == 1 and plain[0][1] > 0 and goes_on) or fits:
        top, right = (fits or plain)[0]
        yield Sum(place, right, (top.index, base.index), bool(fits), GROWN)


def _near(top: Context, base: Context, here: Context, sign: int) -> bool:
    """Whether a growth may be that of two amounts that were each rounded."""
    spare, under = (c.number.step / 2 if c.number.factor > 1 or c.number.places else Decimal(0) for c in (top, base))
    ends = [(top.number.value + a * spare) / (base.number.value - a * under) * 100 - 100 for a in (-1, 1)]
    least, most = sorted(each * sign for each in ends)
    return least - here.number.step <= here.number.value <= most + here.number.step


def rounded(total: Number, parts: Sequence[Number]) -> bool:
    """Whether a few whole `tỷ` or `triệu` make a total but for what each may have been rounded by."""
    if any(part.value / part.factor >= _FINE for part in parts):
        return False
    spare = sum((part.step / 2 for part in parts if part.factor > 1), Decimal(0))
    return 0 < abs(total.value - sum(part.value for part in parts)) <= spare


def alike(one: Number, other: Number) -> bool:
    """Whether two figures may count the same thing."""
    return one.unit == other.unit or (not (one.unit and other.unit) and "dong" not in (one.unit, other.unit))

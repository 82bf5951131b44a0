"""Of which part of a year, or at which end of it, a figure is: `quý I`, `9 tháng`, `đầu năm`."""

import re
from dataclasses import dataclass
from functools import lru_cache

from reports.draft.contexts import Context
from schemas.prose import Prose, alternatives, any_of

PART, START, WITHIN = "part", "start", "within"
# A day is no part of the year, and twelve months are all of it: `đến ngày 31 tháng 12 năm 2014`, `cả 12 tháng`.
_WHOLE = re.compile(r"ngày\s+\d{1,2}\s+tháng\s+\d{1,2}(?:\s+năm\s+\d{4})?|(?<![\d.,/])12\s+tháng")
_FIRST = r"(?:ngày\s+)?(?<![\d/.-])0?1(?:\s?[/.-]\s?0?1\s?[/.-]\s?|\s+tháng\s+0?1\s+năm\s+)(?=(?:19|20)\d{2}(?!\d))"
_YEAR = r"(?:\s*(?:năm\s+)?(?P<year>(?:19|20)\d{2})(?![\d.,]*\d))?"
_DAY = re.compile(
    r"(?<![\d/.-])(?P<day>\d{1,2})(?:\s?[/.-]\s?|\s+tháng\s+)(?P<month>\d{1,2})(?:\s?[/.-]\s?|\s+năm\s+)(?:19|20)\d{2}(?!\d)"
)
_ENDS = ((31, 12), (1, 1))
_CLAUSE = re.compile(r"[,;:()]")


@dataclass(frozen=True)
class Start:
    """What says that a figure is of a year's start: the year, 0 where it names none; whether that is clear."""

    year: int
    clear: bool = True


def of_a_part(text: str, words: Prose) -> bool:
    """Whether a lower-case text speaks of a part of the year."""
    plain = _WHOLE.sub(" ", text)
    return bool(_lasting(words.durations, words.per).search(plain) or any_of(words.narrower).search(plain))


def of_a_day(text: str) -> bool:
    """Whether a lower-case text names a day between a year's ends: `đến 30/6/2014` may be of the year or not."""
    return any((int(each["day"]), int(each["month"])) not in _ENDS for each in _DAY.finditer(text))


def started(text: str, words: Prose) -> re.Match[str] | None:
    """Where a lower-case text says that something was so at the start of a year, with the `year` if it names one.

    `kế hoạch đầu năm`, `6 tháng đầu năm`, `từ đầu năm đến nay` and `so với đầu năm` say nothing of the kind.
    """
    found = _start(words).search(text)
    others = any_of((*words.measures.plan, *words.targets, *words.comparing, *words.percents.percent_of_plan))
    return None if found is None or others.search(_CLAUSE.split(text[: found.start()])[-1]) else found


def span_of(head: str, words: Prose) -> str:
    """Of what of the year the figures under a folded head are: `PART`, `START`, or empty for all of it or its end.

    A head over several columns stands before those below it: what is said last holds.
    """
    plain = _WHOLE.sub(" ", head)
    if parts := list(any_of((*words.narrower, *words.spans)).finditer(plain)):
        wholes = list(any_of(words.wholes).finditer(plain))
        return "" if wholes and wholes[-1].start() > parts[-1].start() else PART
    return START if started(head, words) else PART if of_a_day(head) else ""


def start_of(context: Context, words: Prose) -> Start | None:
    """The start of a year that a figure's words name: those behind it, else those that lead to it.

    It is clear where these are one clause, or nothing but a comma follows the year's start: `Đầu năm, tỉnh có 75 kênh`.
    """
    if found := started(context.tail, words):
        return Start(int(found["year"] or 0))
    text = re.split(r"[;(]", context.since)[-1]
    if (found := started(text, words)) is None:
        return None
    rest = text[found.end() :].lstrip(" ,:")
    clear = not _CLAUSE.search(rest.rstrip(" :")) and not any_of(words.ends).search(rest)
    return Start(int(found["year"] or 0), clear)


@lru_cache
def _start(words: Prose) -> re.Pattern[str]:
    others = dict.fromkeys((*words.unstarted, *words.calendar, *words.durations))
    behind = "".join(rf"(?<!\b{re.escape(each)} )" for each in others)
    return re.compile(rf"(?<!\w){behind}(?:(?:{alternatives(words.starts)})(?!\w)|{_FIRST}){_YEAR}")


@lru_cache
def _lasting(durations: tuple[str, ...], per: tuple[str, ...]) -> re.Pattern[str]:
    """A time that a figure is of, other than the year: `01 năm là 4.070 triệu đồng`, `mỗi tháng`."""
    times = alternatives(durations)
    return re.compile(rf"(?<!tháng )(?<![\w.,/])(?:\d{{1,2}}|{alternatives(per)})\s+(?:{times})(?!\w)(?!\s+\d)")

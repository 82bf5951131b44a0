"""The heads of a draft and of a table's columns, and what numbers its rows and columns."""

import re
from collections.abc import Sequence

from reports.draft.contexts import years
from reports.draft.passages import Passage
from reports.draft.sheets import FALLS, SIGNED
from schemas.prose import Prose, any_of

ORDINAL = re.compile(r"\(?(?:\d{1,3}|[IVXivx]+|[a-zđ])[.)]?")
# Signs that a head announces: `+/-`, `Tăng (+), giảm (-)`.
SIGNS = re.compile(r"\+\s?/\s?[-–−]|[-–−]\s?/\s?\+|±|\(\+\)")

# What begins a heading, the widest first; what has none of them is a section of its own where it names a year.
_LEVELS = (
    re.compile(r"(?:phần|chương)\s", re.IGNORECASE),
    re.compile(r"(?![IVX])[A-ZĐ][.)]\s"),
    re.compile(r"[IVX]+[.\-)]"),
    re.compile(r"\d{1,2}(?:[.)]|(?!\s+tháng))\s"),
    re.compile(r"\d{1,2}\.\d"),
    re.compile(r"[a-zđ][.)]\s"),
)
_SECTION, _PLAIN = 2, 9
_DATED = re.compile(r"\bngày\b|\btháng\s+\d|\d\s?[/-]\s?(?:19|20)\d\d", re.IGNORECASE)

# `Móng Cái, ngày 09 tháng 02 năm 2015`: a place, perhaps, and a day, and nothing besides.
_DATE_LINE = re.compile(
    r"[\W_]*(?:[^\d:;]{1,60},\s*)?ngày\s+(?:\d{1,2}|[.…]+)\s?(?:[/.-]|tháng)\s?(?P<month>\d{1,2})"
    r"\s?(?:[/.-]|năm)\s?(?P<year>(?:19|20)\d{2})[\W_]*",
    re.IGNORECASE,
)


def date_line(text: str) -> tuple[int, int] | None:
    """The month and year of a line that gives a day, perhaps behind a place, and nothing else; None for another."""
    found = _DATE_LINE.fullmatch(text)
    return (int(found["month"]), int(found["year"])) if found else None


def outlined(outline: tuple[tuple[int, str], ...], text: str) -> tuple[tuple[int, str], ...]:
    """The headings that stand over what follows a heading, with it: those of its own level and below have ended.

    A line that gives a date is no heading: `Quảng Ninh, ngày 05 tháng 01 năm 2015`.
    """
    if _DATED.search(text):
        return outline
    bare = text.strip().lstrip("#*_ ")
    found = next((level for level, begins in enumerate(_LEVELS) if begins.match(bare)), None)
    level = found if found is not None else _SECTION if years(bare) else _PLAIN
    return (*(each for each in outline if each[0] < level), (level, text))


def int_or(text: str) -> int:
    """The text as a whole number; -1 where it is none."""
    return int(text) if text.isdigit() else -1


def counts(texts: Sequence[str]) -> bool:
    """Whether the texts number columns: 1, 2, 3 or (1), (2), (3), letters before them."""
    numbers = [int(text.strip("().")) for text in texts if text.strip("().").isdigit()]
    return len(numbers) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def level_of(ordinal: str) -> str:
    """What kind of numbering an ordinal is of."""
    bare = ordinal.strip("().")
    return "digits" if bare.isdigit() else "letters" if bare.islower() else "roman"


def head_of(rows: Sequence[Sequence[Passage]], place: int) -> str:
    """The head of a column over all its rows; a head over several columns stands at the first of them."""
    parts: list[str] = []
    for number, row in enumerate(rows):
        text = row[place].text.strip()
        below = number + 1 < len(rows) and rows[number + 1][place].text.strip()
        if not text and below and place:
            text = next((row[left].text.strip() for left in range(place - 1, -1, -1) if row[left].text.strip()), "")
        if text and not ORDINAL.fullmatch(text):
            parts.append(text)
    return " ".join(dict.fromkeys(parts))


def dated(head: str) -> list[int]:
    """The years that a column's head names: that of `Năm 2013 % KH`, head over head, is no percentage."""
    return years(head.replace("%", " "))


def moving(said: str, words: Prose) -> str:
    """What a folded head says of rises and falls: that a fall has its sign, or that it speaks of falls alone."""
    rises, falls = any_of(words.rises).search(said), any_of(words.falls).search(said)
    if SIGNS.search(said) or any_of(words.growing).search(said):
        return SIGNED
    return FALLS if falls and not rises else ""

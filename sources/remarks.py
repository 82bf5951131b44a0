"""What a header says beside its label: its unit, in brackets or behind it, and that it counts since January."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from schemas.text import bare_of_brackets, bracketed, clean, key

if TYPE_CHECKING:
    from sources.lexicon import Lexicon

# What stands in brackets after a header without changing what it means: a footnote, a column number.
_FOOTNOTE = re.compile(r"[\d*.,]*|[ivx]+")
_PARTS = re.compile(r"[,;]|\s[-–]\s")
_BEHIND = re.compile(r"(.*[^\s,;])\s*(?:[,;]|\s[-–])\s*([^,;]+)")
_MONTHS = re.compile(r"(?<!\d)(\d\d?)\s*tháng(?!\w)")


def unit_in(inner: str, words: "Lexicon") -> tuple[str, tuple[str, ...]]:
    """The unit that a remark in brackets states, and what it says besides: `trước thuế, triệu đồng`.

    No unit where it states none, or two, or says that the figures are others, such as `kế hoạch`.
    """
    whole = words.unit(inner)
    if whole:
        return whole, ()
    parts = [clean(part) for part in _PARTS.split(inner) if clean(part)]
    units = [unit for part in parts if (unit := words.unit(part))]
    rest = tuple(part for part in parts if not words.unit(part))
    others = (words.other_figures.search(key(part)) for part in rest if key(part) not in words.cumulative_marks)
    return ("", ()) if len(units) != 1 or any(others) else (units[0], rest)


# Every form asks these things of the same cells, and every file of a batch has the same headers.
@lru_cache(maxsize=1 << 14)
def unit_behind(text: str, words: "Lexicon") -> tuple[str, str]:
    """A header without the unit behind a comma, a semicolon or a dash, and that unit: `Doanh thu, tr.đ`."""
    found = _BEHIND.fullmatch(clean(text))
    unit = words.unit(found[2]) if found else ""
    return (found[1], unit) if found and unit else (text, "")


def units_said(text: str, words: "Lexicon") -> list[str]:
    """The units that a header states, those in brackets first."""
    found = [*(unit_in(inner, words)[0] for inner in bracketed(text)), unit_behind(text, words)[1]]
    return [unit for unit in found if unit]


def remarks_beside_units(text: str, words: "Lexicon") -> list[str]:
    """What a header says in brackets beside its unit that changes nothing here: `trước thuế`."""
    rests = (part for inner in bracketed(text) for part in unit_in(inner, words)[1])
    return [p for p in rests if key(p) not in words.cumulative_marks and not words.of_the_period(p)]


@lru_cache(maxsize=1 << 14)
def bare(text: str, words: "Lexicon") -> str:
    """A header in comparable form, without the units and footnotes that it carries in brackets.

    Any other remark in brackets, such as `(luỹ kế)`, changes what the column means and stays.
    """
    label, plain = clean(text), []
    for inner in bracketed(text):
        unit, rest = unit_in(inner, words)
        since = next((part for part in rest if key(part) in words.cumulative_marks), "")
        if since:
            label = label.replace(inner, since)
        elif unit or _FOOTNOTE.fullmatch(key(inner)):
            plain.append(inner)
    return key(bare_of_brackets(label, plain))


@lru_cache(maxsize=1 << 14)
def without_cumulative(text: str, words: "Lexicon") -> str | None:
    """A header without the words that make it one since the beginning of the year; None where it has none."""
    label = bare(unit_behind(text, words)[0], words)
    rest = words.since_january.sub(" ", label)
    return None if rest == label else " ".join(rest.split()).strip(" -:,;")


def months_of(text: str) -> int | None:
    """How many months a header counts: `Thực hiện 9 tháng`."""
    found = _MONTHS.search(key(text))
    return int(found[1]) if found else None

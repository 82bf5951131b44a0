"""Vietnamese text as people type it, brought to one form before it is compared."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache, wraps

_SPACES = re.compile(r"\s+")
_FOOTNOTE = re.compile(r"(?:\s*(?:\*+|\(\*+\)|\(\d\)|[¹²³⁴-⁹]+))+$")
_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
_D_BARS = str.maketrans({"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ"})
# `hòa` and `hoà`, `ủy` and `uỷ` are one word: the mark may stand on either vowel of an open oa, oe, uy.
_OPEN = re.compile(r"(?<!q)([òóỏõọ])([ae])(?!\w)|(?<!q)([ùúủũụ])(y)(?!\w)")
_DASHES = str.maketrans({"–": "-", "—": "-", "−": "-", "‑": "-"})


# Longer texts are no labels; they are few, and would only fill the memory.
_LONGEST_LABEL = 200
_LABELS = 1 << 15


def _remembered(work: Callable[[str], str]) -> Callable[[str], str]:
    """Do the work once for a label: every file of a night has the same ones, and each is compared many times."""
    known = lru_cache(maxsize=_LABELS)(work)

    @wraps(work)
    def asked(text: str) -> str:
        return known(text) if len(text) <= _LONGEST_LABEL else work(text)

    return asked


@_remembered
def clean(text: str) -> str:
    """Compose accents (NFC), unify the d with a bar, and squeeze white space and line breaks."""
    composed = unicodedata.normalize("NFC", text).translate(_D_BARS)
    return _SPACES.sub(" ", composed.replace("\u200b", "")).strip()


@_remembered
def key(text: str) -> str:
    """The form in which two labels are compared. Tone marks stay, they tell words apart; only their place is one."""
    return folded(text).rstrip(" :.;")


@_remembered
def folded(text: str) -> str:
    """A text in one case and with one kind of dash; marks at its end stay, as in `...`."""
    return _OPEN.sub(_second_vowel, clean(text).translate(_DASHES).casefold())


def toned(lower: str) -> str:
    """A lower-case text in NFC with its tone marks where `folded` puts them, character for character."""
    return _OPEN.sub(_second_vowel, lower)


def _second_vowel(match: re.Match[str]) -> str:
    """Put the tone mark where the newer spelling has it."""
    first, second = (group for group in match.groups() if group)
    letter_and_mark = unicodedata.normalize("NFD", first)
    return letter_and_mark[0] + unicodedata.normalize("NFC", second + letter_and_mark[1:])


def of_year(label: str, year: int) -> str:
    """A label with its `{year}`, `{next_year}` and `{last_year}` written out."""
    return label.format(year=year, next_year=year + 1, last_year=year - 1)


def of_any_year(label: str) -> str:
    """A label for people where no year is meant: `Kế hoạch năm báo cáo`, `Kế hoạch năm sau`."""
    return label.format(year="báo cáo", next_year="sau", last_year="trước")


def bracketed(text: str) -> list[str]:
    """What a header says in brackets, such as its unit: `Doanh thu (triệu đồng)` gives one."""
    return [clean(inner) for inner in _BRACKETS.findall(clean(text))]


def bare_of_brackets(text: str, inners: list[str]) -> str:
    """The text without those remarks in brackets, and without footnote marks at its end."""
    bare = _BRACKETS.sub(lambda match: "" if clean(match[1]) in inners else match[0], clean(text))
    return _FOOTNOTE.sub("", bare)

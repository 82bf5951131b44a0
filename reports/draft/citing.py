"""What a sentence names that says nothing of its figures: documents with their dates, and years compared with."""

import re
from functools import lru_cache

from reports.draft.contexts import years
from schemas.prose import Prose, alternatives

_NUMBER = r"(?:số\s*:?\s*\d+|(?:số\s*:?\s*)?\d+(?:/(?:19|20)\d{2})?\s?[/-]\s?[a-zđ])[\w/&.-]*(?<!\.)"
_DAY = r"ngày\s+\d{1,2}(?:\s?[/.-]\s?\d{1,2}\s?[/.-]\s?|\s+tháng\s+\d{1,2}\s+năm\s+)(?:19|20)\d{2}"
_DATE = rf"\s*,?\s*(?:(?:ký|ban hành)\s+)?(?:{_DAY}|năm\s+(?:19|20)\d{{2}})"
# What it is about, up to a comma, where it gives no figure but years.
_ABOUT = r"(?:\s+của\s[^,;:.\d]{1,80}?)?\s+(?:về|v/v)\s(?:[^,;:.\d]|(?<!\d)(?:19|20)\d{2}(?![\d.,]*\d))*(?=[,;:.]|$)"


def uncited(lower: str, words: Prose) -> str:
    """A lower-case text with the documents that it cites blotted out, character for character."""
    return _cited(words).sub(lambda found: " " * len(found[0]), lower)


def unspelled(lower: str, words: Prose) -> str:
    """A lower-case text without the amounts in words that figures in brackets repeat, and without these brackets.

    `đạt một nghìn chín trăm tỷ đồng (1.900 tỷ đồng), vượt …` reads as `đạt 1.900 tỷ đồng, vượt …`, character for
    character.
    """
    return _spelled(words).sub(lambda f: " " * len(f["words"]) + f["figure"] + " ", lower)


def own_years(text: str, words: Prose) -> list[int]:
    """The years of a text that are its figure's own: not those that something is compared with."""
    return years(_compared(words).sub(" ", text))


def compares_before(text: str, words: Prose) -> bool:
    """Whether a text compares with the year before: `so với năm trước`, `hơn cùng kỳ`."""
    comparing, before = (alternatives(each) for each in (words.comparing, words.measures.previous))
    return re.search(rf"(?<!\w)(?:{comparing})\s+(?:với\s+)?(?:cuối\s+)?(?:{before})(?!\w)", text) is not None


@lru_cache
def _spelled(words: Prose) -> re.Pattern[str]:
    """Two words of a number or more, as `một nghìn chín trăm`, with their unit and the figure in brackets."""
    count = alternatives(words.spelling)
    spelled = rf"(?<!\w)(?:{count})(?:\s+(?:{count}))+(?!\w)(?:\s+[^\W\d]+){{0,2}}\s*\("
    return re.compile(rf"(?P<words>{spelled})(?P<figure>\d[\d.,]*(?:\s+[^()\d]{{1,30}})?)\)")


@lru_cache
def _cited(words: Prose) -> re.Pattern[str]:
    named = alternatives((*words.citations, *words.documents))
    return re.compile(rf"(?<!\w)(?:{named})\s+(?:{_NUMBER}(?:{_DATE})?|{_DAY})(?:{_ABOUT})?")


@lru_cache
def _compared(words: Prose) -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:{alternatives(words.comparing)})(?!\w)[^,;:()\d]{{0,40}}?(?:19|20)\d{{2}}(?![\d.,]*\d)(?!\s+là(?!\w))"
    )

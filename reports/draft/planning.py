"""Lists of plans: what `Kế hoạch năm 2014:` opens, and how far it goes."""

import re
from functools import lru_cache

from reports.draft.contexts import years
from schemas.prose import Prose, alternatives, any_of

_ITEM = re.compile(r"\s*(?:[-–+*•]|\(?(?:\d{1,2}|[a-zđ])[.)])\s")
_OPEN = (":", ";", ",")


def planned(text: str, words: Prose, year: int) -> int:
    """The year that a lower-case text plans for whose colon opens a list of plans; 0 where it opens none.

    year: that of a plan that names none. `Kết quả thực hiện kế hoạch năm 2014:` tells of what was reached.
    """
    opening, colon, _ = text.rpartition(":")
    told = any_of((*words.results, *words.measures.actual, *words.comparing, *words.exceeding))
    if not colon or not _begun(words).match(opening) or told.search(opening):
        return 0
    coming = any_of(words.measures.next_plan).search(opening) is not None
    named = {*years(opening)} or {year + coming}
    return named.pop() if len(named) == 1 else 0


def goes_on(before: str, text: str, words: Prose) -> bool:
    """Whether a passage is of the list that the one before opened or is an item of; results open one of their own."""
    told = any_of((*words.results, *words.measures.actual)).search(text.lower())
    if text.rstrip().endswith(":") and told:
        return False
    return before.rstrip(" *").endswith(_OPEN) or all(_ITEM.match(each.lower()) for each in (before, text))


@lru_cache
def _begun(words: Prose) -> re.Pattern[str]:
    """A plan's word where a sentence begins, behind numbering, `các` or the year."""
    plans = alternatives((*words.measures.plan, *words.measures.next_plan))
    return re.compile(rf"[\W\d]*(?:[a-zđ]{{1,4}}[.)]\s*)?(?:(?:các|năm\s+\d{{4}},?)\s+)*\W*(?:{plans})(?!\w)")

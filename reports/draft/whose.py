"""Whose a draft is: the province that its heads name, and the district or submitter."""

import re
from collections.abc import Sequence

from reports.draft.claims import Claimer
from reports.draft.contexts import years
from reports.draft.passages import Block, Passage, texts
from schemas.catalogue import DISTRICTS
from schemas.prose import Prose, alternatives, any_of
from schemas.text import folded

HEADS = 12


def own_place(blocks: Sequence[Block], words: Prose, place: str) -> str:
    """The province that a draft is of, folded: the first that a line without figures at its beginning names.

    place: that of the declarations, where none is named.
    """
    heads = [folded(each.text) for each in blocks[:HEADS] if isinstance(each, Passage) and not counts(each.text)]
    named = [found[0] for text in heads for found in any_of(words.provinces).finditer(text)]
    return named[0] if named else folded(place)


def other_province(blocks: Sequence[Block], words: Prose, place: str) -> str:
    """The province other than `place` whose authorities, or whose date line, a draft's heads name; empty where none is.

    `UBND TỈNH LẠNG SƠN`, `Lạng Sơn, ngày 08 tháng 12 năm 2014`; a province that is merely spoken of is none.
    """
    heads = folded(" \n".join(texts(blocks[:HEADS])))
    provinces = alternatives(words.provinces)
    said = alternatives(words.authorities)
    authority = re.search(rf"(?<!\w)(?:{said})(?!\w)[^,;.:\d]{{0,50}}?(?<!\w)({provinces})(?!\w)", heads)
    dated = re.search(rf"(?<!\w)({provinces}),\s+ngày(?!\w)", heads)
    named = {found[1] for found in (authority, dated) if found}
    if not named or folded(place) in named:
        return ""
    return next(each for each in words.provinces if folded(each) in named)


def own_part(blocks: Sequence[Block], claimer: Claimer) -> str:
    """The line of a draft's heads that names whose it is, where it is of a district or of a submitter."""
    lists = (*claimer.relations.reporters, DISTRICTS)
    for block in blocks[:HEADS]:
        if not (isinstance(block, Passage) and block.heading) or "ngày" in block.text.lower():
            break
        if claimer.names.parts(lists, frozenset(), block.text):
            return block.text
    return ""


def counts(text: str) -> bool:
    """Whether a text gives numbers that are no years."""
    return any(int(digits) not in years(text) for digits in re.findall(r"\d+", text))

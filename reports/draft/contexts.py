"""The words around each figure of a sentence: what stands before it as its name, and behind it as its noun.

A gap between two figures is shared out: the words directly behind the first figure are its noun (`50.040 kg`),
what comes after a comma, a colon or `và` belongs to the second. A sentence's end or a semicolon parts them fully.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reports.draft.numbers import Number

_SENTENCE = re.compile(r"[.!?](?=\s|$|\*)")
_SHORT = re.compile(r"(?:^|\W)(?:tp|tx|tt|h|tr|stt|ths|ts|pgs|gs|mr)$")
_OPENING = re.compile(r"([^.:\d]{3,60})[.:]\s")
_STRONG = re.compile(r";")
_WEAK = re.compile(r"[,:)]|(?<!\bso)(?<!so sánh)\s(?:và|với|còn|thì|nhưng)\s")
_LEAD = re.compile(r"[,;:()]|\.\s|(?<!\bso)\s(?:và|với)\s(?!năm)")
_YEAR_BEFORE = re.compile(r"năm (?:19|20)\d{2}(?=\s*$)")
_DATED = re.compile(r"\((năm (?:19|20)\d{2})\)")
_TAIL = re.compile(r"[,;:()]|\.(?=\s|$)|\svà\s")
_ASIDE = re.compile(r"[^,;:().]*\([^()]*\)|\s*\)")
_YEAR = re.compile(r"(?<![\d.,])((?:19|20)\d{2})(?![\d.,]*\d|\s*%)")


@dataclass(frozen=True)
class Context:
    """A figure and its words, in lower case.

    before: the words that may name it; after: those that may name it from behind; lead: the chunk directly
    before, tail: the chunk directly behind; beyond: the chunk behind the bracket that closes the tail; since: all
    words behind the tail of the figure before; sentence: its span in the text; item: counts semicolons and sentences;
    group: the bracket it stands in (-1: none); below: the figure under the stroke that follows;
    dated: the year directly before that bracket; onward: what stands behind the tail, up to the next figure.
    """

    number: Number
    index: int
    before: str
    after: str
    lead: str
    tail: str
    sentence: int
    item: int
    group: int
    fresh: bool
    beyond: str = ""
    below: Number | None = None
    dated: str = ""
    since: str = ""
    onward: str = ""


def contexts(lower: str, numbers: Sequence[Number]) -> list[Context]:
    """The context of each figure of a lower-case text."""
    breaks = sorted([*_sentence_ends(lower), len(lower)])
    strong = sorted([*breaks, *(m.start() for m in _STRONG.finditer(lower))])
    groups = _brackets(lower)
    found: list[Context] = []
    for i, number in enumerate(numbers):
        previous = numbers[i - 1].end if i else 0
        following = numbers[i + 1].start if i + 1 < len(numbers) else len(lower)
        before, fresh = _before(lower[previous : number.start], first=i == 0)
        if number.under and found:
            before, fresh = found[-1].before, found[-1].fresh
        gap = _DATED.sub(r" \1 ", lower[number.end : following])
        found.append(
            Context(
                number=number,
                index=i,
                before=before,
                after=_after(gap, last=i + 1 == len(numbers)),
                lead=_lead(lower[previous : number.start]),
                tail=_TAIL.split(gap)[0],
                beyond=_beyond(lower, number.end),
                since=_since(lower[previous : number.start], first=i == 0),
                onward=gap[len(_TAIL.split(gap)[0]) :],
                sentence=sum(b < number.start for b in breaks),
                item=sum(b < number.start for b in strong),
                group=groups[number.start] if number.start < len(groups) else -1,
                fresh=fresh,
                dated=_bracket_year(lower, groups[number.start] if number.start < len(groups) else -1),
            )
        )
    return [_shared(found, i) if context.number.over else context for i, context in enumerate(found)]


def _since(gap: str, *, first: bool) -> str:
    """The words of a gap behind the tail of the figure before, in the sentence of the figure behind it."""
    rest = gap if first else gap[len(_TAIL.split(gap)[0]) :]
    ends = list(_sentence_ends(rest))
    return rest[ends[-1] + 1 :] if ends else rest


def _lead(gap: str) -> str:
    """The chunk of a gap directly before the figure behind it, a colon between them or not: `kế hoạch: 520 tỷ đồng`."""
    bare = gap.rstrip(" *")
    return _LEAD.split(bare[:-1] if bare.endswith(":") else gap)[-1]


def opening(text: str) -> str:
    """The short sentence without figures that a text begins with, as a heading of its own: `Thứ hai, về Internet.`."""
    first = _OPENING.match(text)
    return first[1] if first else ""


def _beyond(lower: str, end: int) -> str:
    """What goes on behind a bracket: `62,78% (251.134 thuê bao) so với kế hoạch`, for both figures."""
    aside = _ASIDE.match(lower, end)
    return _TAIL.split(lower[aside.end() :])[0] if aside else ""


def _shared(found: Sequence[Context], place: int) -> Context:
    """Of `x/y tỷ đồng`, the first with the noun, the unit and the magnitude that stand behind the second."""
    below = found[place + 1]
    number = found[place].number
    if not number.unit and number.factor == 1:
        number = number.times(below.number.factor)
    number = replace(number, unit=number.unit or below.number.unit, noun=number.noun or below.number.noun)
    return replace(
        found[place], number=number, after=below.after, tail=below.tail, beyond=below.beyond, below=below.number
    )


def _sentence_ends(lower: str) -> Iterator[int]:
    for match in _SENTENCE.finditer(lower):
        if not _SHORT.search(lower[max(0, match.start() - 4) : match.start()]):
            yield match.start()


def _bracket_year(lower: str, opened: int) -> str:
    """The year directly before a bracket: `so với năm 2013 (154 đơn vị được thanh tra)`."""
    found = _YEAR_BEFORE.search(lower[:opened]) if opened > 0 else None
    return found[0] if found else ""


def _brackets(lower: str) -> list[int]:
    """For each character the place of the innermost bracket that is open there; -1 outside."""
    stack: list[int] = []
    found = []
    for place, character in enumerate(lower):
        if character == "(":
            stack.append(place)
        elif character == ")" and stack:
            stack.pop()
        found.append(stack[-1] if stack else -1)
    return found


def _before(gap: str, *, first: bool) -> tuple[str, bool]:
    """The words of a gap that belong to the figure behind it, and whether they begin afresh."""
    ends = [*_sentence_ends(gap), *(m.start() for m in re.finditer(r"[;(]", gap))]
    if ends:
        place = max(ends)
        return gap[place + 1 :], gap[place] != "("
    if first:
        return gap, True
    weak = _WEAK.search(gap)
    # `gồm trả trước và 39.000 thuê bao trả sau`: what stands before `và` has no figure.
    return (gap[weak.end() :], False) if weak and not gap.endswith(" và ") else ("", False)


def _after(gap: str, *, last: bool) -> str:
    """The words of a gap that belong to the figure before it."""
    ends = [*_sentence_ends(gap), *(m.start() for m in re.finditer(r"[;()]", gap))]
    if ends:
        return gap[: min(ends)]
    if last:
        return gap
    weak = list(_WEAK.finditer(gap))
    return gap[: weak[-1].start()] if weak else gap


def years(text: str) -> list[int]:
    """The years that a text names, in their order."""
    return [int(match[1]) for match in _YEAR.finditer(text)]

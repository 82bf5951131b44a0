"""Which year a draft is about, and how sure that is."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from reports.draft.citing import own_years, uncited
from reports.draft.comparing import AGREES
from reports.draft.contexts import years
from reports.draft.figures import Figures
from reports.draft.heads import date_line
from reports.draft.judging import CONTRADICTS, UNCHECKED, Finding
from reports.draft.numbers import lowered
from reports.draft.passages import Block, Passage, texts
from reports.draft.spans import of_a_part
from reports.draft.stating import telling
from reports.draft.whose import HEADS, counts
from schemas.prose import Prose, any_of

_DATE = re.compile(r"(?<!\w)ngày\s+\d{1,2}\s+tháng\s+(\d{1,2})\s+năm\s+((?:19|20)\d{2})")
_DAY = re.compile(r"(?<!\w)ngày:?\s+\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:19|20)\d{2}")
_PIECES = re.compile(r"[,;]|\svà\s")
_EARLIEST = 1990
_MOST, _ENOUGH, _FEW = 3, 5, 3
# A report of a year is dated in it, or in the first months of the next.
_SPRING = 4


@dataclass(frozen=True)
class Told:
    """The year that a draft is about; `firm`: its title, its date line or the person who asks says so.

    spoken: where that is a guess, the years that it may be, of which there are figures; plans: the year that its title
    plans for, 0 where it does not.
    """

    year: int
    firm: bool = True
    spoken: tuple[int, ...] = ()
    plans: int = 0


def report_year(blocks: Sequence[Block], words: Prose, figures: Figures) -> Told:
    """The year that a draft is about: of its title, of its date line, else the one named most often.

    What is merely compared with, and the dates of documents, do not count. Of several years that are named, none
    of which is told so, the year is a guess.
    """
    heads = [block.text for block in blocks[:HEADS] if isinstance(block, Passage)]
    # A title may go on in the next line: `… công tác năm`, `2014`.
    lines = [f"{one} {two}" if one.lower().rstrip().endswith("năm") else one for one, two in pairwise([*heads, ""])]
    for text, above in zip(lines, ["", *heads], strict=False):
        if titled := _titled(text, words):
            year = max(titled)
            # A plan of the coming year rests on what was reached in this one; `KẾ HOẠCH` may stand alone in its line.
            plans = any_of((*words.measures.plan, *words.aims, *words.tasks))
            planned = plans.search(text.lower()) or plans.fullmatch(above.lower().strip(" #*_"))
            if planned and not _known([year], figures) and _known([year - 1], figures):
                return Told(year - 1, plans=year)
            return Told(year, len(titled) == 1, _known(titled, figures))
    days = [found for text in heads if (found := date_line(text))]
    plain = [uncited(lowered(text), words) for text in texts(blocks) if not date_line(text)]
    spoken = Counter(year for text in plain for year in own_years(_DATE.sub(" ", text), words) if year >= _EARLIEST)
    days += [(int(found[1]), int(found[2])) for text in heads for found in _DATE.finditer(text.lower())]
    if days:
        dated = _of_date(*days[0], spoken, figures)
        return Told(dated, dated in spoken, _known([dated, *spoken], figures))
    if spoken:
        often = sorted(spoken, key=lambda year: (-spoken[year], -year))
        return Told(often[0], len(spoken) == 1, _known(often, figures))
    newest = max(figures.years, default=0)
    return Told(newest, firm=False, spoken=_known([newest, newest - 1], figures))


def _known(years: Iterable[int], figures: Figures) -> tuple[int, ...]:
    """Those that there are results of; a few, for the whole draft is read by each."""
    reported = {key.year for key in figures.values if key.measure == "actual"}
    return tuple(year for year in dict.fromkeys(years) if year in reported)[:_MOST]


def _of_date(month: int, year: int, spoken: Counter[int], figures: Figures) -> int:
    """The year that a report of a day is about: in its first months that before, unless it speaks more of its own.

    It is that before as well where there are results of that alone.
    """
    known = _known([year - 1, year], figures)
    before = spoken[year - 1] > spoken[year] or not spoken[year] or known == (year - 1,)
    return year - (month < _SPRING and before)


def _titled(text: str, words: Prose) -> list[int]:
    """The years of a title, a short text that gives no figure besides; without those that it merely plans for."""
    lower = _DAY.sub(" ", text.lower())
    if len(text) >= 200 or "năm" not in lower or "ngày" in lower or counts(lower.split(". ")[0]):
        return []
    planned = any_of((*words.measures.plan, *words.aims, *words.tasks))
    pieces = [years(piece) for piece in _PIECES.split(lower) if not planned.search(piece)]
    return list(dict.fromkeys(year for piece in pieces for year in piece)) or years(lower)[:1]


def of_part(blocks: Sequence[Block], words: Prose) -> bool:
    """Whether a title among a draft's heads says that it is of a part of the year: `Báo cáo 6 tháng đầu năm 2014`."""
    heads = [each.text.lower() for each in blocks[:HEADS] if isinstance(each, Passage) and each.heading]
    return any(partial(uncited(_DAY.sub(" ", text), words), words) for text in heads if "ngày" not in text)


def partial(text: str, words: Prose) -> bool | None:
    """Whether a lower-case heading is of a part of the year, and of no whole year besides; its plans are apart.

    None where it says neither that nor that it is of the whole.
    """
    planned = any_of((*words.measures.plan, *words.aims, *words.tasks))
    pieces = [each for each in _PIECES.split(text) if not planned.search(each)]
    parts = [each for each in pieces if of_a_part(each, words)]
    rest = any_of(words.narrower).sub(" ", " ".join(parts))
    wholes = [each for each in pieces if each not in parts and years(each)]
    if any_of(words.wholes).search(text):
        return False
    return not (wholes or counts(rest)) if parts else None


def confirms(findings: Sequence[Finding]) -> bool:
    """Whether the figures themselves say that the year is right: many that name none agree, and hardly any does not."""
    undated = [f for f in findings if f.key and not f.claim.dated]
    agreeing = [f for f in undated if f.verdict == AGREES and telling(f.claim.number.value)]
    opposed = [f for f in undated if f.verdict == CONTRADICTS]
    return len(agreeing) >= max(_ENOUGH, _FEW * len(opposed))


def undated(finding: Finding, told: Told) -> Finding:
    """The finding; none where it contradicts the figure of a year that nobody named."""
    claim = finding.claim
    if told.firm or finding.verdict != CONTRADICTS or finding.why == "name" or claim.dated:
        return finding
    return Finding(claim, UNCHECKED, why="year_guessed")

"""Which year a draft is about, and how sure that is."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from reports.draft.citing import own_years, uncited
from reports.draft.contexts import years
from reports.draft.figures import Figures
from reports.draft.judging import CONTRADICTS, UNCHECKED, Finding
from reports.draft.numbers import lowered
from reports.draft.reading import Block, Passage
from reports.draft.whose import HEADS, counts, texts
from schemas.prose import Prose

_DATE = re.compile(r"(?<!\w)ngày\s+\d{1,2}\s+tháng\s+(\d{1,2})\s+năm\s+((?:19|20)\d{2})")
_EARLIEST = 1990
# A report of a year is dated in it, or in the first months of the next.
_SPRING = 4


@dataclass(frozen=True)
class Told:
    """The year that a draft is about; `firm`: its title, its date line or the person who asks says so."""

    year: int
    firm: bool = True


def report_year(blocks: Sequence[Block], words: Prose, figures: Figures) -> Told:
    """The year that a draft is about: of its title, of its date line, else the one named most often.

    What is merely compared with, and the dates of documents, do not count. Of several years that are named, none
    of which is told so, the year is a guess.
    """
    heads = [block.text for block in blocks[:HEADS] if isinstance(block, Passage)]
    # A title may go on in the next line: `… công tác năm`, `2014`.
    lines = [f"{one} {two}" if one.lower().rstrip().endswith("năm") else one for one, two in pairwise([*heads, ""])]
    for text in lines:
        if titled := _titled(text):
            return Told(titled)
    plain = [uncited(lowered(text), words) for text in texts(blocks)]
    spoken = Counter(year for text in plain for year in own_years(_DATE.sub(" ", text), words) if year >= _EARLIEST)
    dated = next((_of_date(found, spoken) for text in heads for found in _DATE.finditer(text.lower())), 0)
    if dated:
        return Told(dated, firm=dated in spoken)
    if spoken:
        return Told(max(spoken, key=lambda year: (spoken[year], year)), firm=len(spoken) == 1)
    return Told(max(figures.years, default=0), firm=False)


def _of_date(found: re.Match[str], spoken: Counter[int]) -> int:
    """The year that a report of a day is about: in its first months that before, where it speaks more of that."""
    month, year = int(found[1]), int(found[2])
    return year - (month < _SPRING and spoken[year - 1] > spoken[year])


def _titled(text: str) -> int:
    """The year of a title, a short text that gives no figure besides; 0 where it names none."""
    lower = text.lower()
    title = len(text) < 200 and "năm" in lower and "ngày" not in lower
    named = years(lower) if title and not counts(lower.split(". ")[0]) else []
    return named[0] if named else 0


def undated(finding: Finding, told: Told) -> Finding:
    """The finding; none where it contradicts the figure of a year that nobody named."""
    claim = finding.claim
    if told.firm or finding.verdict != CONTRADICTS or finding.why == "name" or claim.dated:
        return finding
    return Finding(claim, UNCHECKED, why="year_guessed")

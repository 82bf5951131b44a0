"""What stands above a table: who reports, and for which period."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from schemas.catalogue import Catalogue
from schemas.records import Form
from schemas.text import clean, key
from sources.layout import Table
from sources.lexicon import Lexicon

_QUARTER = re.compile(
    r"(?<!\w)(?:quý|q)\s*\.?\s*(iv|iii|ii|i|[1-4])(?:\s*[/\-,.]\s*|\s+)(?:năm\s*)?((?:19|20)\d\d)(?!\d)"
)
_YEAR = re.compile(r"(?<!\w)năm\s*:?\s*((?:19|20)\d\d)(?!\d)")
_DATE = re.compile(r"(?:ngày\s*\d+\s*)?tháng\s*\d+\s*năm\s*\d{4}")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


@dataclass(frozen=True)
class Mark:
    """A text above the table, with its place in the grid."""

    row: int
    column: int
    text: str


@dataclass(frozen=True)
class Named:
    """The submitter as the file names it; `code` is empty when nobody declared has that name."""

    code: str
    mark: Mark


def above(table: Table) -> list[Mark]:
    """Every text above the table's header, in reading order."""
    return [
        Mark(row, column, clean(table.grid.text(row, column)))
        for row in range(table.header_top)
        for column in range(len(table.grid.rows[row]))
        if table.grid.text(row, column)
    ]


def has_title(table: Table, form: Form) -> bool:
    """Whether a text above the table carries one of the form's titles."""
    titles = [key(title) for title in form.titles]
    return any(title in key(mark.text) for mark in above(table) for title in titles)


def submitter(table: Table, words: Lexicon, catalogue: Catalogue) -> Named | None:
    """Who reports: the name after a mark such as `Đơn vị báo cáo:`, else a letterhead that is a known name.

    A letterhead counts only for those who owe the form: the addressee may stand there as well.
    """
    names, marks = words.submitters, above(table)
    for mark in _after(marks, words.submitter_marks):
        return Named(names.get(key(mark.text), ""), mark)
    known = {names[key(mark.text)]: mark for mark in marks if key(mark.text) in names}
    known = {c: mark for c, mark in known.items() if catalogue.submitters[c].kind == table.form.submitters}
    if len(known) == 1:
        return next(Named(code, mark) for code, mark in known.items())
    return None


def periods(table: Table, words: Lexicon) -> list[str]:
    """The periods that the texts above the table state: one is right, none or several are not.

    A line such as `Kỳ báo cáo: …` decides; then the year that the header itself names; then all titles.
    """
    marks, form = above(table), table.form
    stated = [period for mark in _after(marks, words.period_marks) for period in _read(mark.text, form)]
    named = [str(table.year)] if table.year is not None else []
    titles = [period for mark in marks for period in _read(mark.text, form)]
    return list(dict.fromkeys([*stated, *named] or titles))


def reason(table: Table, words: Lexicon) -> str | None:
    """Why the return is sent again, as a line such as `Lý do điều chỉnh: …` says."""
    return next((mark.text for mark in _after(above(table), words.reason_marks)), None)


def withdraws(table: Table, words: Lexicon) -> bool:
    """Whether a text above the table begins with the words that take a return back."""
    return any(key(mark.text).startswith(words.withdrawals) for mark in above(table))


def _after(marks: list[Mark], words: frozenset[str]) -> Iterator[Mark]:
    """What follows `word:` in the same cell, or stands in the next filled cell of the row."""
    for index, mark in enumerate(marks):
        head, colon, rest = mark.text.partition(":")
        if not colon or key(head) not in words:
            continue
        if rest.strip():
            yield Mark(mark.row, mark.column, rest.strip())
        elif index + 1 < len(marks) and marks[index + 1].row == mark.row:
            yield marks[index + 1]


def _read(text: str, form: Form) -> list[str]:
    folded = key(text)
    if form.frequency == "quarterly":
        return [f"{year}-Q{_ROMAN.get(number) or number}" for number, year in _QUARTER.findall(folded)]
    if re.fullmatch(r"(?:19|20)\d\d", folded):
        return [folded]
    return [] if _QUARTER.search(folded) else _YEAR.findall(_DATE.sub("", folded))

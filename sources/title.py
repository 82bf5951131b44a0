"""What stands above a table: who reports, and for which period."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from schemas.records import Form
from schemas.text import clean, key
from sources import quarters
from sources.layout import Table
from sources.lexicon import Lexicon

_BETWEEN = r"(?:\s*[/\-,.]\s*|\s+)(?:năm\s*)?"
# What counts since the beginning of the year.
_CUMULATIVE = r"(?:luỹ kế|cộng dồn|từ đầu năm)"
# `Quý II và luỹ kế từ đầu năm 2016`: the year stands behind what the title says besides.
_AND_SINCE = rf"(?:\s*[,&-]|\s+và)?\s+(?:số\s+)?{_CUMULATIVE}\D{{0,20}}?"
_QUARTER = re.compile(
    rf"(?<!\w){quarters.WORD}\s*\.?\s*({quarters.NUMBER})"
    rf"(?:{_BETWEEN}|{_AND_SINCE}\s)((?:19|20)\d\d)(?!\d)"
)
_MONTH_WORD = r"(?:tháng|t)\s*\.?\s*"
_MONTH = re.compile(rf"(?<!\w){_MONTH_WORD}(1[0-2]|0?[1-9]){_BETWEEN}((?:19|20)\d\d)(?!\d)")
_MONTHS = re.compile(
    rf"(?<!\w){_MONTH_WORD}(1[0-2]|0?[1-9])\s*(?:-|đến|tới)\s*(?:hết\s+)?(?:{_MONTH_WORD})?(1[0-2]|0?[1-9])"
    rf"{_BETWEEN}((?:19|20)\d\d)(?!\d)"
)
_FIRST_MONTHS = re.compile(r"(?<!\w)(1[0-2]|0?[1-9])\s*tháng\s*(?:đầu\s*)?năm\s*((?:19|20)\d\d)(?!\d)")
_LAST_MONTHS = re.compile(r"(?<!\w)(\d\d?)\s*tháng\s*cuối\s*năm\s*((?:19|20)\d\d)(?!\d)")
# A year that belongs to some part of it, which nobody could read: `Quý V năm 2014`.
_PART_OF_YEAR = re.compile(rf"(?<!\w)(?:{quarters.WORD}|tháng)\s+\S{{1,6}}\s+năm\s*:?\s*(?:19|20)\d\d(?!\d)")
_YEARS = re.compile(r"(?<!\w)năm\s*:?\s*((?:19|20)\d\d)\s*(?:-|–|và|,|đến)\s*((?:19|20)\d\d)(?!\d)")
_YEAR = re.compile(r"(?<!\w)năm\s*:?\s*((?:19|20)\d\d)(?!\d)")
_BARE_YEAR = re.compile(r"(?:19|20)\d\d")
_LETTER_DATE = re.compile(r"ngày[\s\d.…]*tháng\s*\d+\s*năm\s*\d{4}")
_DAY = (
    r"ngày\s*:?\s*(?:(?P<d>\d\d?)\s*(?:[/.-]|tháng)\s*(?P<m>\d\d?)\s*(?:[/.-]|năm)\s*(?P<y>\d{4})"
    r"|(?P<iso>\d{4}-\d\d?-\d\d?))(?!\d)"
)
_DECISION_NUMBER = r"\s*:?\s*(\d[^\s,;()]*)"
_ISO_DATE = re.compile(r"((?:19|20)\d\d-\d\d-\d\d)(?: 00:00:00)?")
_UNFILLED = " ._…\u2024\u2025"
_BLANK = re.compile(r"(?:kỳ báo cáo\W*)?(?:(?:tháng|quý|năm)[\s._…/]*)+")
# `Quý IV/2014 và luỹ kế năm 2014`, `quý III và 9 tháng đầu năm`: two things, of which a column is one.
_JOINED = r"(?:\s+(?:và|cùng|kèm|kèm theo)\s+|\s*[&+/,;-]\s*)"
_PLAIN = (
    rf"(?<!\w)(?:{quarters.WORD}\s*\.?\s*{quarters.NUMBER}|tháng\s*(?:1[0-2]|0?[1-9])|trong (?:kỳ|quý|tháng))(?!\w)"
)
_SINCE = rf"(?:(?:số\s+)?(?:liệu\s+)?{_CUMULATIVE}|(?<!\d)\d\d?\s*tháng)(?!\w)"
_BOTH = re.compile(rf"{_PLAIN}.*?{_JOINED}{_SINCE}|{_SINCE}.*?{_JOINED}{_PLAIN}")
_SERIAL = re.compile(r"[3-6]\d{4}")
_SERIAL_START = date(1899, 12, 30)


@dataclass(frozen=True)
class Period:
    """A period as a text states it; `cumulative`: from the beginning of the year to its end."""

    frequency: str
    code: str
    cumulative: bool = False


@dataclass(frozen=True)
class Mark:
    """A text above the table, with its place in the grid."""

    row: int
    column: int
    text: str


@dataclass(frozen=True)
class Decision:
    """A decision as a text names it: its number, its date where that is one, and the text with its place."""

    number: str
    date: date | None
    mark: Mark


def above(table: Table) -> list[Mark]:
    """Every text above the table's header, in reading order."""
    return [
        Mark(row, column, clean(table.grid.text(row, column)))
        for row in range(table.above, table.header_top)
        for column in table.grid.filled(row)
    ]


def has_title(table: Table, form: Form) -> bool:
    """Whether a text above the table carries one of the form's titles."""
    titles = [key(title) for title in form.titles]
    return any(title in key(mark.text) for mark in above(table) for title in titles)


def periods(table: Table, words: Lexicon) -> list[Period]:
    """The periods that the texts above the table state: one is right, none or several are not.

    A line such as `Kỳ báo cáo: …` decides; then the year that the header itself names; then all titles.
    Where none is of the form's frequency, those of another are given. A heading with the form's title that states
    none of the periods of such a line is another's, copied: then all of them are given.
    """
    marks, due = above(table), table.form.frequency
    lines = [period for mark in after(marks, words.period_marks) for period in stated(mark.text)]
    named = [Period("annual", str(table.year))] if table.year is not None else []
    titles = [period for mark in marks for period in read(mark.text)]
    for found in ([*lines, *named], titles):
        fitting = [period for period in found if period.frequency == due]
        if fitting or (found and found is not titles):
            against = [] if found is titles else _headed(table, marks)
            copied = [period for period in against if period.code not in {each.code for each in fitting}]
            return list(dict.fromkeys([*(fitting or found), *(copied if len(copied) == len(against) else ())]))
    return list(dict.fromkeys(period for period in titles if period.frequency != "annual"))


def _headed(table: Table, marks: list[Mark]) -> list[Period]:
    """The periods of the form's own frequency that the heading states, in the text that carries the form's title."""
    titles = [key(title) for title in table.form.titles]
    headed = (mark.text for mark in marks if any(title in key(mark.text) for title in titles))
    return [period for text in headed for period in read(text) if period.frequency == table.form.frequency]


def stating(table: Table, period: str, words: Lexicon) -> Mark | None:
    """The text that states a period: a line such as `Kỳ báo cáo: …` before any other."""
    marks = above(table)
    said = (m for m in (*after(marks, words.period_marks), *marks) if period in {p.code for p in stated(m.text)})
    return next(said, None)


def unread_period(table: Table, words: Lexicon) -> Mark | None:
    """What stands after a mark such as `Kỳ báo cáo:` and names no period; else a heading with a part of a year."""
    marks = above(table)
    unread = (mark for mark in after(marks, words.period_marks) if not stated(mark.text))
    parts = (mark for mark in marks if _of_a_part(key(mark.text)) and not read(mark.text))
    return next(unread, None) or next(parts, None)


def _of_a_part(label: str) -> bool:
    return any(pattern.search(label) for pattern in (_MONTHS, _LAST_MONTHS, _PART_OF_YEAR))


def blank_period(table: Table) -> Mark | None:
    """A line such as `Tháng ..... năm .....` that nobody filled in."""
    dotted = (mark for mark in above(table) if any(sign in mark.text for sign in ".…_"))
    return next((mark for mark in dotted if _BLANK.fullmatch(key(mark.text))), None)


def reason(table: Table, words: Lexicon) -> str | None:
    """Why the return is sent again, as a line such as `Lý do điều chỉnh: …` says."""
    return next((mark.text for mark in after(above(table), words.reason_marks)), None)


def is_plan(form: Form) -> bool:
    """Whether a form gives targets, which are set before their year."""
    return any(column.measure != "actual" for column in form.having("measure"))


def decision(table: Table, words: Lexicon) -> Decision | None:
    """The decision that gives a plan, as a line such as `Quyết định số 123/QĐ-UBND ngày 12/12/2013` names it."""
    marks = "|".join(map(re.escape, words.decision_marks))
    # Between the two may stand who decided: `của UBND tỉnh`.
    named = re.compile(rf"(?:{marks}){_DECISION_NUMBER}(?:[^\d;]{{0,60}}?(?<!\w){_DAY})?", re.IGNORECASE)
    for mark in above(table):
        found = named.search(mark.text)
        if found:
            return Decision(found[1], _date(found), mark)
    return None


def _date(found: re.Match[str]) -> date | None:
    year, month, day = found["iso"].split("-") if found["iso"] else (found["y"], found["m"], found["d"])
    try:
        return date(int(year or 0), int(month or 0), int(day or 0))
    except ValueError:
        return None


def withdraws(table: Table, words: Lexicon) -> bool:
    """Whether a text above the table begins with the words that take a return back."""
    return any(key(mark.text).startswith(words.withdrawals) for mark in above(table))


def after(marks: list[Mark], words: frozenset[str], others: tuple[str, ...] = ()) -> Iterator[Mark]:
    """What follows `word:` in the same cell, or stands in the next filled cell of the row.

    Dots are a line to write on, and a text that begins with one of `others` is about something else.
    """
    for index, mark in enumerate(marks):
        head, colon, rest = mark.text.partition(":")
        if not colon or key(head) not in words:
            continue
        if rest.strip(_UNFILLED):
            yield Mark(mark.row, mark.column, rest.strip())
            continue
        beside = next(iter(marks[index + 1 : index + 2]), mark)
        about = f"{key(beside.text)} "
        named = beside is not mark and beside.row == mark.row and about.strip(_UNFILLED)
        if named and not about.startswith(tuple(f"{other} " for other in others)):
            yield beside


def stated(text: str) -> list[Period]:
    """The periods that a line or a cell beside its mark states, which a spreadsheet may have made a date of."""
    return _dated(text) or read(text)


def read(text: str) -> list[Period]:
    """The periods that a text states, the finest kind that it has: `Tháng 9 năm 2014` does not state a year.

    `9 tháng đầu năm 2014` is the third quarter and the ninth month, since the beginning of the year.
    The date of a letter states nothing. A text that names a period and, beside it, the time since the beginning of the
    year states the period.
    """
    label = _LETTER_DATE.sub("", key(text))
    both = names_both(text)
    since = not both and bool(re.search(_CUMULATIVE, label))
    found = [Period("quarterly", f"{y}-Q{quarters.number(n)}", since) for n, y in _QUARTER.findall(label)]
    for months, year in _FIRST_MONTHS.findall(label):
        ends = _since_january(int(months), int(year))
        found += [replace(period, cumulative=period.cumulative and not both) for period in ends]
    for first, last, year in _ranges(label):
        found += _months(first, last, year)
    label = _MONTHS.sub("", _LAST_MONTHS.sub("", label))
    if not found:
        found = [Period("monthly", f"{y}-{int(n):02d}", since) for n, y in _MONTH.findall(label)]
        if since:
            found += [p for month in found for p in _since_january(int(month.code[5:]), int(month.code[:4]))[:-1]]
    if found:
        return found
    label = _PART_OF_YEAR.sub("", label)
    years = [label] if _BARE_YEAR.fullmatch(label) else _YEAR.findall(label)
    years += [later for _, later in _YEARS.findall(label)]
    return [Period("annual", year) for year in years]


def names_both(text: str) -> bool:
    """Whether a text names a period and, beside it, the time since the beginning of the year."""
    return bool(_BOTH.search(_LETTER_DATE.sub("", key(text))))


def _ranges(label: str) -> Iterator[tuple[int, int, int]]:
    """First month, last month and year of each run of months: `T7-T9/2018`, `3 tháng cuối năm 2018`."""
    yield from ((int(first), int(last), int(year)) for first, last, year in _MONTHS.findall(label))
    yield from ((13 - int(months), 12, int(year)) for months, year in _LAST_MONTHS.findall(label))


def _months(first: int, last: int, year: int) -> list[Period]:
    """A run of months as the period that it is exactly; none where it is none."""
    if first == last:
        return [Period("monthly", f"{year}-{first:02d}")]
    if first == 1 and last != 3:
        return _since_january(last, year)
    return [Period("quarterly", f"{year}-Q{last // 3}")] if last % 3 == 0 and last - first == 2 else []


def _since_january(months: int, year: int) -> list[Period]:
    """The first months of a year, as whatever kinds of period end with them."""
    ends = [Period("annual", str(year))] if months == 12 else []
    ends += [Period("quarterly", f"{year}-Q{months // 3}", cumulative=True)] if months % 3 == 0 else []
    return [*ends, Period("monthly", f"{year}-{months:02d}", cumulative=True)]


def _dated(text: str) -> list[Period]:
    """The periods that end on a date, as a spreadsheet makes one of what was typed: `2014-12-31`, or its serial."""
    iso = _ISO_DATE.fullmatch(text)
    if iso:
        day = date.fromisoformat(iso[1])
    elif _SERIAL.fullmatch(text):
        day = _SERIAL_START + timedelta(days=int(text))
    else:
        return []
    months = [Period("monthly", f"{day:%Y-%m}")]
    if (day + timedelta(days=1)).day > 1:
        return months if day.day == 1 else []
    quarters = [Period("quarterly", f"{day.year}-Q{day.month // 3}")] if day.month % 3 == 0 else []
    return [*([Period("annual", str(day.year))] if day.month == 12 else []), *quarters, *months]

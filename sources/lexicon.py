"""The declared words in the form in which they are compared, made once for a batch of files."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice, product

from schemas.declarations import Catalogue
from schemas.text import folded, key
from sources import quarters, remarks
from sources.outline import bare_labels

_WORD = re.compile(r"\w+")
_SPELLINGS = 16
_QUARTER = re.compile(
    rf"(.*?)[\s:,(-]*(?:(?<!\w)trong\s+)?(?<!\w){quarters.WORD}\s*\.?\s*({quarters.NUMBER})"
    r"(?:[\s/,-]+(?:năm\s*)?(\d{4}))?\)?"
)


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Comparable label -> code for units and submitters, -> codes for each code list; the words around figures.

    `under`: list -> entry -> the entry below whose row it stands; `flows`: form -> its measures that add up
    over the year.
    """

    codes: Mapping[str, Mapping[str, tuple[str, ...]]]
    under: Mapping[str, Mapping[str, str | None]]
    units: Mapping[str, str]
    submitters: Mapping[str, str]
    sender: re.Pattern[str]
    recipient: re.Pattern[str]
    organisation: re.Pattern[str]
    after_name: re.Pattern[str]
    department: str
    totals: frozenset[str]
    subtotals: tuple[str, ...]
    carried_forward: re.Pattern[str]
    ignored_headers: frozenset[str]
    submitter_marks: frozenset[str]
    period_marks: frozenset[str]
    unit_marks: tuple[str, ...]
    unit_phrase: re.Pattern[str]
    zeros: frozenset[str]
    absences: Mapping[str, str]
    magnitudes: Mapping[str, int]
    approximate: re.Pattern[str]
    nil_marks: tuple[str, ...]
    nil: re.Pattern[str]
    dittos: frozenset[str]
    part_marks: tuple[str, ...]
    form_marks: tuple[str, ...]
    cumulative_marks: tuple[str, ...]
    since_january: re.Pattern[str]
    other_figures: re.Pattern[str]
    period_words: tuple[str, ...]
    estimate: re.Pattern[str]
    abbreviations: Mapping[str, tuple[str, ...]]
    flows: Mapping[str, frozenset[str]]
    reason_marks: frozenset[str]
    withdrawals: tuple[str, ...]
    withdrawal_request: re.Pattern[str]
    withdrawal_hint: re.Pattern[str]
    decision_marks: tuple[str, ...]

    def spellings(self, label: str) -> tuple[str, ...]:
        """A comparable label as it stands, then with each of its abbreviations written out."""
        return _spellings(self, label)

    def code(self, text: str, codes: str) -> str | None:
        """The code of a list that a row label names, in whatever spelling; None where it names none or several."""
        found = self.named(text, codes)
        return found[0] if len(found) == 1 else None

    def named(self, text: str, codes: str) -> tuple[str, ...]:
        """Every code of a list that a row label may name, in whatever spelling, with or without its numbering."""
        return _codes_of(self, text, codes)

    def is_department(self, text: str) -> bool:
        """Whether a text is the name of the department itself, to which everything is sent."""
        return key(text) == self.department

    def unit(self, text: str) -> str:
        """The code of the unit that a text such as `ĐVT: triệu đồng` names; empty when it names none."""
        bare = key(text)
        for mark in self.unit_marks:
            bare = bare.removeprefix(mark).lstrip(": ")
        return self.units.get(bare, "")

    def of_the_period(self, header: str) -> bool:
        """Whether a header says that its column is about the period alone, whatever the title says."""
        return any(word in key(header) for word in self.period_words) or bool(self.quarter(header)[1])

    def quarter(self, text: str) -> tuple[str, str, str]:
        """A header without the quarter at its end, its number and its year: `Doanh thu quý III`; empty without one."""
        return _quarter_of(self, text)

    def is_span(self, text: str) -> bool:
        """Whether a text says nothing but over which time its column counts: `Trong quý`, `Luỹ kế từ đầu năm`."""
        return _spans(self, text)

    def is_cumulative(self, text: str) -> bool:
        """Whether a text says nothing but that its column counts since the beginning of the year."""
        return key(text) in self.cumulative_marks

    def header(self, text: str) -> str:
        """A header in comparable form, without its units and footnotes: see `sources.remarks`."""
        return remarks.bare(text, self)


@lru_cache(maxsize=1 << 14)
def _spellings(words: Lexicon, label: str) -> tuple[str, ...]:
    between = _WORD.split(label)
    choices = [(word, *words.abbreviations.get(word, ())) for word in _WORD.findall(label)]
    if not any(len(choice) > 1 for choice in choices):
        return (label,)
    others = islice(product(*choices), 1, _SPELLINGS)
    return (label, *("".join(chain.from_iterable(zip(between, [*chosen, ""], strict=True))) for chosen in others))


@lru_cache(maxsize=1 << 14)
def _codes_of(words: Lexicon, text: str, codes: str) -> tuple[str, ...]:
    # Each row is asked several times, and every file of a batch has the same labels.
    known = words.codes[codes]
    for bare in (text, *bare_labels(text, words.part_marks)):
        found = [code for spelling in words.spellings(key(bare)) for code in known.get(spelling, ())]
        if found:
            return tuple(dict.fromkeys(found))
    return ()


@lru_cache(maxsize=1 << 14)
def _quarter_of(words: Lexicon, text: str) -> tuple[str, str, str]:
    found = _QUARTER.fullmatch(words.header(text))
    return (found[1], str(quarters.number(found[2])), found[3] or "") if found else ("", "", "")


@lru_cache(maxsize=1 << 14)
def _spans(words: Lexicon, text: str) -> bool:
    bare, quarter, _ = words.quarter(text)
    return bool(text) and (key(text) in (*words.cumulative_marks, *words.period_words) or bool(quarter and not bare))


def _named(name: str, catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    codes = catalogue.codes(name)
    for code in codes:
        for label in map(key, code.labels):
            names[label] = tuple(dict.fromkeys((*names.get(label, ()), code.code)))
    own = {key(text): (code.code,) for code in codes for text in catalogue.own_names(name, code.code)}
    # What the form prints counts before what an indicator is called elsewhere; no two are called the same.
    return own | names


def _nil(catalogue: Catalogue) -> re.Pattern[str]:
    """A sentence that says of everything that there was nothing.

    It is a mark, words before it that say whose sentence it is and of when, and words that narrow it to nothing else.
    """
    words = catalogue.words
    names = [label for submitter in catalogue.submitters.values() for label in submitter.labels]
    lead, mark, rest = (_longest(each) for each in ((*words.nil_leads, *names), words.nil_marks, words.nil_words))
    number = r"\d+|[ivx]+|q[1-4]"
    return re.compile(rf"(?:(?:{lead}|{number})(?!\w)\W*)*(?:{mark})(?:\W|(?<!\w)(?:{rest}|{number})(?!\w))*$")


def _longest(declared: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, map(key, declared)), key=len, reverse=True))


def _names(catalogue: Catalogue) -> re.Pattern[str]:
    """The names of submitters that are nothing else in a sentence, the longest first; `Thanh tra` and `CNTT` are words.

    The department itself is whom a sentence speaks to.
    """
    labels = [label for submitter in catalogue.submitters.values() for label in submitter.labels]
    proper = {key(label) for label in labels if _is_proper(label)} - {key(catalogue.letterhead.department)}
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(proper, key=len, reverse=True)))})(?!\w)")


def _is_proper(label: str) -> bool:
    """Whether a label has a capital besides its first letter, or is one word; and is not all in capitals."""
    return not label.isupper() and (" " not in label or any(letter.isupper() for letter in label[1:]))


def _any(declared: Iterable[str]) -> str:
    return "|".join(re.escape(key(word)) for word in declared)


def _since_january(marks: Iterable[str]) -> re.Pattern[str]:
    """The words that make a header one since the beginning of the year: `(luỹ kế đến hết quý)`, `9 tháng`."""
    said = _longest(marks)
    year = r"(?:\s*[/-]?\s*(?:năm\s+)?(?:19|20)\d\d)?"
    until = rf"(?:\s*(?:tính )?(?:đến|hết) (?:hết |cuối )?(?:quý|kỳ|tháng)(?: (?:này|báo cáo|[ivx]+|\d+))?{year})?"
    return re.compile(rf"\(?(?<!\w)(?:số )?(?:{said}|(?:3|6|9|12)\s*tháng)(?: đầu năm)?{year}{until}(?!\w)\)?")


def _approximate(declared: Iterable[str]) -> re.Pattern[str]:
    """A number with a word before or behind it that says it is none: `khoảng 1180`, `~200`, `1180 (ước)`."""
    said = "|".join(sorted(map(re.escape, map(folded, declared)), key=len, reverse=True))
    return re.compile(rf"^(?:{said})[\s:]*[\d.,]*\d.*$|^\d.*[\s(](?:{said})\)?$")


@lru_cache(maxsize=2)
def lexicon(catalogue: Catalogue) -> Lexicon:
    """The words of a catalogue."""
    lists = {c.list for form in catalogue.reported.values() for c in form.having("code") if c.list}
    lists |= {indicator.by for indicator in catalogue.indicators.values() if indicator.by}
    words = catalogue.words
    return Lexicon(
        codes={name: _named(name, catalogue) for name in lists},
        under={name: {code.code: code.under for code in catalogue.codes(name)} for name in lists},
        units={
            key(label): unit.code
            for units in (catalogue.stated_units, catalogue.units)  # What is declared counts before what follows.
            for unit in units.values()
            for label in unit.labels
        },
        submitters={key(label): s.code for s in catalogue.submitters.values() for label in s.labels},
        sender=_names(catalogue),
        recipient=re.compile(rf"(?<!\w)(?:{_any(words.recipient_marks)})(?!\w)"),
        organisation=re.compile(rf"(?<!\w)(?:{_any(words.organisations)})(?:\s+\w+){{0,3}}\s*$"),
        after_name=re.compile(rf"(?:{_any(words.after_names)})(?!\w)"),
        department=key(catalogue.letterhead.department),
        totals=frozenset(map(key, words.totals)),
        subtotals=tuple(key(word) + " " for word in words.subtotals),
        carried_forward=re.compile(rf"(?<!\w)(?:{_any(words.carried_forward)})(?!\w)"),
        ignored_headers=frozenset(map(key, words.ignored_headers)),
        submitter_marks=frozenset(map(key, words.submitter_marks)),
        period_marks=frozenset(map(key, words.period_marks)),
        unit_marks=tuple(map(key, words.unit_marks)),
        unit_phrase=re.compile(rf"(?:{'|'.join(map(re.escape, map(key, words.unit_phrases)))})\W+(.+)"),
        zeros=frozenset(map(folded, words.zeros)),
        absences={folded(label): absence.code for absence in catalogue.absences.values() for label in absence.labels},
        approximate=_approximate(words.approximations),
        magnitudes={key(word): factor for word, factor in words.magnitudes.items()},
        nil_marks=tuple(map(key, words.nil_marks)),
        nil=_nil(catalogue),
        dittos=frozenset(map(folded, words.dittos)),
        part_marks=tuple(map(key, words.part_marks)),
        form_marks=tuple(map(key, words.form_marks)),
        cumulative_marks=tuple(sorted(map(key, words.cumulative_marks), key=len, reverse=True)),
        since_january=_since_january(words.cumulative_marks),
        other_figures=re.compile(rf"(?<!\w)(?:{_any((*words.other_figures, *words.magnitudes))})(?!\w)|\d"),
        flows={form.code: catalogue.flows(form) for form in catalogue.forms.values()},
        period_words=tuple(map(key, words.period_words)),
        estimate=re.compile(rf"(?<!\w)(?:{_any(words.estimate_marks)})(?!\w)"),
        abbreviations={key(short): tuple(map(key, long)) for short, long in words.abbreviations.items()},
        reason_marks=frozenset(map(key, words.reason_marks)),
        withdrawals=tuple(map(key, words.withdrawals)),
        withdrawal_request=re.compile(
            rf"(?:^|[,.;:])(?:(?!\b(?:{_any(words.withdrawal_denials)})\b)[^,.;:])*\b(?:{_any(words.withdrawal_requests)})\b"
        ),
        withdrawal_hint=re.compile(rf"\b(?:{_any(words.withdrawal_hints)})\b"),
        decision_marks=tuple(map(key, words.decision_marks)),
    )

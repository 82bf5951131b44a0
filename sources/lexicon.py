"""The declared words in the form in which they are compared, made once for a batch of files."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from schemas.declarations import Catalogue
from schemas.text import bare_of_brackets, bracketed, key

# What stands in brackets after a header without changing what it means: a footnote, a column number.
_FOOTNOTE = re.compile(r"[\d*.,]*|[ivx]+")


@dataclass(frozen=True)
class Lexicon:
    """Comparable label -> code for units, submitters and each code list; the words around figures."""

    codes: Mapping[str, Mapping[str, str]]
    units: Mapping[str, str]
    submitters: Mapping[str, str]
    totals: frozenset[str]
    subtotals: tuple[str, ...]
    ignored_headers: frozenset[str]
    submitter_marks: frozenset[str]
    period_marks: frozenset[str]
    unit_marks: tuple[str, ...]
    reason_marks: frozenset[str]
    withdrawals: tuple[str, ...]

    def unit(self, text: str) -> str:
        """The code of the unit that a text such as `ĐVT: triệu đồng` names; empty when it names none."""
        bare = key(text)
        for mark in self.unit_marks:
            bare = bare.removeprefix(mark).lstrip(": ")
        return self.units.get(bare, "")

    def header(self, text: str) -> str:
        """A header in comparable form, without the units and footnotes that it carries in brackets.

        Any other remark in brackets, such as `(luỹ kế)`, changes what the column means and stays.
        """
        plain = [inner for inner in bracketed(text) if self.unit(inner) or _FOOTNOTE.fullmatch(key(inner))]
        return key(bare_of_brackets(text, plain))


def lexicon(catalogue: Catalogue) -> Lexicon:
    """The words of a catalogue."""
    lists = {c.list for form in catalogue.forms.values() for c in form.having("code") if c.list}
    words = catalogue.words
    return Lexicon(
        codes={name: {key(t): code.code for code in catalogue.codes(name) for t in code.labels} for name in lists},
        units={key(label): unit.code for unit in catalogue.units.values() for label in unit.labels},
        submitters={key(label): s.code for s in catalogue.submitters.values() for label in s.labels},
        totals=frozenset(map(key, words.totals)),
        subtotals=tuple(key(word) + " " for word in words.subtotals),
        ignored_headers=frozenset(map(key, words.ignored_headers)),
        submitter_marks=frozenset(map(key, words.submitter_marks)),
        period_marks=frozenset(map(key, words.period_marks)),
        unit_marks=tuple(map(key, words.unit_marks)),
        reason_marks=frozenset(map(key, words.reason_marks)),
        withdrawals=tuple(map(key, words.withdrawals)),
    )

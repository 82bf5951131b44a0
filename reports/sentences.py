"""The standard sentences of the report with a year's figures in them; every number is one of a KPI table."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from reports.completeness import kind_of, words
from reports.sentences_words import dimension_of, in_order, list_name, name, printed
from schemas.catalogue import Catalogue
from schemas.sentences import EACH, ESTIMATED, LABEL, REACHED, Clause, Each, Placeholder, Sentence, parsed, placeholders

Record = Mapping[str, Any]
Reached = Literal["whole", "estimated", "so_far"]
# A mark while the words around it are put in order: a character for the note of that number.
_MARK = 0xE000
_MARKS = re.compile("[\ue000-\uf8ff]")


@dataclass(frozen=True)
class Used:
    """A figure of a sentence: `value` as in the KPI table, in the base unit; `printed` in `unit` (a code).

    `code`: of the district, submitter or entry that it is for; `maturity`: final, provisional, or estimate, which is
    worked out by the indicator's method; `note`: what it rests on, where it is not final.
    """

    indicator: str
    measure: str
    code: str | None
    value: Decimal
    unit: str
    printed: str
    maturity: str
    note: str | None


@dataclass(frozen=True)
class Written:
    """A sentence; `text` is None when it cannot be said. `missing`: names of the figures that are not there.

    `plain` is the text without the marks of incomplete figures.
    """

    section: str
    code: str
    text: str | None
    plain: str | None
    figures: tuple[Used, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Draft:
    """The sentences of a year under their headings, and the notes: of marks, and of what is missing."""

    year: int
    author: str
    heading: str
    title: str
    sections: tuple[tuple[str, tuple[Written, ...]], ...]
    notes: tuple[str, ...]

    @property
    def name(self) -> str:
        """Heading and title in one line."""
        return f"{self.heading}: {self.title}"

    @property
    def sentences(self) -> tuple[Written, ...]:
        """All, also those that cannot be said."""
        return tuple(sentence for _, sentences in self.sections for sentence in sentences)

    @property
    def paragraphs(self) -> list[tuple[str, list[str]]]:
        """Headings and texts: what is printed."""
        said = [(heading, [each.text for each in sentences if each.text]) for heading, sentences in self.sections]
        return [(heading, texts) for heading, texts in said if texts]


def draft(year: int, figures: Sequence[Record], catalogue: Catalogue) -> Draft:
    """Write the declared sentences; `figures` as `warehouse.reading.year_figures` gives them."""
    facts = {(f["indicator"], f["measure"], f["dimension"], f["code"]): f for f in figures}
    writer = _Writer(year, facts, catalogue)
    declared = catalogue.sentences
    sections = tuple(
        (section.heading, tuple(writer.sentence(section.heading, each) for each in section.sentences))
        for section in declared.sections
    )
    notes = [f"{'*' * number} {note}" for number, note in enumerate(writer.notes, start=1)]
    for heading, sentences in sections:
        if names := _missing(sentences):
            notes.append(declared.missing.format(section=heading, names="; ".join(names)))
    title = declared.title.format(year=year)
    return Draft(year, catalogue.letterhead.department, declared.name, title, sections, tuple(notes))


def _missing(sentences: Iterable[Written]) -> list[str]:
    """What is not there; of a figure that is not there itself, not its growth and percentages as well."""
    names = dict.fromkeys(name for each in sentences for name in each.missing)
    return [name for name in names if not any(name.startswith(f"{whole} (") for whole in names)]


def changed(before: Draft, after: Draft) -> list[dict[str, Any]]:
    """The sentences that read otherwise: year, section, code, before, after (None: it cannot be said).

    Whether the figures in them are complete is told beside the figures; it changes no word.
    """
    pairs = zip(before.sentences, after.sentences, strict=True)
    return [
        {"year": after.year, "section": now.section, "code": now.code, "before": then.plain, "after": now.plain}
        for then, now in pairs
        if then.plain != now.plain
    ]


@dataclass(frozen=True)
class _Place:
    """Where a placeholder stands: of a whole or for a code of a list, and how its sentence says `reached`."""

    reached: Reached
    dimension: str | None = None
    code: str | None = None
    label: str = ""
    each: str | None = None


def _is_running(fact: Record) -> bool:
    """Whether it still waits for returns that are not due."""
    if fact["maturity"] == "final":
        return False
    return bool(fact["returns_expected"] > fact["returns_received"] + fact["returns_missing"])


@dataclass
class _Found:
    """What filling in a template came upon."""

    figures: list[Used] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


@dataclass
class _Writer:
    year: int
    facts: Mapping[tuple[str, str, str | None, str | None], Record]
    catalogue: Catalogue
    known: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def sentence(self, section: str, sentence: Sentence) -> Written:
        """The sentence as far as the figures go."""
        found = _Found()
        reached = self._reached(sentence)
        each = self._enumeration(sentence, sentence.each, reached, found) if sentence.each else None
        text = self._filled(parsed(sentence.text), _Place(reached, each=each), found)
        said = None if text is None or (found.missing and not found.figures) else in_order(text)
        figures = tuple(found.figures) if said else ()
        missing = tuple(dict.fromkeys(found.missing))
        marked = said and _MARKS.sub(self._shown, said)
        return Written(section, sentence.code, marked, said and _MARKS.sub("", said), figures, missing)

    def _reached(self, sentence: Sentence) -> Reached:
        """Whether what the sentence says was reached is the year, its estimate, or what is in so far.

        It tells estimates where it says `reached` and each of its flows that is running has one, else none: a total
        so far above estimated parts would be no sum of theirs.
        """
        wanted = list(placeholders(parsed(sentence.text)))
        facts = [self.facts.get((p.indicator, p.measure, None, None)) for p in wanted if p.measure in ESTIMATED]
        running = [f for f in facts if f and (f.get("estimate") is not None or _is_running(f))]
        if not running:
            return "whole"
        told = REACHED in {p.indicator for p in wanted} and not sentence.each
        return "estimated" if told and all(f.get("estimate") is not None for f in running) else "so_far"

    def _enumeration(self, sentence: Sentence, each: Each, reached: Reached, found: _Found) -> str | None:
        """An item for every code of which there is a figure; None when there is none, and that is missing."""
        item, dimension = parsed(each.text), dimension_of(each.by, self.catalogue)
        wanted = [p for p in placeholders(item) if not p.is_word]
        items = [
            self._filled(item, _Place(reached, dimension, code.code, code.vi), found)
            for code in self.catalogue.codes(each.by)
            if any((p.indicator, p.measure, dimension, code.code) in self.facts for p in wanted)
        ]
        if not any(items):
            # Where the whole is not there either, that is said once, by the sentence itself.
            said = {p.indicator for p in placeholders(parsed(sentence.text))}
            known = {p.indicator for p in wanted if (p.indicator, "actual", None, None) in self.facts}
            label = list_name(each.by, self.catalogue)
            found.missing += [
                name(p, label, self.catalogue) for p in wanted if p.indicator in known or p.indicator not in said
            ]
        return "; ".join(text for text in items if text) or None

    def _filled(self, clause: Clause, place: _Place, found: _Found) -> str | None:
        """The clause in words, or None when a figure of its own is not there."""
        mine = _Found()
        parts: list[str | None] = []
        for piece in clause.pieces:
            if isinstance(piece, Clause):
                parts.append(self._filled(piece, place, mine) or "")
            else:
                parts.append(piece if isinstance(piece, str) else self._said(piece, place, mine))
        found.missing += mine.missing
        if None in parts:
            return None
        found.figures += mine.figures
        return "".join(part or "" for part in parts)

    def _said(self, p: Placeholder, place: _Place, found: _Found) -> str | None:
        if p.is_word:
            return self._word(p.indicator, place)
        fact = self._fact(p, place)
        if fact is None:
            found.missing.append(name(p, place.label, self.catalogue))
            return None
        if p.measure == "source":
            return self.catalogue.submitters[fact["submitter"]].vi
        note = None if fact["maturity"] == "final" else self._note(p, fact)
        unit, shown = printed(p, fact["value"], self.catalogue)
        found.figures.append(
            Used(p.indicator, p.measure, place.code, fact["value"], unit, shown, fact["maturity"], note)
        )
        return shown + self._mark(note)

    def _note(self, p: Placeholder, fact: Record) -> str:
        return words(fact, self.catalogue, kind_of(self.catalogue.indicators[p.indicator], p.measure))

    def _fact(self, p: Placeholder, place: _Place) -> Record | None:
        """The figure as the sentence tells it: the estimate of the year, or what is in."""
        fact = self.facts.get((p.indicator, p.measure, place.dimension, place.code))
        if fact is None or p.measure == "source":
            return fact
        estimate = fact.get("estimate") if place.reached == "estimated" else None
        if estimate is not None:
            return {**fact, "value": estimate, "maturity": "estimate"}
        return {**fact, "method": None} if fact["value"] is not None else None

    def _word(self, word: str, place: _Place) -> str | None:
        years = {"year": 0, "last_year": -1, "next_year": 1}
        if word in years:
            return str(self.year + years[word])
        if word == REACHED:
            return self.catalogue.sentences.reached[place.reached]
        return {EACH: place.each, LABEL: place.label}[word]

    def _mark(self, note: str | None) -> str:
        """The character that stands for a note until it is known whether its clause is said."""
        if note is None:
            return ""
        if note not in self.known:
            self.known.append(note)
        return chr(_MARK + self.known.index(note))

    def _shown(self, mark: re.Match[str]) -> str:
        """The mark itself; notes are numbered in the order in which they are shown."""
        note = self.known[ord(mark[0]) - _MARK]
        if note not in self.notes:
            self.notes.append(note)
        return "*" * (self.notes.index(note) + 1)

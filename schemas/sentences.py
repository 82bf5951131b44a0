"""The standard sentences of the report as they are declared, and what stands in braces and brackets in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from schemas.record import Name, Record

MEASURES = ("actual", "plan", "percent_of_plan", "previous", "growth", "share", "stock", "next_plan", "source")
PLANNED = ("plan", "percent_of_plan", "next_plan")
# What the estimate of a running year may stand for.
ESTIMATED = ("actual", "percent_of_plan", "growth")
REACHED = "reached"
WORDS = ("year", "last_year", "next_year", REACHED)
EACH, LABEL = "each", "label"

_TOKENS = re.compile(r"(\{[^{}]*\}|[\[\]])")
_PLACEHOLDER = re.compile(r"\{(\w+)(?:\.(\w+))?(?::([a-z]\w*)?(?:,?(\d))?)?\}")


class Each(Record):
    """An enumeration: `text` for every code of the list `by` that has figures."""

    by: str
    text: str


class Sentence(Record):
    """A sentence with figures in braces; a clause in brackets goes when a figure of its own is not there."""

    code: Name
    text: str
    each: Each | None = None


class Section(Record):
    """The sentences under one heading."""

    heading: str
    sentences: tuple[Sentence, ...]


class Sentences(Record):
    """All sentences, in the order of the report; `name` and `title` stand above, `missing` before what is not there."""

    name: str
    title: str
    missing: str
    growth: dict[str, str]
    reached: dict[str, str]
    sections: tuple[Section, ...]

    @property
    def all(self) -> tuple[Sentence, ...]:
        """Of all sections."""
        return tuple(sentence for section in self.sections for sentence in section.sentences)


@dataclass(frozen=True)
class Placeholder:
    """A figure: an indicator's measure in a unit with decimals, those of the indicator where none are given.

    Or one of WORDS, `each` or `label`, in `indicator`, with no more.
    """

    indicator: str
    measure: str
    unit: str | None
    decimals: int | None

    @property
    def is_word(self) -> bool:
        """Whether it is no figure."""
        return self.indicator in {*WORDS, EACH, LABEL}


@dataclass(frozen=True)
class Clause:
    """Words, figures and clauses within."""

    pieces: tuple["str | Placeholder | Clause", ...]


class Unreadable(ValueError):
    """A template that is written wrongly; the message says where."""


@lru_cache(maxsize=1024)
def parsed(text: str) -> Clause:
    """The template as a clause. Raises Unreadable for a bracket without its partner or braces that name nothing."""
    open_clauses: list[list[str | Placeholder | Clause]] = [[]]
    for part in _TOKENS.split(text):
        if part == "[":
            open_clauses.append([])
        elif part == "]":
            if len(open_clauses) == 1:
                raise Unreadable("a ] has no [ before it")
            closed = Clause(tuple(open_clauses.pop()))
            open_clauses[-1].append(closed)
        elif part:
            open_clauses[-1].append(_piece(part))
    if len(open_clauses) > 1:
        raise Unreadable("a [ is never closed")
    return Clause(tuple(open_clauses[0]))


def _piece(part: str) -> str | Placeholder:
    found = _PLACEHOLDER.fullmatch(part)
    if found:
        indicator, measure, unit, decimals = found.groups()
        return Placeholder(indicator, measure or "actual", unit, int(decimals) if decimals else None)
    if "{" in part or "}" in part:
        raise Unreadable(f"{part!r} is no {{indicator.measure:unit,decimals}}")
    return part


def placeholders(clause: Clause) -> Iterator[Placeholder]:
    """Those of a clause and of the clauses within."""
    for piece in clause.pieces:
        if isinstance(piece, Clause):
            yield from placeholders(piece)
        elif isinstance(piece, Placeholder):
            yield piece

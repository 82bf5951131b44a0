"""Records of what is said beside figures: why one was corrected, why there is none, what a table holds."""

import json
from collections.abc import Mapping
from typing import Literal

from schemas.record import Name, Record


class Reason(Record):
    """Why a return was corrected or a finding settled. `kind`: people state it, or the program infers it."""

    code: Name
    kind: Literal["stated", "inferred"]
    vi: str
    en: str
    aliases: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """Every way of stating the reason."""
        return (self.vi, *self.aliases)


class Absence(Record):
    """A kind of figure that is not there, and the words that say so."""

    code: Name
    vi: str
    en: str
    labels: tuple[str, ...]
    lacking: bool = False


class TableNote(Record):
    """A warehouse table that no form declares: what it is, and what each column holds."""

    vi: str
    en: str
    columns: dict[str, tuple[str, str]]


class Message(Record):
    """A sentence for people, with `{placeholders}`.

    `own`: those that the program fills with words and numbers of its own (examples, limits, declared labels, periods,
    places of cells); the others quote what somebody typed.
    """

    vi: str
    en: str
    own: tuple[str, ...] = ()

    def own_words(self, words: Mapping[str, str]) -> str:
        """Of the words that fill the sentence the program's own, as a JSON object."""
        return json.dumps({name: words[name] for name in self.own if name in words}, ensure_ascii=False)

"""What people are told of a night: the sentences of `alerts.yaml`, each with what may be filled into it."""

from collections.abc import Iterator, Mapping
from string import Formatter

from schemas.notes import Message
from schemas.record import Record

# The sentences that the program says, and the placeholders of each.
SAID: Mapping[str, str] = {
    "subject_digest": "day parts",
    "subject_night_failed": "day",
    "subject_publication_blocked": "day count",
    "subject_returns_overdue": "day count",
    "subject_contradiction": "day count",
    "subject_test": "day",
    "part_failed": "",
    "part_blocked": "",
    "part_received": "count",
    "part_rejected": "count",
    "part_changed": "count",
    "part_nothing": "",
    "lead_digest": "since until",
    "lead_first_digest": "until",
    "lead_night_failed": "",
    "lead_publication_blocked": "",
    "lead_returns_overdue": "",
    "lead_contradiction": "",
    "lead_test": "",
    "todo_night_failed": "log",
    "todo_publication_blocked": "page",
    "todo_returns_overdue": "page",
    "todo_contradiction": "page",
    "todo_digest": "page",
    "head_failures": "",
    "head_received": "count",
    "head_rejected": "count",
    "head_published": "",
    "head_changed": "count material",
    "head_missing": "count",
    "head_rules": "count",
    "head_warnings": "count",
    "line_failure": "job step error",
    "line_received": "name count status",
    "line_received_none": "",
    "line_rejected": "file name number status findings answer",
    "line_published": "number moment",
    "line_published_before": "number moment",
    "line_published_never": "",
    "line_changed": "appendix year label column before after",
    "line_incomplete": "",
    "line_missing": "form period due names",
    "line_missing_years": "years count",
    "line_rule": "says rule year guilty handled",
    "line_pair": "about value_name value against_name against",
    "line_warning": "file name number place says",
    "handled_blocked": "",
    "handled_warning": "",
    "handled_waived": "until",
    "no_year": "",
    "year": "year",
    "whole_file": "",
    "nobody": "",
    "more": "count",
    "more_names": "count",
}


class AlertWords(Record):
    """The sentences by code, and the codes of the warnings that contradict what was taken in before."""

    contradictions: tuple[str, ...]
    words: dict[str, Message]

    def say(self, code: str, **filled: object) -> tuple[str, str]:
        """A sentence, Vietnamese and English. A value that is a pair is put in by language."""
        return self._one(code, 0, filled), self._one(code, 1, filled)

    def _one(self, code: str, language: int, filled: Mapping[str, object]) -> str:
        word = self.words[code]
        values = {name: each[language] if isinstance(each, tuple) else each for name, each in filled.items()}
        return (word.vi, word.en)[language].format(**values)


def alert_problems(alerts: AlertWords, messages: Mapping[str, Message]) -> Iterator[str]:
    """Sentences that are missing, unknown or ask for what they are not given; warnings that nobody gives."""
    for code in sorted(SAID.keys() ^ alerts.words.keys()):
        yield f"alerts: sentence {code!r} is {'missing' if code in SAID else 'one that the program never says'}"
    for code in alerts.words.keys() & SAID.keys():
        word, known = alerts.words[code], set(SAID[code].split())
        for name in sorted({name or "" for text in (word.vi, word.en) for name in _placeholders(text)} - known):
            yield f"alerts: sentence {code!r} asks for {{{name}}}; it may use {', '.join(sorted(known)) or 'nothing'}"
    for code in alerts.contradictions:
        if code not in messages:
            yield f"alerts: contradictions name {code!r}, which is no message"


def _placeholders(text: str) -> Iterator[str]:
    try:
        yield from (name for _, name, _, _ in Formatter().parse(text) if name is not None)
    except ValueError:
        yield "an unpaired brace"

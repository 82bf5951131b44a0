"""A message as people read it: its sections in both languages, as plain text and as a simple page."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from unicodedata import category

from reports.matters import by_period
from reports.numbers import exact_vi
from reports.overdue import nothing_came, overdue_count
from reports.summary import before_and_after
from reports.templating import environment
from schemas.alerts import AlertWords
from schemas.calendar import PROVINCE_TIME, period_vi
from schemas.home import Home
from schemas.statuses import STATUSES

Record = Mapping[str, Any]
Names = tuple[str, str]
_MOST_LINES = 20
_MOST_ROWS = 5
_FEW_NAMES, _MANY_NAMES = 3, 20


@dataclass(frozen=True)
class Section:
    """A heading with its lines, each Vietnamese and English."""

    head: Names
    lines: Sequence[Names]


@dataclass(frozen=True)
class Letter:
    """A message in both languages; `todo` says what to do."""

    subject: str
    lead: Names
    sections: Sequence[Section]
    todo: Names

    def text(self) -> str:
        """As plain text: Vietnamese whole, then English."""
        return environment(escaped=False).get_template("alert.txt").render(letter=self, flat=flat)

    def html(self) -> str:
        """As a page that needs nothing else, and as the HTML part of a mail."""
        return environment().get_template("alert.html").render(letter=self, flat=flat)


def flat(text: object) -> str:
    """A text in one line, without control characters and marks that turn the direction of writing.

    What senders wrote (names of files, sheets, values) can so neither begin a header nor look like a line of ours.
    """
    spaced = "".join(" " if category(letter) in ("Cc", "Zl", "Zp") else letter for letter in str(text))
    return " ".join("".join(letter for letter in spaced if category(letter) not in ("Cf", "Cs", "Co")).split())


def letter(message: Record, place: Home, words: AlertWords) -> Letter:
    """Write a message out; `message`: kind, noted_at, subject and facts, as of `warehouse.alerts.recent`."""
    kind, facts = message["kind"], message["facts"]
    writer = _Writer(words, place)
    sections: dict[str, Callable[[Record], Iterable[Section]]] = {
        "digest": writer.digest,
        "night_failed": writer.night_failed,
        "publication_blocked": writer.rules,
        "returns_overdue": writer.overdue,
        "contradiction": writer.rules,
    }
    written = sections[kind](facts) if kind in sections else ()
    lead = writer.since(facts, message["noted_at"]) if kind == "digest" else words.say(f"lead_{kind}")
    return Letter(flat(message["subject"]), lead, [each for each in written if each.lines], writer.todo(kind))


def body(message: Record, place: Home, words: AlertWords) -> dict[str, Any]:
    """A message as a webhook gets it; docs/alerts.md tells the fields."""
    written = letter(message, place, words)
    return {
        "version": 1,
        "id": name_of(message),
        "kind": message["kind"],
        "noted_at": message["noted_at"].isoformat(),
        "subject": written.subject,
        "text": written.text(),
        "facts": message["facts"],
    }


def name_of(message: Record) -> str:
    """The message's own name, the same whenever and however it is sent."""
    return f"solieu-{message['noted_at'].astimezone(PROVINCE_TIME):%Y%m%dT%H%M%S}-{message['alert_no']}"


class _Writer:
    """Turns facts into sections."""

    def __init__(self, words: AlertWords, place: Home) -> None:
        self.words, self.say, self.place = words, words.say, place

    def since(self, facts: Record, until: datetime) -> Names:
        if facts["since"] is None:
            return self.say("lead_first_digest", until=_moment(until))
        return self.say("lead_digest", since=_moment(datetime.fromisoformat(facts["since"])), until=_moment(until))

    def todo(self, kind: str) -> Names:
        pages = {
            "digest": "index.html",
            "publication_blocked": "quy-tac.html",
            "returns_overdue": "bao-cao.html",
            "contradiction": "quy-tac.html",
        }
        if kind == "night_failed":
            return self.say("todo_night_failed", log=self.place.root / "errors.log")
        return self.say(f"todo_{kind}", page=self.place.board / pages[kind]) if kind in pages else ("", "")

    def digest(self, facts: Record) -> Iterator[Section]:
        yield from self.night_failed(facts)
        yield self.some("head_rejected", len(facts["rejected"]), map(self.rejected, facts["rejected"]))
        yield Section(self.say("head_published"), [self.published(facts["publication"])])
        yield self.changed(facts)
        yield self.some("head_rules", len(facts["rules"]), map(self.standing_rule, facts["rules"]))
        yield self.missing(facts["missing"], facts.get("missing_years", ()), _FEW_NAMES)
        yield self.received(facts["received"])

    def night_failed(self, facts: Record) -> Iterator[Section]:
        lines = [self.say("line_failure", **each) for each in facts["failures"]]
        yield Section(self.say("head_failures"), lines)

    def overdue(self, facts: Record) -> Iterator[Section]:
        yield self.missing(facts["returns"], facts.get("years", ()), _MANY_NAMES)

    def rules(self, facts: Record) -> Iterator[Section]:
        lines = [line for rule in facts["rules"] for line in self.broken(rule)]
        yield Section(self.say("head_rules", count=len(facts["rules"])), lines)
        warnings = facts.get("warnings", ())
        yield self.some("head_warnings", len(warnings), map(self.warning, warnings))

    def some(self, head: str, count: int, lines: Iterable[Names], **more: object) -> Section:
        """The first lines under a heading that counts them all."""
        shown = [line for line, _ in zip(lines, range(_MOST_LINES), strict=False)]
        rest = [self.say("more", count=count - len(shown))] if count > len(shown) else []
        return Section(self.say(head, count=count, **more), [*shown, *rest] if shown else [])

    def received(self, counts: Sequence[Record]) -> Section:
        files = sum(each["files"] for each in counts)
        lines = [
            self.say("line_received", name=self.who(each), count=each["files"], status=_status(each["status"]))
            for each in counts
        ]
        return Section(self.say("head_received", count=files), lines or [self.say("line_received_none")])

    def rejected(self, each: Record) -> Names:
        return self.say(
            "line_rejected",
            file=each["file"],
            name=self.who(each),
            number=f"{each['receipt_no']:06d}",
            status=_status(each["status"]),
            findings=each["rejections"],
            answer=self.answer(each),
        )

    def answer(self, each: Record) -> str:
        return str(self.place.outbox / each["answer"]) if each["answer"] else "—"

    def published(self, found: Record | None) -> Names:
        if not found:
            return self.say("line_published_never")
        code = "line_published" if found["new"] else "line_published_before"
        return self.say(code, number=found["number"], moment=_moment(datetime.fromisoformat(found["at"])))

    def changed(self, facts: Record) -> Section:
        changes = facts["changes"]
        section = self.some("head_changed", facts["changed"], map(self.change, changes), material=facts["material"])
        marked = any(each["incomplete"] or each.get("incomplete_before") for each in changes[:_MOST_LINES])
        notes = [self.say("line_incomplete")] if marked else []
        notes += [(vi, en) for vi, en in facts.get("rows", ())]
        return replace(section, lines=[*section.lines, *notes])

    def change(self, each: Record) -> Names:
        figures = {name: each[name] and Decimal(each[name]) for name in ("before", "after")}
        shown = dict(zip(figures, before_and_after({**each, **figures}, each.get("suffix", "")), strict=True))
        # A message of an earlier release knows no English names.
        names = {name: (each[name], each.get(f"{name}_en") or each[name]) for name in ("label", "column")}
        return self.say("line_changed", appendix=each["appendix"], year=each["year"], **names, **shown)

    def missing(self, returns: Sequence[Record], years: Sequence[Record], names: int) -> Section:
        groups = list(by_period(returns))
        lines = [self.owed(some, names) for some in groups[:_MOST_LINES]]
        rest = sum(len(some) for some in groups[_MOST_LINES:])
        more = [self.say("more", count=rest)] if rest else []
        head = self.say("head_missing", count=overdue_count(returns, years))
        return Section(head, [*lines, *more, *nothing_came(years, self.words)])

    def owed(self, some: Sequence[Record], most: int) -> Names:
        first, rest = some[0], len(some) - most
        more = self.say("more_names", count=rest) if rest > 0 else ("", "")
        listed = [", ".join(self.who(each)[at] for each in some[:most]) + more[at] for at in (0, 1)]
        return self.say(
            "line_missing",
            form=(first["form_vi"], first["form_en"]),
            period=(period_vi(first["period"]), first["period"]),
            due=f"{date.fromisoformat(first['due']):%d/%m/%Y}",
            names=(listed[0], listed[1]),
        )

    def standing_rule(self, rule: Record) -> Names:
        if rule["waived_until"]:
            until = f"{date.fromisoformat(rule['waived_until']):%d/%m/%Y}"
            return self.rule(rule, self.say("handled_waived", until=until))
        return self.rule(rule, self.say("handled_blocked" if rule["blocking"] else "handled_warning"))

    def broken(self, rule: Record) -> Iterator[Names]:
        """The rule, then its first guilty rows."""
        yield self.rule(rule, self.say("handled_blocked" if rule["blocking"] else "handled_warning"))
        for row in rule["rows"][:_MOST_ROWS]:
            numbers = {name: _number(row[name]) for name in ("value", "against")}
            names = {name: tuple(rule[name]) for name in ("value_name", "against_name")}
            yield self.say("line_pair", about=row["about"], **numbers, **names)
        if rule["guilty"] > _MOST_ROWS:
            yield self.say("more", count=rule["guilty"] - _MOST_ROWS)

    def rule(self, rule: Record, handled: Names) -> Names:
        year = self.say("year", year=rule["year"]) if rule["year"] else self.say("no_year")
        says = (rule["vi"], rule["en"])
        return self.say("line_rule", says=says, rule=rule["rule"], year=year, guilty=rule["guilty"], handled=handled)

    def warning(self, each: Record) -> Names:
        return self.say(
            "line_warning",
            file=each["file"],
            name=self.who(each),
            number=f"{each['receipt_no']:06d}",
            place=each["place"] or self.say("whole_file"),
            says=(each["vi"], each["en"]),
        )

    def who(self, each: Record) -> Names:
        return (each["submitter_vi"], each["submitter_en"]) if each["submitter"] else self.say("nobody")


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(PROVINCE_TIME):%d/%m/%Y %H:%M}"


def _status(status: str) -> Names:
    return STATUSES.get(status, status), status.replace("_", " ")


def _number(text: str | None) -> str:
    """A kept number the Vietnamese way; what was compared may have been a word."""
    try:
        return "—" if text is None else exact_vi(Decimal(text))
    except ArithmeticError:
        return str(text)

"""From what the warehouse knows to messages: which matters are new, and the facts of each as JSON takes them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from reports.appendix import cell_suffix, column_label
from reports.broken_rules import rule_words
from reports.changes import rows_told
from reports.numbers import literal
from reports.overdue import overdue_count
from reports.tracing_words import Namer
from schemas.alerts import AlertWords
from schemas.calendar import PROVINCE_TIME
from schemas.catalogue import Catalogue
from warehouse.alerts import Draft, Standing

Record = Mapping[str, Any]
Facts = dict[str, Any]
# A matter, and what there is to say of it.
Matter = tuple[str, Facts]
REJECTING = ("rejected", "accepted_with_rejections")
# The warehouse keeps all that changed; a message that lists more is read by nobody.
_MOST_CHANGES = 200


def drafts(found: Standing, failures: Sequence[Record], catalogue: Catalogue, now: datetime) -> list[Draft]:
    """The messages that are due: one for each kind of which any matter is new, and the digest.

    `failures`: what went wrong this night: job, step, error.
    """
    words = catalogue.alerts
    rules = [_rule(row, catalogue) for row in found.open_rules]
    blocking = [(matter, rule) for matter, rule in rules if rule["blocking"]]
    others = [(matter, rule) for matter, rule in rules if not rule["blocking"]]
    warnings = [_warning(row, catalogue) for row in found.warnings]
    made = [
        _draft("night_failed", {"failures": failed(failures, now)}, found.told, words, now),
        _draft("publication_blocked", {"rules": blocking}, found.told, words, now),
        _draft("returns_overdue", {"returns": _owed(found, catalogue), "years": _years(found)}, found.told, words, now),
        _draft("contradiction", {"rules": others, "warnings": warnings}, found.told, words, now),
        _digest(found, [dict(each) for each in failures], catalogue, now),
    ]
    return [draft for draft in made if draft]


def subject(words: AlertWords, kind: str, now: datetime, **filled: object) -> str:
    """The subject of a message: short, Vietnamese, with the day."""
    return words.say(f"subject_{kind}", day=f"{now.astimezone(PROVINCE_TIME):%d/%m}", **filled)[0]


def failed(failures: Sequence[Record], now: datetime) -> list[Matter]:
    """A step that fails is a matter once a day, however often it is tried."""
    day = f"{now.astimezone(PROVINCE_TIME):%Y-%m-%d}"
    return [(f"night_failed/{day}/{each['job']}/{each['step']}", dict(each)) for each in failures]


def _draft(
    kind: str, matters: Mapping[str, Sequence[Matter]], told: frozenset[str], words: AlertWords, now: datetime
) -> Draft | None:
    """The message about those matters that nobody was told of; None when there are none."""
    new = {name: [each for each in some if each[0] not in told] for name, some in matters.items()}
    keys = tuple(dict.fromkeys(matter for some in new.values() for matter, _ in some))
    if not keys:
        return None
    facts = {name: [fact for _, fact in some] for name, some in new.items()}
    count = overdue_count(facts["returns"], facts["years"]) if kind == "returns_overdue" else len(keys)
    return Draft(kind, keys, subject(words, kind, now, count=count), facts)


def _rule(row: Record, catalogue: Catalogue) -> Matter:
    """A rule that does not hold for a year is one matter for as long as it does not."""
    rule = catalogue.rules[row["rule"]]
    value, against = rule_words(rule, catalogue)
    since = row["since"].astimezone(UTC)
    fact = {
        "rule": rule.code,
        "vi": rule.vi,
        "en": rule.en,
        "blocking": rule.blocking,
        "year": row["year"],
        "guilty": row["guilty"],
        "since": since.isoformat(),
        "value_name": list(rule.value or (value, value)),
        "against_name": list(rule.against or (against, against)),
        "rows": [
            {"about": each["about"], "value": _exact(each["value"]), "against": _exact(each["against"])}
            for each in row["numbers"]
        ],
    }
    return f"rule/{rule.code}/{row['year'] or ''}/{since.isoformat()}", fact


def _exact(value: Decimal | str | None) -> str | None:
    return literal(value) if isinstance(value, Decimal) else value


def _warning(row: Record, catalogue: Catalogue) -> Matter:
    place = "!".join(part for part in (row["sheet"], row["cell"]) if part)
    fact = {
        "receipt_no": row["receipt_no"],
        "file": row["file_name"],
        **_who(row["submitter"], catalogue),
        "place": place,
        "check": row["check_name"],
        "vi": row["message_vi"],
        "en": row["message_en"],
        "answer": row["answer"],
    }
    return f"warning/{row['receipt_no']}/{row['check_name']}/{place}", fact


def _owed(found: Standing, catalogue: Catalogue) -> list[Matter]:
    return [
        (
            f"overdue/{row['form']}/{row['submitter']}/{row['period']}",
            {
                "form": row["form"],
                "form_vi": catalogue.forms[row["form"]].name_vi,
                "form_en": catalogue.forms[row["form"]].name_en,
                **_who(row["submitter"], catalogue),
                "period": row["period"],
                "due": row["due_date"].isoformat(),
            },
        )
        for row in found.missing
    ]


def _years(found: Standing) -> list[Matter]:
    """A year of which nothing has come yet is a matter, and one anew when more of it falls overdue."""
    return [(f"overdue/{row['year']}/{row['returns']}", dict(row)) for row in found.missing_years]


def _who(code: str | None, catalogue: Catalogue) -> Facts:
    """A submitter by its code and its names; null where nobody knows who sent the file."""
    submitter = catalogue.submitters.get(code or "")
    return {
        "submitter": code,
        "submitter_vi": submitter.vi if submitter else code,
        "submitter_en": submitter.en if submitter else code,
    }


def _digest(found: Standing, failures: list[Facts], catalogue: Catalogue, now: datetime) -> Draft | None:
    """The digest of what happened since the last one; a night in which nothing did has one as well, once a day."""
    publication = found.publication
    number = publication["publication_no"] if publication else 0
    matter = f"digest/{now.astimezone(PROVINCE_TIME):%Y-%m-%d}/{found.through_no}/{number}"
    if matter in found.told:
        return None
    since, namer = found.since["noted_at"], Namer(catalogue)
    failures = [*found.failures, *(each for each in failures if each not in found.failures)]
    facts: Facts = {
        "since": since.isoformat() if since else None,
        "failures": failures,
        "held_back": any(catalogue.rules[row["rule"]].blocking for row in found.open_rules),
        "received": list(_received(found, catalogue)),
        "rejected": [_rejected(row, catalogue) for row in found.receipts if row["status"] in REJECTING],
        "publication": publication and _publication(publication, found),
        "changed": len(found.changes),
        "material": sum(bool(row["material"]) for row in found.changes),
        "changes": [_change(row, catalogue, namer) for row in found.changes[:_MOST_CHANGES]],
        "rows": rows_told(found.rows, catalogue),
        "missing": [fact for _, fact in _owed(found, catalogue)],
        "missing_years": found.missing_years,
        "rules": [_standing_rule(row, catalogue) for row in found.broken if row["rule"] in catalogue.rules],
    }
    return Draft("digest", (matter,), _digest_subject(facts, catalogue.alerts, now), facts)


def _digest_subject(facts: Facts, words: AlertWords, now: datetime) -> str:
    counts = {
        "failed": len(facts["failures"]),
        "blocked": facts["held_back"],
        "received": sum(each["files"] for each in facts["received"]),
        "rejected": len(facts["rejected"]),
        "changed": facts["changed"],
    }
    without = ("failed", "blocked")
    parts = [
        words.say(f"part_{name}", **({} if name in without else {"count": count}))[0]
        for name, count in counts.items()
        if count
    ]
    return subject(words, "digest", now, parts=", ".join(parts or [words.say("part_nothing")[0]]))


def _received(found: Standing, catalogue: Catalogue) -> Iterator[Facts]:
    """How many files of each submitter stand how; those whom nobody knows last."""
    counts = Counter((row["submitter"], row["status"]) for row in found.receipts)
    for (submitter, status), files in sorted(counts.items(), key=lambda each: (each[0][0] is None, each[0])):
        yield _who(submitter, catalogue) | {"status": status, "files": files}


def _rejected(row: Record, catalogue: Catalogue) -> Facts:
    return {
        "receipt_no": row["receipt_no"],
        "file": row["file_name"],
        **_who(row["submitter"], catalogue),
        "status": row["status"],
        "rejections": len(row["rejections"]),
        "answer": row["answer"],
    }


def _publication(row: Record, found: Standing) -> Facts:
    return {
        "number": row["publication_no"],
        "at": row["published_at"].isoformat(),
        "new": row["publication_no"] > found.since["publication_no"],
    }


def _change(row: Record, catalogue: Catalogue, namer: Namer) -> Facts:
    place = ("year", "appendix", "row", "column_name", "label", "unit", "decimals")
    kept = (*place, "material", "incomplete", "incomplete_before")
    figures = {name: None if row[name] is None else literal(row[name]) for name in ("before", "after")}
    column = {"column": column_label(row, catalogue), "suffix": cell_suffix(row, catalogue)}
    table = catalogue.printed_tables[row["appendix"]]
    english = {"column_en": table.column(row["column_name"]).comment_en}
    english["label_en"] = namer.row(table, row["row"])[1] if row["label"] else ""
    return {name: row[name] for name in kept} | column | english | figures


def _standing_rule(row: Record, catalogue: Catalogue) -> Facts:
    rule = catalogue.rules[row["rule"]]
    return {
        "rule": rule.code,
        "vi": rule.vi,
        "en": rule.en,
        "blocking": rule.blocking,
        "year": row["year"],
        "guilty": row["guilty"],
        "waived_until": row["waived_until"].isoformat() if row["waived_by"] and not row.get("waiver_over") else None,
    }


def by_period(returns: Sequence[Record]) -> Iterator[list[Record]]:
    """Overdue returns, those of one form and period together, as they come."""
    for _, some in groupby(returns, key=lambda each: (each["form"], each["period"])):
        yield list(some)

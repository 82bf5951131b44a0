"""The page about quality: every rule, what its last judgements found, the guilty rows, the waivers."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from reports.board_words import Record, Site, handling
from reports.broken_rules import rule_words
from reports.numbers import exact_vi
from schemas.rules import Rule

_SEVERITIES = {
    "error": ("lỗi: không đạt thì giữ lại công bố", "error: publication is held back where it does not hold"),
    "warning": ("cảnh báo", "warning"),
}


def quality_page(site: Site, standing: Record) -> str:
    """Every rule, those that do not hold first."""
    rules = [_rule(rule, standing, site) for rule in site.catalogue.rules.values()]
    order = {"broken": 0, "never": 1, "holds": 2}
    rules.sort(key=lambda rule: order[rule["state"]])
    states = {state: sum(rule["state"] == state for rule in rules) for state in order}
    return site.page("quality.html", "quy-tac.html", rules=rules, states=states)


def _rule(rule: Rule, standing: Record, site: Site) -> dict[str, Any]:
    history = standing["rules"].get(rule.code, [])
    last = [row for row in history if row["judged_at"] == history[0]["judged_at"]]
    vi, en = (rule_words(rule, site.catalogue, language) for language in (0, 1))
    return {
        "rule": rule,
        "severity": _SEVERITIES[rule.severity],
        "state": "never" if not last else "holds" if last[0]["passed"] else "broken",
        "last": [_judgement(row, rule) for row in last],
        "names": list(zip(vi, en, strict=True)),
        "history": [_judgement(row, rule) for row in history],
        "waivers": [each for each in standing["waivers"] if each["rule"] == rule.code],
    }


def _judgement(row: Record, rule: Rule) -> dict[str, Any]:
    return {
        "at": row["judged_at"],
        "passed": row["passed"],
        "year": row["year"],
        "guilty": row["guilty"],
        "judged": row["judged"],
        "handled": None if row["passed"] else handling(rule, row),
        "rows": _numbers(row["numbers"]),
    }


def _numbers(rows: Sequence[Record]) -> list[tuple[str, str, str]]:
    """The guilty rows: what each is about and its two numbers, to the last digit."""
    return [(row["about"], _shown(row["value"]), _shown(row["against"])) for row in rows]


def _shown(value: object) -> str:
    return exact_vi(value) if isinstance(value, Decimal) else str(value or "—")

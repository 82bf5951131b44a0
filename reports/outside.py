"""What pages for everybody say of a finding or a correction: the rule, and nothing that a sender or a steward wrote."""

import json
from collections.abc import Mapping
from string import Formatter
from typing import Any

from schemas.declarations import Catalogue
from schemas.text import of_any_year

Record = Mapping[str, Any]
# Stands for the sender's own words, which the answer in the outbox quotes.
_LEFT_OUT = "…"


def finding_names(finding: Record, form: str | None, catalogue: Catalogue) -> tuple[str, str]:
    """What is wrong, in Vietnamese and English: the declared message with the words that are the program's own.

    Those are kept with the finding; of a finding from before they were, the column's declared label alone.
    """
    message = catalogue.messages.get(finding["check_name"], catalogue.messages["identity"])
    declared = catalogue.form(form)
    columns = {column.name: column for column in declared.columns} if declared else {}
    column = columns.get(finding["column_name"] or "")
    known = json.loads(finding["own_words"] or "{}") | ({"header": of_any_year(column.label)} if column else {})
    return _filled(message.vi, known), _filled(message.en, known)


def _filled(text: str, known: Mapping[str, str]) -> str:
    parts = []
    for words, name, _, _ in Formatter().parse(text):
        parts.append(words)
        if name is not None:
            parts.append(known.get(name, _LEFT_OUT))
    return "".join(parts)


def without_words(change: Record, catalogue: Catalogue) -> Record:
    """A correction whose reason is the declared one that the sender's words were taken for."""
    reason = catalogue.reasons.get(change["reason_code"] or "")
    return {**change, "reason": reason.vi if reason else None}

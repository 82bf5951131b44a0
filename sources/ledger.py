"""What the ledger keeps of each file: what it is, what it came to, how many of its rows were accepted."""

from collections import Counter
from collections.abc import Sequence

import polars as pl

from schemas.calendar import days_late
from schemas.declarations import Catalogue
from sources.cells import Schema
from sources.inbox import Submission
from sources.reading import Reading

LEDGER: Schema = {
    "submission_id": pl.String,
    "file_name": pl.String,
    "form": pl.String,
    "submitter": pl.String,
    "period": pl.String,
    "outcome": pl.String,
    "received_at": pl.Datetime("us", "UTC"),
    "rows_read": pl.Int64,
    "rows_accepted": pl.Int64,
    "rows_rejected": pl.Int64,
    "rows_other": pl.Int64,
    "days_late": pl.Int64,
    "size_bytes": pl.Int64,
    "declarations": pl.String,
    "reason": pl.String,
}

_RECEIPT = ("submission_id", "file_name", "received_at")


def in_order(ledger: pl.DataFrame, received: Sequence[Submission]) -> pl.DataFrame:
    """The rows of a ledger in order of receipt, with the `place` (from 1) that each has among all that was received."""
    receipts = [(s.submission_id, s.file_name, s.received_at, number) for number, s in enumerate(received, start=1)]
    schema = {name: LEDGER[name] for name in _RECEIPT} | {"place": pl.Int64}
    places = pl.DataFrame(receipts, schema=schema, orient="row").unique(_RECEIPT, keep="first")
    return ledger.join(places, on=_RECEIPT, how="left").sort("place", maintain_order=True)


def entry(reading: Reading, count: Counter[str] | None, catalogue: Catalogue) -> dict[str, object]:
    """The row of LEDGER for a file that was read; `count`: its rows by what became of them."""
    count = count or Counter()
    form = catalogue.form(reading.form) if reading.period and not reading.withdraws else None
    return _received(reading.submission, catalogue) | {
        "form": reading.form,
        "submitter": reading.submitter,
        "period": reading.period,
        "outcome": _outcome(reading, count),
        "reason": reading.reason,
        "rows_read": count["data"] + count["other"],
        "rows_accepted": count["data"] - count["rejected"],
        "rows_rejected": count["rejected"],
        "rows_other": count["other"],
        "days_late": days_late(form, reading.period or "", reading.submission.received_at) if form else None,
    }


def _outcome(reading: Reading, count: Counter[str]) -> str:
    if reading.submission.unpacked:
        return "unpacked"
    if reading.withdraws and not reading.problem:
        return "withdrawal"
    if reading.nil and not reading.problem and not count["data"]:
        return "nil"
    if count["data"] == count["rejected"]:
        return "rejected"
    return "accepted_with_rejections" if count["rejected"] else "accepted"


def duplicate(submission: Submission, catalogue: Catalogue) -> dict[str, object]:
    """The row of LEDGER for bytes that were received before."""
    none_read = dict.fromkeys(("rows_read", "rows_accepted", "rows_rejected", "rows_other"), 0)
    return _received(submission, catalogue) | none_read | {"outcome": "duplicate"}


def _received(submission: Submission, catalogue: Catalogue) -> dict[str, object]:
    return {
        "submission_id": submission.submission_id,
        "file_name": submission.file_name,
        "received_at": submission.received_at,
        "size_bytes": submission.size_bytes,
        "declarations": catalogue.version,
    }

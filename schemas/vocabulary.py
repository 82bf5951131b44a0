"""The record of the words that readers know: `schemas/vocabulary.yaml`."""

from schemas.record import Record


class Vocabulary(Record):
    """Words that people put around their figures."""

    totals: tuple[str, ...]
    subtotals: tuple[str, ...]
    carried_forward: tuple[str, ...]
    ignored_headers: tuple[str, ...]
    submitter_marks: tuple[str, ...]
    recipient_marks: tuple[str, ...]
    organisations: tuple[str, ...]
    after_names: tuple[str, ...]
    period_marks: tuple[str, ...]
    unit_marks: tuple[str, ...]
    unit_phrases: tuple[str, ...]
    zeros: tuple[str, ...]
    magnitudes: dict[str, int]
    approximations: tuple[str, ...]
    nil_marks: tuple[str, ...]
    nil_leads: tuple[str, ...]
    nil_words: tuple[str, ...]
    dittos: tuple[str, ...]
    part_marks: tuple[str, ...]
    form_marks: tuple[str, ...]
    cumulative_marks: tuple[str, ...]
    other_figures: tuple[str, ...]
    period_words: tuple[str, ...]
    estimate_marks: tuple[str, ...]
    abbreviations: dict[str, tuple[str, ...]]
    answer_sheet: str
    reason_marks: tuple[str, ...]
    withdrawals: tuple[str, ...]
    withdrawal_requests: tuple[str, ...]
    withdrawal_denials: tuple[str, ...]
    withdrawal_hints: tuple[str, ...]
    decision_marks: tuple[str, ...]

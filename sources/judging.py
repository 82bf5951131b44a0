"""Decides about the readings of a night: which rows are accepted, which are rejected and why."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from types import MappingProxyType

import polars as pl

from schemas.calendar import is_provisional
from schemas.declarations import Catalogue
from schemas.records import Form
from sources import ledger, registers
from sources.beside import compared, without_undecided
from sources.cells import ABSENCES, LETTERS, PLAN_BASES, absences, letters, plan_bases
from sources.cumulative import CUMULATIVE, Earlier, gap, since_january, take_off
from sources.explaining import before_cutoff, rounded
from sources.findings import FINDING, Finding
from sources.following import follow
from sources.inbox import Submission
from sources.layout import Fragment, Table
from sources.lexicon import Lexicon
from sources.nesting import compare, nesting
from sources.places import placed
from sources.plausibility import doubts
from sources.reading import Reading
from sources.rows import Row, rows
from sources.separators import mixed_separators
from sources.strangers import strangers, without
from sources.total_rows import totals
from sources.totals import added_up, settle
from sources.typed import raw_frame, typed_frame
from sources.unfilled import rows_absent, without_unfilled

_TOLD_ROWS = 20


@dataclass(frozen=True)
class Judged:
    """What a batch of files came to, as frames ready to load.

    Their columns: LEDGER, FINDING, LETTERS, ABSENCES, CUMULATIVE, PLAN_BASES.
    `rows`: form -> accepted rows: submission_id, sheet, row and the form's columns in base units.
    """

    ledger: pl.DataFrame
    rejections: pl.DataFrame
    warnings: pl.DataFrame
    letters: pl.DataFrame
    absences: pl.DataFrame
    cumulative: pl.DataFrame
    plan_bases: pl.DataFrame
    rows: dict[str, pl.DataFrame]


@dataclass(frozen=True)
class _Verdict:
    """One form's rows: those accepted (typed), the figures they say are absent, and per submission what was found."""

    accepted: pl.DataFrame
    absences: pl.DataFrame
    cumulative: pl.DataFrame
    findings: list[tuple[str, Finding]]
    counts: dict[str, Counter[str]]


def judge(
    read: Iterable[Reading],
    duplicates: Iterable[Submission],
    words: Lexicon,
    catalogue: Catalogue,
    earlier: Earlier = MappingProxyType({}),
    history: Mapping[str, pl.DataFrame] = MappingProxyType({}),
) -> Judged:
    """Judge the readings, all new rows of a form at once; duplicates are noted and nothing else.

    `earlier`: what counts of the earlier periods, for each reading that `needs_earlier`.
    `history`: form -> what counts of the returns that its figures are compared with: see `sources.plausibility`.
    """
    known = [_refused(reading, words, earlier) for reading in read]
    # Of an item-level return nothing but a refusal comes here.
    codes = dict.fromkeys(reading.form or "" for reading in known)
    forms = [catalogue.forms[code] for code in codes if code in catalogue.forms]
    verdicts = {form.code: _judge_form(form, known, words, catalogue, earlier) for form in forms}
    counts = {s: count for verdict in verdicts.values() for s, count in verdict.counts.items()}
    findings = [found for verdict in verdicts.values() for found in verdict.findings]
    refused = {submission_id for submission_id, found in findings if found.rejects}
    for form in forms:
        doubtful = doubts(verdicts[form.code].accepted, known, history.get(form.code), form, catalogue)
        # Of a file with rejected rows nobody can say which of them are missing.
        findings += [(s, found) for s, found in doubtful if found.check != "rows_fewer" or s not in refused]
    findings += [found for reading in known for found in _file_findings(reading, counts, catalogue)]
    records = [ledger.entry(reading, counts.get(reading.submission.submission_id), catalogue) for reading in known]
    records += [ledger.duplicate(submission, catalogue) for submission in duplicates]
    return Judged(
        ledger=pl.DataFrame(records, schema=ledger.LEDGER, orient="row"),
        rejections=_findings(findings, catalogue, rejects=True),
        warnings=_findings(findings, catalogue, rejects=False),
        letters=pl.DataFrame(list(letters(known)), schema=LETTERS, orient="row"),
        absences=pl.concat([pl.DataFrame(schema=ABSENCES), *(verdict.absences for verdict in verdicts.values())]),
        cumulative=pl.concat([pl.DataFrame(schema=CUMULATIVE), *(v.cumulative for v in verdicts.values())]),
        plan_bases=pl.DataFrame(list(plan_bases(known)), schema=PLAN_BASES, orient="row"),
        rows={f.code: _kept(verdicts[f.code].accepted, f) for f in forms if verdicts[f.code].accepted.height},
    )


def together(parts: Sequence[Judged], order: Sequence[Submission]) -> Judged:
    """What was judged in parts, as one; its ledger in the order of the submissions."""
    frames = {
        field.name: pl.concat([getattr(part, field.name) for part in parts])
        for field in fields(Judged)
        if field.name != "rows"
    }
    forms = dict.fromkeys(form for part in parts for form in part.rows)
    rows = {form: pl.concat([part.rows[form] for part in parts if form in part.rows]) for form in forms}
    return Judged(**frames | {"ledger": ledger.in_order(frames["ledger"], order).drop("place")}, rows=rows)


def _refused(reading: Reading, words: Lexicon, earlier: Earlier) -> Reading:
    """The reading, refused whole where the earlier periods that its figures include are not in."""
    return replace(reading, problem=gap(reading, earlier, words)) if since_january(reading, words) else reading


def _file_findings(
    reading: Reading, counts: dict[str, Counter[str]], catalogue: Catalogue
) -> Iterator[tuple[str, Finding]]:
    submission_id = reading.submission.submission_id
    yield from ((submission_id, warning) for warning in reading.findings)
    if reading.problem:
        yield submission_id, reading.problem
        return
    if reading.submission.unpacked or reading.withdraws:
        return
    form, period = catalogue.forms[reading.form or ""], reading.period or ""
    if is_provisional(form, period, reading.submission.received_at):
        yield submission_id, before_cutoff(form, period, reading.submission.received_at)
    yield from ((submission_id, _unread(fragment)) for fragment in reading.fragments)
    if not counts.get(submission_id, Counter())["data"] and not reading.nil:
        yield submission_id, Finding("no_rows", sheet=reading.tables[0].grid.sheet)


def _unread(fragment: Fragment) -> Finding:
    return Finding(
        "unread_table",
        sheet=fragment.grid.sheet,
        cell=fragment.grid.address(fragment.row, fragment.column),
        value=fragment.grid.text(fragment.row, fragment.column),
        params={"missing": ", ".join(fragment.missing)},
    )


def _findings(found: list[tuple[str, Finding]], catalogue: Catalogue, *, rejects: bool) -> pl.DataFrame:
    records = [f.record(submission_id, catalogue) for submission_id, f in found if f.rejects is rejects]
    return pl.DataFrame(records, schema=FINDING, orient="row")


def _judge_form(form: Form, read: list[Reading], words: Lexicon, catalogue: Catalogue, earlier: Earlier) -> _Verdict:
    from sources.validating import validated  # What it is written with takes a while, and item-level returns need none.

    mine = [r for r in read if r.form == form.code]
    tables = [
        (r.submission.submission_id, table, placed(list(rows(table, words)), table, words))
        for r in mine
        for table in r.tables
        if table.columns
    ]
    counts = _counts(tables)
    for reading in mine:
        for fragment in reading.fragments:
            below = sum(1 for row in fragment.grid.rows[fragment.row :] if any(str(cell).strip() for cell in row))
            counts.setdefault(reading.submission.submission_id, Counter()).update({"data": below, "rejected": below})
    nil = {r.submission.submission_id for r in mine if r.nil and not r.problem and not r.fragments}
    blank = _blank(tables, form)
    for submission_id in blank & nil:
        # A whole form of labels and the words `Không phát sinh`: its rows are no figures, blank or other.
        counts[submission_id] = Counter(other=counts[submission_id].total())
    tables, blank = [found for found in tables if found[0] not in blank & nil], blank - nil
    refused = {r.submission.submission_id for r in mine if r.problem and r.tables} | blank
    usable = [found for found in tables if found[0] not in refused]
    frame = typed_frame(raw_frame(form, _of_kind(usable, "data")), form, words, catalogue)
    frame = registers.settle(frame, mine, form, catalogue)
    sums = typed_frame(raw_frame(form, _of_kind(usable, "total", "aside")), form, words, catalogue)
    mixed = list(mixed_separators(frame, form))  # Before totals prove readings.
    frame, findings = _settled(frame, sums, usable, form, words, catalogue, counts)
    absent = list(rows_absent(frame, mine, form, catalogue))
    frame, unfilled = without_unfilled(frame, form, counts, catalogue)
    frame, followed = follow(frame, form, catalogue)
    findings += [*mixed, *absent, *unfilled, *rounded(frame, form, catalogue), *followed, *_aside(usable)]
    frame, stated, notes = _of_the_period(frame, mine, form, words, catalogue, earlier)
    bad, failures = validated(frame, form, catalogue)
    findings += notes + failures
    findings += [(submission_id, Finding("blank_form")) for submission_id in sorted(blank)]
    for submission_id in refused & counts.keys():  # A letter without a table has no rows to count.
        counts[submission_id]["rejected"] = counts[submission_id]["data"]
    counts_of_bad = Counter(frame["submission_id"].gather(sorted(bad)).to_list())
    for submission_id, number in counts_of_bad.items():
        counts[submission_id]["rejected"] += number
    good = pl.Series([True]).new_from_index(0, frame.height).scatter(sorted(bad), values=False)
    accepted = frame.filter(good)
    return _Verdict(accepted, absences(accepted, form, catalogue), stated, findings, counts)


def _of_the_period(
    frame: pl.DataFrame, mine: list[Reading], form: Form, words: Lexicon, catalogue: Catalogue, earlier: Earlier
) -> tuple[pl.DataFrame, pl.DataFrame, list[tuple[str, Finding]]]:
    """The frame with the period's own figures, those since January that were taken apart, and what is told of both."""
    frame, unclear = without_undecided(frame, mine, form, words, catalogue, earlier)
    frame, stated, notes = take_off(frame, mine, form, words, catalogue, earlier)
    return frame, stated, [*unclear, *notes, *compared(frame, mine, form, words, catalogue, earlier)]


def _kept(accepted: pl.DataFrame, form: Form) -> pl.DataFrame:
    return accepted.select("submission_id", "sheet", "row", *(column.name for column in form.columns))


def _settled(
    frame: pl.DataFrame,
    sums: pl.DataFrame,
    usable: list[tuple[str, Table, list[Row]]],
    form: Form,
    words: Lexicon,
    catalogue: Catalogue,
    counts: dict[str, Counter[str]],
) -> tuple[pl.DataFrame, list[tuple[str, Finding]]]:
    """The frame without rows that turn out to be subtotals, its numbers proven by totals, and what the totals say."""
    outlines = [nesting(s, table.grid.sheet, found, words) for s, table, found in usable]
    known = [
        total
        for (s, table, found), outline in zip(usable, outlines, strict=True)
        for total in totals(s, table.grid.sheet, found, form, words, outline)
    ]
    frame, findings = settle(frame, sums, known, form, catalogue)
    plain = [found for found, outline in zip(usable, outlines, strict=True) if not outline]
    unknown = strangers(plain, added_up(frame, sums, known, form, catalogue), words)
    findings = [*without(findings, unknown), *unknown]
    for submission_id, _ in unknown:
        counts[submission_id].update({"data": 1, "rejected": 1, "other": -1})
    subtotals, differing = compare([outline for outline in outlines if outline], frame, sums, form, catalogue)
    for submission_id, _, _ in subtotals:
        counts[submission_id].update({"data": -1, "other": 1})
    if subtotals:
        at = pl.concat_str("submission_id", "sheet", pl.col("row").cast(pl.String), separator="/")
        frame = frame.filter(~at.is_in([f"{s}/{sheet}/{row}" for s, sheet, row in subtotals]))
    return frame, findings + differing


def _aside(tables: list[tuple[str, Table, list[Row]]]) -> Iterator[tuple[str, Finding]]:
    """A note for each table with rows of figures that the form does not ask for."""
    for submission_id, table, found in tables:
        beside = [row.number for row in found if row.kind == "aside"]
        if beside:
            told = ", ".join(map(str, beside[:_TOLD_ROWS])) + (" …" if len(beside) > _TOLD_ROWS else "")
            params = {"count": str(len(beside)), "rows": told}
            yield submission_id, Finding("rows_not_asked", sheet=table.grid.sheet, params=params, rejects=False)


def _blank(tables: list[tuple[str, Table, list[Row]]], form: Form) -> set[str]:
    """The submissions in whose rows no figure is filled in: a form sent back blank is one mistake, not a hundred."""
    filled: dict[str, bool] = {}
    for submission_id, _, found in tables:
        texts = [row.texts[c.name] for row in found if row.kind == "data" for c in form.having("measure")]
        if texts:
            filled[submission_id] = filled.get(submission_id, False) or any(texts)
    return {submission_id for submission_id, is_filled in filled.items() if not is_filled}


def _of_kind(tables: list[tuple[str, Table, list[Row]]], *kinds: str) -> list[tuple[str, Table, list[Row]]]:
    return [(s, table, [row for row in found if row.kind in kinds]) for s, table, found in tables]


def _counts(tables: list[tuple[str, Table, list[Row]]]) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = {}
    for submission_id, _, found in tables:
        kinds = Counter("data" if row.kind == "data" else "other" for row in found)
        counts.setdefault(submission_id, Counter()).update(kinds)
    return counts

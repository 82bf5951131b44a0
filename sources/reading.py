"""A file becomes a return: which form, whose, for which period, and where its tables stand."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace

from schemas.calendar import PROVINCE_TIME
from schemas.declarations import Catalogue
from schemas.items import Refused
from schemas.template import Identity
from sources import letters, returned, title
from sources.apart import read_apart
from sources.archives import left_aside
from sources.carried import Carried, carried
from sources.contradicting import contradictions, says_since_january
from sources.findings import Finding
from sources.grids import Grid, UnreadableFile
from sources.inbox import Submission
from sources.items import Recognised, recognised, unknown_columns
from sources.knowing import when, who
from sources.layout import Fragment, Miss, Table, find, misfits, stated
from sources.lexicon import Lexicon
from sources.matching import Clash, beginnings
from sources.misses import no_table
from sources.rows import rows
from sources.senders import submitters

_MOST_NAMES = 20
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reading:
    """What a file says it is. `problem` refuses it whole; what was found out before that is kept.

    `findings`: what else is to be told. `fragments`: headers that name some of the form's columns and lack others;
    `cumulative`: its flows count since the beginning of the year; `both`: the line that names the period and the
    beginning of the year, where none says more; `nil`: it says that there was nothing to report. `items`, `carried`: an
    item-level return, values in a format of exchange; they are judged, and their period found, when they are loaded.
    """

    submission: Submission
    form: str | None = None
    submitter: str | None = None
    period: str | None = None
    reason: str | None = None
    decision: title.Decision | None = None
    withdraws: bool = False
    tables: tuple[Table, ...] = ()
    fragments: tuple[Fragment, ...] = ()
    cumulative: bool = False
    both: str = ""
    nil: bool = False
    findings: tuple[Finding, ...] = ()
    problem: Finding | None = None
    items: Recognised | None = None
    carried: Carried | None = None


def read(submission: Submission, words: Lexicon, catalogue: Catalogue) -> Reading:
    """Read one submission; whatever is wrong with it ends in the reading, never in an exception."""
    try:
        return _read(submission, words, catalogue)
    except Exception:
        # A fault of ours must not keep the other files of the night out.
        _log.exception("%s (%r) cannot be read", submission.submission_id, submission.file_name)
        return Reading(submission, problem=Finding("unexpected"))


def _read(submission: Submission, words: Lexicon, catalogue: Catalogue) -> Reading:
    if submission.unpacked:
        return Reading(submission, findings=tuple(_left_aside(submission, catalogue)))
    if submission.problem:
        return Reading(submission, problem=Finding(submission.problem, value=submission.file_name))
    values = carried(submission.original, catalogue)
    if values:
        return _exchange(submission, values)
    year = submission.received_at.astimezone(PROVINCE_TIME).year
    try:
        items = recognised(submission.original, year, words, catalogue)
    except Refused as refused:
        return Reading(submission, problem=Finding(refused.check, params=refused.words))
    return _items(submission, items) if items else _tables_of(submission, words, catalogue)


def _exchange(submission: Submission, values: Carried) -> Reading:
    held = None if values.problem else values
    form = values.format.code
    return Reading(submission, form=form, submitter=values.submitter, problem=values.problem, carried=held)


def _items(submission: Submission, items: Recognised) -> Reading:
    form, told = items.file.form, tuple(unknown_columns(items))
    return Reading(submission, form=form.code, submitter=form.submitter, findings=told, items=items)


def _tables_of(submission: Submission, words: Lexicon, catalogue: Catalogue) -> Reading:
    try:
        grids = [
            grid
            for grid in read_apart(submission.original, catalogue.limits)
            if not returned.is_answer(grid, catalogue)
        ]
    except UnreadableFile as error:
        return Reading(submission, problem=Finding(error.check))
    made_for, grids = returned.template(grids, catalogue)
    found, problem = _tables(grids, words, catalogue)
    figures = problem is not None and letters.holds_figures(grids)
    taken_back = letters.withdrawals(grids, words, catalogue) if problem and problem.check == "no_form" else ()
    if taken_back:
        return _withdrawal(submission, taken_back, words, catalogue, figures=figures)
    tables = tuple(each for each in found if isinstance(each, Table))
    fragments = tuple(each for each in found if isinstance(each, Fragment))
    nil = letters.says_nil(grids, words)
    if problem and nil and not figures:
        named = letters.nil_forms(grids, words, catalogue)
        tables, problem = (tuple(named), None) if len(named) == 1 else ((), problem)
    if problem and problem.check == "no_form":
        problem = letters.unclear(grids, words, problem, figures=figures)
    if problem:
        return Reading(submission, submitter=letters.sender(grids, words, catalogue), problem=problem)
    reading = _identify(submission, grids, tables, made_for, words, catalogue)
    visible = {"form": reading.form, "submitter": reading.submitter, "period": reading.period}
    changed = returned.changed(visible, made_for, tables[0].grid.sheet, catalogue)
    problem = letters.withdraws_too(tables, words) or changed or reading.problem
    if problem and problem is reading.problem and not nil and not any(_has_rows(table, words) for table in tables):
        # A form sent back blank is one mistake, not three.
        reading, problem = replace(reading, findings=()), Finding("blank_form", sheet=tables[0].grid.sheet)
    return replace(reading, fragments=fragments, nil=nil, problem=problem)


def _left_aside(submission: Submission, catalogue: Catalogue) -> Iterator[Finding]:
    """What systems left in an archive by themselves is told, for it has no answer of its own."""
    names = left_aside(submission.original, catalogue.limits)
    if names:
        told = ", ".join(names[:_MOST_NAMES]) + (" …" if len(names) > _MOST_NAMES else "")
        yield Finding("members_aside", value=told, params={"count": str(len(names))}, rejects=False)


def _has_rows(table: Table, words: Lexicon) -> bool:
    return any(row.kind in ("data", "total") for row in rows(table, words))


def _withdrawal(
    submission: Submission, found: tuple[Table, ...], words: Lexicon, catalogue: Catalogue, *, figures: bool
) -> Reading:
    """A letter that takes a return back: it must name one form, its submitter and the period, and hold no figures."""
    if figures:
        return Reading(submission, problem=Finding("withdrawal_with_figures", sheet=found[0].grid.sheet))
    if len(forms := {letter.form.code for letter in found}) > 1:
        if len(forms) == len(catalogue.forms):
            return Reading(submission, problem=Finding("unclear_withdrawal"))
        named = ", ".join(f"“{catalogue.forms[code].name_vi}”" for code in forms)
        return Reading(submission, problem=Finding("ambiguous_form", params={"candidates": named}))
    reading = _identify(submission, [letter.grid for letter in found], found, None, words, catalogue)
    return replace(reading, tables=(), findings=(), withdraws=True)


def _tables(grids: list[Grid], words: Lexicon, catalogue: Catalogue) -> tuple[list[Table | Fragment], Finding | None]:
    """The tables of the one form that the file holds, or why there is none."""
    found: dict[str, list[Table | Fragment]] = {}
    misses: list[Miss] = []
    clashes: list[Clash] = []
    for grid in grids:
        tops = beginnings(grid, forms := catalogue.forms.values(), words)
        results = [find(grid, form, tops, words, catalogue) for form in forms]
        held = {each[0].form.code: each for each in results if isinstance(each, list)}
        # A form that the header names in full counts before one that it names but for its remarks.
        held = {code: each for code, each in held.items() if not _remarked(each)} or held
        for table in _titled([each for tables in held.values() for each in tables[:1] if isinstance(each, Table)]):
            found.setdefault(table.form.code, []).extend(held[table.form.code])
        misses += [result for result in results if isinstance(result, Miss)]
        clashes += [result for result in results if isinstance(result, Clash)]
    if len(found) == 1 and not clashes:
        return next(iter(found.values())), None
    return [], no_table(found, misses, clashes, words, catalogue)


def _remarked(tables: list[Table | Fragment]) -> bool:
    return any(isinstance(table, Table) and table.remarks for table in tables)


def _titled(tables: list[Table]) -> list[Table]:
    """Where a sheet fits several forms, those that its title names."""
    titled = [table for table in tables if title.has_title(table, table.form)]
    return titled if len(tables) > 1 and titled else tables


def _identify(
    submission: Submission,
    grids: list[Grid],
    tables: tuple[Table, ...],
    made_for: Identity | None,
    words: Lexicon,
    catalogue: Catalogue,
) -> Reading:
    """Whose return it is and for which period, as the texts above its tables say; all must say the same.

    Where they say nothing, the hidden sheet of a template does.
    """
    table = tables[0]
    named = [(t, found) for t in tables for found in submitters(t, words, catalogue)]
    stated = list(dict.fromkeys(period for t in tables for period in title.periods(t, words)))
    if made_for and not stated:
        stated = [title.Period(table.form.frequency, made_for.period)]
    one = stated[0] if len({period.code for period in stated}) == 1 else None
    code = named[0][1].code if len({found.code for _, found in named}) == 1 else ""
    if made_for and not named:
        code = made_for.submitter
    problems = [
        *who(table, named, catalogue, needed=not code),
        *when(tables, code, stated, words, catalogue),
        *_wrong_units(tables, catalogue),
    ]
    since = any(p.cumulative for p in stated) or any(says_since_january(t, words) for t in tables)
    joined = (mark.text for t in tables for mark in title.above(t) if title.names_both(mark.text))
    against = list(contradictions(tables, one, submission.received_at, words, catalogue))
    problems += [finding for finding in against if finding.rejects]
    told = [finding for finding in against if not finding.rejects]
    decided = [(t, d) for t in tables if title.is_plan(t.form) and (d := title.decision(t, words))][:1]
    return Reading(
        submission=submission,
        form=table.form.code,
        submitter=code or None,
        period=one.code if one and one.frequency == table.form.frequency else None,
        reason=next((said for t in tables if (said := title.reason(t, words))), None),
        decision=decided[0][1] if decided else None,
        tables=tables,
        cumulative=since,
        both="" if since else next(joined, ""),
        findings=(
            *problems[1:],
            *told,
            *_undated(decided),
            *_unknown_columns(tables),
            *_unread_sheets(grids, tables),
            *_hidden(tables),
        ),
        problem=problems[0] if problems else None,
    )


def _wrong_units(tables: tuple[Table, ...], catalogue: Catalogue) -> Iterator[Finding]:
    for table in tables:
        for name in misfits(table, catalogue):
            due = catalogue.stated_units[table.form.column(name).unit or ""]
            stands = stated(table, name)
            yield Finding(
                "wrong_header_unit",
                sheet=table.grid.sheet,
                cell=table.grid.address(*stands),
                column=name,
                value=table.grid.text(*stands),
                params={
                    "value": catalogue.stated_units[table.units[name]].vi,
                    "header": table.headers[name],
                    "expected": due.vi,
                },
            )


def _undated(decided: list[tuple[Table, title.Decision]]) -> Iterator[Finding]:
    """A decision without a date, or with one that is no day."""
    for table, decision in decided:
        if decision.date is None:
            yield Finding(
                "decision_undated",
                sheet=table.grid.sheet,
                cell=table.grid.address(decision.mark.row, decision.mark.column),
                value=decision.mark.text,
                params={"number": decision.number},
                rejects=False,
            )


def _unknown_columns(tables: tuple[Table, ...]) -> Iterator[Finding]:
    for table in tables:
        for row, column in table.unknown:
            yield Finding(
                "unknown_column",
                sheet=table.grid.sheet,
                cell=table.grid.address(row, column),
                value=table.grid.text(row, column),
                rejects=False,
            )


def _unread_sheets(grids: list[Grid], tables: tuple[Table, ...]) -> Iterator[Finding]:
    """Sheets that hold something, but no table of the form."""
    read_from = {table.grid.sheet for table in tables}
    for grid in grids:
        if grid.sheet not in read_from and any(str(cell).strip() for row in grid.rows for cell in row):
            yield Finding("unread_sheet", sheet=grid.sheet, rejects=False)


def _hidden(tables: tuple[Table, ...]) -> Iterator[Finding]:
    """Sheets that nobody sees who opens the file, and whose figures count."""
    sheets = dict.fromkeys(table.grid.sheet for table in tables if table.grid.hidden)
    yield from (Finding("hidden_sheet", sheet=sheet, rejects=False) for sheet in sheets)

"""A file becomes a return: which form, whose, for which period, and where its tables stand."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from schemas.calendar import is_valid, period_example
from schemas.declarations import Catalogue
from schemas.records import Form
from schemas.template import IDENTITY_SHEET, Identity
from sources import letters, title
from sources.files import read_grids
from sources.findings import Finding
from sources.grids import Grid, UnreadableFile
from sources.inbox import Submission
from sources.layout import Clash, Fragment, Miss, Table, find, misfits
from sources.lexicon import Lexicon


@dataclass(frozen=True)
class Reading:
    """What a file says it is. `problem` refuses it whole; what was found out before that is kept.

    `fragments`: headers that name some of the form's columns and lack others; `cumulative`: its flows
    count since the beginning of the year; `nil`: it says that there was nothing to report.
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
    nil: bool = False
    warnings: tuple[Finding, ...] = ()
    problem: Finding | None = None


def read(submission: Submission, words: Lexicon, catalogue: Catalogue) -> Reading:
    """Read one submission; whatever is wrong with it ends in the reading, never in an exception."""
    if submission.unpacked:
        return Reading(submission)
    if submission.broken:
        return Reading(submission, problem=Finding("broken_member", value=submission.file_name))
    try:
        grids = [grid for grid in read_grids(submission.original, catalogue.limits) if not _is_answer(grid, catalogue)]
    except UnreadableFile as error:
        return Reading(submission, problem=Finding(error.check))
    made_for, grids = _template(grids, catalogue)
    found, problem = _tables(grids, words, catalogue)
    taken_back = letters.withdrawals(grids, words, catalogue) if problem and problem.check == "no_form" else ()
    if taken_back:
        return _withdrawal(submission, taken_back, words, catalogue)
    tables = tuple(each for each in found if isinstance(each, Table))
    fragments = tuple(each for each in found if isinstance(each, Fragment))
    nil = letters.says_nil(grids, words)
    if problem and nil:
        named = _titled(letters.untabled(grids, catalogue), among=True)
        tables, problem = (tuple(named), None) if len(named) == 1 else ((), problem)
    if problem:
        return Reading(submission, problem=problem)
    reading = _identify(submission, grids, tables, made_for, words, catalogue)
    problem = letters.withdraws_too(tables, words) or _changed(reading, made_for) or reading.problem
    return replace(reading, fragments=fragments, nil=nil, problem=problem)


def _withdrawal(submission: Submission, found: tuple[Table, ...], words: Lexicon, catalogue: Catalogue) -> Reading:
    """A letter that takes a return back: it must name one form, its submitter and the period."""
    if len(forms := {letter.form.code for letter in found}) > 1:
        named = ", ".join(f"“{catalogue.forms[code].name_vi}”" for code in forms)
        return Reading(submission, problem=Finding("ambiguous_form", params={"candidates": named}))
    reading = _identify(submission, [letter.grid for letter in found], found, None, words, catalogue)
    return replace(reading, tables=(), warnings=(), withdraws=True)


def _template(grids: list[Grid], catalogue: Catalogue) -> tuple[Identity | None, list[Grid]]:
    """What the hidden sheet of a template says, where that is declared still, and the other sheets."""
    said = {grid.text(r, 0): grid.text(r, 1) for grid in grids if grid.sheet == IDENTITY_SHEET for r in range(4)}
    fields = ("form", "submitter", "period", "declarations")
    known = said.get("form") in catalogue.forms and said.get("submitter") in catalogue.submitters
    identity = Identity(**{name: said.get(name, "") for name in fields}) if known else None
    return identity, [grid for grid in grids if grid.sheet != IDENTITY_SHEET]


def _changed(reading: Reading, made_for: Identity | None) -> Finding | None:
    """The finding for a template whose lines were changed to say something else than what it was made for."""
    visible = {"form": reading.form, "submitter": reading.submitter, "period": reading.period}
    for name, value in visible.items() if made_for else ():
        wanted = getattr(made_for, name)
        if value and value != wanted:
            params = {"visible": value, "made_for": wanted}
            return Finding("template_differs", sheet=reading.tables[0].grid.sheet, params=params)
    return None


def _is_answer(grid: Grid, catalogue: Catalogue) -> bool:
    """Whether a sheet is the one that our answer added: its workbook came back mended."""
    return grid.sheet == catalogue.words.answer_sheet and grid.text(0, 0) == catalogue.messages["answer_title"].vi


def _tables(grids: list[Grid], words: Lexicon, catalogue: Catalogue) -> tuple[list[Table | Fragment], Finding | None]:
    """The tables of the one form that the file holds, or why there is none."""
    found: dict[str, list[Table | Fragment]] = {}
    misses: list[Miss] = []
    clashes: list[Clash] = []
    for grid in grids:
        results = [find(grid, form, words, catalogue) for form in catalogue.forms.values()]
        held = {each[0].form.code: each for each in results if isinstance(each, list)}
        for table in _titled([each for tables in held.values() for each in tables[:1] if isinstance(each, Table)]):
            found.setdefault(table.form.code, []).extend(held[table.form.code])
        misses += [result for result in results if isinstance(result, Miss)]
        clashes += [result for result in results if isinstance(result, Clash)]
    if len(found) == 1 and not clashes:
        return next(iter(found.values())), None
    return [], _no_table(found, misses, clashes, catalogue)


def _titled(tables: list[Table], *, among: bool = False) -> list[Table]:
    """Where a sheet fits several forms, those that its title names; `among`: only those."""
    titled = [table for table in tables if title.has_title(table, table.form)]
    return titled if among or (len(tables) > 1 and titled) else tables


def _no_table(found: Mapping[str, object], misses: list[Miss], clashes: list[Clash], catalogue: Catalogue) -> Finding:
    if len(found) > 1:
        names = ", ".join(f"“{catalogue.forms[code].name_vi}”" for code in found)
        return Finding("ambiguous_form", params={"candidates": names})
    if clashes:
        return _clash(clashes[0])
    nearest = max(misses, key=lambda miss: (miss.matched, -len(miss.missing)), default=None)
    if nearest is None:
        return Finding("no_form", params={"looked_for": _forms(catalogue), "found": "—"})
    looked_for = _forms(catalogue)
    if nearest.matched:
        looked_for = _columns(nearest.form, nearest.missing)
    return Finding("no_form", params={"looked_for": looked_for, "found": " | ".join(nearest.found) or "—"})


def _forms(catalogue: Catalogue) -> str:
    return "; ".join(_columns(form, [c.label for c in form.columns]) for form in catalogue.forms.values())


def _columns(form: Form, labels: Iterable[str]) -> str:
    listed = ", ".join(labels).replace("{year}", "…").replace("{next_year}", "…")
    return f"“{form.name_vi}” ({listed})"


def _clash(clash: Clash) -> Finding:
    return Finding(
        "ambiguous_column",
        sheet=clash.grid.sheet,
        cell=clash.grid.address(clash.row, clash.column),
        value=clash.grid.text(clash.row, clash.column),
        params={"candidates": ", ".join(f"“{clash.form.column(name).label}”" for name in clash.candidates)},
    )


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
    named = [(t, found) for t in tables if (found := title.submitter(t, words, catalogue))]
    stated = list(dict.fromkeys(period for t in tables for period in title.periods(t, words)))
    if made_for and not stated:
        stated = [title.Period(table.form.frequency, made_for.period)]
    one = stated[0] if len({period.code for period in stated}) == 1 else None
    code = named[0][1].code if len({found.code for _, found in named}) == 1 else ""
    if made_for and not named:
        code = made_for.submitter
    return Reading(
        submission=submission,
        form=table.form.code,
        submitter=code or None,
        period=one.code if one and one.frequency == table.form.frequency else None,
        reason=next((said for t in tables if (said := title.reason(t, words))), None),
        decision=next((d for t in tables if _is_plan(t.form) and (d := title.decision(t, words))), None),
        tables=tables,
        cumulative=any(period.cumulative for period in stated),
        warnings=(*_unknown_columns(tables), *_unread_sheets(grids, tables)),
        problem=(_who(table, named, catalogue) if named or not code else None)
        or _when(table, code, stated, catalogue)
        or next(_wrong_units(tables, catalogue), None),
    )


def _who(first: Table, named: list[tuple[Table, title.Named]], catalogue: Catalogue) -> Finding | None:
    if not named:
        return Finding("no_submitter", sheet=first.grid.sheet)
    table, found = named[0]
    check = "unknown_submitter"
    if len({each.code for _, each in named}) > 1:
        check = "several_submitters"
    elif found.code:
        check = "wrong_submitter"
        if table.form.submitters in catalogue.submitters[found.code].kinds:
            return None
    return Finding(
        check,
        sheet=table.grid.sheet,
        cell=table.grid.address(found.mark.row, found.mark.column),
        value=table.grid.text(found.mark.row, found.mark.column),
        params={
            "value": found.mark.text,
            "form": table.form.name_vi,
            "found": ", ".join(each.mark.text for _, each in named),
        },
    )


def _is_plan(form: Form) -> bool:
    return any(column.measure != "actual" for column in form.having("measure"))


def _when(table: Table, submitter: str, stated: list[title.Period], catalogue: Catalogue) -> Finding | None:
    form, sheet = table.form, table.grid.sheet
    example = period_example(form)
    codes = list(dict.fromkeys(period.code for period in stated))
    if not stated:
        return Finding("no_period", sheet=sheet, params={"example": example})
    if len(codes) > 1:
        return Finding("ambiguous_period", sheet=sheet, params={"found": ", ".join(codes)})
    if stated[0].frequency != form.frequency:
        return Finding("wrong_frequency", sheet=sheet, params={"found": codes[0], "example": example})
    if submitter and not _owed(form, submitter, codes[0], catalogue):
        return Finding("outside_validity", sheet=sheet, params={"period": codes[0]})
    return None


def _owed(form: Form, submitter: str, period: str, catalogue: Catalogue) -> bool:
    return is_valid(form, period) and is_valid(catalogue.submitters[submitter], period)


def _wrong_units(tables: tuple[Table, ...], catalogue: Catalogue) -> Iterator[Finding]:
    for table in tables:
        for name in misfits(table, catalogue):
            due = catalogue.units[table.form.column(name).unit or ""]
            stands = _lowest_text(table, table.columns[name])
            yield Finding(
                "wrong_header_unit",
                sheet=table.grid.sheet,
                cell=table.grid.address(*stands),
                column=name,
                value=table.grid.text(*stands),
                params={
                    "value": catalogue.units[table.units[name]].vi,
                    "header": table.headers[name],
                    "expected": due.vi,
                },
            )


def _lowest_text(table: Table, column: int) -> tuple[int, int]:
    """The lowest header cell of a column that holds a text: merged cells hold theirs at the top."""
    rows = range(table.first_row - 1, table.header_top - 1, -1)
    return next(((row, column) for row in rows if table.grid.text(row, column)), (table.header_top, column))


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

"""A file becomes a return: which form, whose, for which period, and where its tables stand."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from schemas.calendar import is_valid, period_example
from schemas.declarations import Catalogue
from schemas.records import Form
from sources import title
from sources.findings import Finding
from sources.grids import Grid, UnreadableFile, read_grids
from sources.inbox import Submission
from sources.layout import Clash, Miss, Table, find, misfits
from sources.lexicon import Lexicon


@dataclass(frozen=True)
class Reading:
    """What a file says it is. `problem` refuses it whole; what was found out before that is kept."""

    submission: Submission
    form: str | None = None
    submitter: str | None = None
    period: str | None = None
    reason: str | None = None
    withdraws: bool = False
    tables: tuple[Table, ...] = ()
    warnings: tuple[Finding, ...] = ()
    problem: Finding | None = None


def read(submission: Submission, words: Lexicon, catalogue: Catalogue) -> Reading:
    """Read one submission; whatever is wrong with it ends in the reading, never in an exception."""
    try:
        grids = read_grids(submission.original)
    except UnreadableFile as error:
        return Reading(submission, problem=Finding(error.check))
    tables, problem = _tables(grids, words, catalogue)
    letters = _letters(grids, words, catalogue) if problem and problem.check == "no_form" else ()
    if letters:
        return _withdrawal(submission, letters, words, catalogue)
    if problem:
        return Reading(submission, problem=problem)
    if any(title.withdraws(table, words) for table in tables):
        problem = Finding("withdrawal_with_figures", sheet=tables[0].grid.sheet)
    reading = _identify(submission, grids, tables, words, catalogue)
    return replace(reading, problem=problem) if problem else reading


def _letters(grids: list[Grid], words: Lexicon, catalogue: Catalogue) -> tuple[Table, ...]:
    """The sheets that take a return back: all text, no table. One for each form that the text names."""
    found = []
    for grid in grids:
        for form in catalogue.forms.values():
            end = len(grid.rows)
            letter = Table(form, grid, header_top=end, first_row=end, columns={}, headers={}, units={}, year=None)
            if title.withdraws(letter, words):
                found.append(letter)
    named = [letter for letter in found if title.has_title(letter, letter.form)]
    return tuple(named or found)


def _withdrawal(submission: Submission, letters: tuple[Table, ...], words: Lexicon, catalogue: Catalogue) -> Reading:
    """A letter that takes a return back: it must name one form, its submitter and the period."""
    if len(forms := {letter.form.code for letter in letters}) > 1:
        named = ", ".join(f"“{catalogue.forms[code].name_vi}”" for code in forms)
        return Reading(submission, problem=Finding("ambiguous_form", params={"candidates": named}))
    reading = _identify(submission, [letter.grid for letter in letters], letters, words, catalogue)
    return replace(reading, tables=(), warnings=(), withdraws=True)


def _tables(grids: list[Grid], words: Lexicon, catalogue: Catalogue) -> tuple[tuple[Table, ...], Finding | None]:
    """The tables of the one form that the file holds, or why there is none."""
    found: dict[str, list[Table]] = {}
    misses: list[Miss] = []
    clashes: list[Clash] = []
    for grid in grids:
        results = [find(grid, form, words, catalogue) for form in catalogue.forms.values()]
        for table in _titled([result for result in results if isinstance(result, Table)]):
            found.setdefault(table.form.code, []).append(table)
        misses += [result for result in results if isinstance(result, Miss)]
        clashes += [result for result in results if isinstance(result, Clash)]
    if len(found) == 1 and not clashes:
        return tuple(next(iter(found.values()))), None
    return (), _no_table(found, misses, clashes, catalogue)


def _titled(tables: list[Table]) -> list[Table]:
    """Where a sheet fits several forms, those that its title names."""
    titled = [table for table in tables if title.has_title(table, table.form)]
    return titled if len(tables) > 1 and titled else tables


def _no_table(found: dict[str, list[Table]], misses: list[Miss], clashes: list[Clash], catalogue: Catalogue) -> Finding:
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
    submission: Submission, grids: list[Grid], tables: tuple[Table, ...], words: Lexicon, catalogue: Catalogue
) -> Reading:
    """Whose return it is and for which period, as the texts above its tables say; all must say the same."""
    table = tables[0]
    named = [found for t in tables if (found := title.submitter(t, words, catalogue))]
    stated = list(dict.fromkeys(period for t in tables for period in title.periods(t, words)))
    code = named[0].code if len({found.code for found in named}) == 1 else ""
    return Reading(
        submission=submission,
        form=table.form.code,
        submitter=code or None,
        period=stated[0] if len(stated) == 1 else None,
        reason=next((said for t in tables if (said := title.reason(t, words))), None),
        tables=tables,
        warnings=(*_unknown_columns(tables), *_unread_sheets(grids, tables)),
        problem=_who(table, named, catalogue)
        or _when(table, code, stated, catalogue)
        or next(_wrong_units(tables, catalogue), None),
    )


def _who(table: Table, named: list[title.Named], catalogue: Catalogue) -> Finding | None:
    if not named:
        return Finding("no_submitter", sheet=table.grid.sheet)
    found = named[0]
    check = "unknown_submitter"
    if len({each.code for each in named}) > 1:
        check = "several_submitters"
    elif found.code:
        check = "wrong_submitter"
        if catalogue.submitters[found.code].kind == table.form.submitters:
            return None
    return Finding(
        check,
        sheet=table.grid.sheet,
        cell=table.grid.address(found.mark.row, found.mark.column),
        value=found.mark.text,
        params={"form": table.form.name_vi, "found": ", ".join(each.mark.text for each in named)},
    )


def _when(table: Table, submitter: str, stated: list[str], catalogue: Catalogue) -> Finding | None:
    form, sheet = table.form, table.grid.sheet
    if not stated:
        return Finding("no_period", sheet=sheet, params={"example": period_example(form)})
    if len(stated) > 1:
        return Finding("ambiguous_period", sheet=sheet, params={"found": ", ".join(stated)})
    if submitter and not _owed(form, submitter, stated[0], catalogue):
        return Finding("outside_validity", sheet=sheet, params={"period": stated[0]})
    return None


def _owed(form: Form, submitter: str, period: str, catalogue: Catalogue) -> bool:
    return is_valid(form, period) and is_valid(catalogue.submitters[submitter], period)


def _wrong_units(tables: tuple[Table, ...], catalogue: Catalogue) -> Iterator[Finding]:
    for table in tables:
        for name in misfits(table, catalogue):
            due = catalogue.units[table.form.column(name).unit or ""]
            yield Finding(
                "wrong_header_unit",
                sheet=table.grid.sheet,
                cell=table.grid.address(table.first_row - 1, table.columns[name]),
                column=name,
                value=catalogue.units[table.units[name]].vi,
                params={"header": table.headers[name], "expected": due.vi},
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

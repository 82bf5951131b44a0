"""A file becomes a return: which form, whose, for which period, and where its tables stand."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from schemas.calendar import is_valid, period_example
from schemas.declarations import Catalogue
from schemas.records import Form
from sources import title
from sources.findings import Finding
from sources.grids import Grid, UnreadableFile, read_grids
from sources.inbox import Submission
from sources.layout import Clash, Miss, Table, find, misfits


@dataclass(frozen=True)
class Reading:
    """What a file says it is. `problem` refuses it whole; what was found out before that is kept."""

    submission: Submission
    form: str | None = None
    submitter: str | None = None
    period: str | None = None
    tables: tuple[Table, ...] = ()
    warnings: tuple[Finding, ...] = ()
    problem: Finding | None = None


def read(submission: Submission, catalogue: Catalogue) -> Reading:
    """Read one submission; whatever is wrong with it ends in the reading, never in an exception."""
    try:
        grids = read_grids(submission.original)
    except UnreadableFile as error:
        return Reading(submission, problem=Finding(error.check))
    tables, problem = _tables(grids, catalogue)
    if problem:
        return Reading(submission, problem=problem)
    return _identify(submission, tables, catalogue)


def _tables(grids: list[Grid], catalogue: Catalogue) -> tuple[tuple[Table, ...], Finding | None]:
    """The tables of the one form that the file holds, or why there is none."""
    found: dict[str, list[Table]] = {}
    misses: list[Miss] = []
    clashes: list[Clash] = []
    for grid in grids:
        for form in catalogue.forms.values():
            match find(grid, form, catalogue):
                case Table() as table:
                    found.setdefault(form.code, []).append(table)
                case Miss() as miss:
                    misses.append(miss)
                case Clash() as clash:
                    clashes.append(clash)
    titled = {code: tables for code, tables in found.items() if any(title.has_title(t, t.form) for t in tables)}
    chosen = titled if len(found) > 1 and titled else found
    if len(chosen) == 1:
        return tuple(next(iter(chosen.values()))), None
    return (), _no_table(chosen, misses, clashes, catalogue)


def _no_table(
    chosen: dict[str, list[Table]], misses: list[Miss], clashes: list[Clash], catalogue: Catalogue
) -> Finding:
    if chosen:
        names = ", ".join(f"“{catalogue.forms[code].name_vi}”" for code in chosen)
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


def _identify(submission: Submission, tables: tuple[Table, ...], catalogue: Catalogue) -> Reading:
    """Whose return it is and for which period, as the texts above its first table say."""
    table = tables[0]
    form = table.form
    named = title.submitter(table, catalogue)
    stated = title.periods(table, form, catalogue)
    period = stated[0] if len(stated) == 1 else None
    return Reading(
        submission=submission,
        form=form.code,
        submitter=named.code or None if named else None,
        period=period,
        tables=tables,
        warnings=tuple(_unknown_columns(tables)),
        problem=_who(table, named, catalogue)
        or _when(table, named, stated, catalogue)
        or next(_wrong_units(tables, catalogue), None),
    )


def _who(table: Table, named: title.Named | None, catalogue: Catalogue) -> Finding | None:
    if named is None:
        return Finding("no_submitter", sheet=table.grid.sheet)
    check = "unknown_submitter"
    if named.code:
        check = "wrong_submitter"
        if catalogue.submitters[named.code].kind == table.form.submitters:
            return None
    return Finding(
        check,
        sheet=table.grid.sheet,
        cell=table.grid.address(named.mark.row, named.mark.column),
        value=named.mark.text,
        params={"form": table.form.name_vi},
    )


def _when(table: Table, named: title.Named | None, stated: list[str], catalogue: Catalogue) -> Finding | None:
    form, sheet = table.form, table.grid.sheet
    if not stated:
        return Finding("no_period", sheet=sheet, params={"example": period_example(form)})
    found = [*stated, *([str(table.year)] if table.year is not None else [])]
    if len(set(found)) > 1:
        return Finding("ambiguous_period", sheet=sheet, params={"found": ", ".join(dict.fromkeys(found))})
    if named and named.code and not _owed(form, named.code, stated[0], catalogue):
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

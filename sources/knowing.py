"""Whose return a file is and for which period: why what its texts say does not tell."""

from collections.abc import Iterator

from schemas.calendar import is_valid, period_example
from schemas.declarations import Catalogue
from schemas.records import Form
from sources import title
from sources.findings import Finding
from sources.layout import Table
from sources.lexicon import Lexicon
from sources.senders import Named


def who(first: Table, named: list[tuple[Table, Named]], catalogue: Catalogue, *, needed: bool) -> Iterator[Finding]:
    """Why those who are `named`, each in the table above which it stands, cannot be the one submitter of a return."""
    if not named:
        if needed:
            yield Finding("no_submitter", sheet=first.grid.sheet)
        return
    table, found = named[0]
    check = "unknown_submitter"
    if len({each.code for _, each in named}) > 1:
        check = "several_submitters"
    elif found.code:
        check = "wrong_submitter"
        if table.form.submitters in catalogue.submitters[found.code].kinds:
            return
    yield Finding(
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


def when(
    tables: tuple[Table, ...], submitter: str, stated: list[title.Period], words: Lexicon, catalogue: Catalogue
) -> Iterator[Finding]:
    """Why the periods that are `stated` cannot be the one period of a return, at the cell that states them."""
    table, form = tables[0], tables[0].form
    params = {"example": period_example(form)}
    codes = list(dict.fromkeys(period.code for period in stated))
    lines = [_stating(tables, code, words) for code in codes]
    if not stated:
        blank = title.blank_period(table)
        line = blank or title.unread_period(table, words)
        check = "blank_period" if blank else "unread_period" if line else "no_period"
        yield _at_line(table, line, check, params | {"value": line.text if line else ""})
    elif len(codes) > 1:
        found = ", ".join(f"{code}{_place(*line)}" for code, line in zip(codes, lines, strict=True))
        yield _at_line(*next((line for line in lines[1:] if line[1]), lines[0]), "ambiguous_period", {"found": found})
    elif stated[0].frequency != form.frequency:
        yield _at_line(*lines[0], "wrong_frequency", params | {"found": codes[0]})
    elif submitter and not _owed(form, submitter, codes[0], catalogue):
        yield _at_line(*lines[0], "outside_validity", {"period": codes[0]})


def _stating(tables: tuple[Table, ...], period: str, words: Lexicon) -> tuple[Table, title.Mark | None]:
    """Where a period is stated: the table, and the line above it if there is one."""
    found = ((table, line) for table in tables if (line := title.stating(table, period, words)))
    return next(found, (tables[0], None))


def _place(table: Table, line: title.Mark | None) -> str:
    return f" ({table.grid.sheet}!{table.grid.address(line.row, line.column)})" if line else ""


def _at_line(table: Table, line: title.Mark | None, check: str, params: dict[str, str]) -> Finding:
    """A finding about what a text above the table says, at its cell; of the sheet where there is none."""
    if line is None:
        return Finding(check, sheet=table.grid.sheet, params=params)
    cell, value = table.grid.address(line.row, line.column), table.grid.text(line.row, line.column)
    return Finding(check, sheet=table.grid.sheet, cell=cell, value=value, params=params)


def _owed(form: Form, submitter: str, period: str, catalogue: Catalogue) -> bool:
    return is_valid(form, period) and is_valid(catalogue.submitters[submitter], period)

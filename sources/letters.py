"""What a file says in words: that there was nothing to report, or that a return is taken back."""

import re
from collections.abc import Sequence
from dataclasses import replace

from schemas.declarations import Catalogue
from schemas.text import key
from sources import title
from sources.findings import Finding
from sources.grids import Grid
from sources.layout import Table
from sources.lexicon import Lexicon
from sources.matching import HEADER_SEARCH
from sources.senders import submitters

_NUMBER = re.compile(r"[-–(]?\d[\d.,\s\u00a0]*\)?%?")
_YEAR_OR_ZERO = re.compile(r"(?:19|20)\d\d|[0.,]+")


def says_nil(grids: Sequence[Grid], words: Lexicon) -> bool:
    """Whether a cell says `Không phát sinh` of all that is reported; `Không phát sinh sự cố` is about incidents."""
    texts = (key(cell) for grid in grids for row in grid.rows for cell in row if isinstance(cell, str))
    return any(words.nil.match(text) for text in texts if any(mark in text for mark in words.nil_marks))


def nil_forms(grids: Sequence[Grid], words: Lexicon, catalogue: Catalogue) -> list[Table]:
    """The sheets as the forms of which they say that there was nothing.

    Those that a heading names; where none does, the one return that their sender owes.
    """
    letters = untabled(grids, catalogue)
    named = [letter for letter in letters if title.has_title(letter, letter.form)]
    if named:
        return named
    owed = [letter for letter in letters if letter.form.layout_of is None and _sent(letter, words, catalogue)]
    return owed if len({letter.form.code for letter in owed}) == 1 else []


def _sent(letter: Table, words: Lexicon, catalogue: Catalogue) -> bool:
    """Whether a sheet names somebody who owes the form."""
    codes = {named.code for named in submitters(letter, words, catalogue) if named.code}
    return any(letter.form.submitters in catalogue.submitters[code].kinds for code in codes)


def holds_figures(grids: Sequence[Grid]) -> bool:
    """Whether a row of a sheet holds a label and, in a cell of its own, a number: it is a table and no letter."""
    return any(_is_of_figures(grid, row) for grid in grids for row in range(len(grid.rows)))


def _is_of_figures(grid: Grid, row: int) -> bool:
    """A year or a zero is no figure that could be lost, nor is a number at the head of the row."""
    filled = grid.filled(row)
    texts = [grid.text(row, column).strip() for column in filled]
    figures = [text for text in texts[1:] if _NUMBER.fullmatch(text) and not _YEAR_OR_ZERO.fullmatch(text)]
    named = any(any(sign.isalpha() for sign in text) for text in texts)
    return bool(figures) and named


def untabled(grids: Sequence[Grid], catalogue: Catalogue) -> list[Table]:
    """Each sheet as a table without rows, once for each form: its lines may still name the form, whose and when."""
    return [
        Table(
            form,
            grid,
            header_top=len(grid.rows),
            first_row=len(grid.rows),
            end=len(grid.rows),
            columns={},
            headers={},
            units={},
            year=None,
        )
        for grid in grids
        for form in catalogue.forms.values()
    ]


def withdrawals(grids: Sequence[Grid], words: Lexicon, catalogue: Catalogue) -> tuple[Table, ...]:
    """The sheets that take a return back: all text, no table. One for each form that the text names."""
    found = [letter for letter in untabled(grids, catalogue) if title.withdraws(letter, words) or _asks(letter, words)]
    named = [letter for letter in found if title.has_title(letter, letter.form)]
    return tuple(named or found)


def _asks(letter: Table, words: Lexicon) -> bool:
    return any(words.withdrawal_request.search(key(mark.text)) for mark in title.above(letter))


def unclear(grids: Sequence[Grid], words: Lexicon, problem: Finding, *, figures: bool) -> Finding:
    """The finding for a file that fits no form, in words for what it may be.

    A letter that takes a return back and does not say so, or of which return; one that says that there was nothing.
    """
    texts = [key(cell) for grid in grids for row in grid.rows for cell in row if isinstance(cell, str)]
    if not figures and any(map(words.withdrawal_hint.search, texts)):
        return Finding("unclear_withdrawal")
    if not figures and any(mark in text for text in texts for mark in words.nil_marks):
        return replace(problem, message="no_form_nil")
    return problem


def sender(grids: Sequence[Grid], words: Lexicon, catalogue: Catalogue) -> str | None:
    """Who sent a file that fits no form, where its lines name exactly one who is known."""
    heads = [replace(each, header_top=min(each.header_top, HEADER_SEARCH)) for each in untabled(grids, catalogue)]
    found = {named.code for head in heads for named in submitters(head, words, catalogue)}
    return found.pop() if len(found) == 1 and "" not in found else None


def withdraws_too(tables: Sequence[Table], words: Lexicon) -> Finding | None:
    """The finding for a file that asks to take a return back and holds its figures too."""
    if any(title.withdraws(table, words) for table in tables):
        return Finding("withdrawal_with_figures", sheet=tables[0].grid.sheet)
    return None

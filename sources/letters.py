"""What a file says in words: that there was nothing to report, or that a return is taken back."""

from collections.abc import Sequence

from schemas.declarations import Catalogue
from schemas.text import key
from sources import title
from sources.findings import Finding
from sources.grids import Grid
from sources.layout import Table
from sources.lexicon import Lexicon


def says_nil(grids: Sequence[Grid], words: Lexicon) -> bool:
    """Whether a cell begins with words such as `Không phát sinh`, which a cell for a figure may also hold."""
    texts = (key(cell) for grid in grids for row in grid.rows for cell in row if isinstance(cell, str))
    return any(text.startswith(words.nil_marks) for text in texts)


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
    found = [letter for letter in untabled(grids, catalogue) if title.withdraws(letter, words)]
    named = [letter for letter in found if title.has_title(letter, letter.form)]
    return tuple(named or found)


def withdraws_too(tables: Sequence[Table], words: Lexicon) -> Finding | None:
    """The finding for a file that asks to take a return back and holds its figures too."""
    if any(title.withdraws(table, words) for table in tables):
        return Finding("withdrawal_with_figures", sheet=tables[0].grid.sheet)
    return None

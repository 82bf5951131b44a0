"""The total rows of a table, and which of its rows each may add up."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from schemas.records import Form
from sources.lexicon import Lexicon
from sources.nesting import Nesting, whole_rows
from sources.rows import Row, is_carried, is_grand_total

Record = dict[str, Any]
Span = tuple[int, int]
TABLE = ("submission_id", "sheet")


@dataclass(frozen=True)
class Total:
    """A total row of a file's sheet, and the rows that it may add up.

    `spans`: first and last of such rows, as shown; `sets`: the rows themselves, in a table whose rows are
    parts of one another; `alike`: those of the code that the total row names in another column.
    """

    submission_id: str
    sheet: str
    row: Row
    spans: tuple[Span, ...]
    sets: tuple[frozenset[int], ...] = ()
    alike: tuple[int, ...] = ()

    @property
    def ways(self) -> list[list[Span]]:
        """Each choice of rows that it may add up, as spans."""
        return [[span] for span in self.spans] + ([[(row, row) for row in self.alike]] if self.alike else [])


def totals(
    submission_id: str, sheet: str, found: list[Row], form: Form, words: Lexicon, outline: Nesting | None = None
) -> Iterator[Total]:
    """The total rows among the rows of a table.

    The one grand total adds up the whole table. Any other total adds up the rows since the total before
    it, or those down to the total after it, or the whole table: its own figure tells which. A total that names
    a code in another column (`Toàn tỉnh`, `FTTH`) adds up the rows of that code, and what is carried forward from
    page to page all rows before it. Where rows are parts of one another, the outline tells.
    """
    if outline:
        rows = {row.number: row for row in found}
        yield from (Total(submission_id, sheet, rows[n], (), whole_rows(outline, n)) for n in outline.candidates)
        return
    data = [row.number for row in found if row.kind == "data"]
    marks = [row for row in found if row.kind == "total"]
    grand = [row for row in marks if is_grand_total(row, form, words)]
    if not data:
        return
    whole = (data[0], data[-1])
    for index, row in enumerate(marks):
        if alike := _alike(row, found, form, words):
            yield Total(submission_id, sheet, row, (), alike=alike)
            continue
        if is_carried(row, form, words):
            yield Total(submission_id, sheet, row, ((data[0], row.number - 1),) if data[0] < row.number else ())
            continue
        before = marks[index - 1].number + 1 if index else data[0]
        after = marks[index + 1].number - 1 if index + 1 < len(marks) else data[-1]
        spans = [whole] if grand == [row] else [(before, row.number - 1), (row.number + 1, after), whole]
        held = (span for span in spans if any(span[0] <= number <= span[1] for number in data))
        yield Total(submission_id, sheet, row, tuple(dict.fromkeys(held)))


def _alike(total: Row, found: list[Row], form: Form, words: Lexicon) -> tuple[int, ...]:
    """The rows of the codes that a total row names beside its label."""
    named = {c.name: words.code(total.texts[c.name], c.list or "") for c in form.having("code")}
    wanted = {name: code for name, code in named.items() if code}
    data = (row for row in found if row.kind == "data") if wanted else ()
    lists = {c.name: c.list or "" for c in form.having("code")}
    return tuple(
        row.number
        for row in data
        if all(words.code(row.texts[name], lists[name]) == code for name, code in wanted.items())
    )

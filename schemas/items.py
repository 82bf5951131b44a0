"""What the door and the warehouse say to each other about an item-level return: how its file is laid out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas.records import Form

# Between the fields of a rejected row as the warehouse keeps it; a file that holds it is refused.
SEPARATOR = "\x1f"
CSV, PARQUET = "csv", "parquet"
FIRST_LINE = 2  # The header is the first.


@dataclass(frozen=True)
class ItemFile:
    """The file of an item-level return, whose rows nobody has read yet.

    `places`: column -> the field that holds it, from 0 of `width`; `headers`: column -> its header as the file has it;
    `labels`: column -> text -> code, each in a text's own spelling and in comparable form (`schemas.text.key`).
    """

    form: Form
    path: Path
    delimiter: str
    width: int
    places: Mapping[str, int]
    headers: Mapping[str, str]
    labels: Mapping[str, Mapping[str, str]]
    sheet: str = CSV

    @property
    def in_place(self) -> bool:
        """Whether its rows stay where they are: they lie in columns already, and are read there."""
        return self.sheet == PARQUET

    @property
    def first(self) -> int:
        """The number of its first row: a line of text, or a place in a file of rows alone."""
        return 1 if self.in_place else FIRST_LINE


@dataclass(frozen=True)
class Lines:
    """The lines of such a file below its header, and whether a quotation mark stands in them: it may span several."""

    count: int
    quoted: bool


@dataclass(frozen=True)
class Quarantined:
    """A row that is not accepted: its line and its fields as they stand; one field where it has too few or too many.

    `check`: why, where that cannot be seen from its fields; `others`: the lines that repeat it.
    """

    line: int
    fields: Sequence[str]
    check: str = ""
    others: Sequence[int] = ()


@dataclass(frozen=True)
class Staged:
    """What the warehouse found in a file: its rows by what became of them, and those that are not accepted.

    `rows`: all below the header, `blank` ones among them; `quarantined`: the first of `rejected`, in their order.
    `sums`: the accepted ones added up, a record for each combination of codes that there is: the codes
    (`Form.summed_by`), each measure, and `rows_added`. `submitter`: whose it is, where the file says it.
    """

    period: str | None
    submitter: str | None
    rows: int
    rejected: int
    blank: int
    quarantined: Sequence[Quarantined]
    sums: Sequence[Mapping[str, Any]]


class Refused(Exception):
    """A file of which nothing can be taken: a message code and its words."""

    def __init__(self, check: str, **words: str) -> None:
        """Keep both for the finding."""
        super().__init__(check)
        self.check, self.words = check, words


def month_codes(form: Form, through: int) -> Mapping[str, str]:
    """Every way of writing a month, from the form's beginning to the end of a year -> its code `2014-03`."""
    found: dict[str, str] = {}
    for year in range(form.valid_from.year, through + 1):
        for month in range(1, 13):
            code = f"{year}-{month:02}"
            ways = (code, f"{month:02}/{year}", f"{month}/{year}", f"{month:02}-{year}", f"{year}{month:02}")
            found |= dict.fromkeys((*ways, f"tháng {month}/{year}", f"tháng {month:02}/{year}"), code)
    return found

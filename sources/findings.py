"""What is wrong in a file, at the cell, in words for its sender."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice

import polars as pl

from schemas.declarations import Catalogue

FINDING: dict[str, pl.DataType | type[pl.DataType]] = dict.fromkeys(
    (
        *("submission_id", "sheet", "cell", "column_name", "value"),
        *("check_name", "message_vi", "message_en", "row_code", "own_words"),
    ),
    pl.String,
)
# Of a list with many wrong rows the findings are framed by so many: as objects they take ten times the room.
_BATCH = 10_000


@dataclass(frozen=True)
class Finding:
    """One thing to mend; `rejects` says whether it costs the row (or, without a cell, the file).

    `row_code`: what the row is about (`Catalogue.row_column`), where that could be read. `declared`: of `params` that
    quote the file, the declared labels that stand for them where the file is not quoted.
    """

    check: str
    sheet: str | None = None
    cell: str | None = None
    column: str | None = None
    value: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    declared: Mapping[str, str] = field(default_factory=dict)
    rejects: bool = True
    message: str = ""
    row_code: str | None = None

    def record(self, submission_id: str, catalogue: Catalogue) -> dict[str, str | None]:
        """The finding as a row of `ops.rejections` or `ops.warnings`."""
        message = catalogue.messages[self.message or self.check]
        words = {"value": self.value or "", "header": self.column or "", **self.params}
        return {
            "submission_id": submission_id,
            "sheet": self.sheet,
            "cell": self.cell,
            "column_name": self.column,
            "value": self.value,
            "check_name": self.check,
            "message_vi": message.vi.format(**words),
            "message_en": message.en.format(**words),
            "row_code": self.row_code,
            "own_words": message.own_words({**words, **self.declared}),
        }


def framed(findings: Iterable[Finding], submission_id: str, catalogue: Catalogue) -> dict[bool, pl.DataFrame]:
    """The findings of a file as frames of FINDING: those that reject (True), and the others."""
    waiting, frames = iter(findings), dict.fromkeys((True, False), pl.DataFrame(schema=FINDING))
    while some := list(islice(waiting, _BATCH)):
        for rejects, before in frames.items():
            records = [each.record(submission_id, catalogue) for each in some if each.rejects is rejects]
            frames[rejects] = before.vstack(pl.DataFrame(records, FINDING, orient="row"))
    return frames

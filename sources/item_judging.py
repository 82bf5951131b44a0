"""What an item-level return came to, as frames ready to load: its rows are in the warehouse already."""

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from schemas.declarations import Catalogue
from schemas.items import FIRST_LINE, SHEET, Staged
from sources import ledger
from sources.cells import ABSENCES, LETTERS, PLAN_BASES
from sources.cumulative import CUMULATIVE
from sources.findings import Finding
from sources.grids import letter
from sources.items import counts, findings
from sources.judging import FINDING, Judged
from sources.reading import Reading


def judge_items(reading: Reading, staged: Staged, catalogue: Catalogue) -> Judged:
    """The receipt of an item-level return and what is told of its rows; `reading` has `items`."""
    known = replace(reading, period=staged.period)
    found = [*reading.findings, *_of_rows(reading, staged, catalogue)]
    records = [ledger.entry(known, counts(staged), catalogue)]
    file = reading.submission.submission_id
    told = {
        rejects: pl.DataFrame([f.record(file, catalogue) for f in found if f.rejects is rejects], FINDING, orient="row")
        for rejects in (True, False)
    }
    return Judged(
        ledger=pl.DataFrame(records, schema=ledger.LEDGER, orient="row"),
        rejections=told[True],
        warnings=told[False],
        letters=pl.DataFrame(list(_letters(reading, staged)), schema=LETTERS, orient="row"),
        absences=pl.DataFrame(schema=ABSENCES),
        cumulative=pl.DataFrame(schema=CUMULATIVE),
        plan_bases=pl.DataFrame(schema=PLAN_BASES),
        rows={},
    )


def _of_rows(reading: Reading, staged: Staged, catalogue: Catalogue) -> Iterator[Finding]:
    if staged.rows == staged.blank:
        yield Finding("no_rows", sheet=SHEET)
    elif reading.items:
        yield from findings(staged, reading.items.file, catalogue)


def _letters(reading: Reading, staged: Staged) -> Iterator[dict[str, str | int]]:
    for name, place in reading.items.file.places.items() if reading.items and staged.rows else ():
        yield {
            "submission_id": reading.submission.submission_id,
            "sheet": SHEET,
            "column_name": name,
            "letter": letter(place),
            "first_row": FIRST_LINE,
            "last_row": FIRST_LINE + staged.rows - 1,
        }

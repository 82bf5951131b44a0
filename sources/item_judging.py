"""What an item-level return came to, as frames ready to load: its rows are in the warehouse, or stay in the archive."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

import polars as pl

from schemas.declarations import Catalogue
from schemas.items import CSV, Staged
from sources import ledger
from sources.cells import ABSENCES, LETTERS, PLAN_BASES
from sources.cumulative import CUMULATIVE
from sources.findings import Finding, framed
from sources.grids import letter
from sources.items import counts, findings
from sources.judging import Judged
from sources.reading import Reading


def judge_items(reading: Reading, staged: Staged, catalogue: Catalogue) -> Judged:
    """The receipt of an item-level return and what is told of its rows; `reading` has `items`."""
    known = replace(reading, period=staged.period, submitter=staged.submitter or reading.submitter)
    found = chain(reading.findings, _of_rows(reading, staged, catalogue))
    records = [ledger.entry(known, counts(staged), catalogue)]
    told = framed(found, reading.submission.submission_id, catalogue)
    return Judged(
        ledger=pl.DataFrame(records, schema=ledger.LEDGER, orient="row"),
        rejections=told[True],
        warnings=told[False],
        letters=pl.DataFrame(list(_letters(reading, staged)), schema=LETTERS, orient="row"),
        absences=pl.DataFrame(schema=ABSENCES),
        cumulative=pl.DataFrame(schema=CUMULATIVE),
        plan_bases=pl.DataFrame(schema=PLAN_BASES),
        rows=_sums(reading, staged, catalogue),
    )


def _sums(reading: Reading, staged: Staged, catalogue: Catalogue) -> dict[str, pl.DataFrame]:
    """The sums of the accepted rows, for the form's table; of what a list by one code does not name there was none."""
    if not (reading.items and staged.sums):
        return {}
    file = reading.items.file
    sums = [*staged.sums]
    if len(file.form.summed_by) == 1:
        [by] = file.form.summed_by
        nothing = dict.fromkeys(("rows_added", *(column.name for column in file.form.having("measure"))), 0)
        absent = {code.code for code in catalogue.codes(by.list or "")} - {each[by.name] for each in sums}
        sums += [nothing | {by.name: code} for code in sorted(absent)]
    place = {"submission_id": reading.submission.submission_id, "sheet": file.sheet}
    rows = [place | {"row": number, **each} for number, each in enumerate(sums, start=1)]
    return {file.form.code: pl.DataFrame(rows, infer_schema_length=None)}


def _of_rows(reading: Reading, staged: Staged, catalogue: Catalogue) -> Iterator[Finding]:
    if staged.rows == staged.blank:
        yield Finding("no_rows", sheet=reading.items.file.sheet if reading.items else CSV)
    elif reading.items:
        yield from findings(staged, reading.items.file, catalogue)


def _letters(reading: Reading, staged: Staged) -> Iterator[dict[str, str | int]]:
    if not (reading.items and staged.rows):
        return
    file = reading.items.file
    for name, place in file.places.items():
        yield {
            "submission_id": reading.submission.submission_id,
            "sheet": file.sheet,
            "column_name": name,
            "letter": letter(place),
            "first_row": file.first,
            "last_row": file.first + staged.rows - 1,
        }

"""Holds typed rows against the schema of their form: which fail, and what to tell of each cell."""

from dataclasses import replace

import pandera.polars as pa
import polars as pl

from schemas.declarations import Catalogue
from schemas.frame_schema import frame_schema
from schemas.records import Form
from sources.explaining import about, explain, repeated_rows, row_code
from sources.findings import Finding
from sources.near import with_near

_TOLD_ROWS = 20
# Labels that no list has are compared with those of the list, so many of a batch: each takes a millisecond.
_COMPARED = 200


def validated(frame: pl.DataFrame, form: Form, catalogue: Catalogue) -> tuple[set[int], list[tuple[str, Finding]]]:
    """The numbers of the rows that fail their form's schema, and a finding for each failing cell."""
    try:
        frame_schema(form).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        failures = errors.failure_cases.select("column", "check", "failure_case", "index").rows()
    else:
        return set(), []
    bad: set[int] = set()
    findings: list[tuple[str, Finding]] = []
    compared: set[str] = set()
    repeated = (
        repeated_rows(frame, form, _TOLD_ROWS + 1) if any(check == "duplicate_row" for _, check, *_ in failures) else {}
    )
    for column, check, case, index in failures:
        if index is None:
            raise _fault(form, check)
        bad.add(index)
        row = frame.row(index, named=True)
        finding = explain(row, form, column, check, case, catalogue)
        if finding and check == "duplicate_row":
            own = f"{row['sheet']}!{row['row']}"
            others = [each for each in repeated[about(row, form)] if each != own][:_TOLD_ROWS]
            finding = replace(finding, params={**finding.params, "others": ", ".join(others)})
        if finding and check == "problem" and case == "unknown_code":
            compared.add(finding.value or "")
            if len(compared) <= _COMPARED:
                finding = with_near(finding, form.column(finding.column or ""), catalogue)
        if finding:
            findings.append((row["submission_id"], replace(finding, row_code=row_code(row, form, catalogue))))
    return bad, findings


def _fault(form: Form, check: str) -> RuntimeError:
    """A failure that belongs to no row is a fault of the declaration, not of a submitter's file."""
    return RuntimeError(f"form {form.code!r}: check {check!r} failed for the frame as a whole")

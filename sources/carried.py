"""Files in a format of exchange: recognised by how they begin, their values taken out as texts with their places."""

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from schemas.declarations import Catalogue
from schemas.exchange import BY_CODE, EXCHANGE, Format
from schemas.limits import Limits
from sources.findings import Finding
from sources.grids import letter

ROW = "row"
STRUCTURE, FLOW, ACTION = "STRUCTURE", "STRUCTURE_ID", "ACTION"
# Fields that a file may do without.
_OPTIONAL = frozenset(("freq", "decimals", "status", "decision", "decided", "origin"))
_BLOCK = 1 << 16
_DELIMITERS = (",", ";", "\t")
_CSV, _JSON = "csv", "dataValues"
# What a data value set says once for all its values.
_OUTER = ("period", "orgUnit", "attributeOptionCombo")
_UNSAID = ("categoryOptionCombo", "attributeOptionCombo")


@dataclass(frozen=True)
class Carried:
    """The values of a file: `frame` has ROW (from 1; a line, or a place in dataValues) and each field's text.

    `letters`: field -> the letter that stands before the row in an address. `problem`: why nothing can be taken.
    """

    format: Format
    sheet: str = _CSV
    frame: pl.DataFrame = field(default_factory=pl.DataFrame)
    letters: Mapping[str, str] = field(default_factory=dict)
    problem: Finding | None = None

    @property
    def submitter(self) -> str:
        """Whose return it is: that of nobody who reports."""
        return EXCHANGE


def carried(path: Path, catalogue: Catalogue) -> Carried | None:
    """What a file holds that begins as one of the formats does; None for any other file."""
    with path.open("rb") as file:
        block = file.read(_BLOCK)
    try:
        head = block.partition(b"\n")[0].decode("utf-8-sig").rstrip("\r")
    except UnicodeDecodeError:
        return None
    if block.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" and b'"dataValues"' in block:
        return _json(path, catalogue.exchange.format("dhis2_values"), catalogue.limits)
    for delimiter in _DELIMITERS:
        header = _fields(head, delimiter)
        if header[0].startswith(STRUCTURE) and FLOW in header:
            return _sdmx(path, header, delimiter, catalogue)
        by_code = catalogue.exchange.format(BY_CODE)
        if {by_code.label("code"), by_code.label("area"), by_code.label("indicator")} <= {*header}:
            return _table(path, header, delimiter, by_code, catalogue.limits)
    return None


def _fields(line: str, delimiter: str) -> list[str]:
    try:
        return [text.strip() for text in next(csv.reader([line], delimiter=delimiter), [""])] or [""]
    except csv.Error:
        return [""]


def _sdmx(path: Path, header: list[str], delimiter: str, catalogue: Catalogue) -> Carried:
    """The values of an SDMX-CSV file, of the one dataflow that is taken."""
    declared = catalogue.exchange
    read = _table(path, [STRUCTURE, *header[1:]], delimiter, declared.format("sdmx_values"), catalogue.limits)
    if read.problem or not read.frame.height:
        return read
    wanted, figures = declared.flow(declared.values), declared.flow(declared.figures)
    flows = read.frame[FLOW].unique(maintain_order=True).to_list()
    if flows != [wanted] or read.frame[STRUCTURE].unique().to_list() != ["dataflow"]:
        other = next((flow for flow in flows if flow != wanted), flows[0])
        check = "exchange_figures" if other == figures else "exchange_flow"
        words = {"found": other, "expected": wanted}
        return Carried(read.format, problem=Finding(check, sheet=_CSV, value=other, params=words))
    if ACTION in read.frame.columns and not set(read.frame[ACTION]) <= {"", "I", "A", "R"}:
        row = read.frame.filter(~pl.col(ACTION).is_in(["", "I", "A", "R"])).row(0, named=True)
        cell = f"{letter(header.index(ACTION))}{row[ROW]}"
        return Carried(read.format, problem=Finding("exchange_action", _CSV, cell, value=row[ACTION]))
    return read


def _table(path: Path, header: list[str], delimiter: str, format: Format, limits: Limits) -> Carried:
    """The rows of a delimited text by the names of its columns, in whatever order; others are passed over."""
    missing = [f.label for f in format.fields if f.label not in header and f.name not in _OPTIONAL]
    twice = [label for label in format.labels if header.count(label) > 1]
    if missing or twice:
        params = {"missing": ", ".join(missing or twice)}
        return Carried(format, problem=Finding("exchange_columns", sheet=_CSV, params=params))
    if path.stat().st_size > limits.text_bytes or len(header) > limits.columns:
        return Carried(format, problem=Finding("too_large"))
    schema = {f"f{n}": pl.String for n in range(len(header))}
    try:
        if cut := _cut(path, delimiter, len(header)):
            return Carried(format, problem=Finding("exchange_text", _CSV, f"A{cut}"))
        frame = pl.read_csv(
            path,
            separator=delimiter,
            has_header=False,
            schema=schema,
            skip_rows=1,
            row_index_name=ROW,
            row_index_offset=2,
        )
    except (pl.exceptions.PolarsError, csv.Error, UnicodeDecodeError):
        return Carried(format, problem=Finding("exchange_text", sheet=_CSV))
    places = {name: n for n, name in enumerate(header) if name in (STRUCTURE, FLOW, ACTION)}
    places |= {f.name: header.index(f.label) for f in format.fields if f.label in header}
    texts = [pl.col(f"f{n}").fill_null("").str.strip_chars().alias(name) for name, n in places.items()]
    blank = pl.all_horizontal(pl.col(name).is_null() for name in schema)
    lacking = [pl.lit("").alias(f.name) for f in format.fields if f.name not in places]
    frame = frame.filter(~blank).select(pl.col(ROW).cast(pl.Int32), *texts, *lacking)
    return Carried(format, _CSV, frame, {name: letter(n) for name, n in places.items()})


def _cut(path: Path, delimiter: str, fields: int) -> int | None:
    """The first row with fewer or more fields than the header: polars takes what a cut file lacks for empty."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = enumerate(csv.reader(file, delimiter=delimiter), start=1)
        return next((number for number, row in rows if row and len(row) != fields), None)


def _json(path: Path, format: Format, limits: Limits) -> Carried:
    """The values of a DHIS2 data value set; it is held in memory whole, so it may be as large as a workbook."""
    if path.stat().st_size > limits.workbook_bytes:
        return Carried(format, problem=Finding("too_large"))
    try:
        said = json.loads(
            path.read_text(encoding="utf-8-sig"),
            parse_int=str,
            parse_float=str,
            parse_constant=str,
            object_pairs_hook=_once,
        )
        rows = [_texts(value, said, format) for value in said["dataValues"]]
        schema = dict.fromkeys((each.name for each in format.fields), pl.String)
        frame = pl.DataFrame(rows, schema=schema, orient="row").with_row_index(ROW, 1)
    except (AttributeError, ValueError, KeyError, TypeError, RecursionError):
        return Carried(format, problem=Finding("exchange_json"))
    letters = {each.name: letter(n) for n, each in enumerate(format.fields)}
    return Carried(format, _JSON, frame.with_columns(pl.col(ROW).cast(pl.Int32)), letters)


def _once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names stand once: JSON itself would keep the last in silence."""
    listed = list(pairs)
    found = dict(listed)
    if len(found) != len(listed):
        raise ValueError
    return found


def _texts(value: Mapping[str, Any], outer: Mapping[str, Any], format: Format) -> list[str]:
    """The fields of one value as texts; raises TypeError where one is no text and no number."""
    texts = [value.get(label, outer.get(label, "") if label in _OUTER else "") for label in format.labels]
    if not all(isinstance(text, str | bool) for text in texts):
        raise TypeError
    # What is to be followed up may change.
    return [("P" if text else "") if isinstance(text, bool) else text.strip() for text in texts]

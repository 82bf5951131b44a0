"""Files in a format of exchange: recognised by how they begin, their values taken out as texts with their places."""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from schemas.declarations import Catalogue
from schemas.exchange import BY_CODE, EXCHANGE, Exchange, Format
from schemas.limits import Limits
from sources.delimited import encodings
from sources.findings import Finding
from sources.grids import letter

ROW = "row"
STRUCTURE, FLOW, ACTION = "STRUCTURE", "STRUCTURE_ID", "ACTION"
# Fields that a file may do without.
_OPTIONAL = frozenset(("freq", "decimals", "status", "decision", "decided", "origin"))
_BLOCK = 1 << 16
_DELIMITERS = (",", ";", "\t")
_CSV, _JSON, _UTF_8 = "csv", "dataValues", "utf-8-sig"
_DICTIONARY = ("dictionary (từ điển dữ liệu)", "sdmx/values-….csv, dhis2/values-….json")
# Of documents without values: the format, how one begins, what stands in it, what it is, what to give in its place.
_WITHOUT_VALUES = (
    ("sdmx_values", "<", "sdmx.org/resources/sdmxml", "SDMX-ML", "SDMX-CSV (values-….csv)"),
    ("dhis2_values", "{", '"organisationunits"', "DHIS2 metadata", "dataValues (values-….json)"),
    ("sdmx_values", "r", "relation,column,type,vi,en,unit", *_DICTIONARY),
    ("sdmx_values", "[", '"relation":', *_DICTIONARY),
)
# Letters of what a value says of itself.
_TOLD = 200
# What a data value set says once for all its values.
_OUTER = ("period", "orgUnit", "attributeOptionCombo")


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
    encoding = next(iter(encodings(block)), None)
    if encoding is None:  # A workbook, say: bytes, and no text.
        return None
    text = block.decode(encoding, errors="replace")
    begun = _begun(text, catalogue.exchange)
    if begun is None:
        return _without_values(text, catalogue.exchange)
    kind, header, delimiter = begun
    if encoding != _UTF_8:
        return Carried(kind, problem=Finding("exchange_encoding"))
    if not header:
        return _json(path, kind, catalogue.limits)
    read = _table(path, header, delimiter, kind, catalogue.limits)
    return read if kind.code == BY_CODE else _of_one_flow(read, header, catalogue.exchange)


def _begun(text: str, declared: Exchange) -> tuple[Format, list[str], str] | None:
    """The format as which a text begins, its columns and what stands between them; JSON has none."""
    if text.lstrip()[:1] == "{" and f'"{_JSON}"' in text:
        return declared.format("dhis2_values"), [], ""
    line, by_code = text.partition("\n")[0].rstrip("\r"), declared.format(BY_CODE)
    for delimiter in _DELIMITERS:
        header = _fields(line, delimiter)
        if header[0].startswith(STRUCTURE) and FLOW in header:
            return declared.format("sdmx_values"), [STRUCTURE, *header[1:]], delimiter
        if {by_code.label("code"), by_code.label("area"), by_code.label("indicator")} <= {*header}:
            return by_code, header, delimiter
    return None


def _without_values(text: str, declared: Exchange) -> Carried | None:
    """A document that belongs to one of the formats and holds nothing to be taken in."""
    for code, first, mark, found, expected in _WITHOUT_VALUES:
        if text.lstrip()[:1] == first and mark in text.lower():
            words = {"found": found, "expected": expected}
            return Carried(declared.format(code), problem=Finding("exchange_without_values", params=words))
    return None


def _fields(line: str, delimiter: str) -> list[str]:
    try:
        return [text.strip() for text in next(csv.reader([line], delimiter=delimiter), [""])] or [""]
    except csv.Error:
        return [""]


def _of_one_flow(read: Carried, header: list[str], declared: Exchange) -> Carried:
    """The values of an SDMX-CSV file, of the one dataflow that is taken."""
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
    with path.open(encoding=_UTF_8, newline="") as file:
        rows = enumerate(csv.reader(file, delimiter=delimiter), start=1)
        return next((number for number, row in rows if row and len(row) != fields), None)


def _json(path: Path, format: Format, limits: Limits) -> Carried:
    """The values of a DHIS2 data value set; it is held in memory whole, so it may be as large as a workbook."""
    if path.stat().st_size > limits.workbook_bytes:
        return Carried(format, problem=Finding("too_large"))
    try:
        said = json.loads(
            path.read_text(encoding=_UTF_8),
            parse_int=str,
            parse_float=str,
            parse_constant=str,
            object_pairs_hook=_once,
        )
    except (ValueError, RecursionError):
        said = None
    values = said.get(_JSON) if isinstance(said, dict) else None
    if not isinstance(values, list):
        return Carried(format, problem=Finding("exchange_json"))
    rows = [_texts(value, said, format) for value in values]
    if None in rows:
        at = rows.index(None)
        params = {"number": str(at + 1)}
        problem = Finding("exchange_entry", _JSON, f"A{at + 1}", value=_about(values[at], format), params=params)
        return Carried(format, problem=problem)
    schema = dict.fromkeys((each.name for each in format.fields), pl.String)
    frame = pl.DataFrame(rows, schema=schema, orient="row").with_row_index(ROW, 1)
    letters = {each.name: letter(n) for n, each in enumerate(format.fields)}
    return Carried(format, _JSON, frame.with_columns(pl.col(ROW).cast(pl.Int32)), letters)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any] | tuple[tuple[str, Any], ...]:
    """An object; its pairs where a name stands twice, of which JSON itself would keep the last in silence."""
    found = dict(pairs)
    return found if len(found) == len(pairs) else tuple(pairs)


def _texts(value: Any, outer: Mapping[str, Any], format: Format) -> list[str] | None:
    """The fields of one value as texts; None where it is no object, or one of them is no text and no number."""
    if not isinstance(value, dict):
        return None
    texts = [value.get(label, outer.get(label, "") if label in _OUTER else "") for label in format.labels]
    if not all(isinstance(text, bool) or (isinstance(text, str) and _is_whole(text)) for text in texts):
        return None
    # What is to be followed up may change.
    return [("P" if text else "") if isinstance(text, bool) else text.strip() for text in texts]


def _is_whole(text: str) -> bool:
    """Whether no half of a letter stands in it, which JSON may hold and UTF-8 may not."""
    return text.encode(errors="replace").decode() == text


def _about(value: Any, format: Format) -> str:
    """What a value says of itself, as far as that can be told."""
    said = dict(value) if isinstance(value, dict | tuple) else {}
    texts = [f"{label}: {said[label]}" for label in format.labels if isinstance(said.get(label), str)]
    return (", ".join(texts) or "…").encode(errors="replace").decode()[:_TOLD]

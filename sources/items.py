"""Item-level returns: recognised by their columns alone, and what is told of the rows that the warehouse set aside."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

import polars as pl

from schemas.declarations import Catalogue
from schemas.items import CSV, PARQUET, SEPARATOR, ItemFile, Lines, Quarantined, Refused, Staged, month_codes
from schemas.records import Column, Form
from schemas.text import key
from sources.findings import Finding
from sources.grids import letter
from sources.lexicon import Lexicon
from sources.numbers import bared, read_numbers, readings, vietnamese

_BLOCK = 1 << 16
_CHUNK = 1 << 20
_DELIMITERS = (",", ";", "\t")
_PARQUET, _ENCRYPTED = _PARQUETS = (b"PAR1", b"PARE")
_TOLD = 20
_DIGITS = r"^[0-9]{1,18}$"
_CONTROLS = (b"\x00", SEPARATOR.encode())
_NO_WORDS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Recognised:
    """An item-level return, and the headers beyond its form's columns: field -> header."""

    file: ItemFile
    beyond: Mapping[int, str]


def recognised(path: Path, year: int, words: Lexicon, catalogue: Catalogue) -> Recognised | None:
    """The item-level return that a file is by the labels of its first line, or of its columns; None for any other file.

    `year`: the last that its months may be of. Nothing but the first block is read, of Parquet its last. Raises Refused
    for Parquet that cannot be read, or that is none of these returns: nothing else comes as such.
    """
    with path.open("rb") as file:
        block = file.read(_BLOCK)
    if block.startswith(_PARQUETS):
        return _in_columns(path, block, year, words, catalogue)
    head, newline, _ = block.partition(b"\n")
    if not newline or b"\x00" in head:
        return None
    try:
        line = head.decode("utf-8-sig").rstrip("\r")
    except UnicodeDecodeError:
        return None
    for delimiter in _DELIMITERS:
        found = _of_form(path, _fields(line, delimiter), delimiter, year, words, catalogue)
        if found:
            return found
    return None


def _of_form(
    path: Path, header: list[str], delimiter: str, year: int, words: Lexicon, catalogue: Catalogue
) -> Recognised | None:
    for form in catalogue.items.values():
        places = _places(header, form)
        if places:
            return _recognised(path, delimiter, header, places, form, year, words)
    return None


def _in_columns(path: Path, block: bytes, year: int, words: Lexicon, catalogue: Catalogue) -> Recognised:
    """The return that a Parquet file is by the names of its columns. Raises Refused."""
    if block.startswith(_ENCRYPTED):
        raise Refused("parquet_encrypted")
    try:
        header = [*pl.read_parquet_schema(path)]
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise Refused("parquet_damaged") from error
    found = _of_form(path, header, "", year, words, catalogue)
    if found is None:
        forms = "; ".join(
            f"“{form.name_vi}”: {', '.join(column.label for column in form.columns)}"
            for form in catalogue.items.values()
        )
        told = ", ".join(header[:_TOLD]) + (" …" if len(header) > _TOLD else "")
        raise Refused("parquet_columns", found=told, looked_for=forms)
    return found


def _fields(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:  # A stray end of line, or a field beyond all measure.
        return []


def _places(header: list[str], form: Form) -> dict[str, int] | None:
    """Column -> the field below whose label it stands; None where a column stands nowhere or twice."""
    found = [key(label) for label in header]
    places: dict[str, int] = {}
    for column in form.columns:
        at = [place for place, label in enumerate(found) if label in {key(known) for known in column.labels}]
        if len(at) != 1:
            return None
        places[column.name] = at[0]
    return places


def _recognised(
    path: Path, delimiter: str, header: list[str], places: dict[str, int], form: Form, year: int, words: Lexicon
) -> Recognised:
    labels: dict[str, Mapping[str, str]] = {c.name: _labels(words.codes[c.list or ""]) for c in form.having("code")}
    labels |= {c.name: month_codes(form, year) for c in form.having("month")}
    headers = {name: header[place] for name, place in places.items()}
    sheet = CSV if delimiter else PARQUET
    file = ItemFile(form, path, delimiter, len(header), places, headers, labels, sheet)
    return Recognised(file, {n: label for n, label in enumerate(header) if n not in places.values()})


def _labels(known: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Comparable label -> code, of the labels that name one code alone, and each code by itself."""
    named = {label: codes[0] for label, codes in known.items() if len(codes) == 1}
    return named | {code: code for codes in known.values() for code in codes}


def unknown_columns(found: Recognised) -> Iterator[Finding]:
    """A note for each column that the form does not have."""
    for place, label in found.beyond.items():
        cell = letter(place) if found.file.in_place else f"{letter(place)}1"
        yield Finding("unknown_column", sheet=found.file.sheet, cell=cell, value=label, rejects=False)


def counted(path: Path) -> Lines:
    """The lines of a file below its first; the last one counts whether or not a line break ends it.

    Raises Refused where characters stand in it that no text has.
    """
    count, quoted, last = 0, False, b"\n"
    with path.open("rb") as file:
        file.readline()
        while chunk := file.read(_CHUNK):
            if any(control in chunk for control in _CONTROLS):
                raise Refused("item_text")
            # Three times as fast as `count`.
            count += len(chunk) - len(chunk.replace(b"\n", b""))
            quoted = quoted or b'"' in chunk
            last = chunk[-1:]
    return Lines(count + (last != b"\n"), quoted)


def findings(staged: Staged, file: ItemFile, catalogue: Catalogue) -> Iterator[Finding]:
    """What is wrong with each row that was set aside, at its cells, as far as they are told one by one."""
    problems = _problems(staged, file, catalogue)
    for row in staged.quarantined:
        yield from _of_row(row, file, problems)
    if staged.rejected > len(staged.quarantined):
        told = {"count": vietnamese(Decimal(staged.rejected)), "told": vietnamese(Decimal(len(staged.quarantined)))}
        yield Finding("item_rows_more", params=told, rejects=False)


def counts(staged: Staged) -> Counter[str]:
    """The rows by what became of them, as the ledger counts them."""
    return Counter(data=staged.rows - staged.blank, rejected=staged.rejected, other=staged.blank)


def _problems(staged: Staged, file: ItemFile, catalogue: Catalogue) -> dict[tuple[str, str], str]:
    """(column, text) -> why it is no figure, for every text of a figure in the rows that were set aside."""
    whole = [row.fields for row in staged.quarantined if len(row.fields) == file.width]
    found: dict[tuple[str, str], str] = {}
    for column in file.form.having("measure"):
        texts = {fields[file.places[column.name]] for fields in whole}
        if column.default is not None:
            texts = {text for text in texts if text.strip(" ")}
        found |= {(column.name, text): why for text, why in _unread(texts, column, catalogue) if why}
    return found


def _unread(texts: set[str], column: Column, catalogue: Catalogue) -> Iterable[tuple[str, str]]:
    """Each text with why it is no figure: by the grammar of all returns, and then none that is not digits alone."""
    unit = catalogue.units[column.unit or ""]
    value, problem = pl.col("read").struct.field("value"), pl.col("read").struct.field("problem")
    read = read_numbers(pl.col("bare"), pl.lit(value=False), pl.lit(unit.whole), pl.lit(unit.plain)).alias("read")
    frame = pl.DataFrame({"text": sorted(texts)}, schema={"text": pl.String})
    frame = frame.with_columns(bare=bared(pl.col("text"))).with_columns(read)
    why = (
        pl.when(pl.col("bare") == "")
        .then(pl.lit("missing"))
        .when(problem.is_not_null())
        .then(problem)
        .when(value < column.min)
        .then(pl.lit("below_minimum"))
        .when(value > (column.max if column.max is not None else value))
        .then(pl.lit("above_maximum"))
        .when(~pl.col("text").str.contains(_DIGITS))
        .then(pl.lit("item_digits"))
    )
    return frame.select("text", why.alias("why")).iter_rows()


def _of_row(row: Quarantined, file: ItemFile, problems: Mapping[tuple[str, str], str]) -> Iterator[Finding]:
    if len(row.fields) != file.width:
        # Its fields cannot be told apart, so all of it is quoted.
        expected = {"expected": str(file.width)}
        yield Finding("item_fields", file.sheet, f"A{row.line}", value=SEPARATOR.join(row.fields), params=expected)
        return
    if row.check:
        yield _at(row, _blamed(row.check, file.form), file, row.check, params=_words(row, file))
        return
    for column in file.form.columns:
        text = row.fields[file.places[column.name]]
        if column.role != "measure":
            check = _unnamed(text, column, file)
            if check:
                yield _at(row, column.name, file, check, message="missing_label" if check == "missing" else "")
        elif check := problems.get((column.name, text), ""):
            yield _at(row, column.name, file, check, params=_figure_words(text, column, check))


def _blamed(check: str, form: Form) -> str:
    """The column in which a row does not go with the others."""
    if check == "duplicate_row":
        return form.key[-1]
    return form.sender.name if check == "item_sender" and form.sender else form.having("month")[0].name


def _unnamed(text: str, column: Column, file: ItemFile) -> str:
    """Why a text does not say what the row is about; empty where it does."""
    if not text.strip(" "):
        return "missing"
    if column.role == "note" or text in file.labels[column.name] or text.strip(" ").lower() in file.labels[column.name]:
        return ""
    return "unknown_code"


def _figure_words(text: str, column: Column, check: str) -> dict[str, str]:
    if check == "ambiguous_number":
        first, second = readings(text)
        vi, en = ("dấu chấm", "dot") if "." in text else ("dấu phẩy", "comma")
        return {"reading_a": vietnamese(first), "reading_b": vietnamese(second), "sign_vi": vi, "sign_en": en}
    return {"limit": str(column.max if check == "above_maximum" else column.min)}


def _words(row: Quarantined, file: ItemFile) -> dict[str, str]:
    told = ", ".join(f"{file.sheet}!{line}" for line in row.others[:_TOLD]) + (" …" if len(row.others) > _TOLD else "")
    return {"key": " / ".join(row.fields[file.places[name]] for name in file.form.key), "others": told}


def _at(
    row: Quarantined, name: str, file: ItemFile, check: str, message: str = "", params: Mapping[str, str] = _NO_WORDS
) -> Finding:
    place = file.places[name]
    words = {"header": file.headers[name], **params}
    cell = f"{letter(place)}{row.line}"
    return Finding(
        check, file.sheet, cell, name, row.fields[place], words, message=message, row_code=_row_code(row, file)
    )


def _row_code(row: Quarantined, file: ItemFile) -> str | None:
    """What the row is about, where its rows are added up by one code and it says that."""
    if len(file.form.summed_by) != 1:
        return None
    [column] = file.form.summed_by
    text, labels = row.fields[file.places[column.name]], file.labels[column.name]
    return labels.get(text) or labels.get(text.strip(" ").lower())

"""The appendices and the annex as documents: one entry for one format, and the files of a year."""

import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from reports.appendix import KpiRow, Table
from reports.broken_rules import Record, broken_rules_paper
from reports.data_files import as_csv, as_json, as_long_csv
from reports.html_page import as_html
from reports.paper import Paper, Rows, annex_paper, appendix_paper
from reports.sentences import Draft
from reports.sentences_files import FILES as SENTENCES_FILES
from reports.sentences_files import NAME as SENTENCES_NAME
from reports.sentences_files import WRITERS as SENTENCES_WRITERS
from reports.text_table import as_text
from reports.tracing import Trace
from reports.tracing_page import as_sources_page, sources
from reports.workbook import as_xlsx
from schemas.declarations import Catalogue
from schemas.home import naming

T = TypeVar("T")
Writer = Callable[[Paper], str | bytes]

FILES = ("html", "xlsx", "csv", "json", "docx", "pdf")
ANNEX_NAME = "bieu-tong-hop"
SOURCES = "-nguon.html"
ANNEX_FILES = ("html", "xlsx", "csv", "docx", "pdf")
RULES, RULES_FILES = "phu-luc-kiem-tra", ("html", "xlsx", "docx", "pdf", "csv")


def render(
    number: int, year: int, rows: Sequence[KpiRow], catalogue: Catalogue, format: str, drawn: Rows | None = None
) -> str | bytes:
    """One appendix of one year as table, csv, json, html (text), or as xlsx, docx, pdf (bytes).

    `drawn`: by number, the rows of further tables that its charts draw. Rows, units and errors as for
    `appendix_table`: NoFigures when no row is of the year. KeyError for a format that has no writer.
    """
    return _writers()[format](appendix_paper(number, year, {**(drawn or {}), number: rows}, catalogue))


def render_annex(year: int, rows: Rows, catalogue: Catalogue, format: str) -> str | bytes:
    """The document of all further tables in a format of `ANNEX_FILES`; csv is long, a line for each figure.

    `rows`: by number. Raises NoFigures when no table has rows.
    """
    writers: dict[str, Writer] = {**_writers(), "csv": as_long_csv}
    return writers[format](annex_paper(year, rows, catalogue))


def _writers() -> Mapping[str, Writer]:
    # Word and Typst take half a second to load, and most uses need neither.
    def as_docx(paper: Paper) -> bytes:
        from reports.word import as_docx

        return as_docx(paper)

    def as_pdf(paper: Paper) -> bytes:
        from reports.pdf import as_pdf

        return as_pdf(paper)

    return {
        "table": _of_table(as_text),
        "csv": _of_table(as_csv),
        "json": _of_table(as_json),
        "html": as_html,
        "xlsx": as_xlsx,
        "docx": as_docx,
        "pdf": as_pdf,
    }


def _file_writers() -> Mapping[str, Writer]:
    """What lies beside documents is opened by people."""
    return {**_writers(), "csv": _of_table(partial(as_csv, opened=True))}


def _of_table(writer: Callable[[Table], str]) -> Writer:
    return lambda paper: writer(paper.exhibits[0].table)


def write_documents(
    folder: Path,
    year: int,
    rows: Rows,
    catalogue: Catalogue,
    sentences: Draft | None = None,
    traced: Sequence[Trace] = (),
) -> list[Path]:
    """Write the documents of a year into `folder/<year>`, and return the paths.

    `phu-luc-<n>.<ext>` for every appendix that has rows, `bieu-tong-hop.<ext>` for all further tables, `doan-van.<ext>`
    for the standard sentences where they are given. `rows`: by number, of appendices and of tables of the annex.
    `traced`: where their figures come from; each figure of a page is then a link into the page beside it,
    `<document>-nguon.html`. Everything is rendered before anything is written, so an error leaves the last good files;
    each file is replaced at once, and gets the same bytes for the same figures. What a document that has no rows any
    more left behind is removed. Errors as for `render`.
    """
    place = folder / str(year)
    made: dict[Path, str | bytes | None] = {}
    for number in sorted(rows.keys() & catalogue.appendices.keys()):
        paper = appendix_paper(number, year, rows, catalogue) if rows[number] else None
        mine = [each for each in traced if each.cell["appendix"] == number]
        made |= _with_sources(place / f"phu-luc-{number}", FILES, _file_writers(), paper, mine, catalogue)
    annex = [rows[number] for number in rows.keys() & catalogue.annex.keys()]
    if annex:
        paper = annex_paper(year, rows, catalogue) if any(annex) else None
        mine = [each for each in traced if each.cell["appendix"] in catalogue.annex]
        long: dict[str, Writer] = {**_writers(), "csv": partial(as_long_csv, opened=True)}
        made |= _with_sources(place / ANNEX_NAME, ANNEX_FILES, long, paper, mine, catalogue)
    if sentences:
        stem = place / SENTENCES_NAME
        made |= _files(stem, SENTENCES_FILES, SENTENCES_WRITERS, sentences if sentences.paragraphs else None)
    return _written(made)


def write_broken_rules(folder: Path, year: int, broken: Sequence[Record], catalogue: Catalogue) -> list[Path]:
    """Write `folder/<year>/phu-luc-kiem-tra.<ext>`: the rules that the year breaks (`warehouse.results.broken`).

    Where it breaks none there is no such document, and an older one is removed; the paths of those written.
    """
    paper = broken_rules_paper(year, broken, catalogue) if broken else None
    return _written(_files(folder / str(year) / RULES, RULES_FILES, _file_writers(), paper))


def _written(documents: Mapping[Path, str | bytes | None]) -> list[Path]:
    """Write what there is, and remove what there is no more; the paths written."""
    for path, content in documents.items():
        if content is None:
            path.unlink(missing_ok=True)
        else:
            write_whole(path, content.encode() if isinstance(content, str) else content)
    return [path for path, content in documents.items() if content is not None]


def _with_sources(
    stem: Path,
    formats: Sequence[str],
    writers: Mapping[str, Writer],
    paper: Paper | None,
    traced: Sequence[Trace],
    catalogue: Catalogue,
) -> dict[Path, str | bytes | None]:
    """The files of a document, and the page that says where its figures come from, where that is known."""
    beside = stem.with_name(f"{stem.name}{SOURCES}")
    if paper is None or not traced:
        return _files(stem, formats, writers, paper) | {beside: None}
    linked: dict[str, Writer] = {**writers, "html": partial(as_html, sources=sources(beside.name, traced, catalogue))}
    page = as_sources_page(paper, f"{stem.name}.html", traced, catalogue)
    return _files(stem, formats, linked, paper) | {beside: page}


def _files(
    stem: Path, formats: Sequence[str], writers: Mapping[str, Callable[[T], str | bytes]], paper: T | None
) -> dict[Path, str | bytes | None]:
    """The files of a document by path; of one that is not there any more, None for each."""
    return {stem.with_name(f"{stem.name}.{each}"): writers[each](paper) if paper else None for each in formats}


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, and durably; one of the same name is replaced."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with naming(path), beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)

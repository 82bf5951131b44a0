"""The appendices as documents: one entry for one format, and the files of a year."""

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from reports.appendix import KpiRow, Table, appendix_table
from reports.broken_rules import Record, broken_rules_table
from reports.data_files import as_csv, as_json
from reports.html_page import as_html
from reports.text_table import as_text
from reports.workbook import as_xlsx
from schemas.declarations import Catalogue

WRITERS: Mapping[str, Callable[[Table], str | bytes]] = {
    "table": as_text,
    "csv": as_csv,
    "json": as_json,
    "html": as_html,
    "xlsx": as_xlsx,
}
FILES = ("html", "xlsx", "csv", "json")
RULES, RULES_FILES = "phu-luc-kiem-tra", ("html", "xlsx")


def render(appendix_no: int, year: int, rows: Sequence[KpiRow], catalogue: Catalogue, format: str) -> str | bytes:
    """One appendix of one year in a format of `WRITERS`; only xlsx gives bytes.

    Rows, units and errors as for `appendix_table`: NoFigures when no row is of the year.
    KeyError for a format that has no writer.
    """
    return WRITERS[format](appendix_table(appendix_no, year, rows, catalogue))


def write_documents(
    folder: Path, year: int, rows_by_appendix: Mapping[int, Sequence[KpiRow]], catalogue: Catalogue
) -> list[Path]:
    """Write `folder/<year>/phu-luc-<n>.<ext>` for every appendix that has rows, and return the paths.

    Everything is rendered before anything is written, so an error leaves the last good files; each
    file is replaced at once, and gets the same bytes for the same figures. What an appendix that has no
    rows any more left behind is removed. Errors as for `render`.
    """
    documents = {
        folder / str(year) / f"phu-luc-{number}.{extension}": render(number, year, rows, catalogue, extension)
        if rows
        else None
        for number, rows in sorted(rows_by_appendix.items())
        for extension in FILES
    }
    return _written(documents)


def write_broken_rules(folder: Path, year: int, broken: Sequence[Record], catalogue: Catalogue) -> list[Path]:
    """Write `folder/<year>/phu-luc-kiem-tra.<ext>`: the rules that the year breaks (`warehouse.results.broken`).

    Where it breaks none there is no such document, and an older one is removed; the paths of those written.
    """
    table = broken_rules_table(year, broken, catalogue)
    return _written(
        {
            folder / str(year) / f"{RULES}.{extension}": WRITERS[extension](table) if broken else None
            for extension in RULES_FILES
        }
    )


def _written(documents: Mapping[Path, str | bytes | None]) -> list[Path]:
    """Write what there is, and remove what there is no more; the paths written."""
    for path, content in documents.items():
        if content is None:
            path.unlink(missing_ok=True)
        else:
            write_whole(path, content.encode() if isinstance(content, str) else content)
    return [path for path, content in documents.items() if content is not None]


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, and durably; one of the same name is replaced."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)

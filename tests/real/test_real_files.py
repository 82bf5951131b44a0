"""Over real material that is not part of the project: `make check-real REAL=<folder>`.

The folder holds `realdata/` (workbooks that nobody here wrote) and `seed/` (the printed report).
"""

import csv
import os
import random
import re
import time
import unicodedata
from pathlib import Path

import pytest
from faults.mutating import broken
from test_appendices import APPENDIX_1, APPENDIX_2, APPENDIX_3
from test_catalogue import COUNTED, GAINED, IN_BREACH, MONEY, SHARES
from test_fuzz import judged

from pipelines import steps
from schemas.declarations import Catalogue, catalogue
from schemas.home import Home
from sources.files import read_grids
from sources.inbox import drop
from warehouse.reading import records
from warehouse.store import connected

REAL = Path(os.environ["SOLIEU_REAL"]).resolve()
FILES = sorted(path for path in (REAL / "realdata").rglob("*") if path.is_file())
SECONDS = 30
MOST_BROKEN, BROKEN_EACH = 3_000_000, 5


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.name)
def test_every_real_file_ends_in_the_ledger(tmp_path: Path, file: Path) -> None:
    """No exception, within bounded time; whatever it is, it has a status, its rows add up and it is kept."""
    home = Home(tmp_path / "home").create()
    began = time.monotonic()
    dropped = drop(home, file)
    intake = steps.take_in(home, catalogue(), [dropped])
    assert time.monotonic() - began < SECONDS
    assert sum(intake.received.values()) == 1
    with connected(home.warehouse, read_only=True) as connection:
        entry = records(connection, "from ops.submissions")[0]
        found = records(connection, "from ops.rejections")
    assert entry["rows_read"] == entry["rows_accepted"] + entry["rows_rejected"] + entry["rows_other"]
    assert entry["status"] == "accepted" or found
    sha = entry["submission_id"]
    assert (home.archive / sha[:2] / sha).read_bytes() == file.read_bytes()
    assert not dropped.exists()


@pytest.mark.parametrize(
    "file", [file for file in FILES if file.stat().st_size < MOST_BROKEN], ids=lambda path: path.name
)
def test_a_real_file_that_is_broken_is_still_answered_for(tmp_path: Path, file: Path) -> None:
    """A few changes at places that follow from the file's name; its rows add up and a rejection has its reason."""
    chance, content = random.Random(file.name), file.read_bytes()
    for number in range(BROKEN_EACH):
        path = tmp_path / str(number)
        path.write_bytes(broken(content, chance))
        judged(path)


# Where a workbook and its transcript differ: the transcript mends what the typist got wrong, or slips itself.
DIFFERENCES = {
    "mía",  # transcript: a stray letter
    "triệu lít",
    "so với tổng xuất khẩu",  # transcript: "vơi", "xŭt"
    "so với xuất khẩu",
    "của uûy ban nhân dân huyện cần giờ )",  # the typist put the hook twice
    "không xác điïnh thời hạn",  # the typist put the dot twice
}


@pytest.mark.parametrize("book", sorted((REAL / "realdata" / "legacy").glob("*.xls")), ids=lambda path: path.name)
def test_text_before_unicode_comes_out_as_its_transcript(book: Path) -> None:
    transcript = {plain(cell) for cell in re.split(r"[\t\n]", book.with_suffix(".txt").read_text(encoding="utf-8"))}
    grids = read_grids(book, catalogue().limits)
    texts = {plain(cell) for grid in grids for row in grid.rows for cell in row if isinstance(cell, str)}
    words = {text for text in texts if any(letter.isalpha() for letter in text) and text != "#div/0!"}
    assert len(words) > 20
    assert words - transcript <= DIFFERENCES


def plain(text: str) -> str:
    """One kind of blank, composed accents, and small letters, which the fonts of capitals show as capitals."""
    return unicodedata.normalize("NFC", " ".join(text.split())).casefold()


def test_the_districts_are_the_official_ones() -> None:
    declared: Catalogue = catalogue()
    with (REAL / "realdata" / "units" / "quangninh_districts.csv").open(encoding="utf-8-sig") as file:
        official = {row["code"]: row["name_2014"] for row in csv.DictReader(file)}
    first_names: dict[str, str] = {}
    for district in declared.districts:
        first_names.setdefault(district.code, district.vi)
    assert first_names == official


def test_the_appendices_in_the_tests_are_typed_as_printed() -> None:
    """Each row of the three appendices, as the tests have it, stands in the printed report."""
    (report,) = (REAL / "seed").glob("*.txt")
    lines = [line.split("\t") for line in report.read_text(encoding="utf-8").splitlines() if "\t" in line]
    printed = {tuple(cell.strip() for cell in line if cell.strip()) for line in lines}
    for row, (label, unit, plan, actual, percent, next_plan) in APPENDIX_1.items():
        cells = [str(row), label, unit, dots(plan), dots(actual), f"{percent}%", dots(next_plan)]
        assert {tuple(cells), tuple(cells[:2] + cells[3:])} & printed, label
    for row, (label, unit, plan, actual, percent, stock, next_plan) in APPENDIX_2.items():
        cells = [str(row), label, unit, dots(plan), dots(actual), f"{percent}%", stock, dots(next_plan)]
        cells = [cell for cell in cells if cell]
        assert {tuple(cells), tuple(cells[:2] + cells[3:])} & printed, label
    for row, (label, *figures) in APPENDIX_3.items():
        cells = [label, *(dots(figure) for figure in figures)]
        assert {(str(row), *cells), tuple(cells)} & printed, label


def dots(number: int) -> str:
    """As the report prints it: 10.345.000."""
    return f"{number:,}".replace(",", ".")


def test_every_figure_typed_from_the_text_stands_in_it() -> None:
    """What `tests/test_catalogue.py` holds against the warehouse is what the report prints."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted((REAL / "seed").glob("*.txt")))
    numbers = set(re.findall(r"\d+(?:[.,]\d+)*", text))
    typed = [row[3] for row in (*COUNTED, *MONEY, *SHARES)] + [*GAINED.values(), IN_BREACH[0]]
    assert [figure for figure in typed if figure not in numbers] == []

"""Broken at random: whatever becomes of a real file, it ends in the ledger and none of its rows disappears."""

import tempfile
import warnings
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from faults import mutating
from faults.mutating import WHOLE
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl.utils.exceptions import IllegalCharacterError
from typed_returns import PRESS, operator, postal

from schemas.declarations import catalogue
from sources.inbox import Submission
from sources.judging import judge
from sources.lexicon import lexicon
from sources.reading import read

DECLARED = catalogue()
WORDS = lexicon(DECLARED)
ROWS = postal(PRESS, [2, "Bưu phẩm thường", "Kg", 35], [None, "Cộng", None, 1235])

bounded = settings(
    max_examples=60,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
garbled = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.sampled_from(
        [
            "#REF!",
            "=A1",
            "1.234",
            "133,202",
            "Cộng",
            "Chỉ tiêu",
            "Thực hiện trong quý",
            "Quý I/2014",
            "-",
            "…",
            "không",
            "\n",
            "'",
        ]
    ),
)


def judged(path: Path) -> dict[str, Any]:
    """The ledger's entry of a file, whose rows add up and whose rejection has a reason."""
    moment = datetime(2015, 1, 10, tzinfo=UTC)
    submission = Submission("0" * 64, path.name, moment, path.stat().st_size, path, path)
    result = judge([read(submission, WORDS, DECLARED)], [], WORDS, DECLARED)
    (entry,) = result.ledger.to_dicts()
    assert entry["rows_read"] == entry["rows_accepted"] + entry["rows_rejected"] + entry["rows_other"]
    assert sum(frame.height for frame in result.rows.values()) == entry["rows_accepted"]
    assert "unexpected" not in result.rejections["check_name"]
    assert entry["outcome"] != "rejected" or result.rejections.height
    assert not entry["rows_rejected"] or result.rejections.height
    return entry


@pytest.mark.parametrize("number", [0, WHOLE - 1])
def test_files_broken_by_a_seed_are_answered_for(number: int, blank: Path, tmp_path: Path) -> None:
    """A batch through readers, gate and load, and one through the whole door; `make faults` has 100,000 of them."""
    (tmp_path / "seeds").mkdir()
    originals = mutating.seeds(tmp_path / "seeds", DECLARED)
    outcome = mutating.batch(number, originals, blank, tmp_path, DECLARED, size=60)
    assert (outcome.inputs, outcome.wrong) == (60, [])
    assert {"accepted", "accepted_with_rejections", "rejected"} <= outcome.outcomes.keys()


@bounded
@given(
    table=st.sampled_from(
        [ROWS, operator(["Hạ Long", "FTTH", 1, 2, 3], ["Cẩm Phả", "FTTH", 1, 2, 3], ["Cộng", "", 2, 4, 6])]
    ),
    cells=st.lists(st.tuples(st.integers(0, 8), st.integers(0, 5), garbled), max_size=5),
    swapped=st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=2),
    merged=st.lists(st.tuples(st.integers(1, 9), st.integers(1, 5), st.integers(0, 3), st.integers(0, 2)), max_size=2),
)
def test_a_workbook_whose_cells_are_garbled_loses_no_row(table: Any, cells: Any, swapped: Any, merged: Any) -> None:
    """Where the file has a table, each filled row below its header is accepted, rejected or recognised."""
    rows = [list(row) for row in table]
    for row, column, value in cells:
        if row < len(rows):
            rows[row] = [*rows[row], *[None] * (column + 1 - len(rows[row]))]
            rows[row][column] = value
    for one, other in swapped:
        if max(one, other) < len(rows):
            rows[one], rows[other] = rows[other], rows[one]
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = Path(folder) / "a.xlsx"
        if not write(path, rows, merged):
            return
        entry = judged(path)
        reading = read(Submission("0" * 64, "a", datetime(2015, 1, 10, tzinfo=UTC), 0, path, path), WORDS, DECLARED)
        if reading.tables and not reading.fragments:
            below = sum(
                any(str(cell).strip() for cell in row)
                for table_ in reading.tables
                for row in table_.grid.rows[table_.first_row : table_.end]
            )
            assert entry["rows_read"] == below


def write(path: Path, rows: list[list[Any]], merged: list[tuple[int, int, int, int]]) -> bool:
    """Write the rows; False where they hold what no workbook can."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    try:
        for row in rows:
            sheet.append(row)
    except (IllegalCharacterError, ValueError):
        return False
    for top, left, down, right in merged:
        sheet.merge_cells(start_row=top, start_column=left, end_row=top + down, end_column=left + right)
    book.save(path)
    return True

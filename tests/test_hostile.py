"""Hostile and broken input: each file ends in the ledger with its reason, within bounds, and the others go through."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from handmade import RELATIONS, xlsx, xlsx_rows
from hostile_files import make
from typed_returns import PRESS, postal, take_in

from pipelines import steps
from schemas.declarations import Catalogue
from schemas.home import Home
from sources.apart import read_apart
from sources.grids import UnreadableFile
from sources.inbox import keep, release, waiting
from sources.lexicon import lexicon
from sources.reading import read
from sources.writing import Unfinished, while_unchanged
from warehouse.reading import records
from warehouse.store import connected

MOST_MEGABYTES = 1500
# Without the rights by which root reads everything; prints the peak of its memory and its readers', in MB.
NIGHT = """
import resource, sys
from pathlib import Path
from typing import Any
from pipelines import steps
from schemas.declarations import catalogue
from schemas.home import Home
steps.take_in(Home(Path(sys.argv[1])), catalogue())
# Its own peak: what getrusage says of a process begins with what the one had that started it.
own = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(own >> 10, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10)
"""
DROP_RIGHTS = """
import ctypes, os, sys
for right in (1, 2):  # to read and to search whatever its owner forbids
    ctypes.CDLL(None).prctl(24, right, 0, 0, 0)
os.execv(sys.executable, [sys.executable, "-c", *sys.argv[1:]])
"""


def a_night(home: Home) -> int:
    """Take the inbox in, in a process of its own without the rights of root; the peak of its memory in MB."""
    command = [sys.executable, "-c", DROP_RIGHTS, NIGHT, str(home.root)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert not done.returncode, done.stderr
    return max(map(int, done.stdout.split()))


def told(home: Home) -> dict[str, set[str]]:
    """The checks that reject each file of the ledger, by its name."""
    query = (
        "select file_name, list(check_name) filter (check_name is not null) as checks from ops.submissions "
        "left join ops.rejections using (submission_id) group by file_name"
    )
    with connected(home.warehouse, read_only=True) as connection:
        return {row["file_name"]: set(row["checks"] or ()) for row in records(connection, query)}


def receipts(home: Home) -> int:
    with connected(home.warehouse, read_only=True) as connection:
        return int(records(connection, "select count(*) as n from ops.receipts")[0]["n"])


def test_one_night_over_everything_hostile(home: Home, tmp_path: Path) -> None:
    """Each file has its reason, the good ones are in, nothing beside the inbox is read, and memory is bounded.

    What may not be read stays, is told once, and is taken in when it may be read.
    """
    expected = make(home.inbox, tmp_path / "outside")
    assert a_night(home) < MOST_MEGABYTES
    found = told(home)
    assert {name: found.get(name) for name in expected if not found.get(name, {"?"}) <= expected[name]} == {}
    assert {name for name, checks in expected.items() if checks} == {name for name in expected if found[name]}
    secret = (tmp_path / "outside" / "secret.xlsx").read_bytes()
    assert secret not in [path.read_bytes() for path in home.archive.rglob("*") if path.is_file()]
    assert {path.name for path in home.inbox.rglob("*")} == {"cấm.xlsx", "thư mục", "thư mục cấm"}
    (home.inbox / "cấm.xlsx").chmod(0o600)
    a_night(home)
    # Two members of one archive have one name, and one file has come to be read.
    assert receipts(home) == len(expected) + 2
    assert told(home) == found | {"cấm.xlsx": {"unreadable", "no_form"}}
    assert not (home.inbox / "cấm.xlsx").exists()


def test_a_file_that_is_still_written_waits_and_is_never_taken_half(
    home: Home, declared: Catalogue, write_book: Any, tmp_path: Path
) -> None:
    """Its writer holds it open under its final name; the others of the night go through."""
    whole = write_book(tmp_path / "a.xlsx", postal(PRESS)).read_bytes()
    write_book(home.inbox / "b.xlsx", postal(PRESS, when=["Kỳ báo cáo: Quý III/2014"]))
    with (home.inbox / "a.xlsx").open("wb") as writer:
        writer.write(whole[:1000])
        writer.flush()
        steps.take_in(home, declared)
        assert told(home) == {"b.xlsx": set()}
        writer.write(whole[1000:])
    steps.take_in(home, declared)
    assert told(home) == {"a.xlsx": set(), "b.xlsx": set()}


def test_a_file_open_and_unchanged_for_a_day_is_taken_as_it_is(home: Home, declared: Catalogue) -> None:
    path = home.inbox / "a.csv"
    with path.open("wb") as writer:
        writer.write(b"a;b")
        writer.flush()
        yesterday = path.stat().st_mtime - declared.limits.writing_seconds - 1
        os.utime(path, (yesterday, yesterday))
        steps.take_in(home, declared)
    assert told(home) == {"a.csv": {"no_form"}}


def test_a_file_that_changes_after_it_was_read_stays_in_the_inbox(home: Home, declared: Catalogue) -> None:
    path = home.inbox / "a.csv"
    path.write_bytes(b"half")
    kept = list(keep(home, waiting(home), declared.limits))
    with path.open("ab") as writer:
        writer.write(b" and half")
    release(kept)
    assert path.read_bytes() == b"half and half"


def test_a_file_that_changes_while_it_is_read_is_not_kept(home: Home) -> None:
    path = home.inbox / "a.csv"
    path.write_bytes(b"half")
    with path.open("rb") as source:
        unchanged = while_unchanged(source, path.stat())
        unchanged(4)
        path.write_bytes(b"half and half")
        with pytest.raises(Unfinished):
            unchanged(4)


def test_a_file_that_vanishes_before_it_is_read_is_told(home: Home, declared: Catalogue) -> None:
    path = home.inbox / "a.csv"
    path.write_bytes(b"a;b")
    found = waiting(home)
    path.unlink()
    (kept,) = keep(home, found, declared.limits)
    problem = read(kept, lexicon(declared), declared).problem
    assert problem
    assert (problem.check, problem.value) == ("vanished", "a.csv")


def test_a_reader_that_dies_or_takes_too_long_is_replaced(home: Home, declared: Catalogue, write_book: Any) -> None:
    """A workbook of a kilobyte whose two cells span 17 billion ends the reader; the next file has a new one."""
    good = write_book(home.inbox / "a.xlsx", postal(PRESS))
    corners = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    bad = xlsx(home.inbox / "b.xlsx", corners)
    hurried = declared.limits.model_copy(update={"seconds": 0})
    long = home.inbox / "c.csv"
    long.write_bytes(b"1;2\n" * 2_000_000)
    for path, limits in ((bad, declared.limits), (long, hurried)):
        with pytest.raises(UnreadableFile) as raised:
            read_apart(path, limits)
        assert raised.value.check == "too_costly"
        assert read_apart(good, declared.limits)[0].text(5, 3) == "1200"


def test_the_words_for_what_a_formula_left(home: Home, declared: Catalogue) -> None:
    """The error, the formula and the date are quoted, and a blank is called a blank and nothing else is."""
    rows = [list(row) for row in postal(PRESS, [2, "Bưu phẩm thường", "Kg", None])]
    items = ["Bưu kiện, bưu gửi, hàng gửi chuyển phát nhanh", "Số tiền chuyển", "Doanh thu"]
    cells = [b't="e"><f>1/0</f><v>#DIV/0!</v>', b"><f>SUM(A1:A3)</f>", b's="1"><v>41974</v>']
    rows += [[3 + n, item, "Cái" if not n else "Đồng", cells[n]] for n, item in enumerate(items)]
    styles = (
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    )
    relation = f'<Relationship Id="r2" Type="{RELATIONS}/styles" Target="styles.xml"/>'
    xlsx(home.inbox / "a.xlsx", xlsx_rows(rows), parts={"xl/styles.xml": styles}, relation=relation)
    entry = take_in(home, declared)
    assert [(row["cell"], row["check_name"], row["value"]) for row in entry["rejections"]] == [
        ("D10", "date_cell", "01/12/2014"),
        ("D7", "missing", ""),
        ("D8", "formula_error", "#DIV/0!"),
        ("D9", "not_calculated", "=SUM(A1:A3)"),
    ]
    assert "41974" in entry["rejections"][0]["message_vi"]
    assert entry["rows_read"] == 5 == entry["rows_accepted"] + entry["rows_rejected"]

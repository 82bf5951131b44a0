"""Mutated inputs: real files broken in their bytes, their parts, their cells or their words, in batches by a seed."""

import hashlib
import io
import resource
import shutil
import time
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import docx
from faults.children import result
from handmade import ods, xls, xlsb, xlsx, xlsx_rows
from typed_returns import PRESS, operator, postal

from pipelines import steps
from pipelines.judging import judge_and_load
from schemas.declarations import Catalogue
from schemas.home import Home
from sources.demo import write_demo_inbox
from sources.inbox import Submission
from sources.judging import Judged
from sources.lexicon import Lexicon, lexicon
from sources.reading import Reading, read
from warehouse.reading import records
from warehouse.store import connected

SEED = 2014
BATCH = 250
# Of so many batches, one goes the whole way: through the inbox, into the ledger, and is answered.
WHOLE = 10
_MOMENT = datetime(2015, 1, 10, tzinfo=UTC)
TABLES = (
    postal(PRESS, [2, "Bưu phẩm thường", "Kg", 35], [None, "Cộng", None, 1235]),
    operator(["Hạ Long", "FTTH", 1, 2, 3], ["Cẩm Phả", "FTTH", 1, 2, 3], ["Cộng", "", 2, 4, 6]),
    postal(PRESS, [2, "Bưu phẩm thường", "Kg", 35], when=["Kỳ báo cáo: 9 tháng đầu năm 2014"]),
)
# What people and programs leave in cells.
_CELLS: Sequence[Any] = (
    None, "", " ", "-", "…", "không", "Cộng", "Chỉ tiêu", "Thực hiện trong quý", "Quý I/2014", "9 tháng đầu năm 2014",
    "1.234", "133,202", "1,234.5", "1.234.567,89", "(12)", "12%", "1e5", "٣", "１２", "12 triệu", "0x1F", "nan", "inf",
    -1, 0, 1, 0.1, 1e15, 1e19, 1e308, -1e-308, 2**63, 10**25, 10**40, "9" * 30, "9" * 400, "#REF!", "=A1", "'", "\n",
    "a\u0000b", "\u202e1", "x" * 40_000, "Bưu điện Hải Hà", "Đơn vị báo cáo: VNPT Quảng Ninh", "Hạ Long", "FTTH",
    b't="e"><f>1/0</f><v>#DIV/0!</v>', b"><f>SUM(A1:A3)</f>", b't="b"><v>1</v>', b't="s"><v>99</v>', b"><v>NaN</v>",
)  # fmt: skip
_WORDS = (b";", b",", b"\t", b'"', b"\n", b"\r", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"9" * 50, b"&lt;", b"<", b">")
_XML = (b'r="XFD1048576"', b"<c>", b"</row>", b't="s"', b"<v>", b"&#0;", b"<!DOCTYPE x>", b'r="A0"', b'r="ZZZZ9"')


@dataclass
class Outcome:
    """What became of mutated inputs: how many, by outcome, the slowest in seconds, and everything that is wrong."""

    inputs: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    checks: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    megabytes: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, other: "Outcome") -> None:
        """Take in what another batch came to."""
        self.inputs += other.inputs
        self.outcomes += other.outcomes
        self.checks += other.checks
        self.slowest = max(self.slowest, other.slowest)
        self.megabytes = max(self.megabytes, other.megabytes)
        self.wrong += other.wrong


def seeds(folder: Path, declared: Catalogue) -> list[bytes]:
    """Real files of every format: the demo's, and the same kinds of return made by hand."""
    demo = sorted(write_demo_inbox(folder, declared), key=lambda path: (path.stat().st_size, path.name))
    kinds = {path.suffix: path for path in demo}
    files = [*demo[1:4], *kinds.values()]
    rows = [list(row) for row in TABLES[0]]
    files += [xls(folder / "a.xls", {"S": rows}), ods(folder / "a.ods", {"S": rows}), xlsb(folder / "a.xlsb", rows)]
    document = docx.Document()
    table = document.add_table(rows=0, cols=4)
    for row in rows[4:]:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = str(value)
    document.save(str(folder / "a.docx"))
    text = "\n".join(";".join("" if cell is None else str(cell) for cell in row) for row in rows)
    return [
        _timeless(content) for content in (*(file.read_bytes() for file in [*files, folder / "a.docx"]), text.encode())
    ]


def _timeless(content: bytes) -> bytes:
    """A package without the moment when it was made: the same bytes by the same seed."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        return _packed({name: source.read(name) for name in source.namelist()})


def _packed(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name, part in parts.items():
            target.writestr(zipfile.ZipInfo(name), part)
    return made.getvalue()


def mutated(number: int, originals: Sequence[bytes]) -> bytes:
    """The mutated input of a number."""
    drawn = Random(f"{SEED}/input/{number}")
    how = number % 4
    if how == 0:
        return _cells(drawn)
    content = drawn.choice(originals)
    if how == 1 and content.startswith(b"PK"):
        return _parts(content, drawn)
    return broken(content, drawn)


def broken(content: bytes, drawn: Random, words: Sequence[bytes] = _WORDS) -> bytes:
    """The bytes after some changes: flipped, put in, taken out, cut off, repeated."""
    for _ in range(drawn.randint(1, 6)):
        at, what = drawn.randrange(len(content) + 1), drawn.choice([*words, drawn.randbytes(drawn.randint(1, 8))])
        kind = drawn.choice(["flip", "flip", "insert", "insert", "delete", "cut", "repeat"])
        before, after = content[:at], content[at:]
        if kind == "flip":
            content = before + bytes(a ^ b for a, b in zip(after, what, strict=False)) + after[len(what) :]
        elif kind == "insert":
            content = before + what + after
        elif kind == "delete":
            content = before + after[len(what) :]
        elif kind == "cut" and drawn.random() < 0.3:
            content = before
        elif kind == "repeat" and len(content) < 1_000_000:
            content = before + content[at // 2 :]
    return content


def _parts(content: bytes, drawn: Random) -> bytes:
    """A package one part of which is broken inside: its sums are right, so it is read."""
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    chosen = drawn.choice([name for name in parts if "sheet" in name or "document" in name] or list(parts))
    return _packed(parts | {chosen: broken(parts[chosen], drawn, _XML)})


def _cells(drawn: Random) -> bytes:
    """A workbook some cells of which hold something else, and some rows of which stand elsewhere."""
    rows = [list(row) for row in drawn.choice(TABLES)]
    for _ in range(drawn.randint(1, 5)):
        row = rows[drawn.randrange(len(rows))]
        column = drawn.randint(0, 5)
        row += [None] * (column + 1 - len(row))
        row[column] = drawn.choice(_CELLS)
    if drawn.random() < 0.3:
        one, other = drawn.randrange(len(rows)), drawn.randrange(len(rows))
        rows[one], rows[other] = rows[other], rows[one]
    made = io.BytesIO()
    xlsx(made, xlsx_rows(rows))  # type: ignore[arg-type]
    return _timeless(made.getvalue())


def batch(
    number: int, originals: Sequence[bytes], blank: Path, folder: Path, declared: Catalogue, size: int = BATCH
) -> Outcome:
    """Read, judge and load a batch of mutated inputs, over an empty warehouse of its own."""
    numbers = range(number * size, (number + 1) * size)
    home = Home(folder / f"batch-{number}").create()
    shutil.copyfile(blank, home.warehouse)
    inputs = {f"{each:06d}": mutated(each, originals) for each in numbers}
    found = Outcome(len(inputs))
    try:
        if number % WHOLE == WHOLE - 1:
            _through_the_door(home, inputs, declared, found)
        else:
            _through_the_readers(home, inputs, declared, found)
    except Exception as error:
        found.wrong.append(f"{numbers}: {type(error).__name__}: {error}")
    shutil.rmtree(home.root)
    found.megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    return found


def _through_the_readers(home: Home, inputs: dict[str, bytes], declared: Catalogue, found: Outcome) -> None:
    words, readings = lexicon(declared), dict[str, Reading]()
    for name, content in inputs.items():
        reading, seconds = _read(home, name, content, words, declared)
        readings.setdefault(reading.submission.submission_id, reading)
        found.slowest = max(found.slowest, seconds)
        if seconds > declared.limits.seconds + 5:
            found.wrong.append(f"{name}: {seconds:.0f} s")
    with connected(home.warehouse) as connection:
        judged = judge_and_load(connection, list(readings.values()), words, declared)
    _counted(judged, found)


def _read(home: Home, name: str, content: bytes, words: Lexicon, declared: Catalogue) -> tuple[Reading, float]:
    path = home.inbox / name
    path.write_bytes(content)
    digest, began = hashlib.sha256(content).hexdigest(), time.monotonic()
    reading = read(Submission(digest, name, _MOMENT, len(content), path, path), words, declared)
    return reading, time.monotonic() - began


def _counted(judged: Judged, found: Outcome) -> None:
    """Every row that was read is accepted, rejected or something else, and what is rejected has a reason."""
    names = dict(judged.ledger.select("submission_id", "file_name").iter_rows())
    accepted = Counter(s for frame in judged.rows.values() for s in frame["submission_id"])
    reasons = Counter(judged.rejections["submission_id"])
    found.checks.update(judged.rejections["check_name"])
    found.wrong += [
        f"{names[s]}: unexpected"
        for s, check in judged.rejections.select("submission_id", "check_name").iter_rows()
        if check == "unexpected"
    ]
    for entry in judged.ledger.to_dicts():
        found.outcomes[entry["outcome"]] += 1
        _adds_up(entry, accepted[entry["submission_id"]], reasons[entry["submission_id"]], found)


def _adds_up(entry: dict[str, Any], accepted: int, reasons: int, found: Outcome) -> None:
    name = entry["file_name"]
    if entry["rows_read"] != entry["rows_accepted"] + entry["rows_rejected"] + entry["rows_other"]:
        found.wrong.append(f"{name}: rows do not add up")
    if accepted != entry["rows_accepted"]:
        found.wrong.append(f"{name}: {accepted} rows are there, {entry['rows_accepted']} were accepted")
    if (entry["outcome"] == "rejected" or entry["rows_rejected"]) and not reasons:
        found.wrong.append(f"{name}: rejected without a reason")


def _through_the_door(home: Home, inputs: dict[str, bytes], declared: Catalogue, found: Outcome) -> None:
    """From the inbox to the answer: every file is in the ledger, every receipt has its answer, the inbox is empty."""
    for name, content in inputs.items():
        (home.inbox / name).write_bytes(content)
    steps.take_in(home, declared)
    with connected(home.warehouse, read_only=True) as connection:
        entries = records(connection, "from ops.receipts")
        answered = {row["receipt_no"]: row["path"] for row in records(connection, "from ops.answers")}
        checks = connection.execute("select submission_id, check_name from ops.rejections").fetchall()
    found.checks.update(check for _, check in checks)
    found.outcomes.update(entry["outcome"] for entry in entries)
    names = {entry["submission_id"]: entry["file_name"] for entry in entries}
    found.wrong += [f"{names[s]}: unexpected" for s, check in checks if check == "unexpected"]
    found.wrong += [f"{name}: not in the ledger" for name in inputs.keys() - {e["file_name"] for e in entries}]
    found.wrong += [f"{path.name}: left in the inbox" for path in home.inbox.iterdir()]
    found.wrong += [
        f"{entry['file_name']}: no answer"
        for entry in entries
        if not (home.outbox / answered.get(entry["receipt_no"], "?")).is_file()
    ]


def prepared(folder: Path, declared: Catalogue) -> tuple[list[bytes], Path]:
    """The files to be mutated, and a warehouse in which nothing has happened."""
    (folder / "seeds").mkdir()
    result(lambda: steps.take_in(Home(folder / "blank").create(), declared))
    return seeds(folder / "seeds", declared), folder / "blank" / "warehouse.duckdb"

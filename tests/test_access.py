"""Who gets what: nothing personal leaves the warehouse, and the modes of files say who may read and write."""

import html
import io
import os
import re
import stat
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pdfplumber
import pytest
import xlsxwriter
from conftest import WriteBook, empty, night, today
from test_night import press

from pipelines import steps
from pipelines.signing import write_signed
from reports.outside import finding_names
from schemas.declarations import Catalogue
from schemas.home import Home
from sources.findings import Finding
from warehouse import vintages
from warehouse.decisions import Ask, settle
from warehouse.notes import published_columns, published_notes
from warehouse.store import connected

# What people write beside figures: each must reach the archive, and no reader.
PLANTED = {
    "header line": ("Nguyễn Thị Lập Biểu", "0912 345 678", "lap.bieu@example.vn"),
    "note of a sheet": ("Lê Văn Ghi Chú", "0987654321"),
    "comment of a cell": ("Đinh Thị Bình Luận", "0966000111"),
    "signature block": ("Trần Văn Ký", "ky.ten@example.vn"),
    "rejected cell": ("hỏi chị Phạm Thị Loại", "0909090909"),
    "reason of a correction": ("bà Hoàng Thị Lý Do", "0933333333"),
    "decision": ("Đỗ Văn Quyết Định", "đã gọi anh Vũ Tạm Miễn", "0944444444"),
    "signature": ("Bùi Thị Ký Tên",),
    "line or head that nobody understands": ("cô Đào Thị Dòng Lạ",),
}
(PERSON,) = PLANTED["line or head that nobody understands"]


def sent(path: Path, copies: int, *, correction: bool) -> None:
    """A return as people write it, with their names, telephones and addresses around the table."""
    title, who, period, head, row = press(copies)
    reason = " ".join(PLANTED["reason of a correction"])
    rows = [
        *(title, who, ["Người lập biểu: " + ", ".join(PLANTED["header line"])], period),
        *([[f"Lý do điều chỉnh: {reason} nhập nhầm"]] if correction else []),
        *(head, row, ["Bưu phẩm thường", "Kg", " ".join(PLANTED["rejected cell"])]),
        *([], ["Ghi chú: liên hệ ông " + ", ".join(PLANTED["note of a sheet"])]),
        *(["", "GIÁM ĐỐC"], ["", "(đã ký)"], ["", PLANTED["signature block"][0]], ["", PLANTED["signature block"][1]]),
    ]
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("Biểu")
        for number, cells in enumerate(rows):
            page.write_row(number, 0, cells)
        page.write_comment(0, 0, " ".join(PLANTED["comment of a cell"]), {"author": PLANTED["comment of a cell"][0]})


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, blank: Path, declared: Catalogue, write_book: WriteBook) -> Home:
    """A home in which personal data came in by every way: returns, a decision, a signed report, all pages."""
    os.umask(0)
    home = empty(tmp_path_factory.mktemp("told") / "home", blank)
    sent(home.inbox / "100.xlsx", 100, correction=False)
    night(home, declared)
    who, why, telephone = PLANTED["decision"]
    frozen = vintages.as_published(home, 2014, declared)
    with connected(home.warehouse) as connection:
        settle(connection, declared, 1, Ask(who, f"{why}, {telephone}"), today())
        vintages.sign(
            connection, frozen, vintages.Signature("9/BC", date(2014, 12, 1), PLANTED["signature"][0]), declared
        )
        connection.execute(
            "insert into ops.decisions by name select 2 as decision_no, now() as decided_at, $who as decided_by, "
            "'waive_rule' as kind, 'stated' as reason_code, $why as reason, current_date as valid_until, "
            "'totals_add_up' as rule, 2014 as year",
            {"who": who, "why": f"{why}, {telephone}"},
        )
    sent(home.inbox / "130.xlsx", 130, correction=True)
    title, sender, _, head, row = press(140)
    write_book(home.inbox / "quy-v.xlsx", [title, sender, [f"Kỳ báo cáo: Quý V/2014, {PERSON}"], head, row])
    write_book(home.inbox / "la.xlsx", [["Chỉ tiêu", PERSON], ["Phát hành báo chí", 1]])
    night(home, declared)
    steps.write_year(home, declared, 2014)
    write_signed(home, declared, 2014, "9/BC")
    steps.write_board_pages(home, declared)
    return home


def texts(path: Path) -> Iterator[str]:
    """Everything that can be read in a file: its bytes, what is packed in it, every value of a database."""
    data = path.read_bytes()
    yield data.decode("utf-8", errors="replace")
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for name in packed.namelist():
                yield packed.read(name).decode("utf-8", errors="replace")
    elif path.suffix == ".pdf":
        with pdfplumber.open(path) as document:
            yield "\n".join(page.extract_text() for page in document.pages)
    elif path.suffix == ".parquet":
        yield str(duckdb.sql(f"from '{path}'").fetchall())
    elif path.suffix == ".duckdb":
        yield from everything(path)


def everything(path: Path) -> Iterator[str]:
    """Every value of every table and view of a database, and how each of them is defined."""
    with connected(path, read_only=True) as connection:
        yield str(connection.execute("select * from duckdb_views() where not internal").fetchall())
        names = (
            "select table_schema || '.' || table_name from information_schema.tables where table_catalog = 'warehouse'"
        )
        for (name,) in connection.execute(names).fetchall():
            yield name + str(connection.execute(f"from {name}").fetchall())


def test_what_people_write_beside_figures_reaches_no_reader(told: Home) -> None:
    outside = [path for folder in (told.published, told.board, told.reports) for path in folder.rglob("*")]
    files = [path for path in outside if path.is_file()]
    assert len(files) > 50
    read = {path: "\n".join(texts(path)) for path in files}
    found = [
        (path.name, way, words)
        for path, text in read.items()
        for way, planted in PLANTED.items()
        for words in planted
        if words in text
    ]
    assert found == []
    # They did come in: the warehouse and the archive have them, so the test looks for what is there.
    kept = "\n".join(everything(told.warehouse))
    known = ("rejected cell", "reason of a correction", "decision", "signature")
    assert [words for way in known for words in PLANTED[way] if words not in kept] == []
    archived = "\n".join(text for path in told.archive.rglob("*") if path.is_file() for text in texts(path))
    others = PLANTED.keys() - {"decision", "signature"}
    assert [words for way in others for words in PLANTED[way] if words not in archived] == []


def test_pages_still_say_what_is_wrong_and_why_a_figure_was_corrected(told: Home) -> None:
    """By the rule and the declared words, and by the cell; the sender's own words stand in the answer alone."""
    board = (told.board / "index.html").read_text(encoding="utf-8")
    assert "<b>Biểu!C8</b>" in board
    assert "“…” ở cột “Thực hiện trong quý” không phải là số." in board
    period = html.unescape(board).partition("Không hiểu kỳ báo cáo “…”. Đề nghị ghi, ví dụ: “")[2]
    assert period.startswith(("quý ", "Quý ")), period[:40]
    assert re.search(r"Đã tìm: “[^<]*Đơn vị tính[^<]*Đã thấy: …\.", html.unescape(board))
    waiver = (told.board / "quy-tac.html").read_text(encoding="utf-8")
    assert '<span class="t" lang="en">decision</span> 2' in waiver
    sources = (told.reports / "2014" / "phu-luc-1-nguon.html").read_text(encoding="utf-8")
    assert "trước 100, nay 130 · lý do: Lý do khác (nguyên văn)" in sources
    answers = "\n".join(text for path in told.outbox.rglob("*.xlsx") for text in texts(path))
    assert PLANTED["rejected cell"][0] in answers


def test_the_programs_own_words_stay_where_the_senders_are_left_out(declared: Catalogue) -> None:
    words = {"header": "TB anh Nam đếm", "before": "22.500", "previous": "Quý II/2014", "flow": "1.125"}
    words["flow_header"] = "Thuê bao phát triển mới"
    finding = Finding("stock_still", column="subscribers", value="22500 (anh Nam)", params=words)
    assert finding_names(finding.record("a", declared), "operator_quarterly", declared)[0] == (
        "“…” ở cột “Thuê bao hiện có trên mạng” đúng bằng … của Quý II/2014, dù “Thuê bao phát triển mới” là …."
    )
    told_before = finding.record("a", declared) | {"own_words": None}
    assert finding_names(told_before, "operator_quarterly", declared)[1] == (
        "'…' in column 'Thuê bao hiện có trên mạng' is exactly the … of …, although … were added ('…')."
    )


def test_a_trace_still_leads_to_the_cell(told: Home) -> None:
    with duckdb.connect(str(told.published_warehouse), read_only=True) as reader:
        found = reader.execute(
            "select file_name, sheet, cell, value from trace where appendix = 1 and row = 1 and column_name = 'actual'"
        ).fetchall()
    assert found == [("130.xlsx", "Biểu", "C7", 130)]


def test_the_published_file_holds_what_is_declared_and_nothing_else(told: Home, declared: Catalogue) -> None:
    with duckdb.connect(str(told.published_warehouse), read_only=True) as reader:
        rows = reader.execute(
            "select schema_name || '.' || table_name, column_name from duckdb_columns() "
            "where database_name = current_database() and not internal"
        ).fetchall()
        files = reader.execute("select file_name from ops.submissions").fetchall()
    assert set(rows) == {(name, column) for name, note in published_notes(declared).items() for column in note.columns}
    kept = {name: columns for name, columns in published_columns(declared).items() if name.partition(".")[0] == "ops"}
    written = {"reason", "decided_by", "signed_by", "value", "message_vi", "message_en", "path"}
    assert not written & {column for columns in kept.values() for column in columns}
    # Of the file that was replaced nothing is left, though it stays in the warehouse.
    assert files == [("130.xlsx",)]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_readers_may_read_what_is_published_and_nothing_else(told: Home) -> None:
    """Whatever the umask of who started it: what is published is open, all else is the account's own."""
    assert mode(told.root) == 0o711
    assert mode(told.published) == 0o755
    assert {path.suffix: mode(path) for path in told.published.iterdir()} == {
        ".duckdb": 0o444,
        ".parquet": 0o644,
        ".csv": 0o644,
    }
    others = [path for path in told.root.rglob("*") if told.published not in (path, *path.parents)]
    assert [path for path in others if mode(path) & 0o077] == []
    assert {told.warehouse, told.inbox, told.outbox, told.archive, told.reports, told.board} <= set(others)


def test_a_home_that_was_open_is_closed_and_a_group_keeps_its_rights(told: Home, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    for folder in (home.root, home.inbox, home.outbox, home.archive):
        folder.mkdir()
        folder.chmod(0o755)
    home.warehouse.write_bytes(told.warehouse.read_bytes())
    home.warehouse.chmod(0o644)
    home.inbox.chmod(0o1777)
    home.outbox.chmod(0o2755)
    home.create()
    assert [mode(path) for path in (home.archive, home.outbox, home.warehouse)] == [0o750, 0o2750, 0o640]
    # Whoever may drop a file there still may; the files of others are not theirs to see.
    assert mode(home.inbox) == 0o1773


def test_a_reader_of_the_published_file_alone_gets_a_trace(told: Home, monkeypatch: Any, capsys: Any) -> None:
    """Where the ledger cannot be read, the figure and its cells are told, and that there is more."""
    from pipelines.tracing import trace

    monkeypatch.setenv("SOLIEU_HOME", str(told.root))
    trace("press_copies", 2014)
    assert PLANTED["reason of a correction"][0] in capsys.readouterr().out
    hidden = told.warehouse.rename(told.warehouse.with_suffix(".away"))
    try:
        trace("press_copies", 2014)
    finally:
        hidden.rename(told.warehouse)
    said = capsys.readouterr().out
    assert "C7: 130" in said
    assert "chỉ tài khoản vận hành kho xem được" in said
    assert PLANTED["reason of a correction"][0] not in said

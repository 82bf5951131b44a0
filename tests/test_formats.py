"""The same return in every format that people send comes in with the address of its cells."""

import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from handmade import ods, xls, xlsb, xlsx, xlsx_rows
from typed_returns import HEAD, PRESS, TITLE, WHEN, WHO, checks, postal, take_in
from viparse.normalize.encodings import CHARMAPS

from pipelines import steps
from schemas.declarations import Catalogue
from schemas.home import Home
from warehouse.reading import records
from warehouse.store import connected

ROWS = postal(PRESS, [2, "Bưu kiện, bưu gửi, hàng gửi chuyển phát nhanh", "Cái", "1.404"])
LINES = ["\t".join(map(str, row)) for row in ROWS]


def typed_before_unicode(text: str, encoding: str) -> bytes:
    """The bytes that a typist's font showed as this text; capitals that the font lacks in small letters."""
    pairs = {letter: typed for typed, letter in CHARMAPS[encoding].pairs}
    return "".join(pairs.get(c, pairs.get(c.lower(), c)) for c in text).encode("latin-1")


def windows_1258(text: str) -> bytes:
    """Letters with their mark of tone behind them, as Windows wrote Vietnamese."""
    kept = []
    for letter in unicodedata.normalize("NFC", text):
        try:
            kept.append(letter.encode("cp1258"))
        except UnicodeEncodeError:
            base, tone = unicodedata.normalize("NFD", letter)[:-1], unicodedata.normalize("NFD", letter)[-1]
            if tone in "\u0302\u0306\u031b":  # the tone stands before the hat: ậ is a, dot below, hat
                parts = unicodedata.normalize("NFD", letter)
                base, tone = parts[0] + parts[2], parts[1]
            kept.append((unicodedata.normalize("NFC", base) + tone).encode("cp1258"))
    return b"".join(kept)


ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "utf-8": lambda text: text.encode(),
    "utf-8 with a mark": lambda text: text.encode("utf-8-sig"),
    "utf-8 decomposed": lambda text: unicodedata.normalize("NFD", text).encode(),
    "utf-16": lambda text: text.encode("utf-16"),
    "utf-16 without a mark": lambda text: text.encode("utf-16-le"),
    "utf-16 big-endian without a mark": lambda text: text.encode("utf-16-be"),
    "windows-1258": windows_1258,
    "tcvn3": lambda text: typed_before_unicode(text, "tcvn3"),
    "vni": lambda text: typed_before_unicode(text, "vni"),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_text_in_every_encoding(home: Home, declared: Catalogue, encoding: str) -> None:
    (home.inbox / "a.txt").write_bytes(ENCODINGS[encoding]("\r\n".join(LINES)))
    entry = take_in(home, declared)
    assert (entry["status"], entry["submitter"], entry["period"]) == ("accepted", "post_ha_long", "2014-Q4"), entry
    assert entry["values"] == {"press_copies": (1200, "D6"), "parcels": (1404, "D7")}


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_text_with_every_delimiter_under_any_name(home: Home, declared: Catalogue, delimiter: str) -> None:
    quoted = [delimiter.join(f'"{cell}"' for cell in row) for row in ROWS]
    (home.inbox / "a.xlsx").write_text("\n".join(quoted), encoding="utf-8")
    assert take_in(home, declared)["values"]["parcels"] == (1404, "D7")


def test_a_document_with_its_lines_above_the_table(home: Home, declared: Catalogue) -> None:
    document = docx.Document()
    for line in (TITLE, WHO, WHEN):
        document.add_paragraph(line[0])
    table = document.add_table(rows=0, cols=4)
    for row in (HEAD, *ROWS[5:]):
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = str(value)
    document.add_paragraph("Trân trọng./.")
    document.add_paragraph("GIÁM ĐỐC")
    document.save(str(home.inbox / "a.docx"))
    entry = take_in(home, declared)
    assert (entry["status"], entry["submitter"]) == ("accepted", "post_ha_long")
    assert entry["values"] == {"press_copies": (1200, "D5"), "parcels": (1404, "D6")}
    assert (entry["warnings"], entry["rows_other"]) == ([], 2), "lines below the table are no table"


SHEETS: dict[str, Any] = {"Bìa": [["Kính gửi Sở"]], "Số liệu": [*ROWS, [None], [None]]}


@pytest.mark.parametrize(
    "write",
    [
        lambda path: xls(path, SHEETS, {"Bìa": 1, "Số liệu": 2}),
        lambda path: ods(path, SHEETS, hidden=["Số liệu"]),
        lambda path: xlsb(path, ROWS),
        lambda path: xlsx(path, xlsx_rows(ROWS), parts={"xl/vbaProject.bin": b"Sub Auto_Open()"}),
    ],
    ids=["xls, very hidden", "ods, hidden", "xlsb", "xlsm"],
)
def test_a_workbook_of_every_format_hidden_or_not(
    home: Home, declared: Catalogue, write: Callable[[Path], Path]
) -> None:
    """Every figure is in with its cell; the file is kept as it came, macros and all, and nothing of it is run."""
    content = write(home.inbox / "a.dat").read_bytes()
    entry = take_in(home, declared)
    assert (entry["status"], entry["rows_read"], entry["rows_accepted"]) == ("accepted", 2, 2)
    assert entry["values"] == {"press_copies": (1200, "D6"), "parcels": (1404, "D7")}
    hidden = [row["sheet"] for row in entry["warnings"] if row["check_name"] == "hidden_sheet"]
    assert hidden == (["Số liệu"] if any(row["sheet"] == "Bìa" for row in entry["warnings"]) else [])
    sha = entry["submission_id"]
    assert (home.archive / sha[:2] / sha).read_bytes() == content


@pytest.mark.parametrize(
    ("write", "error"),
    [
        (xls, b"\x17"),
        (xlsb, b"\x17"),
        (ods, b'<table:table-cell calcext:value-type="error"><text:p>#REF!</text:p></table:table-cell>'),
    ],
    ids=["xls", "xlsb", "ods"],
)
def test_an_error_of_a_formula_is_quoted_in_every_format(
    home: Home, declared: Catalogue, write: Callable[..., Path], error: bytes
) -> None:
    rows = [*ROWS, [3, "Bưu phẩm thường", "Kg", error]]
    write(home.inbox / "a.dat", rows if write is xlsb else {"S": rows})
    entry = take_in(home, declared)
    found = [(row["cell"], row["check_name"], row["value"]) for row in entry["rejections"]]
    assert found == [("D8", "formula_error", "#REF!")]
    assert (entry["rows_read"], entry["rows_accepted"], entry["rows_rejected"]) == (3, 2, 1)


@pytest.mark.parametrize("write", [xls, ods], ids=["xls", "ods"])
def test_several_tables_on_one_sheet_in_every_format(
    home: Home, declared: Catalogue, write: Callable[..., Path]
) -> None:
    second = [[], HEAD, [1, "Bưu phẩm thường", "Kg", 35]]
    write(home.inbox / "a.dat", {"S": [*ROWS, *second]})
    values = take_in(home, declared)["values"]
    assert values == {"press_copies": (1200, "D6"), "parcels": (1404, "D7"), "ordinary_mail": (35, "D10")}


def ledger(home: Home) -> list[tuple[str, str]]:
    with connected(home.warehouse, read_only=True) as connection:
        found = records(connection, "select file_name, status from ops.submissions order by receipt_no")
    return [(row["file_name"], row["status"]) for row in found]


def test_an_archive_is_kept_and_each_member_answered_for(
    home: Home, declared: Catalogue, write_book: Any, tmp_path: Path
) -> None:
    first = write_book(tmp_path / "a.xlsx", ROWS)
    second = write_book(tmp_path / "b.xlsx", postal(PRESS, when=["Kỳ báo cáo: Quý III/2014"]))
    inner = tmp_path / "inner.zip"
    with zipfile.ZipFile(inner, "w") as packed:
        packed.write(first, "a.xlsx")
    with zipfile.ZipFile(home.inbox / "quý.zip", "w") as packed:
        packed.write(first, "Hạ Long/báo cáo.xlsx")
        packed.write(second, "../../etc/b.xlsx")
        packed.write(inner, "trong.zip")
        packed.writestr("đọc.txt", "")
        packed.writestr("Hạ Long/Thumbs.db", b"\0")
    before = (home.inbox / "quý.zip").read_bytes()
    steps.take_in(home, declared)
    assert ledger(home) == [
        ("quý.zip", "unpacked"),
        ("quý.zip/Hạ Long/báo cáo.xlsx", "accepted"),
        ("quý.zip/etc/b.xlsx", "accepted"),
        ("quý.zip/trong.zip", "rejected"),
        ("quý.zip/đọc.txt", "rejected"),
    ]
    assert before in [path.read_bytes() for path in home.archive.rglob("*") if path.is_file()]
    assert not list(home.inbox.iterdir())
    with connected(home.warehouse, read_only=True) as connection:
        assert [row["check_name"] for row in records(connection, "from ops.rejections order by check_name")] == [
            "empty_file",
            "nested_archive",
        ]
        assert [
            row["value"] for row in records(connection, "from ops.warnings where check_name = 'members_aside'")
        ] == ["Hạ Long/Thumbs.db"]
    letter = next(home.outbox.rglob("000001*.txt")).read_text(encoding="utf-8")
    for said in ("Hạ Long/báo cáo.xlsx: đã nhận, biên nhận 000002", "trong.zip: bị từ chối", "Hạ Long/Thumbs.db"):
        assert said in letter


def test_a_member_without_a_name_is_told_and_the_others_go_through(
    home: Home, declared: Catalogue, write_book: Any, tmp_path: Path
) -> None:
    """Bits flipped in the list of members; a file in the inbox beside the archive is taken in as well."""
    write_book(home.inbox / "b.xlsx", postal(PRESS, when=["Kỳ báo cáo: Quý III/2014"]))
    with zipfile.ZipFile(home.inbox / "a.zip", "w") as packed:
        packed.write(write_book(tmp_path / "a.xlsx", ROWS), "tốt.xlsx")
        packed.writestr("hỏng.csv", b"x")
        packed.filelist[-1].filename = ""
    steps.take_in(home, declared)
    assert sorted(ledger(home)) == [
        ("a.zip", "unpacked"),
        ("a.zip/?", "rejected"),
        ("a.zip/tốt.xlsx", "accepted"),
        ("b.xlsx", "accepted"),
    ]
    assert not list(home.inbox.iterdir())


def test_what_a_damaged_list_of_members_raises_stops_nothing_else(
    home: Home, declared: Catalogue, write_book: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault put in: the library fails at the second member in a way that nobody knows of."""
    write_book(home.inbox / "b.xlsx", postal(PRESS, when=["Kỳ báo cáo: Quý III/2014"]))
    with zipfile.ZipFile(home.inbox / "a.zip", "w") as packed:
        packed.write(write_book(tmp_path / "a.xlsx", ROWS), "tốt.xlsx")
        packed.writestr("lạ.csv", b"x")

    def failing(member: zipfile.ZipInfo) -> bool:
        if member.filename == "lạ.csv":
            raise IndexError
        return False

    monkeypatch.setattr("sources.archives._is_folder", failing)
    steps.take_in(home, declared)
    assert sorted(ledger(home))[:3] == [("a.zip", "unpacked"), ("a.zip/?", "rejected"), ("a.zip/tốt.xlsx", "accepted")]
    assert ("b.xlsx", "accepted") in ledger(home)


def test_a_broken_member_is_told_and_the_others_go_through(
    home: Home, declared: Catalogue, write_book: Any, tmp_path: Path
) -> None:
    book = write_book(tmp_path / "a.xlsx", ROWS)
    with zipfile.ZipFile(home.inbox / "a.zip", "w") as packed:
        packed.write(book, "tốt.xlsx")
        packed.writestr("hỏng.csv", b"x" * 100)
    content = (home.inbox / "a.zip").read_bytes()
    (home.inbox / "a.zip").write_bytes(content.replace(b"x" * 100, b"x" * 99 + b"y"))
    steps.take_in(home, declared)
    assert [status for _, status in ledger(home)] == ["unpacked", "accepted", "rejected"]


def test_an_archive_beyond_the_limits_is_refused_in_bounded_memory(home: Home) -> None:
    """A bomb: half a gigabyte of zeros in half a megabyte."""
    bomb = zipfile.ZipFile(home.inbox / "bom.zip", "w", zipfile.ZIP_DEFLATED)
    with bomb as packed, packed.open("a.csv", "w", force_zip64=True) as member:
        for _ in range(512):
            member.write(bytes(1 << 20))
    script = (
        "import resource, sys; from pathlib import Path; from pipelines import steps\n"
        "from schemas.declarations import catalogue; from schemas.home import Home\n"
        "resource.setrlimit(resource.RLIMIT_DATA, (1 << 30, 1 << 30))\n"
        "steps.take_in(Home(Path(sys.argv[1])), catalogue())"
    )
    subprocess.run([sys.executable, "-c", script, str(home.root)], check=True, timeout=600)
    assert ledger(home) == [("bom.zip", "rejected")]


def test_what_cannot_be_opened_says_why(home: Home, declared: Catalogue, write_book: Any, tmp_path: Path) -> None:
    book = write_book(tmp_path / "a.xlsx", ROWS).read_bytes()
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
    broken = {
        "cut.xlsx": book[: len(book) // 2],
        "password.xlsx": ole + "EncryptedPackage".encode("utf-16-le"),
        "old.doc": ole + "WordDocument".encode("utf-16-le"),
        "image.xlsx": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        "empty.xls": b"",
    }
    for name, content in broken.items():
        (home.inbox / name).write_bytes(content)
    (home.inbox / "z.xlsx").write_bytes(book)
    steps.take_in(home, declared)
    with connected(home.warehouse, read_only=True) as connection:
        query = "select file_name, check_name from ops.rejections inner join ops.receipts using (submission_id)"
        found = {row["file_name"]: row["check_name"] for row in records(connection, query)}
    assert found == {
        "cut.xlsx": "broken_workbook",
        "password.xlsx": "encrypted_workbook",
        "old.doc": "old_document",
        "image.xlsx": "unknown_format",
        "empty.xls": "empty_file",
    }
    assert ("z.xlsx", "accepted") in ledger(home)


def test_an_empty_archive_says_so(home: Home, declared: Catalogue) -> None:
    zipfile.ZipFile(home.inbox / "a.zip", "w").close()
    assert [row["check_name"] for row in take_in(home, declared)["rejections"]] == ["empty_archive"]


def test_a_strange_letter_among_ascii_does_not_refuse_a_text(home: Home, declared: Catalogue) -> None:
    """One byte that is neither UTF-8 nor spells Vietnamese: the figures stand, whatever letter it was."""
    lines = ["Average population 2014", "Code;Name;People", *(f"{n};Province {n};{n * 100}" for n in range(100))]
    (home.inbox / "a.csv").write_bytes("\n".join(lines).encode() + b"\nProvince \xd5;1;2")
    assert checks(take_in(home, declared)) == [(None, "no_form")]
    (home.inbox / "b.csv").write_bytes(b"\x81\x8d\x8f\x90;1;2")
    assert checks(take_in(home, declared)) == [(None, "unknown_format")]

"""Answers to submitters: the workbook with its cells marked, the letters, and what a crash does to them."""

import io
import shutil
import time
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from test_night import REST, press
from typed_returns import HEAD, PRESS, TITLE, WHEN, WHO, operator, postal

from pipelines import steps
from reports.receipts import name_of
from schemas.declarations import Catalogue
from schemas.home import Home
from warehouse.store import connected

RED, YELLOW = "FFF4B4B4", "FFFFE699"
SHEET = "Kết quả tiếp nhận"


def answers(home: Home) -> list[Path]:
    """Every file in the outbox, in order of receipt."""
    return sorted((p for p in home.outbox.rglob("*") if p.is_file()), key=lambda path: (path.name, path.suffix))


def answer(home: Home, declared: Catalogue) -> Path:
    """Take the inbox in; the one workbook, or the page of the one letter, that answers it."""
    before = set(answers(home))
    steps.take_in(home, declared)
    new = [path for path in answers(home) if path not in before and path.suffix != ".txt"]
    assert len(new) == 1, new
    return new[0]


def texts(sheet: Any) -> list[str]:
    """Every text of a sheet."""
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def contents(home: Home) -> dict[str, bytes]:
    """What the outbox holds, by path."""
    return {str(path.relative_to(home.outbox)): path.read_bytes() for path in answers(home)}


def test_the_senders_own_workbook_comes_back_marked(home: Home, declared: Catalogue, write_book: Any) -> None:
    rows = [PRESS, [2, "Bưu phẩm thường", "Kg", "nhiều"], [3, "Doanh thu", "Tỷ đồng", "133,202"]]
    write_book(home.inbox / "bc quý 4.xlsx", postal(*rows, head=[*HEAD, "Cột lạ"]))
    path = answer(home, declared)
    assert path.relative_to(home.outbox).as_posix() == "post_ha_long/000001 bc quý 4 - cần sửa.xlsx"
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [SHEET, "Biểu"]
    assert book.active is book[SHEET]
    sheet = book["Biểu"]
    marked = {c.coordinate: c.fill.fgColor.rgb for row in sheet.iter_rows() for c in row if c.fill.fill_type}
    assert marked == {"D7": RED, "E5": YELLOW}
    assert sheet["D7"].value == "nhiều"
    comment = sheet["D7"].comment.text
    assert comment.index("PHẢI SỬA: “nhiều” ở cột “Thực hiện trong quý” không phải là số.") < comment.index("TO MEND:")
    assert "LƯU Ý: Cột “Cột lạ”" in sheet["E5"].comment.text
    assert [sheet[cell].value for cell in ("B6", "C6", "D6")] == PRESS[1:]

    first = book[SHEET]
    links = {cell.value: cell.hyperlink.location for row in first.iter_rows() for cell in row if cell.hyperlink}
    assert links == {"D7": "'Biểu'!D7", "E5": "'Biểu'!E5"}
    told = "\n".join(texts(first))
    with connected(home.warehouse, read_only=True) as connection:
        row = connection.execute("select submission_id from ops.receipts").fetchone()
    assert row
    # 3 rows = 2 accepted (133,202 tỷ đồng is no whole unit, so it is read as a decimal) + 1 rejected.
    for said in ("000001", "bc quý 4.xlsx", row[0], "Quý IV/2014", "Bưu điện thành phố Hạ Long"):
        assert said in told
    assert "3 đã đọc = 2 được nhận + 1 bị loại + 0 dòng tổng, tiêu đề, ghi chú" in told
    assert told.index("Báo cáo được nhận một phần") < told.index("The return was accepted in part")


FORMULAS = ["=1+1", "+84 33", "-nhiều", "@SUM(A1)", '=HYPERLINK("http://x.vn";"bấm")', "\t=2", "\r=3"]


def test_a_text_that_looks_like_a_formula_stays_a_text(home: Home, declared: Catalogue) -> None:
    """Each in a cell that is rejected, one as a header and one as the sheet's name: nothing becomes a formula."""
    names = ["Báo chí", "Bưu phẩm thường", "Bưu kiện", "Doanh thu", "Số tiền chuyển", "Thư, điện chuyển tiền", "Lạ"]
    with xlsxwriter.Workbook(str(home.inbox / "=1+1.xlsx"), {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("=1+1")
        for number, row in enumerate([TITLE, WHO, WHEN, [], [*HEAD, "=cmd|' /c calc'!A0"]]):
            sheet.write_row(number, 0, row)
        for number, (name, text) in enumerate(zip(names, FORMULAS, strict=True), start=5):
            sheet.write_row(number, 0, [number, name, "Cái"])
            sheet.write_string(number, 3, text)
    path = answer(home, declared)
    with zipfile.ZipFile(path) as parts:
        assert not [name for name in parts.namelist() if b"<f>" in parts.read(name) or b"<f " in parts.read(name)]
    book = openpyxl.load_workbook(path)
    values = [cell for row in book[SHEET].iter_rows() for cell in row if str(cell.value).startswith(tuple("=+-@\t\r"))]
    assert values
    assert {cell.data_type for cell in values} == {"s"}
    assert all(cell.quotePrefix for cell in values)
    assert book["=1+1"]["D6"].value == "=1+1"
    assert book["=1+1"]["D6"].data_type == "s"


def test_what_the_sender_built_is_still_there(home: Home, declared: Catalogue) -> None:
    """Formulas, formats, widths, a comment of the sender's own on a rejected cell, rich text."""
    with xlsxwriter.Workbook(str(home.inbox / "a.xlsx")) as book:
        bold, red = book.add_format({"bold": True}), book.add_format({"color": "red"})
        sheet = book.add_worksheet("Biểu")
        for number, row in enumerate(postal()):
            sheet.write_row(number, 0, row, bold)
        sheet.write_row(5, 0, [1, "Phát hành báo chí", "Tờ, cuốn", "nhiều"])
        sheet.write_comment("D6", "hỏi lại anh Hùng", {"author": "Lan"})
        sheet.write_row(6, 0, [2, "Bưu phẩm thường", "Kg"])
        sheet.write_formula(6, 3, "=2*3", None, 6)
        sheet.write_rich_string(8, 0, "Ghi chú ", red, "đỏ", " hết")
        sheet.set_column(1, 1, 33)
    book = openpyxl.load_workbook(answer(home, declared), rich_text=True)
    sheet = book["Biểu"]
    assert sheet["D7"].value == "=2*3"
    assert sheet["A5"].font.b
    assert sheet.column_dimensions["B"].width == pytest.approx(33, abs=1)
    assert str(sheet["A9"].value) == "Ghi chú đỏ hết"
    assert len(sheet["A9"].value) == 3
    assert "Lan: hỏi lại anh Hùng" in sheet["D6"].comment.text
    assert "công thức" in "\n".join(texts(book[SHEET]))
    assert [view.tabSelected for view in sheet.views.sheetView] == [False]


def test_macros_stay_and_a_chart_that_may_be_lost_is_told(home: Home, declared: Catalogue, tmp_path: Path) -> None:
    macro = tmp_path / "vbaProject.bin"
    macro.write_bytes(b"a macro's bytes")
    with xlsxwriter.Workbook(str(home.inbox / "a.xlsm")) as book:
        book.add_vba_project(str(macro))
        sheet = book.add_worksheet("Biểu")
        for number, row in enumerate(postal([1, "Phát hành báo chí", "Tờ, cuốn", "nhiều"])):
            sheet.write_row(number, 0, row)
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Biểu!$D$6:$D$6"})
        sheet.insert_chart("G2", chart)
        whole = book.add_chart({"type": "column"})
        whole.add_series({"values": "=Biểu!$D$6:$D$6"})
        book.add_chartsheet("Hình").set_chart(whole)
    path = answer(home, declared)
    assert path.suffix == ".xlsm"
    with zipfile.ZipFile(path) as parts:
        assert parts.read("xl/vbaProject.bin") == b"a macro's bytes"
        assert "macroEnabled" in parts.read("[Content_Types].xml").decode()
    assert "biểu đồ" in "\n".join(texts(openpyxl.load_workbook(path)[SHEET]))


def test_a_finding_on_a_hidden_sheet_or_row_says_so(home: Home, declared: Catalogue) -> None:
    with xlsxwriter.Workbook(str(home.inbox / "a.xlsx")) as book:
        book.add_worksheet("Bìa").write(0, 0, "Báo cáo")
        sheet = book.add_worksheet("Biểu")
        for number, row in enumerate(
            postal(PRESS, [2, "Doanh thu", "Tỷ đồng", "x"], [3, "Số tiền chuyển", "Đồng", "y"])
        ):
            sheet.write_row(number, 0, row)
        sheet.set_row(6, None, None, {"hidden": True})
    first = openpyxl.load_workbook(answer(home, declared))[SHEET]
    rows = {row[3].value: row[2].value for row in first.iter_rows() if row[3].value in ("D7", "D8")}
    assert rows == {"D7": "Biểu\n(đang ẩn / hidden)", "D8": "Biểu"}


def test_an_answer_that_was_mended_is_taken_in_and_marked_afresh(
    home: Home, declared: Catalogue, write_book: Any
) -> None:
    rows = postal([1, "Phát hành báo chí", "Tờ, cuốn", "nhiều"], [2, "Doanh thu", "Tỷ đồng", "ít"])
    write_book(home.inbox / "a.xlsx", rows)
    book = openpyxl.load_workbook(answer(home, declared))
    book["Biểu"]["D6"].value = 7
    book.save(home.inbox / "a sửa.xlsx")
    book = openpyxl.load_workbook(answer(home, declared))
    assert book.sheetnames == [SHEET, "Biểu"]
    marked = [c.coordinate for row in book["Biểu"].iter_rows() for c in row if c.fill.fill_type or c.comment]
    assert marked == ["D7"]
    book["Biểu"]["D7"].value = 2
    book.save(home.inbox / "a sửa nữa.xlsx")
    path = answer(home, declared)
    assert path.name == "000003 a sửa nữa - đã nhận.xlsx"
    assert "biên nhận 000002" in "\n".join(texts(openpyxl.load_workbook(path)[SHEET]))


def page(path: Path) -> str:
    """The letter as a page, with the same letter as text beside it."""
    assert path.suffix == ".html"
    assert path.with_suffix(".txt").is_file()
    return path.read_text(encoding="utf-8")


def test_an_accepted_return_is_told_what_was_counted(home: Home, declared: Catalogue, write_book: Any) -> None:
    """New 120 + 30 = 150; on the network 1.000 + 404.708 = 405.708; revenue (1,5 + 2,25) million = 3.750.000 đồng."""
    rows = operator(
        ["Hạ Long", "FTTH", 120, 1000, "1,5"],
        ["Cẩm Phả", "FTTH", 30, "404.708", "2,25"],
        ["Tổng cộng", None, 150, 405708, "3,75"],
    )
    write_book(home.inbox / "VNPT.xlsx", rows)
    path = answer(home, declared)
    assert path.relative_to(home.outbox).as_posix() == "vnpt_quang_ninh/000001 VNPT - đã nhận.html"
    text = path.with_suffix(".txt").read_text(encoding="utf-8")
    assert "- Thuê bao phát triển mới: 150 (Thuê bao)" in text
    assert "- Thuê bao hiện có trên mạng: 405.708 (Thuê bao)" in text
    assert "- Doanh thu: 3.750.000 (Đồng)" in text
    assert "3 đã đọc = 2 được nhận + 0 bị loại + 1 dòng tổng, tiêu đề, ghi chú" in text
    assert "Kỳ báo cáo: Quý I/2014" in text
    assert text.index("Báo cáo đã được nhận đầy đủ: 2 dòng") < text.index("The return was accepted in full: 2 rows")
    assert "Thay thế" not in text
    for said in ("405.708", "3.750.000", "Subscriptions on the network"):
        assert said in page(path)


def test_units_that_depend_on_the_row_are_not_added_up(home: Home, declared: Catalogue, write_book: Any) -> None:
    write_book(
        home.inbox / "a.xlsx", postal(PRESS, [2, "Bưu phẩm thường", "Tấn", "1,5"], *(["", *row] for row in REST[1:]))
    )
    text = answer(home, declared).with_suffix(".txt").read_text(encoding="utf-8")
    assert "Sản lượng phát hành báo chí: Thực hiện trong quý: 1.200 (Tờ, cuốn)" in text
    assert "Thực hiện trong quý: 1.500 (Kg)" in text  # 1,5 tonnes


def test_a_correction_says_what_it_replaces_and_a_duplicate_what_it_repeats(
    home: Home, declared: Catalogue, write_book: Any
) -> None:
    first = write_book(home.inbox / "a.xlsx", press(100))
    kept = shutil.copyfile(first, home.root / "kept")
    answer(home, declared)
    write_book(home.inbox / "b.xlsx", press(130))
    corrected = answer(home, declared)
    said = "\n".join(texts(openpyxl.load_workbook(corrected)[SHEET]))
    assert "Thay thế" in said
    assert "biên nhận 000001, tệp “a.xlsx”" in said
    shutil.copyfile(kept, home.inbox / "c.xlsx")
    again = answer(home, declared)
    assert again.name == "000003 c - trùng.html"
    assert again.parent.name == "post_hai_ha"
    assert "Trùng với" in page(again)
    assert "biên nhận 000001, tệp “a.xlsx”" in page(again)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "\n".join(";".join(map(str, row)) for row in press("<b>x</b>")).encode(), "&lt;b&gt;x&lt;/b&gt;"),
        ("a.xls", b"\xd0\xcf\x11\xe0 cut off", "Không mở được tệp"),
        ("a.xlsx", b"PK\x03\x04 cut off", "Không mở được tệp"),
        ("a.docx", b"", "0 byte"),
    ],
)
def test_what_cannot_be_marked_gets_a_letter(
    home: Home, declared: Catalogue, name: str, content: bytes, said: str
) -> None:
    (home.inbox / name).write_bytes(content)
    path = answer(home, declared)
    assert path.name == "000001 a - bị từ chối.html"
    assert said in page(path)
    assert "<b>" not in page(path)
    assert "bị từ chối" in path.with_suffix(".txt").read_text(encoding="utf-8")


def test_who_is_not_known_finds_the_answer_apart(home: Home, declared: Catalogue, write_book: Any) -> None:
    write_book(home.inbox / "a.xlsx", postal(PRESS, who=["Đơn vị báo cáo: Công ty Lạ"]))
    path = answer(home, declared)
    assert path.parent.name == "khong-ro-don-vi"
    assert openpyxl.load_workbook(path)["Biểu"]["A2"].fill.fgColor.rgb == RED


@pytest.mark.parametrize("lost", ["all", "the note", "the last batch"])
def test_a_crash_between_ledger_and_answer_is_repaired(
    home: Home, declared: Catalogue, write_book: Any, lost: str
) -> None:
    """No answer is lost and none comes twice: the next run writes the same bytes under the same names."""
    write_book(home.inbox / "a.xlsx", [*press(100), *REST])
    write_book(home.inbox / "b.xlsx", press("nhiều"))
    steps.take_in(home, declared)
    good = contents(home)
    assert len(good) == 3  # a letter is a page and a text; a workbook is one file
    with connected(home.warehouse) as connection:
        connection.execute("delete from ops.answers" + (" where receipt_no = 2" if lost == "the last batch" else ""))
    if lost == "all":
        shutil.rmtree(home.outbox)
    assert len(steps.take_in(home, declared).answers) == (1 if lost == "the last batch" else 2)
    assert contents(home) == good
    assert steps.take_in(home, declared).answers == []


def test_answers_that_were_fetched_do_not_come_again(home: Home, declared: Catalogue, write_book: Any) -> None:
    write_book(home.inbox / "a.xlsx", press(100))
    steps.take_in(home, declared)
    shutil.rmtree(home.outbox)
    steps.take_in(home, declared)
    assert answers(home) == []


@pytest.mark.parametrize(
    ("file_name", "name"),
    [
        ("Quý IV.xlsx", "000123 Quý IV - đã nhận.html"),
        ("huyện A/quý 4.xlsx", "000123 huyện A - quý 4 - đã nhận.html"),
        ("nộp.zip/b.xlsx", "000123 nộp.zip - b - đã nhận.html"),
        ("../../etc/passwd", "000123 etc - passwd - đã nhận.html"),
        ("hai\ndòng.xlsx", "000123 hai dòng - đã nhận.html"),
        ("số 📊.xlsx", "000123 số 📊 - đã nhận.html"),
        ('a:b*c?"<d>|e.csv', "000123 a b c d e - đã nhận.html"),
        ("đảo\u202exslx.csv", "000123 đảoxslx - đã nhận.html"),
        ("\udcff.xlsx", "000123 tep - đã nhận.html"),
        ("Số liệu năm 2014. Bản cuối", "000123 Số liệu năm 2014. Bản cuối - đã nhận.html"),
        ("ế" * 300 + ".xlsx", "000123 " + "ế" * 40 + " - đã nhận.html"),
    ],
)
def test_an_answer_has_a_name_that_a_person_finds(file_name: str, name: str) -> None:
    assert name_of({"receipt_no": 123, "file_name": file_name, "outcome": "accepted"}, "html") == name


def test_files_in_folders_with_strange_names_are_answered(home: Home, declared: Catalogue, write_book: Any) -> None:
    (home.inbox / "huyện").mkdir()
    write_book(home.inbox / "huyện" / "hai\ndòng 📊.xlsx", press("x"))
    path = answer(home, declared)
    assert path.relative_to(home.outbox).as_posix() == "post_hai_ha/000001 huyện - hai dòng 📊 - bị từ chối.xlsx"


def altered(path: Path, part: str, old: bytes, new: bytes) -> None:
    """Replace bytes in one part of a workbook."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                assert old in content
                content = content.replace(old, new)
            target.writestr(name, content)
    path.write_bytes(out.getvalue())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"</sheetData>", b'</sheetData><mergeCells count="1"><mergeCell ref="F1:XFD1048576"/></mergeCells>'),
        (b"</sheetData>", b'</sheetData><hyperlinks><hyperlink ref="F1:XFD1048576" display="x"/></hyperlinks>'),
        (b"</sheetData>", b'<row r="9" ht="15"/>' * 250_000 + b"</sheetData>"),
        (b"<worksheet", b'<!DOCTYPE w [<!ENTITY a "b">]><worksheet'),
    ],
)
def test_a_workbook_beyond_the_limits_gets_the_letter(
    home: Home, declared: Catalogue, write_book: Any, tmp_path: Path, old: bytes, new: bytes
) -> None:
    """Opened with openpyxl, the area would become a cell each, every empty row a row: they never get there."""
    path = write_book(tmp_path / "a.xlsx", press("x"))
    altered(path, "xl/worksheets/sheet1.xml", old, new)
    began = time.process_time()
    shutil.copyfile(path, home.inbox / "a.xlsx")
    letter = page(answer(home, declared))
    assert "quá lớn hoặc có cấu trúc khác thường" in letter or "Không mở được tệp" in letter
    assert time.process_time() - began < 60


def test_a_lone_cell_in_the_last_corner_is_no_burden(home: Home, declared: Catalogue) -> None:
    with xlsxwriter.Workbook(str(home.inbox / "a.xlsx")) as book:
        sheet = book.add_worksheet("Biểu")
        for number, row in enumerate(press("x")):
            sheet.write_row(number, 0, row)
        other = book.add_worksheet("Khác")
        other.write("XFD1048576", "x")
    book = openpyxl.load_workbook(answer(home, declared))
    assert book["Khác"]["XFD1048576"].value == "x"


def test_every_receipt_of_the_demo_is_answered(demo_home: Home) -> None:
    with connected(demo_home.warehouse, read_only=True) as connection:
        rows = connection.execute(
            "select r.outcome, a.path from ops.receipts as r full join ops.answers as a on r.receipt_no = a.receipt_no"
        ).fetchall()
    assert len(rows) == 155
    assert all((demo_home.outbox / path).is_file() for _, path in rows)
    kinds = {(outcome, Path(path).suffix) for outcome, path in rows}
    assert {("accepted", ".html"), ("duplicate", ".html"), ("accepted_with_rejections", ".xlsx")} <= kinds

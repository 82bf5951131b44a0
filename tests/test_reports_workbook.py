"""The appendices as workbooks, read back."""

import re
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from xml.etree import ElementTree

import pytest
from python_calamine import CalamineWorkbook
from test_reports_seed import HEADS, KEYS, TITLES, given_rows, redeclared

from reports.appendix import KpiRow
from reports.documents import render
from schemas.declarations import Catalogue, catalogue


def book_of(number: int, rows: Sequence[KpiRow] | None = None, declared: Catalogue | None = None) -> bytes:
    """An appendix of 2014 as a workbook; the seed's rows and the program's declarations unless told."""
    content = render(number, 2014, rows or given_rows(number), declared or catalogue(), "xlsx")
    assert isinstance(content, bytes)
    return content


def sheet_rows(content: bytes) -> list[list[object]]:
    """The cells of a workbook's first sheet."""
    sheet = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0)
    return [list(row) for row in sheet.to_python(skip_empty_area=False)]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_workbook_holds_numbers_and_not_their_roundings(number: int) -> None:
    rows = sheet_rows(book_of(number))
    assert [rows[0][0], rows[1][0]] == [f"PHỤ LỤC {number}", TITLES[number]]
    assert [cell for cell in rows[3] if cell] == HEADS[number]
    first = 5 if number == 3 else 4
    names = [name for name in KEYS[number] if (number, name) != (1, "stock")]
    for cells, row in zip(rows[first:], given_rows(number), strict=True):
        figures = ["" if row[name] is None else float(Decimal(str(row[name]))) for name in names]
        assert cells[-len(names) :] == figures


def formats(content: bytes) -> dict[str, str]:
    """Cell -> the number format that it is shown by."""
    spaces = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    with zipfile.ZipFile(BytesIO(content)) as archive:
        styles = ElementTree.fromstring(archive.read("xl/styles.xml"))
        sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    codes = {f.attrib["numFmtId"]: f.attrib["formatCode"] for f in styles.iterfind("m:numFmts/m:numFmt", spaces)}
    looks = [
        codes.get(xf.attrib["numFmtId"], xf.attrib["numFmtId"]) for xf in styles.iterfind("m:cellXfs/m:xf", spaces)
    ]
    return {c.attrib["r"]: looks[int(c.attrib["s"])] for c in sheet.iterfind(".//m:c", spaces)}


def test_the_workbook_rounds_by_number_format_only() -> None:
    shown = formats(book_of(2))
    # "#,##0" is the built-in format 3; a writer may name it either way.
    assert {shown[f"{column}8"] for column in "DEGH"} <= {"#,##0", "3"}
    assert shown["F8"] == '0"%"'


def test_the_workbook_shows_declared_decimals() -> None:
    assert formats(book_of(3, None, redeclared(3, "fined_amount", decimals=1)))["G13"] == "#,##0.0"
    assert formats(book_of(2, None, redeclared(2, "percent_of_plan", decimals=1)))["F8"] == '0.0"%"'


def test_what_a_label_holds_is_text_and_never_a_formula() -> None:
    rows = given_rows(2)
    rows[0]["label"] = "=1+1"
    assert sheet_rows(book_of(2, rows))[4][1] == "=1+1"


def test_the_workbook_merges_heads_units_and_the_total() -> None:
    def merged(number: int) -> set[tuple[tuple[int, int], tuple[int, int]]]:
        sheet = CalamineWorkbook.from_filelike(BytesIO(book_of(number))).get_sheet_by_index(0)
        return set(sheet.merged_cell_ranges or [])

    assert ((4, 2), (9, 2)) in merged(2)
    assert {((3, 4), (3, 5)), ((3, 0), (4, 0)), ((12, 0), (12, 1))} <= merged(3)


def test_the_workbook_prints_on_a4_landscape_with_its_heads_repeated() -> None:
    with zipfile.ZipFile(BytesIO(book_of(3))) as archive:
        sheet, book, core = (
            archive.read(name).decode() for name in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "docProps/core.xml")
        )
    assert re.search(r'<pageSetup paperSize="9"[^>]*orientation="landscape"', sheet)
    assert "'PHỤ LỤC 3'!$4:$5" in book
    assert set(re.findall(r"\d{4}-\d\d-\d\dT", core)) == {"2014-12-31T"}

"""The appendices as pages, read as a browser reads them."""

import re
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import docx
import pdfplumber
import pytest
from test_reports_seed import HEADS, TITLES, given_rows, printed, redeclared, text_of

from reports.appendix import Value
from reports.charts import charts_of
from reports.documents import render
from schemas.declarations import catalogue


class Cells(HTMLParser):
    """The texts of a page's cells, row by row, and the tags with their attributes."""

    def __init__(self, page: str) -> None:
        """Read the page."""
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside = False
        self.feed(re.sub(r'<span class="in-label">.*?</span>', "", page))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a row or a cell."""
        self.tags.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self.inside = True
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        """End a cell."""
        self.inside = self.inside and tag not in ("th", "td")

    def handle_data(self, data: str) -> None:
        """Take the text of a cell."""
        if self.inside:
            self.rows[-1][-1] += data


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_page_shows_what_the_print_shows(number: int) -> None:
    page = text_of(number, "html")
    rows = Cells(page).rows
    depth = 2 if number == 3 else 1
    assert rows[0] == HEADS[number]
    assert rows[1:depth] == [["Cảnh cáo", "Phạt tiền"]][: depth - 1]
    assert rows[depth:] == printed(number)
    assert f"<span>PHỤ LỤC {number}</span> <span>{TITLES[number]}</span></h1>" in page


def test_the_page_stands_alone_and_tells_what_heads_what() -> None:
    page = text_of(3, "html")
    tags = Cells(page).tags
    assert page.startswith("<!DOCTYPE html>")
    assert ("html", {"lang": "vi"}) in tags
    assert not re.search(r"https?:|src=|@import|url\(|<script|<link", page)
    scopes = [attributes.get("scope") for tag, attributes in tags if tag == "th"]
    assert scopes.count("col") == 8
    assert scopes.count("colgroup") == 1
    assert scopes.count("row") == 8
    assert 'data-label="Số Quyết định xử phạt VPHC được ban hành: Phạt tiền">5<' in page


def test_the_page_merges_equal_units_and_repeats_them_for_narrow_screens() -> None:
    page = text_of(2, "html")
    spans = [attributes["rowspan"] for tag, attributes in Cells(page).tags if "rowspan" in attributes]
    assert spans == ["6"]
    assert page.count('<span class="in-label"> (Thuê bao)</span>') == 6


def test_what_a_label_holds_is_text_and_never_markup() -> None:
    rows = given_rows(2)
    rows[0]["label"] = "<b>&"
    assert "&lt;b&gt;&amp;" in text_of(2, "html", rows)


def in_millions() -> list[dict[str, Value]]:
    """The rows of Appendix 3 with the amounts fined in million dong."""
    return [{**row, "fined_amount": Decimal(str(row["fined_amount"])) / 10**6} for row in given_rows(3)]


def test_a_column_shows_its_declared_unit_and_decimals() -> None:
    declared = redeclared(3, "fined_amount", unit="million_dong", decimals=1)
    rows = Cells(text_of(3, "html", in_millions(), declared)).rows
    assert rows[0][5] == "Tổng số tiền xử phạt VPHC (triệu đồng)"
    # 750,000 dong are 0.75 million, half up 0.8; the total 8.75 is 8.8.
    assert [row[-2] for row in rows[2:]] == ["0,0", "8,0", "0,0", "0,8", "0,0", "0,0", "0,0", "8,8"]


def test_a_percentage_with_decimals_keeps_its_sign() -> None:
    declared = redeclared(2, "percent_of_plan", decimals=1)
    assert Cells(text_of(2, "html", None, declared)).rows[4][4] == "162,8%"


IN_PART = {
    "returns_expected": 16,
    "returns_received": 16,
    "returns_in_part": 1,
    "returns_missing": 0,
    "through_period": "2014-Q4",
}
NOTE = "* Số liệu chưa đầy đủ: đã nhận 16/16 báo cáo (trong đó 1 báo cáo mới được nhận một phần)."


def not_all_in() -> list[dict[str, Any]]:
    """The rows of Appendix 2, of which row 4 rests on a return that was accepted in part."""
    rows: list[dict[str, Any]] = given_rows(2)
    rows[3] |= {"returns": {"actual": IN_PART, "percent_of_plan": IN_PART}}
    return rows


def test_a_chart_marks_what_the_table_marks_with_its_note_below() -> None:
    (plan,) = charts_of(catalogue().appendices[2], 2014, {2: not_all_in()}, catalogue())
    texts = [bar.text for group in plan.groups for bar in group.bars]
    assert texts[3] == "163%* (651.134*/400.000)"
    assert not any("*" in text for text in texts[:3] + texts[4:])
    assert "163%* (651.134*/400.000)" in plan.description
    assert plan.notes == (NOTE,)


def test_every_document_has_the_note_at_the_chart() -> None:
    page, paper, word = (render(2, 2014, not_all_in(), catalogue(), kind) for kind in ("html", "pdf", "docx"))
    assert str(page).split("</table>")[1].count(NOTE) == 2  # Of the table, and of its chart.
    with pdfplumber.open(BytesIO(bytes(paper))) as pdf:  # type: ignore[arg-type]
        assert sum((page.extract_text() or "").count("* Số liệu chưa đầy đủ") for page in pdf.pages) == 2
    told = [paragraph.text for paragraph in docx.Document(BytesIO(bytes(word))).paragraphs]  # type: ignore[arg-type]
    assert told.count(NOTE) == 2
    assert told[-1] == NOTE


def two_years(**changes: Value) -> list[dict[str, Value]]:
    """The rows of table 201: 2014 as printed, with half of that in the year before."""
    rows = [{**row, "previous": Decimal(str(row["actual"])) / 2, "growth": 100} for row in given_rows(2)]
    return [{**row, **changes} for row in rows]


def test_rows_on_scales_of_their_own_say_so_and_need_two_bars() -> None:
    table = catalogue().printed_tables[201]
    (years,) = charts_of(table, 2014, {201: two_years()}, catalogue())
    assert years.notes == (catalogue().messages["chart_scaled_by_row"].vi,)
    assert {bar.length for group in years.groups for bar in group.bars} == {110, 220}
    assert charts_of(table, 2014, {201: two_years(previous=None)}, catalogue()) == ()


def test_of_many_rows_the_largest_are_drawn_in_their_order() -> None:
    rows = 104
    table = catalogue().appendices[2]
    table = table.model_copy(update={"rows": (table.rows * rows)[:rows]})
    declared = replace(catalogue(), appendices={2: table})
    # The first is the smallest but for the four in the middle.
    percents = [10 + place for place in range(50)] + [1, 2, 3, 4] + [200 + place for place in range(50)]
    given = [
        {**given_rows(2)[0], "row": place, "label": f"Dòng {place}", "percent_of_plan": Decimal(percent)}
        for place, percent in enumerate(percents, start=1)
    ]
    (plan,) = charts_of(table, 2014, {2: given}, declared)
    drawn = [f"Dòng {place}" for place in [*range(1, 51), *range(55, 105)]]
    assert [" ".join(group.label) for group in plan.groups] == drawn
    assert plan.notes == ("Chỉ vẽ 100 dòng lớn nhất trong 104 dòng; bảng có đủ các dòng.",)


def test_rows_of_nothing_are_named_and_not_drawn() -> None:
    declared = catalogue()
    rows = [{**row, "inspected": 0, "in_breach": 0} if row["row"] in (3, 5) else row for row in given_rows(3)]
    by_field, *_ = charts_of(declared.appendices[3], 2014, {3: rows}, declared)
    drawn = [" ".join(group.label) for group in by_field.groups]
    assert drawn == ["Bưu chính chuyển phát", "Tần số VTD", "Internet", "Xuất bản", "Phát thanh truyền hình"]
    assert by_field.notes == ("Không vẽ các dòng có số liệu bằng 0: Viễn thông CNTT, Báo chí.",)
    # A row that is 0 of a target is a result, and stays.
    missed = [{**row, "actual": 0, "percent_of_plan": 0} if row["row"] == 1 else row for row in given_rows(2)]
    (plan,) = charts_of(declared.appendices[2], 2014, {2: missed}, declared)
    assert plan.groups[0].bars[0].text == "0% (0/2.000)"

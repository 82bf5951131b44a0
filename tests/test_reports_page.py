"""The appendices as pages, read as a browser reads them."""

import re
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from test_reports_seed import HEADS, TITLES, given_rows, printed, redeclared, text_of

from reports.appendix import Value


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

"""The appendices and the annex as Word files and as PDF, read back: figures, merges, letters, pages, charts."""

import csv
import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any
from xml.etree import ElementTree

import docx
import pdfplumber
import pytest
from docx.oxml.ns import qn
from test_reports_seed import HEADS, TITLES, given_rows, printed

from reports.appendix import Cell, KpiRow
from reports.documents import ANNEX_FILES, render, render_annex
from reports.paper import Exhibit, Paper, appendix_paper
from reports.pdf import FONTS, as_pdf
from reports.showing import annex
from reports.tracing_asked import cell_asked
from reports.word import as_docx
from schemas.consistency import problems
from schemas.declarations import catalogue
from schemas.home import Home
from schemas.printed import Chart
from warehouse.store import connected
from warehouse.tracing import printed_figures

VIETNAMESE = "ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
POINTS_PER_MM = 72 / 25.4


def content_of(number: int, format: str) -> bytes:
    """An appendix of 2014, from the seed's rows."""
    content = render(number, 2014, given_rows(number), catalogue(), format)
    assert isinstance(content, bytes)
    return content


def growth_rows() -> list[KpiRow]:
    """Table 101: plan and result of 2014 as printed, the year before and the growth worked out by hand."""
    before = [9_500_000, 66_720, 944_000, 96_126, 470, 89]
    growth = ["8.894736842105", "-25", "25", "-10", "-10", "0"]
    kept = ("year", "row", "label", "unit", "plan", "actual", "percent_of_plan")
    return [
        {**{name: row[name] for name in kept}, "previous": value, "growth": Decimal(text)}
        for row, value, text in zip(given_rows(1), before, growth, strict=True)
    ]


def annex_of(format: str) -> Any:
    """The annex with one table of post."""
    return render_annex(2014, {101: growth_rows()}, catalogue(), format)


def grid_of(table: Any) -> list[list[str]]:
    """The texts of a Word table row by row; a merged cell is told once, where it begins."""
    told: set[Any] = set()
    rows: list[list[str]] = []
    for row in table.rows:
        new = {cell._tc: cell.text for cell in row.cells if cell._tc not in told}
        rows.append(list(new.values()))
        told.update(new)
    return rows


@pytest.mark.parametrize("number", [1, 2, 3])
def test_word_shows_what_the_print_shows(number: int) -> None:
    rows = grid_of(docx.Document(BytesIO(content_of(number, "docx"))).tables[0])
    depth = 2 if number == 3 else 1
    assert rows[0] == HEADS[number]
    assert rows[1:depth] == [["Cảnh cáo", "Phạt tiền"]][: depth - 1]
    assert rows[depth:] == printed(number)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_pdf_shows_what_the_print_shows(number: int) -> None:
    with pdfplumber.open(BytesIO(content_of(number, "pdf"))) as pdf:
        text = " ".join((pdf.pages[0].extract_text() or "").split())
        table = pdf.pages[0].extract_tables()[0]  # Charts come after it.
    assert f"PHỤ LỤC {number} {TITLES[number]} (Kèm theo Báo cáo số" in text
    rows = [[" ".join(cell.split()) for cell in row if cell is not None] for row in table]
    depth = 2 if number == 3 else 1
    assert rows[0] == HEADS[number]
    assert rows[depth:] == printed(number)


def test_word_merges_heads_units_and_the_total() -> None:
    (inspection,) = docx.Document(BytesIO(content_of(3, "docx"))).tables
    cells = [list(row.cells) for row in inspection.rows]
    assert cells[0][4]._tc is cells[0][5]._tc
    assert cells[0][4].text == "Số Quyết định xử phạt VPHC được ban hành"
    assert cells[-1][0]._tc is cells[-1][1]._tc
    (telecom,) = docx.Document(BytesIO(content_of(2, "docx"))).tables
    units = [row.cells[2] for row in telecom.rows]
    assert {unit._tc for unit in units[1:7]} == {units[1]._tc}
    assert [units[1].text, units[7].text] == ["Thuê bao", "Tỷ đồng"]


def test_word_repeats_heads_breaks_no_row_and_speaks_vietnamese() -> None:
    book = docx.Document(BytesIO(content_of(3, "docx")))
    rows = book.tables[0].rows
    heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in rows]
    assert heads == [True, True] + [False] * 8
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows)
    assert book.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == "vi-VN"
    assert book.styles["Normal"].font.name == "Times New Roman"
    assert book.core_properties.title == f"PHỤ LỤC 3: {TITLES[3]}"
    section = book.sections[0]
    sides = ("page_width", "page_height", "top_margin", "bottom_margin", "left_margin", "right_margin")
    assert [round(getattr(section, side).mm) for side in sides] == [297, 210, 20, 20, 30, 15]


def test_word_numbers_every_page_but_the_first() -> None:
    section = docx.Document(BytesIO(content_of(1, "docx"))).sections[0]
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header._element.xml
    assert section.header.paragraphs[0].alignment == 1
    assert not section.first_page_header.paragraphs[0].text


def test_the_pdf_numbers_every_page_but_the_first_in_the_middle_of_the_top_margin() -> None:
    with pdfplumber.open(BytesIO(annex_of("pdf"))) as pdf:
        assert [(round(page.width), round(page.height)) for page in pdf.pages] == [(842, 595)] * len(pdf.pages)
        tops = [page.crop((0, 0, page.width, 16 * POINTS_PER_MM)) for page in pdf.pages]
        assert [top.extract_text() for top in tops] == ["", *(str(n) for n in range(2, len(tops) + 1))]
        assert len(tops) > 1
        (number,) = tops[1].extract_words()
        assert (number["x0"] + number["x1"]) / 2 == pytest.approx((30 + 282) / 2 * POINTS_PER_MM, abs=1)
        words = [word for page in pdf.pages for word in page.extract_words()]
        assert min(word["x0"] for word in words) >= 29.9 * POINTS_PER_MM
        assert max(word["x1"] for word in words) <= 282.1 * POINTS_PER_MM


def test_every_letter_of_the_pdf_is_of_one_font() -> None:
    letters = VIETNAMESE + VIETNAMESE.upper()
    rows = [*given_rows(1)]
    rows[0] = {**rows[0], "label": letters}
    content = render(1, 2014, rows, catalogue(), "pdf", {101: growth_rows()})
    with pdfplumber.open(BytesIO(content)) as pdf:  # type: ignore[arg-type]
        chars = [char for page in pdf.pages for char in page.chars]
    assert set(letters) <= {char["text"] for char in chars}
    families = {re.sub(r"^[A-Z]{6}\+|-.*$|(Bold|Italic|PSMT|MT)", "", char["fontname"]) for char in chars}
    assert len(families) == 1
    assert families.pop() in {name.replace(" ", "") for name in FONTS}
    # A chart that is drawn smaller has letters of 8 points and more.
    assert {round(char["size"]) for char in chars} <= {8, 9, 10, 11, 12, 13, 14}


def test_the_annex_has_header_block_sections_and_recipients() -> None:
    letter = catalogue().letterhead
    with pdfplumber.open(BytesIO(annex_of("pdf"))) as pdf:
        first = pdf.pages[0].extract_text()
        # Some fonts draw a horn by itself, a mark of no width that stands for its letter once more.
        last = pdf.pages[-1].filter(lambda each: each["object_type"] != "char" or each["width"] > 0).extract_text()
    book = docx.Document(BytesIO(annex_of("docx")))
    head, _, foot = ["\n".join(c.text for row in t.rows for c in row.cells) for t in book.tables]
    body = "\n".join(paragraph.text for paragraph in book.paragraphs)
    for words in (letter.superior, letter.department, letter.country, letter.motto, letter.number):
        assert words in first
        assert words in head
    for title in ("BIỂU TỔNG HỢP SỐ LIỆU", "I. Bưu chính, chuyển phát", "Biểu 1. Kết quả hoạt động bưu chính"):
        assert title in first
        assert title in body
    for words in (letter.recipients_head, *letter.recipients, letter.signer):
        assert words in last
        assert words in foot
    assert "Kèm theo" not in first
    assert letter.motto in annex_of("html")


def test_the_annex_tells_the_same_figures_in_every_format() -> None:
    expected = ["10.000.000", "10.345.000", "103,5%", "9.500.000", "8,9%"]
    body = grid_of(docx.Document(BytesIO(annex_of("docx"))).tables[1])
    assert body[1][-5:] == expected
    with pdfplumber.open(BytesIO(annex_of("pdf"))) as pdf:
        assert [row[-5:] for row in pdf.pages[0].extract_tables()[0]][1] == expected
    assert re.findall(r'data-label="[^"]*">([^<]*)<', annex_of("html"))[:5] == expected
    lines = annex_of("csv").split("\n")
    assert lines[0] == "table,title,year,row,label,unit,column,value"
    assert [line.rsplit(",", 2)[1:] for line in lines[1:6]] == [
        ["plan", "10000000"],
        ["actual", "10345000"],
        ["percent_of_plan", "103.45"],
        ["previous", "9500000"],
        ["growth", "8.894736842105"],
    ]
    assert body[2][-1] == "-25,0%"


@pytest.mark.parametrize("format", ANNEX_FILES)
def test_the_same_figures_give_the_same_annex(format: str) -> None:
    assert annex_of(format) == annex_of(format)


def marked_paper() -> Paper:
    """Appendix 1 with a mark at its first figure and a footnote."""
    paper = appendix_paper(1, 2014, {1: given_rows(1)}, catalogue())
    ((title, (exhibit,)),) = paper.sections
    line, *others = exhibit.table.body
    cells = tuple(replace(cell, mark="*") if cell == first_figure(line.cells) else cell for cell in line.cells)
    table = replace(exhibit.table, body=(replace(line, cells=cells), *others), notes=("* Số ước đạt.",))
    return replace(paper, sections=((title, (replace(exhibit, table=table),)),))


def first_figure(cells: Sequence[Cell]) -> Cell:
    """The first figure of a row."""
    return next(cell for cell in cells if cell.kind == "figure")


def test_marks_stand_at_their_figures_and_notes_below_the_table() -> None:
    book = docx.Document(BytesIO(as_docx(marked_paper())))
    assert grid_of(book.tables[0])[1][3] == "10.000.000*"
    assert "* Số ước đạt." in [paragraph.text for paragraph in book.paragraphs]
    with pdfplumber.open(BytesIO(as_pdf(marked_paper()))) as pdf:
        text = pdf.pages[0].extract_text()
    assert text.index("10.000.000*") < text.index("* Số ước đạt.")


def test_a_note_stands_on_the_page_of_its_table() -> None:
    """Tables of one to six rows with notes of several lines: wherever a page ends, none begins with a note."""
    paper = marked_paper()
    ((title, (exhibit,)),) = paper.sections
    notes = ("* " + "Số ước đạt " * 30,) * 2
    counts = (1, 6, 5, 1, 4, 6, 2, 4, 6, 1, 5, 2)
    some = [replace(exhibit.table, body=exhibit.table.body[:rows], notes=notes) for rows in counts]
    sections = ((title, tuple(Exhibit(table, (), caption=True) for table in some)),)
    with pdfplumber.open(BytesIO(as_pdf(replace(paper, sections=sections)))) as pdf:
        pages = [(page.extract_text() or "").splitlines() for page in pdf.pages]
    assert len(pages) > 6
    assert [page[:2] for page in pages if any(line.startswith("* ") for line in page[:2])] == []
    (table,) = docx.Document(BytesIO(as_docx(paper))).tables
    assert table.rows[-1].cells[0].paragraphs[0].paragraph_format.keep_with_next


def charts_in(page: str) -> list[ElementTree.Element]:
    """The drawings of a page, read as XML, but for their copies for a phone."""
    return [ElementTree.fromstring(svg) for svg in re.findall(r'<svg class="desk".*?</svg>', page, re.DOTALL)]


def test_the_page_draws_charts_that_can_be_read_aloud_and_without_colour() -> None:
    page = render(1, 2014, given_rows(1), catalogue(), "html", {101: growth_rows()})
    plan, years = charts_in(str(page))
    assert plan.findtext("title") == "Kết quả so với kế hoạch năm 2014"
    assert "Số tiền chuyển: So với kế hoạch năm 2014 81% (423/520)" in (plan.findtext("desc") or "")
    assert years.findtext("title") == "Năm 2013 và năm 2014"
    told = [text.text for text in years.iter("text")]
    assert {"Thực hiện năm 2013", "Thực hiện năm 2014", "944.000", "1.180.000"} <= set(told)
    shades = set(re.findall(r"#[0-9a-f]{3,6}", str(page).split("<main>")[1]))
    assert shades == {"#000", "#fff", "#404040"}


def test_bars_are_as_long_as_their_figures() -> None:
    page = render(1, 2014, given_rows(1), catalogue(), "html", {101: growth_rows()})
    plan, years = charts_in(str(page))
    lengths = [int(bar.get("width", 0)) for bar in plan.iter("rect")]
    # 118% is the longest, 220 points; 103,45% is 220 * 103,45/118 = 192,9 of them, 58% (86.513/150.000) 107,5.
    assert lengths == [192, 155, 220, 107, 151, 174]
    # Each indicator has its own scale: 66.720 against 50.040 is 220 against 165.
    assert [int(bar.get("width", 0)) for bar in years.iter("rect")][4:6] == [220, 165]


def test_word_and_pdf_hold_the_charts_with_their_words() -> None:
    book = docx.Document(BytesIO(annex_of("docx")))
    (chart,) = [shape._inline.docPr for shape in book.inline_shapes]
    assert chart.get("title") == "Bưu chính, chuyển phát: năm 2013 và năm 2014"
    assert "Thực hiện năm 2013 944.000, Thực hiện năm 2014 1.180.000" in chart.get("descr")
    with pdfplumber.open(BytesIO(annex_of("pdf"))) as pdf:
        text = "\n".join(page.extract_text() for page in pdf.pages)
    assert "Bưu chính, chuyển phát: năm 2013 và năm 2014" in text
    assert text.count("1.180.000") == 2


def test_a_chart_is_drawn_smaller_where_it_then_stands_below_its_table() -> None:
    """The table of Appendix 3 leaves two fifths of its page, the chart at its full size takes more than half."""
    with pdfplumber.open(BytesIO(content_of(3, "pdf"))) as pdf:
        (page,) = pdf.pages
        letters = {round(word["bottom"] - word["top"]) for word in page.extract_words() if word["text"] == "Internet"}
    assert letters == {13, 8}


def test_a_chart_without_figures_is_left_out() -> None:
    page = render(1, 2014, given_rows(1), catalogue(), "html")
    assert [chart.findtext("title") for chart in charts_in(str(page))] == ["Kết quả so với kế hoạch năm 2014"]


def test_a_chart_of_what_is_not_declared_is_refused() -> None:
    declared = catalogue()

    def said(**changes: Any) -> list[str]:
        chart = Chart.model_validate({"title": "T", "bars": ("actual",), **changes})
        appendix = declared.appendices[1].model_copy(update={"charts": (chart,)})
        return list(problems(replace(declared, appendices={**declared.appendices, 1: appendix})))

    assert said() == []
    assert said(table=999) == ["appendix 1, chart 'T': unknown table 999"]
    assert said(bars=("acutal",)) == ["appendix 1, chart 'T': table 1 has no column 'acutal'"]


def test_the_annex_of_the_demo_holds_the_figures_of_the_report(demo_home: Home) -> None:
    text = annex(2014, "csv", demo_home, catalogue())
    rows = list(csv.reader(StringIO(str(text))))
    value = {(row[0], row[4], row[6]): row[7] for row in rows[1:]}
    assert value["203", "Thuê bao điện thoại phát triển mới", "actual"] == "684959"
    assert value["203", "Thuê bao điện thoại hiện có trên mạng", "actual"] == "1721878"
    assert value["206", "Tổng cộng", "internet_subscriptions"] == "118493"
    assert value["208", "Tổng cộng", "base_stations"] == "26"
    assert value["306", "Tổng cộng", "licences"] == "57"
    assert value["404", "Thành phố Cẩm Phả", "egov_classes"] == "19"
    assert value["501", "Tổng cộng", "inspection_inspected"] == "146"
    # One doctor of 52 people: 1.92%; 3.000 million approved.
    assert value["703", "Tiến sỹ", "staff_degree_share"][:5] == "1.923"
    assert value["602", "Tổng cộng", "mail_project_approved"] == "3000"
    # Of the operators, only those with approved sites are printed, and the CSV numbers them so: 9, 11, 6.
    sites = [(row[3], row[7]) for row in rows[1:] if (row[0], row[6]) == ("208", "base_stations")]
    assert sites == [("1", "9"), ("2", "11"), ("3", "6"), ("4", "26")]
    with connected(demo_home.published_warehouse, read_only=True) as connection:
        cells = printed_figures(connection, [208], 2014)
    traced = [cell_asked(cells, 208, number, "base_stations", catalogue())["value"] for number, _ in sites]
    assert traced == [Decimal(value) for _, value in sites]
    shares = [
        Decimal(v) for (table, _, column), v in value.items() if (table, column) == ("204", "telephone_share") and v
    ]
    assert abs(sum(shares, Decimal(0)) - 100) < Decimal("0.000001")


def test_a_row_without_a_figure_of_a_list_is_left_out(demo_home: Home) -> None:
    book = docx.Document(BytesIO(annex(2014, "docx", demo_home, catalogue())))  # type: ignore[arg-type]
    (classes,) = [grid_of(t) for t in book.tables if [c.text for c in t.rows[0].cells] == ["STT", "Địa bàn", "Số lớp"]]
    assert [row[0] for row in classes[1:]] == ["1", "2", "3", "4", "5", "Tổng cộng"]
    assert classes[-1] == ["Tổng cộng", "57"]


def test_a_total_of_rounded_parts_says_so(demo_home: Home) -> None:
    """752,7 + 755,6 + 381,2 + 92,4 are 1.981,9 and the total is 1.982,0 billion; subscribers need no such note."""
    page = str(annex(2014, "html", demo_home, catalogue()))
    notes = {
        number: re.findall(r'"note">([^<]*)<', body)
        for number, body in re.findall(r"(Biểu \d+)\.(.*?)<h3>", page, re.S)
    }
    assert [note[:23] for note in notes["Biểu 8"]][-1] == "Các số đã được làm tròn"
    assert not any("làm tròn" in note for number in ("Biểu 9", "Biểu 26") for note in notes[number])

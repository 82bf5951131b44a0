"""The board as people meet it: in a real browser, from a folder, on a desk and on a phone."""

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from browser import browser, strangers
from conftest import night
from lxml import html
from playwright.sync_api import Browser, Page
from test_night import press

from pipelines import steps
from reports.board_words import PAGES
from schemas.declarations import Catalogue
from schemas.home import Home
from warehouse.store import connected

SAMPLE = ["phu-luc-2.html", "phu-luc-3.html", "chi-tieu/telecom_revenue.html", "chi-tieu/inspection_in_breach.html"]
SHOWN = [*(file for file, *_ in PAGES), *SAMPLE]
FOCUSABLE = "a[href], button, select, input, summary, [tabindex='0']"
# The contrast of each visible text with what is behind it, by the formula of WCAG 2.
CONTRAST = """() => {
  const luminance = (rgb) => rgb.map((c) => c / 255)
    .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const behind = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const found = parts(getComputedStyle(each).backgroundColor);
      if (found.length < 4 || found[3] > 0) return found.slice(0, 3);
    }
    return [255, 255, 255];
  };
  let worst = 21;
  for (const element of document.querySelectorAll("body *:not(svg *)")) {
    const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !element.offsetParent) continue;
    const two = [parts(getComputedStyle(element).color).slice(0, 3), behind(element)].map(luminance);
    worst = Math.min(worst, (Math.max(...two) + 0.05) / (Math.min(...two) + 0.05));
  }
  return worst;
}"""


@pytest.fixture(scope="module")
def place(demo_home: Home, declared: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The demo after its documents were written and one rule was broken: a total of Appendix 3 that is not the sum."""
    place = Home(shutil.copytree(demo_home.root, tmp_path_factory.mktemp("board") / "home"))
    steps.write_year(place, declared, 2014)
    with connected(place.warehouse) as connection:
        connection.execute(
            "update kpi.appendix_values set value = value + 1 "
            "where appendix = 3 and row = 8 and year = 2014 and column_name = 'in_breach'"
        )
    steps.judge_asset(place, declared, "kpi/appendix_values")
    steps.write_board_pages(place, declared)
    return place


@pytest.fixture(scope="module")
def running() -> Iterator[Browser]:
    with browser() as running:
        yield running


@pytest.fixture
def page(running: Browser, place: Home) -> Iterator[Page]:
    """A page of a browser that remembers nothing yet; it fails whoever makes it complain or leave the folder."""
    context = running.new_context()
    page = context.new_page()
    found = strangers(page)
    page.goto((place.board / "index.html").as_uri())
    yield page
    context.close()
    assert found == []


def go(page: Page, place: Home, file: str) -> None:
    page.goto(f"{place.board.as_uri()}/{file}")


def asked(path: Path, query: str) -> list[tuple[Any, ...]]:
    with connected(path, read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_every_page_opens_from_the_folder_and_fits_a_phone(page: Page, place: Home) -> None:
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        for file in SHOWN:
            go(page, place, file)
            assert page.evaluate("document.documentElement.scrollWidth") == width, file
            assert page.evaluate(CONTRAST) >= 4.5, file


def test_documents_fit_their_screens(page: Page, place: Home) -> None:
    """On a phone no chart of a document is cut; on a desk no head breaks in the middle of a word."""
    folder = "../reports/2014/{}"
    cut = "[...document.querySelectorAll('figure')].filter((f) => f.scrollWidth > f.clientWidth).length"
    page.set_viewport_size({"width": 390, "height": 844})
    for file in (folder.format("phu-luc-2.html"), "phu-luc-2.html", "chi-tieu/telecom_revenue.html"):
        go(page, place, file)
        assert page.locator("figure:visible svg:visible").count() == page.locator("figure").count() > 0, file
        assert (page.evaluate("document.documentElement.scrollWidth"), page.evaluate(cut)) == (390, 0), file
    parts = "[...document.querySelectorAll('.wide')].slice(0, 2).map((part) => part.scrollWidth - part.clientWidth)"
    assert max(page.evaluate(parts)) < 8  # The years of the submitters and of the districts, in đồng.
    drawn, told = page.locator("figure.drawing:visible"), page.locator(".told:visible")
    go(page, place, "nguon-goc.html")
    assert (drawn.count(), told.count()) == (0, 3)
    page.set_viewport_size({"width": 1280, "height": 844})
    assert (drawn.count(), told.count()) == (3, 0)
    go(page, place, folder.format("phu-luc-2-nguon.html"))
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    heights = "[...document.querySelectorAll('section:nth-of-type(-n+9) thead th')].map((head) => head.clientHeight)"
    assert max(page.evaluate(heights)) < 40


def test_the_menu_leads_to_every_page(page: Page) -> None:
    for file, vi, _ in PAGES:
        page.get_by_role("navigation").get_by_role("link", name=vi).click()
        assert page.url.endswith(file)
        assert page.locator("nav a[aria-current=page]").inner_text() == vi


def test_the_language_is_switched_and_remembered(page: Page, place: Home) -> None:
    assert page.locator("h1").inner_text() == "Tình trạng hôm nay"
    page.get_by_role("button", name="English").click()
    assert page.locator("h1").inner_text() == "How things stand today"
    assert page.locator("html").get_attribute("lang") == "en"
    go(page, place, "bao-cao.html")
    assert page.locator("h1").inner_text() == "Calendar of returns"
    assert page.locator("#status option").all_inner_texts()[0] == "All statuses"
    page.get_by_role("button", name="Tiếng Việt").click()
    assert page.locator("h1").inner_text() == "Lịch báo cáo"


# Text that is seen, and neither Vietnamese by its mark nor without Vietnamese letters.
STRANGE = """() => {
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT), found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const of = node.parentElement;
    if (/title|desc/.test(of.tagName) || of.closest("[lang=vi]") || !of.checkVisibility()) continue;
    const letters = /[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉĩọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹ]/i;
    if (letters.test(node.textContent)) found.push(node.textContent);
  }
  return found;
}"""


def test_english_pages_are_english(page: Page, place: Home) -> None:
    """But for what stands as it is printed, and names of files."""
    page.get_by_role("button", name="English").click()
    for file in ("bao-cao.html", "so-lieu.html", "quy-tac.html", "nguon-goc.html", "tu-dien.html", *SAMPLE):
        go(page, place, file)
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        assert page.evaluate(STRANGE) == [], file


def test_without_scripts_it_is_vietnamese_and_whole(running: Browser, place: Home) -> None:
    context = running.new_context(java_script_enabled=False)
    page = context.new_page()
    go(page, place, "bao-cao.html")
    assert page.locator("h1").inner_text() == "Lịch báo cáo"
    assert not page.locator("form.filters").is_visible()
    assert not page.locator("#language").is_visible()
    assert page.locator("tr.item").count() == page.locator("tr.item:visible").count() > 0
    context.close()


def test_the_calendar_is_filtered_as_the_warehouse_counts(page: Page, place: Home) -> None:
    """In the demo of 2014 one operator is late, one was accepted in part and one corrected; nothing came since."""
    go(page, place, "bao-cao.html")
    assert "Năm 2015–" in page.locator("main").inner_text()
    count = "select count(*) from ops.expected_returns where year between 2013 and 2014 and status = '{}'"
    for status in ("received", "late", "accepted_in_part", "corrected"):
        page.locator("#status").select_option(status)
        assert page.locator("td.hit:visible").count() == asked(place.warehouse, count.format(status))[0][0], status
    page.locator("#status").select_option("late")
    page.locator("#form").select_option("operator_quarterly")
    page.locator("#year").select_option("2014")
    assert page.locator("tr.item:visible").count() == 1
    assert page.locator("output").inner_text().startswith("1/")
    late = "select days_late from ops.expected_returns where year = 2014 and status = 'late'"
    assert f"trễ {asked(place.warehouse, late)[0][0]} ngày" in page.locator("td.hit:visible").inner_text()
    page.locator("#year").select_option("2013")
    assert page.locator("table:visible").count() == 0
    go(page, place, "bao-cao.html?status=corrected&form=operator_quarterly")
    assert page.locator("td.hit:visible").count() == 1


def test_the_dictionary_is_searched_with_and_without_accents(page: Page, place: Home) -> None:
    go(page, place, "tu-dien.html")
    found = []
    for words in ("doanh thu viễn thông", "DOANH THU vien thong", "telecom revenue"):
        page.get_by_role("searchbox").fill(words)
        found.append(page.locator("#telecom_revenue").is_visible())
        assert not page.locator("#population").is_visible()
    assert found == [True, True, True]
    page.locator("#kind").select_option("table")
    page.get_by_role("searchbox").fill("kpi.appendix_2.stock")
    assert page.locator(".item:visible").count() == 1
    page.get_by_role("searchbox").fill("không có gì như thế")
    assert page.locator("output").inner_text().startswith("0/")
    assert page.get_by_text("Không tìm thấy.").is_visible()
    assert not page.get_by_text("mục đang hiện").is_visible()


def test_the_keyboard_reaches_everything(page: Page, place: Home) -> None:
    for file in ("bao-cao.html", "phu-luc-2.html"):
        go(page, place, file)
        wanted = page.locator(f":is({FOCUSABLE}):visible").count()
        seen = set()
        for _ in range(wanted):
            page.keyboard.press("Tab")
            seen.add(
                page.evaluate(
                    f'[...document.querySelectorAll("{FOCUSABLE}")].indexOf(document.activeElement)'
                    " + '/' + (getComputedStyle(document.activeElement).outlineStyle)"
                )
            )
        assert len(seen) == wanted, file
        assert all(each.endswith("/solid") and not each.startswith("-1") for each in seen), file
    page.keyboard.press("Home")
    go(page, place, "index.html")
    page.keyboard.press("Tab")
    assert page.locator(".skip").is_visible()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.locator("details summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("details").first.get_attribute("open") is not None


def test_a_broken_rule_is_told_with_its_numbers(page: Page) -> None:
    """Appendix 3 prints 83 in breach; a total of 84 is one too many."""
    page.locator("#rules ~ ul a").click()
    assert page.url.endswith("quy-tac.html#totals_add_up")
    rule = page.locator("#totals_add_up")
    assert "không đạt" in rule.inner_text()
    assert rule.locator("tbody tr td").all_inner_texts() == ["84", "83"]
    page.locator("#state").select_option("broken")
    assert page.locator(".rule:visible").count() == 1


def test_a_changed_figure_is_told_with_the_receipt_that_did_it(
    running: Browser, home: Home, declared: Catalogue, write_book: Any
) -> None:
    """100 copies became 130 by receipt 2; its answer is a link away. Receipt 3 is taken in and not published."""
    for name, copies in (("a.xlsx", 100), ("b.xlsx", 130)):
        write_book(home.inbox / name, press(copies))
        night(home, declared)
    steps.write_board_pages(home, declared)
    page = running.new_page()
    go(page, home, "index.html")
    row = page.locator("#changes ~ table tbody tr", has_text="Số tăng trong kỳ")
    assert list(row.locator("td").all_inner_texts())[1:] == ["100*", "130*", "000002 b.xlsx"]
    row.get_by_role("link", name="000002").click()
    assert "b.xlsx" in page.locator("body").inner_text()

    go(page, home, "index.html")
    assert page.locator(".behind").count() == 0
    write_book(home.inbox / "c.xlsx", press(140))
    steps.take_in(home, declared)
    steps.write_board_pages(home, declared)
    go(page, home, "index.html")
    behind = page.locator(".behind").inner_text()
    assert "1 tệp đã nhận chưa vào số liệu công bố" in behind
    assert "chờ tính lại hoặc kiểm tra: năm 2014" in behind
    assert page.locator(".tiles b").first.inner_text() == "1"
    came = page.locator("section[aria-labelledby=night]").text_content() or ""
    assert "000003 c.xlsx" in came
    assert "000002" not in came
    page.close()


def links(page: Path) -> Iterator[tuple[Path, str]]:
    """The file and the anchor that each link of a page leads to."""
    for link in html.parse(str(page)).iterfind(".//a[@href]"):
        file, _, anchor = link.get("href", "").partition("#")
        yield ((page.parent / unquote(file.partition("?")[0])).resolve() if file else page), anchor


def test_every_link_leads_somewhere(place: Home, declared: Catalogue) -> None:
    pages = sorted(place.board.rglob("*.html"))
    assert len(pages) == len(PAGES) + len(declared.appendices) + len(declared.indicators)
    anchors: dict[Path, set[str]] = {}
    to_sources = 0
    for page in pages:
        for file, anchor in links(page):
            assert file.is_file(), (page.name, file)
            if anchor and file not in anchors:
                anchors[file] = {each.get("id", "") for each in html.parse(str(file)).iterfind(".//*[@id]")}
            assert not anchor or anchor in anchors[file], (page.name, file.name, anchor)
            to_sources += file.name.endswith("-nguon.html")
    assert to_sources > 500


def test_every_page_is_made_for_a_screen_reader(place: Home) -> None:
    for file in sorted(place.board.rglob("*.html")):
        page = html.parse(str(file)).getroot()
        ids = [each.get("id") for each in page.iterfind(".//*[@id]")]
        assert len(ids) == len(set(ids)), file.name
        assert [len(page.findall(f".//{tag}")) for tag in ("h1", "main", "nav", "header", "footer")] == [1] * 5
        assert page.get("lang") == "vi"
        levels = [int(each.tag[1]) for each in page.iter("h1", "h2", "h3", "h4")]
        assert all(below - above <= 1 for above, below in itertools.pairwise(levels)), (file.name, levels)
        for table in page.iter("table"):
            assert table.find("caption") is not None or table.get("aria-labelledby") in ids, file.name
            assert all(head.get("scope") for head in table.iter("th")), file.name
        labelled = {each.get("for") for each in page.iter("label")}
        assert all(each.get("id") in labelled for each in page.iter("select", "input")), file.name
        assert all(each.find("title") is not None for each in page.iter("svg")), file.name


def test_a_page_that_is_no_more_goes(home: Home, declared: Catalogue) -> None:
    old = home.board / "chi-tieu" / "old.html"
    old.parent.mkdir()
    old.write_text("x", encoding="utf-8")
    first = steps.write_board_pages(home, declared)
    assert not old.exists()
    assert all(path.is_file() for path in first)
    assert "Chưa có số liệu" in (home.board / "chi-tieu" / "ftth_new.html").read_text(encoding="utf-8")

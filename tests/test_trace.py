"""Every figure down to its sources: what the trace says adds up, and stands in the files where it says."""

import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from commands import solieu
from conftest import empty, night
from openpyxl.utils.cell import coordinate_to_tuple
from test_corrections import postal
from test_cumulative import SINCE

from pipelines import steps
from pipelines.asking import Unasked
from pipelines.tracing import trace
from reports.html_page import as_html
from reports.paper import annex_paper, appendix_paper
from reports.tables_asked import table_number
from reports.tracing import Trace, traces, traces_of
from reports.tracing_page import as_sources_page, place, sources
from schemas.declarations import Catalogue
from schemas.home import Home
from sources.inbox import archived
from warehouse.reading import Record, annex_rows, appendix_rows, records
from warehouse.store import connected
from warehouse.tracing import FIGURE, TERM, figures_of, ground, key_of, printed_figures

# Enough for what is kept: quantities of six decimals, ratios of twelve.
FINEST = 10**12


def quotient(above: Decimal, below: Decimal, times: int) -> Decimal:
    """Above * times / below, rounded half up, away from zero, once at 12 decimals; in integers alone."""
    top, bottom = int(above * FINEST) * times * FINEST, int(below * FINEST)
    sign = -1 if (top < 0) != (bottom < 0) else 1
    whole, rest = divmod(abs(top), abs(bottom))
    return Decimal(sign * (whole + (2 * rest >= abs(bottom)))).scaleb(-12)


def operand(rows: Iterable[Record]) -> Decimal:
    """What an operand's contributions come to: their sum, or the ratio of two sums."""
    rows = list(rows)
    sides = {"of": Decimal(0), "to": Decimal(0)}
    for row in rows:
        sides[row["side"]] += row["value"] * row["sign"]
    if rows[0]["formula"] == "ratio":
        return quotient(sides["of"], sides["to"], rows[0]["times"])
    return sides["of"]


def combined(rows: Iterable[Record]) -> Decimal:
    """What the contributions of a figure come to, worked out from its measure alone, in the base unit."""
    by_operand: dict[str, list[Record]] = defaultdict(list)
    for row in rows:
        by_operand[row["operand"]].append(row)
        measure = row["measure"]
    values = {name: operand(those) for name, those in by_operand.items()}
    if measure == "percent_of_plan":
        return quotient(values["actual"], values["plan"], 100)
    if measure == "growth":
        return quotient(values["actual"] - values["previous"], values["previous"], 100)
    if measure == "share":
        return quotient(values["part"], values["whole"], 100)
    (value,) = values.values()
    return value


def traced(home: Home, table: str, *names: str) -> dict[tuple[Any, ...], list[Record]]:
    """The rows of a view by the columns that name the figure."""
    found: dict[tuple[Any, ...], list[Record]] = defaultdict(list)
    with connected(home.published_warehouse, read_only=True) as connection:
        for row in records(connection, f"from {table}"):
            found[tuple(row[name] for name in names)].append(row)
    return found


def test_every_printed_figure_is_what_its_contributions_come_to(demo_home: Home) -> None:
    traces = traced(demo_home, "kpi.appendix_trace", "appendix", "row", "column_name", "year")
    with connected(demo_home.published_warehouse, read_only=True) as connection:
        cells = records(connection, "from kpi.appendix_values where value is not null")
    assert len(cells) > 700
    for cell in cells:
        place = cell["appendix"], cell["row"], cell["column_name"], cell["year"]
        rows = traces.pop(place)
        ratio = rows[0]["measure"] in ("percent_of_plan", "growth", "share")
        per_base = 1 if ratio else rows[0]["per_base"]
        assert combined(rows) * per_base == cell["value"], place
    assert not traces


def test_every_figure_of_every_indicator_is_what_its_contributions_come_to(demo_home: Home) -> None:
    names = ("indicator", "dimension", "code", "year", "measure")
    with connected(demo_home.published_warehouse, read_only=True) as connection:
        whole = records(connection, "from kpi.indicator_year")
        parts = records(connection, "from kpi.indicator_part_year")
    measures = ("plan", "actual", "percent_of_plan", "previous", "growth", "next_plan", "stock", "share")
    figures = {
        tuple({"dimension": None, "code": None, **row, "measure": measure}[name] for name in names): row[measure]
        for row in (*whole, *parts)
        for measure in measures
        if row.get(measure) is not None
    }
    traces = traced(demo_home, "kpi.trace", *names)
    assert traces.keys() == figures.keys()
    for figure, rows in traces.items():
        assert combined(rows) == figures[figure] == rows[0]["figure"], figure


def test_the_trace_of_the_tables_says_what_that_of_the_figures_says(demo_home: Home) -> None:
    """Said anew for readers, who ask it most: the same values for each figure that a table prints, no more, no less."""
    with connected(demo_home.published_warehouse, read_only=True) as connection:
        of_tables, of_figures = (
            {
                tuple(
                    row[name]
                    for name in (*FIGURE, "operand", "side", "term", "submission_id", "sheet", "cell", "value")
                )
                for row in records(connection, query)
            }
            for query in ("from kpi.appendix_trace", "from kpi.trace")
        )
    printed = {row[: len(FIGURE)] for row in of_tables}
    assert len(of_tables) > 3000
    assert of_tables == {row for row in of_figures if row[: len(FIGURE)] in printed}


def test_of_many_returns_the_largest_are_told_and_what_the_others_come_to(demo_home: Home, declared: Catalogue) -> None:
    """Ten post offices, four quarters: 40 returns; where all sums may tell one together, each tells 10."""
    with connected(demo_home.published_warehouse, read_only=True) as connection:
        figures = [each for each in printed_figures(connection, [1], 2014) if each["row"] == 1]
        rows = {1: appendix_rows(connection, 1, 2014)}
        whole, bounded = (ground(connection, figures, None, *most) for most in ((200, 20_000), (200, 1)))
    assert not whole.rest
    (told,) = (each for key, each in whole.returns.items() if key[3] == 2014 and key[4] == "actual")
    key = key_of(told[0], TERM)
    few, rest = bounded.returns[key], bounded.rest[key]
    assert [len(told), len(few), rest["returns_of"]] == [40, 10, 30]
    assert sum(each["total"] for each in few) + rest["total"] == sum(each["total"] for each in told)
    assert min(each["total"] for each in few) >= sorted(each["total"] for each in told)[-11]
    assert rest["cells_of"] == sum(len(each["cells"]) for each in told) - sum(len(each["cells"]) for each in few)
    (trace,) = (each for each in traces(figures, bounded, declared) if each.cell["measure"] == "actual")
    page = as_sources_page(appendix_paper(1, 2014, rows, declared), "phu-luc-1.html", [trace], declared)
    assert f"Còn 30 báo cáo nhỏ hơn ({rest['cells_of']} ô)" in page


def standing_in(home: Home, submission_id: str, file_name: str) -> Any:
    """Opens an original: a function from sheet and cell to what stands there."""
    original = archived(home, submission_id)
    if not file_name.endswith(".csv"):
        with original.open("rb") as file:
            book = openpyxl.load_workbook(file, data_only=True)
        return lambda sheet, cell: book[sheet].cell(*coordinate_to_tuple(cell)).value
    text = original.read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(text.splitlines(), delimiter=max(";,\t", key=text.count)))

    def at(_: str, cell: str) -> str:
        row, column = coordinate_to_tuple(cell)
        return rows[row - 1][column - 1]

    return at


def typed(value: Any) -> Decimal:
    """A number as it was typed: a number, or a Vietnamese one as text, maybe with its unit behind."""
    if isinstance(value, int | float):
        return Decimal(str(value))
    return Decimal(re.sub(r"[^\d,.-]", "", value).replace(".", "").replace(",", "."))


def test_each_cell_of_a_trace_holds_its_value(demo_home: Home) -> None:
    """In every original: the typed number, in a unit that is 1, 1.000, a million or a billion of the base unit."""
    with connected(demo_home.published_warehouse, read_only=True) as connection:
        rows = records(connection, "select distinct submission_id, file_name, sheet, cell, value from kpi.trace")
    by_file: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for row in rows:
        by_file[row["submission_id"], row["file_name"]].append(row)
    texts = 0
    for (submission_id, file_name), cells in by_file.items():
        at = standing_in(demo_home, submission_id, file_name)
        for row in cells:
            there = at(row["sheet"], row["cell"])
            texts += isinstance(there, str)
            assert row["value"] in {typed(there) * times for times in (1, 10**3, 10**6, 10**9)}, row
    assert len(by_file) > 100
    assert texts > 1000


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, blank: Path, declared: Catalogue, write_post: Any) -> Home:
    """A post office: a quarter that was corrected, one with a bad cell, one that states the year so far."""
    home = empty(tmp_path_factory.mktemp("told"), blank)
    corrected = postal(120, "1.234,5 kg", "12,5 triệu đồng", above="Lý do điều chỉnh: nhập nhầm")
    since = postal(900)
    since[2], since[4] = [f"Kỳ báo cáo: {SINCE['2014-Q3']}"], ["Chỉ tiêu", "ĐVT", "Thực hiện"]
    for name, rows in (
        ("a.xlsx", postal(100, "1.234,5 kg", "12,5 triệu đồng")),
        ("a (điều chỉnh).xlsx", corrected),
        ("b.xlsx", postal(250, "nhiều", period="II/2014")),
        ("c.xlsx", since),
    ):
        write_post(home.inbox / name, rows)
        steps.take_in(home, declared)
    night(home, declared)
    return home


@pytest.fixture(scope="module")
def write_post() -> Any:
    """Writes rows as the first sheet of a workbook."""

    def write(path: Path, rows: Iterable[Iterable[Any]]) -> None:
        book = openpyxl.Workbook()
        for row in rows:
            book.worksheets[0].append(list(row))
        book.save(path)

    return write


def trace_of(home: Home, declared: Catalogue, indicator: str) -> Trace:
    with connected(home.published_warehouse, read_only=True) as connection:
        (figure,) = [
            each
            for each in figures_of(connection, indicator, 2014)
            if each["measure"] == "actual" and each["dimension"] is None
        ]
        with connected(home.warehouse, read_only=True) as ledger:
            (found,) = traces([figure], ground(connection, [figure], ledger), declared)
    return found


def test_a_corrected_cell_is_told_with_what_it_was(told: Home, declared: Catalogue) -> None:
    """100 became 120; 250; 900 since January is 900 - 120 - 250 = 530."""
    found = trace_of(told, declared, "press_copies")
    assert (found.printed, found.worked) == ("900", "900")
    (added,) = found.sums
    assert [(each["receipt_no"], each["file_name"], each["total"]) for each in added.returns] == [
        (2, "a (điều chỉnh).xlsx", 120),
        (3, "b.xlsx", 250),
        (4, "c.xlsx", 530),
    ]
    (change,) = found.changes
    assert (change["corrects_no"], change["receipt_no"], change["before"], change["after"]) == (1, 2, 100, 120)
    assert (change["cell"], change["reason"]) == ("C6", "nhập nhầm")
    assert [(gone["receipt_no"], gone["status"], gone["superseded_no"]) for gone in found.gone] == [
        (1, "superseded", 2)
    ]


def test_a_rejected_cell_is_told(told: Home, declared: Catalogue) -> None:
    """The second quarter has no mail: its cell said "nhiều"; of 1.234,5 kg nothing was corrected."""
    found = trace_of(told, declared, "ordinary_mail")
    assert found.exact == "1.234,5 kg"
    (rejected,) = found.rejections
    assert (rejected["receipt_no"], rejected["cell"], rejected["value"]) == (3, "C7", "nhiều")
    assert not found.changes
    # The row was about mail, which no other figure lacks.
    assert not trace_of(told, declared, "press_copies").rejections


def test_text_with_its_unit_and_a_year_so_far_stand_where_the_trace_says(told: Home, declared: Catalogue) -> None:
    for indicator, times in (("press_copies", 1), ("ordinary_mail", 1), ("post_revenue", 10**6)):
        for each in trace_of(told, declared, indicator).sums[0].returns:
            at = standing_in(told, each["submission_id"], each["file_name"])
            for cell in each["cells"]:
                stated = cell["value"] if cell["stated"] is None else cell["stated"]
                assert typed(at(each["sheet"], cell["cell"])) * times == stated
    last = trace_of(told, declared, "press_copies").sums[0].returns[-1]["cells"][0]
    assert (last["stated"], last["value"]) == (900, 530)


@pytest.fixture
def asked(demo_home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Asks as the command line does: what is printed."""
    monkeypatch.setenv("SOLIEU_HOME", str(demo_home.root))

    def ask(what: str, **options: Any) -> str:
        trace(what, 2014, **options)
        return capsys.readouterr().out

    return ask


def test_a_person_asks_for_a_figure(demo_home: Home) -> None:
    """Row 4 of Appendix 2: 651.134 against 400.000 is 162,7835, printed as 163%."""
    where = ("appendix-2", "--row", "4", "--year", "2014", "--column", "percent_of_plan")
    said = solieu(demo_home, "trace", *where)
    for part in ("163%", "162,7835", "651.134 : 400.000 × 100", "16 báo cáo", "3416/QĐ-UBND", "Sheet1!B40"):
        assert part in said
    # Of the same file a row of FTTH was rejected, which is in another figure.
    assert "mười lăm" not in said
    assert "trước 11.812, nay 13.422" in said
    # Named by its indicator it has the same mark, for the same return that was accepted in part.
    assert "162,78%*" in solieu(
        demo_home, "trace", "mobile_prepaid_new", "--year", "2014", "--measure", "percent_of_plan"
    )


def test_rows_columns_and_parts_go_by_name_as_well(asked: Any) -> None:
    """56 cells of each of four operators are 224; Viettel has 282.309 of the 651.134."""
    cells = asked("appendix-2", row="4", column="actual", everything=True).splitlines()
    assert sum(bool(re.match(r"\s{8}[A-Z]+\d+ ", line)) for line in cells) == 224
    plan = {"row": "di động trả trước", "column": "Kế hoạch năm 2014", "as_json": True}
    record = json.loads(asked("phu-luc-2", **plan))
    assert (record["printed"], record["sums"][0]["total"], record["row"]) == ("400.000", 400000, 4)
    (told,) = record["sums"][0]["returns"]
    assert (told["decision_number"], told["cells"][0]["value"]) == ("3416/QĐ-UBND", 400000)
    assert record["command"] == "solieu trace mobile_prepaid_new --year 2014 --measure plan"
    share = asked("mobile_prepaid_new", measure="share", breakdown="Viettel")
    assert "282.309 : 651.134 × 100" in share


@pytest.mark.parametrize(
    ("what", "number"),
    [
        ("Phụ lục 2", 2),
        ("PHỤ LỤC SỐ II", 2),
        ("phu luc ba", 3),
        ("Biểu 8. Thuê bao hiện có trên mạng và doanh thu năm 2014 theo doanh nghiệp", 204),
        ("Kết quả hoạt động Viễn thông, Internet năm 2014", 2),
        ("thanh tra chuyên ngành thông tin", 3),
        ("Doanh thu viễn thông, Internet", None),
        ("kết quả", None),
        ("ftth_new", None),
    ],
)
def test_a_table_goes_by_the_names_that_people_use(declared: Catalogue, what: str, number: int | None) -> None:
    """Its number in figures or words, its title or a piece that only one has; an indicator is no table."""
    assert table_number(what, declared) == number


def test_the_plan_of_a_year_to_come_is_the_one_announced(asked: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """2.200 FTTH lines are planned for 2015, of which nothing is in."""
    assert "2.200" in asked("Phụ lục 2", row="6", column="next_plan")
    trace("ftth_new", 2015, measure="plan", as_json=True)
    record = json.loads(capsys.readouterr().out)
    assert (record["printed"], record["year"], record["measure"]) == ("2.200", 2014, "next_plan")
    assert record["sums"][0]["returns"][0]["cells"]


def test_as_of_a_moment_a_figure_had_other_sources(
    told: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """When the first file alone was in, the year had 100 copies."""
    monkeypatch.setenv("SOLIEU_HOME", str(told.root))
    with connected(told.warehouse, read_only=True) as connection:
        (first,) = records(connection, "select ingested_at from ops.receipts where receipt_no = 1")
    trace("press_copies", 2014, as_json=True, as_of=first["ingested_at"].isoformat())
    record = json.loads(capsys.readouterr().out)
    assert (record["printed"], record["changes"], record["gone"]) == ("100", [], [])


@pytest.mark.parametrize(
    ("what", "options", "said"),
    [
        ("appendix-2", {"row": "9", "column": "actual"}, "4. Điện thoại di động trả trước"),
        ("appendix-2", {"row": "4", "column": "thang"}, "percent_of_plan (So với kế hoạch 2014)"),
        ("appendix-2", {}, "hãy nêu --row"),
        ("appendix-7", {"row": "1", "column": "actual"}, "appendix-1, appendix-2, appendix-3, bieu-1"),
        ("ftth_neww", {}, "ftth_new (Thuê bao Internet cáp quang FTTH phát triển mới)"),
        ("ftth_new", {"breakdown": "Cà Mau"}, "193 (Thành phố Hạ Long)"),
        ("telephone_density", {"measure": "plan"}, "actual; growth; previous"),
    ],
)
def test_a_question_without_an_answer_is_told_what_there_is(
    asked: Any, what: str, options: dict[str, str], said: str
) -> None:
    with pytest.raises(Unasked) as refused:
        asked(what, **options)
    assert said in str(refused.value)


def linked(page: str, pattern: str) -> set[str]:
    return set(re.findall(pattern, page))


@pytest.mark.parametrize("number", [2, 0])
def test_each_figure_of_a_page_leads_to_its_sources_and_back(demo_home: Home, declared: Catalogue, number: int) -> None:
    """Appendix 2, and the annex (0): each figure is a link to a section of its own in the page beside it."""
    tables = [number] if number else list(declared.annex)
    with connected(demo_home.published_warehouse, read_only=True) as connection:
        found = annex_rows(connection, list(declared.annex), 2014) | {2: appendix_rows(connection, 2, 2014)}
        traced = traces_of(connection, tables, 2014, declared)
        again = traces_of(connection, tables, 2014, declared)
    paper = appendix_paper(2, 2014, found, declared) if number else annex_paper(2014, found, declared)
    page = as_sources_page(paper, "phu-luc.html", traced, declared)
    document = as_html(paper, sources("nguon.html", traced, declared))
    figures = {
        place({"appendix": e.table.number, "row": record["row"], "column_name": name}, declared)
        for e in paper.exhibits
        for record in e.table.records
        for name in (c.name for c in declared.printed_tables[e.table.number].columns if c.printed)
        if record[name] is not None
    }
    assert (
        linked(document, r'href="nguon\.html#([^"]+)"')
        == figures
        == linked(document, r'<a class="source" id="([^"]+)"')
    )
    assert figures <= linked(page, r'<section id="([^"]+)"')
    assert figures <= linked(page, r'href="phu-luc\.html#([^"]+)"')
    assert linked(page, r'href="#([^"]+)"') <= linked(page, r'<section id="([^"]+)"')
    assert not re.search(r"https?:|src=|@import|url\(|<script|<link", page + document)
    assert page == as_sources_page(paper, "phu-luc.html", again, declared)
    if number:
        assert "= 651.134 : 400.000 × 100" in page
        assert "162,7835 làm tròn khi in đến hàng đơn vị" in page

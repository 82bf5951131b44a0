"""Every figure on the board is that of the published warehouse."""

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from pipelines import steps
from schemas.declarations import Catalogue
from schemas.home import Home
from schemas.lineage import links
from warehouse.store import connected

MEASURES = ("plan", "actual", "percent_of_plan", "growth", "stock", "next_plan")


@pytest.fixture(scope="module")
def board(demo_home: Home, declared: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of the demo, in a folder of their own."""
    place = Home(tmp_path_factory.mktemp("figures"))
    for name in (demo_home.warehouse.name, "published"):
        (place.root / name).symlink_to(demo_home.root / name)
    steps.write_board_pages(place, declared)
    return place.board


def asked(home: Home, query: str) -> list[dict[str, Any]]:
    with connected(home.published_warehouse, read_only=True) as connection:
        return connection.execute(query).pl().to_dicts()


def shown(cell: Any) -> tuple[Decimal, str] | None:
    """The figure of a cell, to its last digit and as it reads; None where there is none."""
    data = cell.find(".//data")
    return None if data is None else (Decimal(data.get("value")), data.text)


def reads(value: Decimal, places: int) -> str:
    """The figure half up, as it is written in Vietnamese."""
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{rounded:,}".replace(",", " ").replace(".", ",").replace(" ", ".")


def test_the_years_of_every_indicator(board: Path, demo_home: Home, declared: Catalogue) -> None:
    rows = asked(demo_home, "from kpi.indicator_year")
    wanted = {(r["indicator"], r["year"], m): r[m] for r in rows for m in MEASURES if r[m] is not None}
    found = {}
    for code in declared.indicators:
        page = html.parse(str(board / "chi-tieu" / f"{code}.html"))
        for cell in page.iterfind(".//td[@data-measure]"):
            if (figure := shown(cell)) is not None:
                key = (code, int(cell.get("data-year")), cell.get("data-measure"))
                found[key] = figure[0]
                ratio = key[2] in ("percent_of_plan", "growth")
                assert figure[1] == reads(figure[0], 2 if ratio else declared.indicators[code].decimals), key
    assert found == wanted
    assert len(found) > 400


def test_every_part_of_every_indicator(board: Path, demo_home: Home, declared: Catalogue) -> None:
    rows = asked(demo_home, "from kpi.indicator_part_year where actual is not null")
    wanted = sorted((r["indicator"], r["code"], r["year"], r["actual"]) for r in rows)
    found = [
        (code, row.get("data-code"), int(cell.get("data-year")), figure[0])
        for code in declared.indicators
        for row in html.parse(str(board / "chi-tieu" / f"{code}.html")).iterfind(".//tr[@data-code]")
        for cell in row.iterfind("td[@data-year]")
        if (figure := shown(cell)) is not None
    ]
    assert sorted(found) == wanted


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_appendices_of_each_year(board: Path, demo_home: Home, declared: Catalogue, number: int) -> None:
    page = html.parse(str(board / f"phu-luc-{number}.html"))
    columns = [column.name for column in declared.appendices[number].columns if column.printed]
    for year in (2013, 2014):
        rows = asked(demo_home, f"from kpi.appendix_{number} where year = {year} order by row")
        wanted = [row[name] for row in rows for name in columns]
        (table,) = page.xpath(f"//section[@aria-labelledby='year-{year}']//table")
        cells = [shown(cell) for cell in table.iterfind(".//td[@class='figure']")]
        assert [cell and cell[0] for cell in cells] == wanted


def test_what_is_printed_of_2014(board: Path) -> None:
    """Row 3 of Appendix 2: 30.000 planned, 29.672 added; FTTH 3.363 of 1.500 is 224%."""
    page = html.parse(str(board / "phu-luc-2.html"))
    (table,) = page.xpath("//section[@aria-labelledby='year-2014']//table")
    rows = [[cell.text_content() for cell in row.iterfind("td[@class='figure']")] for row in table.iterfind("tbody/tr")]
    assert [text.rstrip("*") for text in rows[2][:2]] == ["30.000", "29.672"]
    assert [text.rstrip("*") for text in rows[5][:3]] == ["1.500", "3.363", "224%"]


def test_an_early_year_is_a_column_and_its_documents(
    demo_home: Home, declared: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where one year is drawn, 2013 stands in the table over the years, and what was printed of it is a link away."""
    monkeypatch.setattr("warehouse.board._YEARS", 1)
    for name in (demo_home.warehouse.name, "published"):
        (tmp_path / name).symlink_to(demo_home.root / name)
    document = tmp_path / "reports" / "2013" / "phu-luc-2.pdf"
    document.parent.mkdir(parents=True)
    document.write_bytes(b"%PDF-1.7")
    steps.write_board_pages(Home(tmp_path), declared)
    page = html.parse(str(tmp_path / "board" / "phu-luc-2.html"))
    assert page.xpath("//section/@aria-labelledby") == ["year-2014"]
    over = page.xpath("//table[@aria-labelledby='over-actual']")[0]
    assert [cell.text_content() for cell in over.iterfind("tbody/tr[3]/td")] == ["25.830", "29.672"]
    (link,) = page.xpath("//p[contains(., '2013')]/a/@href")
    assert (tmp_path / "board" / link).samefile(document)


def test_lineage_names_the_columns_that_the_trace_names(demo_home: Home, declared: Catalogue) -> None:
    """Whatever cell stands behind a printed figure lies in a form column that lineage declares for it."""
    query = (
        "select distinct t.appendix, t.row, t.column_name, coalesce(f.layout, f.form) as form, t.form_column "
        "from kpi.appendix_trace as t inner join core.returns as f on t.submission_id = f.submission_id"
    )
    declared_ways = {
        (number, link.row, link.column, link.form, link.form_column)
        for number, table in declared.printed_tables.items()
        for link in links(table, declared)
    }
    with connected(demo_home.warehouse, read_only=True) as connection:
        traced = set(connection.execute(query).fetchall())
    assert len(traced) > 500
    assert traced <= declared_ways


def test_what_is_not_final_is_marked_wherever_it_is_shown(board: Path) -> None:
    """Of 2014 one operator's return was accepted in part: what it sent of prepaid telephones is not all in."""
    page = html.parse(str(board / "phu-luc-2.html"))
    over = page.xpath("//table[@aria-labelledby='over-actual']")[0]
    texts = [[cell.text_content() for cell in row.iterfind("td")] for row in over.iterfind("tbody/tr")]
    assert texts[3] == ["402.700", "651.134*"]
    assert texts[2] == ["25.830", "29.672"]
    (note,) = over.getparent().itersiblings("p")
    assert "* 2014: Số liệu chưa đầy đủ" in note.text_content()
    assert "* 2014: Incomplete: 16 of 16 returns are in (1 of them only in part)." in note.text_content()

    page = html.parse(str(board / "chi-tieu" / "mobile_prepaid_new.html"))
    shown = {row.get("data-code"): row.findall("td")[1].text_content() for row in page.iterfind(".//tr[@data-code]")}
    assert shown["mobifone_centre_5"] == "165.112*"
    assert shown["viettel_quang_ninh"] == "282.309"
    assert all(text.endswith("*") for code, text in shown.items() if code.isdigit())  # A district may lack it.
    (whole,) = page.xpath("//td[@data-measure='actual' and @data-year='2014']")
    assert whole.text_content().endswith("651.134*")
    drawn = " ".join(each.text_content() for each in page.iter("{*}desc", "desc"))
    assert "651.134*" in drawn
    assert "165.112*" in drawn
    assert "282.309*" not in drawn


def test_english_names_rows_and_units(board: Path) -> None:
    page = html.parse(str(board / "phu-luc-2.html"))
    heads = page.xpath("//table[@aria-labelledby='over-actual']//tbody//th")
    english = ["".join(each.text_content() for each in head.iterfind(".//span[@lang='en']")) for head in heads]
    assert english[0].endswith("subscriptions")
    assert english[-1] == "Telecom and internet revenuebillion dong"
    total = html.parse(str(board / "phu-luc-3.html")).xpath("//table[@aria-labelledby='over-inspected']//tbody//th")
    assert [head.findtext(".//span[@lang='en']") for head in total][-1] == "Total"

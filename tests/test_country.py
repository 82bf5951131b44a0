"""A country of two provinces, Quảng Ninh and one made after it: sums, densities, ranks, down to the cells of each."""

import csv
import hashlib
import json
import re
import shutil
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from commands import called, solieu
from conftest import WriteBook, night
from countries import OURS, SILENT, THEIRS, YEAR, build, declare, figure
from test_register import register
from test_vintages import AHEAD
from typed_returns import OPERATOR_HEAD

from reports.nationwide import nation_lines
from reports.showing import appendix
from schemas.country import Country
from schemas.declarations import Catalogue, DeclarationError, catalogue
from schemas.home import Home
from sources.demo.seed import Seed, seed
from warehouse import models
from warehouse.country import OF, ranked
from warehouse.reading import annex_rows
from warehouse.store import connected, sql


def test_figures_are_the_sums_of_the_provinces(nation: duckdb.DuckDBPyConnection, totals: Seed) -> None:
    """Flows, stocks and plans add up; percentages and growth are worked out anew, and never averaged."""
    ours, theirs = (known.telecom.services["mobile_prepaid"].years for known in (seed(), totals))
    new = ours[2014].new + theirs[2014].new
    assert ours[2014].new == 651134
    assert figure(nation, "mobile_prepaid_new") == new
    assert figure(nation, "mobile_prepaid_new", "stock") == ours[2014].stock + theirs[2014].stock
    plan = seed().plans["mobile_prepaid_new"][2014] + totals.plans["mobile_prepaid_new"][2014]
    assert figure(nation, "mobile_prepaid_new", "plan") == plan
    before = ours[2013].new + theirs[2013].new
    assert abs(figure(nation, "mobile_prepaid_new", "percent_of_plan") - Decimal(new) / plan * 100) < Decimal("1e-9")
    assert abs(figure(nation, "mobile_prepaid_new", "growth") - Decimal(new - before) / before * 100) < Decimal("1e-9")


def test_a_density_is_worked_out_of_the_sums(nation: duckdb.DuckDBPyConnection, totals: Seed) -> None:
    """Mobile subscriptions of both over the people of both."""
    mobile, people = 0, 0
    for known in (seed(), totals):
        mobile += sum(known.telecom.services[s].years[2014].stock for s in ("mobile_postpaid", "mobile_prepaid"))
        people += known.population.totals[2014]
    assert abs(figure(nation, "mobile_density") - Decimal(mobile) / people * 100) < Decimal("1e-9")


def test_branches_of_an_enterprise_are_one(nation: duckdb.DuckDBPyConnection) -> None:
    """The share of VNPT is that of VNPT Quảng Ninh and VNPT Bắc Giang together; both provinces split by the same."""
    rows = nation.sql(
        "select code, sum(actual) from kpi.indicator_part_year"
        " where indicator = 'ftth_new' and year = 2014 and dimension = 'submitter' group by code order by code"
    ).fetchall()
    assert [code for code, _ in rows] == ["viettel", "vnpt"]
    assert sum(value for _, value in rows) == figure(nation, "ftth_new")
    assert nation.sql("select vi from dim.submitters where code = 'vnpt'").fetchall() == [("VNPT",)]


def test_the_annex_lists_provinces_in_place_of_thousands_of_post_offices(land: Country, totals: Seed) -> None:
    with connected(land.national.warehouse, read_only=True) as connection:
        rows = annex_rows(connection, [102], YEAR)[102]
    copies = [known.postal.years[YEAR]["press"] for known in (seed(), totals)]
    names = [land.names[code] for code in (OURS, THEIRS)]
    assert [(row["label"], row["press_copies"]) for row in rows] == [
        *zip(names, copies, strict=True),
        ("Tổng cộng", sum(copies)),
    ]


def test_provinces_rank(land: Country, totals: Seed) -> None:
    """By revenue: the larger first, with its share of the country."""
    revenue = {OURS: seed().telecom.revenue[2014], THEIRS: totals.telecom.revenue[2014]}
    found = ranked(land.national, "telecom_revenue", YEAR)
    assert [(row["rank"], row["province"], row["value"]) for row in found] == [
        (place, code, revenue[code])
        for place, code in enumerate(sorted(revenue, key=lambda code: -revenue[code]), start=1)
    ]
    for row in found:
        assert abs(row["share"] - Decimal(revenue[row["province"]]) / sum(revenue.values()) * 100) < Decimal("1e-9")


def test_a_stock_of_an_earlier_period_has_no_share(
    copy: Country, write_book: WriteBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """300 at the end of a first quarter there are in no sum with 500 at the end of the second here, nor half of it."""
    year = YEAR + 1
    for code, who, quarter, on_network in ((OURS, "VNPT Quảng Ninh", "II", 500), (THEIRS, "VNPT Bắc Giang", "I", 300)):
        home, declared = copy.home(code), copy.catalogue(code)
        title = [f"Báo cáo kết quả hoạt động viễn thông, Internet quý {quarter} năm {year}"]
        services = [[declared.districts[0].vi, service, 10, on_network, 5] for service in ("FTTH", "xDSL")]
        write_book(home.inbox / "new.xlsx", [[who], title, OPERATOR_HEAD, *services])
        night(home, declared)
    build(copy)
    for indicator, times in (("ftth_subscriptions", 1), ("internet_subscriptions", 2)):
        here, there = ranked(copy.national, indicator, year)
        assert (here["province"], here["value"], here["share"], here["behind"]) == (OURS, 500 * times, 100, False)
        assert (there["rank"], there["value"], there["share"], there["behind"]) == (2, 300 * times, None, True)
        assert here["whole"]["left_out"] == f"{THEIRS}:behind"
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root))
    told = solieu(None, "country", "ranks", "--indicator", "internet_subscriptions", "--year", str(year))
    assert "*** Số của kỳ trước kỳ cuối mà cả nước có, nên không nằm trong số cả nước" in " ".join(told.split())
    assert ("600***" in told, f"Tỉnh Bắc Giang (Quý I/{year})" in " ".join(told.split())) == (True, True), told


def test_what_adds_up_to_nothing_is_the_provinces_alone(land: Country, nation: duckdb.DuckDBPyConnection) -> None:
    """Both are 10th of 63, and pay for five years: nobody is 20th of 126, or pays the half of both for ten years."""
    asked = "from kpi.indicator_year where year = 2014 and indicator in "
    alone = "('ict_readiness_rank', 'provinces_ranked', 'video_rent_years', 'video_rent_per_year')"
    rows = nation.sql(f"select actual, previous, plan {asked} {alone}").fetchall()
    assert rows == [(None, None, None)] * 4
    parts = "select code, actual from kpi.indicator_part_year where indicator = 'ict_readiness_rank' and year = 2014"
    assert sorted(nation.sql(parts).fetchall()) == [(OURS, 10), (THEIRS, 10)]
    both = ranked(land.national, "ict_readiness_rank", YEAR, of_places=True)
    assert [(row["value"], row["rank"], row["share"]) for row in both] == [(10, 1, None), (10, 1, None)]


def test_every_figure_adds_up_from_cells(land: Country, nation: duckdb.DuckDBPyConnection) -> None:
    """A sum is the sum of its trace, every figure has one, and each file lies in the archive of its province."""
    off, plain = nation.sql(
        "with traced as (select indicator, dimension, code, year, measure, figure, sum(value * sign) as value"
        " from kpi.trace where coalesce(formula, '') <> 'ratio' group by all having count(distinct operand) = 1)"
        " select count(*) filter (where value <> figure), count(*) from traced"
    ).fetchall()[0]
    assert (off, plain > 1000) == (0, True)
    bare = nation.sql(
        "select count(*) from kpi.figures as f anti join kpi.trace as t"
        " on f.indicator = t.indicator and f.year = t.year and f.measure = t.measure"
    ).fetchall()
    assert bare == [(0,)]
    files = nation.sql("select distinct submission_id, file_name from kpi.appendix_trace").fetchall()
    for submission, name in files:
        code, _, sha256 = submission.partition(":")
        assert any(path.name.startswith(sha256) for path in land.home(code).archive.rglob("*"))
        assert name.startswith("Tỉnh Quảng Ninh/" if code == OURS else "Tỉnh Bắc Giang/")


def test_a_province_differs_where_it_declares_so(land: Country) -> None:
    """Its own names and due dates, and everything else as all have it."""
    ours, theirs = land.catalogue(OURS), land.catalogue(THEIRS)
    assert (theirs.forms["population"].due_days, ours.forms["population"].due_days) == (20, 180)
    assert theirs.forms["population"].titles[0] == "Báo cáo dân số"
    assert theirs.forms["register"] == ours.forms["register"]
    assert ours.version == catalogue().version  # Which provinces there are makes none of its figures.
    assert "vnpt_24" in theirs.submitters
    assert "vnpt_24" not in ours.submitters


def test_documents_are_the_countrys(land: Country) -> None:
    """They speak in the ministry's name, and the districts of the country are provinces."""
    declared = land.declared
    page = str(appendix("2", YEAR, "html", land.national, declared))
    assert "của Bộ Thông tin và Truyền thông" in page
    assert [district.vi for district in declared.districts] == ["Tỉnh Quảng Ninh", "Tỉnh Bắc Giang"]


def test_nothing_new_builds_nothing(copy: Country) -> None:
    """What no province published anew is not taken over again."""
    taken = build(copy)
    assert (taken.provinces, taken.years) == ((), ())


def test_a_province_that_is_silent_is_missing(copy: Country) -> None:
    """Its figures are not nothing: sums are marked, the country has no plan, and it stands last, without a rank."""
    place = declare(copy, OURS, THEIRS, SILENT)
    taken = build(place)
    assert taken.absent == (SILENT,)
    with closing(duckdb.connect(str(place.national.published_warehouse), read_only=True)) as nation:
        assert figure(nation, "mobile_prepaid_new", "plan") is None
        ((received, expected),) = nation.sql(
            "select returns_received, returns_expected from kpi.indicator_year"
            " where indicator = 'mobile_prepaid_new' and year = 2014"
        ).fetchall()
        assert (received, expected) == (32, 33)
        ((marked,),) = nation.sql("select incomplete from appendix_2 where year = 2014 and row = 4").fetchall()
        assert "actual 32/33" in marked
    solieu(place.national, "sign", "2014", "--number", "1/BC", "--date", "2015-01-05")
    named = "báo cáo, thiếu số của 1 tỉnh: Thành phố Đà Nẵng (chưa có bản công bố dùng được)."
    for line in (("appendix", "1"), ("appendix", "1", "--signed", "1/BC"), ("trace", "press_copies"), ("sentences",)):
        told = " ".join(solieu(place.national, *line, "--year", "2014").split())
        assert (named in told, "quá hạn" in told) == (True, False), told
    unplanned = "Chưa cộng được kế hoạch của cả nước, thiếu số của 1 tỉnh: Thành phố Đà Nẵng (chưa có bản công bố"
    for line in (("appendix", "2"), ("appendix", "2", "--signed", "1/BC")):
        assert unplanned in " ".join(solieu(place.national, *line, "--year", "2014").split())
    last = ranked(place.national, "telecom_revenue", YEAR)[-1]
    assert (last["province"], last["value"], last["rank"], last["ranked"]) == (SILENT, None, None, 2)


def test_why_a_province_is_missing(copy: Country) -> None:
    """Named are those of which nothing is in a sum, and those of which a part of it is declared otherwise."""
    of_theirs = f"where province = '{THEIRS}' and indicator ="
    with connected(copy.national.warehouse) as connection:
        for change in (
            f"indicator_returns set through_period = '2014-Q3' {of_theirs} 'ftth_subscriptions'",
            f"indicator_returns set returns_received = 0, returns_missing = 16 {of_theirs} 'ftth_new'",
            f"defined set unit = 'piece' {of_theirs} 'mobile_prepaid_new'",
        ):
            connection.execute(f"update country.{change}")
        connection.execute(f"delete from country.indicator_returns {of_theirs} 'xdsl_new' and year = {YEAR}")
        connection.execute(sql("country_compare"))
        models.rebuild(connection, "kpi/indicator_returns", [YEAR], copy.declared, OF)
        found = connection.execute(
            "select indicator, left_out, returns_received, returns_expected, returns_missing"
            f" from kpi.indicator_returns where year = {YEAR} and left_out is not null order by all"
        ).fetchall()
    # Who says something of it that does not count here is one return; who says that nothing is in, all of them.
    assert found == [
        ("ftth_new", "24:waiting", 16, 32, 16),
        ("ftth_subscriptions", "24:behind", 4, 5, 1),
        ("internet_density", "24:behind", 5, 6, 1),
        ("internet_subscriptions", "24:behind", 4, 5, 1),
        ("mobile_prepaid_new", "24:unit", 16, 17, 1),
        ("telephone_new", "24:term", 16, 17, 1),
        ("xdsl_new", "24:silent", 16, 17, 1),
    ]


def test_whose_plan_is_missing(copy: Country) -> None:
    """A target that one province has and the other has not is none of the country's: blanks say whose."""
    with connected(copy.national.warehouse) as connection:
        of_prepaid = "indicator = 'mobile_prepaid_new' and measure = 'plan'"
        nobody = "indicator = 'ftth_new' and measure = 'plan'"
        connection.execute(
            "delete from country.standing_targets"
            f" where year = {YEAR} and ({nobody} or {of_prepaid} and province = '{THEIRS}')"
        )
        connection.execute(f"insert into country.touched values ({YEAR}, now())")
    build(copy)
    with closing(duckdb.connect(str(copy.national.published_warehouse), read_only=True)) as nation:
        found = nation.sql(
            "select appendix, row, column_name, left_out, value, maturity"
            f" from kpi.appendix_values where year = {YEAR} and method = 'plan_missing' order by all"
        ).fetchall()
        ((incomplete,),) = nation.sql(f"select incomplete from appendix_2 where year = {YEAR} and row = 4").fetchall()
    assert f"percent_of_plan no plan of {THEIRS}, plan no plan of {THEIRS}" in incomplete
    with (copy.national.published / "appendix_2.csv").open(encoding="utf-8-sig") as file:
        (row,) = (row for row in csv.DictReader(file, delimiter=";") if (row["Năm"], row["Dòng"]) == (str(YEAR), "4"))
    assert f"để trống vì không có kế hoạch của tỉnh mã {THEIRS}" in row["Các cột chưa đủ báo cáo"]
    places = [(2, 4, "percent_of_plan"), (2, 4, "plan"), (201, 4, "percent_of_plan"), (201, 4, "plan")]
    assert found == [(*place, f"{THEIRS}:planless", None, "provisional") for place in places]
    told = called(copy.national, "trace", "mobile_prepaid_new", "--measure", "plan", "--year", str(YEAR))
    assert "thiếu số của 1 tỉnh: Tỉnh Bắc Giang (không có chỉ tiêu kế hoạch)" in told.err
    told = called(copy.national, "trace", "ftth_new", "--measure", "plan", "--year", str(YEAR))
    assert (told.code, "thiếu số" in told.err) == (2, False)


def test_an_announced_plan_stands_until_a_province_has_its_own(
    copy: Country, totals: Seed, write_book: WriteBook
) -> None:
    """A first return of the year here: there the year has not begun, and the plan of the year before stands."""
    year, prepaid = YEAR + 1, "mobile_prepaid_new"
    ours, theirs = (known.plans[prepaid][year] for known in (seed(), totals))

    def sent(code: str, rows: list[list[Any]]) -> tuple[Decimal | None, list[tuple[Any, ...]]]:
        home = copy.home(code)
        write_book(home.inbox / "new.xlsx", rows)
        night(home, copy.catalogue(code))
        assert build(copy).blocked == ()
        traced = f"kpi.trace where indicator = '{prepaid}' and measure = 'plan' and year = {year}"
        with closing(duckdb.connect(str(copy.national.published_warehouse), read_only=True)) as nation:
            cells = f"select figure, value, period, district, column_name from {traced} order by district"
            return figure(nation, "ftth_new", "plan", year), nation.sql(cells).fetchall()

    title = [f"Báo cáo kết quả hoạt động viễn thông, Internet quý I năm {year}"]
    ftth, cells = sent(OURS, [["VNPT Quảng Ninh"], title, OPERATOR_HEAD, ["Hạ Long", "FTTH", 10, 500, 5]])
    assert cells == [
        (ours + theirs, ours, str(YEAR), OURS, "next_plan"),
        (ours + theirs, theirs, str(YEAR), THEIRS, "next_plan"),
    ]
    assert ftth == sum(known.plans["ftth_new"][year] for known in (seed(), totals))
    # A plan of the year stands whole: it has no target of FTTH.
    head = ["Chỉ tiêu", "ĐVT", f"Kế hoạch năm {year}", f"Kế hoạch năm {year + 1}"]
    own = ["Điện thoại di động trả trước", "Thuê bao", theirs + 7, theirs]
    ftth, cells = sent(THEIRS, [["Chỉ tiêu kế hoạch"], ["Phòng KHTC"], [f"Năm {year}"], head, own])
    assert cells == [
        (ours + theirs + 7, ours, str(YEAR), OURS, "next_plan"),
        (ours + theirs + 7, theirs + 7, str(year), THEIRS, "plan"),
    ]
    assert ftth is None


def test_who_is_missing_from_what_a_blank_rests_on(copy: Country) -> None:
    """People of one province alone: the country has no density, and a trace of it says of which one there are none."""
    with connected(copy.national.warehouse) as connection:
        for table in ("observed", "indicator_returns"):
            people = f"indicator = 'population' and province = '{THEIRS}'"
            connection.execute(f"delete from country.{table} where year = {YEAR} and {people}")
        connection.execute(f"insert into country.touched values ({YEAR}, now()), ({YEAR + 1}, now())")
    assert build(copy).blocked == ()
    told = called(copy.national, "trace", "mobile_density", "--year", str(YEAR))
    assert (told.code, "Dân số" in told.err, "thiếu số của 1 tỉnh: Tỉnh Bắc Giang" in told.err) == (2, True, True), told


def test_a_running_year_is_estimated_where_every_province_can_be(copy: Country, write_book: WriteBook) -> None:
    """FTTH gained in a first quarter, times four: 10 here are 40; with 20 there the country's year is at 120."""

    def send(code: str, who: str, gained: int) -> None:
        home = copy.home(code)
        title = [f"Báo cáo kết quả hoạt động viễn thông, Internet quý I năm {AHEAD}"]
        place = copy.catalogue(code).districts[0].vi
        write_book(home.inbox / "new.xlsx", [[who], title, OPERATOR_HEAD, [place, "FTTH", gained, 500, 5]])
        night(home, copy.catalogue(code))
        build(copy)

    def estimate() -> Decimal | None:
        with closing(duckdb.connect(str(copy.national.published_warehouse), read_only=True)) as nation:
            query = f"select value from kpi.estimate_year where indicator = 'ftth_new' and year = {AHEAD}"
            return nation.sql(query).fetchall()[0][0]  # type: ignore[no-any-return]

    send(OURS, "VNPT Quảng Ninh", 10)
    assert estimate() is None
    assert "chưa ước" in solieu(copy.national, "estimates", "--year", str(AHEAD))
    send(THEIRS, "VNPT Bắc Giang", 20)
    assert estimate() == 120


def test_a_country_has_no_past_but_what_was_signed(copy: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked as of a moment is refused for what it is; a signed report differs by what provinces say since."""
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root))
    home = copy.national
    for command in (
        ["diff", "2014", "--from", "2014-11-26"],
        ["appendix", "2", "--year", "2014", "--as-of", "2014-11-26"],
        ["sign", "2014", "--number", "1/BC", "--date", "2015-01-05", "--as-of", "2014-11-26"],
    ):
        told = called(home, *command)
        assert (told.code, "thư mục của từng tỉnh" in told.err) == (2, True), told
    assert "2012, 2013, 2014" in called(home, "estimates", "--year", "2030").err
    signed = solieu(home, "sign", "2014", "--number", "1/BC", "--date", "2015-01-05")
    assert ("số nhận" in signed, "1/BC" in solieu(home, "errata", "1/BC")) == (False, True)
    build(declare(copy, OURS))
    found = called(home, "errata", "1/BC", "--json")
    (new,) = [
        c for c in json.loads(found.out)[0]["errata"] if (c["appendix"], c["row"], c["column_name"]) == (2, 4, "actual")
    ]
    assert (found.code, int(new["after"])) == (1, 651134)
    (left,) = json.loads(found.out)[0]["provinces"]
    assert (left["name_vi"], left["publication_no"], left["years"]) == ("Tỉnh Bắc Giang", None, [2013, 2014])
    assert "không có số liệu của: Tỉnh Bắc Giang." in solieu(home, "errata", "1/BC", code=1)


def test_errata_name_the_provinces_that_they_are_of(
    copy: Country, write_book: WriteBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not one that has the same figures of the year as it had then, whatever it published or was taken over since."""

    def sent(code: str, who: str, when: str, gained: int) -> None:
        title = [f"Báo cáo kết quả hoạt động viễn thông, Internet quý {when}"]
        row = [copy.catalogue(code).districts[0].vi, "FTTH", gained, 500, 5]
        write_book(copy.home(code).inbox / "new.xlsx", [[who], title, OPERATOR_HEAD, row])
        night(copy.home(code), copy.catalogue(code))

    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root))
    home = copy.national
    solieu(home, "sign", "2014", "--number", "1/BC", "--date", "2015-01-05")
    build(declare(copy, OURS))
    sent(OURS, "VNPT Quảng Ninh", "I năm 2015", 10)
    build(declare(copy, OURS, THEIRS, SILENT))
    listed = solieu(home, "errata", "1/BC", code=1)  # Without the plan of the third, there is none.
    assert "không có số liệu của: Thành phố Đà Nẵng" in listed
    assert ("receipts and decisions" in listed, " Do " in listed, "solieu diff" in listed) == (False, False, False)
    sent(THEIRS, "VNPT Bắc Giang", "IV năm 2014", 7)
    build(copy)
    listed = solieu(home, "errata", "1/BC", code=1)
    assert "Tỉnh Bắc Giang: công bố lần 2, " in listed
    (asked,) = re.findall(r"`SOLIEU_HOME=(\S+) solieu (diff 2014 --from \S+)`", listed)
    assert Path(asked[0]) == copy.home(THEIRS).root
    assert "000156 new.xlsx" in solieu(Home(Path(asked[0])), *asked[1].split(), code=1)


def test_an_original_counts_in_one_province(
    copy: Country, write_book: WriteBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same bytes in two inboxes, of offices that both have: no sum holds them twice, and no reader gets it."""
    name, plan = "Sản lượng phát hành báo chí", ["Chỉ tiêu", "ĐVT", "Kế hoạch năm 2015", "Kế hoạch năm 2016"]
    rows = register(["Số văn bản chấp thuận khác đã cấp", "", "", 12, "GP", ""])
    books = (
        write_book(tmp_path / "so.xlsx", rows),
        write_book(
            tmp_path / "ke-hoach.xlsx",
            [["Chỉ tiêu kế hoạch"], ["Phòng KHTC"], ["Năm 2015"], plan, [name, "Tờ, cuốn", 1000, 1100]],
        ),
    )
    for code in (OURS, THEIRS):
        for book in books:
            shutil.copy(book, copy.home(code).inbox)
        night(copy.home(code), copy.catalogue(code))
    with closing(duckdb.connect(str(copy.national.published_warehouse), read_only=True)) as nation:
        before = figure(nation, "permits")
    taken = build(copy)
    assert taken.blocked == ("originals_once",)
    with closing(duckdb.connect(str(copy.national.published_warehouse), read_only=True)) as nation:
        assert figure(nation, "permits") == before
    (outcome,) = (each for each in taken.outcomes if each.blocking)
    named = [(row["year"], row["original"], row["value"]) for row in outcome.guilty.to_dicts()]
    first, second = (hashlib.sha256(book.read_bytes()).hexdigest() for book in books)
    assert named == [(2014, first, 2), (2015, second, 2)]
    told = " ".join(str(line) for line in nation_lines(taken, copy).renderables)
    assert f"Tỉnh Quảng Ninh/so.xlsx, 000156 Tỉnh Bắc Giang/so.xlsx · {first[:12]}" in told
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root))
    assert "000156 Tỉnh Bắc" in solieu(copy.national, "rules", "originals_once", code=1)
    ranks = called(None, "country", "ranks", "--indicator", "permits", "--year", "2014")
    assert (ranks.code, "originals_once (năm 2014" in ranks.err) == (1, True), ranks
    theirs = copy.home(THEIRS)
    for number in re.findall(rf"SOLIEU_HOME={theirs.root} solieu resolve --withdraw (\d+) --reason", told):
        solieu(theirs, "resolve", "--withdraw", number, "--reason", "Của tỉnh khác")
    night(theirs, copy.catalogue(THEIRS))
    assert build(copy).blocked == ()
    with closing(duckdb.connect(str(copy.national.published_warehouse), read_only=True)) as nation:
        assert figure(nation, "permits") == 12


def test_a_file_that_nothing_reads_is_refused(tmp_path: Path) -> None:
    """Its writer believes in it."""
    (tmp_path / "unit.yaml").write_text("[]", "utf-8")
    with pytest.raises(DeclarationError, match=r"unit\.yaml: nothing reads a file of this name"):
        catalogue(tmp_path)


def test_an_empty_file_takes_a_table_away(tmp_path: Path, declared: Catalogue) -> None:
    """A province without one of the further tables; the rest is the program's."""
    (tmp_path / "annex").mkdir()
    (tmp_path / "annex" / "706.yaml").touch()
    own = catalogue(tmp_path)
    assert (706 in declared.annex, 706 in own.annex) == (True, False)
    assert (own.indicators, own.version != declared.version) == (declared.indicators, True)

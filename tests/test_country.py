"""A country of two provinces, Quảng Ninh and one made after it: sums, densities, ranks, down to the cells of each."""

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest
import rights
import yaml
from commands import PROGRAM, called, solieu
from conftest import WriteBook, night
from dagster._core.remote_origin import RegisteredCodeLocationOrigin, RemoteRepositoryOrigin
from dagster._core.run_coordinator import SubmitRunContext
from test_vintages import AHEAD
from typed_returns import OPERATOR_HEAD
from typer.testing import CliRunner

from pipelines import nationwide, steps
from pipelines.asking import FAILED
from pipelines.country_assets import FIGURES, NATION, NIGHT, definitions
from pipelines.instance import prepare
from pipelines.refusals import AGAIN, exit_code
from reports.nationwide import nation_lines
from reports.showing import appendix
from schemas.channels import BadSetting
from schemas.country import Country
from schemas.declarations import Catalogue, DeclarationError, catalogue
from schemas.home import Home, OfProvinces, home
from schemas.lake import asked
from schemas.layers import layered
from schemas.nation import Province
from schemas.store import address
from solieu import app
from sources.demo import write_demo_inbox
from sources.demo.country import likeness, write_demo_country
from sources.demo.seed import Seed, seed
from warehouse import models
from warehouse.country import OF, Taken, build_country, ranked
from warehouse.reading import annex_rows
from warehouse.store import connected, sql

OURS, THEIRS, SILENT = "22", "24", "48"
YEAR = 2014


def declare(place: Country, *codes: str) -> Country:
    """The country of those provinces."""
    known = yaml.safe_load(layered(())["provinces.yaml"].read_text("utf-8"))
    put(place.root / "declarations" / "provinces.yaml", [each for each in known if each["code"] in codes])
    return Country(place.root)


def put(path: Path, body: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(body, allow_unicode=True, sort_keys=False, default_flow_style=False), "utf-8")


def build(place: Country) -> Taken:
    """The country's figures, without the documents."""
    taken = made(place)
    if taken.years and not taken.blocked:
        steps.publish_years(place.national, place.declared, taken.years)
    return taken


def made(place: Country) -> Taken:
    """The country's figures before anybody may read them."""
    declared, parts = nationwide.declare(place)
    return build_country(place.national, parts, declared)


@pytest.fixture(scope="module")
def totals() -> Seed:
    """What the other province reports."""
    return likeness(Province(code=THEIRS, vi="Tỉnh Bắc Giang", en="Bac Giang Province"), catalogue()).seed


@pytest.fixture(scope="module")
def land(tmp_path_factory: pytest.TempPathFactory, demo_home: Home, totals: Seed) -> Country:
    """Both provinces' nights, and the country's."""
    root = tmp_path_factory.mktemp("country")
    (root / "provinces").mkdir()
    place = declare(Country(root), OURS, THEIRS)
    shutil.copytree(demo_home.root, place.home(OURS).root)
    theirs = next(province for province in place.provinces if province.code == THEIRS)
    for name, body in likeness(theirs, catalogue()).declarations.items():
        put(place.home(THEIRS).root / "declarations" / name, body)
    # Its department asks sooner than others, and calls the form by another name.
    form = yaml.safe_load(layered(())["forms/population.yaml"].read_text("utf-8"))
    form |= {"titles": ["Báo cáo dân số", *form["titles"]], "due_days": 20}
    put(place.home(THEIRS).root / "declarations" / "forms" / "population.yaml", form)
    write_demo_inbox(place.home(THEIRS).create().inbox, place.catalogue(THEIRS), totals)
    night(place.home(THEIRS), place.catalogue(THEIRS))
    taken = build(place)
    assert (taken.provinces, taken.absent, taken.blocked) == ((OURS, THEIRS), (), ())
    return place


@pytest.fixture
def nation(land: Country) -> Iterator[duckdb.DuckDBPyConnection]:
    """The country's file for readers."""
    with closing(duckdb.connect(str(land.national.published_warehouse), read_only=True)) as connection:
        yield connection


@pytest.fixture
def copy(land: Country, tmp_path: Path) -> Country:
    """A country of one's own."""
    shutil.copytree(land.root, tmp_path / "country")
    return Country(tmp_path / "country")


def figure(nation: duckdb.DuckDBPyConnection, indicator: str, measure: str = "actual", year: int = YEAR) -> Decimal:
    relation = nation.table("kpi.indicator_year").filter(f"indicator = '{indicator}' and year = {year}")
    ((value,),) = relation.select(measure).fetchall()
    return value  # type: ignore[no-any-return]


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


def test_no_invented_figures_among_a_countrys_own(copy: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor in a home: one that has submissions, of its own, refuses the demo as a country does."""
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root))
    before, provinces = {*copy.root.rglob("*")}, copy.root / "declarations" / "provinces.yaml"
    provinces.write_text(f"# Ours.\n{provinces.read_text('utf-8')}", "utf-8")
    told = called(None, "country", "demo")
    assert (told.code, "đã là cả nước đang dùng" in told.err) == (2, True), told
    provinces.unlink()
    assert called(None, "country", "demo").code == 2
    assert called(copy.home(THEIRS), "demo").code == 2
    assert {*copy.root.rglob("*.xlsx")} == {path for path in before if path.suffix == ".xlsx"}


def test_a_demo_country_in_which_something_real_lies_is_none(tmp_path: Path) -> None:
    """Its list of provinces says nothing: what was received and declared has to be the demo's, or it stays."""
    write_demo_country(Country(tmp_path), 2)
    place = Country(tmp_path)
    write_demo_country(place, 2)
    ours, (theirs,) = place.home(OURS), (home for code, home in place.homes.items() if code != OURS)
    (first, *_), submitters = ours.inbox.iterdir(), theirs.root / "declarations" / "submitters.yaml"
    for path, real in (
        (first, "Báo cáo thật"),
        (ours.archive / "ab" / "abcd", "Báo cáo thật"),
        (submitters, f"# Ours.\n{submitters.read_text('utf-8')}"),
    ):
        before = path.read_bytes() if path.exists() else None
        path.parent.mkdir(exist_ok=True)
        path.write_text(real, "utf-8")
        with pytest.raises(BadSetting, match=f"có {path}, không phải của số liệu mẫu"):
            write_demo_country(place, 2)
        assert path.read_text("utf-8") == real
        path.unlink() if before is None else path.write_bytes(before)
    write_demo_country(place, 2)


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


def test_nothing_new_builds_nothing(land: Country) -> None:
    """What no province published anew is not taken over again."""
    taken = build(Country(land.root))
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
    send(THEIRS, "VNPT Bắc Giang", 20)
    assert estimate() == 120


def test_a_file_that_cannot_be_read_holds_back_nobody_else(copy: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    """A province whose publication is damaged, or gone, keeps what the country had of it, and is named."""
    published = copy.home(THEIRS).published_warehouse
    published.chmod(0o644)
    published.write_bytes(published.read_bytes()[:5000])
    taken = build(copy)
    assert (list(taken.unreadable), taken.provinces) == ([THEIRS], ())
    assert len(ranked(copy.national, "telecom_revenue", YEAR)) == 2
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root))
    mended = f", hãy chạy `solieu country nightly --province {THEIRS}`"
    assert f"Tỉnh Bắc Giang: bản công bố hỏng{mended}" in solieu(None, "country", "status", code=1)
    published.unlink()
    assert f"Tỉnh Bắc Giang: bản công bố mất{mended}" in solieu(None, "country", "status", code=1)


def test_a_publication_is_its_own_provinces_and_newer_than_the_last(
    copy: Country, monkeypatch: pytest.MonkeyPatch, write_book: WriteBook, tmp_path: Path
) -> None:
    """A copy is taken from neither, an older one not at all: the country keeps what it had, and says so."""
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root))
    home = copy.home(OURS)
    backup = Path(shutil.copytree(home.root, tmp_path / "backup"))
    own = backup / "published"
    sold = {row["province"]: row["value"] for row in ranked(copy.national, "telecom_revenue", YEAR)}
    shutil.rmtree(home.published)
    shutil.copytree(copy.home(THEIRS).published, home.published)
    taken = build(copy)
    assert (taken.provinces, {*taken.misplaced}) == ((), {OURS, THEIRS})
    told = solieu(None, "country", "status", code=1)
    assert f"bản công bố cũng nằm ở tỉnh {THEIRS}, nên cả nước không nhận của tỉnh nào" in told
    shutil.rmtree(home.published)
    shutil.copytree(own, home.published)
    assert solieu(None, "country", "status")
    returned(copy, write_book, AHEAD)
    assert build(copy).provinces == (OURS,)
    shutil.rmtree(home.published)
    shutil.copytree(own, home.published)
    assert {code: each.fault for code, each in build(copy).misplaced.items()} == {OURS: "older"}
    assert "bản công bố cũ hơn bản cả nước đã nhận" in solieu(None, "country", "status", code=1)
    assert {row["province"]: row["value"] for row in ranked(copy.national, "telecom_revenue", YEAR)} == sold
    # Restored, it counts its builds on from the backup; of what it had taken in since nothing stays.
    shutil.rmtree(home.root)
    shutil.copytree(backup, home.root)
    returned(copy, write_book, AHEAD - 1)
    assert AHEAD in build(copy).years
    assert ftth_of_ours(copy).keys() & {AHEAD, AHEAD - 1} == {AHEAD - 1}


def returned(place: Country, write_book: WriteBook, year: int) -> None:
    """A night of Quảng Ninh with a return of 10 subscriptions."""
    home, known = place.home(OURS), place.catalogue(OURS)
    title = [f"Báo cáo kết quả hoạt động viễn thông, Internet quý I năm {year}"]
    row = [known.districts[0].vi, "FTTH", 10, 500, 5]
    write_book(home.create().inbox / "new.xlsx", [["VNPT Quảng Ninh"], title, OPERATOR_HEAD, row])
    night(home, known)


def ftth_of_ours(place: Country) -> dict[int, Decimal]:
    """What the country has of Quảng Ninh's: year -> FTTH gained."""
    with connected(place.national.warehouse, read_only=True) as connection:
        of_ours = f"province = '{OURS}' and indicator = 'ftth_new' and actual is not null"
        return dict(connection.execute(f"select year, actual from country.indicator_year where {of_ours}").fetchall())


def test_a_home_that_begins_anew_is_not_taken_for_the_one_that_was(
    copy: Country, monkeypatch: pytest.MonkeyPatch, write_book: WriteBook
) -> None:
    """An empty home in the place of one, and what it publishes: the country keeps what it had, and says what to do.

    Where the new one is meant, the province leaves the list for a night; then nothing of the lost home stays.
    """
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root))
    before = ftth_of_ours(copy)
    shutil.rmtree(copy.home(OURS).root)
    copy.create()
    taken = build(copy)
    assert ({code: each.fault for code, each in taken.misplaced.items()}, taken.absent) == ({OURS: "empty"}, ())
    told = "Tỉnh Quảng Ninh: thư mục tỉnh không còn kho, tệp gốc"
    assert told in solieu(None, "country", "status", code=1)
    assert told in str(nation_lines(taken, copy).renderables[1])
    returned(copy, write_book, YEAR)
    taken = build(copy)
    assert ({code: each.fault for code, each in taken.misplaced.items()}, taken.years) == ({OURS: "anew"}, ())
    assert "của một thư mục khác, bắt đầu lại từ đầu" in solieu(None, "country", "status", code=1)
    assert ftth_of_ours(copy) == before
    build(declare(copy, THEIRS))
    assert {*before} <= {*build(declare(copy, OURS, THEIRS)).years}
    assert ftth_of_ours(copy) == {YEAR: 10}
    assert solieu(None, "country", "status")


def test_what_an_earlier_release_took_over_is_known_by_its_home(
    copy: Country, monkeypatch: pytest.MonkeyPatch, write_book: WriteBook
) -> None:
    """It noted not when the home began: the next night does, and takes nothing over again."""
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root))
    with connected(copy.national.warehouse) as connection:
        connection.execute("alter table country.provinces drop column begun_at")
    assert solieu(None, "country", "status")
    assert build(copy).provinces == ()
    shutil.rmtree(copy.home(OURS).root)
    returned(copy, write_book, YEAR)
    assert {code: each.fault for code, each in build(copy).misplaced.items()} == {OURS: "anew"}


def test_status_tells_what_the_countrys_next_night_has_to_do(
    copy: Country, monkeypatch: pytest.MonkeyPatch, write_book: WriteBook
) -> None:
    """What was published and not taken over, then what was taken over and built or published no more: its command."""
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root))
    returned(copy, write_book, AHEAD)
    told = solieu(None, "country", "status", code=1)
    assert "chưa nhận bản công bố mới, hãy chạy `solieu country nightly`" in told
    assert "not taken over: run that: Tỉnh Quảng Ninh\n" in told
    build(copy)
    assert solieu(None, "country", "status")
    with connected(copy.national.warehouse) as connection:  # As a kill leaves it that comes after a takeover.
        connection.execute(f"insert into country.touched values ({AHEAD}, now())")
    untold = "chưa công bố cả nước (đêm bị dừng giữa chừng), hãy chạy `solieu country nightly`"
    told = solieu(None, "country", "status", code=1)
    assert (untold in told, f"was cut off: run that: {AHEAD}" in told) == (True, True), told
    assert made(copy).years == (AHEAD,)  # Built, and read by nobody.
    assert untold in solieu(None, "country", "status", code=1)
    build(copy)
    assert solieu(None, "country", "status")


def test_status_tells_that_the_countrys_own_home_is_lost(copy: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of its warehouse, of all of it, of what is no folder: what to restore, and of no night before that."""
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root))
    home = copy.national

    def told(of: str) -> None:
        said = solieu(None, "country", "status", code=1)
        assert (of in said, "solieu restore <bản sao lưu>" in said, "Tỉnh Bắc Giang" in said) == (True, True, True), (
            said
        )
        assert "chưa nhận bản công bố mới" not in said

    home.warehouse.unlink()
    told(f"{home.warehouse} đã mất, mà trong thư mục còn {home.published_warehouse}")
    shutil.rmtree(home.root)
    gone = f"{home.root} không có, trống hoặc không phải thư mục"
    told(gone)
    home.root.mkdir()
    told(gone)
    home.root.rmdir()
    home.root.write_text("x", "utf-8")
    told(gone)
    home.root.unlink()
    copy.create()
    said = solieu(None, "country", "status", code=1)
    assert ("không phải thư mục" in said, "chưa nhận bản công bố mới" in said) == (False, True), said


def test_what_cannot_be_read_names_the_countrys_setting(copy: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose folder the path lies in, which is not the home's; of a fault of its warehouse, the country's command."""
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root))
    copy.national.root.chmod(0)
    with rights.obeyed():
        told = called(None, "country", "status")
        ours = called(copy.national, "status")
    assert (told.code, "không có quyền. Hãy kiểm tra" in told.err, told.err.count("SOLIEU_COUNTRY")) == (2, True, 2)
    assert ("SOLIEU_HOME" in told.err, ours.code, "SOLIEU_HOME, SOLIEU_COUNTRY" in ours.err) == (False, 2, True)
    copy.national.root.chmod(0o711)
    copy.national.warehouse.chmod(0)
    with rights.obeyed():
        told = called(None, "country", "status")
    assert (told.code, "rồi chạy lại `solieu country nightly`" in told.err) == (2, True), told
    file = copy.root / "file"
    file.touch()
    monkeypatch.setenv("SOLIEU_COUNTRY", str(file))
    for command in ("found", "demo", "status"):
        told = called(None, "country", command)
        assert (told.code, "SOLIEU_COUNTRY" in told.err, "SOLIEU_HOME" in told.err) == (2, True, False), told


def test_what_a_lost_home_reported_keeps_its_names(copy: Country) -> None:
    """Its declarations went with it: the country knows who submitted, and builds and prints what it has of it."""
    known = {*copy.declared.submitters}
    assert {code for code in known if code.endswith(f"_{THEIRS}")}
    shutil.rmtree(copy.home(THEIRS).root)
    taken = nationwide.build_nation(copy)
    assert ({*taken.misplaced}, taken.blocked, {*copy.declared.submitters}) == ({THEIRS}, (), known)
    assert copy.declared.submitters["vnpt"].vi == "VNPT"


def test_a_night_that_fails_is_run_again_where_that_may_help(copy: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings are mended by nobody's waiting; what a disk or a network refuses may be there again. Status tells it."""
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root))
    solieu(None, "country", "status")
    monkeypatch.setenv("SOLIEU_WAREHOUSE", "nonsense")
    failed = nationwide.province_night(copy, THEIRS, pauses=(0.0,))
    assert (failed.exit_code, failed.tries, failed.hopeless) == (2, 1, True)
    monkeypatch.delenv("SOLIEU_WAREHOUSE")
    told = solieu(None, "country", "status", code=1)
    assert ("Tỉnh Bắc Giang: đêm gần nhất" in told, "SOLIEU_WAREHOUSE: phải có dạng" in told) == (True, True)
    (copy.home(THEIRS).dagster / "dagster.yaml").mkdir()
    failed = nationwide.province_night(copy, THEIRS, pauses=(0.0,))
    assert (failed.exit_code, failed.tries, failed.hopeless) == (AGAIN, 2, False)
    assert solieu(copy.home(THEIRS), "nightly", code=2) == ""  # By hand there is one code for both.
    assert nationwide._last("a\n\nNơi lưu · Where\n  Hộp nhận  /x\nLỗi: b\n") == "a\nLỗi: b"
    table = "\n1 tệp trễ hạn · Late\nTệp   Kỳ\n────────\nBC    Quý\n      II\n\nĐã công bố.\nKhông đạt:\n  - x\n"
    assert nationwide._last(table) == "1 tệp trễ hạn · Late\nĐã công bố.\nKhông đạt:\n  - x"
    passing = ("WarehouseBusy", "LakeFault", "StoreFault", "OperationalError")
    assert {*map(exit_code, passing)} == {AGAIN}
    assert {*map(exit_code, ("DeclarationError", "BadSetting", "NewerWarehouse", "DamagedFile"))} == {FAILED}


def test_a_home_that_is_no_folder_stops_its_own_night_alone(copy: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others go on, and what the country has of it stays; night and status say what lies there."""
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root))
    root = copy.home(OURS).root
    shutil.rmtree(root)
    root.write_text("x", "utf-8")
    said = solieu(None, "country", "nightly", code=2)
    assert "[1/2] 22 Tỉnh Quảng Ninh: KHÔNG XONG" in said
    assert f"“{root / 'inbox'}”: một phần của đường dẫn không phải thư mục" in said
    assert "[2/2] 24 Tỉnh Bắc Giang: xong" in said
    wrong = "Tỉnh Quảng Ninh: provinces/22 không phải thư mục"
    assert (wrong in said, wrong in solieu(None, "country", "status", code=1)) == (True, True)
    assert len(ranked(copy.national, "telecom_revenue", YEAR)) == 2
    root.unlink()
    root.symlink_to(copy.root / "unmounted")
    assert wrong in solieu(None, "country", "status", code=1)


def test_a_home_that_may_not_be_read_stops_its_own_night_alone(copy: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    """The country goes on, and what it has of it stays; night and status say what to mend, Dagster loads."""
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root))
    home = copy.home(OURS)
    wrong = "Tỉnh Quảng Ninh: tài khoản này không đọc được provinces/22 hoặc published/ trong đó"
    home.root.chmod(0)
    with rights.obeyed():
        said = solieu(None, "country", "nightly", "--province", OURS, code=2)
        told = solieu(None, "country", "status", code=1)
        jobs = {job.name for job in definitions(copy).resolve_all_job_defs()}
    assert "22 Tỉnh Quảng Ninh: KHÔNG XONG" in said
    assert f"“{home.inbox}”: không có quyền" in said
    assert (wrong in said, wrong in told, "night.json”: không có quyền" in told) == (True, True, True), told
    assert ("districts.yaml" in told, "provinces_night" in jobs) == (False, True)
    assert len(ranked(copy.national, "telecom_revenue", YEAR)) == 2
    home.root.chmod(0o711)
    for closed in (home.published, home.published_warehouse):
        mode = closed.stat().st_mode
        closed.chmod(0)
        with rights.obeyed():
            assert wrong in solieu(None, "country", "status", code=1)
            assert ({code: each.fault for code, each in build(copy).misplaced.items()}) == {OURS: "closed"}
        closed.chmod(mode)
    build(copy)
    assert solieu(None, "country", "status")


def test_declarations_that_may_not_be_looked_into_are_no_empty_ones(tmp_path: Path) -> None:
    """What would stand in a folder there in place of the program's is not passed over."""
    (tmp_path / "forms").mkdir(0)
    with rights.obeyed(), pytest.raises(PermissionError, match="forms"):
        catalogue(tmp_path)


def test_a_night_by_hand_is_the_last_one(copy: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that ends well takes back that the country's failed, and one that fails is told."""
    ours = copy.home(OURS)
    in_the_way = ours.dagster / "dagster.yaml"

    def spoil() -> None:
        in_the_way.unlink(missing_ok=True)
        in_the_way.mkdir()

    spoil()
    assert called(ours, "nightly").code == 2
    assert not (ours.root / "night.json").exists()  # No country ran it so far.
    assert not nationwide.province_night(copy, OURS, pauses=()).done
    assert nationwide.failed_nights(copy)[OURS]["log"] == str(ours.root / "night.log")
    in_the_way.rmdir()
    assert called(ours, "nightly").code == 1  # Done, with something to see.
    assert nationwide.failed_nights(copy) == {}
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root))
    spoil()
    assert called(ours, "nightly").code == 2
    told = solieu(None, "country", "status", code=1)
    assert (f"xem {ours.notices}" in told, "chạy bằng tay" in told) == (True, True), told
    assert [*ours.notices.glob("*night-failed.txt")]


def test_a_night_that_is_killed_is_told_until_the_next(copy: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    """While it runs there is nothing to see."""
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root))
    command: list[str | Path] = [PROGRAM, "country", "nightly", "--province", THEIRS]
    kept = copy.home(THEIRS).root / "night.json"
    with subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
        while not kept.exists():
            time.sleep(0.05)
        assert nationwide.failed_nights(copy) == {}
        os.killpg(run.pid, signal.SIGKILL)
    assert "không xong" in solieu(None, "country", "status", code=1)
    assert [night["told"].split(",")[0] for night in nationwide.failed_nights(copy).values()] == ["bị dừng giữa chừng"]


def test_a_province_that_leaves_takes_its_figures_along(copy: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    """The country is Quảng Ninh alone then: the figures of the print. What was not published is built again.

    Its home is told as that of a former province; a folder that no province's file is taken from, as something to see.
    """
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root))
    place = declare(copy, OURS)
    assert made(place).years == (2012, 2013, 2014, 2015)
    assert build(place).years == (2012, 2013, 2014, 2015)
    told = solieu(None, "country", "status")
    assert f"Tỉnh cũ, không còn trong provinces.yaml / Former provinces, no more in provinces.yaml: {THEIRS}\n" in told
    (place.root / "provinces" / "77").mkdir()
    assert "or move it: 77\n" in solieu(None, "country", "status", code=1)
    (copy.home(THEIRS).inbox / "a.xlsx").touch()
    assert f"or move it: {THEIRS}, 77\n" in solieu(None, "country", "status", code=1)
    with closing(duckdb.connect(str(place.national.published_warehouse), read_only=True)) as nation:
        assert figure(nation, "mobile_prepaid_new") == 651134
        assert figure(nation, "mobile_prepaid_new", "plan") == 400000


def test_runs_by_province_and_year(copy: Country) -> None:
    """Dagster runs a year of a province alone; then, and not before, the country's figures are asked for."""
    defs = definitions(copy)
    look, tick = defs.resolve_sensor_def("when_provinces_published"), defs.resolve_schedule_def("every_night")
    with dg.DagsterInstance.ephemeral() as instance:
        sensed = look.evaluate_tick(dg.build_sensor_context(instance, definitions=defs))
        assert sensed.run_requests == []
        key = dg.MultiPartitionKey({"province": THEIRS, "year": str(YEAR + 1)})
        job = defs.resolve_job_def("provinces_figures")
        assert job.execute_in_process(instance=instance, partition_key=key).success
        other = instance.create_run_for_job(defs.resolve_job_def("__ASSET_JOB"), status=dg.DagsterRunStatus.STARTING)
        assert look.evaluate_tick(dg.build_sensor_context(instance, definitions=defs)).run_requests == []
        instance.report_run_canceled(other)
        (request,) = look.evaluate_tick(dg.build_sensor_context(instance, definitions=defs)).run_requests or ()
        assert YEAR + 1 in made(copy).years  # Taken over and built, as a run leaves it that dies before its end.
        (again,) = look.evaluate_tick(dg.build_sensor_context(instance, definitions=defs)).run_requests or ()
        assert request.run_key not in (None, again.run_key)
        nation = defs.resolve_job_def("national_figures").execute_in_process(instance=instance)
        judged = {each.check_name: each.passed for each in nation.get_asset_check_evaluations()}
        assert judged.keys() == {rule.code for rule in copy.declared.rules.values() if rule.asset.startswith("kpi")}
        assert (judged["identities_hold"], judged["signed_agrees"]) == (True, True)
        assert look.evaluate_tick(dg.build_sensor_context(instance, definitions=defs)).run_requests == []
        at = dg.build_schedule_context(
            instance,
            scheduled_execution_time=datetime(2015, 1, 2, tzinfo=UTC),
            repository_def=defs.get_repository_def(),
        )
        asked = tick.evaluate_tick(at).run_requests or ()
    assert [each.partition_key for each in asked] == [OURS, THEIRS]


def test_a_run_that_is_terminated_ends_and_its_night_with_it(copy: Country, tmp_path: Path) -> None:
    """Nothing runs it again; that the night was cut off is told until the next, which goes on, and tells its years."""
    job, lock = definitions(copy).resolve_job_def("provinces_night"), copy.home(THEIRS).root / ".night.lock"
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:

        def terminate() -> None:
            while not nationwide._at_work(lock):
                time.sleep(0.05)
            (run,) = instance.get_runs()
            instance.report_run_canceling(run)
            os.kill(os.getpid(), signal.SIGTERM)

        with ThreadPoolExecutor(1) as pool:
            asked = pool.submit(terminate)
            job.execute_in_process(instance=instance, partition_key=THEIRS, raise_on_error=False)
            asked.result()
        (run,) = instance.get_runs()
        events = {entry.dagster_event_type for entry in instance.all_logs(run.run_id)}
        told = [night["told"].split(",")[0] for night in nationwide.failed_nights(copy).values()]
        assert (told, nationwide._at_work(lock)) == (["bị dừng giữa chừng"], False)
        assert instance.get_materialized_partitions(dg.AssetKey(FIGURES)) == set()
        for years in ((2012, 2013, YEAR), ()):  # Those that the province has published; none, where nothing is new.
            night = job.execute_in_process(instance=instance, partition_key=THEIRS)
            made = [each for each in night.get_asset_materialization_events() if each.asset_key == dg.AssetKey(FIGURES)]
            assert [each.partition for each in made] == [f"{THEIRS}|{year}" for year in years]
    assert (run.status, dg.DagsterEventType.STEP_UP_FOR_RETRY in events) == (dg.DagsterRunStatus.CANCELED, False)


def test_a_run_says_whose_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However it was asked for, a run of a province waits for others of that province; of the country's it is none."""
    for name in ("DAGSTER_HOME", "SOLIEU_HOME"):
        monkeypatch.setenv(name, "")
    defs = definitions(Country(tmp_path))
    here = RemoteRepositoryOrigin(RegisteredCodeLocationOrigin("country"), "country")
    with dg.DagsterInstance.from_config(str(prepare(Home(tmp_path / "national")))) as instance:

        def queued(job: str, asset: list[str], tags: dict[str, str]) -> str | None:
            run = instance.create_run_for_job(
                defs.resolve_job_def(job),
                tags=tags,
                asset_selection={dg.AssetKey(asset)},
                remote_job_origin=here.get_job_origin(job),
            )
            context = SubmitRunContext(run, workspace=None)  # type: ignore[arg-type]  # A queue asks for none.
            return instance.run_coordinator.submit_run(context).tags.get("solieu/province")

        both = {"dagster/partition": "24|2014", "dagster/partition/province": THEIRS}
        assert queued("__ASSET_JOB", FIGURES, both) == THEIRS
        assert queued("__ASSET_JOB", NIGHT, {"dagster/partition": THEIRS}) == THEIRS
        assert queued("provinces_night", NIGHT, {"dagster/partition": OURS}) == OURS
        assert queued("national_figures", NATION, {}) is None


def test_who_has_one_province_sees_none_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked for without a country, the command says what to set."""
    monkeypatch.delenv("SOLIEU_COUNTRY", raising=False)
    assert "country" not in CliRunner().invoke(app, ["--help"]).output
    refused = CliRunner().invoke(app, ["country", "status"])
    assert "SOLIEU_COUNTRY" in str(refused.exception)


def test_a_folder_that_holds_no_country_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither is one that is not there, or an empty mount point: nothing is served, told or written, also by hand."""
    (tmp_path / "mount").mkdir()
    nothing = (tmp_path / "no", tmp_path / "mount")
    of_country = (["status"], ["nightly"], ["worker"], ["ui"], ["ranks", "--indicator", "ftth_new", "--year", "2014"])
    for root in nothing:
        monkeypatch.setenv("SOLIEU_COUNTRY", str(root))
        province, national = Home(root / "provinces" / OURS), Home(root / "national")
        asked = [called(None, "country", *command) for command in of_country]
        asked += [called(province, *command) for command in (["nightly"], ["status"], ["doctor"], ["import", tmp_path])]
        for told in (*asked, called(national, "status")):
            assert (told.code, f"không có thư mục {root / 'provinces'}" in told.err, told.out) == (2, True, "")
        assert "solieu country found" in told.err
    assert [path.name for path in tmp_path.rglob("*")] == ["mount"]
    put(tmp_path / "mount" / "declarations" / "provinces.yaml", [{"code": OURS, "vi": "Tỉnh A", "en": "A"}])
    assert "1 tỉnh" in solieu(None, "country", "found")
    assert {path.name for path in (tmp_path / "mount").iterdir()} == {"declarations", "national", "provinces"}
    assert called(None, "country", "status").code == 1  # It is one now, of which nothing is published.


def test_a_countrys_folder_is_no_home(copy: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is what lies in it beside its homes; a home that a province has already becomes no country."""
    before = {*copy.root.rglob("*")}
    for set_too in (False, True):
        monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root) if set_too else "")
        for root in (copy.root, copy.root / OURS, copy.root / "provinces"):
            for command in ("status", "nightly", "doctor"):
                told = called(Home(root), command)
                assert (told.code, f"SOLIEU_HOME: {copy.root} là thư mục của cả nước" in told.err) == (2, True), told
        assert solieu(copy.national, "status")
    assert {*copy.root.rglob("*")} == before
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.home(OURS).root))
    for command in ("found", "demo"):
        told = called(None, "country", command)
        assert (told.code, "là thư mục của một tỉnh" in told.err) == (2, True)


def test_no_country_in_a_country_and_no_home_in_a_home(land: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was meant is named, and nothing is written."""
    before = {*land.root.rglob("*")}
    for root in (land.root / "provinces", land.root / "provinces" / "99", land.root / "new"):
        monkeypatch.setenv("SOLIEU_COUNTRY", str(root))
        for command in ("found", "demo"):
            told = called(None, "country", command)
            assert (told.code, f"nằm trong thư mục của cả nước {land.root};" in told.err) == (2, True), told
    for whole in (land.home(OURS), land.national):
        for folder in (whole.inbox, whole.archive):
            told = called(Home(folder), "nightly")
            assert (told.code, f"hãy đặt SOLIEU_HOME={whole.root}" in told.err) == (2, True), told
    assert {*land.root.rglob("*")} == before


def test_the_commands(land: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    """How the provinces stand, and who ranks where."""
    monkeypatch.setenv("SOLIEU_COUNTRY", str(land.root))
    stands = CliRunner().invoke(app, ["country", "status"])
    assert (stands.exit_code, "Bắc Giang" in stands.output) == (0, True)
    ranks = CliRunner().invoke(app, ["country", "ranks", "--indicator", "telecom_revenue", "--year", "2014"])
    assert ("Quảng Ninh" in ranks.output, "1.982" in ranks.output or "1982" in ranks.output) == (True, True)
    none = CliRunner().invoke(app, ["country", "ranks", "--indicator", "telecom_revenue", "--year", "2031"])
    assert (none.exit_code, "2031" in none.output, "chưa tỉnh nào" in none.output) == (2, True, True), none.output
    for line, option in (
        (("nightly", "--province", "99"), "--province"),
        (("ranks", "--year", "2014", "--indicator", "nope"), "--indicator"),
    ):
        unknown = called(None, "country", *line)
        assert (unknown.code, f"tùy chọn {option} không" in unknown.err, line[-1] in unknown.err) == (2, True, True)
    for command in (["appendix", "1"], ["annex"], ["sentences"], ["trace", "ftth_new"]):
        without = called(land.national, *command, "--year", "2031")
        assert (without.code, "solieu country nightly" in without.err, "inbox" in without.err) == (2, True, False)


def test_rules_that_hold_the_countrys_publication_back_are_told(copy: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    """By name and year, and where to read more: more were in breach than inspected, which no province published."""
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root))
    with connected(copy.national.warehouse) as connection:
        too_many = "value = 100000 where indicator = 'inspection_in_breach' and measure = 'actual'"
        connection.execute(f"update country.observed set {too_many} and year = {YEAR}")
        connection.execute(f"insert into country.touched values ({YEAR}, now())")
    job = definitions(copy).resolve_job_def("national_figures")
    with dg.DagsterInstance.ephemeral() as instance:
        run = job.execute_in_process(instance=instance, raise_on_error=False)
    severe = [c.check_name for c in run.get_asset_check_evaluations() if c.severity is dg.AssetCheckSeverity.ERROR]
    assert (run.success, "identities_hold" in severe) == (False, True)
    told = solieu(None, "country", "status", code=1)
    asked = f"SOLIEU_HOME={copy.national.root} solieu rules identities_hold"
    assert (f"identities_hold (năm {YEAR}): " in told, f"xem `{asked}`" in told) == (True, True), told
    assert str(YEAR) in solieu(copy.national, *asked.split()[2:], code=1)
    as_json = called(None, "country", "status", "--json")
    assert (as_json.code, len(json.loads(as_json.out)), asked in as_json.err) == (1, 2, True)


def test_nothing_is_taken_in_at_the_countrys_home(
    copy: Country, write_book: WriteBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What would take a file in or build figures there says where to go; what reads, signs and waives is done."""
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root))
    home, sent = copy.create().national, write_book(tmp_path / "a.xlsx", quarter(YEAR, 10))
    commands: list[list[str | Path]] = [
        ["receive", sent],
        ["receive", "--dry-run", sent],
        ["nightly"],
        ["demo"],
        ["import", tmp_path],
        ["ui"],
        ["resolve", "1", "--reason", "Đúng"],
        ["resolve", "--withdraw", "1", "--reason", "Nhầm"],
        ["resolve", "--undo", "1", "--reason", "Nhầm"],
    ]
    for command in commands:
        told = called(home, *command)
        assert (told.code, "solieu country nightly" in told.err, told.out) == (2, True, ""), (command, told)
    for taking in (
        lambda: steps.take_in(home, copy.declared),
        lambda: steps.build_model(home, "kpi/observed", [YEAR], copy.declared),
        lambda: steps.decide(home, copy.declared, lambda _: {}),
    ):
        with pytest.raises(OfProvinces):
            taking()
    assert not [*home.inbox.iterdir()]
    waived = called(
        home, "resolve", "--rule", "districts_add_up", "--year", "2014", "--until", "2999-01-01", "--reason", "Đang xem"
    )
    assert "solieu country" not in waived.err  # It holds, so that there is nothing to waive.
    solieu(home, "resolve", "--list")
    write_book(home.inbox / "lac.xlsx", quarter(YEAR, 10))
    stands = called(home, "country", "status")
    assert (stands.code, str(home.inbox / "lac.xlsx") in stands.out) == (1, True), stands


def quarter(year: int, gained: int) -> list[list[Any]]:
    """A return that a file in the country's own home could be taken for."""
    title = [f"Báo cáo kết quả hoạt động viễn thông, Internet quý I năm {year}"]
    row: list[Any] = ["Tỉnh Quảng Ninh", "FTTH", gained, 500, 5]
    return [["VNPT"], title, OPERATOR_HEAD, row]


def test_what_the_countrys_home_exports_does_not_come_back(land: Country, tmp_path: Path) -> None:
    """Neither whole nor as values, in which provinces stand where a province has its districts."""
    solieu(land.national, "export", tmp_path / "export", "--year", "2014")
    for name, folder in (("parquet", "."), ("sdmx", "."), ("sdmx", "sdmx")):
        told = called(Home(tmp_path / "home"), "import", tmp_path / "export" / folder, "--format", name)
        assert (told.code, "bản xuất của từng tỉnh" in told.err, "manifest.json" in told.err) == (2, True, False), told
    assert not (tmp_path / "home").exists()


def test_what_was_fed_to_the_countrys_home_goes(copy: Country, write_book: WriteBook) -> None:
    """An earlier release took files in there, built and published: the next night has what provinces published."""

    def gained() -> dict[int, Decimal]:
        with closing(duckdb.connect(str(copy.national.published_warehouse), read_only=True)) as nation:
            query = "select year, actual from kpi.indicator_year where indicator = 'ftth_new' and actual is not null"
            return dict(nation.sql(f"{query} order by year").fetchall())

    before, marks = gained(), [*(copy.national.root / "declarations").glob("*.txt")]
    for mark in marks:
        mark.unlink()
    write_book(copy.national.inbox / "a.xlsx", quarter(YEAR, 10))
    write_book(copy.national.inbox / "b.xlsx", quarter(AHEAD, 7))
    assert night(copy.national, copy.declared).received == {"accepted": 2}
    fed = gained()
    assert (len(marks), int(fed[YEAR]), int(fed[AHEAD])) == (1, 10, 7)
    write_book(copy.national.inbox / "c.xlsx", quarter(AHEAD - 1, 7))
    steps.take_in(copy.national, copy.declared)  # And one that no night built.
    assert {YEAR, AHEAD, AHEAD - 1} <= {*build(copy).years}
    assert gained() == before
    assert build(copy).years == ()


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
    build(declare(copy, OURS, THEIRS, SILENT))
    listed = solieu(home, "errata", "1/BC", code=1)
    assert "Tỉnh Bắc Giang: công bố lần 1, " in listed
    (asked,) = re.findall(r"`SOLIEU_HOME=(\S+) solieu (diff 2014 --from \S+)`", listed)
    assert "No figure changed" in solieu(Home(Path(asked[0])), *asked[1].split())  # It was there, and left for a while.
    assert "không có số liệu của: Thành phố Đà Nẵng" in listed
    assert ("receipts and decisions" in listed, " Do " in listed) == (False, False)


def test_provinces_share_a_database_not_a_lake(monkeypatch: pytest.MonkeyPatch, land: Country) -> None:
    """Each has a schema and a folder of its own, so that nobody waits for another."""
    monkeypatch.setenv("SOLIEU_WAREHOUSE", "ducklake:postgres:dbname=solieu schema=vn")
    monkeypatch.setenv("SOLIEU_LAKE", "/data/lake/")
    monkeypatch.setenv("SOLIEU_STORE", "s3://bucket/vn")
    monkeypatch.setenv("SOLIEU_DAGSTER_POSTGRES", "postgresql://country")
    own = nationwide.environment(land, OURS)
    assert "SOLIEU_DAGSTER_POSTGRES" not in own
    root = land.home(OURS).root
    lake = asked(root, own)
    assert lake
    assert (lake.schema, lake.files, str(address(root, own))) == ("vn_22", "/data/lake/22/", "s3://bucket/vn/22/")
    # A command by hand has the country's variables, and the same part.
    monkeypatch.setenv("SOLIEU_COUNTRY", str(land.root))
    monkeypatch.setenv("SOLIEU_HOME", str(root))
    assert (asked(root), str(address(root))) == (lake, "s3://bucket/vn/22/")
    # The country's own home is a file; one of no country has all that the variables name.
    monkeypatch.setenv("SOLIEU_HOME", str(land.national.root))
    assert not home().lake
    alone = asked(Path("/srv/solieu"))
    assert alone
    assert (alone.schema, alone.files, str(address(Path("/srv/solieu")))) == ("vn", "/data/lake/", "s3://bucket/vn/")


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

"""What one province of a country has and nobody else: codes, an indicator, a form, a table, other units and formulas.

Its districts have the codes of the other's. It reports little: every figure of it is written out here.
"""

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
import yaml
from commands import called, solieu
from conftest import WriteBook, night
from countries import OURS, THEIRS, YEAR, build, declare, figure, put
from test_errata import FIELDS
from test_register import register
from typed_returns import OPERATOR_HEAD

from pipelines import nationwide
from reports.nationwide import nation_lines
from reports.showing import appendix
from schemas.catalogue import Catalogue
from schemas.country import Country
from schemas.declarations import DeclarationError, catalogue, forget
from schemas.home import Home
from schemas.layers import layered
from schemas.nation import Province, Words, code_lists, submitters
from schemas.records import Code, Submitter
from sources.demo.seed import seed
from warehouse.country import Taken, ranked

PERMITS, SPECIAL = "Số văn bản chấp thuận khác đã cấp", "Số đặc san được thẩm định, cấp phép, lưu chiểu"
CENSUS = ["Địa bàn", "Số dân điều tra"]


def shared(name: str) -> Any:
    """A file of the program's declarations, to be changed for a province."""
    return yaml.safe_load(layered(())[name].read_text("utf-8"))


def flat(printed: str) -> str:
    """What was printed, however it was broken into lines."""
    return " ".join(printed.split())


def differ(place: Country) -> None:
    """What the other province declares in its own way."""

    def write(name: str, body: object) -> None:
        put(place.home(THEIRS).root / "declarations" / name, body)

    codes = shared("codes.yaml")
    for name, code, vi in (
        ("permit_kinds", "drone", "Phép bay flycam"),
        ("inspection_fields", "cyber", "An toàn thông tin"),
        ("services", "fwa", "Thuê bao FWA"),
    ):
        codes[name]["codes"].append({"code": code, "vi": vi, "en": code})
    write("codes.yaml", codes)
    telecom = shared("indicators/telecom.yaml")
    about = {"decimals": 0, "unit": "subscription"}
    for code, vi, kind, counted in (
        ("fwa_new", "Thuê bao FWA phát triển mới", "flow", "new_subscribers"),
        ("fwa_subscriptions", "Thuê bao FWA hiện có", "stock", "subscribers"),
    ):
        source = {"form": "operator_quarterly", "column": counted, "where": {"service": "fwa"}}
        telecom.append({"code": code, "name_vi": vi, "name_en": code, "aggregation": kind, "source": source, **about})
    write("indicators/telecom.yaml", telecom)
    totals = shared("indicators/telecom_totals.yaml")
    for each in totals:
        if each["code"] == "internet_new":
            each["formula"]["sum"].append("fwa_new")
    write("indicators/telecom_totals.yaml", totals)
    table = shared("appendices/3.yaml")
    table["rows"].insert(0, {"breakdown": "cyber"})
    write("appendices/3.yaml", table)
    column = {"name": "actual", "measure": "actual", "label": "Thực hiện", "comment_en": "Result"}
    heads = {"number": 4, "title_vi": "FWA năm {year}", "title_en": "FWA", "row_head_vi": "Chỉ tiêu"}
    write("appendices/4.yaml", {**heads, "columns": [column], "rows": [{"indicator": "fwa_new"}]})
    # Special issues are counted in documents there, and people by a form that nobody else has.
    publishing = shared("indicators/publishing.yaml")
    for each in publishing:
        if each["code"] == "special_issues":
            each["unit"] = "document"
    write("indicators/publishing.yaml", publishing)
    census = shared("forms/population.yaml")
    census |= {"code": "census", "name_vi": "Điều tra dân số", "name_en": "Census", "titles": ["Điều tra dân số"]}
    census["columns"][1] |= {"name": "people", "label": "Số dân điều tra", "aliases": []}
    write("forms/census.yaml", census)
    population = shared("indicators/population.yaml")
    population[0]["source"] = {"form": "census", "column": "people"}
    write("indicators/population.yaml", population)
    (place.home(THEIRS).root / "declarations" / "forms" / "population.yaml").touch()


def send(place: Country, write_book: WriteBook) -> None:
    """What is reported there of 2014: permits, special issues, an inspection, a quarter of an operator, the people."""
    inbox = place.home(THEIRS).create().inbox
    parts = [[PERMITS, "", "Phép bay flycam", 7, "GP", ""], [PERMITS, "", "Đồng ý họp báo", 5, "GP", ""]]
    write_book(
        inbox / "so.xlsx", register([PERMITS, "", "", 12, "GP", ""], *parts, [SPECIAL, "", "", 9, "Văn bản", ""])
    )
    year = [["Phòng VHTT huyện Cô Tô"], ["Báo cáo kết quả thanh tra chuyên ngành năm 2014"]]
    write_book(inbox / "thanh-tra.xlsx", [*year, FIELDS, ["An toàn thông tin", 4, 3, 2, 1, 5000000, 0]])
    quarter = [["VNPT Quảng Ninh"], ["Báo cáo kết quả hoạt động viễn thông quý IV năm 2014"], OPERATOR_HEAD]
    rows: list[list[Any]] = [["Huyện Cô Tô", "FTTH", 100, 200, 9], ["Huyện Cô Tô", "Thuê bao FWA", 11, 33, 4]]
    write_book(inbox / "vien-thong.xlsx", [*quarter, *rows])
    people: list[list[Any]] = [
        ["Cục Thống kê tỉnh Quảng Ninh"],
        ["Điều tra dân số năm 2014"],
        CENSUS,
        ["Huyện Cô Tô", 5000],
    ]
    write_book(inbox / "dan-so.xlsx", people)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, demo_home: Home, write_book: WriteBook) -> tuple[Country, Taken]:
    """The demo's province, the one that differs, and the country's figures."""
    root = tmp_path_factory.mktemp("apart")
    (root / "provinces").mkdir()
    place = declare(Country(root), OURS, THEIRS)
    shutil.copytree(demo_home.root, place.home(OURS).root)
    differ(place)
    send(place, write_book)
    night(place.home(THEIRS), place.catalogue(THEIRS))
    return place, build(place)


@pytest.fixture(scope="module")
def land(built: tuple[Country, Taken]) -> Country:
    """The country, built."""
    return built[0]


@pytest.fixture
def nation(land: Country) -> Iterator[duckdb.DuckDBPyConnection]:
    """The country's file for readers."""
    with closing(duckdb.connect(str(land.national.published_warehouse), read_only=True)) as connection:
        yield connection


@pytest.fixture
def copy(land: Country, tmp_path: Path) -> Iterator[Country]:
    """A country of one's own, whose declarations a test may change."""
    shutil.copytree(land.root, tmp_path / "country")
    yield Country(tmp_path / "country")
    forget()


def test_it_holds_nobody_back(built: tuple[Country, Taken], nation: duckdb.DuckDBPyConnection) -> None:
    """Everything was taken in there, and both provinces are in the country's figures."""
    place, taken = built
    assert (taken.provinces, taken.blocked, dict(taken.unreadable)) == ((OURS, THEIRS), (), {})
    with closing(duckdb.connect(str(place.home(THEIRS).published_warehouse), read_only=True)) as theirs:
        assert theirs.sql("select count(*) from ops.submissions").fetchall() == [(4,)]
    assert figure(nation, "permits") == 14 + 12


def test_a_code_of_its_own_has_its_name_everywhere(land: Country, nation: duckdb.DuckDBPyConnection) -> None:
    """In figures, tables and appendices: rows and totals agree with what both provinces reported."""
    named = (
        "select code_vi, actual from fact_indicator_part_year where year = 2014 and indicator = '{}' and code = '{}'"
    )
    assert nation.sql(named.format("permits", "drone")).fetchall() == [("Phép bay flycam", 7)]
    assert nation.sql(named.format("telecom_revenue", "fwa")).fetchall() == [("Thuê bao FWA", 4000000)]
    rows = "select label, value from kpi.appendix_values where appendix = 307 and year = 2014"
    by_kind = dict(nation.sql(rows).fetchall())
    assert (by_kind.pop("Tổng cộng"), by_kind["Phép bay flycam"]) == (26, 7)
    assert sum(by_kind.values()) == 26
    inspected = dict(nation.sql("select label, inspected from appendix_3 where year = 2014").fetchall())
    assert inspected.pop("Tổng cộng") == sum(value for value in inspected.values() if value is not None)
    assert inspected["An toàn thông tin"] == 4
    assert "An toàn thông tin" in str(appendix("3", YEAR, "html", land.national, land.declared))


def test_its_figures_lead_to_its_cells(land: Country) -> None:
    """The trace of the part names province, file, sheet and cell, and there the value stands."""
    asked = ("trace", "permits", "--year", "2014", "--breakdown", "drone", "--json")
    (returned,) = yaml.safe_load(solieu(land.national, *asked))["sums"][0]["returns"]
    assert (returned["file_name"], returned["sheet"]) == ("Tỉnh Bắc Giang/so.xlsx", "Biểu")
    (cell,) = returned["cells"]
    code, _, sha256 = returned["submission_id"].partition(":")
    (original,) = (path for path in land.home(code).archive.rglob("*") if path.name.startswith(sha256))
    with original.open("rb") as file:
        assert openpyxl.load_workbook(file)[returned["sheet"]][cell["cell"]].value == 7
    people = solieu(land.national, "trace", "population", "--year", "2014", "--all")
    assert ("dan-so.xlsx" in people, "Tỉnh Bắc Giang: 5.000" in people) == (True, True)


def test_its_own_indicators_stay_its_own(land: Country, nation: duckdb.DuckDBPyConnection) -> None:
    """The country knows no indicator, table or return of them."""
    for table in ("indicator_year", "indicator_returns", "observed", "rate_base"):
        assert nation.table(f"kpi.{table}").filter("indicator like 'fwa%'").fetchall() == []
    assert 4 not in land.declared.appendices
    assert figure(nation, "ftth_new") == 100 + seed().telecom.services["ftth"].years[YEAR].new


def test_what_it_declares_otherwise_is_refused_and_told(
    built: tuple[Country, Taken], nation: duckdb.DuckDBPyConnection
) -> None:
    """Documents are not added to publications: the sum is that of the others, marked, and everybody is told why."""
    place, taken = built
    assert [(each["indicator"], each["what"]) for each in taken.differing] == [
        ("internet_new", "formula"),
        ("special_issues", "unit"),
    ]
    known = seed().registers["special_issues"][YEAR]
    ((actual, received, expected),) = nation.sql(
        "select actual, returns_received, returns_expected from kpi.indicator_year"
        " where indicator = 'special_issues' and year = 2014"
    ).fetchall()
    assert (actual, received, expected) == (sum(known.values()), 1, 2)
    ranks = {row["province"]: (row["rank"], row["value"]) for row in ranked(place.national, "special_issues", YEAR)}
    assert ranks == {OURS: (1, actual), THEIRS: (None, None)}
    lines = [str(line) for line in nation_lines(taken, place).renderables]
    (said,) = (line for line in lines if line.startswith("Tỉnh Bắc Giang: khai báo khác cả nước"))
    assert f"{SPECIAL} (đơn vị tính Văn bản, cả nước Xuất bản phẩm" in said
    # Of eight the first five are named.
    many = nation_lines(replace(taken, differing=taken.differing * 4), place).renderables
    (said,) = (str(line) for line in many if str(line).startswith("Tỉnh Bắc Giang: khai báo khác cả nước"))
    assert said.endswith("; và 3 chỉ tiêu khác / and 3 more")
    assert (said.count(SPECIAL), said.count(" (")) == (2, 5)


def test_the_commands_tell_it(land: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where provinces rank, and how they stand, with a folder that is no province's."""
    monkeypatch.setenv("SOLIEU_COUNTRY", str(land.root))
    (land.root / "provinces" / "9").mkdir(exist_ok=True)
    ranks = solieu(land.national, "country", "ranks", "--indicator", "special_issues", "--year", "2014")
    assert "Tỉnh Bắc Giang: khai báo khác cả nước" in flat(ranks)
    named = "1/2 báo cáo, thiếu số của 1 tỉnh: Tỉnh Bắc Giang (khai báo đơn vị tính khác)"
    assert "100,0**" in ranks
    assert f"** Tỷ trọng trong số cả nước. Số liệu chưa đầy đủ: đã nhận {named}" in flat(ranks)
    assert named in flat(solieu(land.national, "trace", "special_issues", "--year", "2014"))
    stands = solieu(land.national, "country", "status", code=1)
    assert ("or move it: 9" in stands, SPECIAL in stands) == (True, True)
    assert "Without districts and submitters of their own, so as the shared declarations have them: Tỉnh Bắc" in stands


def test_a_whole_that_lacks_a_term_names_its_parts(land: Country) -> None:
    """Broadband without xDSL has no figure there; what its parts are called is told."""
    code, _, said = called(land.home(THEIRS), "trace", "internet_new", "--year", "2014")
    assert (code, "chưa có số chung" in said, "vnpt_quang_ninh (VNPT Quảng Ninh)" in said) == (2, True, True)


def test_figures_of_other_provinces_are_not_compared(nation: duckdb.DuckDBPyConnection) -> None:
    """Mobile subscriptions of one over the people of two, growth on a year of one: no figure rather than a wrong one.

    What the same provinces give is compared: broadband of both with the people of both, mobile gained by one.
    """
    people = seed().population.totals[YEAR] + 5000
    assert figure(nation, "population") == people
    assert figure(nation, "mobile_density") is None
    assert figure(nation, "mobile_density", year=2013) is not None
    internet = sum(seed().telecom.services[code].years[YEAR].stock for code in ("xdsl", "ftth")) + 200
    assert abs(figure(nation, "internet_density") - Decimal(internet) / people * 100) < Decimal("1e-9")
    assert figure(nation, "ftth_new", "previous") > 0
    assert figure(nation, "ftth_new", "growth") is None
    assert figure(nation, "mobile_prepaid_new", "growth") is not None


def test_declarations_that_break_hold_back_nobody_else(copy: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    """A province whose declarations cannot be read keeps what the country has of it, and its branches their names."""
    (copy.home(THEIRS).root / "declarations" / "units.yaml").write_text("- {code: x", "utf-8")
    forget()
    with pytest.raises(DeclarationError, match=r"24/declarations/units\.yaml"):
        copy.catalogue(THEIRS)
    failed = nationwide.province_night(copy, THEIRS)  # Once: no pause mends it.
    assert (failed.exit_code, failed.tries, failed.hopeless) == (2, 1, True)
    assert "Khai báo sai" in failed.told
    place = declare(copy, OURS, THEIRS, "48")
    assert build(place).absent == ("48",)
    assert "vnpt" in place.declared.submitters
    monkeypatch.setenv("SOLIEU_COUNTRY", str(place.root))
    ranks = solieu(place.national, "country", "ranks", "--indicator", "permits", "--year", "2014")
    assert "Tỉnh Bắc Giang" in ranks


def test_what_was_published_keeps_its_words(copy: Country) -> None:
    """A submitter withdrawn after the province published is named until the province publishes without it."""
    known = [each for each in shared("submitters.yaml") if each["code"] != "district_207"]
    put(copy.home(THEIRS).root / "declarations" / "submitters.yaml", known)
    put(copy.home(OURS).root / "declarations" / "submitters.yaml", known)
    build(copy)
    assert "district_207" in copy.declared.submitters
    told = solieu(copy.national, "trace", "inspection_inspected", "--year", "2014", "--breakdown", "cyber")
    assert "Phòng VHTT huyện Cô Tô: 4" in told


def test_a_code_that_is_withdrawn_keeps_its_row(copy: Country) -> None:
    """The province declares as everybody does again, and its returns still count: rows add up, under the bare code."""
    for name in ("codes.yaml", "indicators/telecom.yaml", "indicators/telecom_totals.yaml", "appendices/3.yaml"):
        (copy.home(THEIRS).root / "declarations" / name).unlink()
    (copy.home(THEIRS).root / "declarations" / "appendices" / "4.yaml").unlink()
    forget()
    night(copy.home(THEIRS), copy.catalogue(THEIRS))
    taken = build(copy)
    assert ([each["indicator"] for each in taken.differing], taken.blocked) == (["special_issues"], ())
    with closing(duckdb.connect(str(copy.national.published_warehouse), read_only=True)) as nation:
        inspected = dict(nation.sql("select label, inspected from appendix_3 where year = 2014").fetchall())
        assert inspected.pop("Tổng cộng") == sum(value for value in inspected.values() if value is not None)
        assert inspected["cyber"] == 4
    known = {code.code: code.vi for code in copy.declared.codes("permit_kinds")}
    assert known["drone"] == "drone"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("- {code: 01, vi: Tỉnh A, en: A}", "write it in quotes"),
        ('- {code: "../x", vi: Tỉnh A, en: A}', "should match pattern"),
        ('- {code: "01", vi: Tỉnh A, en: A}\n- {code: "01", vi: Tỉnh B, en: B}', "'01' is declared twice"),
        ('- {code: "01", vi: Tỉnh A, en: A}\n- {code: "02", vi: tỉnh  A, en: B}', r"provinces\.yaml: .*'01' and '02'"),
        ("", "names no province"),
        ("- {code: x", "cannot be read as YAML"),
    ],
)
def test_a_list_of_provinces_that_cannot_stand(tmp_path: Path, body: str, told: str) -> None:
    """It says which record, and what to do."""
    (tmp_path / "provinces").mkdir()
    (tmp_path / "declarations").mkdir()
    (tmp_path / "declarations" / "provinces.yaml").write_text(body, "utf-8")
    with pytest.raises(DeclarationError, match=told):
        _ = Country(tmp_path).provinces


def test_a_million_that_is_something_else_is_refused(copy: Country) -> None:
    """Where a province converts a unit otherwise, nothing that rests on the unit is added up; the message says both."""
    units = shared("units.yaml")
    next(each for each in units if each["code"] == "million_dong")["factor"] = 100000
    put(copy.home(THEIRS).root / "declarations" / "units.yaml", units)
    forget()
    night(copy.home(THEIRS), copy.catalogue(THEIRS))
    (told,) = (each for each in build(copy).differing if each["indicator"] == "telecom_revenue")
    assert (told["theirs"], told["ours"]) == ("Triệu đồng = 100000 dong", "Triệu đồng = 1000000 dong")
    with closing(duckdb.connect(str(copy.national.published_warehouse), read_only=True)) as nation:
        assert figure(nation, "telecom_revenue") == seed().telecom.revenue[YEAR]


A, B = (Province(code=code, vi=f"Tỉnh {code}", en=code) for code in ("01", "02"))


def test_names_that_provinces_share_stay_apart(declared: Catalogue) -> None:
    """Also where only case or marks differ; a code that two call differently has both names."""
    one, two, three = (
        Submitter(code=code, kind="post_office", vi=vi, en="Post", valid_from=date(2013, 1, 1))
        for code, vi in (("post_a", "Bưu điện Hoà Bình"), ("post_b", "BƯU ĐIỆN HÒA BÌNH"), ("post_c", "Bưu điện"))
    )
    found = submitters([(one, A), (two, B), (three, B)])
    assert [each["vi"] for each in found.values()] == ["Bưu điện Hoà Bình (01)", "BƯU ĐIỆN HÒA BÌNH (02)", "Bưu điện"]

    def words(*codes: tuple[str, str]) -> Words:
        return Words((), {"permit_kinds": tuple(Code(code=code, vi=vi, en=vi) for code, vi in codes)})

    told = {"01": words(("a", "Máy in"), ("b", "Máy bay")), "02": words(("a", "Máy in 3D"), ("c", "Đồng ý họp báo"))}
    listed = code_lists(declared, (A, B), told)["permit_kinds"].codes[-3:]
    assert [code.vi for code in listed] == ["Máy in / Máy in 3D", "Máy bay", "Đồng ý họp báo (02)"]


def test_an_indicator_is_in_the_unit_that_its_values_are_kept_in(tmp_path: Path) -> None:
    """Revenue `in millions` would be printed a million times too large: the province is told what to declare."""
    body = shared("indicators/inspection.yaml")
    body[4]["unit"] = "million_dong"
    put(tmp_path / "indicators" / "inspection.yaml", body)
    with pytest.raises(DeclarationError, match="'inspection_fined_amount': values are kept in 'dong'; declare that"):
        catalogue(tmp_path)

"""A country whose provinces merge: each counts in its years, and no figure stands under another one's name."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from commands import called, solieu
from conftest import WriteBook, night
from countries import OURS, SILENT, THEIRS, YEAR, build, declare, figure, put
from typed_returns import OPERATOR_HEAD

from reports.appendix import appendix_table
from reports.nationwide import nation_lines
from schemas.country import Country
from schemas.declarations import DeclarationError
from sources.demo.seed import Seed, seed
from warehouse.country import Taken, ranked
from warehouse.reading import annex_rows
from warehouse.store import connected

# What Tỉnh Bắc Giang and Thành phố Đà Nẵng became, under the name of the first.
MERGED = "24m"
BEFORE = YEAR - 1
_ALL = {
    OURS: {"vi": "Tỉnh Quảng Ninh", "en": "Quang Ninh Province"},
    THEIRS: {"vi": "Tỉnh Bắc Giang", "en": "Bac Giang Province", "valid_to": f"{BEFORE}-12-31"},
    MERGED: {"vi": "Tỉnh Bắc Giang", "en": "Bac Giang Province", "valid_from": f"{YEAR}-01-01"},
    SILENT: {"vi": "Thành phố Đà Nẵng", "en": "Da Nang City", "valid_to": f"{BEFORE}-12-31"},
}


def listed(place: Country, entries: dict[str, dict[str, Any]]) -> Country:
    """The country of provinces that are declared so."""
    put(place.root / "declarations" / "provinces.yaml", [{"code": code} | of for code, of in entries.items()])
    return Country(place.root)


def reported(place: Country, write_book: WriteBook, code: str, *gained: tuple[int, int]) -> None:
    """A night of a province with a return for each year, of so many FTTH subscriptions gained."""
    home, known = place.home(code).create(), place.catalogue(code)
    for year, new in gained:
        title = [f"Báo cáo kết quả hoạt động viễn thông, Internet quý IV năm {year}"]
        row = [known.districts[0].vi, "FTTH", new, 500, 5]
        write_book(home.inbox / f"{year}.xlsx", [["VNPT Quảng Ninh"], title, OPERATOR_HEAD, row])
    night(home, known)


@pytest.fixture(scope="module")
def merged(land: Country, tmp_path_factory: pytest.TempPathFactory, write_book: WriteBook) -> tuple[Country, Taken]:
    """Three provinces through 2013, of which two are one since; tests read it and leave it as it is."""
    root = shutil.copytree(land.root, tmp_path_factory.mktemp("merged") / "country")
    place = listed(Country(root), _ALL)
    reported(place, write_book, SILENT, (BEFORE, 10))
    reported(place, write_book, MERGED, (BEFORE, 999), (YEAR, 1_200))
    taken = build(place)
    assert taken.blocked == ()
    return place, taken


@contextmanager
def published(place: Country) -> Iterator[duckdb.DuckDBPyConnection]:
    with closing(duckdb.connect(str(place.national.published_warehouse), read_only=True)) as nation:
        yield nation


def test_each_province_counts_in_its_years(merged: tuple[Country, Taken], totals: Seed) -> None:
    """Three add up before, two after; the year of the merger is held against all three. What is of no year is told."""
    place, taken = merged
    assert (taken.outside, taken.absent, taken.left) == ({THEIRS: (YEAR,), MERGED: (BEFORE,)}, (), {})
    ours, theirs = (known.telecom.services["ftth"].years for known in (seed(), totals))
    before, after = ours[BEFORE].new + theirs[BEFORE].new + 10, ours[YEAR].new + 1_200
    with published(place) as nation:
        assert figure(nation, "ftth_new", year=BEFORE) == before
        assert figure(nation, "ftth_new") == after
        growth = Decimal(after - before) / before * 100
        assert abs(figure(nation, "ftth_new", "growth") - growth) < Decimal("1e-9")
        # What is not whole is held against nothing.
        blank = "actual is not null, growth from kpi.indicator_year where indicator = 'press_copies'"
        assert nation.sql(f"select {blank} and year = {YEAR}").fetchall() == [(True, None)]
        lacking = "from kpi.indicator_year where left_out is not null and indicator = 'press_copies'"
        assert nation.sql(f"select year, left_out {lacking} order by year").fetchall() == [
            (BEFORE, f"{SILENT}:waiting"),
            (YEAR, f"{MERGED}:waiting"),
        ]
    told = solieu(place.national, "trace", "press_copies", "--year", str(YEAR))
    assert "thiếu số của 1 tỉnh: Tỉnh Bắc Giang (" in told
    assert f"có số liệu của {YEAR}, không phải năm của tỉnh" in str(nation_lines(taken, place).renderables)


def test_lists_hold_the_provinces_of_their_year(merged: tuple[Country, Taken]) -> None:
    """Ranks, tables and traces; over both years two of one name are told apart."""
    place, _ = merged
    found = {year: ranked(place.national, "ftth_new", year) for year in (BEFORE, YEAR)}
    assert {year: {row["province"] for row in rows} for year, rows in found.items()} == {
        BEFORE: {OURS, THEIRS, SILENT},
        YEAR: {OURS, MERGED},
    }
    assert [row["name_vi"] for row in found[BEFORE] if row["province"] == THEIRS] == ["Tỉnh Bắc Giang (đến 2013)"]
    assert [(row["rank"], row["value"]) for row in found[YEAR] if row["province"] == MERGED] == [(2, 1_200)]
    for year, names in (
        (BEFORE, ["Tỉnh Quảng Ninh", "Tỉnh Bắc Giang (đến 2013)", "Tổng cộng"]),
        (YEAR, ["Tỉnh Quảng Ninh", "Tổng cộng"]),
    ):
        with connected(place.national.warehouse, read_only=True) as connection:
            rows = annex_rows(connection, [102], year)[102]
        printed = appendix_table(102, year, rows, place.declared).records
        assert [row["label"] for row in printed] == names
    with published(place) as nation:
        files = "select distinct year, split_part(file_name, '/', 1) from kpi.trace where indicator = 'ftth_new'"
        traced = sorted(nation.sql(f"{files} and measure = 'actual' and dimension is null").fetchall())
        (blank,) = nation.sql(
            "select distinct left_out from kpi.appendix_values where method = 'plan_missing'"
            f" and appendix = 2 and year = {YEAR} and column_name = 'plan'"
        ).fetchall()
    assert traced == [
        (BEFORE, "Thành phố Đà Nẵng"),
        (BEFORE, "Tỉnh Bắc Giang (đến 2013)"),
        (BEFORE, "Tỉnh Quảng Ninh"),
        (YEAR, "Tỉnh Bắc Giang"),
        (YEAR, "Tỉnh Quảng Ninh"),
    ]
    assert blank == (f"{MERGED}:planless",)


def test_a_late_correction_of_a_former_province_counts(
    merged: tuple[Country, Taken], write_book: WriteBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In its own home, which stays: the sum of its year moves, and no other. Status tells what is not added up."""
    place = Country(shutil.copytree(merged[0].root, tmp_path / "country"))
    monkeypatch.setenv("SOLIEU_COUNTRY", str(place.root))
    with published(place) as nation:
        before = {year: figure(nation, "ftth_new", year=year) for year in (BEFORE, YEAR)}
    reported(place, write_book, SILENT, (BEFORE, 17))
    taken = build(place)
    assert (BEFORE in taken.years, taken.outside) == (True, {})  # That was told.
    assert f"có số liệu của {YEAR}, không phải năm của tỉnh" in " ".join(called(None, "country", "status").out.split())
    with published(place) as nation:
        after = {year: figure(nation, "ftth_new", year=year) for year in (BEFORE, YEAR)}
    assert after == {BEFORE: before[BEFORE] + 7, YEAR: before[YEAR]}


def test_before_its_years_a_province_is_not_waited_for(copy: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is declared ahead is neither missing nor behind."""
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root))
    ahead = {code: _ALL[code] for code in (OURS,)} | {THEIRS: _ALL[THEIRS] | {"valid_to": "2998-12-31"}}
    place = listed(copy, ahead | {MERGED: _ALL[MERGED] | {"valid_from": "2999-01-01"}})
    for name in ("districts", "submitters"):
        put(place.home(MERGED).root / "declarations" / f"{name}.yaml", [])
    taken = build(place)
    assert (taken.absent, taken.outside) == ((), {})
    with published(place) as nation:
        ((lacking,),) = nation.sql("select count(*) from kpi.indicator_year where left_out like '%24m%'").fetchall()
    assert lacking == 0
    assert solieu(None, "country", "status")


@pytest.mark.parametrize("earlier", [False, True], ids=["named", "of an earlier release"])
def test_no_figure_under_a_name_that_was_not_its_provinces(
    copy: Country, monkeypatch: pytest.MonkeyPatch, earlier: bool
) -> None:
    """A code that another territory took: the country keeps what it has under the old name until it is told which."""
    monkeypatch.setenv("SOLIEU_COUNTRY", str(copy.root))
    if earlier:
        with connected(copy.national.warehouse) as connection:
            connection.execute("alter table country.provinces drop column name")
    both = {code: _ALL[code] | {"valid_to": None} for code in (OURS, THEIRS)}
    place = listed(copy, both | {THEIRS: {"vi": "Tỉnh Bắc Ninh", "en": "Bac Ninh Province"}, SILENT: _ALL[SILENT]})
    for _ in range(2):
        taken = build(place)
        assert {code: (each.fault, each.held_as) for code, each in taken.misplaced.items()} == {
            THEIRS: ("renamed", "Tỉnh Bắc Giang")
        }
        names = [row["name_vi"] for row in ranked(place.national, "telecom_revenue", BEFORE)]
        assert sorted(names) == ["Thành phố Đà Nẵng", "Tỉnh Bắc Giang", "Tỉnh Quảng Ninh"]
    told = solieu(None, "country", "status", code=1)
    for said in ("`formerly: [Tỉnh Bắc Giang]`", "Tỉnh Bắc Giang giữ mã 24 với `valid_to`"):
        assert (said in told, said in str(nation_lines(taken, place).renderables)) == (True, True), told
    place = listed(copy, both | {THEIRS: {"vi": "Tỉnh Bắc Ninh", "en": "B", "formerly": ["Tỉnh Bắc Giang"]}})
    assert build(place).misplaced == {}
    place = listed(copy, both | {THEIRS: {"vi": "Tỉnh Bắc Ninh", "en": "Bac Ninh Province"}})
    assert build(place).misplaced == {}  # It was said once.
    names = [row["name_vi"] for row in ranked(place.national, "telecom_revenue", YEAR)]
    assert sorted(names) == ["Tỉnh Bắc Ninh", "Tỉnh Quảng Ninh"]
    assert solieu(None, "country", "status")


def test_a_province_that_leaves_the_list_is_told(copy: Country) -> None:
    """By name, once, with what to do where it was merged."""
    place = declare(copy, OURS)
    taken = build(place)
    assert taken.left == {THEIRS: "Tỉnh Bắc Giang"}
    told = str(nation_lines(taken, place).renderables)
    assert ("Tỉnh Bắc Giang (24): không còn trong provinces.yaml" in told, "`valid_to: <năm cuối>-12-31`" in told) == (
        True,
        True,
    )
    assert build(place).left == {}


def test_years_of_provinces_are_whole_and_names_apart_in_them(tmp_path: Path) -> None:
    """What is not is refused, in words."""
    (tmp_path / "provinces").mkdir()
    south = {"vi": "Tỉnh B", "en": "B"}
    for years, told in (
        ({"valid_from": "2025-07-01"}, "provinces belong to whole years; write 2025-01-01"),
        ({"valid_to": "2025-06-30"}, "provinces belong to whole years; write 2025-12-31"),
        ({"valid_from": "2025-01-01", "valid_to": "2024-12-31"}, "valid_to is before valid_from"),
    ):
        with pytest.raises(DeclarationError, match=told):
            _ = listed(Country(tmp_path), {"01": south | years}).provinces
    until, since = south | {"valid_to": "2024-12-31"}, south | {"valid_from": "2025-01-01"}
    for other in (south, until, since | {"valid_from": "2024-01-01"}):
        with pytest.raises(DeclarationError, match=r"'01' and '02' have one name, 'Tỉnh B', in the same years"):
            _ = listed(Country(tmp_path), {"01": until, "02": other}).provinces
    assert listed(Country(tmp_path), {"01": until, "02": since}).names == {"01": "Tỉnh B (đến 2024)", "02": "Tỉnh B"}

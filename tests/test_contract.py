"""The contract for readers: what the views of the published file promise, and what they tell."""

import csv
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from conftest import empty
from test_appendices import APPENDIX_2

from schemas.contract import Contract
from schemas.declarations import Catalogue
from schemas.home import Home
from warehouse.contract import ContractError, actual_columns, create_contract, load_dictionary, promises
from warehouse.dimensions import load_dimensions
from warehouse.migrate import appendix_tables
from warehouse.models import build
from warehouse.notes import published_notes, relation_notes
from warehouse.publication import publish
from warehouse.store import connected

PROMISED = Path(__file__).parent / "contracts"


def test_the_contract_is_kept(reader: duckdb.DuckDBPyConnection, declared: Catalogue) -> None:
    """tests/contracts/<version>.txt holds a version's promises, which are never taken back within it."""
    found = {f"{v}.{c} {kind}" for v, columns in actual_columns(reader).items() for c, kind in columns.items()}
    version = declared.contract.version
    promised = set((PROMISED / f"{version}.txt").read_text(encoding="utf-8").splitlines())
    assert not promised - found, "readers lose these: raise `version` in schemas/contract.yaml and write its file"
    assert not found - promised, f"new columns: promise them, too, in tests/contracts/{version}.txt"
    assert reader.execute("select contract_version from publication").fetchall() == [(version,)]


def test_no_view_of_the_contract_gives_a_float(reader: duckdb.DuckDBPyConnection, declared: Catalogue) -> None:
    found = actual_columns(reader)
    assert found == promises(declared)
    assert {kind.partition("(")[0] for columns in found.values() for kind in columns.values()} == {
        *("varchar", "integer", "bigint", "boolean", "date", "timestamp", "decimal"),
    }
    with pytest.raises(ValueError, match="pattern"):
        Contract.model_validate(
            {"version": 1, "views": {"v": {"vi": "", "en": "", "columns": {"x": ["double", "", ""]}}}}
        )


def test_a_view_that_breaks_its_declared_type_is_refused(blank: Path, tmp_path: Path, change: Any) -> None:
    def retype(body: Any) -> None:
        body["views"]["dim_period"]["columns"]["year"][0] = "bigint"

    with (
        connected(empty(tmp_path / "copy", blank).warehouse) as connection,
        pytest.raises(ContractError, match=r"view dim_period.*'year': 'integer'"),
    ):
        create_contract(connection, change("contract.yaml", retype))


def test_every_view_answers_under_any_alias(file: str, declared: Catalogue) -> None:
    """No view names the file that it lies in, so a reader may attach it as what he likes."""
    with closing(duckdb.connect()) as connection:
        connection.execute(f"attach '{file}' as so_lieu (read_only)")
        for view in promises(declared):
            assert connection.execute(f"select count(*) from so_lieu.{view}").fetchall()[0][0] > 0, view


def test_facts_join_one_row_of_each_dimension(reader: duckdb.DuckDBPyConnection) -> None:
    for fact in ("fact_observation", "fact_indicator_year", "fact_indicator_part_year"):
        columns = actual_columns(reader)[fact]
        for key in ("period", "district", "submitter", "indicator"):
            if key in columns:
                lost, doubled = reader.execute(
                    f"select count(*) filter (where f.{key} is not null and d.{key} is null), count(*) - "
                    f"(select count(*) from {fact}) from {fact} as f left join dim_{key} as d on f.{key} = d.{key}"
                ).fetchall()[0]
                assert (lost, doubled) == (0, 0), (fact, key)
    counts = "select (select count(*) from fact_observation), (select count(*) from kpi.observed)"
    facts, observed = reader.execute(counts).fetchall()[0]
    assert facts == observed > 0


def test_the_observations_add_up_to_the_print(reader: duckdb.DuckDBPyConnection) -> None:
    found = reader.execute(
        "select sum(value), count(distinct submitter) > 1, bool_and(cell <> '' and file_name <> '' and receipt_no > 0) "
        "from fact_observation where indicator = 'ftth_new' and year = 2014 and measure = 'actual' and counted"
    ).fetchall()
    assert found == [(Decimal(APPENDIX_2[6][3]), True, True)]


def test_a_part_goes_by_its_name_in_that_year(reader: duckdb.DuckDBPyConnection) -> None:
    """Đông Triều was a rural district in 2014, and is a city by its newest name."""
    named = "select distinct code_vi from fact_indicator_part_year where district = '205' and year = 2014"
    assert reader.execute(named).fetchall() == [("Huyện Đông Triều",)]
    newest = reader.execute("select name_vi, earlier_names_vi from dim_district where district = '205'").fetchall()
    assert newest == [("Thành phố Đông Triều", "Huyện Đông Triều, Thị xã Đông Triều")]


def test_the_dictionary_tells_every_relation_column_and_indicator(
    reader: duckdb.DuckDBPyConnection, declared: Catalogue
) -> None:
    found = reader.execute("select kind, name, column_name from dictionary").fetchall()
    notes = {name.removeprefix("main."): note.columns for name, note in published_notes(declared).items()}
    assert {name for kind, name, _ in found if kind == "relation"} == set(notes)
    assert {(name, c) for kind, name, c in found if kind == "column"} == {(n, c) for n in notes for c in notes[n]}
    assert {name for kind, name, _ in found if kind == "indicator"} == set(declared.indicators)
    told = "select unit_vi, definition_vi, source, international_code from dictionary where name = $name"
    assert reader.execute(told, {"name": "fixed_wired_subscriptions"}).fetchall() == [
        (
            "Thuê bao",
            "Báo cáo quý về hoạt động viễn thông, Internet: Số thuê bao hiện có trên mạng cuối quý, "
            "Điện thoại cố định có dây",
            "operator_quarterly.subscribers[service=fixed_wired]",
            "ITU i112a",
        )
    ]
    blank = "select count(*) from dictionary where vi = '' or en = '' or (kind = 'indicator' and definition_vi = '')"
    assert reader.execute(blank).fetchall() == [(0,)]


def test_a_declared_appendix_becomes_a_view_and_goes_with_it(
    demo_home: Home, tmp_path: Path, change: Any, declared: Catalogue
) -> None:
    copy = empty(tmp_path / "copy", demo_home.warehouse).warehouse
    fourth = {
        "number": 4,
        "title_vi": "Cáp quang năm {year}",
        "title_en": "Fibre, {year}",
        "row_head_vi": "Dịch vụ",
        "columns": [{"name": "gained", "measure": "actual", "label": "Tăng", "comment_en": "Gained"}],
        "rows": [{"indicator": "ftth_new", "label": "FTTH"}],
    }

    def replace(body: Any) -> None:
        body.clear()
        body.update(fourth)

    more = change("appendices/3.yaml", replace)
    with connected(copy) as connection:
        load_dimensions(connection, more)
        appendix_tables(connection, more)
        for model in ("kpi/appendix_values", "kpi/appendix_4"):
            build(connection, model, [2014], more)
        create_contract(connection, more)
        rows = connection.execute("select * from appendix_4").fetchall()
        # Of the 16 quarterly returns (four operators) the demo's one with bad rows is in only in part.
        rest = ("gained 16/16 (1 in part)", "gained provisional")
        assert rows == [(2014, 1, "FTTH", "Thuê bao", Decimal(APPENDIX_2[6][3]), *rest)]
        assert "appendix_3" not in actual_columns(connection)
        create_contract(connection, declared)
        load_dictionary(connection, declared, relation_notes(declared))
        assert actual_columns(connection) == promises(declared)


def test_csv_opens_in_a_vietnamese_excel(demo_home: Home) -> None:
    text = (demo_home.published / "appendix_2.csv").read_bytes().decode("utf-8")
    head = "Năm;Dòng;Tên chỉ tiêu;Đơn vị tính;Kế hoạch năm báo cáo;Số tăng trong năm;So với kế hoạch báo cáo;"
    head += "Hiện có trên mạng;Kế hoạch năm sau;Các cột chưa đủ báo cáo;Các cột chưa phải số chính thức"
    assert text.startswith("\ufeff")
    lines = text.removeprefix("\ufeff").split("\r\n")
    assert lines[0] == head
    # 1,984 of 2,500 are 79.36 percent.
    (line,) = [line for line in lines if line.startswith("2014;2;")]
    assert line.startswith("2014;2;Điện thoại cố định không dây;Thuê bao;2500;1984;79,36;23758;3000;")
    assert {p.name for p in demo_home.published.glob("*.csv")} == {
        *(f"appendix_{number}.csv" for number in (1, 2, 3)),
        *("dictionary.csv", "fact_indicator_year.csv"),
        *(f"fact_indicator_part_year_{year}.csv" for year in (2013, 2014)),
    }


def test_a_spreadsheet_speaks_vietnamese(demo_home: Home, reader: duckdb.DuckDBPyConnection) -> None:
    """No head is a column's name, and no code of a column that has words is left; BI tools keep names and codes."""

    def read(name: str) -> list[dict[str, str]]:
        text = (demo_home.published / f"{name}.csv").read_text(encoding="utf-8-sig")
        return list(csv.DictReader(text.splitlines(), delimiter=";"))

    for name in ("appendix_2", "fact_indicator_year", "fact_indicator_part_year_2014", "dictionary"):
        assert not {*read(name)[0]} & {*actual_columns(reader)[name.removesuffix("_2014")]}
    # Of the 16 quarterly returns (four operators) the demo's one with bad rows is in only in part.
    (ftth,) = [row for row in read("appendix_2") if (row["Năm"], row["Dòng"]) == ("2014", "7")]
    assert "Số tăng trong năm 16/16 (1 báo cáo mới nhận một phần)" in ftth["Các cột chưa đủ báo cáo"]
    assert "Số tăng trong năm tạm tính" in ftth["Các cột chưa phải số chính thức"]
    assert {row["Cách chia"] for row in read("fact_indicator_part_year_2014")} == {
        "đơn vị báo cáo",
        "địa bàn",
        "phân tổ",
    }
    # A year that an indicator says nothing of has the year before beside it, and no result that could be final.
    ripe = {row["Độ chín"] for row in read("fact_indicator_year") if row["Thực hiện"]}
    assert ripe <= {"ước", "tạm tính", "chính thức"}
    assert {row["Loại"] for row in read("dictionary")} == {"bảng", "cột", "chỉ tiêu"}
    columns = pl.read_parquet(demo_home.published / "indicator_year.parquet").columns
    assert {"indicator", "maturity"} <= {*columns}


def test_parts_add_up_where_it_is_said(reader: duckdb.DuckDBPyConnection) -> None:
    """Of every indicator, year and dimension; and of no ratio, though a ratio has parts."""
    found = reader.execute(
        "with added as (select indicator, year, dimension, adds_up, sum(actual) as parts, count(*) as of "
        "from fact_indicator_part_year group by all) "
        "select adds_up, bool_and(parts = y.actual), bool_or(parts > 10 * y.actual), count(*) > 10 "
        "from added inner join fact_indicator_year as y using (indicator, year) group by adds_up order by adds_up"
    ).fetchall()
    assert found == [(False, False, True, True), (True, True, False, True)]
    ratios = "select distinct indicator from dim_indicator where not adds_up and formula is distinct from 'ratio'"
    ranks = {code for (code,) in reader.execute(ratios).fetchall()}
    units = reader.execute("select distinct unit from dim_indicator where indicator in $ranks", {"ranks": [*ranks]})
    assert {unit for (unit,) in units.fetchall()} <= {"position", "percent", "province", "year"}


def test_the_version_row_tells_one_publication_from_the_next(
    demo_home: Home, tmp_path: Path, declared: Catalogue
) -> None:
    """Who keeps a connection keeps the publication that it opened; who opens anew has the newest."""
    home = Home(tmp_path / "home").create()
    home.warehouse.write_bytes(demo_home.warehouse.read_bytes())
    asked = "select publication_no, (select count(*) from fact_indicator_year) > 0 from publication"
    with connected(home.warehouse) as connection:
        publish(connection, home, declared)
        with connected(home.published_warehouse, read_only=True) as old:
            before = old.execute(asked).fetchall()
            publish(connection, home, declared)
            assert old.execute(asked).fetchall() == before == [(2, True)]
    with closing(duckdb.connect(str(home.published_warehouse), read_only=True)) as fresh:
        assert fresh.execute(asked).fetchall() == [(3, True)]

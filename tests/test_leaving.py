"""Everything leaves, as Parquet, SDMX-CSV, DHIS2 and by international codes, and comes back with the same figures."""

import csv
import json
import re
import shutil
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest
from commands import called, solieu
from conftest import night
from pysdmx.io import get_datasets, read_sdmx
from pysdmx.io.xml.doc_validation import validate_doc
from pysdmx.model import Codelist
from test_corrections import postal
from test_dry_run import book

from pipelines import steps
from schemas.declarations import Catalogue, catalogue
from schemas.home import Home
from sources.carried import carried
from warehouse import leaving
from warehouse.models import build_all
from warehouse.store import connected

FIGURES = "select indicator, dimension, code, year, measure, value, parts_missing from kpi.figures order by all"
OBSERVED = "select indicator, measure, form, submitter, period, year, district, breakdown, value, unit, counted \
    from kpi.observed order by all"
VALUES = """select count(*) from kpi.observed where year = 2014 and measure = 'actual'
    union all select count(*) from kpi.plan_versions where year = 2014 and counts"""
PUBLISHED = """select count(*) from kpi.figures where year = 2014
    union all select count(*) from kpi.indicator_year where year = 2014 and actual is null and returns_expected > 0"""
PLAIN = re.compile(r"-?\d+(\.\d*[1-9])?")
UID = re.compile(r"[A-Za-z][A-Za-z0-9]{10}")


@pytest.fixture(scope="module")
def left(demo_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The export of the demo's home."""
    folder = tmp_path_factory.mktemp("left") / "export"
    made = json.loads(solieu(demo_home, "export", folder, "--json"))
    assert (made["years"], made["damaged"]) == ([2012, 2013, 2014], [])
    return folder


@pytest.fixture(scope="module")
def back(left: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home that was made of the export's tables."""
    home = Home(tmp_path_factory.mktemp("back") / "home")
    solieu(home, "import", left)
    return home


def asked(home: Home, query: str) -> pl.DataFrame:
    with connected(home.warehouse, read_only=True) as connection:
        return connection.execute(query).pl()


def tables(home: Home) -> dict[str, pl.DataFrame]:
    """Every table with all its rows; and what all columns and views are, in types and words."""
    names = "select schema_name || '.' || table_name from duckdb_tables() where database_name = 'warehouse'"
    columns = "select schema_name, table_name, column_name, data_type, is_nullable, comment from duckdb_columns() \
        where database_name = 'warehouse' and not internal order by all"
    with connected(home.warehouse, read_only=True) as connection:
        found = [name for (name,) in connection.execute(names).fetchall()]
        kept = {name: connection.execute(f"from {name} order by all").pl() for name in found}
        return kept | {"columns": connection.execute(columns).pl()}


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def built(home: Home, declared: Catalogue) -> Home:
    """The figures of what a home has taken in."""
    with connected(home.warehouse) as connection:
        build_all(connection, [2012, 2013, 2014], declared)
    return home


def test_the_tables_come_back_row_for_row(demo_home: Home, left: Path, back: Home, declared: Catalogue) -> None:
    """With types, comments and views; and the night goes on as if nothing had been."""
    one, other = tables(demo_home), tables(back)
    assert one.keys() == other.keys()
    assert [name for name in one if not one[name].equals(other[name])] == []
    told = json.loads((left / "manifest.json").read_text(encoding="utf-8"))
    assert {*told["tables"]} == {*one} - {"columns"}
    assert {name: table["rows"] for name, table in told["tables"].items()} == {
        name: frame.height for name, frame in one.items() if name != "columns"
    }
    book(back.inbox / "sửa.xlsx", postal(340, None, 1000, above="Lý do điều chỉnh: Nhầm số"))
    assert night(back, declared).years == [2012, 2013, 2014]  # What was never published from here, too.
    assert asked(back, "from ops.corrections where form = 'postal_quarterly'").height == 1
    asks = ("trace", "ftth_new", "--year", "2014")
    assert solieu(back, *asks) == solieu(demo_home, *asks)
    checks = {each["check"]: each["state"] for each in json.loads(called(back, "doctor", "--json").out)["checks"]}
    assert (checks["archive"], checks["answers"], checks["warehouse"]) == ("ok", "ok", "ok")


def test_large_tables_take_several_files(demo_home: Home, tmp_path: Path) -> None:
    """Together they hold the rows in the order in which they came: by it lines of item-level returns are found."""
    with connected(demo_home.warehouse, read_only=True) as connection:
        stored = leaving.store(connection, tmp_path, most=1000)["kpi.observed"]
        files = [str(tmp_path / name) for name in stored.files]
        held = connection.execute("from kpi.observed order by rowid").pl()
        assert connection.execute(f"from read_parquet({files})").pl().equals(held)
    assert (stored.rows, len(files) > 7) == (held.height, True)


def test_what_lies_in_an_export(demo_home: Home, left: Path, declared: Catalogue) -> None:
    """Types are exact, every column is told, and the declarations are those that the figures were made by."""
    parquet, said = left / "parquet", rows(left / "dictionary.csv")
    kinds = duckdb.sql(f"describe from '{parquet}/kpi.indicator_year.parquet'").pl()
    assert dict(kinds.select("column_name", "column_type").iter_rows())["growth"] == "DECIMAL(28,12)"
    kinds = duckdb.sql(f"describe from '{parquet}/ops.receipts.parquet'").pl()
    assert dict(kinds.select("column_name", "column_type").iter_rows())["received_at"] == "TIMESTAMP WITH TIME ZONE"
    told = {(row["relation"], row["column"]): row for row in said}
    for file in parquet.iterdir():
        for (column,) in duckdb.sql(f"select column_name from (describe from '{file}')").fetchall():
            entry = told[file.stem, column]
            assert entry["vi"] and entry["en"] and entry["type"]
    assert told["core.operator_quarterly", "revenue"]["unit"] == "dong"
    assert json.loads((left / "dictionary.json").read_text(encoding="utf-8")) == said
    assert catalogue(left / "declarations").version == declared.version
    assert {path.name for path in (left / "originals").glob("*/*")} == {p.name for p in demo_home.archive.glob("*/*")}
    assert "SOLIEU_HOME" in (left / "README.md").read_text(encoding="utf-8")


def test_sdmx_is_such_as_its_own_tools_read(demo_home: Home, left: Path) -> None:
    """The structure holds against the schemas of SDMX-ML 3.0; every code of the data stands in a code list of it."""
    structure = left / "sdmx" / "structure.xml"
    validate_doc(structure.read_text(encoding="utf-8"))
    shape = read_sdmx(structure).get_data_structure_definitions()[0]
    coded = ((c.id, c.local_codes) for c in shape.components if isinstance(c.local_codes, Codelist))
    lists = {name: {code.id for code in listed.items} for name, listed in coded}
    counts = (("values", _count(demo_home, VALUES)), ("figures", _count(demo_home, PUBLISHED)))
    for flow, count in counts:
        (data,) = get_datasets(left / "sdmx" / f"{flow}-2014.csv", structure)
        assert data.short_urn == f"Dataflow=QNDIC:{flow.upper()}(1.0.0)"
        frame = data.data
        key = [c.id for c in shape.components.dimensions]
        assert (len(frame), frame.duplicated(subset=key).sum()) == (count, 0)
        for name, codes in lists.items():
            assert {*frame[name]} <= codes, name
    found = {(r["INDICATOR"], r["MEASURE"]): r for r in rows(left / "sdmx" / "figures-2014.csv") if _is_whole(r)}
    prepaid = found["mobile_prepaid_new", "actual"]
    assert (prepaid["OBS_VALUE"], prepaid["UNIT_MEASURE"], prepaid["DECIMALS"]) == ("651134", "subscription", "0")
    share = found["mobile_prepaid_new", "percent_of_plan"]  # 651.134 of 400.000, as the report prints.
    assert (share["OBS_VALUE"], share["UNIT_MEASURE"], share["DECIMALS"]) == ("162.7835", "percent", "4")
    # A district's prepaid subscriptions were lost with a bad row, so the figure is not final.
    assert (prepaid["OBS_STATUS"], found["press_copies", "actual"]["OBS_STATUS"]) == ("P", "A")
    values = rows(left / "sdmx" / "values-2014.csv")
    assert all(PLAIN.fullmatch(row["OBS_VALUE"]) and row["UNIT_MULT"] == "0" for row in values)
    plan = next(row for row in values if (row["INDICATOR"], row["MEASURE"]) == ("press_copies", "plan"))
    assert (plan["OBS_VALUE"], plan["DECISION_DATE"]) == ("10000000", "2013-12-12")


def _count(home: Home, query: str) -> int:
    return int(asked(home, query).to_series().sum())


def _is_whole(row: dict[str, str]) -> bool:
    return (row["REF_AREA"], row["SUBMITTER"], row["BREAKDOWN"]) == ("22", "_T", "_T")


def test_dhis2_knows_everything_that_its_values_name(demo_home: Home, left: Path) -> None:
    held = json.loads((left / "dhis2" / "metadata.json").read_text(encoding="utf-8"))
    known = {kind: {each["id"]: each for each in listed} for kind, listed in held.items()}
    every = [each["id"] for listed in held.values() for each in listed]
    assert all(UID.fullmatch(each) for each in every) and len({*every}) == len(every)
    for listed in held.values():
        assert len({each["name"] for each in listed}) == len({each["code"] for each in listed}) == len(listed)
        assert all(len(each.get("shortName", "")) <= 50 for each in listed)
    values = json.loads((left / "dhis2" / "values-2014.json").read_text(encoding="utf-8"))["dataValues"]
    assert len(values) == _count(demo_home, VALUES)
    combos = known["categoryOptionCombos"]
    inside = {
        e: s["periodType"] for s in held["dataSets"] for e in (x["dataElement"]["id"] for x in s["dataSetElements"])
    }
    for value in values:
        element = known["dataElements"][value["dataElement"]]
        assert value["orgUnit"] in known["organisationUnits"] and PLAIN.fullmatch(value["value"])
        assert (
            combos[value["attributeOptionCombo"]]["categoryCombo"]["id"] == held["dataSets"][0]["categoryCombo"]["id"]
        )
        if "categoryOptionCombo" in value:
            assert combos[value["categoryOptionCombo"]]["categoryCombo"] == element["categoryCombo"]
        wanted = r"2014Q[1-4]" if inside[value["dataElement"]] == "Quarterly" else "2014"
        assert re.fullmatch(wanted, value["period"])


@pytest.mark.parametrize(
    ("name", "found", "expected"),
    [
        ("sdmx/structure.xml", "SDMX-ML", "SDMX-CSV"),
        ("dhis2/metadata.json", "DHIS2 metadata", "dataValues"),
        ("dictionary.csv", "dictionary (từ điển dữ liệu)", "sdmx/values-….csv,"),
        ("dictionary.json", "dictionary (từ điển dữ liệu)", "sdmx/values-….csv,"),
    ],
)
def test_what_lies_beside_the_values_is_called_by_its_name(
    name: str, found: str, expected: str, left: Path, declared: Catalogue
) -> None:
    """Sent in place of them it fits no form; it is said what it is, and what to send."""
    problem = carried(left / name, declared).problem  # type: ignore[union-attr]
    assert problem and (problem.params["found"], problem.params["expected"].split()[0]) == (found, expected)


@pytest.mark.parametrize("format", ["sdmx", "dhis2"])
def test_the_values_alone_give_the_same_figures(
    format: str, demo_home: Home, left: Path, tmp_path: Path, declared: Catalogue
) -> None:
    """Measure by measure, of the whole and of every part, worked out from a file each year; each leads to its line."""
    shutil.copytree(left / format, tmp_path / format)
    home = Home(tmp_path / "home")
    receipts = json.loads(solieu(home, "import", tmp_path / format, "--format", format, "--json"))
    assert [(r["status"], r["rows_rejected"]) for r in receipts] == [("accepted", 0)] * 3
    built(home, declared)
    assert asked(home, FIGURES).equals(asked(demo_home, FIGURES))
    assert asked(home, OBSERVED).equals(asked(demo_home, OBSERVED))
    # What a register says of years in which it was not due yet is as final as it was; of 2014 whole returns are marked.
    final = "select indicator, year, maturity, returns_expected, returns_received from kpi.indicator_year \
        where year < 2014 and maturity = 'final' order by all"
    assert asked(home, final).equals(asked(demo_home, final)) and asked(home, final).height > 8
    missing = "select count(*) from ops.expected_returns where status = 'missing' and year <= 2014"
    assert asked(home, missing).item() == asked(demo_home, missing).item()
    cells = asked(home, "select submission_id, cell, value from kpi.trace where measure = 'growth' and year = 2014")
    for file, cell, value in cells.sample(40, seed=1).iter_rows():
        line = int(cell[1:])
        original = home.archive / file[:2] / file
        if format == "sdmx":
            stands = original.read_text(encoding="utf-8").splitlines()[line - 1].split(",")[10]
        else:
            stands = json.loads(original.read_text(encoding="utf-8"))["dataValues"][line - 1]["value"]
        assert Decimal(stands) == value


def test_a_list_by_codes_gives_the_figures_that_it_lists(left: Path, tmp_path: Path, declared: Catalogue) -> None:
    listed = rows(left / "codes" / "by-code-2014.csv")
    known = {(row["code"], row["territory"]): row for row in listed if row["code"]}
    # Printed: 1.404.708 prepaid and 160.210 postpaid; 1.564.918 to 1.199.400 people is 130,475070868768 in 100.
    assert known["i271", "22"]["value"] == "1564918"
    assert known["i911", "22"]["value"] == "130.475070868768"
    assert (known["i112", "205"]["territory_name"], known["i112", "205"]["body"]) == ("Huyện Đông Triều", "ITU")
    home = Home(tmp_path / "home")
    told = solieu(home, "import", left, "--format", "codes")
    # Eight have a code; five are terms of these. No appendix prints one of them in a row.
    assert "kết quả cả năm của 13 chỉ tiêu" in told and "Phụ lục 1, Phụ lục 2, Phụ lục 3" in told
    night(home, declared)
    none = called(home, "appendix", "2", "--year", "2014")
    assert (none.code, "năm 2014 đã có số liệu" in none.err, "13 indicators" in none.err) == (2, True, True)
    none = called(home, "appendix", "2", "--year", "2031")
    assert (none.code, "năm 2031. Hãy đưa báo cáo của năm đó vào hộp nhận" in none.err) == (2, True)
    query = "select indicator, coalesce(code, '22'), value from kpi.figures where measure = 'actual' and year = 2014 \
        and (dimension is null or dimension = 'district')"
    figures = {(indicator, code): value for indicator, code, value in asked(home, query).iter_rows()}
    assert len(listed) == 195
    assert {(row["indicator"], row["territory"]): Decimal(row["value"]) for row in listed} == {
        place: figures[place] for place in figures if place in {(row["indicator"], row["territory"]) for row in listed}
    }
    # The returns themselves say more: what is known of the year alone steps aside.
    book(
        home.inbox / "a.xlsx",
        [
            ["Dân số trung bình năm 2014"],
            ["Đơn vị báo cáo: Cục Thống kê Quảng Ninh"],
            ["Kỳ báo cáo: Năm 2014"],
            ["Địa bàn", "Dân số trung bình"],
            ["Hạ Long", 1000],
            ["Móng Cái", 500],
        ],
    )
    steps.take_in(home, declared)
    built(home, declared)
    (population,) = asked(home, "select actual from kpi.indicator_year where indicator = 'population' and year = 2014")
    assert population.to_list() == [Decimal(1500)]


def test_one_year_and_the_one_that_its_growth_rests_on(demo_home: Home, tmp_path: Path) -> None:
    solieu(demo_home, "export", tmp_path / "a", "--year", "2014")
    names = {path.name for path in (tmp_path / "a" / "sdmx").iterdir()}
    assert names == {"structure.xml", "values-2013.csv", "values-2014.csv", "figures-2014.csv"}
    said = called(demo_home, "export", tmp_path / "a")
    assert (said.code, "không trống" in said.err) == (2, True)
    said = called(demo_home, "export", tmp_path / "b", "--year", "1999")
    assert (said.code, "1999" in said.err, (tmp_path / "b").exists()) == (2, True, False)


def test_an_export_that_is_not_whole_is_not_taken(left: Path, back: Home, tmp_path: Path) -> None:
    """What is missing or damaged is named, a manifest that leads elsewhere is refused, and nothing was written."""
    place, home = Path(shutil.copytree(left, tmp_path / "copy")), Home(tmp_path / "home")
    manifest = place / "manifest.json"
    said = manifest.read_text(encoding="utf-8")

    def refused(told: str) -> None:
        found = called(home, "import", place)
        assert (found.code, home.root.exists()) == (2, False), found.out
        assert told in found.err and "Traceback" not in found.err and ": :" not in found.err

    damaged = place / "parquet" / "kpi.observed.parquet"
    content = damaged.read_bytes()
    damaged.write_bytes(content.replace(b"PAR1", b"PAR2", 1))
    refused("parquet/kpi.observed.parquet")
    damaged.unlink()
    refused("parquet/kpi.observed.parquet")
    damaged.write_bytes(content)
    (tmp_path / "outside").write_text("x")
    for name in ("../outside", "/etc/hostname"):
        manifest.write_text(said.replace("README.md", name), encoding="utf-8")
        refused(name)
    manifest.write_text(said.replace('"kpi.observed":', '"kpi.observed; drop table ops.receipts":'), encoding="utf-8")
    refused("drop table")
    manifest.write_text(said.replace('"migrations": [', '"migrations": [999,'), encoding="utf-8")
    refused("999")
    manifest.write_text("[" * 100_000, encoding="utf-8")
    refused("manifest.json")
    manifest.write_text(said, encoding="utf-8")
    found = called(back, "import", place)
    assert (found.code, "đã có dữ liệu" in found.err, "nhập đè lên" in found.err, "was imported" in found.err) == (
        2,
        True,
        True,
        True,
    )
    assert (called(home, "import", tmp_path, "--format", "sdmx").code, home.root.exists()) == (2, False)


def test_a_submission_is_not_imported_but_received(tmp_path: Path) -> None:
    """Whoever names a file, many, or a folder of them is told the command, and what `import` takes."""
    (tmp_path / "bao-cao").mkdir()
    files = [tmp_path / "bao-cao" / name for name in ("a.xlsx", "b.csv")]
    for file in files:
        file.write_bytes(b"x")
    for line in ([files[0]], files, [tmp_path / "bao-cao"], [tmp_path / "bao-cao", "--format", "dhis2"]):
        told = called(Home(tmp_path / "home"), "import", *line)
        assert (told.code, told.out) == (2, "")
        for word in ("`solieu receive", "manifest.json", "values-*.csv", "by-code-*.csv", "values-*.json"):
            assert word in told.err
    assert "một thư mục" in called(None, "import", tmp_path, tmp_path).err
    assert not (tmp_path / "home").exists()


def test_of_an_import_that_is_refused_whole_no_night_makes_figures(left: Path, tmp_path: Path) -> None:
    """The file has its receipt and its answer; the command says that nothing was taken."""
    (tmp_path / "sdmx").mkdir()
    values = (left / "sdmx" / "values-2014.csv").read_text(encoding="utf-8")
    (tmp_path / "sdmx" / "values-2014.csv").write_text(values, encoding="utf-16")
    found = called(Home(tmp_path / "home"), "import", tmp_path, "--format", "sdmx")
    assert (found.code, "UTF-16" in found.out, "solieu nightly" in found.out) == (2, True, False), found

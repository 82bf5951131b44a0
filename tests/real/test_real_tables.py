"""The tables of real files are found and read as what they are, by declarations made here for each of them."""

import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter
from own_declarations import column, declared_with, form
from typed_returns import checks, take_in

from schemas.declarations import Catalogue, catalogue
from schemas.home import Home
from sources.files import read_grids
from sources.grids import Grid
from sources.inbox import drop
from sources.layout import Table, find
from sources.lexicon import lexicon
from sources.matching import beginnings
from sources.places import placed
from sources.rows import rows
from sources.typed import raw_frame, typed_frame
from warehouse.reading import records
from warehouse.store import connected

REAL = Path(os.environ["SOLIEU_REAL"]).resolve() / "realdata"
RETURN = REAL / "post" / "BaoCaoB0205DonVi27082018170051.xls"
BLANK = REAL / "post" / "MauBaoCaoB0205.xls"


def taken(home: Home, declared: Catalogue, file: Path) -> dict[str, Any]:
    drop(home, file)
    return take_in(home, declared)


def kept(home: Home, table: str) -> list[dict[str, Any]]:
    with connected(home.warehouse, read_only=True) as connection:
        return records(connection, f"from core.{table} order by row")


def test_the_post_return_is_asked_for_what_its_head_lacks(home: Home, declared: Catalogue) -> None:
    entry = taken(home, declared, RETURN)
    assert (entry["form"], entry["status"]) == ("postal_detail", "rejected")
    assert set(checks(entry)) == {("B5", "blank_period"), (None, "no_submitter")}


def test_its_blank_form_is_told_to_be_blank(home: Home, declared: Catalogue) -> None:
    entry = taken(home, declared, BLANK)
    assert (entry["form"], checks(entry)) == ("postal_detail", [(None, "blank_form")])


def filled_in(target: Path) -> Grid:
    """A copy of the post's return in which somebody wrote who reports and for when."""
    (grid,) = read_grids(RETURN, catalogue().limits)
    with xlsxwriter.Workbook(str(target)) as book:
        page = book.add_worksheet()
        for top, left, bottom, right in grid.merged:
            page.merge_range(top, left, bottom, right, "")
        for number, cells in enumerate(grid.rows):
            for place, cell in enumerate(cells):
                if cell != "":
                    page.write(number, place, cell)
        page.write(0, 0, "Đơn vị gửi: Bưu điện thành phố Hạ Long")
        page.write(4, 1, "Quý III năm 2018")
    return grid


def test_filled_in_it_is_taken_in_as_the_postal_return(home: Home, declared: Catalogue) -> None:
    grid = filled_in(home.inbox / "a.xlsx")
    entry = take_in(home, declared)
    assert (entry["status"], entry["rows_rejected"]) == ("accepted", 0)
    assert entry["rows_read"] == 612, "611 rows and the numbers of the columns"
    with connected(home.warehouse, read_only=True) as connection:
        found = records(connection, "select indicator, value, cell from core.observations where value <> 0 order by 3")
    assert {(row["indicator"], row["cell"]): int(row["value"]) for row in found} == {
        ("press_copies", "D164"): 203_016,
        ("press_copies", "D183"): 71_346,
        ("parcels", "D41"): 10_970,
        ("parcels", "D52"): 341_059,
        ("money_orders", "D108"): 14,
        ("money_orders", "D109"): 1_314,
        ("post_revenue", "E16"): 230_336_681,
        ("post_revenue", "E41"): 432_204_027,
        ("post_revenue", "E52"): 6_594_969_834,
        ("post_revenue", "E83"): -624_616_279,
        ("post_revenue", "E84"): 8_371_820,
    }
    told = {(row["cell"], row["check_name"]): row["message_vi"] for row in entry["warnings"]}
    # 6.999 + 10.970 + 341.059 = 359.028; of the express services only EMS (87.368) is broken down.
    assert "133740" in told["D93", "total_differs"]
    assert "359.028" in told["D93", "total_differs"]
    assert "87.368" in told["D52", "parts_differ"]
    # 13.804.140 + 370.729.485 + 47.670.402 = 432.204.027, and 203.016 + 71.346 = 274.362: nothing to tell.
    assert not {("E41", "parts_differ"), ("D202", "total_differs"), ("E202", "total_differs")} & told.keys()
    assert grid.text(201, 0) == "CỘNG I.3"


def test_every_numbered_row_is_kept_where_all_are_declared(home: Home, tmp_path: Path) -> None:
    """The whole form as a code list, made of its own numbers and labels; totals stay totals."""
    (grid,) = read_grids(RETURN, catalogue().limits)
    lines = [(grid.text(row, 2), " ".join(grid.text(row, 0).split())) for row in range(11, len(grid.rows))]
    numbered = [(number, label) for number, label in lines if number and not label.startswith("CỘNG")]
    codes = [{"code": number, "vi": label, "en": label} for number, label in numbered]
    asked = [code.model_dump() for code in catalogue().codes("postal_services")]
    codes += [code for code in asked if code["code"] not in {number for number, _ in numbered}]
    declared = declared_with(
        tmp_path / "d",
        codes={"postal_services": {"vi": "Dịch vụ", "en": "Services", "codes": codes}},
    )
    filled_in(home.inbox / "a.xlsx")
    entry = take_in(home, declared)
    assert checks(entry) == []
    assert len({number for number, _ in numbered}) == len(numbered)
    # One service that is asked for (1500) has lost its number in this file; its name is enough.
    assert entry["rows_accepted"] == len(numbered) + 1
    figures = {row["item"]: row for row in kept(home, "postal_detail")}
    assert figures["2700"]["revenue"] == -624_616_279
    assert figures["2700"]["vat_to_date"] == -62_209_732
    assert figures["1722"]["received"] == 1_968


TELECOM: list[tuple[Any, ...]] = [
    ("Số lượng bưu cục", "office", 2900, 3100, 3200),
    ("Số dân bình quân 1 cơ sở bưu điện", "thousand_person", 25100, 24660, 24000),
    ("Số máy điện thoại trên 100 dân", "machine", 5, Decimal("6.5"), Decimal("7.1")),
    ("Số máy điện thoại thuê bao mới", "thousand_machine", 1000, 1100, 1200),
]


def listed(name: str, labels: list[str]) -> dict[str, Any]:
    codes = [{"code": f"c{number}", "vi": label, "en": label} for number, label in enumerate(labels)]
    return {name: {"vi": name, "en": name, "codes": codes}}


def unit(code: str, vi: str, of: str | None = None, factor: int = 1, *aliases: str) -> dict[str, Any]:
    return {"code": code, "vi": vi, "en": code, "of": of, "factor": factor, "aliases": list(aliases)}


def sender(title: str) -> dict[str, Any]:
    """The file names no sender; the title of its sheet stands for one."""
    return {"code": "ministry", "kind": "ministry", "vi": title, "en": title, "valid_from": "2000-01-01"}


def of_row(name: str, label: str, **more: Any) -> dict[str, Any]:
    return column(name, label, unit_column="unit", **more)


def percent(name: str, label: str, part: str, whole: str) -> dict[str, Any]:
    return column(name, label, unit="percent", percent_of=[part, whole])


def test_the_telecom_block_is_read_as_actual_plan_and_percent(home: Home, tmp_path: Path) -> None:
    columns = [
        column("item", "Tên chỉ tiêu", role="code", list="goals", open=True),
        column("unit", "Đơn vị tính", role="unit"),
        of_row("before", "Thực hiện năm {last_year}"),
        of_row("actual", "Ước TH năm {year}"),
        of_row("plan", "Kế hoạch năm {next_year}", measure="plan"),
        percent("growth", "Ước {year}/ TH {last_year}", "actual", "before"),
        percent("planned_growth", "KH {next_year}/ Ước {year}", "plan", "actual"),
    ]
    units = [unit("office", "Bưu cục"), unit("machine", "Máy"), unit("thousand_machine", "Nghìn máy", "machine", 1000)]
    declared = declared_with(
        tmp_path / "d",
        form=form("goals", columns, submitters="ministry"),
        units=units,
        codes=listed("goals", [label for label, *_ in TELECOM]),
        submitters=[sender("6. Giao thông, Vận tải, bưu điện, du lịch")],
    )
    entry = taken(home, declared, REAL / "legacy" / "2005-KH2003-bieu.xls")
    assert (entry["status"], entry["period"], entry["rows_accepted"]) == ("accepted", "2002", 4)
    assert not [row for row in entry["warnings"] if row["check_name"] == "percent_differs"]
    factors = {"thousand_person": 1000, "thousand_machine": 1000}
    found = [
        (row["sheet"], row["row"], row["unit"], row["before"], row["actual"], row["plan"])
        for row in kept(home, "goals")
    ]
    assert found == [
        ("VTBD", row, name, *(Decimal(str(figure)) * factors.get(name, 1) for figure in figures))
        for row, (_, name, *figures) in enumerate(TELECOM, start=15)
    ]


GOODS = """Kim ngạch xuất khẩu; DN ĐTNN kể cả dầu thô; DN ĐTNN không kể dầu thô; Dầu thô; Than đá; Hàng dệt may
Hàng giày dép; Hàng điện tử; Máy vi tính, linh kiện; Dây điện và dây cáp điện; Sản phẩm nhựa
Xe đạp và phụ tùng xe đạp; Hàng thủ công mỹ nghệ; Sản phẩm gỗ; Thuỷ sản; Gạo; Cà phê; Cao su; Hàng rau quả; Hạt điều
Hạt tiêu; Chè các loại; Lạc nhân"""


def test_the_goods_table_is_read_and_its_one_wrong_sum_is_found(home: Home, tmp_path: Path) -> None:
    """Its labels have no header of their own, its units are ditto marks, and 85 + 80 is not 167."""
    columns = [
        column("item", "Mặt hàng", role="code", list="goods"),
        column("unit", "Đơn vị tính", role="unit", aliases=["Đơn vị"]),
        of_row("plan", "K.H {year}", measure="plan"),
        of_row("january", "TH T1/{year}"),
        of_row("february", "Ư.TH T2/{year}"),
        of_row("so_far", "Ư.TH 2T.{year}", sum_of=["january", "february"]),
        of_row("before", "TH 2T/{last_year}"),
        percent("on_month", "T2-{year}/ T1-{year}", "february", "january"),
        percent("on_year", "2T-{year}/ 2T-{last_year}", "so_far", "before"),
        percent("of_plan", "2T-{year}/ KH{year}", "so_far", "plan"),
    ]
    units = [
        unit("usd", "USD"),
        unit("million_usd", "Triệu USD", "usd", 10**6, "Tr. USD"),
        unit("thousand_tonne", "Nghìn tấn", "kilogram", 10**6, "Ng. tấn"),
    ]
    declared = declared_with(
        tmp_path / "d",
        form=form("goods", columns, submitters="ministry"),
        units=units,
        codes=listed("goods", [label.strip() for line in GOODS.split("\n") for label in line.split(";")]),
        submitters=[sender("ước thực hiện xuất khẩu tháng 2 và 2 tháng năm 2005")],
    )
    entry = taken(home, declared, REAL / "legacy" / "2005-4E4ZD_XKT2.05.xls")
    assert (entry["status"], entry["period"], entry["rows_accepted"]) == ("accepted", "2005", 23)
    (wrong,) = entry["warnings"]
    assert (wrong["cell"], wrong["check_name"], wrong["value"]) == ("G20", "sum_differs", "167")
    assert all(figure in wrong["message_vi"] for figure in ("85", "80", "165"))
    coal = next(row for row in kept(home, "goods") if row["row"] == 11)
    assert (coal["unit"], coal["plan"], coal["so_far"]) == ("thousand_tonne", 11_000 * 10**6, 2_149 * 10**6)
    assert str(coal["of_plan"]).startswith("19.5363")


def read_as(file: Path, made: dict[str, Any], labels: list[str], root: Path) -> tuple[list[Table], pl.DataFrame]:
    """The tables that a form finds in a file, and the rows of figures that it asks for, typed."""
    declared = declared_with(root, form=made, codes=listed("named", labels))
    wanted, words = declared.forms[made["code"]], lexicon(declared)
    grids = read_grids(file, declared.limits)
    found = [find(grid, wanted, beginnings(grid, [wanted], words), words, declared) for grid in grids]
    tables = [each for result in found if isinstance(result, list) for each in result if isinstance(each, Table)]
    data = [
        ("x", table, [row for row in placed(list(rows(table, words)), table, words) if row.kind == "data"])
        for table in tables
    ]
    return tables, typed_frame(raw_frame(wanted, data), wanted, words, declared)


@pytest.mark.parametrize(
    ("file", "head", "labels", "measure", "header_rows", "expected"),
    [
        (
            "statistics/gso_population_by_province_1995_2016.csv",
            "Cities, provincies",
            ["WHOLE COUNTRY", "Ha Tay", "Quang Ninh"],
            "Total 2014",
            [3],
            {"c0": "90728.9", "c1": "no_data", "c2": "1199.4"},
        ),
        (
            "units/gso_population_by_province_2005_2016.csv",
            "province",
            ["WHOLE COUNTRY", "Ha Tay", "Quang Ninh"],
            "2014",
            [1],
            {"c0": "90728.9", "c1": "no_data", "c2": "1199.4"},
        ),
        (
            "statistics/gso_admin_units_2009_2016.csv",
            "Cities, provincies",
            ["Quang Ninh"],
            "2014 Communes",
            [3],
            {"c0": "115"},
        ),
        (
            "units/quangninh_districts.csv",
            "name_2014",
            ["Thành phố Hạ Long", "Huyện Bình Liêu"],
            "census2019_total",
            [1],
            {"c0": "270054", "c1": "31637"},
        ),
        (
            "statistics/Bao-cao-CDS-mau-20260126-1504.xlsx",
            "ĐƠN VỊ",
            ["Học viện Công nghệ Bưu chính Viễn thông", "Viện Ứng dụng công nghệ", "Vụ Bưu chính"],
            "% hoàn thành trung bình",
            [1],
            {"c0": "56.47", "c1": "no_data", "c2": "74.5"},
        ),
        ("traps/readxl__deaths.xlsx", "Name", ["Carrie Fisher", "Gwen Ifill"], "Age", [5, 5], {"c0": "60", "c1": "61"}),
        (
            "traps/fastexcel__fixture-changing-header-location.xlsx",
            "Year",
            ["2019"],
            "Month",
            [2, 12],
            {"c0": "1"},
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and "/" in value else "",
)
def test_tables_of_statistics_are_found_and_read(
    tmp_path: Path,
    file: str,
    head: str,
    labels: list[str],
    measure: str,
    header_rows: list[int],
    expected: dict[str, str],
) -> None:
    """Delimiters, a mark at the start, titles and notes around, `..` for what is missing, one Latin-1 letter."""
    columns = [column("item", head, role="code", list="named", open=True), column("figure", measure, unit="kilogram")]
    tables, frame = read_as(REAL / file, form("figures", columns), labels, tmp_path / "d")
    assert [table.grid.number(table.header_top) for table in tables] == header_rows
    assert frame["figure__problem"].null_count() == frame.height
    found = frame.select("item", pl.coalesce("figure__absent", pl.col("figure").cast(pl.String)).alias("said")).rows()
    assert {item: said.rstrip("0").rstrip(".") if "." in said else said for item, said in found} == expected

"""Years of history, straight into the tables of the ledger and of one form; the figures are then built and published.

Nobody reads tens of thousands of workbooks for a benchmark: what the door would have written is written by SQL,
and is the same as for files received. All that follows is worked out by the steps of a night. Left out are the
archived originals and the documents of past years, which no night opens again.

A warehouse with history has had its nights, so there is one over it already, which brought one return; as there is one
over the empty warehouse, which brought nothing.
"""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import duckdb
import xlsxwriter

from benchmarks.cases import HERE
from benchmarks.nothing_new.solieu_nightly import nightly
from pipelines import steps
from pipelines.told import record_told, untold
from schemas.catalogue import Catalogue
from schemas.declarations import catalogue
from schemas.home import Home
from schemas.layers import layered
from warehouse.migrate import prepare
from warehouse.models import build_all
from warehouse.store import connected

Connection = duckdb.DuckDBPyConnection

NEW = 100
# From the first quarter of 2013 through the last of 2025; a return has a row for each district and service.
_QUARTERS = 52
_YEAR = 2026
_SHEET = "Biểu 01"
_CARRIER = "- {{code: carrier_{0:05d}, kind: operator, vi: Doanh nghiệp viễn thông {0:05d}, en: Carrier {0:05d}, "
_CARRIER += "valid_from: 2013-01-01}}\n"
_SQL = HERE / "history" / "past"
_NEW_ROWS = (HERE / "history" / "new.sql").read_text(encoding="utf-8")


def write(path: Path, observations: int) -> None:
    """Everything that the case needs, in the folder `path`."""
    declared = _declare(path / "declarations", observations)
    home = Home(path / "home").create()
    empty = Home(path / "empty").create()
    with connected(empty.warehouse) as connection:
        prepare(connection, declared)
    nightly(empty.root)
    with connected(home.warehouse) as connection:
        prepare(connection, declared)
        asked = {"carriers": _carriers(declared, observations), "quarters": _QUARTERS}
        figures, made, *filled = (query.read_text(encoding="utf-8") for query in sorted(_SQL.glob("*.sql")))
        connection.execute(figures)
        connection.execute(made, asked)
        for query in filled:
            connection.execute(query)
        _write_new(path / "new", range(1, NEW + 1), connection, declared)
        _write_new(path / "before", [NEW + 1], connection, declared)
    years = steps.take_in(home, declared).years
    with connected(home.warehouse) as connection:
        for year in years:
            build_all(connection, [year], declared)
    if not steps.publish_years(home, declared, years):
        raise RuntimeError("the history was not published")
    told = untold(home)
    record_told(home, told.receipts, told.publications)
    for file in (path / "before").iterdir():
        file.rename(home.inbox / file.name)
    nightly(home.root)


def use(path: Path) -> Catalogue:
    """Let this process go by the declarations of the case."""
    os.environ["SOLIEU_DECLARATIONS"] = str(path / "declarations")
    return catalogue()


def _declare(path: Path, observations: int) -> Catalogue:
    """The program's own declarations, with so many operators more that their returns hold the observations."""
    path.mkdir(parents=True)
    shutil.copyfile(layered(())["submitters.yaml"], path / "submitters.yaml")
    carriers = max(NEW + 1, -(-observations // (_QUARTERS * _of_a_return(catalogue()))))
    with (path / "submitters.yaml").open("a", encoding="utf-8") as file:
        file.writelines(_CARRIER.format(number) for number in range(1, carriers + 1))
    return use(path.parent)


def _of_a_return(declared: Catalogue) -> int:
    """The observations of one return: three measures of each district and service."""
    return 3 * len({district.code for district in declared.districts}) * len(declared.lists["services"].codes)


def _carriers(declared: Catalogue, observations: int) -> int:
    return min(-(-observations // (_QUARTERS * _of_a_return(declared))), len(declared.submitters))


def _write_new(path: Path, carriers: Iterable[int], connection: Connection, declared: Catalogue) -> None:
    """The returns of the first quarter of a new year, as workbooks: what the past comes to one quarter later."""
    path.mkdir(parents=True)
    districts = {each.code: each.vi for each in declared.districts}
    services = {each.code: each.vi for each in declared.lists["services"].codes}
    heads = ["STT", "Địa bàn", "Dịch vụ", "Thuê bao phát triển mới (thuê bao)"]
    heads += ["Thuê bao hiện có trên mạng (thuê bao)", "Doanh thu (triệu đồng)"]
    for number in carriers:
        with xlsxwriter.Workbook(path / f"BC {number:05d} quy I {_YEAR}.xlsx") as book:
            page = book.add_worksheet(_SHEET)
            page.write(0, 0, f"Đơn vị báo cáo: Doanh nghiệp viễn thông {number:05d}")
            page.write(2, 0, f"BÁO CÁO KẾT QUẢ HOẠT ĐỘNG VIỄN THÔNG QUÝ I NĂM {_YEAR}")
            page.write_row(5, 0, heads)
            rows = connection.execute(_NEW_ROWS, {"carrier": number, "quarter": _QUARTERS}).fetchall()
            for row, (district, service, *figures) in enumerate(rows):
                page.write_row(6 + row, 0, [row + 1, districts[district], services[service], *figures])

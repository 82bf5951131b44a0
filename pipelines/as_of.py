"""The figures and documents of a year as of a moment: a job that a steward launches, into a folder of its own."""

import os
import shutil
from datetime import datetime
from pathlib import Path

import dagster as dg
from pydantic import Field

from pipelines.asking import Unasked, moment
from reports.appendix import NoFigures
from reports.documents import write_documents, write_whole
from reports.sentences import draft
from reports.tracing import traces_of
from schemas.calendar import PROVINCE_TIME, moment_name
from schemas.declarations import Catalogue, catalogue
from schemas.home import Home, home
from warehouse.overlay import as_of
from warehouse.publication import into_place, write_parquet
from warehouse.reading import last_receipt, year_figures, year_rows


class AsOf(dg.Config):
    """Năm báo cáo và thời điểm · The reporting year and the moment."""

    year: int = Field(
        default=datetime.now(PROVINCE_TIME).year - 1,
        ge=2000,
        le=2100,
        description="Năm báo cáo, ví dụ 2014 · The reporting year, such as 2014",
    )
    moment: str = Field(
        default="now",
        description=(
            "Thời điểm: một ngày (tính đến hết ngày), ngày và giờ, hoặc now; giờ Việt Nam. Ví dụ: 2014-11-26,"
            " 2014-11-26T17:00 · The moment: a date (to its end), a date and time, or now, by the province's clock"
        ),
    )


@dg.op(
    name="tables_and_documents",
    description=(
        "Ghi các bảng KPI và phụ lục của một năm như kho số liệu tại một thời điểm; tài liệu hiện hành giữ nguyên\n\n"
        "Write the KPI tables and appendices of a year as of a moment; the current documents stay as they are"
    ),
)
def _write(context: dg.OpExecutionContext, config: AsOf) -> None:
    try:
        folder = write_as_of(home(), catalogue(), config.year, moment(config.moment))
    except (Unasked, NoFigures) as error:
        raise dg.Failure(str(error), allow_retries=False) from error
    files = sorted(folder.iterdir())
    listed = "\n".join(f"- `{path}`" for path in files)
    context.log.info("%s files in %s", len(files), folder)
    context.add_output_metadata({"folder": dg.MetadataValue.path(str(folder)), "files": dg.MetadataValue.md(listed)})


def write_as_of(place: Home, declared: Catalogue, year: int, at: datetime) -> Path:
    """Write KPI tables (Parquet) and appendices as of a moment; the folder `reports/<year>/tinh-den-<moment>/`.

    The folder appears whole or not at all, and replaces one of the same moment. Today's declarations are used, and
    a note in it says so. Raises Unasked for a moment to come, NoFigures when there were none.
    """
    if at > datetime.now(PROVINCE_TIME):
        raise Unasked(f"Thời điểm {at:%d/%m/%Y %H:%M} chưa tới. / The moment is still to come.")
    target = place.reports / str(year) / f"tinh-den-{moment_name(at)}"
    beside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with as_of(place.warehouse, at, [year], declared) as connection:
            rows = year_rows(connection, declared, year)
            if not any(rows[number] for number in declared.appendices):
                raise NoFigures(
                    f"Đến {at:%d/%m/%Y %H:%M} chưa có số liệu năm {year}. / No figures of the year by then."
                )
            sentences = draft(year, year_figures(connection, year), declared)
            filled = [number for number, found in rows.items() if found]
            traced = traces_of(connection, filled, year, declared, ledger=connection)
            fresh = write_documents(beside, year, rows, declared, sentences, traced)[0].parent
            for table in write_parquet(connection, fresh, declared):
                into_place(table)
            write_whole(fresh / "ghi-chu.txt", _note(year, at, last_receipt(connection)).encode())
        shutil.rmtree(target, ignore_errors=True)
        fresh.rename(target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return target


def _note(year: int, at: datetime, receipt_no: int) -> str:
    return (
        f"Số liệu năm {year} tính đến {at:%d/%m/%Y %H:%M:%S}, số nhận cuối cùng {receipt_no}, "
        "theo danh mục khai báo hiện hành.\n"
        f"Figures of {year} as of {at.isoformat()}, last receipt {receipt_no}, by the declarations in force today.\n"
    )


@dg.job(
    name="as_of",
    description=(
        "Số liệu và phụ lục của một năm tính đến một thời điểm, vào thư mục riêng (Launchpad: chọn năm, thời điểm)\n\n"
        "Figures and appendices of a year as of a moment, into a folder of their own"
    ),
    config=dg.RunConfig(ops={"tables_and_documents": AsOf()}),
    executor_def=dg.in_process_executor,
    tags={"solieu/warehouse": "writer"},  # It only reads, but no one may write while it does.
)
def as_of_job() -> None:
    """The job that the stewards' view offers."""
    _write()

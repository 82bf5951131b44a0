"""Publication: what readers get, verified and replaced in one step, beside Parquet and CSV files."""

import hashlib
import logging
import os
import re
import shutil
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import duckdb
import polars as pl

from schemas.declarations import Catalogue
from schemas.home import Home, make_durable, naming, open_folder
from warehouse.differences import since_published
from warehouse.extract import follow, to_follow, write_extract
from warehouse.faults import OlderWarehouse, older_warehouse, other_home
from warehouse.models import kpi_models
from warehouse.notes import contract_views
from warehouse.reading import last_receipt, records
from warehouse.spreadsheets import spreadsheet
from warehouse.store import connected, rules_version, sql
from warehouse.writes import append, transaction

_log = logging.getLogger(__name__)

Connection = duckdb.DuckDBPyConnection
# Readers open these under accounts of their own; the database, whatever they ask for, not to write.
_READ_ONLY, _OPEN = 0o444, 0o644
# What grows with every return received: a Parquet file a year, so that a night writes those of its years alone.
_BY_YEAR = ("observed", "indicator_part_year", "indicator_returns", "appendix_values")
# What a crash left behind, the files of appendices that are declared no more, of years that are gone, and those that
# earlier releases wrote of all years at once.
_LEFT = re.compile(
    rf"\..+\.new(\.wal)?|appendix_\d+\.(csv|parquet)|({'|'.join(_BY_YEAR)})(_\d{{4}})?\.parquet"
    r"|fact_indicator_part_year(_\d{4})?\.csv"
)


@dataclass(frozen=True)
class Held:
    """The publication that readers have: its number, the last receipt and the last build in it; zeros when none opens.

    `begun_at`: when the home that made it made its first. `published_at`: when it was made. `damaged`: the files of it
    that are not what was published; then it is as if there were none.
    """

    publication_no: int = 0
    through_no: int = 0
    build_no: int = 0
    begun_at: datetime | None = None
    published_at: datetime | None = None
    damaged: tuple[str, ...] = ()


def held(home: Home) -> Held:
    """What readers have, as the file says by itself."""
    if not home.published_warehouse.is_file():
        return Held()
    try:
        with connected(home.published_warehouse, read_only=True) as published:
            return Held(*(published.execute(sql("held")).fetchone() or ()))
    except (duckdb.BinderException, duckdb.CatalogException):  # Of an earlier release, which is built over anyway.
        return Held()
    except duckdb.Error:
        return Held(damaged=(home.published_warehouse.name,))


def refuse_older(connection: Connection, home: Home, found: Held) -> None:
    """Raise OlderWarehouse where readers have receipts that this warehouse lost: it would give their numbers again.

    Or where what they have is another home's, which may have it nowhere else.
    """
    ((begun_at,),) = connection.execute(sql("begun")).fetchall()
    if begun_at and found.begun_at and begun_at != found.begun_at:
        raise OlderWarehouse(other_home(home))
    known = last_receipt(connection)
    if found.through_no > known:
        raise OlderWarehouse(older_warehouse(home, found.through_no, known))


def look_at(connection: Connection, home: Home, found: Held) -> Future[Held]:
    """What readers have, every byte of it read, beside what else is done meanwhile.

    Where a file is not what was published, it is as if there were none. Of a publication that a crash cut off, files
    may be the next one's already.
    """
    beside = ThreadPoolExecutor(1)
    try:
        return beside.submit(_looked_at, home, found, _published(connection, found))
    finally:
        beside.shutdown(wait=False)


def _published(connection: Connection, found: Held) -> list[tuple[int, str, str]]:
    """The files of a publication and of those after it: the number of each, its name and its hash."""
    return connection.execute(sql("published_files"), {"number": found.publication_no}).fetchall()


def _looked_at(home: Home, found: Held, published: Sequence[tuple[int, str, str]]) -> Held:
    bad = found.damaged or _damaged(home, found, published)
    if not bad:
        return found
    _log.warning("%s: %s hỏng hoặc mất, công bố lại / damaged or gone: published anew", home.published, ", ".join(bad))
    return Held(damaged=bad)


def _damaged(home: Home, found: Held, published: Sequence[tuple[int, str, str]]) -> tuple[str, ...]:
    needed = {name for number, name, _ in published if number == found.publication_no}
    known = {(name, sha256) for _, name, sha256 in published}
    return tuple(name for name in sorted(needed) if (name, _sha256(home.published / name)) not in known)


def _sha256(path: Path) -> str:
    """The hash of a file; empty where there is none that can be read."""
    try:
        told = path.stat()
        return _hash(path, (told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns))
    except OSError:
        return ""


@lru_cache(maxsize=1024)
def _hash(path: Path, _: tuple[int, ...]) -> str:
    """Read once a process, while nothing was done to the file: a night asks when it begins and when it publishes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def unpublished_years(connection: Connection, found: Held) -> list[int]:
    """The years built since the publication that readers have: a crash, or a lost file, left them behind."""
    rows = connection.execute(sql("unpublished_years"), {"through": found.build_no}).fetchall()
    return [year for (year,) in rows]


def publish(connection: Connection, home: Home, catalogue: Catalogue, *, again: bool = False) -> Path:
    """Write what readers get beside the published file, verify it, then replace the file in one step.

    `again`: of what no build touched since the last publication, take what readers have, where they have it whole and
    it was made by the same declarations and models; the outcome is the same. Readers see the old publication or the
    new one, whole; a crash on the way leaves the old one. What no publication writes any more is removed.
    """
    open_folder(home.published)
    found = held(home) if again else Held()
    bad = _damaged(home, found, _published(connection, found)) if found.publication_no else found.damaged
    years = _years_to_write(connection, home, found, bad, catalogue)
    causes = _causes(connection, home, found, bad, catalogue)
    with transaction(connection):
        connection.execute(sql("record_publication"), {"rules": rules_version(catalogue.version)})
        connection.execute(sql("record_figure_changes"), {"years": years})
        if not causes.is_empty():  # They are kept until figures change again.
            connection.execute(sql("delete_figure_causes"), {"held": found.publication_no})
            append(connection, "ops.figure_causes", causes, query="record_figure_causes")
    fresh = _fresh(home.published_warehouse)
    for left in (fresh, fresh.with_name(f"{fresh.name}.wal")):
        left.unlink(missing_ok=True)
    if years is None:
        write_extract(connection, fresh, catalogue)
    else:
        with naming(fresh):
            shutil.copyfile(home.published_warehouse, fresh)
        follow(connection, fresh, years, catalogue)
    with ThreadPoolExecutor(1) as beside, connected(fresh, read_only=True) as readers:
        beside.submit(_sha256, fresh)  # It is remembered until it is recorded.
        _verify(readers, connection, catalogue)
        written = {
            **write_parquet(readers, home.published, catalogue, years),
            **_write_csv(readers, home.published, catalogue, years),
        }
        make_durable(fresh)
    written[home.published_warehouse] = True
    _record(connection, written)
    for target in [target for target, is_new in written.items() if is_new]:
        into_place(target, _READ_ONLY if target == home.published_warehouse else _OPEN)
    for old in {*home.published.iterdir()} - {*written}:
        if _LEFT.fullmatch(old.name):
            old.unlink()
    make_durable(home.published)
    return home.published_warehouse


def _years_to_write(
    connection: Connection, home: Home, found: Held, bad: Collection[str], catalogue: Catalogue
) -> list[int] | None:
    """The years built since the publication that readers have; None where all has to be written."""
    if bad or not found.publication_no:
        return None
    return to_follow(connection, home.published_warehouse, rules_version(catalogue.version))


def _causes(
    connection: Connection, home: Home, found: Held, bad: Collection[str], catalogue: Catalogue
) -> pl.DataFrame:
    """What a publication's changes are laid to: all that came since the last one."""
    for last in records(connection, sql("published_through")):
        same = (last["publication_no"], last["rules"]) == (found.publication_no, rules_version(catalogue.version))
        file = home.published_warehouse if same and home.published_warehouse.name not in bad else None
        return pl.DataFrame(since_published(connection, last, file, catalogue), infer_schema_length=None)
    return pl.DataFrame()


def _fresh(target: Path) -> Path:
    return target.with_name(f".{target.name}.new")


def _record(connection: Connection, written: Mapping[Path, bool]) -> None:
    """Note what each file of the newest publication is, so that a later night knows one that is not that any more."""
    rows = [
        {"file": target.name, "sha256": _sha256(_fresh(target) if is_new else target)}
        for target, is_new in written.items()
    ]
    with transaction(connection):
        append(connection, "ops.published_files", pl.DataFrame(rows), query="insert_published_files")


def _verify(copy: Connection, connection: Connection, catalogue: Catalogue) -> None:
    """The open copy holds as many rows in every KPI table as the warehouse does."""
    for model in kpi_models(catalogue):
        count = sql("count_rows", table=model.replace("/", "."))
        if copy.execute(count).fetchone() != connection.execute(count).fetchone():
            raise OSError(f"the copy for publication differs from the warehouse in {model}")


def write_parquet(
    connection: Connection, folder: Path, catalogue: Catalogue, years: Collection[int] | None = None
) -> dict[Path, bool]:
    """Write every KPI table as Parquet beside where it belongs, large ones a file a year; where they belong.

    `years`: of a year that is not among them the file is left as it is; then the value is false.
    """
    written: dict[Path, bool] = {}
    for model in kpi_models(catalogue):
        table, name = model.replace("/", "."), model.removeprefix("kpi/")
        if name not in _BY_YEAR:
            written[folder / f"{name}.parquet"] = True
            connection.table(table).write_parquet(str(_fresh(folder / f"{name}.parquet")))
            continue
        for year in _years_of(connection, table):
            target = folder / f"{name}_{year}.parquet"
            written[target] = years is None or year in years or not target.exists()
            if written[target]:
                of_year = connection.sql(sql("rows_of_year", table=table, year=str(year)))
                of_year.write_parquet(str(_fresh(target)))
    return written


def _write_csv(
    connection: Connection, folder: Path, catalogue: Catalogue, years: Collection[int] | None
) -> dict[Path, bool]:
    """Write what people open in a spreadsheet beside where it belongs; where each belongs, as of `write_parquet`."""
    written: dict[Path, bool] = {}
    for name, view in contract_views(catalogue).items():
        if not view.csv:
            continue
        for year in _years_of(connection, f"main.{name}") if view.csv == "by_year" else [None]:
            target = folder / (f"{name}.csv" if year is None else f"{name}_{year}.csv")
            written[target] = years is None or year is None or year in years or not target.exists()
            if written[target]:
                with naming(target):
                    _fresh(target).write_bytes(spreadsheet(connection, name, year, catalogue))
    return written


def _years_of(connection: Connection, table: str) -> list[int]:
    return [year for (year,) in connection.execute(sql("years_of", table=table)).fetchall()]


def into_place(target: Path, mode: int = _OPEN) -> None:
    """Replace a file by what was written beside it, in one step."""
    _fresh(target).chmod(mode)
    os.replace(_fresh(target), target)

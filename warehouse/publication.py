"""Publication: what readers get, verified and replaced in one step, beside Parquet and CSV files."""

import hashlib
import logging
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from schemas.declarations import Catalogue
from schemas.home import Home, make_durable, naming, open_folder
from warehouse.extract import write_extract
from warehouse.faults import OlderWarehouse, older_warehouse
from warehouse.models import kpi_models
from warehouse.reading import last_receipt
from warehouse.spreadsheets import spreadsheets
from warehouse.store import append, connected, rules_version, sql, transaction

_log = logging.getLogger(__name__)

Connection = duckdb.DuckDBPyConnection
# Readers open these under accounts of their own; the database, whatever they ask for, not to write.
_READ_ONLY, _OPEN = 0o444, 0o644
# What a crash left behind, and the files of appendices that are declared no more.
_LEFT = re.compile(r"\..+\.new(\.wal)?|appendix_\d+\.(csv|parquet)")


@dataclass(frozen=True)
class Held:
    """The publication that readers have: its number, the last receipt and the last build in it; zeros when none opens.

    `damaged`: the files of it that are not what was published; then it is as if there were none.
    """

    publication_no: int = 0
    through_no: int = 0
    build_no: int = 0
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
    """Raise OlderWarehouse where readers have receipts that this warehouse lost: it would give their numbers again."""
    known = last_receipt(connection)
    if found.through_no > known:
        raise OlderWarehouse(older_warehouse(home, found.through_no, known))


def looked_at(connection: Connection, home: Home, found: Held) -> Held:
    """What readers have, every byte of it read: where a file is not what was published, it is as if there were none.

    Of a publication that a crash cut off, files may be the next one's already.
    """
    rows = connection.execute(sql("published_files"), {"number": found.publication_no}).fetchall()
    needed = {name for number, name, _ in rows if number == found.publication_no}
    known = {(name, sha256) for _, name, sha256 in rows}
    bad = found.damaged or tuple(name for name in sorted(needed) if (name, _sha256(home.published / name)) not in known)
    if not bad:
        return found
    _log.warning("%s: %s hỏng hoặc mất, công bố lại / damaged or gone: published anew", home.published, ", ".join(bad))
    return Held(damaged=bad)


def _sha256(path: Path) -> str:
    """The hash of a file; empty where there is none that can be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def unpublished_years(connection: Connection, found: Held) -> list[int]:
    """The years built since the publication that readers have: a crash, or a lost file, left them behind."""
    rows = connection.execute(sql("unpublished_years"), {"through": found.build_no}).fetchall()
    return [year for (year,) in rows]


def publish(connection: Connection, home: Home, catalogue: Catalogue) -> Path:
    """Write what readers get beside the published file, verify it, then replace the file in one step.

    Readers see the old publication or the new one, whole; a crash on the way leaves the old one. What no publication
    writes any more is removed.
    """
    open_folder(home.published)
    with transaction(connection):
        connection.execute(sql("record_publication"), {"rules": rules_version(catalogue.version)})
        connection.execute(sql("record_figure_changes"))
    fresh = _fresh(home.published_warehouse)
    for left in (fresh, fresh.with_name(f"{fresh.name}.wal")):
        left.unlink(missing_ok=True)
    write_extract(connection, fresh, catalogue)
    _verify(fresh, connection, catalogue)
    with connected(fresh, read_only=True) as readers:
        targets = [*write_parquet(readers, home.published, catalogue), *_write_csv(readers, home.published, catalogue)]
    make_durable(fresh)
    targets.append(home.published_warehouse)
    _record(connection, targets)
    for target in targets:
        into_place(target, _READ_ONLY if target == home.published_warehouse else _OPEN)
    for old in {*home.published.iterdir()} - {*targets}:
        if _LEFT.fullmatch(old.name):
            old.unlink()
    make_durable(home.published)
    return home.published_warehouse


def _fresh(target: Path) -> Path:
    return target.with_name(f".{target.name}.new")


def _record(connection: Connection, targets: Sequence[Path]) -> None:
    """Note what each file of the newest publication is, so that a later night knows one that is not that any more."""
    rows = [{"file": target.name, "sha256": _sha256(_fresh(target))} for target in targets]
    with transaction(connection):
        append(connection, "ops.published_files", pl.DataFrame(rows), query="insert_published_files")


def _verify(copy: Path, connection: Connection, catalogue: Catalogue) -> None:
    """The copy opens, and holds as many rows in every KPI table as the warehouse does."""
    with connected(copy, read_only=True) as published:
        for model in kpi_models(catalogue):
            count = sql("count_rows", table=model.replace("/", "."))
            if published.execute(count).fetchone() != connection.execute(count).fetchone():
                raise OSError(f"the copy for publication differs from the warehouse in {model}")


def write_parquet(connection: Connection, folder: Path, catalogue: Catalogue) -> list[Path]:
    """Write every KPI table as a Parquet file beside where it belongs; where they belong."""
    models = kpi_models(catalogue)
    targets = [folder / f"{model.removeprefix('kpi/')}.parquet" for model in models]
    for model, target in zip(models, targets, strict=True):
        connection.table(model.replace("/", ".")).write_parquet(str(_fresh(target)))
    return targets


def _write_csv(connection: Connection, folder: Path, catalogue: Catalogue) -> Iterator[Path]:
    """Write what people open in a spreadsheet beside where it belongs; where each belongs."""
    for view, text in spreadsheets(connection, catalogue):
        target = folder / f"{view}.csv"
        with naming(target):
            _fresh(target).write_bytes(text)
        yield target


def into_place(target: Path, mode: int = _OPEN) -> None:
    """Replace a file by what was written beside it, in one step."""
    _fresh(target).chmod(mode)
    os.replace(_fresh(target), target)

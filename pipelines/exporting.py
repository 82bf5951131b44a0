"""`solieu export`: everything that a home holds, in a folder that needs no Solieu to be read."""

import csv
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipelines.backing_up import copy_whole, hash_of
from pipelines.leaving import CannotLeave
from reports.leaving import by_code, dhis2, sdmx, sdmx_structure
from reports.templating import environment
from schemas.calendar import PROVINCE_TIME
from schemas.declarations import Catalogue
from schemas.home import Home, keep_private, make_durable
from schemas.layers import layered, own
from schemas.leaving import CODES, DHIS2, MANIFEST, ORIGINALS, OUTBOX, PARQUET, SDMX, VALUES, VIEWS, Manifest
from sources.inbox import archived
from warehouse import leaving
from warehouse.store import connected, rules_version

# Seconds that an export waits for a night which holds the warehouse.
_PATIENCE = 1800.0


@dataclass(frozen=True)
class Exported:
    """An export that was made: where, how many files, tables and rows; the years; originals that are not whole."""

    folder: Path
    files: int
    tables: int
    rows: int
    years: Sequence[int]
    damaged: Sequence[str]


def export(home: Home, target: Path, catalogue: Catalogue, years: Sequence[int] = ()) -> Exported:
    """Write the export into `target`, which appears whole or not at all, and is of one moment while a night runs.

    `years`: those whose figures go into the formats of exchange, all where none is named; the tables are always whole.
    Raises CannotLeave, NoWarehouse, WarehouseBusy, NewerWarehouse, OSError.
    """
    keep_private()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise CannotLeave(f"{target} không trống; hãy nêu một thư mục khác. / It holds something: name another folder.")
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        said = _written(home, beside, catalogue, years)
        files = sorted(path for path in beside.rglob("*") if path.is_file())
        about = Manifest(**said, sha256={path.relative_to(beside).as_posix(): hash_of(path) for path in files})
        (beside / MANIFEST).write_text(about.model_dump_json(indent=1), encoding="utf-8")
        for path in beside.rglob("*"):
            make_durable(path)
        if target.exists():
            target.rmdir()
        beside.rename(target)
        make_durable(target.parent)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    rows = sum(table.rows for table in about.tables.values())
    return Exported(target, len(files) + 1, len(about.tables), rows, about.years, about.damaged)


def _written(home: Home, into: Path, catalogue: Catalogue, wanted: Sequence[int]) -> dict[str, Any]:
    """Everything but the manifest; what the manifest says beside the hashes."""
    made_at = datetime.now(PROVINCE_TIME)
    for name in (PARQUET, VIEWS, ORIGINALS, OUTBOX, SDMX, CODES, DHIS2):
        (into / name).mkdir(parents=True)
    with connected(home.warehouse, read_only=True, patience=_PATIENCE) as connection:
        known = leaving.years(connection)
        unknown = sorted({*wanted} - {*known})
        if unknown:
            told = ", ".join(map(str, unknown))
            raise CannotLeave(f"Chưa có số liệu năm {told}; có: {known}. / There are no figures of {told}.")
        years = sorted({*wanted} or known)
        tables = leaving.store(connection, into / PARQUET)
        leaving.show(connection, into / VIEWS, catalogue)
        _dictionary(into, leaving.dictionary(connection, catalogue))
        _formats(connection, into, catalogue, years, made_at)
        numbers, files = leaving.numbers(connection), leaving.originals(connection)
    # What the ledger names is in the archive already and never changes.
    damaged = [name for name in files if not copy_whole(archived(home, name), into / ORIGINALS / name[:2] / name)]
    if home.outbox.exists():
        shutil.copytree(home.outbox, into / OUTBOX, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".*"))
    for name, path in layered(own()).items():
        (into / "declarations" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, into / "declarations" / name)
    words = {"made_at": f"{made_at:%d/%m/%Y %H:%M}", "release": version("solieu"), "years": ", ".join(map(str, years))}
    (into / "README.md").write_text(
        environment(escaped=False).get_template("export.md").render(words), encoding="utf-8"
    )
    said = {"made_at": made_at.isoformat(), "release": version("solieu"), "years": years, "damaged": damaged}
    said |= {"rules": rules_version(catalogue.version), "declarations": catalogue.version, "migrations": numbers}
    return said | {"tables": tables}


def _dictionary(into: Path, told: Sequence[dict[str, Any]]) -> None:
    (into / "dictionary.json").write_text(json.dumps(told, indent=1, ensure_ascii=False), encoding="utf-8")
    with (into / "dictionary.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(told[0]))
        writer.writeheader()
        writer.writerows(told)


def _formats(connection: Any, into: Path, catalogue: Catalogue, years: Sequence[int], made_at: datetime) -> None:
    """A file for each year and format. The growth of a year rests on the values of the year before it."""
    (into / SDMX / "structure.xml").write_bytes(sdmx_structure.structure(catalogue, made_at))
    (into / DHIS2 / "metadata.json").write_bytes(dhis2.metadata(catalogue))
    for year in sorted({*years, *(each - 1 for each in years)}):
        values = leaving.values(connection, [year])
        if values.height:
            (into / SDMX / f"{VALUES}-{year}.csv").write_bytes(sdmx.values(values, catalogue))
            (into / DHIS2 / f"{VALUES}-{year}.json").write_bytes(dhis2.values(values, catalogue))
        figures = leaving.figures(connection, [year])
        coded = by_code.coded_figures(figures, catalogue)
        if coded.height:
            (into / CODES / f"by-code-{year}.csv").write_bytes(by_code.by_code(coded, catalogue))
        if year in years:
            (into / SDMX / f"figures-{year}.csv").write_bytes(sdmx.figures(figures, catalogue))

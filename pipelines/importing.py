"""`solieu import`: the warehouse of an export once more, or the values that files of a format of exchange carry."""

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import duckdb
from pydantic import ValidationError

from pipelines.backing_up import copy_whole, hash_of
from pipelines.leaving import CannotLeave, no_export
from pipelines.restoring import UNDER_WAY, fill_lake, refuse_over
from pipelines.taking_in import take_in_now
from schemas.declarations import Catalogue
from schemas.home import Home
from schemas.leaving import FILES, MANIFEST, ORIGINALS, OUTBOX, PARQUET, Manifest
from sources.inbox import archived
from warehouse import leaving
from warehouse.store import PATIENCE, rules_version

Record = dict[str, Any]
_FILE = re.compile(r"[0-9a-f]{64}")
_TOLD = 20
_IMPORTED = ("nhập", "imported")


@dataclass(frozen=True)
class Imported:
    """An export that came back: its folder, tables, rows, originals; whether other rules hold today."""

    folder: Path
    tables: int
    rows: int
    files: int
    rules_changed: bool


def import_tables(home: Home, place: Path, catalogue: Catalogue) -> Imported:
    """Make the home that was exported, row by row. Its warehouse appears last, whole or not at all.

    Raises CannotLeave when the export is not whole or of a later release, CannotRestore when the home holds something.
    """
    about = _manifest(place)
    if about is None:
        raise no_export(place, f"không có {MANIFEST}", "There is no manifest")
    refuse_over(home, _IMPORTED)
    _refuse_broken(place, about, "")
    tables = _tables(place, about)
    try:
        leaving.refuse_later(place, about.migrations)
    except ValueError as error:
        raise CannotLeave(str(error)) from error
    beside = home.create().root / UNDER_WAY
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir()
    files = _originals(place, about, home)
    _answers(place, about, home)
    rebuilt = beside / home.warehouse_file.name
    try:
        leaving.arrive(rebuilt, tables, about.migrations, catalogue)
    except ValueError as error:
        raise CannotLeave(str(error)) from error
    except duckdb.Error as error:
        raise CannotLeave(f"{place / PARQUET}: không nạp được / cannot be loaded: {error}") from error
    if home.lake:
        fill_lake(home, rebuilt, catalogue, _IMPORTED)
    else:
        rebuilt.rename(home.warehouse)
    shutil.rmtree(beside)
    rows = sum(table.rows for table in about.tables.values())
    return Imported(place, len(tables), rows, files, about.rules != rules_version(catalogue.version))


def import_values(home: Home, place: Path, format: str, catalogue: Catalogue) -> list[Record]:
    """Take in the files of a format (`schemas.leaving.FILES`) below a folder, as any file is; their receipts.

    Where a manifest lies beside them, or beside their folder, it must hold of them. Raises CannotLeave where there are
    none, WarehouseBusy.
    """
    if place.name == format and (place.parent / MANIFEST).is_file():
        place = place.parent
    about = _manifest(place)
    if about is not None:
        _refuse_broken(place, about, f"{format}/")
    found = sorted([*place.glob(FILES[format]), *place.glob(f"{format}/{FILES[format]}")])
    if not found:
        raise no_export(place, f"không có tệp {FILES[format]} nào", "There is no such file")
    return take_in_now(home, catalogue, found, PATIENCE)


def _manifest(place: Path) -> Manifest | None:
    """What the manifest of a folder says; None where there is none. Raises CannotLeave, also of a country's export."""
    file = place / MANIFEST
    if not file.is_file():
        return None
    try:
        about = Manifest.model_validate_json(file.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        told = ": ".join(map(str, (*first["loc"], first["msg"])))
        raise CannotLeave(f"{file} bị hỏng hoặc theo dạng khác / is broken: {told}") from error
    if leaving.is_national(about.tables):
        raise CannotLeave(
            f"{place} do thư mục của cả nước xuất ra: để đọc, không nhận lại, vì số liệu cả nước chỉ cộng từ những gì"
            " các tỉnh công bố. Hãy nhận bản xuất của từng tỉnh vào thư mục của tỉnh đó"
            " (SOLIEU_HOME=…/provinces/<mã> solieu import …), rồi chạy `solieu country nightly` (docs/leaving.md)."
            " / A country's own home wrote this export, which is to be read: the country's figures are what its"
            " provinces published. Import what each province's home exported into that home, then run"
            " `solieu country nightly`."
        )
    return about


def _refuse_broken(place: Path, about: Manifest, below: str) -> None:
    """Every file of the manifest whose path begins so is there and what it was."""
    broken = [name for name, digest in about.sha256.items() if name.startswith(below) and not _is(place, name, digest)]
    if broken:
        told = ", ".join(broken[:_TOLD]) + (f" … +{len(broken) - _TOLD}" if len(broken) > _TOLD else "")
        raise CannotLeave(f"{place}: tệp thiếu hoặc đã bị thay đổi: {told}. / Missing or damaged; nothing was taken.")


def _is(place: Path, name: str, digest: str) -> bool:
    """Whether a file below the folder is what it was; one elsewhere never is."""
    file = place / name
    inside = ".." not in PurePosixPath(name).parts and file.resolve().is_relative_to(place.resolve())
    return inside and file.is_file() and hash_of(file) == digest


def _tables(place: Path, about: Manifest) -> dict[str, Sequence[Path]]:
    """Table -> its files; each must be one of the manifest's."""
    found = {name: [f"{PARQUET}/{file}" for file in table.files] for name, table in about.tables.items()}
    unknown = leaving.unknown_tables(found)
    unknown += [file for files in found.values() for file in files if file not in about.sha256]
    if unknown:
        told = ", ".join(unknown)
        raise CannotLeave(f"{place / MANIFEST}: không phải bảng của kho / no table of a warehouse: {told}")
    return {name: [place / file for file in files] for name, files in found.items()}


def _originals(place: Path, about: Manifest, home: Home) -> int:
    """Copy the originals into the archive; their names are what they are."""
    names = [PurePosixPath(name).name for name in about.sha256 if name.startswith(f"{ORIGINALS}/")]
    known = [name for name in names if _FILE.fullmatch(name)]
    return sum(copy_whole(place / ORIGINALS / name[:2] / name, archived(home, name)) for name in known)


def _answers(place: Path, about: Manifest, home: Home) -> None:
    for name in about.sha256:
        if name.startswith(f"{OUTBOX}/"):
            target = home.root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(place / name, target)

"""`solieu restore`: the whole warehouse once more, from the archive and the ledger.

Every file is read again by the real readers, in the order, at the times and in the company of then; what people decided
and what was published is laid between. What today's readers would read otherwise is told, and stays as it was.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from typing import Any

from pipelines.backing_up import archive_of, broken_parts, copy_whole, newest
from pipelines.items import load_received
from pipelines.keeping import CannotRestore
from pipelines.steps import answer_all
from pipelines.storing import original
from schemas.declarations import Catalogue
from schemas.home import Home
from schemas.lake import lake_at
from sources.inbox import Submission, archived
from sources.lexicon import Lexicon, lexicon
from sources.reading import read
from warehouse import keeping, lake, replaying
from warehouse.migrate import prepare
from warehouse.store import connected, rules_version

# While it lies in a home, a restore is under way there, or was cut short and may begin again.
UNDER_WAY = ".restoring"
Record = dict[str, Any]
# What is done with a backup or an export, in both languages.
Done = tuple[str, str]
RESTORED: Done = ("khôi phục", "restored")


@dataclass
class Restored:
    """What was restored: the backup, receipts, files; those read otherwise today, and those whose bytes are lost.

    `rules_changed`: its figures were made by other declarations or models than today's. `otherwise`: as of
    `warehouse.replaying.settle`.
    """

    folder: Path
    manifest: Record
    receipts: int = 0
    files: int = 0
    rules_changed: bool = False
    otherwise: list[Record] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def restore(home: Home, place: Path, catalogue: Catalogue) -> Restored:
    """Rebuild a home from a backup: archive, warehouse and answers. The warehouse appears last, whole or not at all.

    Raises CannotRestore when the home holds something, the backup is damaged or of a later release, or when files are
    read otherwise today and the backup does not hold what was read.
    """
    folder, manifest = newest(place)
    refuse_over(home)
    broken = broken_parts(folder, manifest)
    if broken:
        told = ", ".join(broken)
        raise CannotRestore(f"Bản sao lưu {folder} bị hỏng: {told}. Hãy dùng bản khác. / The backup is damaged.")
    beside = home.create().root / UNDER_WAY
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir()
    changed = manifest["rules"] != rules_version(catalogue.version)
    done = Restored(folder, manifest, receipts=manifest["receipts"], rules_changed=changed)
    for name in keeping.files(folder):
        whole = copy_whole(archive_of(folder) / name[:2] / name, archived(home, name)) or original(home, name).exists()
        done.files += whole
        done.lost += [] if whole else [name]
    rebuilt = beside / home.warehouse_file.name
    _rebuild(rebuilt, home, catalogue, done)
    if home.lake:
        fill_lake(home, rebuilt, catalogue)
    else:
        rebuilt.rename(home.warehouse)
    shutil.rmtree(beside)
    return done


def fill_lake(home: Home, rebuilt: Path, catalogue: Catalogue, done: Done = RESTORED) -> None:
    """Copy the rebuilt warehouse into the home's new lake, in one transaction; `done`: as of `refuse_over`."""
    with lake.made(home.warehouse) as connection:
        if not lake.is_empty(connection):
            there = lake_at(home.warehouse)
            vi, en = there.make_room or ("nêu schema khác (schema=…, docs/lake.md)", "name another schema")
            raise CannotRestore(
                f"DuckLake mà SOLIEU_WAREHOUSE nêu ({there}) đã có số liệu, nên không {done[0]} đè lên. Hãy {vi}."
                f" / The lake holds figures: nothing was {done[1]}; {en}."
            )
        replaying.fill(connection, rebuilt, catalogue)


def refuse_over(home: Home, done: Done = RESTORED) -> None:
    """Only a home without warehouse, original, answer or publication is restored into, or one half restored.

    `done`: what is not done, in both languages.
    """
    held = home.warehouse if home.warehouse.exists() else home.left()
    if held and (held == home.warehouse or not (home.root / UNDER_WAY).is_dir()):
        raise CannotRestore(
            f"{home.root} đã có dữ liệu ({held}), nên không {done[0]} đè lên. Hãy dời thư mục này sang một bên, hoặc"
            f" đặt SOLIEU_HOME là một thư mục trống. / The home holds something: nothing was {done[1]}. Set it aside,"
            " or name an empty folder in SOLIEU_HOME."
        )


def _rebuild(target: Path, home: Home, catalogue: Catalogue, done: Restored) -> None:
    kept = target.with_name("kept.duckdb")
    try:
        read_kept = keeping.assemble(done.folder, kept, done.manifest["migrations"], catalogue)
    except ValueError as later:
        raise CannotRestore(str(later)) from later
    words = lexicon(catalogue)
    with connected(target) as connection:
        prepare(connection, catalogue)
        replaying.attach_kept(connection, kept)
        for step in replaying.steps(connection):
            replaying.lay_until(connection, step.at)
            if step.builds:
                replaying.build(connection, step, catalogue)
            else:
                done.otherwise += _load(connection, home, step.receipts, words, catalogue, read_kept=read_kept)
        if done.otherwise and not read_kept:
            raise CannotRestore(_read_otherwise(done))
        done.otherwise = [row for row in done.otherwise if row["submission_id"] not in done.lost]  # Not read at all.
        answer_all(connection, home, catalogue)
        replaying.finish(connection, catalogue)


def _load(
    connection: Any, home: Home, receipts: Sequence[Record], words: Lexicon, catalogue: Catalogue, *, read_kept: bool
) -> list[Record]:
    """Read the files of one transaction again and load them; the receipts that come out otherwise than then."""
    came = [(_submission(home, row), row["outcome"] == "duplicate") for row in receipts]
    received = [file if is_known else read(file, words, catalogue) for file, is_known in came]
    for _ in load_received(connection, received, words, catalogue):
        pass
    return replaying.settle(connection, receipts, read_kept=read_kept)


def _submission(home: Home, receipt: Record) -> Submission:
    original = archived(home, receipt["submission_id"])
    return Submission(
        submission_id=receipt["submission_id"],
        file_name=receipt["file_name"],
        received_at=receipt["received_at"].astimezone(UTC),
        size_bytes=receipt["size_bytes"],
        original=original,
        arrival=home.inbox / receipt["file_name"],
        unpacked=receipt["outcome"] == "unpacked",
        problem=receipt["problem"] or ("" if original.exists() else "unreadable"),
    )


def _read_otherwise(done: Restored) -> str:
    if gone := [row["file_name"] for row in done.otherwise if row["submission_id"] in done.lost]:
        return (
            f"Mất tệp gốc ({', '.join(gone)}), và bản sao lưu không có `read/` để lấy số liệu của tệp, nên không khôi"
            " phục. Hãy dùng bản sao lưu khác. / Originals are lost, and what was read of them was not kept: nothing"
            " was restored. Use another backup."
        )
    told = ", ".join(f"{row['receipt_no']:06d}" for row in done.otherwise)
    release = done.manifest["release"]
    return (
        f"Bản này đọc khác {len(done.otherwise)} tệp so với trước (số nhận {told}), và bản sao lưu không có `read/`"
        f" để giữ nguyên, nên không khôi phục. Hãy khôi phục bằng bản Solieu {release} đã tạo ra nó. / Today's readers"
        " would read these receipts otherwise, and what was read was not kept: nothing was restored."
    )

"""Where state lies: the folder `SOLIEU_HOME` and the names of what is in it."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from schemas import lake
from schemas.channels import BadSetting
from schemas.parts import OF_PROVINCES, refuse_misplaced

# Readers pass through the home on their way to what is published; `others` have no other rights in it.
_WAY, _FOLDER = 0o711, 0o755
_OTHERS, _LOOK = 0o007, 0o004
# What is written beside its place before it gets its name; after so many seconds nobody is at it any more.
_HALF_WRITTEN = (
    "inbox/.store-*.tmp",
    *(f"{folder}/.*.tmp" for folder in ("archive", "outbox/*", "reports/*", "board", "notices")),
)
_ABANDONED = 3600


class OfProvinces(ValueError):
    """Something that a country's home does not do, whose figures are its provinces'; the message says who does."""


def keep_private() -> None:
    """What this process writes from here on is readable by its account alone, unless it says otherwise."""
    os.umask(0o077)


def make_way(folder: Path) -> None:
    """Make a folder that readers pass through, and into which the account alone looks; one that is there stays."""
    if not folder.exists():
        folder.mkdir(parents=True)
        folder.chmod(_WAY)


def open_folder(folder: Path) -> None:
    """Make a folder that everybody may look into and the account alone may write to."""
    folder.mkdir(parents=True, exist_ok=True)
    if folder.stat().st_mode & 0o777 != _FOLDER:
        with suppress(PermissionError):  # Another account's, which alone may change it.
            folder.chmod(_FOLDER)


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Whatever the disk refuses meanwhile says where: an error of a write or a sync has no name of its own."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


def make_durable(path: Path) -> None:
    """Return once a file, or the names in a folder, will outlive a loss of power."""
    handle = os.open(path, os.O_RDONLY)
    try:
        with naming(path):
            os.fsync(handle)
    finally:
        os.close(handle)


def close(path: Path, bits: int = _OTHERS) -> None:
    """Take rights from others that they have; what a group was given stays."""
    mode = path.stat().st_mode & 0o7777
    if mode & bits:
        with suppress(PermissionError):
            path.chmod(mode & ~bits)


@dataclass(frozen=True)
class Home:
    """All state of one installation, under one folder."""

    root: Path
    # Whether a warehouse that is not there yet becomes a lake.
    lake: bool = field(default=False, compare=False)

    @property
    def inbox(self) -> Path:
        """Where submissions are dropped."""
        return self.root / "inbox"

    @property
    def outbox(self) -> Path:
        """Where answers to submitters are laid."""
        return self.root / "outbox"

    @property
    def archive(self) -> Path:
        """Every original, under its SHA-256."""
        return self.root / "archive"

    @property
    def warehouse(self) -> Path:
        """The working file, which the pipeline alone opens; where the warehouse is a lake, the note that names it."""
        note = self.root / lake.NOTE
        return note if self.lake or note.exists() else self.warehouse_file

    @property
    def warehouse_file(self) -> Path:
        """The working file of a warehouse that is no lake."""
        return self.root / "warehouse.duckdb"

    @property
    def published(self) -> Path:
        """What readers get."""
        return self.root / "published"

    @property
    def published_warehouse(self) -> Path:
        """The read-only copy for readers."""
        return self.published / "solieu.duckdb"

    @property
    def reports(self) -> Path:
        """The appendices as documents."""
        return self.root / "reports"

    @property
    def board(self) -> Path:
        """How things stand, as pages that need no server."""
        return self.root / "board"

    @property
    def notices(self) -> Path:
        """What people were told, message by message, sent or not."""
        return self.root / "notices"

    @property
    def dagster(self) -> Path:
        """Dagster's own storage."""
        return self.root / "dagster"

    @property
    def is_national(self) -> bool:
        """Whether this is a country's home: its figures are what its provinces published."""
        return (self.root / OF_PROVINCES).exists()

    @property
    def nightly(self) -> str:
        """The command that brings it up to date."""
        return "solieu country nightly" if self.is_national else "solieu nightly"

    @property
    def unpublished(self) -> str:
        """What to say where nothing was published yet."""
        demo = self.nightly.replace("nightly", "demo")
        return (
            f"Chưa công bố số liệu nào. Hãy chạy `{self.nightly}` (hoặc `{demo}` để thử)."
            f" / Nothing is published: run `{self.nightly}`, or `{demo}` to try it."
        )

    @property
    def without_year(self) -> str:
        """What to do where there are no figures of a year."""
        if self.is_national:
            return (
                "Cả nước chưa nhận số liệu năm đó của tỉnh nào: tỉnh nhận báo cáo và công bố, rồi chạy"
                " `solieu country nightly`; hoặc chọn năm khác. / The country has no province's figures of that year:"
                " once one has received returns and published, run `solieu country nightly`; or choose another year."
            )
        return (
            "Hãy đưa báo cáo của năm đó vào hộp nhận (inbox) rồi chạy `solieu nightly`, hoặc chọn năm khác."
            " / No figures of that year: put its returns into the inbox and run `solieu nightly`, or choose another."
        )

    def create(self) -> "Home":
        """Make the folders that people use; harmless when they are there.

        All but `published` are the account's own, and so is what this process writes from here on. Rights that a
        group was given stay; into the inbox others may still write, but not look.
        """
        keep_private()
        make_way(self.root)
        for folder in (self.inbox, self.outbox, self.archive, self.reports, self.board, self.dagster):
            folder.mkdir(exist_ok=True)
            close(folder, _LOOK if folder == self.inbox else _OTHERS)
        for file in (self.warehouse, self.warehouse.with_suffix(".duckdb.wal"), self.root / "errors.log"):
            if file.exists():
                close(file)
        open_folder(self.published)
        return self

    def create_national(self) -> "Home":
        """As `create`, of a country's; it says so from then on."""
        note = self.create().root / OF_PROVINCES
        if not note.exists():
            note.parent.mkdir(exist_ok=True)
            note.write_text(_NOTE, encoding="utf-8")
        return self

    def sweep(self) -> None:
        """Remove what crashes left half written."""
        for path in (path for pattern in _HALF_WRITTEN for path in self.root.glob(pattern)):
            with suppress(OSError):  # Another run's, which is just done with it.
                if time.time() - path.stat().st_mtime > _ABANDONED:
                    path.unlink()

    def left(self) -> Path | None:
        """An original, an answer or a publication, which no home has that never had a warehouse; None in a new one."""
        files = (path for folder in (self.archive, self.outbox) for path in folder.rglob("[!.]*") if path.is_file())
        return next(files, self.published_warehouse if self.published_warehouse.exists() else None)

    def keep_trace(self, trace: str) -> Path:
        """Keep the stack trace of a fault of ours where whoever mends it finds it."""
        log = self.create().root / "errors.log"
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now().astimezone().isoformat()}\n{trace}\n")
        return log


_NOTE = (
    "Thư mục của cả nước: số liệu cộng từ các tỉnh, khai báo ở đây cũng do các tỉnh mà ra; đừng xóa tệp này.\n"
    "A country's home: its figures, and the declarations here, follow from its provinces'. Leave this file.\n"
)


def refuse_national(place: Home) -> None:
    """Raise OfProvinces in a country's home, for whoever takes data in there or builds figures of it."""
    if place.is_national:
        raise OfProvinces(
            f"{place.root} là thư mục của cả nước: số liệu ở đây chỉ cộng từ những gì các tỉnh công bố, nên không nhận"
            " tệp, không quyết định về báo cáo, không tự dựng số liệu ở đây. Hãy gửi tệp và quyết định ở thư mục của"
            " tỉnh (SOLIEU_HOME=…/provinces/<mã>), rồi chạy `solieu country nightly`; giao diện: `solieu country ui`."
            " / This is a country's home: its figures are what its provinces published. Nothing is taken in, decided of"
            " returns or built here. Send files to the province's home, decide there, and run `solieu country nightly`."
        )


def taking_in() -> Home:
    """As `home`, for whoever takes data in or builds figures of it. Raises OfProvinces, too."""
    place = home()
    refuse_national(place)
    return place


def home_root() -> Path:
    """The folder that `SOLIEU_HOME` names, `data/` in the current folder by default."""
    return Path(os.environ.get("SOLIEU_HOME") or "data").resolve()


def home() -> Home:
    """The home that `SOLIEU_HOME` names, `data/` in the current folder by default.

    Raises BadSetting where its warehouse is to be a lake and is a file, or no home may lie there.
    """
    root = home_root()
    refuse_misplaced(root, os.environ)
    place = Home(root, lake=lake.asked(root) is not None)
    if place.lake and place.warehouse_file.exists() and not place.warehouse.exists():
        raise BadSetting(
            f"{lake.VARIABLE}: kho ở đây là tệp {place.warehouse_file}. Để chuyển sang DuckLake: solieu backup"
            " khi chưa đặt biến này, rồi solieu restore vào SOLIEU_HOME trống khi đã đặt (docs/lake.md); nếu không thì"
            " bỏ biến. / The warehouse of this home is a file: back it up without this variable and restore it into"
            " an empty home with it, or unset it."
        )
    return place

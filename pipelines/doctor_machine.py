"""What the doctor looks at outside the home's files: Python, packages, disk, clock, fonts."""

import fcntl
import os
import re
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from pipelines.doctor import Check, Found, State, well
from schemas.calendar import PROVINCE_TIME
from schemas.home import Home
from schemas.lake import FOLDER, NOTE, lake_at

LOCK = Path(__file__).parent.parent / "uv.lock"
# The settings of the services: docs/operate/solieu.env.
SETTINGS = Path("/etc/solieu.env")
# Where their units lie, and those of them that write into a lake: docs/operate.md.
UNITS = Path("/etc/systemd/system")
_WRITERS = ("solieu-daemon.service", "solieu-nightly.service", "solieu-web.service")
_OLDEST = (3, 11)
_SETUP = "Chạy `make setup` trong thư mục của chương trình. / Run `make setup` in the program's folder."
# A night writes a copy of the warehouse for readers, and its Parquet files, before the old ones go.
_COPIES, _SPARE = 3, 500_000_000
_TOLD = 5
_YEAR_OF_RELEASE = 2025


def check_python(_: Home) -> Iterator[Found]:
    """Solieu runs on 3.11 or newer."""
    running = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < _OLDEST:
        yield Found("python", State.failed, f"Python {running} < 3.11", _SETUP)
    else:
        yield well("python", f"Python {running}, {sys.executable}")


def check_packages(_: Home) -> Iterator[Found]:
    """What Solieu needs is installed, in the versions that its tests ran with."""
    needed = {re.split(r"[^\w-]", each, maxsplit=1)[0] for each in requires("solieu") or () if "extra ==" not in each}
    locked = _locked() if LOCK.is_file() else {}
    installed = {name: _version(name) for name in sorted(needed | locked.keys())}
    missing = [name for name in sorted(needed) if not installed[name]]
    others = [
        f"{name} {installed[name]} ≠ {', '.join(sorted(wanted))}"
        for name, wanted in sorted(locked.items())
        if installed[name] and installed[name] not in wanted
    ]
    if missing:
        yield Found("packages", State.failed, f"Thiếu gói / Missing: {_listed(missing)}", _SETUP)
    elif others:
        yield Found("packages", State.look, f"Khác bản đã khóa / Not as locked: {_listed(others)}", _SETUP)
    elif not locked:
        yield well("packages", f"{len(needed)} gói / packages (không có uv.lock để so / no uv.lock to compare with)")
    else:
        yield well("packages", f"{sum(map(bool, installed.values()))} gói đúng bản trong uv.lock / as locked")


def _locked() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for package in tomllib.loads(LOCK.read_text(encoding="utf-8"))["package"]:
        if "version" in package and package["name"] != "solieu":
            found.setdefault(package["name"], set()).add(package["version"])
    return found


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _listed(names: list[str]) -> str:
    return ", ".join(names[:_TOLD]) + (f" … (+{len(names) - _TOLD})" if len(names) > _TOLD else "")


def check_settings(_: Home) -> Iterator[Found]:
    """A command at a terminal has the settings that the services have, where there are any."""
    try:
        lines = SETTINGS.read_text(encoding="utf-8").splitlines()
    except OSError:
        return
    said = [line.partition("=")[::2] for line in lines if line.startswith("SOLIEU_")]
    others = [name for name, value in said if os.environ.get(name) != value.strip().strip("'\"")]
    if others:
        told = f"Khác thiết lập của dịch vụ trong {SETTINGS} / Not as the services have it: {_listed(others)}"
        mend = "Chạy lệnh như dịch vụ chạy: docs/operate/solieu. / Run commands as the services do."
        yield Found("settings", State.look, told, mend)
    else:
        yield well("settings", f"như / as {SETTINGS}")


def check_declarations(_: Home) -> Iterator[Found]:
    """The declarations load: those of the program, or those of the folder that SOLIEU_DECLARATIONS names."""
    from schemas.declarations import DeclarationError, catalogue
    from schemas.layers import own

    try:
        version = catalogue(*own()).version
    except (DeclarationError, OSError) as error:
        mend = "Sửa dòng được nêu, hoặc bỏ SOLIEU_DECLARATIONS. / Mend what is named, or unset SOLIEU_DECLARATIONS."
        yield Found("declarations", State.failed, str(error), mend)
    else:
        yield well("declarations", f"{', '.join(map(str, ('schemas/', *own())))}: {version}")


def check_home(place: Home) -> Iterator[Found]:
    """The home and its folders are there and may be written."""
    if not place.root.is_dir():
        mend = "`solieu nightly` tạo thư mục này; hoặc đặt SOLIEU_HOME. / It makes it; or set SOLIEU_HOME."
        yield Found("home", State.look, f"{place.root} chưa có. / It does not exist yet.", mend)
        return
    folders = [place.root, place.inbox, place.outbox, place.archive, place.published, place.reports, place.board]
    shut = [path for path in [*folders, place.dagster] if path.exists() and not _may_write(path)]
    if shut:
        told = f"Không ghi được vào / Not writable: {_listed([str(path) for path in shut])}"
        mend = f"Chạy bằng tài khoản của Solieu, hoặc: chown -R <tài khoản> {place.root}. / Run as Solieu's account."
        yield Found("home", State.failed, told, mend)
    elif (owner := place.root.stat().st_uid) != os.geteuid():
        told = f"{place.root} là của tài khoản số {owner}, lệnh này chạy bằng số {os.geteuid()}. / Of another account."
        mend = f"Chạy bằng tài khoản của Solieu, kẻo dịch vụ không ghi được nữa: sudo -u '#{owner}' … / Run as it."
        yield Found("home", State.look, told, mend)
    else:
        yield well("home", f"{place.root}: ghi được / writable")


def check_lake_folder(place: Home) -> Iterator[Found]:
    """The folder of a lake's files takes files, and the services' units let them write there."""
    if place.warehouse.name != NOTE:
        return
    files = lake_at(place.warehouse).files
    if "://" in files:
        return
    folder = Path(files)
    there = next(path for path in (folder, *folder.parents) if path.exists())
    mend = f"install -d -m 0700 -o solieu -g solieu {folder} (docs/lake.md)"
    shut = [] if folder.is_relative_to(place.root) else [name for name in _WRITERS if not _lets_write(name, folder)]
    if not _may_write(there):
        yield Found("lake", State.failed, f"Không ghi được vào / Not writable: {there}", mend)
    elif shut:
        told = f"Dịch vụ không được ghi vào {folder} / Units without it in ReadWritePaths: {', '.join(shut)}"
        yield Found("lake", State.failed, told, "Thêm drop-in như docs/lake.md. / Add the drop-in of docs/lake.md.")
    else:
        yield well("lake", f"{folder}: ghi được / writable")


def _lets_write(name: str, folder: Path) -> bool:
    """Whether a unit lets its service write into a folder; one that is not there keeps nobody from it."""
    files = [UNITS / name, *sorted((UNITS / f"{name}.d").glob("*.conf"))]
    lines = [line for file in files if file.is_file() for line in file.read_text(encoding="utf-8").splitlines()]
    if not any(line == "ProtectSystem=strict" for line in lines):
        return True
    said = [line.partition("=")[2].split() for line in lines if line.startswith("ReadWritePaths=")]
    return any(folder.is_relative_to(path.lstrip("-+")) for paths in said for path in paths)


def _may_write(folder: Path) -> bool:
    try:
        handle, name = tempfile.mkstemp(prefix=".doctor-", suffix=".tmp", dir=folder)
    except OSError:
        return False
    os.close(handle)
    Path(name).unlink()
    return True


def check_disk(place: Home) -> Iterator[Found]:
    """A night finds room for what it writes."""
    if not place.root.is_dir():
        return
    kept = [place.warehouse, *(place.root / FOLDER).rglob("*")]
    size = sum(path.stat().st_size for path in kept if path.is_file())
    free, needed = shutil.disk_usage(place.root).free, _COPIES * size + _SPARE
    told = f"còn {_megabytes(free)}, một đêm cần {_megabytes(needed)} / free, and what a night may need"
    mend = "Dọn ổ đĩa, hoặc chuyển nhà sang ổ khác. / Free some space, or move the home to another disk."
    yield well("disk", told) if free >= needed else Found("disk", State.failed, told, mend)


def _megabytes(size: int) -> str:
    return f"{size // 1_000_000:,} MB".replace(",", ".")


def check_filesystem(place: Home) -> Iterator[Found]:
    """The file system can lock, rename in one step and sync: without that no file is whole or one's own."""
    if not place.root.is_dir() or not _may_write(place.root):
        return
    mend = "Đặt SOLIEU_HOME trên ổ đĩa của chính máy (ext4, xfs), không phải ổ mạng. / Use a disk of this machine."
    with tempfile.TemporaryDirectory(prefix=".doctor-", dir=place.root) as folder:
        fault = _file_system_fault(Path(folder))
    if fault:
        yield Found("filesystem", State.failed, fault, mend)
    else:
        yield well("filesystem", "khóa, đổi tên và ghi chắc được / locks, renames and syncs")


def _file_system_fault(folder: Path) -> str:
    one, other = folder / "one", folder / "other"
    try:
        with one.open("w") as first, one.open("w") as second:
            fcntl.lockf(first, fcntl.LOCK_EX | fcntl.LOCK_NB)
            fcntl.flock(first, fcntl.LOCK_EX | fcntl.LOCK_NB)
            try:
                fcntl.flock(second, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                return "Hai tiến trình cùng khóa được một tệp. / Two may hold one lock."
        other.touch()
        os.replace(one, other)
        handle = os.open(folder, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
    except OSError as error:
        return f"Không khóa hoặc đổi tên được tệp / Files cannot be locked or renamed: {error}"
    return ""


def check_clock(_: Home) -> Iterator[Found]:
    """The province's time is known, and the clock is of this time."""
    now = datetime.now(PROVINCE_TIME)
    if now.year < _YEAR_OF_RELEASE:
        mend = "Bật đồng bộ giờ: timedatectl set-ntp true. / Let the clock be set from the network."
        yield Found("clock", State.failed, f"Đồng hồ máy là {now:%d/%m/%Y %H:%M}. / The clock is wrong.", mend)
    else:
        yield well("clock", f"{now:%d/%m/%Y %H:%M} {PROVINCE_TIME.key}")


def check_fonts(_: Home) -> Iterator[Found]:
    """The documents' letter is the one that offices expect."""
    from reports.pdf import FONTS, font

    if font() in FONTS[:2]:
        yield well("fonts", font())
    else:
        told = f"PDF và hình vẽ dùng chữ {font()}. / Documents use it."
        mend = f"Cài {FONTS[0]} hoặc {FONTS[1]} (gói Debian fonts-croscore). / Install one of these fonts."
        yield Found("fonts", State.look, told, mend)


def check_extensions(_: Home) -> Iterator[Found]:
    """The wheels of DuckDB's extensions fit the DuckDB that is there."""
    from warehouse.health import extensions

    found = extensions()
    for name, fault in sorted(found.items()):
        if fault:
            yield Found("extensions", State.failed, f"{name}: {fault}", _SETUP)
    if not any(found.values()):
        yield well("extensions", ", ".join(sorted(found)) or "không dùng / none in use")


CHECKS: tuple[Check, ...] = (
    check_python,
    check_packages,
    check_settings,
    check_declarations,
    check_home,
    check_lake_folder,
    check_disk,
    check_filesystem,
    check_clock,
    check_fonts,
    check_extensions,
)

"""Archives: what is inside, within the limits, and nothing unpacked by its name."""

import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from schemas.records import Limits
from sources.grids import UnreadableFile

ZIP = (b"PK\x03\x04", b"PK\x05\x06")
# What an Office package or an OpenDocument always holds, whatever its parts are called.
PACKAGE_PARTS = ("[Content_Types].xml", "mimetype", "content.xml")
_UTF8_NAME = 0x800


def is_archive(path: Path, limits: Limits) -> bool:
    """Whether a file is an archive of files, and no workbook or document (which are archives of their parts)."""
    with path.open("rb") as file:
        if not file.read(4).startswith(ZIP):
            return False
    try:
        with opened(path, limits) as archive:
            parts = {name for name in archive.namelist() if not name.endswith("/")}
    except UnreadableFile:
        return False
    return bool(parts) and parts.isdisjoint(PACKAGE_PARTS)


def opened(path: Path, limits: Limits) -> zipfile.ZipFile:
    """The archive in a file, its members not yet unpacked. Raises UnreadableFile beyond the limits."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableFile("broken_workbook", str(error)) from error
    members = archive.infolist()
    if len(members) > limits.members or sum(member.file_size for member in members) > limits.unpacked_bytes:
        archive.close()
        raise UnreadableFile("too_large")
    return archive


def members(path: Path, limits: Limits) -> Iterator[tuple[str, bytes | None]]:
    """Each file in an archive: its name as a label, and its bytes; None where they cannot be unpacked.

    Nothing is unpacked by its name, so a name that leads elsewhere leads nowhere.
    """
    with opened(path, limits) as archive:
        for member in archive.infolist():
            if member.is_dir():
                continue
            name = "/".join(part for part in _name(member).replace("\\", "/").split("/") if part not in ("", ".", ".."))
            try:
                yield name, archive.read(member)
            except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, zlib.error):
                yield name, None


def _name(member: zipfile.ZipInfo) -> str:
    """The member's name: Unicode where it says so, else as Windows programs write it here."""
    if member.flag_bits & _UTF8_NAME or member.filename.isascii():
        return member.filename
    raw = member.filename.encode("cp437", errors="replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return unicodedata.normalize("NFC", raw.decode("cp1258", errors="replace"))

"""Archives: what is inside, within the limits, and nothing unpacked by its name."""

import stat
import struct
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from schemas.limits import Limits
from sources.grids import UnreadableFile

ZIP = (b"PK\x03\x04", b"PK\x05\x06")
# What an Office package or an OpenDocument always holds, whatever its parts are called.
PACKAGE_PARTS = ("[Content_Types].xml", "mimetype", "content.xml")
_UTF8_NAME = 0x800
NAMELESS = "?"
# What systems leave in folders by themselves; nobody sends it.
_LITTER = ("thumbs.db", ".ds_store", "desktop.ini")
# The record at the end of an archive: how many members its directory lists, in how many bytes.
_END = b"PK\x05\x06"
_END_FIELDS = struct.Struct("<10xHI")
_LONGEST_END = 22 + 0xFFFF
_MEMBER_BYTES = 1000


@dataclass(frozen=True)
class Member:
    """A file in an archive: its name as a label, and how its bytes are reached.

    `problem`: why they must not be (a message code); `content` raises whatever a broken archive makes it raise.
    """

    name: str
    content: Callable[[], IO[bytes]]
    problem: str = ""


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
    if path.stat().st_size > limits.workbook_bytes or _lists_too_much(path, limits):
        raise UnreadableFile("too_large")
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        raise UnreadableFile("broken_workbook", str(error)) from error
    members = archive.infolist()
    if len(members) > limits.members or sum(member.file_size for member in members) > limits.unpacked_bytes:
        archive.close()
        raise UnreadableFile("too_large")
    return archive


def _lists_too_much(path: Path, limits: Limits) -> bool:
    """Whether the directory is longer than one of so many members: it is held in memory to be read at all."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _LONGEST_END))
        end = file.read()
    at = end.rfind(_END)
    if at < 0 or at + _END_FIELDS.size > len(end):
        return False
    number, size = _END_FIELDS.unpack_from(end, at)
    return bool(number > limits.members or size > limits.members * _MEMBER_BYTES)


def members(path: Path, limits: Limits) -> Iterator[Member]:
    """Each file in an archive.

    Nothing is unpacked by its name, so a name that leads elsewhere leads nowhere; a link is not followed.
    """
    with opened(path, limits) as archive:
        for member in archive.infolist():
            parts = _parts(member)
            if _is_folder(member) or _is_litter(parts):
                continue
            is_link = stat.S_ISLNK(member.external_attr >> 16)
            yield Member("/".join(parts) or NAMELESS, _opener(archive, member), "link" if is_link else "")


def left_aside(path: Path, limits: Limits) -> list[str]:
    """The names of the files in an archive that no submission is made of."""
    with opened(path, limits) as archive:
        named = [_parts(member) for member in archive.infolist() if not _is_folder(member)]
    return ["/".join(parts) for parts in named if _is_litter(parts)]


def _parts(member: zipfile.ZipInfo) -> list[str]:
    return [part for part in _name(member).replace("\\", "/").split("/") if part not in ("", ".", "..")]


def _is_folder(member: zipfile.ZipInfo) -> bool:
    """As `ZipInfo.is_dir`, which fails at a member without a name: a damaged archive may have one."""
    return member.filename.endswith("/")


def _is_litter(parts: list[str]) -> bool:
    """Whether a system left a file there by itself."""
    return bool(parts) and (parts[0] == "__MACOSX" or parts[-1].startswith("._") or parts[-1].casefold() in _LITTER)


def _opener(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
    return lambda: archive.open(member)


def _name(member: zipfile.ZipInfo) -> str:
    """The member's name: Unicode where it says so, else as Windows programs write it here."""
    if member.flag_bits & _UTF8_NAME or member.filename.isascii():
        return member.filename
    return readable(member.filename.encode("cp437", errors="replace"))


def readable(name: bytes) -> str:
    """A file's name of whatever letters: UTF-8, else as Windows programs write it here."""
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return unicodedata.normalize("NFC", name.decode("cp1258", errors="replace"))

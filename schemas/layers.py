"""Which files the declarations are read from: the program's, with those of a province in their place."""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from schemas.home import home_root
from schemas.parts import PROVINCES

HERE = Path(__file__).parent
# What a country's own declarations follow from, and no home's figures directly.
_OF_COUNTRY = ("provinces.yaml", "country/")
# Of a province's files, those that lie beside others of their kind may be taken away.
_MANY = "/"

Files = Mapping[str, Path]


class DeclarationError(ValueError):
    """A declaration that cannot stand: says which file or record, what is wrong, what to do."""


def own() -> tuple[Path, ...]:
    """The folders whose files stand in place of the program's: `SOLIEU_DECLARATIONS`, the country's, the home's."""
    return layers(home_root())


def layers(home: Path) -> tuple[Path, ...]:
    """As `own`, of the home at that place: its `declarations/`, and those of the country that it is a part of."""
    named = os.environ.get("SOLIEU_DECLARATIONS")
    above = [up for up in (home.parent.parent, home.parent) if (up / PROVINCES).is_dir()]
    kept = [place / "declarations" for place in (*above, home)]
    return (*([Path(named)] if named else []), *(folder for folder in kept if folder.is_dir()))


def layered(folders: tuple[Path, ...]) -> Files:
    """File by its name in `schemas/`, such as `forms/register.yaml`: the last folder's that has it, else the program's.

    A file of forms, indicators, appendices or tables that is empty takes the program's away. Raises DeclarationError
    for a folder that is not there, and for a file that nothing would read.
    """
    files = files_of(HERE)
    for folder in folders:
        if not folder.is_dir():
            raise DeclarationError(f"{folder}: no such folder of declarations; name one, or unset SOLIEU_DECLARATIONS")
        more, known = files_of(folder), {_kind(name) for name in files}
        for name in more:
            if _kind(name) not in known:
                raise DeclarationError(f"{folder / name}: nothing reads a file of this name; schemas/ shows the names")
        files |= more
    return {name: path for name, path in sorted(files.items()) if _MANY not in name or path.stat().st_size}


def each(files: Files, folder: str) -> list[Path]:
    """The files of a folder, in the order of their names."""
    return [path for name, path in files.items() if name.rpartition(_MANY)[0] == folder]


def version(files: Files) -> str:
    """A short hash of the names and contents of the files, but for what only a country's declarations are made of."""
    digest = hashlib.sha256()
    for name, path in files.items():
        if not name.startswith(_OF_COUNTRY):
            digest.update(name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _kind(name: str) -> str:
    """The folder of a file that lies beside others of its kind, else its name."""
    return name.rpartition(_MANY)[0] or name


def files_of(folder: Path) -> dict[str, Path]:
    """The declarations in a folder, by their names in it. Raises OSError where a folder may not be looked into."""

    def refuse(error: OSError) -> None:
        raise error

    paths = (Path(at, name) for at, _, names in os.walk(folder, onerror=refuse) for name in names)
    return {path.relative_to(folder).as_posix(): path for path in paths if path.suffix == ".yaml"}

"""Homes whose warehouse is a lake, in a real PostgreSQL: each in a schema of its own."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from postgres import server

from schemas import lake
from schemas.declarations import catalogue
from schemas.home import Home
from schemas.lake import FILES, NOTE, VARIABLE
from warehouse.replaying import fill
from warehouse.store import connected, literal


def words(url: str, place: Path) -> str:
    """What SOLIEU_WAREHOUSE says for the lake of the home at a place, in the server at `url` (`postgres.server`)."""
    host, schema = url.partition("host=")[2], "h" + hashlib.sha256(str(place).encode()).hexdigest()[:12]
    return f"ducklake:postgres:dbname=postgres user=solieu host={host} schema={schema}"


@contextmanager
def lake_home(url: str, place: Path) -> Iterator[Home]:
    """A new home whose first writer, within the context, makes it a lake; its note says so from then on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, words(url, place))
        patch.delenv(FILES, raising=False)
        yield Home(place, lake=True).create()


@contextmanager
def everywhere() -> Iterator[None]:
    """Every home that tests make in this process has a lake; in other processes, those whose note is there.

    What tests copy as files becomes a lake of the copy's own.
    """
    asked, copy = lake.asked, shutil.copyfile

    def copyfile(source: Path, target: Path, **how: Any) -> Path:
        if Path(target).name != NOTE:
            return copy(source, target, **how)
        _lay(Path(source), Path(target))
        return target

    def variables(root: Path) -> dict[str, str]:
        said = words(url, root)
        return {} if (root / NOTE).exists() else {VARIABLE: said, FILES: f"{folder}/{said.rpartition('=')[2]}"}

    with server() as url, pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(lake, "asked", lambda root, *_: asked(root, variables(root)))
        patch.setattr(Home.__init__, "__defaults__", (True,))
        patch.setattr(shutil, "copyfile", copyfile)
        yield


def _lay(source: Path, note: Path) -> None:
    """Make the lake of a home from a warehouse in a file, or from another home's lake."""
    with tempfile.TemporaryDirectory(dir=note.parent.parent) as folder:
        file, fresh = source, Home(Path(folder))
        if source.name == NOTE:
            file = fresh.root / "copy.duckdb"
            with connected(source, read_only=True) as connection:
                connection.execute(f"attach {literal(str(file))} as copied")
                connection.execute("copy from database warehouse to copied")
        with connected(fresh.warehouse) as connection:
            fill(connection, file, catalogue())
        fresh.warehouse.replace(note)

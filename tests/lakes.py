"""Homes whose warehouse is a lake, in a real PostgreSQL: each in a schema of its own."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from schemas.home import Home
from schemas.lake import FILES, VARIABLE


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

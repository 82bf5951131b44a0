"""Dagster's own home: `$SOLIEU_HOME/dagster`, with the repository's `dagster.yaml`."""

import json
import os
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from schemas.home import Home
from schemas.parts import province_at

SETTINGS = Path(__file__).parent.parent / "dagster.yaml"
# Where Dagster keeps runs and events when not in its own home; the secret stays in the environment.
POSTGRES = "SOLIEU_DAGSTER_POSTGRES"
_STORAGE = f"\nstorage:\n  postgres:\n    postgres_url:\n      env: {POSTGRES}\n"
# Else they lie in SQLite files there, where Dagster would put them itself.
_EVENTS = "\nevent_log_storage:\n  module: pipelines.events\n  class: Events\n  config:\n    base_dir: {folder}\n"
# By which SQLAlchemy finds the driver that Dagster's own queries are written for.
_DRIVER = "postgresql+psycopg2://"


def prepare(place: Home, instead: Mapping[str, Any] | None = None) -> Path:
    """Put the repository's settings into Dagster's home and name that home in the environment.

    `instead`: settings that stand in place of the repository's, such as those of `pipelines.workers`.
    """
    place.create()
    if in_postgres(place):
        os.environ[POSTGRES] = postgres()
        storage = _STORAGE
    else:
        storage = _EVENTS.format(folder=json.dumps(str(place.dagster / "history" / "runs")))
    text = SETTINGS.read_text(encoding="utf-8") + storage
    if instead:
        text = yaml.safe_dump(_merged(yaml.safe_load(text), instead))
    _put(place.dagster / SETTINGS.name, text)
    os.environ["DAGSTER_HOME"] = str(place.dagster)
    os.environ["SOLIEU_HOME"] = str(place.root)
    return place.dagster


def _put(settings: Path, text: str) -> None:
    """In one step: of several programs that begin together, on several machines, none reads half of it."""
    beside = settings.with_name(f".{settings.name}.{socket.gethostname()}.{os.getpid()}")
    beside.write_text(text, encoding="utf-8")
    beside.replace(settings)


def _merged(known: dict[str, Any], instead: Mapping[str, Any]) -> dict[str, Any]:
    inner = {name: _merged(known.get(name) or {}, value) for name, value in instead.items() if isinstance(value, dict)}
    return {**known, **instead, **inner}


def in_postgres(place: Home) -> bool:
    """Whether a home's runs and events lie in PostgreSQL. Those of a province never do: what is there is its country's.

    So a command by hand, which has the country's variables, finds what the province's nights left.
    """
    return bool(postgres()) and not province_at(place.root, os.environ)


def postgres() -> str:
    """The address of Dagster's storage in PostgreSQL; empty where it lies in Dagster's own home."""
    scheme, found, rest = os.environ.get(POSTGRES, "").partition("://")
    return _DRIVER + rest if found else scheme

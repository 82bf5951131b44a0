"""Dagster's own home: `$SOLIEU_HOME/dagster`, with the repository's `dagster.yaml`."""

import os
import shutil
from pathlib import Path

from schemas.home import Home

SETTINGS = Path(__file__).parent.parent / "dagster.yaml"


def prepare(place: Home) -> Path:
    """Put the repository's settings into Dagster's home and name that home in the environment."""
    place.create()
    shutil.copyfile(SETTINGS, place.dagster / SETTINGS.name)
    os.environ["DAGSTER_HOME"] = str(place.dagster)
    os.environ["SOLIEU_HOME"] = str(place.root)
    return place.dagster

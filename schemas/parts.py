"""What a country's variables come to in each of its homes: a province's own part of the lake and of the store."""

from collections.abc import Mapping
from pathlib import Path

VARIABLE = "SOLIEU_COUNTRY"
# Below the country's folder: the folder of its provinces' homes, each named by its code, and the country's own home.
PROVINCES, NATIONAL = "provinces", "national"


def province_at(root: Path, environment: Mapping[str, str]) -> str:
    """The code of the province whose home lies there, below SOLIEU_COUNTRY; empty for any other home."""
    return root.name if _country(environment) == root.parent.parent and root.parent.name == PROVINCES else ""


def is_national(root: Path, environment: Mapping[str, str]) -> bool:
    """Whether the home there is that of the country which SOLIEU_COUNTRY names."""
    return _country(environment) == root.parent and root.name == NATIONAL


def _country(environment: Mapping[str, str]) -> Path | None:
    said = environment.get(VARIABLE)
    return Path(said).resolve() if said else None

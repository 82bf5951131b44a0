"""Whether what lies in a province's home is that province's own, and no older than what its country has of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import duckdb

from schemas.home import Home
from warehouse.reading import Record, records
from warehouse.store import EarlierWarehouse, NewerWarehouse, connected, sql

SHARED, OLDER = "shared", "older"


@dataclass(frozen=True)
class Misplaced:
    """Why a publication is not taken: SHARED with the provinces `others`, of whose homes one is a copy, or OLDER."""

    fault: str
    others: tuple[str, ...] = ()


def misplaced(homes: Mapping[str, Home], held: Mapping[str, Record]) -> dict[str, Misplaced]:
    """The provinces (of code -> home) whose publications are not to be taken; `held`: what the country has of each.

    Which of two homes with one publication is the copy nobody can tell from them, so neither is taken.
    """
    offered = {code: offer for code, home in homes.items() if (offer := _offered(home))}
    of_one_home: dict[datetime, list[str]] = {}
    for code, offer in offered.items():
        of_one_home.setdefault(offer["begun_at"], []).append(code)
    found = {}
    for code, offer in offered.items():
        same, mine = of_one_home[offer["begun_at"]], held.get(code)
        if len(same) > 1:
            found[code] = Misplaced(SHARED, tuple(other for other in same if other != code))
        elif mine and offer["published_at"] < mine["published_at"]:
            found[code] = Misplaced(OLDER)
    return found


def _offered(home: Home) -> Record | None:
    """When a home's publication and its first one were made; None where there is none that can be read."""
    if not home.published_warehouse.is_file():
        return None
    try:
        with connected(home.published_warehouse, read_only=True) as published:
            (found,) = records(published, sql("country_begun"))
    except (duckdb.Error, EarlierWarehouse, NewerWarehouse):
        return None  # Taking it over says what is wrong.
    return found if found["begun_at"] else None

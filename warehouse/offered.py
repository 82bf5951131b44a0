"""Whether what lies in a province's home is that province's own, and no older than what its country has of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from warehouse.publication import Held
from warehouse.reading import Record

SHARED, OLDER = "shared", "older"


@dataclass(frozen=True)
class Misplaced:
    """Why a publication is not taken: SHARED with the provinces `others`, of whose homes one is a copy, or OLDER."""

    fault: str
    others: tuple[str, ...] = ()


def misplaced(offered: Mapping[str, Held], known: Mapping[str, Record]) -> dict[str, Misplaced]:
    """The provinces (of code -> what readers have) whose publications are not to be taken; `known`: by the country.

    No two homes made their first publication at one moment. Which of two homes that did is the copy nobody can tell
    from them, so neither is taken.
    """
    of_one_home: dict[datetime, list[str]] = {}
    for code, offer in offered.items():
        if offer.begun_at:
            of_one_home.setdefault(offer.begun_at, []).append(code)
    found = {code: Misplaced(OLDER) for code, offer in offered.items() if _is_older(offer, known.get(code))}
    for same in (codes for codes in of_one_home.values() if len(codes) > 1):
        found |= {code: Misplaced(SHARED, tuple(other for other in same if other != code)) for code in same}
    return found


def _is_older(offer: Held, known: Record | None) -> bool:
    return bool(offer.published_at and known and offer.published_at < known["published_at"])

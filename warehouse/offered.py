"""What the provinces of a country offer it: each its own publication, that continues what the country has of it."""

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import duckdb

from schemas.country import Country
from schemas.home import Home
from schemas.nation import Province
from warehouse import publication
from warehouse.publication import Held
from warehouse.reading import Record, records
from warehouse.store import connected, missing_at, sql

SHARED, OLDER, ANEW, EMPTY, NO_FOLDER, CLOSED = "shared", "older", "anew", "empty", "no_folder", "closed"
RENAMED = "renamed"


@dataclass(frozen=True)
class Misplaced:
    """Why the country takes nothing of a province, and keeps what it has.

    SHARED: with the provinces `others`, of whose homes one is a copy. OLDER than what it has. ANEW: another home's,
    that stands in the place of the one it knows. EMPTY: that home has nothing any more. NO_FOLDER: it is none. CLOSED:
    the home, or what it published, cannot be read here. RENAMED: the country has figures of that code under another
    name, `held_as`, and nothing says that it is the same territory.
    """

    fault: str
    others: tuple[str, ...] = ()
    held_as: str | None = None


def untaken(place: Country) -> dict[str, Misplaced]:
    """As of `misplaced`, by what the country's warehouse has; without one, nothing is known of any province."""
    known: dict[str, Record] = {}
    if place.national.warehouse.exists():
        with connected(place.national.warehouse, read_only=True) as connection:
            known = held(connection)
    return misplaced(place.provinces, place.homes, offers(place.homes), known)


def offers(provinces: Mapping[str, Home]) -> dict[str, Held]:
    """What readers have of each province, by code; not of those whose publication cannot be read here (CLOSED)."""
    found = {code: _offer(home) for code, home in provinces.items()}
    return {code: offer for code, offer in found.items() if offer}


def _offer(home: Home) -> Held | None:
    try:
        home.published_warehouse.open("rb").close()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return Held()
    except OSError:
        return None
    return publication.held(home)


def held(connection: duckdb.DuckDBPyConnection) -> dict[str, Record]:
    """What the country's warehouse has of its provinces, by code; `name`: by what name, as declared when it was taken.

    To be asked before today's declarations are loaded: an earlier release noted no names.
    """
    found = records(connection, sql("country_held")) if "provinces" in there(connection) else []
    return {row["province"]: row | {"name": row.get("name") or row["called"]} for row in found}


def misplaced(
    provinces: Iterable[Province], homes: Mapping[str, Home], offered: Mapping[str, Held], known: Mapping[str, Record]
) -> dict[str, Misplaced]:
    """The provinces of which nothing is to be taken; by code: `offered`: as of `offers`, `known`: as of `held`.

    No two homes made their first publication at one moment. Which of two homes that did is the copy nobody can tell
    from them, so neither is taken. Nor can anybody tell whether a home that began anew has all that the lost one had.
    """
    of_one_home: dict[datetime, list[str]] = {}
    for code, offer in offered.items():
        if offer.begun_at:
            of_one_home.setdefault(offer.begun_at, []).append(code)
    faults = {code: _fault(home, offered.get(code), known.get(code, {})) for code, home in homes.items()}
    found = {code: Misplaced(fault) for code, fault in faults.items() if fault}
    for same in (codes for codes in of_one_home.values() if len(codes) > 1):
        found |= {code: Misplaced(SHARED, tuple(other for other in same if other != code)) for code in same}
    names = {province: row["name"] for province, row in known.items() if row["name"]}
    return found | {
        each.code: Misplaced(RENAMED, held_as=names[each.code])
        for each in provinces
        if each.code in names and not each.is_called(names[each.code])
    }


def _fault(home: Home, offer: Held | None, known: Record) -> str | None:
    if offer is None:
        return CLOSED
    if os.path.lexists(home.root) and not home.root.is_dir():
        return NO_FOLDER
    if known and not offer.publication_no and home.left() is None:
        return EMPTY
    begun_at = known.get("begun_at")  # An earlier release noted none.
    if begun_at and offer.begun_at and offer.begun_at != begun_at:
        return ANEW
    return OLDER if known and offer.published_at and offer.published_at < known["published_at"] else None


def outside(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, ...]]:
    """The years of which the country has figures of a province, and adds none, for they are not the province's."""
    if "outside" not in there(connection):
        return {}
    return {code: tuple(years) for code, years in connection.execute(sql("country_outside_years")).fetchall()}


def there(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """The tables that the country's warehouse has of its provinces; none before its first night."""
    return {name for (name,) in connection.execute(sql("country_there")).fetchall()}


def lost(home: Home) -> str | None:
    """What to say, and to do, where the country's own home is not there or lacks its warehouse; None where it is well.

    Nothing is wrong with one that was founded and has seen no night yet. Raises OSError where it cannot be read.
    """
    with suppress(FileNotFoundError, NotADirectoryError):
        home.inbox.stat()
    if home.warehouse.exists():
        return None
    if home.left():
        return missing_at(home.warehouse)
    if home.is_national:
        return None
    return (
        f"{home.root} không có, trống hoặc không phải thư mục: số liệu cả nước nằm ở đó. Ổ chưa gắn thì gắn lại; đã"
        f" mất thì dời thứ đang nằm đó đi và phục hồi: SOLIEU_HOME={home.root} solieu restore <bản sao lưu> (báo cáo đã"
        " ký, quyết định và nhật ký chỉ có ở đó). Không có bản sao lưu thì `solieu country nightly` dựng lại số liệu từ"
        " các tỉnh. / The country's own home is not there, is empty, or is no folder. Mount it; where it is lost, move"
        " away what lies there and restore it: signed reports, decisions and the log are nowhere else. Without a backup"
        " `solieu country nightly` builds its figures anew, of what the provinces published."
    )


def standing(place: Country) -> list[Record]:
    """Of each province, what it published last and whether the country has that: `behind` where it does not.

    `fault`: "damaged" where its publication cannot be read, "lost" where the country has one and the province none
    any more, that of Misplaced (with the provinces `others`, and `held_as`) where nothing is to be taken, else None.
    `differing`: the indicators that it declares in another way than the country. `outside`: the years of which the
    country has figures of it that are none of its own.
    """
    warehouse, homes = place.national.warehouse, place.homes
    known: dict[str, Record] = {}
    differing: list[Record] = []
    beyond: dict[str, tuple[int, ...]] = {}
    if warehouse.exists():
        with connected(warehouse, read_only=True) as connection:
            known, beyond = held(connection), outside(connection)
            if "differing" in there(connection):
                differing = records(connection, sql("country_differing"))
    readers_of = offers(homes)
    found, wrong = [], misplaced(place.provinces, homes, readers_of, known)
    for province in place.provinces:
        code = province.code
        readers, mine, own = readers_of.get(code, Held()), known.get(code, {}), wrong.get(code)
        offered = readers.publication_no
        taken = {name: mine.get(name) for name in ("publication_no", "published_at", "taken_at")}
        behind = (offered, readers.published_at) != (taken["publication_no"], taken["published_at"])
        behind = behind if offered else province.has_begun
        otherwise = [each for each in differing if each["province"] == code]
        fault = own.fault if own else "damaged" if readers.damaged else _lost(homes[code], mine)
        told: Record = {"behind": behind, "fault": fault, "others": own.others if own else (), "differing": otherwise}
        told |= {"held_as": own.held_as if own else None, "outside": beyond.get(code, ())}
        found.append({"province": code, "published": offered or None} | taken | told)
    return found


def _lost(home: Home, known: Record) -> str | None:
    return "lost" if known and not home.published_warehouse.exists() else None

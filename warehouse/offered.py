"""What the provinces of a country offer it: each its own publication, that continues what the country has of it."""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import duckdb

from schemas.home import Home
from warehouse import publication
from warehouse.publication import Held
from warehouse.reading import Record, records
from warehouse.store import connected, missing_at, sql

SHARED, OLDER, ANEW, EMPTY, NO_FOLDER, CLOSED = "shared", "older", "anew", "empty", "no_folder", "closed"


@dataclass(frozen=True)
class Misplaced:
    """Why the country takes nothing of a province, and keeps what it has.

    SHARED: with the provinces `others`, of whose homes one is a copy. OLDER than what it has. ANEW: another home's,
    that stands in the place of the one it knows. EMPTY: that home has nothing any more. NO_FOLDER: it is none. CLOSED:
    the home, or what it published, cannot be read here.
    """

    fault: str
    others: tuple[str, ...] = ()


def untaken(home: Home, provinces: Mapping[str, Home]) -> dict[str, Misplaced]:
    """As of `misplaced`, by what the country's warehouse has; without one, nothing is known of any province."""
    held: dict[str, Record] = {}
    if home.warehouse.exists():
        with connected(home.warehouse, read_only=True) as connection:
            held = _held(connection, there(connection))
    return misplaced(provinces, offers(provinces), held)


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


def _held(connection: duckdb.DuckDBPyConnection, tables: set[str]) -> dict[str, Record]:
    found = records(connection, sql("country_held")) if "provinces" in tables else []
    return {row["province"]: row for row in found}


def misplaced(
    homes: Mapping[str, Home], offered: Mapping[str, Held], known: Mapping[str, Record]
) -> dict[str, Misplaced]:
    """The provinces of which nothing is to be taken; by code: `offered`: as of `offers`, `known`: by the country.

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
    return found


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


def standing(home: Home, provinces: Mapping[str, Home]) -> list[Record]:
    """Of each province, what it published last and whether the country has that: `behind` where it does not.

    `fault`: "damaged" where its publication cannot be read, "lost" where the country has one and the province none
    any more, that of Misplaced (with the provinces `others`) where nothing is to be taken, else None. `differing`: the
    indicators that it declares in another way than the country.
    """
    held: dict[str, Record] = {}
    differing: list[Record] = []
    if home.warehouse.exists():
        with connected(home.warehouse, read_only=True) as connection:
            tables = there(connection)
            held = _held(connection, tables)
            if "differing" in tables:
                differing = records(connection, sql("country_differing"))
    readers_of = offers(provinces)
    found, wrong = [], misplaced(provinces, readers_of, held)
    for code, place in sorted(provinces.items()):
        readers, mine, own = readers_of.get(code, Held()), held.get(code, {}), wrong.get(code)
        offered = readers.publication_no
        known = {name: mine.get(name) for name in ("publication_no", "published_at", "taken_at")}
        behind = not offered or (offered, readers.published_at) != (known["publication_no"], known["published_at"])
        otherwise = [each for each in differing if each["province"] == code]
        fault = own.fault if own else "damaged" if readers.damaged else _lost(place, mine)
        told: Record = {"behind": behind, "fault": fault, "others": own.others if own else (), "differing": otherwise}
        found.append({"province": code, "published": offered or None} | known | told)
    return found


def _lost(home: Home, known: Record) -> str | None:
    return "lost" if known and not home.published_warehouse.exists() else None

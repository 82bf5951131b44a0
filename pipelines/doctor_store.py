"""The store of a home, where it has one: for the doctor and for `solieu status`."""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from pipelines import releasing
from pipelines.doctor import Check, Found, State, run_night, well
from pipelines.storing import remote
from schemas.channels import BadSetting
from schemas.home import Home
from sources.remote import kept, waiting_in
from sources.store import StoreFault
from warehouse import publication

_OVERDUE = timedelta(hours=26)


def stored(place: Home) -> dict[str, Any]:
    """What `solieu status` tells of a home's store: `store` (its address, what waits, which publication) and a fault.

    Empty where the home has none. `store_fault`: why it cannot be said, or why its readers have an older publication.
    """
    try:
        found = remote(place, hurried=True)
        if found is None:
            return {}
        waiting, pointer = waiting_in(found.store), releasing.pointer(found.store)
    except (StoreFault, BadSetting) as error:
        return {"store": None, "store_fault": str(error)}
    told = {"address": str(found.store.address), "waiting": len(waiting), "publication": pointer.get("publication")}
    return {"store": told, "store_fault": _behind(place, pointer.get("publication", 0))}


def _behind(place: Home, theirs: int) -> str:
    ours = publication.held(place).publication_no
    if ours <= theirs:
        return ""
    return f"Người đọc ở kho S3 có bản công bố {theirs}, ở đây đã có bản {ours}. / They have an older one."


@dataclass(frozen=True)
class Holdings:
    """What a store has: originals, paths of answers below the outbox, and how many objects wait; nothing where none."""

    originals: Set[str] = frozenset()
    answers: Set[str] = frozenset()
    waiting: int = 0


@cache
def holdings(place: Home) -> Holdings:
    """What the store of a home has, looked up once for all checks; nothing where it does not answer."""
    try:
        found = remote(place, hurried=True)
        if found is None:
            return Holdings()
        outbox = f"{place.outbox.name}/"
        answers = {each.name.removeprefix(outbox) for each in found.store.listed(outbox)}
        return Holdings(kept(found.store), answers, len(waiting_in(found.store)))
    except (StoreFault, BadSetting):
        return Holdings()


def check_store(place: Home) -> Iterator[Found]:
    """The store answers, nothing waits in it for longer than a night, and its readers have the last publication."""
    try:
        found = remote(place, hurried=True)
        if found is None:
            return
        waiting, pointer = waiting_in(found.store), releasing.pointer(found.store)
    except (StoreFault, BadSetting) as error:
        yield Found("store", State.failed, str(error), "docs/store.md")
        return
    theirs, ours = pointer.get("publication", 0), publication.held(place).publication_no
    old = [each.name for each in waiting if datetime.now(each.at.tzinfo) - each.at > _OVERDUE]
    if behind := _behind(place, theirs):
        yield Found("store", State.look, behind, run_night(place))
    if theirs > ours:
        told = f"Kho S3 có bản công bố {theirs}, ở đây mới có bản {ours}. / The store has a newer publication."
        yield Found("store", State.look, told, f"{run_night(place)} Nếu đêm từ chối / If it refuses: docs/store.md")
    if old:
        told = f"Chờ quá một đêm trong kho S3 / Waiting in the store for longer than a night: ({len(old)}) {old[0]} …"
        yield Found("store", State.look, told, run_night(place))
    if theirs == ours and not old:
        told = f"{len(waiting)} tệp chờ / files wait, bản công bố / publication {theirs}"
        yield well("store", f"{found.store.address}: {told}")


CHECKS: tuple[Check, ...] = (check_store,)

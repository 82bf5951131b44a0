"""The store of a home, where it has one: for the doctor and for `solieu status`."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from pipelines import releasing
from pipelines.doctor import Check, Found, State, run_night, well
from pipelines.storing import remote
from schemas.channels import BadSetting
from schemas.home import Home
from schemas.store import NOTE
from sources.remote import kept, waiting_in
from sources.store import Store, StoreFault
from warehouse import publication

_OVERDUE = timedelta(hours=26)
_TOLD = 5


def stored(place: Home) -> dict[str, Any]:
    """What `solieu status` tells of a home's store: `store` (its address, what waits, which publication) and a fault.

    Empty where the home has none. `store_fault`: why it cannot be said, or why its readers have no publication, an
    older one, or not all of it.
    """
    try:
        found = remote(place, hurried=True)
        if found is None:
            return {}
        waiting, pointer = waiting_in(found.store), releasing.pointer(found.store)
        bad = releasing.damaged(found.store, pointer)
    except (StoreFault, BadSetting) as error:
        return {"store": None, "store_fault": str(error)}
    told = {"address": str(found.store.address), "waiting": len(waiting), "publication": pointer.get("publication")}
    behind = _behind(publication.held(place).publication_no, pointer.get("publication", 0))
    return {"store": told, "store_fault": " ".join(filter(None, (behind, _broken(found.store, pointer, bad))))}


def _behind(ours: int, theirs: int) -> str:
    if ours <= theirs:
        return ""
    if not theirs:
        return f"Người đọc ở kho S3 chưa có bản công bố nào, ở đây đã có bản {ours}. / Readers there have none yet."
    return f"Người đọc ở kho S3 có bản công bố {theirs}, ở đây đã có bản {ours}. / They have an older one."


def _broken(store: Store, pointer: releasing.Record, bad: Sequence[str]) -> str:
    if not bad:
        return ""
    told = ", ".join(bad[:_TOLD]) + (" …" if len(bad) > _TOLD else "")
    return (
        f"Bản công bố ở kho S3 mất hoặc hỏng tệp / The publication in the store lacks files, or they are damaged:"
        f" {store.address}{releasing.PUBLISHED}{pointer['version']}/ ({len(bad)}) {told}"
    )


@dataclass(frozen=True)
class Holdings:
    """What a store has: originals and their bytes, paths of answers below the outbox, how many objects wait.

    Nothing where there is none. `kept`: whether the home's originals have to be there.
    """

    originals: Mapping[str, int] = field(default_factory=dict)
    answers: Set[str] = frozenset()
    waiting: int = 0
    kept: bool = False


@cache
def holdings(place: Home) -> Holdings:
    """What the store of a home has, looked up once for all checks; nothing where it does not answer."""
    try:
        found = remote(place, hurried=True)
        if found is None:
            return Holdings()
        outbox = f"{place.outbox.name}/"
        answers = {each.name.removeprefix(outbox) for each in found.store.listed(outbox)}
        waiting = len(waiting_in(found.store))
        return Holdings(kept(found.store), answers, waiting, kept=(place.root / NOTE).exists())
    except (StoreFault, BadSetting):
        return Holdings()


def check_store(place: Home) -> Iterator[Found]:
    """The store answers, nothing waits in it for longer than a night, and its readers have the last publication."""
    try:
        found = remote(place, hurried=True)
        if found is None:
            return
        waiting, pointer = waiting_in(found.store), releasing.pointer(found.store)
        bad = releasing.damaged(found.store, pointer)
    except (StoreFault, BadSetting) as error:
        yield Found("store", State.failed, str(error), "docs/store.md")
        return
    theirs, ours = pointer.get("publication", 0), publication.held(place).publication_no
    old = [each.name for each in waiting if datetime.now(each.at.tzinfo) - each.at > _OVERDUE]
    if behind := _behind(ours, theirs):
        yield Found("store", State.look, behind, run_night(place))
    if bad:
        yield Found("store", State.failed, _broken(found.store, pointer, bad), run_night(place))
    if theirs > ours:
        told = f"Kho S3 có bản công bố {theirs}, ở đây mới có bản {ours}. / The store has a newer publication."
        yield Found("store", State.look, told, f"{run_night(place)} Nếu đêm từ chối / If it refuses: docs/store.md")
    if old:
        told = f"Chờ quá một đêm trong kho S3 / Waiting in the store for longer than a night: ({len(old)}) {old[0]} …"
        yield Found("store", State.look, told, run_night(place))
    if theirs == ours and not old and not bad:
        has = f"bản công bố / publication {theirs}" if theirs else "chưa công bố / nothing published yet"
        told = f"{len(waiting)} tệp chờ / files wait, {has}"
        yield well("store", f"{found.store.address}: {told}")


CHECKS: tuple[Check, ...] = (check_store,)

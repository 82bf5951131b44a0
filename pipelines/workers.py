"""Runs of a country on workers of several machines, through Celery: `solieu country worker`.

Dagster's queue hands a run to a broker, and whichever worker is free does it whole. Every machine has the same release
in the same place, reaches the country's folder, the broker and Dagster's storage in PostgreSQL.
"""

import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, NoReturn

from pipelines.instance import POSTGRES, postgres
from schemas.channels import BadSetting
from schemas.country import Country
from schemas.lake import VARIABLE as LAKE
from schemas.lake import Lake, asked, lake_of
from schemas.store import VARIABLE as STORE
from schemas.store import address
from sources.store import Store
from warehouse.extensions import NoExtension
from warehouse.faults import LakeFault
from warehouse.lake import reach

# The broker's address, as Celery takes it: redis://…, amqp://…, or sqla+postgresql+psycopg2://… for none of its own.
BROKER = "SOLIEU_BROKER"
_APP = "pipelines.worker_app:app"
_QUEUE = "dagster"
# Every run goes to the broker at once, and waits there as having been started: longer than any queue of a night. What
# the broker lost is run again after that, and so is, twice, what waited longer.
_ALL, _LONGEST_QUEUE = 10_000, 4 * 3600
_RESULTS = "db+"
_KEPT = f"{BROKER}_RESULTS"
# What stands before the address of a broker that is a database, and the seconds in which another has to answer.
_OF_DATABASES, _WAIT = ("sqla", "sqlalchemy"), 10


def broker() -> str:
    """The broker's address; empty where runs are done on the machine of the daemon."""
    return os.environ.get(BROKER, "")


def in_database() -> bool:
    """Whether the broker is a database: by such a one no worker can be asked or told anything."""
    return broker().partition("+")[0] in _OF_DATABASES


def results() -> str:
    """Where Celery keeps what became of a run: in Redis, or beside what Dagster itself knows of it.

    Never with a broker that tells it once, to whoever asked: a daemon that was started again would take runs for lost.
    """
    return broker() if broker().startswith("redis") else _RESULTS + postgres()


def _named() -> dict[str, str]:
    """The same for Dagster's settings, which a password does not get into."""
    if results() == broker():
        return {"env": BROKER}
    os.environ[_KEPT] = results()
    return {"env": _KEPT}


def settings() -> dict[str, Any]:
    """What differs in `dagster.yaml` where workers do the runs; empty where there is no broker.

    Raises BadSetting where workers would not see what Dagster knows.
    """
    if not broker():
        return {}
    if not postgres():
        raise BadSetting(f"{BROKER}: cần cả {POSTGRES} (docs/operate.md) / needs Dagster's storage in PostgreSQL")
    config = {"broker": {"env": BROKER}, "backend": _named()}
    return {
        "run_launcher": {"module": "pipelines.launcher", "class": "Launcher", "config": config},
        # How many run at a time, the workers say.
        "concurrency": {"runs": {"max_concurrent_runs": _ALL}},
        "run_monitoring": {"start_timeout_seconds": _LONGEST_QUEUE},
    }


def check(place: Country) -> None:
    """Try what a run needs: broker, Dagster's storage, and the lakes and the store of a country.

    Raises BadSetting, which names the setting, where one is missing or what it names cannot be used from this machine.
    """
    if not broker():
        raise BadSetting(f"{BROKER}: còn thiếu, chẳng hạn redis://máy-chủ:6379/0 (docs/country.md) / is missing")
    settings()
    _try(BROKER, _reach_broker)
    _try(POSTGRES, lambda: _reach_database(postgres()))
    if lake := asked(next(iter(place.homes.values())).root):  # One server has all of them.
        _try(LAKE, lambda: reach(lake, _WAIT))
    if store := address(place.national.root):
        _try(STORE, lambda: Store(store, hurried=True).holds(""))


def _try(setting: str, reach: Callable[[], object]) -> None:
    try:
        reach()
    except BadSetting:
        raise
    except Exception as error:
        cause = error.__cause__ or error
        # Who cannot read an address repeats what stands in it, and that may be a password.
        said = "địa chỉ viết sai / no address" if isinstance(cause, ValueError) else " ".join(str(cause).split())
        raise BadSetting(
            f"{setting}: không dùng được từ máy này (docs/country.md) / cannot be used from this machine: {said}"
        ) from error


def out_of_reach(place: Country) -> list[str]:
    """What cannot be used from here of the provinces' lakes and of Dagster's storage, a line each.

    Every server is asked once, all of them at a time, and waited for `_WAIT` seconds.
    """
    lakes: dict[str, tuple[Lake, list[str]]] = {}
    told: list[str | None] = []
    asking: list[tuple[str, Callable[[], object]]]
    for code, home in place.homes.items():
        try:
            if lake := lake_of(home.root):
                lakes.setdefault(lake.address, (lake, []))[1].append(code)
        except BadSetting as error:
            told.append(str(error))
        except OSError:  # As of a home that cannot be read it is told.
            continue
    asking = [(f"Tỉnh / Province {', '.join(codes)}: ", partial(reach, lake, _WAIT)) for lake, codes in lakes.values()]
    if postgres():
        asking.append(("", partial(_try, POSTGRES, partial(_reach_database, postgres()))))
    with ThreadPoolExecutor(len(asking) or 1) as pool:
        told += pool.map(_fault, *zip(*asking, strict=True)) if asking else ()
    return [*dict.fromkeys(line for line in told if line)]


def _fault(whose: str, reach_it: Callable[[], object]) -> str | None:
    try:
        reach_it()
    except (BadSetting, LakeFault, NoExtension) as error:
        return f"{whose}{error}"
    return None


def _reach_broker() -> None:
    from kombu.connection import Connection

    if in_database():  # Which kombu does not open before it is asked for a run.
        _reach_database(broker().partition("+")[2])
        return
    patient = {"connect_timeout": _WAIT, "transport_options": {"socket_connect_timeout": _WAIT}}
    with Connection(broker(), **patient) as found:  # type: ignore[no-untyped-call]
        found.connect()


def _reach_database(url: str) -> None:
    from sqlalchemy import create_engine

    create_engine(url, connect_args={"connect_timeout": _WAIT}).connect().close()


def become_worker(runs: int) -> NoReturn:
    """Become a worker that does so many runs at a time; the address of the broker is asked of the environment."""
    told = ["--loglevel", "WARNING", "-n", f"solieu-{os.getpid()}@%h", "--without-mingle"]
    command = [sys.executable, "-m", "celery", "-A", _APP, "worker", "-c", str(runs), "-Q", _QUEUE, *told]
    os.execv(sys.executable, command)  # noqa: S606

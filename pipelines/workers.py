"""Runs of a country on workers of several machines, through Celery: `solieu country worker`.

Dagster's queue hands a run to a broker, and whichever worker is free does it whole. Every machine has the same release
in the same place, reaches the country's folder, the broker and Dagster's storage in PostgreSQL.
"""

import os
import sys
from typing import Any, NoReturn

from pipelines.instance import POSTGRES, postgres
from schemas.channels import BadSetting

# The broker's address, as Celery takes it: redis://…, amqp://…, or sqla+postgresql+psycopg2://… for none of its own.
BROKER = "SOLIEU_BROKER"
_APP = "pipelines.worker_app:app"
_QUEUE = "dagster"
_ALL, _A_NIGHT = 10_000, 12 * 3600
_RESULTS = "db+"
_KEPT = f"{BROKER}_RESULTS"


def broker() -> str:
    """The broker's address; empty where runs are done on the machine of the daemon."""
    return os.environ.get(BROKER, "")


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
        # How many run at a time, the workers say; a run waits for one of them in the broker, as having been started.
        "concurrency": {"runs": {"max_concurrent_runs": _ALL}},
        "run_monitoring": {"start_timeout_seconds": _A_NIGHT},
    }


def become_worker(runs: int) -> NoReturn:
    """Become a worker that does so many runs at a time; the address of the broker is asked of the environment."""
    if not broker():
        raise BadSetting(f"{BROKER}: còn thiếu, chẳng hạn redis://máy-chủ:6379/0 (docs/country.md) / is missing")
    told = ["--loglevel", "WARNING", "-n", f"solieu-{os.getpid()}@%h", "--without-mingle"]
    command = [sys.executable, "-m", "celery", "-A", _APP, "worker", "-c", str(runs), "-Q", _QUEUE, *told]
    os.execv(sys.executable, command)  # noqa: S606

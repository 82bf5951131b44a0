"""Dagster's launcher for Celery, which also notices that a machine is gone."""

import time
from typing import Any

from dagster import DagsterRun
from dagster._core.launcher import CheckRunHealthResult, WorkerStatus
from dagster_celery.launcher import CeleryRunLauncher
from dagster_celery.tags import DAGSTER_CELERY_TASK_ID_TAG

# Longer than a broker or a network is away for a restart; a worker that is only busy answers.
_PATIENCE, _WAIT = 300.0, 5.0
_NOT_STOPPED = (
    "Nothing was stopped: the broker is a database, by which no worker can be told to end what it is at. Forced"
    " termination only marks the run as canceled; the night itself goes on to its end."
)


class Launcher(CeleryRunLauncher):
    """Celery learns that a process died from its machine, and nothing where the machine is gone: the run stays started.

    So the worker of a run that has started is asked whether it is there; one that has long said nothing counts as dead,
    and the run is done again by another. Brokers in a database cannot ask, and stop nothing: there a run ends by itself
    or by its longest time.
    """

    def __init__(self, **settings: Any) -> None:
        """Settings as Dagster's launcher takes them."""
        super().__init__(**settings)
        self._silent: dict[str, float] = {}

    def terminate(self, run_id: str) -> bool:
        """Whether the worker of a run was told to end it; where the broker reaches none, the run's log says so."""
        run = self._instance.get_run_by_id(run_id)
        if run is None or run.is_finished:
            return False
        if not self._can_ask():
            self._instance.report_engine_event(_NOT_STOPPED, run, cls=type(self))
            return False
        self._instance.report_run_canceling(run)  # Else Dagster takes it for one that died, and runs it again.
        return super().terminate(run_id)

    def check_run_worker_health(self, run: DagsterRun) -> CheckRunHealthResult:
        """What Dagster asks of each started run, every `poll_interval_seconds`."""
        said = super().check_run_worker_health(run)
        if said.status is not WorkerStatus.RUNNING or not self._can_ask():
            return said
        found = self.celery.AsyncResult(run.tags[DAGSTER_CELERY_TASK_ID_TAG]).info
        worker = found["hostname"] if isinstance(found, dict) else ""
        if not worker or self._answers(worker):
            return said
        return CheckRunHealthResult(WorkerStatus.FAILED, f"{worker} has not answered for {_PATIENCE:.0f} seconds.")

    def _can_ask(self) -> bool:
        with self.celery.connection_for_write() as connection:
            return "fanout" in connection.transport.implements.exchange_type

    def _answers(self, worker: str) -> bool:
        """Whether it does, or did not long ago."""
        if self.celery.control.ping(destination=[worker], timeout=_WAIT):
            self._silent.pop(worker, None)
            return True
        return time.monotonic() - self._silent.setdefault(worker, time.monotonic()) < _PATIENCE

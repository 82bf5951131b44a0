"""Workers of a country's runs: what Dagster learns of one that is gone, with a real Celery and a real PostgreSQL."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import waiting_worker
from dagster import DagsterRun
from dagster._core.launcher import WorkerStatus
from dagster_celery.tags import DAGSTER_CELERY_TASK_ID_TAG
from postgres import server

from pipelines import launcher, workers
from pipelines.instance import POSTGRES
from schemas.channels import BadSetting

TESTS = Path(__file__).parent
KIND = "dagster"


@contextmanager
def worker(folder: Path, results: str) -> Iterator[int]:
    """A worker's processes, in a group of their own, until they are killed."""
    command = [sys.executable, "-m", "celery", "-A", "waiting_worker:app", "worker", "-c", "1", "-Q", KIND]
    own = {waiting_worker.FOLDER: str(folder), waiting_worker.RESULTS: results, "PYTHONPATH": str(TESTS)}
    process = subprocess.Popen(
        [*command, "--loglevel", "ERROR", "--without-mingle"],
        env=os.environ | own,
        cwd=folder,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process.pid
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def until(asked: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not asked():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_a_worker_whose_machine_is_gone_is_taken_for_dead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Celery goes on saying that the task has started: nobody was left to say otherwise."""
    monkeypatch.setattr(launcher, "_WAIT", 2.0)
    with server() as url:
        results = "db+" + url.replace("postgresql:", "postgresql+psycopg2:")
        ours = launcher.Launcher(default_queue=KIND, **waiting_worker.settings(tmp_path, results))
        with worker(tmp_path, results) as group:
            task = ours.celery.send_task("wait", queue=KIND)
            run = DagsterRun(job_name="night", tags={DAGSTER_CELERY_TASK_ID_TAG: task.id})
            until(lambda: task.state == "STARTED")
            assert ours.check_run_worker_health(run).status is WorkerStatus.RUNNING
            os.killpg(group, signal.SIGKILL)
            assert ours.check_run_worker_health(run).status is WorkerStatus.RUNNING, "silent for a moment alone"
            monkeypatch.setattr(launcher, "_PATIENCE", 0.0)
            found = ours.check_run_worker_health(run)
        assert (task.state, found.status) == ("STARTED", WorkerStatus.FAILED)
    assert "has not answered for" in str(found.msg)


@pytest.mark.parametrize(
    ("broker", "results"),
    [
        ("redis://queue:6379/0", "redis://queue:6379/0"),
        ("amqp://queue", "db+postgresql+psycopg2://solieu@db/dagster"),
        ("sqla+postgresql+psycopg2://solieu@db/queue", "db+postgresql+psycopg2://solieu@db/dagster"),
    ],
)
def test_what_became_of_a_run_is_kept_where_it_can_be_asked_again(
    broker: str, results: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(workers.BROKER, broker)
    monkeypatch.setenv(POSTGRES, "postgresql://solieu@db/dagster")
    assert workers.results() == results
    config = workers.settings()["run_launcher"]["config"]
    assert {name: os.environ[each["env"]] for name, each in config.items()} == {"broker": broker, "backend": results}
    monkeypatch.delenv(POSTGRES)
    with pytest.raises(BadSetting, match=POSTGRES):
        workers.settings()

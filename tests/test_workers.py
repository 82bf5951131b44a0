"""Workers of a country's runs, with a real Celery and a real PostgreSQL: what one needs, when one is gone."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import pytest
import stores
import waiting_worker
from commands import called
from countries import OURS, THEIRS, declare
from dagster import DagsterRun
from dagster._core.launcher import WorkerStatus
from dagster_celery.tags import DAGSTER_CELERY_TASK_ID_TAG
from lakes import words
from postgres import server

from pipelines import launcher, workers
from pipelines.instance import POSTGRES
from schemas.channels import BadSetting
from schemas.country import Country
from schemas.lake import VARIABLE as LAKE
from schemas.parts import VARIABLE as COUNTRY
from schemas.store import VARIABLE as STORE

TESTS = Path(__file__).parent
KIND = "dagster"


@contextmanager
def worker(folder: Path, own: dict[str, str]) -> Iterator[int]:
    """A worker's processes, in a group of their own, until they are killed; `own`: its variables."""
    command = [sys.executable, "-m", "celery", "-A", "waiting_worker:app", "worker", "-c", "1", "-Q", KIND]
    own = own | {"PYTHONPATH": str(TESTS)}
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


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with server() as address:
        yield address


def test_a_worker_whose_machine_is_gone_is_taken_for_dead(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Celery goes on saying that the task has started: nobody was left to say otherwise."""
    monkeypatch.setattr(launcher, "_WAIT", 2.0)
    results = "db+" + url.replace("postgresql:", "postgresql+psycopg2:")
    ours = launcher.Launcher(default_queue=KIND, **waiting_worker.settings(tmp_path, results))
    with worker(tmp_path, {waiting_worker.FOLDER: str(tmp_path), waiting_worker.RESULTS: results}) as group:
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


def test_what_waits_in_a_database_is_lost_with_no_worker(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker takes no second run while it does one: nobody else would ever get that."""
    address = url.replace("postgresql:", "postgresql+psycopg2:")
    own = {workers.BROKER: f"sqla+{address}", POSTGRES: url}
    for name, value in own.items():
        monkeypatch.setenv(name, value)
    ours = launcher.Launcher(default_queue=KIND, broker=workers.broker(), backend=workers.results())
    first, second = (ours.celery.send_task("wait", queue=KIND) for _ in range(2))
    with worker(tmp_path, own) as group:
        until(lambda: first.state == "STARTED")
        time.sleep(3)  # In which it would have taken the other.
        os.killpg(group, signal.SIGKILL)
    with worker(tmp_path, own):
        until(lambda: second.state == "STARTED")


def test_a_broker_in_a_database_stops_nothing_and_says_so(tmp_path: Path) -> None:
    """The button fails, and the run's log tells why: Celery itself says that it did."""
    address = f"sqlite:///{tmp_path}/queue.db"
    ours = launcher.Launcher(default_queue=KIND, broker=f"sqla+{address}", backend=f"db+{address}")
    with dg.DagsterInstance.ephemeral() as instance:
        ours.register_instance(instance)
        run = instance.create_run_for_job(dg.job(name="night")(lambda: None), tags={DAGSTER_CELERY_TASK_ID_TAG: "1"})
        assert not ours.terminate(run.run_id)
        told = [str(entry.message) for entry in instance.all_logs(run.run_id)]
    assert [message for message in told if "Nothing was stopped" in message]


def test_a_worker_that_is_told_to_end_a_run_has_it_canceled(tmp_path: Path) -> None:
    """What dies of it without a word that it was asked for, Dagster would take for lost, and run again."""
    ours = launcher.Launcher(
        default_queue=KIND, **waiting_worker.settings(tmp_path, f"db+sqlite:///{tmp_path}/results")
    )
    with dg.DagsterInstance.ephemeral() as instance:
        ours.register_instance(instance)
        run = instance.create_run_for_job(
            dg.job(name="night")(lambda: None),
            tags={DAGSTER_CELERY_TASK_ID_TAG: "1"},
            status=dg.DagsterRunStatus.STARTED,
        )
        assert ours.terminate(run.run_id)
        found = instance.get_run_by_id(run.run_id)
    assert found and found.status is dg.DagsterRunStatus.CANCELING


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
    config, hours = workers.settings()["run_launcher"]["config"], workers._LONGEST_QUEUE // 3600
    assert f"\n{hours} hours), or lasts longer" in (TESTS.parent / "docs" / "operate.md").read_text("utf-8")
    assert {name: os.environ[each["env"]] for name, each in config.items()} == {"broker": broker, "backend": results}
    monkeypatch.delenv(POSTGRES)
    with pytest.raises(BadSetting, match=POSTGRES):
        workers.settings()


def test_status_names_the_servers_that_do_not_answer(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lakes by their provinces, and Dagster's storage; one that keeps silent is waited for seconds, all at a time."""
    place = declare(Country(tmp_path), OURS, THEIRS).create()
    monkeypatch.setenv(COUNTRY, str(tmp_path))
    monkeypatch.setenv(POSTGRES, url)
    monkeypatch.setenv(LAKE, words(url, tmp_path))
    assert workers.out_of_reach(place) == []
    monkeypatch.setattr(workers, "_WAIT", 2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        server, port = "host=127.0.0.1", silent.getsockname()[1]
        monkeypatch.setenv(POSTGRES, f"postgresql://solieu:geheim@127.0.0.1:{port}/dagster")
        monkeypatch.setenv(LAKE, f"ducklake:postgres:dbname=solieu {server} port={port} password=geheim")
        began = time.monotonic()
        told = called(None, "country", "status")
        assert time.monotonic() - began < 20
    assert (told.code, f"Tỉnh / Province {OURS}, {THEIRS}: Kho DuckLake" in told.out, POSTGRES in told.out) == (
        1,
        True,
        True,
    )
    assert "geheim" not in told.out + told.err
    monkeypatch.delenv(LAKE)
    monkeypatch.delenv(POSTGRES)
    note = f"{LAKE}=ducklake:postgres:dbname=solieu {server} port=1\nSOLIEU_LAKE=lake\n"
    (place.home(THEIRS).root / "warehouse.ducklake").write_text(note, "utf-8")
    (line,) = workers.out_of_reach(place)
    assert line.startswith(f"Tỉnh / Province {THEIRS}: Kho DuckLake (dbname=solieu {server} port=1")


NOBODY = "127.0.0.1:1"
AWAY = [
    (workers.BROKER, ""),
    (workers.BROKER, f"redis://:geheim@{NOBODY}"),
    (workers.BROKER, f"amqp://solieu:geheim@{NOBODY}"),
    (workers.BROKER, f"sqla+postgresql+psycopg2://solieu:geheim@{NOBODY}/queue"),
    (workers.BROKER, "redis://:geheim/0@queue"),
    (POSTGRES, ""),
    (POSTGRES, f"postgresql://solieu:geheim@{NOBODY}/dagster"),
    (LAKE, "ducklake:postgres:dbname=solieu host=127.0.0.1 port=1 password=geheim"),
    (STORE, "s3://solieu/kho"),
]


def test_a_worker_says_at_once_what_it_cannot_reach(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a line that names the setting, and no password; nothing is made where the country's folder is not there."""
    stores.use(monkeypatch, stores.variables(f"http://{NOBODY}"))
    monkeypatch.delenv(STORE)
    monkeypatch.setenv(POSTGRES, url)
    monkeypatch.setenv(workers.BROKER, f"sqla+{url.replace(':', '+psycopg2:', 1)}")
    monkeypatch.setenv(LAKE, words(url, tmp_path))
    workers.check(Country(tmp_path))
    for name, value in AWAY:
        with monkeypatch.context() as patch, pytest.raises(BadSetting, match=name) as told:
            patch.setenv(name, value)
            workers.check(Country(tmp_path))
        assert "geheim" not in str(told.value)
    monkeypatch.setenv(COUNTRY, str(tmp_path / "nowhere"))
    refused = called(None, "country", "worker")
    assert (refused.code, COUNTRY in refused.err, [*tmp_path.iterdir()]) == (2, True, [])

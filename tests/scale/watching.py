"""What a country's runs cost while they go: memory of the hosts, what PostgreSQL and Redis do, and when runs ended."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import psycopg2
from dagster import DagsterInstance, DagsterRun, DagsterRunStatus

from scale.hosts import busy, lose, memory, processes, traffic, worked

_PAUSE = 2.0
# A host is lost this long after the nights began: amid the first ones.
_AT_WORK = 40.0
_LONGEST = 3 * 3600.0
_ASKED = "select xact_commit, pg_database_size(datname) from pg_stat_database where datname = 'postgres'"
_SESSIONS = "select count(*) from pg_stat_activity where backend_type = 'client backend'"


@dataclass
class Seen:
    """The most that was seen, in megabytes by host, sessions of PostgreSQL, seconds of a core that services took."""

    hosts: dict[str, int] = field(default_factory=dict)
    sessions: int = 0
    services: dict[str, float] = field(default_factory=dict)

    def look(self, hosts: list[str], address: str) -> None:
        """Look once."""
        for host in hosts:
            self.hosts[host] = max(self.hosts.get(host, 0), memory(processes(host)))
        self.sessions = max(self.sessions, int(asked(address, _SESSIONS)[0]))
        for name in ("postgres", "redis-server"):
            self.services[name] = max(self.services.get(name, 0.0), busy(named(name)))


def asked(address: str, query: str) -> tuple[Any, ...]:
    """The one row that PostgreSQL answers."""
    connection = psycopg2.connect(address)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(query)
            (row,) = cursor.fetchall()
            return tuple(row)
    finally:
        connection.close()


def named(name: str) -> list[int]:
    """The processes of a program."""
    return [int(path.parent.name) for path in Path("/proc").glob("[0-9]*/comm") if _comm(path) == name]


def _comm(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def watch(
    instance: DagsterInstance,
    wanted: Mapping[str, int],
    hosts: list[str],
    address: str,
    tell: Callable[[str], None],
    *,
    losing: bool = False,
) -> dict[str, Any]:
    """Wait until so many runs of each job are done, and say what they cost. Raises RuntimeError where one failed.

    `losing`: the first host is gone when it has been at a run for a while; what it was at has to be done by others.
    """
    seen, began, told = Seen(), time.monotonic(), -1
    lost = None
    commits, _ = asked(address, _ASKED)
    before = worked()
    while time.monotonic() - began < _LONGEST:
        seen.look(hosts, address)
        runs = [run for run in instance.get_runs() if run.job_name in wanted]
        done = [run for run in runs if run.status is DagsterRunStatus.SUCCESS]
        failed = [run.run_id for run in runs if run.status is DagsterRunStatus.FAILURE]
        if failed and not losing:
            raise RuntimeError(f"runs that failed: {failed}")
        if losing and lost is None and time.monotonic() - began > _AT_WORK:
            lose(hosts[0])
            lost = time.time()
            tell(f"  {hosts[0]} is gone")
        if len(done) != told:
            told = len(done)
            tell(f"  {told}/{sum(wanted.values())} runs in {time.monotonic() - began:.0f} s")
        if all(sum(run.job_name == job for run in done) >= count for job, count in wanted.items()):
            cores = round(worked() - before)
            cost = {"core_seconds": cores} | _summary(instance, done, seen, asked(address, _ASKED), commits)
            return cost | (_after(instance, failed, lost) if lost else {})
        time.sleep(_PAUSE)
    raise RuntimeError("the runs take too long")


def _after(instance: DagsterInstance, failed: list[str], lost: float) -> dict[str, Any]:
    """When the runs of a host that was lost were noticed, in seconds after it. Raises RuntimeError where none was."""
    ended = [instance.get_run_stats(run_id).end_time or 0.0 for run_id in failed]
    if not ended:
        raise RuntimeError("a host was lost, and no run with it")
    return {"noticed_after_seconds": [round(end - lost) for end in sorted(ended)]}


def _summary(
    instance: DagsterInstance, done: list[DagsterRun], seen: Seen, after: tuple[Any, ...], commits: int
) -> dict[str, Any]:
    spans: dict[str, list[tuple[float, float]]] = {}
    for run in done:
        stats = instance.get_run_stats(run.run_id)
        spans.setdefault(run.job_name, []).append((stats.start_time or 0.0, stats.end_time or 0.0))
    whole = {job: max(end for _, end in each) - min(start for start, _ in each) for job, each in spans.items()}
    return {
        "seconds": {job: round(seconds, 1) for job, seconds in whole.items()},
        "median_run_seconds": {
            job: round(median(end - start for start, end in each), 1) for job, each in spans.items()
        },
        "peak_mib_of_a_host": max(seen.hosts.values()),
        "postgres": {
            "commits": after[0] - commits,
            "sessions": seen.sessions,
            "core_seconds": round(seen.services["postgres"]),
            "mib": after[1] >> 20,
        },
        "redis_core_seconds": round(seen.services["redis-server"], 1),
        "mib_over_the_network": traffic(),
    }

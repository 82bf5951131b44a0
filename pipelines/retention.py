"""What Dagster keeps of old nights: runs and their logs go after a year, those that built figures stay.

Dagster purges the ticks of schedules and sensors itself (dagster.yaml), its runs it keeps for ever.
"""

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg

from schemas.calendar import PROVINCE_TIME

KEPT = timedelta(days=400)
# Every later night has overwritten what these say of an asset; a run of `figures` may be the last of its year.
_OVERWRITTEN = ("nightly", "board", "old_runs", "lake_upkeep")
_ENDED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]
_BATCH = 200


def forget_old_runs(instance: dg.DagsterInstance, kept: timedelta = KEPT) -> int:
    """Delete the runs of old nights with their events and logs; returns how many there were."""
    before = datetime.now(UTC) - kept
    forgotten = 0
    for job in _OVERWRITTEN:
        old = dg.RunsFilter(job_name=job, created_before=before, statuses=_ENDED)
        while runs := instance.get_runs(old, limit=_BATCH):
            for run in runs:
                instance.delete_run(run.run_id)
                _remove_files(Path(os.environ["DAGSTER_HOME"]), run.run_id)
            forgotten += len(runs)
    return forgotten


def _remove_files(dagster_home: Path, run_id: str) -> None:
    """What Dagster leaves in its home of a run that was deleted: the file of its events, and what it printed."""
    for file in (dagster_home / "history" / "runs").glob(f"{run_id}.db*"):
        file.unlink(missing_ok=True)
    shutil.rmtree(dagster_home / "storage" / run_id, ignore_errors=True)


@dg.op(description="Xóa các lần chạy cũ của Dagster\n\nDelete Dagster's old runs")
def forget(context: dg.OpExecutionContext) -> None:
    """The one step of the job."""
    context.log.info("%s old runs deleted", forget_old_runs(context.instance))


@dg.job(
    name="old_runs",
    description=(
        f"Xóa nhật ký các đêm cũ hơn {KEPT.days} ngày của Dagster; số liệu và lần chạy tính số liệu giữ nguyên\n\n"
        f"Delete what Dagster keeps of nights older than {KEPT.days} days; figures, and runs that built them, stay"
    ),
    executor_def=dg.in_process_executor,
)
def old_runs() -> None:
    """The job that the schedule below runs."""
    forget()


old_runs_schedule = dg.ScheduleDefinition(
    name="old_runs",
    job=old_runs,
    cron_schedule="0 4 * * 0",
    execution_timezone=PROVINCE_TIME.key,
    default_status=dg.DefaultScheduleStatus.RUNNING,
)

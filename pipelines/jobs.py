"""The night: a job for the door, a job for the figures of the years it touched, and what starts them."""

import os
from collections.abc import Mapping
from itertools import pairwise

import dagster as dg

from pipelines.assets import DOCUMENTS, NIGHTLY, PUBLISHED, YEARS_TAG, range_tags
from pipelines.deciding import WRITER, undo_decision, withdraw_correction
from schemas.calendar import PROVINCE_TIME

BY_COMMAND = "solieu/by_command"
_DOOR = dg.AssetSelection.groups("ledger", "core")
_FIGURES = dg.AssetSelection.groups("kpi", "appendices") | dg.AssetSelection.assets(DOCUMENTS, PUBLISHED)

nightly = dg.define_asset_job(
    NIGHTLY,
    selection=_DOOR
    | dg.AssetSelection.checks_for_assets(["ops", "submissions"], ["core", "returns"], ["core", "observations"]),
    description=(
        "Nhận báo cáo từ hộp nhận vào kho; sau đó các năm bị thay đổi được tính lại (job figures)\n\n"
        "Take the inbox into the warehouse; the years it touches are then built by the job `figures`"
    ),
    executor_def=dg.in_process_executor,
    tags=WRITER,
)

figures = dg.define_asset_job(
    "figures",
    selection=_FIGURES,
    description=(
        "Tính lại số liệu của một hoặc nhiều năm, kiểm tra, viết phụ lục, công bố\n\n"
        "Build the figures of one or more years, check them, write the appendices, publish"
    ),
    executor_def=dg.in_process_executor,
    tags=WRITER,
)

nightly_schedule = dg.ScheduleDefinition(
    name="nightly",
    job=nightly,
    cron_schedule=os.environ.get("SOLIEU_NIGHTLY_CRON", "0 1 * * *"),
    execution_timezone=PROVINCE_TIME.key,
    default_status=dg.DefaultScheduleStatus.RUNNING,
)


@dg.run_status_sensor(
    run_status=dg.DagsterRunStatus.SUCCESS,
    monitored_jobs=[nightly, withdraw_correction, undo_decision],
    request_job=figures,
    default_status=dg.DefaultSensorStatus.RUNNING,
    minimum_interval_seconds=5,
    description=(
        "Sau đêm hoặc quyết định, tính lại các năm bị thay đổi\n\n"
        "After a night or a decision, build the years it touched"
    ),
)
def figures_after_nightly(context: dg.RunStatusSensorContext) -> dg.SensorResult | dg.SkipReason:
    """Ask for one run of `figures` per run of successive years that the night left to build."""
    if BY_COMMAND in context.dagster_run.tags:
        return dg.SkipReason("the command that ran this night builds its years itself")
    years = tagged_years(context.dagster_run.tags)
    if not years:
        return dg.SkipReason("the night left no year to build")
    requests = [
        dg.RunRequest(run_key=f"{context.dagster_run.run_id}-{first}", tags=range_tags(first, last))
        for first, last in blocks(years)
    ]
    return dg.SensorResult(run_requests=requests)


def tagged_years(tags: Mapping[str, str]) -> list[int]:
    """The years that a night's run left to build, as its tag says."""
    return [int(year) for year in tags.get(YEARS_TAG, "").split(",") if year]


def blocks(years: list[int]) -> list[tuple[int, int]]:
    """Runs of successive years, as (first, last)."""
    ordered = sorted(years)
    starts = [ordered[0], *(b for a, b in pairwise(ordered) if b != a + 1)]
    ends = [*(a for a, b in pairwise(ordered) if b != a + 1), ordered[-1]]
    return list(zip(starts, ends, strict=True))

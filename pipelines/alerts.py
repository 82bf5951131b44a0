"""Telling people as an asset: after every night, whatever came of it, and again while a message could not be sent."""

import dagster as dg

from pipelines import alerting
from pipelines.board import BOARD, board
from pipelines.deciding import WRITER
from pipelines.describing import table_spec
from pipelines.jobs import BY_COMMAND, figures, nightly, tagged_years
from pipelines.printing import of_step
from schemas.catalogue import Catalogue
from schemas.channels import BadSetting
from schemas.home import home
from warehouse.reading import Record

FAILED_RUNS = "solieu/failed_runs"
ONLY_SEND = "solieu/only_send"
_READ = (["published", "solieu"], ["ops", "submissions"], ["ops", "expected_returns"])
_TABLES = ("ops.alerts", "ops.alert_sends")
# Seconds between two looks for what could not be sent.
_AGAIN = 1800
_UNFINISHED = [
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
]


def alerts_asset(declared: Catalogue) -> dg.AssetsDefinition:
    """What people are told, and what became of each message."""
    specs = [table_spec(table, declared, group="published", deps=_READ) for table in _TABLES]

    @dg.multi_asset(specs=specs, name="tell")
    def tell(context: dg.AssetExecutionContext) -> tuple[dg.MaterializeResult[None], dg.MaterializeResult[None]]:
        place, tags, told = home(), context.run.tags, list[str]()
        if ONLY_SEND not in tags:
            told = alerting.note(place, declared, failures(context.instance, tags.get(FAILED_RUNS, "")))
        left = list[Record]()
        try:
            left = alerting.deliver(place, declared.alerts)
        except BadSetting as wrong:  # Said by `solieu status` too; figures are none the worse.
            context.log.warning(str(wrong))
        for each in left:
            context.log.warning("%s: %s: %s", each["channel"], each["subject"], each["detail"])
        lines = dg.MetadataValue.md("\n".join(f"- {subject}" for subject in told) or "—")
        notices = dg.MetadataValue.path(str(place.notices))
        return (
            dg.MaterializeResult(specs[0].key, metadata={"noted": lines, "notices": notices}),
            dg.MaterializeResult(specs[1].key, metadata={"not_sent": len(left)}),
        )

    return tell


_TOLD = dg.AssetSelection.assets(*(table.split(".") for table in _TABLES))

alerts = dg.define_asset_job(
    "alerts",
    selection=_TOLD,
    description=(
        "Báo cho người phụ trách: tổng hợp của đêm, đêm lỗi, chưa công bố, quá hạn, mâu thuẫn\n\n"
        "Tell people: the night's digest, a failed night, a blocked publication, overdue returns, contradictions"
    ),
    executor_def=dg.in_process_executor,
    tags=WRITER,
)


board_and_alerts = dg.define_asset_job(
    "board_and_alerts",
    selection=_TOLD | dg.AssetSelection.assets(BOARD),
    description=(
        "Kết thúc đêm chạy bằng lệnh: viết bảng theo dõi và báo cho người phụ trách, trong một lần chạy\n\n"
        "The end of a night at the command line: the board and the alerts in one run"
    ),
    executor_def=dg.in_process_executor,
    tags=WRITER,
)


def failures(instance: dg.DagsterInstance, run_ids: str) -> list[Record]:
    """What went wrong in runs (their ids, by commas), as `alerting.failure`; a rule that blocks is no fault."""
    kinds = {dg.DagsterEventType.STEP_FAILURE, dg.DagsterEventType.RUN_FAILURE}
    found: list[Record] = []
    for run_id in filter(None, run_ids.split(",")):
        run = instance.get_run_by_id(run_id)
        events = [entry.dagster_event for entry in instance.all_logs(run_id, of_type=kinds) if entry.dagster_event]
        found += _failures(run.job_name if run else run_id, events)
    return found


def _failures(job: str, events: list[dg.DagsterEvent]) -> list[Record]:
    steps = [event for event in events if event.event_type is dg.DagsterEventType.STEP_FAILURE]
    found = []
    for event in steps:
        error = event.step_failure_data.error
        if error and "AssetCheckFailed" not in (error.cls_name or ""):
            cause = error.cause or error
            found.append(alerting.failure(job, event.step_key or "", of_step(cause.message)))
    if not steps:  # The run itself was ended, by a person or because its process was gone.
        found += [alerting.failure(job, "run", event.message or "") for event in events]
    return found


def _after(status: dg.DagsterRunStatus, name: str) -> dg.SensorDefinition:
    failed = status is dg.DagsterRunStatus.FAILURE

    @dg.run_status_sensor(
        name=name,
        run_status=status,
        monitored_jobs=[nightly, figures, *([board] if failed else [])],
        request_job=alerts,
        default_status=dg.DefaultSensorStatus.RUNNING,
        minimum_interval_seconds=5,
        description="Sau mỗi đêm, báo cho người phụ trách\n\nAfter each night, tell people",
    )
    def tell_again(context: dg.RunStatusSensorContext) -> dg.SensorResult | dg.SkipReason:
        run = context.dagster_run
        if BY_COMMAND in run.tags:
            return dg.SkipReason("the command that ran this night tells of it itself")
        if not failed and _night_goes_on(run, context.instance):
            return dg.SkipReason("the night goes on; it is told of when it is over")
        tags = {FAILED_RUNS: run.run_id} if failed else {}
        return dg.SensorResult(run_requests=[dg.RunRequest(run_key=run.run_id, tags=tags)])

    return tell_again


def _night_goes_on(run: dg.DagsterRun, instance: dg.DagsterInstance) -> bool:
    """Whether figures of this night are still to be built."""
    if run.job_name == nightly.name:
        return bool(tagged_years(run.tags))
    left = dg.RunsFilter(job_name=figures.name, statuses=_UNFINISHED)
    return instance.get_runs_count(left) > 0


@dg.sensor(
    job=alerts,
    default_status=dg.DefaultSensorStatus.RUNNING,
    minimum_interval_seconds=_AGAIN,
    description="Gửi lại những thông báo chưa gửi được\n\nSend again what could not be sent",
)
def alerts_again() -> dg.RunRequest | dg.SkipReason:
    """Ask for a run that only sends, while a channel owes a message."""
    if alerting.owes(home()):
        return dg.RunRequest(tags={ONLY_SEND: "true"})
    return dg.SkipReason("nothing is left to be sent")


alerts_sensors = [
    _after(dg.DagsterRunStatus.SUCCESS, "alerts_after_success"),
    _after(dg.DagsterRunStatus.FAILURE, "alerts_after_failure"),
    alerts_again,
]

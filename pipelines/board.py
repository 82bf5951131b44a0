"""The board as an asset: written after every night, whatever came of it."""

import dagster as dg

from pipelines import steps
from pipelines.deciding import WRITER
from pipelines.describing import OWNERS, labelled
from pipelines.jobs import BY_COMMAND, figures, nightly, tagged_years
from pipelines.told import record_told, untold
from schemas.catalogue import Catalogue
from schemas.home import home

BOARD = ["board", "pages"]
_READ = (["published", "solieu"], ["ops", "submissions"], ["ops", "expected_returns"])


def board_asset(declared: Catalogue) -> dg.AssetsDefinition:
    """The static pages of how things stand; figures are those that readers have."""

    @dg.asset(
        key=BOARD,
        deps=[dg.AssetKey(path) for path in _READ],
        description=(
            "Bảng theo dõi: các trang tĩnh, mở được không cần máy chủ, không cần mạng (index.html)\n\n"
            "The board: static pages that open without a server or a network (index.html)"
        ),
        group_name="published",
        kinds={"html"},
        owners=OWNERS,
    )
    def write(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        place = home()
        told = untold(place)
        written = steps.write_board_pages(place, declared)
        if BY_COMMAND not in context.run.tags:  # The command tells it at the terminal; of a daemon's night, the board.
            record_told(place, told.receipts, told.publications)
        path = dg.MetadataValue.path(str(place.board / "index.html"))
        return dg.MaterializeResult(metadata=labelled({"path": path, "pages": len(written)}))

    return write


board = dg.define_asset_job(
    "board",
    selection=dg.AssetSelection.assets(BOARD),
    description="Viết lại bảng theo dõi\n\nWrite the board anew",
    executor_def=dg.in_process_executor,
    tags=WRITER,
)


def _after(status: dg.DagsterRunStatus, name: str) -> dg.SensorDefinition:
    @dg.run_status_sensor(
        name=name,
        run_status=status,
        monitored_jobs=[nightly, figures],
        request_job=board,
        default_status=dg.DefaultSensorStatus.RUNNING,
        minimum_interval_seconds=5,
        description="Sau mỗi đêm, viết lại bảng theo dõi\n\nAfter each night, write the board anew",
    )
    def write_again(context: dg.RunStatusSensorContext) -> dg.SensorResult | dg.SkipReason:
        if BY_COMMAND in context.dagster_run.tags:
            return dg.SkipReason("the command that ran this night writes the board itself")
        if status is dg.DagsterRunStatus.SUCCESS and _figures_follow(context.dagster_run):
            return dg.SkipReason("the figures of this night are still to be built; the board is written after them")
        return dg.SensorResult(run_requests=[dg.RunRequest(run_key=context.dagster_run.run_id)])

    return write_again


def _figures_follow(run: dg.DagsterRun) -> bool:
    return run.job_name == nightly.name and bool(tagged_years(run.tags))


# A night that was blocked is told as well.
board_sensors = [
    _after(dg.DagsterRunStatus.SUCCESS, "board_after_success"),
    _after(dg.DagsterRunStatus.FAILURE, "board_after_failure"),
]

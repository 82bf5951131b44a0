"""Everything that Dagster loads. Nothing is opened or read here but the declarations."""

import dagster as dg

from pipelines.alerts import alerts, alerts_asset, alerts_sensors, board_and_alerts
from pipelines.as_of import as_of_job
from pipelines.assets import all_assets
from pipelines.board import board, board_asset, board_sensors
from pipelines.checks import all_checks
from pipelines.deciding import undo_decision, withdraw_correction
from pipelines.jobs import figures, figures_after_nightly, nightly, nightly_schedule
from pipelines.retention import old_runs, old_runs_schedule
from pipelines.upkeep import assets as upkeep_assets
from pipelines.upkeep import has_lake, lake_upkeep, lake_upkeep_schedule
from schemas.declarations import catalogue
from schemas.home import home

_LAKE = has_lake(home())
defs = dg.Definitions(
    assets=[*all_assets(), board_asset(catalogue()), alerts_asset(catalogue()), *(upkeep_assets() if _LAKE else [])],
    asset_checks=all_checks(),
    jobs=[
        *(nightly, figures, board, alerts, board_and_alerts),
        *(withdraw_correction, undo_decision, as_of_job, old_runs),
        *([lake_upkeep] if _LAKE else []),
    ],
    schedules=[nightly_schedule, old_runs_schedule, *([lake_upkeep_schedule] if _LAKE else [])],
    sensors=[figures_after_nightly, *board_sensors, *alerts_sensors],
    executor=dg.in_process_executor,
)

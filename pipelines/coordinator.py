"""Dagster's queue, in which every run of a country's province says whose it is."""

from dagster import DagsterRun
from dagster._core.run_coordinator import QueuedRunCoordinator, SubmitRunContext
from dagster._core.storage.tags import MULTIDIMENSIONAL_PARTITION_PREFIX, PARTITION_NAME_TAG

# What the keys of the provinces' assets and the names of their jobs begin with; the dimension of a partition.
PROVINCES, PROVINCE = "provinces", "province"
# Of one of its values one run goes at a time: dagster.yaml.
_OF_ONE = "solieu/province"


class Coordinator(QueuedRunCoordinator):
    """A schedule could say so itself; a backfill or a launch in the stewards' view knows of partitions alone."""

    def submit_run(self, context: SubmitRunContext) -> DagsterRun:
        """Put a run into the queue."""
        run = context.dagster_run
        if code := _province(run):
            self._instance.add_run_tags(run.run_id, {_OF_ONE: code})
        return super().submit_run(context)


def _province(run: DagsterRun) -> str | None:
    """The code of the province that a run is of: its partition, or a dimension of that; of other runs none."""
    by_province = run.job_name.startswith(PROVINCES) or any(
        key.path[0] == PROVINCES for key in run.asset_selection or ()
    )
    alone = run.tags.get(PARTITION_NAME_TAG) if by_province else None
    return run.tags.get(MULTIDIMENSIONAL_PARTITION_PREFIX + PROVINCE, alone)

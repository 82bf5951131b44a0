"""As many assets that do nothing, materialised by one job in process: a process of its own, with Dagster's imports."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.cases import HERE


def ready(given: Path, work: Path) -> None:
    """A home for Dagster that a run has gone over already, with the program's settings."""
    shutil.copyfile(HERE.parent / "dagster.yaml", work / "dagster.yaml")
    run(given, work)


def run(given: Path, work: Path) -> int:
    """The job."""
    command = [sys.executable, "-m", "benchmarks.nothing_new.empty_job", (given / "assets.json").read_text()]
    subprocess.run(command, env=os.environ | {"DAGSTER_HOME": str(work)}, cwd=HERE.parent, check=True)
    return 1


def empty_job(assets: int) -> None:
    """So many assets in one job."""
    import dagster as dg

    def made(number: int) -> dg.AssetsDefinition:
        @dg.asset(name=f"asset_{number}")
        def nothing() -> dg.MaterializeResult[None]:
            return dg.MaterializeResult()

        return nothing

    job = dg.define_asset_job("empty", selection="*", executor_def=dg.in_process_executor)
    defs = dg.Definitions(assets=[made(number) for number in range(assets)], jobs=[job])
    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    with dg.DagsterInstance.get() as instance:
        defs.resolve_job_def("empty").execute_in_process(instance=instance, run_config=quiet)


if __name__ == "__main__":
    empty_job(json.loads(sys.argv[1]))

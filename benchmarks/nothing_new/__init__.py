"""A night that brings nothing, and a Dagster job with as many assets that do nothing."""

import json
from pathlib import Path

from benchmarks.cases import Case, Side


def make(path: Path, _: int) -> None:
    """The demo's home after two nights of `solieu nightly`, and how many assets such a night looks after."""
    from benchmarks.demo_home import write
    from benchmarks.nothing_new.solieu_nightly import nightly
    from pipelines.definitions import defs

    write(path / "home")
    nightly(path / "home")
    jobs = [defs.resolve_job_def(name) for name in ("nightly", "board_and_alerts")]
    assets = sum(len(job.asset_layer.selected_asset_keys) for job in jobs)
    (path / "assets.json").write_text(json.dumps(assets), encoding="utf-8")


CASE = Case(
    name="nothing_new",
    title="A night with nothing new (rows: nights)",
    rows=1,
    make=make,
    sides=(
        Side("solieu nightly", "benchmarks.nothing_new.solieu_nightly"),
        Side("an empty Dagster job with as many assets", "benchmarks.nothing_new.empty_job", at_most=1.3),
    ),
)

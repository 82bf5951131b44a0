"""A worker of Celery, whose one task takes longer than any test: over a broker that is a folder, or as Solieu's own."""

import os
import time
from pathlib import Path
from typing import Any

from dagster_celery.make_app import make_app

from pipelines.workers import BROKER

FOLDER, RESULTS = "WAITING_FOLDER", "WAITING_RESULTS"


def settings(folder: Path, results: str) -> dict[str, Any]:
    """How Celery is told of broker and results."""
    (folder / "queue").mkdir(exist_ok=True)
    (folder / "processed_folder").mkdir(exist_ok=True)
    options: dict[str, Any] = {name: str(folder / "queue") for name in ("data_folder_in", "data_folder_out")}
    options |= {name: str(folder / name) for name in ("control_folder", "processed_folder")} | {"store_processed": True}
    return {
        "broker": "filesystem://",
        "backend": results,
        "config_source": {"broker_transport_options": options, "worker_prefetch_multiplier": 1},
    }


if FOLDER in os.environ:
    app = make_app(settings(Path(os.environ[FOLDER]), os.environ[RESULTS]))  # type: ignore[no-untyped-call]
elif BROKER in os.environ:
    from pipelines.worker_app import app

if {FOLDER, BROKER} & {*os.environ}:

    @app.task(name="wait", track_started=True)  # type: ignore[untyped-decorator]
    def wait() -> None:
        """Long enough."""
        time.sleep(600)

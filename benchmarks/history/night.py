"""A whole night, as `solieu nightly` does it, over a home of the case."""

import shutil
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.history.past import use


def ready(given: Path, work: Path, *, over: bool) -> None:
    """The home, with the new files in its inbox, and all that is imported."""
    from schemas.home import Home
    from warehouse.migrate import prepare
    from warehouse.store import connected

    declared = use(given)
    if over:
        shutil.copytree(given / "home", work / "home")
    home = Home(work / "home").create()
    with connected(home.warehouse) as connection:
        prepare(connection, declared)
    for file in sorted((given / "new").iterdir()):
        shutil.copyfile(file, home.inbox / file.name)
    import_module("pipelines.night")


def run(work: Path) -> dict[str, Any]:
    """How many files came in, and the years that were built."""
    from pipelines.night import run_night
    from schemas.home import Home

    result = run_night(Home(work / "home"))
    if not (result.success and result.published):
        raise RuntimeError(f"the night went wrong: {result}")
    archived = [path for path in (work / "home" / "archive").rglob("*") if path.is_file()]
    return {"rows": len(archived), "years": result.years}

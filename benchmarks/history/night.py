"""A whole night, as `solieu nightly` does it, over a home of the case."""

import shutil
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.history.past import use


def ready(given: Path, work: Path, *, over: bool) -> None:
    """The home, with the new files in its inbox, and all that is imported."""
    from schemas.home import Home

    use(given)
    home = Home(work / "home")
    shutil.copytree(given / ("home" if over else "empty"), home.root)
    for file in sorted((given / "new").iterdir()):
        shutil.copyfile(file, home.inbox / file.name)
    import_module("pipelines.night")


def run(work: Path) -> dict[str, Any]:
    """How many files came in, and the years that were built."""
    from pipelines.night import run_night
    from schemas.home import Home

    home = Home(work / "home")
    waiting = len([*home.inbox.iterdir()])
    result = run_night(home)
    if not (result.success and result.published) or any(home.inbox.iterdir()):
        raise RuntimeError(f"the night went wrong: {result}")
    return {"rows": waiting, "years": result.years}

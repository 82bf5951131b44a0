"""A country's nights on several hosts, through Dagster's queue and Celery: `python -m scale`.

Hosts are network namespaces of this machine; PostgreSQL and Redis are those of Debian, reached over the network between
them. As root, with `postgresql` and `redis-server` installed.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from postgres import NAME, server

from scale.hosts import DESK, network, on, redis
from schemas.country import Country
from schemas.declarations import catalogue
from sources.demo.country import Likeness, declare_provinces, likeness, write_province
from sources.demo.larger import larger

BIN = Path(sys.executable).parent
_NIGHTS, _NATION = "provinces_night", "national_figures"
_SETTLED = 20.0
_PARTITION = "dagster/partition"


def scale(
    provinces: Annotated[int, typer.Option(help="How many provinces.")] = 63,
    years: Annotated[int, typer.Option(help="Of how many years each sends its returns.")] = 5,
    offices: Annotated[int, typer.Option(help="How many post offices in place of each of the demo's ten.")] = 7,
    hosts: Annotated[int, typer.Option(help="How many hosts work.")] = 2,
    runs: Annotated[int, typer.Option(help="How many runs a host does at a time.")] = 1,
    lake: Annotated[bool, typer.Option(help="Warehouses in DuckLake; --no-lake: in files.")] = True,
    losing: Annotated[bool, typer.Option("--losing", help="Lose the first host amid its first night.")] = False,
    keep: Annotated[Path | None, typer.Option(help="Keep everything in this folder.")] = None,
) -> None:
    """Generate a country, run its nights on hosts of their own, check the sums, and say what it cost."""
    with ExitStack() as stack:
        folder = keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="scale-")))
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)
        root = folder / "country"
        likes = _written(Country(root), provinces, years, offices)
        place = Country(root)
        names = stack.enter_context(network(hosts))
        database = stack.enter_context(server(DESK))
        queue = stack.enter_context(redis(folder / "redis"))
        os.environ.update(_environment(place, database, queue, folder / "lake" if lake else None))
        for name in names:
            stack.enter_context(
                _running(on(name, [BIN / "solieu", "country", "worker", "--runs", str(runs)]), folder / name)
            )
        stack.enter_context(_running([str(BIN / "solieu"), "country", "ui", "--only", "daemon"], folder / "daemon"))
        found = _measured(place, names, database, losing=losing)
        found |= _checked(place, likes) | {"mib_on_disk": _sizes(folder, place)}
    asked = {
        "provinces": provinces,
        "years": years,
        "hosts": hosts,
        "runs": runs,
        "lake": lake,
        "cores": os.cpu_count(),
    }
    typer.echo(json.dumps(asked | found, ensure_ascii=False))


def _written(place: Country, provinces: int, years: int, offices: int) -> dict[str, Likeness]:
    """What each province was made of, and its files, where the folder has none yet."""
    began, files, kept = time.monotonic(), 0, place.root.exists()
    likes: dict[str, Likeness] = {}
    for province in declare_provinces(place, provinces):
        likes[province.code] = larger(likeness(province, catalogue()), years, offices)
        files += 0 if kept else len(write_province(place, province, likes[province.code]))
    typer.echo(f"{files} files of {provinces} provinces written in {time.monotonic() - began:.0f} s")
    return likes


def _environment(place: Country, database: str, queue: str, lake: Path | None) -> Mapping[str, str]:
    own = {
        "SOLIEU_COUNTRY": str(place.root),
        "SOLIEU_DAGSTER_POSTGRES": database,
        "SOLIEU_BROKER": queue,
        "DAGSTER_HOME": str(place.national.dagster),
    }
    if lake:
        own["SOLIEU_WAREHOUSE"] = f"ducklake:postgres:dbname=postgres user={NAME} host={DESK}"
        own["SOLIEU_LAKE"] = str(lake)
    return own


@contextmanager
def _running(command: list[str], log: Path) -> Iterator[None]:
    with log.with_suffix(".log").open("w", encoding="utf-8") as file:
        process = subprocess.Popen(command, stdout=file, stderr=file, start_new_session=True)
        try:
            yield
        finally:
            os.killpg(process.pid, 15)
            process.wait()


def _measured(place: Country, names: list[str], database: str, *, losing: bool) -> dict[str, Any]:
    from dagster import DagsterInstance

    from pipelines.instance import prepare
    from pipelines.workers import settings
    from scale.watching import watch

    prepare(place.create().national, settings())
    time.sleep(_SETTLED)
    _launched(place, losing=losing)
    with DagsterInstance.get() as instance:
        wanted = {_NIGHTS: len(place.provinces), _NATION: 1}
        return watch(instance, wanted, names, database, typer.echo, losing=losing)


def _launched(place: Country, *, losing: bool) -> None:
    """Ask for all nights.

    Where one is to be repeated, one by one, as the schedule does: a backfill's runs Dagster does not run again once all
    of them have been asked for.
    """
    dagster, job = str(BIN / "dagster"), ["-m", "pipelines.country_definitions", "-j", _NIGHTS]
    wanted = [[dagster, "job", "backfill", *job, "--noprompt", "--all", "all"]]
    if losing:
        tags = [json.dumps({_PARTITION: province.code}) for province in place.provinces]
        wanted = [[dagster, "job", "launch", *job, "--tags", tag] for tag in tags]
    for command in wanted:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _checked(place: Country, likes: Mapping[str, Likeness]) -> dict[str, Any]:
    """Every file has its receipt; the country's figures are the sums that the provinces were made of."""
    submissions = 0
    for code, home in place.homes.items():
        left = [path.name for path in home.inbox.iterdir()]
        if left:
            raise RuntimeError(f"{code}: still in the inbox: {left[:5]}")
        said = _asked(home.root, "status", "--json")
        submissions += sum(said["submissions"].values())
    for year in sorted({year for like in likes.values() for year in like.seed.years}):
        rows = _asked(place.national.root, "appendix", "2", "--year", str(year), "--format", "json")
        expected = sum(like.seed.telecom.services["mobile_prepaid"].years[year].stock for like in likes.values())
        if rows[3]["stock"] != expected:
            raise RuntimeError(f"{year}: {rows[3]['stock']} prepaid subscriptions, {expected} were sent")
    return {"submissions": submissions}


def _sizes(folder: Path, place: Country) -> dict[str, int]:
    """The megabytes of each folder of all provinces together, and of the lakes' files."""
    folders = {child.name for home in place.homes.values() for child in home.root.iterdir() if child.is_dir()}
    parts = {name: [home.root / name for home in place.homes.values()] for name in sorted(folders)}
    of_all = parts | {"lakes": [folder / "lake"], "national": [place.national.root]}
    return {name: sum(map(_bytes, places)) >> 20 for name, places in of_all.items()}


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _asked(root: Path, *command: str) -> Any:
    own = {name: value for name, value in os.environ.items() if not name.startswith("SOLIEU_")}
    run = subprocess.run(
        [str(BIN / "solieu"), *command],
        env=own | {"SOLIEU_HOME": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode > 1:
        raise RuntimeError(run.stderr)
    return json.loads(run.stdout)


if __name__ == "__main__":
    if not shutil.which("redis-server") or os.getuid():
        sys.exit("scale: as root, with redis-server and postgresql installed")
    # Whoever ends it leaves no namespaces, servers or workers behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(2))
    typer.run(scale)

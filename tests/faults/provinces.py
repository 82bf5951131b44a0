"""Many provinces at once, in lakes of one PostgreSQL: workers killed, the server restarted, and what comes of it."""

import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random

import polars as pl
from faults.killing import SEED
from postgres import restart, server
from test_lake import contents

from pipelines.nationwide import build_nation, run_provinces
from schemas.country import Country
from schemas.home import Home
from schemas.lake import FILES, VARIABLE
from sources.demo.country import write_demo_country

WORKERS = 4
# After so many seconds of the whole a worker is killed, and the server is restarted.
_KILLED, _RESTARTED = 20.0, 45.0
# What says how often something was done, or when: a night that was run again did it again.
_OF_RUNS = (
    "ops.alerts",
    "ops.builds",
    "ops.model_builds",
    "ops.publications",
    "ops.published_files",
    "ops.rule_results",
)
_NUMBERS = (
    "build_no",
    "model_build_no",
    "publication_no",
    "told_publication",
    "judged_at",
    "told_at",
    "noted_at",
    "record",
)
_MOMENTS = ("taken_at", "touched_at")


def at_once(folder: Path, count: int) -> Iterator[tuple[str, dict[str, object]]]:
    """`count` provinces of the demo's size, four workers at a time; the same one by one, each in a file; compared."""
    write_demo_country(Country(folder / "one-by-one"), count)
    one_by_one, together = Country(folder / "one-by-one"), Country(folder / "together")
    shutil.copytree(one_by_one.root, together.root)
    yield "one by one, in files", _run(one_by_one, {}, 1)
    with server() as url:
        words = f"ducklake:postgres:dbname=postgres user=solieu host={url.partition('host=')[2]}"
        lake = {VARIABLE: words, FILES: str(folder / "lake")}
        disturbing = threading.Thread(target=_disturb, args=(together, url), daemon=True)
        disturbing.start()
        yield f"{WORKERS} at a time, in lakes; one killed, PostgreSQL restarted", _run(together, lake, WORKERS)
        disturbing.join()
        for code in (province.code for province in together.provinces):
            yield code, _differing(one_by_one.home(code), together.home(code))
    yield "the country", _differing(one_by_one.national, together.national)


def _run(country: Country, environment: Mapping[str, str], workers: int) -> dict[str, object]:
    """The nights and the country's figures; what was not done."""
    began, kept = time.monotonic(), dict(os.environ)
    os.environ.update(environment)
    try:
        nights = list(run_provinces(country, [province.code for province in country.provinces], workers))
    finally:
        os.environ.clear()
        os.environ.update(kept)
    taken = build_nation(country)
    print(f"  {len(nights)} nights in {time.monotonic() - began:.0f} s, {sum(n.tries for n in nights)} tries")  # noqa: T201
    wrong: dict[str, object] = {night.code: night.told for night in nights if night.exit_code not in (0, 1)}
    return wrong | ({"country": taken} if taken.blocked or taken.absent or taken.unreadable else {})


def _disturb(country: Country, url: str) -> None:
    time.sleep(_KILLED)
    running = _nights(country)
    os.kill(Random(f"{SEED}/provinces").choice(running), signal.SIGKILL)
    time.sleep(_RESTARTED - _KILLED)
    restart(url)


def _nights(country: Country) -> list[int]:
    """The processes that run a province's night."""
    home = f"SOLIEU_HOME={country.root}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            of_ours = home in (process / "environ").read_bytes()
            if of_ours and b"solieu\0nightly" in (process / "cmdline").read_bytes():
                found.append(int(process.name))
        except OSError:
            continue
    return found


def _differing(one: Home, other: Home) -> dict[str, object]:
    """The tables of the warehouses and of what readers have that are not the same, and files that are not."""
    wrong: dict[str, object] = {}
    for mine, theirs in ((one.warehouse, other.warehouse), (one.published_warehouse, other.published_warehouse)):
        known, found = contents(mine), contents(theirs)
        for table in sorted(known.keys() | found.keys()):
            if table in _OF_RUNS:
                continue
            if table not in known or table not in found or not _plain(known[table]).equals(_plain(found[table])):
                wrong[f"{theirs.name}: {table}"] = f"{known.get(table)}\n{found.get(table)}"
    archives = [sorted(path.name for path in home.archive.rglob("*") if path.is_file()) for home in (one, other)]
    return wrong | ({"archive": archives} if archives[0] != archives[1] else {})


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.drop(_NUMBERS, *_MOMENTS, strict=False)

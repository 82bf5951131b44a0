"""Each province's files through Solieu's own door, its figures built and published, its Appendix 1 compared."""

import json
import os
import resource
import shutil
import time
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from benchmarks.items.arithmetic import sums
from benchmarks.items.made import YEAR, made, shift
from pipelines import steps
from schemas.country import Country
from schemas.declarations import Catalogue, catalogue
from schemas.home import Home
from schemas.layers import layers
from sources.demo.country import likeness
from warehouse.migrate import prepare
from warehouse.models import build_all
from warehouse.reading import appendix_rows, records
from warehouse.store import connected

_MODEL = "Quảng Ninh"  # Its declarations are the program's.
_PRINTED = {"money_transferred": 9, "post_revenue": 9}  # In billions of đồng.
_COUNTED = "select sum(rows_accepted) as accepted, sum(rows_rejected) as rejected from ops.receipts"


def ready(given: Path, work: Path) -> None:
    """A home for each province, with declarations of its own and a warehouse without a row."""
    provinces = Country(work).provinces
    for number, _ in enumerate(json.loads(given.read_text())):
        home, model = _home(work, number), catalogue()
        if provinces[number].bare != _MODEL:
            for name, body in likeness(provinces[number], model).declarations.items():
                path = home.root / "declarations" / name
                path.parent.mkdir(exist_ok=True)
                path.write_text(yaml.safe_dump(body, allow_unicode=True, sort_keys=False), encoding="utf-8")
        with connected(home.warehouse) as connection:
            prepare(connection, _declared(home))


def run(given: Path, work: Path) -> dict[str, Any]:
    """The rows accepted and rejected; each home is removed once its Appendix 1 was right."""
    told: Counter[str] = Counter()
    for number, counts in enumerate(json.loads(given.read_text())):
        told.update(_province(_home(work, number), number, counts))
    aside = {"seconds": told.pop("making"), "cpu": told.pop("making_cpu")}
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {**told, "rows": told["accepted"] + told["rejected"], "worker_mib": most, "aside": aside}


def _province(home: Home, number: int, counts: Sequence[int]) -> dict[str, Any]:
    declared = _declared(home)
    office = next(s.code for s in declared.submitters.values() if s.kind == "post_office")
    making = made(home.inbox, number, office, counts)
    size = sum(path.stat().st_size for path in home.inbox.iterdir())
    for path in home.inbox.iterdir():
        os.utime(path, (1_430_000_000, 1_430_000_000))
    began = time.process_time()
    intake = steps.take_in(home, declared)
    taken = time.process_time()
    with connected(home.warehouse) as connection:
        build_all(connection, intake.years, declared)
    if not steps.publish_years(home, declared, intake.years):
        raise RuntimeError(f"{home.root}: the figures were not published")
    found = _compared(home, number, counts, declared)
    built = time.process_time()
    shutil.rmtree(home.root)
    spent = {"making": making["seconds"], "making_cpu": making["cpu"], "door": taken - began, "figures": built - taken}
    return spent | found | {"bytes": size, "provinces": 1}


def _compared(home: Home, number: int, counts: Sequence[int], declared: Catalogue) -> dict[str, int]:
    """The rows by what became of them; raises RuntimeError where Appendix 1 is not what arithmetic says."""
    wanted: Counter[str] = Counter()
    for quarter, rows in enumerate(counts, start=1):
        wanted.update(sums(rows, shift(number, quarter)))
    with connected(home.published_warehouse, read_only=True) as connection:
        printed = [row["actual"] for row in appendix_rows(connection, 1, YEAR)]
    with connected(home.warehouse, read_only=True) as connection:
        [counted] = records(connection, _COUNTED)
    for row, value in zip(declared.appendices[1].rows, printed, strict=True):
        known = Decimal(wanted[row.indicator or ""]).scaleb(-_PRINTED.get(row.indicator or "", 0))
        if value != known:
            raise RuntimeError(f"province {number}, {row.indicator}: {value} in Appendix 1, {known} by arithmetic")
    if counted["accepted"] != wanted["accepted"]:
        raise RuntimeError(
            f"province {number}: {counted['accepted']} rows accepted, {wanted['accepted']} by arithmetic"
        )
    return {name: int(count) for name, count in counted.items()}


def _home(work: Path, number: int) -> Home:
    return Home(work / f"{number:02}").create()


def _declared(home: Home) -> Catalogue:
    return catalogue(*layers(home.root))

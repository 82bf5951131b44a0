"""The upkeep of a home whose warehouse is a lake, as assets on a schedule; other homes have none of it.

`python -m pipelines.upkeep` does it in the home that the environment names, for who drives many homes.
"""

import sys
from collections.abc import Callable, Mapping
from typing import Any

import dagster as dg

from pipelines.deciding import WRITER
from pipelines.describing import OWNERS, labelled
from pipelines.refusals import exit_code
from schemas.calendar import PROVINCE_TIME
from schemas.home import Home, home
from schemas.lake import NOTE, Lake, lake_at
from warehouse import upkeep
from warehouse.store import connected

# Days for which DuckDB's own AT (TIMESTAMP => …) reaches back.
KEPT = 90
# Days for which a file that no snapshot needs any more stays: whoever reads at this moment began before it went.
UNUSED = 2
FILES, SNAPSHOTS, REMOVED = (["lake", name] for name in ("files", "snapshots", "removed"))
# Sundays at 03:00, of a home and of a country's.
WEEKLY = "0 3 * * 0"
Step = Callable[[upkeep.Connection, Lake], dict[str, Any]]


def _join(connection: upkeep.Connection, _: Lake) -> dict[str, Any]:
    return dict(zip(("rows", "files"), upkeep.compact(connection), strict=True))


def _forget(connection: upkeep.Connection, _: Lake) -> dict[str, Any]:
    return {"snapshots": upkeep.expire(connection, KEPT)}


def _remove(connection: upkeep.Connection, lake: Lake) -> dict[str, Any]:
    return {"files": upkeep.clean(connection, lake, UNUSED)}


def has_lake(place: Home) -> bool:
    """Whether the warehouse of a home is a lake, or will be."""
    return place.warehouse.name == NOTE


# Each follows the one before it: what it leaves, what it is called, what it does.
_STEPS: tuple[tuple[list[str], str, Step], ...] = (
    (
        FILES,
        "Gộp các tệp Parquet nhỏ của kho DuckLake\n\nThe small Parquet files of the lake become larger ones",
        _join,
    ),
    (
        SNAPSHOTS,
        f"Bỏ các ảnh chụp cũ hơn {KEPT} ngày của kho DuckLake; số liệu và lịch sử sửa đổi giữ nguyên\n\n"
        f"Forget the lake's snapshots older than {KEPT} days; figures and the history of corrections stay",
        _forget,
    ),
    (
        REMOVED,
        f"Xóa các tệp mà không ảnh chụp nào cần nữa từ {UNUSED} ngày\n\n"
        f"Remove the files that no snapshot has needed for {UNUSED} days",
        _remove,
    ),
)


def assets() -> list[dg.AssetsDefinition]:
    """What upkeep leaves: joined files, the snapshots that are kept, and nothing that nobody needs."""
    before = [[], *([key] for key, *_ in _STEPS)]
    return [_asset(key, deps, told, step) for deps, (key, told, step) in zip(before, _STEPS, strict=False)]


def _asset(key: list[str], deps: list[list[str]], told: str, step: Step) -> dg.AssetsDefinition:
    @dg.asset(key=key, deps=deps, description=told, group_name="lake", kinds={"ducklake"}, owners=OWNERS)
    def kept_up() -> dg.MaterializeResult[None]:
        note = home().warehouse
        with connected(note) as connection:
            return dg.MaterializeResult(metadata=labelled(step(connection, lake_at(note))))

    return kept_up


lake_upkeep = dg.define_asset_job(
    "lake_upkeep",
    selection=dg.AssetSelection.assets(*(key for key, *_ in _STEPS)),
    description="Bảo dưỡng kho DuckLake hằng tuần\n\nThe weekly upkeep of the lake",
    executor_def=dg.in_process_executor,
    tags=WRITER,
)

lake_upkeep_schedule = dg.ScheduleDefinition(
    name="lake_upkeep",
    job=lake_upkeep,
    cron_schedule=WEEKLY,
    execution_timezone=PROVINCE_TIME.key,
    default_status=dg.DefaultScheduleStatus.RUNNING,
)


def keep_up(place: Home) -> Mapping[str, Any]:
    """All three over a home's lake, one after the other, and what they came to; nothing where there is none yet."""
    note, done = place.warehouse, dict[str, Any]()
    if has_lake(place) and note.exists():
        for (_, name), _told, step in _STEPS:
            with connected(note) as connection:
                done |= {name: step(connection, lake_at(note))}
    return done


def main() -> int:
    """0 where it is done, else FAILED or AGAIN, and what stands in the way."""
    try:
        sys.stdout.write(f"{dict(keep_up(home()))}\n")
    except Exception as error:  # Whatever it is: next week's does it again.
        sys.stderr.write(f"{error}\n")
        return exit_code(type(error).__name__)
    return 0


if __name__ == "__main__":
    sys.exit(main())

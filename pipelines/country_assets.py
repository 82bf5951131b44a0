"""What Dagster loads for a country: nights by province, figures by province and year, the country's figures.

A run here is one province's work in a program of its own, so that any worker may do it which reaches the country's
folder; Dagster's queue says how many run at a time, and that of one province one does.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any

import dagster as dg

from pipelines.assets import years_partition
from pipelines.checks import check_result, check_specs
from pipelines.coordinator import PROVINCE, PROVINCES
from pipelines.describing import OWNERS, OWNERS_OF_COUNTRY, labelled, markdown
from pipelines.nationwide import ProvinceNight, build_nation, province_night, province_upkeep, province_years
from pipelines.upkeep import WEEKLY, has_lake
from schemas.calendar import PROVINCE_TIME
from schemas.country import Country
from schemas.declarations import catalogue
from schemas.home import Home
from schemas.lake import asked
from warehouse.country import Taken, built, rules_of, unbuilt
from warehouse.offered import standing

NIGHT, FIGURES, UPKEEP = ([PROVINCES, name] for name in ("night", "figures", "upkeep"))
NATION = ["national", "figures"]
_DONE = {"provinces_night": NIGHT, "provinces_figures": FIGURES, "provinces_upkeep": UPKEEP, "national_figures": NATION}
# A run that is not done is run again, as often as a queue may need to get over a server's restart.
_AGAIN = dg.RetryPolicy(max_retries=3, delay=5, backoff=dg.Backoff.EXPONENTIAL)
JOBS = {
    name: dg.define_asset_job(name, selection=dg.AssetSelection.assets(key), executor_def=dg.in_process_executor)
    for name, key in _DONE.items()
}
_Told = dg.AssetCheckResult | dg.MaterializeResult[None]
_NOTHING = "Chưa có gì để xét / Nothing to judge yet"
_AT_WORK = [dg.DagsterRunStatus[name] for name in ("QUEUED", "STARTING", "STARTED", "CANCELING")]


@contextmanager
def _again(context: dg.AssetExecutionContext) -> Iterator[None]:
    """Have Dagster run again what fails, where that may help.

    As the policy of an asset, Dagster would follow it for a run as well that somebody terminates.
    """
    try:
        yield
    except Exception as error:
        if isinstance(error, dg.Failure) and not error.allow_retries:
            raise
        pause = _AGAIN.calculate_delay(context.op_execution_context.retry_number + 1)
        raise dg.RetryRequested(_AGAIN.max_retries, pause) from error


def _told(place: Country, night: ProvinceNight) -> dg.MaterializeResult[None]:
    """The result of a province's program; a Failure, with the last that it said, where it is not done."""
    if not night.done:
        raise dg.Failure(f"{night.code}: {night.told}", allow_retries=not night.hopeless)
    told = {"province": place.names[night.code], "seconds": round(night.seconds, 1), "told": night.told}
    return dg.MaterializeResult(metadata=labelled(told))


def _report(context: dg.AssetExecutionContext, place: Country, code: str, through: int) -> None:
    """Tell Dagster of the years that a province published after build `through`, and of those it has not heard of."""
    known = context.instance.get_materialized_partitions(dg.AssetKey(FIGURES))
    for year, build_no in built(place.home(code)).items():
        partition = dg.MultiPartitionKey({PROVINCE: code, "year": str(year)})
        if build_no > through or partition not in known:
            context.log_event(dg.AssetMaterialization(dg.AssetKey(FIGURES), partition=partition))


def _provinces(place: Country) -> dg.StaticPartitionsDefinition:
    return dg.StaticPartitionsDefinition([province.code for province in place.provinces])


def _named(place: Country) -> dict[str, Any]:
    """What the codes of the partitions stand for."""
    rows = [{"": province.code, "Tỉnh": province.vi, "Province": province.en} for province in place.provinces]
    return labelled({"provinces": dg.MetadataValue.md(markdown(rows))})


def _by_province(
    place: Country, key: list[str], told: str, run: Callable[[Country, str], ProvinceNight]
) -> dg.AssetsDefinition:
    @dg.asset(
        key=key,
        partitions_def=_provinces(place),
        description=told,
        metadata=_named(place),
        group_name="provinces",
        owners=OWNERS,
    )
    def done(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        code = context.partition_key
        with _again(context):
            through = max(built(place.home(code)).values(), default=0)
            result = _told(place, run(place, code))
            _report(context, place, code, through)
            return result

    return done


def nights_asset(place: Country) -> dg.AssetsDefinition:
    """The provinces' nights, by province."""
    told = "Đêm của một tỉnh: nhận báo cáo, dựng số liệu, công bố\n\nA province's night, in its home"
    # Tried once: Dagster tries it again.
    return _by_province(place, NIGHT, told, partial(province_night, pauses=()))


def upkeep_asset(place: Country) -> dg.AssetsDefinition:
    """The upkeep of the provinces' lakes, by province."""
    told = "Bảo dưỡng kho DuckLake của một tỉnh\n\nThe upkeep of a province's lake"
    return _by_province(place, UPKEEP, told, province_upkeep)


def figures_asset(place: Country) -> dg.AssetsDefinition:
    """The provinces' figures, by province and year."""
    years = years_partition(catalogue())

    @dg.asset(
        key=FIGURES,
        partitions_def=dg.MultiPartitionsDefinition({PROVINCE: _provinces(place), "year": years}),
        deps=[dg.AssetDep(NIGHT, partition_mapping=dg.MultiToSingleDimensionPartitionMapping(PROVINCE))],
        description="Dựng lại số liệu một năm của một tỉnh\n\nA province's figures of one year, built anew",
        metadata=_named(place),
        group_name="provinces",
        owners=OWNERS,
    )
    def figures(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        key = context.partition_key
        if not isinstance(key, dg.MultiPartitionKey):
            raise TypeError(f"{key!r} names no province and year")
        keys = key.keys_by_dimension
        with _again(context):
            return _told(place, province_years(place, keys[PROVINCE], int(keys["year"])))

    return figures


def nation_asset(place: Country) -> dg.AssetsDefinition:
    """The country's figures: what changed since the last time is taken over, built and judged."""
    asset, rules = dg.AssetKey(NATION), rules_of(place.common)

    @dg.asset(
        key=NATION,
        deps=[NIGHT, FIGURES],
        description="Số liệu cả nước, từ những gì các tỉnh đã công bố\n\nThe country's figures",
        group_name="national",
        kinds={"duckdb", "sql"},
        owners=OWNERS_OF_COUNTRY,
        check_specs=check_specs(asset, rules),
    )
    def nation(context: dg.AssetExecutionContext) -> Iterator[_Told]:
        with _again(context):
            taken = build_nation(place)
            judged = [check_result(asset, outcome, {}) for outcome in taken.outcomes] or [
                dg.AssetCheckResult(asset_key=asset, check_name=rule.code, passed=True, description=_NOTHING)
                for rule in rules  # Of a country that has no figures yet.
            ]
            yield from _built(taken, judged)

    return nation


def _built(taken: Taken, judged: list[dg.AssetCheckResult]) -> Iterator[_Told]:
    """What was built, with its checks; these alone, and a Failure, where it is not published."""
    if taken.blocked or taken.unreadable or taken.misplaced:
        yield from judged
        told = f"blocked: {', '.join(taken.blocked)}; unreadable: {dict(taken.unreadable)}"
        # What is being replaced may be whole the next time; all else a person has to mend.
        raise dg.Failure(f"{told}; misplaced: {dict(taken.misplaced)}", allow_retries=bool(taken.unreadable))
    otherwise = [f"{each['province']}: {each['indicator']}" for each in taken.differing]
    taken_over, absent, years = list(taken.provinces), list(taken.absent), list(taken.years)
    metadata: dict[str, Any] = {"taken": taken_over, "absent": absent, "years": years, "differing": otherwise}
    metadata |= {"left": dict(taken.left), "outside": {code: [*years] for code, years in taken.outside.items()}}
    yield dg.MaterializeResult(metadata=metadata, check_results=judged)


def every_night(place: Country) -> dg.ScheduleDefinition:
    """At 01:00 a run for each province."""
    return _of_provinces(place, "provinces_night", "every_night", "0 1 * * *")


def every_sunday(place: Country) -> dg.ScheduleDefinition:
    """The upkeep of the lakes, at the hour of a single home's."""
    return _of_provinces(place, "provinces_upkeep", "every_sunday", WEEKLY)


def _of_provinces(place: Country, job: str, name: str, cron: str) -> dg.ScheduleDefinition:
    @dg.schedule(
        job=JOBS[job],
        name=name,
        cron_schedule=cron,
        execution_timezone=PROVINCE_TIME.key,
        default_status=dg.DefaultScheduleStatus.RUNNING,
    )
    def tick(context: dg.ScheduleEvaluationContext) -> list[dg.RunRequest]:
        return [
            dg.RunRequest(
                run_key=f"{context.scheduled_execution_time:%Y%m%d%H%M}-{province.code}",
                partition_key=province.code,
            )
            for province in place.provinces
        ]

    return tick


def when_published(place: Country) -> dg.SensorDefinition:
    """Asks for the country's figures once no province is at work and one has published what the country lacks.

    Or where a run died with years that it had taken over. What rules hold back and what cannot be taken over is asked
    for once a day.
    """

    @dg.sensor(
        job=JOBS["national_figures"],
        name="when_provinces_published",
        minimum_interval_seconds=60,
        default_status=dg.DefaultSensorStatus.RUNNING,
    )
    def look(context: dg.SensorEvaluationContext) -> dg.SkipReason | dg.RunRequest:
        # Whatever its job: what is asked for as partitions of an asset has one of Dagster's own.
        if context.instance.get_runs_count(dg.RunsFilter(statuses=_AT_WORK)):
            return dg.SkipReason("provinces are at work")
        stands = standing(place)
        new = [(each["province"], each["published"]) for each in stands if each["behind"] and each["published"]]
        owed = unbuilt(place.national)
        if not (new or owed):
            return dg.SkipReason("the country has what the provinces published")
        asked_for = f"{datetime.now(PROVINCE_TIME):%Y-%m-%d} {new} {owed}"
        return dg.RunRequest(run_key=hashlib.sha256(asked_for.encode()).hexdigest())

    return look


def _is_lakes(home: Home) -> bool:
    try:
        return asked(home.root) is not None or has_lake(home)
    except OSError:  # Its own night says so, and no other's waits for it.
        return False


def definitions(place: Country) -> dg.Definitions:
    """All of it."""
    lakes = any(map(_is_lakes, place.homes.values()))
    return dg.Definitions(
        assets=[
            nights_asset(place),
            figures_asset(place),
            nation_asset(place),
            *([upkeep_asset(place)] if lakes else []),
        ],
        jobs=[job for name, job in JOBS.items() if lakes or _DONE[name] is not UPKEEP],
        schedules=[every_night(place), *([every_sunday(place)] if lakes else [])],
        sensors=[when_published(place)],
        executor=dg.in_process_executor,
    )

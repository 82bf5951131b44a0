"""The night in this process, for the command line: the same assets that the daemon's jobs write."""

import fcntl
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import dagster as dg

from pipelines import steps
from pipelines.alerts import FAILED_RUNS
from pipelines.asking import FAILED
from pipelines.assets import INTAKE, PUBLISHED, range_tags
from pipelines.checks import OVERDUE
from pipelines.definitions import defs
from pipelines.describing import LABELS
from pipelines.instance import prepare
from pipelines.jobs import BY_COMMAND, blocks, tagged_years
from pipelines.printing import of_step
from pipelines.refusals import AGAIN, exit_code
from pipelines.retention import forget_old_runs
from reports.appendix import cell_suffix, column_label
from reports.changes import rows_told
from reports.standing import with_names
from reports.summary import Night
from schemas.declarations import catalogue
from schemas.home import Home
from sources.inbox import waiting
from warehouse import publication, telling, vintages
from warehouse.reading import Record, annex_changed, figures_changed, outcomes, rows_changed
from warehouse.store import connected
from warehouse.telling import Untold

_WAITS = "Một đêm khác đang chạy; chờ nó xong rồi chạy tiếp… / Another night is running; this one waits for it."
# Dagster keeps every event; the terminal is told by the summary.
_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@dataclass
class NightResult:
    """What a night came to: the years built, whether readers got them, and what went wrong.

    `blocked`: the rules, each in a sentence, that held back publication; `broken`: those that did not hold besides.
    `before`: the number of the last receipt before it; `codes`: the exit code of each error (`pipelines.refusals`);
    `taken_in`: whether what waited could be.
    """

    success: bool = True
    before: int = 0
    years: list[int] = field(default_factory=list)
    published: bool = False
    blocked: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    failed_runs: list[str] = field(default_factory=list)
    codes: list[int] = field(default_factory=list)
    taken_in: bool = True

    @property
    def failed(self) -> int:
        """The exit code of a night that is not done: FAILED where no other try does it."""
        return FAILED if self.blocked or FAILED in self.codes else AGAIN


@contextmanager
def _alone(place: Home, waits: Callable[[str], None]) -> Iterator[None]:
    """One night at a time: a second one says that it waits for the first. The lock goes with its process."""
    place.create()
    with (place.root / ".night.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waits(_WAITS)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def run_night(place: Home, waits: Callable[[str], None] = lambda _: None) -> NightResult:
    """Run `nightly`, `figures` for the years it left to build, then tell; never raises for what a step did wrong.

    `waits` is told, at once, that another night goes first.
    """
    result = NightResult()
    with _alone(place, waits), dg.DagsterInstance.from_config(str(prepare(place))) as instance:
        result.before = steps.last_receipt(place)
        run_id = _run("nightly", {BY_COMMAND: "true"}, instance, result)
        result.years = _years_left(instance, run_id) if result.success else []
        for first, last in blocks(result.years) if result.years else []:
            _run("figures", range_tags(first, last), instance, result)
        if not result.errors:  # A night that was held back is shown as well; one that broke is told by the summary.
            _run("board_and_alerts", _telling(result), instance, result)
        if result.errors:  # The board's own failure is told as well.
            why = [*result.errors]
            _run("alerts", _telling(result), instance, result)
            if not place.warehouse.exists():  # That there is no ledger says no more than why.
                result.errors = why
        forget_old_runs(instance)  # Where no daemon does it.
    return result


def run_figures(place: Home, year: int) -> NightResult:
    """Run `figures` for a year, whatever is old or new; as of `run_night`."""
    result = NightResult(years=[year])
    with _alone(place, lambda _: None), dg.DagsterInstance.from_config(str(prepare(place))) as instance:
        _run("figures", range_tags(year, year), instance, result)
    return result


def _telling(result: NightResult) -> dict[str, str]:
    return {BY_COMMAND: "true", FAILED_RUNS: ",".join(result.failed_runs)}


def _years_left(instance: dg.DagsterInstance, run_id: str) -> list[int]:
    run = instance.get_run_by_id(run_id)
    return tagged_years(run.tags) if run else []


def _run(name: str, tags: Mapping[str, str], instance: dg.DagsterInstance, result: NightResult) -> str:
    job = defs.resolve_job_def(name)
    run = job.execute_in_process(instance=instance, raise_on_error=False, tags=dict(tags), run_config=_QUIET)
    result.success &= run.success
    result.failed_runs += [] if run.success else [run.run_id]
    for evaluation in run.get_asset_check_evaluations():
        if not evaluation.passed and evaluation.check_name != OVERDUE:
            holds_back = evaluation.severity == dg.AssetCheckSeverity.ERROR
            told = f"{evaluation.check_name}: {evaluation.description}"
            (result.blocked if holds_back else result.broken).append(told)
    for failure in run.get_step_failure_events():
        result.taken_in &= failure.step_key != INTAKE
        error = failure.step_failure_data.error
        if error and "AssetCheckFailed" not in (error.cls_name or ""):
            cause = error.cause or error
            result.errors.append(f"{failure.step_key}: {of_step(cause.message)}")
            result.codes.append(exit_code(cause.cls_name or ""))
    for event in run.get_asset_materialization_events():
        if event.asset_key == dg.AssetKey(PUBLISHED):
            result.published = bool(event.step_materialization_data.materialization.metadata[LABELS["published"]].value)
    return run.run_id


def night_words(place: Home, result: NightResult) -> tuple[Night, Untold]:
    """What people were not told of yet, as plain data: this night's receipts and figures, and those of killed ones.

    Also what they will have been told of by that, for `told.record_told`: what a crash keeps back is told again.
    """
    with connected(place.warehouse, read_only=True) as connection:
        untold = _readers_have(telling.untold(connection), place)
        since = outcomes(connection, untold.receipts[0] - 1) if untold.receipts else []
        received = [receipt for receipt in since if receipt["receipt_no"] in untold.receipts]
        new = outcomes(connection, untold.told_through) if untold.publications else received
        changes = figures_changed(connection, untold.told_publication) if untold.publications else []
        annex = annex_changed(connection, untold.told_publication) if untold.publications else []
        signed = vintages.contradicted(connection, {change["year"] for change in (*changes, *annex)})
        newest = max(untold.publications, default=0)
        rows = rows_changed(connection, untold.told_publication, newest) if newest else []
    night = Night(
        received=Counter(receipt["status"] for receipt in received),
        interrupted=sum(receipt["receipt_no"] <= result.before for receipt in received),
        untaken=None if result.taken_in else len(waiting(place)),
        rejections=[finding for receipt in received for finding in receipt["rejections"]],
        corrections=[receipt for receipt in new if receipt["corrects_no"]],
        changes=[
            change | {"column": column_label(change, catalogue()), "suffix": cell_suffix(change, catalogue())}
            for change in changes
        ],
        annex=annex,
        rows=rows_told(rows, catalogue()),
        signed=signed,
        late=with_names([receipt for receipt in received if _late(receipt)], catalogue()),
        years=result.years,
        published=bool(untold.publications) and not result.blocked,
        blocked=result.blocked,
        broken=result.broken,
        places={
            "inbox": place.inbox,
            "outbox": place.outbox,
            "published": place.published_warehouse,
            "reports": place.reports,
            "board": place.board / "index.html",
        },
    )
    return night, untold


def _late(receipt: Record) -> bool:
    """Whether a return came late with this file; what comes after one that was in time makes nothing late."""
    again = receipt["status"] in ("duplicate", "no_change") or receipt["corrects_no"] or receipt["return_in_time"]
    return bool(receipt["days_late"]) and not again


def _readers_have(untold: Untold, place: Home) -> Untold:
    """Without the publications that a crash kept from the readers: the next night makes them again."""
    newest = publication.held(place).publication_no
    return replace(untold, publications=tuple(number for number in untold.publications if number <= newest))

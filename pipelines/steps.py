"""The steps of a night, each a sentence that calls the other rooms. No Dagster here."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from reports.documents import write_documents
from schemas.declarations import Catalogue
from schemas.home import Home
from sources.inbox import Submission, keep, release, waiting
from sources.judging import Judged, judge
from sources.lexicon import lexicon
from sources.reading import read
from warehouse import checks, expectations, inspection, models, publication, reading
from warehouse.loading import known_files, load
from warehouse.migrate import prepare
from warehouse.store import PATIENCE, connected, rules_version

BATCH = 250
Progress = Callable[[int, int], None]


@dataclass
class Intake:
    """What a run of the door came to: files by status, rows by form, the years whose figures are now old."""

    received: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    rejections: int = 0
    warnings: int = 0
    submissions: list[str] = field(default_factory=list)
    years: list[int] = field(default_factory=list)


def take_in(
    home: Home,
    catalogue: Catalogue,
    files: Sequence[Path] | None = None,
    progress: Progress | None = None,
    patience: float = PATIENCE,
) -> Intake:
    """Take the waiting files (or just `files`, which lie in the inbox) into the warehouse, oldest first.

    A file leaves the inbox only when its submission is in the ledger, so a crash anywhere loses nothing
    and running again is safe. `progress` is told the number of files done and of all. Another process
    may hold the warehouse: waits for it `patience` seconds, then raises WarehouseBusy.
    """
    home.create()
    intake = Intake()
    with connected(home.warehouse, patience=patience) as connection:
        # Only now: whoever held the warehouse before may have taken files in.
        found = waiting(home) if files is None else list(files)
        prepare(connection, catalogue)
        for start in range(0, len(found), BATCH):
            kept = list(keep(home, found[start : start + BATCH]))
            _take_in_batch(connection, kept, catalogue, intake)
            release(kept)
            if progress:
                progress(start + len(kept), len(found))
        intake.years = _years_to_build(connection, home, catalogue)
    return intake


def _years_to_build(connection: duckdb.DuckDBPyConnection, home: Home, catalogue: Catalogue) -> list[int]:
    """The years whose figures are older than what they rest on, and those that never reached the readers."""
    pending = models.pending_years(connection, rules_version(catalogue.version))
    return sorted({*pending, *publication.unpublished_years(connection, home)})


def _take_in_batch(
    connection: duckdb.DuckDBPyConnection, kept: list[Submission], catalogue: Catalogue, intake: Intake
) -> None:
    known, receipts = known_files(connection)
    fresh: list[Submission] = []
    duplicates: list[Submission] = []
    for submission in kept:
        if (submission.submission_id, submission.file_name, submission.received_at) in receipts:
            continue  # A crash fell between the ledger and the inbox; the file is long in.
        (duplicates if submission.submission_id in known else fresh).append(submission)
        known.add(submission.submission_id)
    if fresh or duplicates:
        words = lexicon(catalogue)
        judged = judge([read(submission, words, catalogue) for submission in fresh], duplicates, words, catalogue)
        load(connection, catalogue, **vars(judged))
        _count(intake, judged)


def _count(intake: Intake, judged: Judged) -> None:
    intake.received.update(judged.ledger["outcome"].to_list())
    intake.submissions += judged.ledger["submission_id"].to_list()
    intake.rows.update({form: frame.height for form, frame in judged.rows.items()})
    intake.rejections += judged.rejections.height
    intake.warnings += judged.warnings.height


def build_model(home: Home, model: str, years: Sequence[int]) -> int:
    """Replace those years of one KPI model's table; returns the rows now there for them."""
    with connected(home.warehouse) as connection:
        return models.build(connection, model, years)


def inspect_asset(home: Home, asset: str) -> inspection.View:
    """A table at a glance, for the stewards' view."""
    with connected(home.warehouse, read_only=True) as connection:
        return inspection.inspect(connection, asset)


def write_year(home: Home, catalogue: Catalogue, year: int) -> list[Path]:
    """Write the year's appendices as documents; returns their paths."""
    with connected(home.warehouse, read_only=True) as connection:
        rows = {number: reading.appendix_rows(connection, number, year) for number in catalogue.appendices}
    return write_documents(home.reports, year, rows, catalogue)


def run_check(home: Home, check: checks.Check) -> checks.Outcome:
    """Run one check of the warehouse."""
    with connected(home.warehouse) as connection:
        return checks.run(connection, check)


def run_suite(home: Home, catalogue: Catalogue, suite: expectations.Suite) -> expectations.Verdict:
    """Judge one table by its suite of expectations."""
    with connected(home.warehouse, read_only=True) as connection:
        return expectations.validate(connection, suite, catalogue)


def publish_years(home: Home, catalogue: Catalogue, years: Sequence[int]) -> bool:
    """Note that those years passed their blocking checks, and publish once no year is left behind.

    Returns whether readers now hold the newest figures.
    """
    with connected(home.warehouse) as connection:
        models.record_build(connection, years, rules_version(catalogue.version))
        if models.pending_years(connection, rules_version(catalogue.version)):
            return False
        publication.publish(connection, home, rules_version(catalogue.version))
    return True


def last_receipt(home: Home, patience: float = PATIENCE) -> int:
    """The number of the newest receipt in the ledger; 0 before the first night."""
    if not home.warehouse.exists():
        return 0
    with connected(home.warehouse, read_only=True, patience=patience) as connection:
        return reading.last_receipt(connection)

"""The steps of a night, each a sentence that calls the other rooms. No Dagster here.

What reads files and writes documents is imported where there is something to read or to write: it takes a second, and
most nights bring nothing.
"""

import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from pipelines import storing
from reports.board import write_board
from schemas.declarations import Catalogue
from schemas.home import Home, refuse_national
from sources.inbox import Submission, archived, keep, release, waiting
from warehouse import answers, board, checks, inspection, models, publication, reading, results
from warehouse.loading import known_files
from warehouse.migrate import prepare
from warehouse.store import PATIENCE, connected, refuse_lost, rules_version
from warehouse.writes import settle

if TYPE_CHECKING:
    from sources.judging import Judged
    from sources.reading import Reading

BATCH = 250
_ANSWERS = 50
Progress = Callable[[int, int], None]


@dataclass
class Intake:
    """What a run of the door came to: files by status, rows by form, the years whose figures are now old.

    `answers`: for each receipt answered, its outcome and where the answer lies.
    """

    received: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    rejections: int = 0
    warnings: int = 0
    submissions: list[str] = field(default_factory=list)
    years: list[int] = field(default_factory=list)
    answers: list[tuple[str, Path]] = field(default_factory=list)


def take_in(
    home: Home,
    catalogue: Catalogue,
    files: Sequence[Path] | None = None,
    progress: Progress | None = None,
    patience: float = PATIENCE,
) -> Intake:
    """Take the waiting files (or just `files`, which lie in the inbox) into the warehouse, oldest first.

    A file leaves the inbox only when its submission is in the ledger, so a crash anywhere loses nothing
    and running again is safe. Every receipt that has no answer yet gets one. `progress` is told the number
    of files done and of all. Another process may hold the warehouse: waits for it `patience` seconds, then
    raises WarehouseBusy. Raises OfProvinces in a country's home.
    """
    refuse_national(home)
    remote, intake = storing.opened(home.create()), Intake()
    with connected(home.warehouse, patience=patience) as connection:
        prepare(connection, catalogue)
        readers = publication.held(home)
        publication.refuse_older(connection, home, readers)
        if files is None:
            home.sweep()
        looked_at = publication.look_at(connection, home, readers) if files is None else None
        if remote:
            remote.open(connection, fetch=files is None)
        # Only now: whoever held the warehouse before may have taken files in.
        found = waiting(home) if files is None else [file for file in files if os.path.lexists(file)]
        take_in_files(connection, home, catalogue, found, intake, progress, remote=remote)
        intake.answers = answer_all(connection, home, catalogue, remote)
        intake.years = _years_to_build(connection, looked_at.result() if looked_at else readers, catalogue)
        if remote and not intake.years:  # What a run before this one published and did not put there.
            remote.publish(connection)
    return intake


def take_in_files(
    connection: duckdb.DuckDBPyConnection,
    home: Home,
    catalogue: Catalogue,
    files: Sequence[Path],
    intake: Intake,
    progress: Progress | None = None,
    into: str = "",
    remote: storing.Remote | None = None,
) -> None:
    """Keep, read, judge and load files that lie in the inbox of `home`; a dry run does it in a home of its own.

    `into`: as for `warehouse.loading.load`. `remote`: the store, which has the originals before the ledger names them.
    """
    for start in range(0, len(files), BATCH):
        kept = list(keep(home, list(files[start : start + BATCH]), catalogue.limits))
        if remote:
            remote.keep(kept)
        _take_in_batch(connection, kept, catalogue, intake, into)
        if not into:  # A log that is cut off must not take with it what left the inbox.
            settle(connection)
        release(kept)
        if remote:
            remote.release(kept)
        if progress:
            progress(min(start + BATCH, len(files)), len(files))


def answer_all(
    connection: duckdb.DuckDBPyConnection, home: Home, catalogue: Catalogue, remote: storing.Remote | None = None
) -> list[tuple[str, Path]]:
    """Lay an answer into the outbox for every receipt that has none, those of an interrupted run included.

    The ledger notes answers once they lie there. A crash before that has them written again: the same
    bytes under the same names.
    """
    laid: list[tuple[str, Path]] = []
    more = True
    while more and (waiting_for := answers.unanswered(connection, catalogue, _ANSWERS)):
        from reports.answers import answer, lay

        if remote:
            remote.bring([record["submission_id"] for record in waiting_for])
        made = [answer(record, archived(home, record["submission_id"]), catalogue) for record in waiting_for]
        lay(home.outbox, made)
        if remote:
            remote.put(home.outbox / path for each in made for path in each.paths)
        numbers = [record["receipt_no"] for record in waiting_for]
        answers.record(connection, dict(zip(numbers, (each.path for each in made), strict=True)))
        laid += ((record["outcome"], home.outbox / each.path) for record, each in zip(waiting_for, made, strict=True))
        more = len(waiting_for) == _ANSWERS
    return laid


def _years_to_build(
    connection: duckdb.DuckDBPyConnection, readers: publication.Held, catalogue: Catalogue
) -> list[int]:
    """The years whose figures are older than what they rest on, and those that never reached the readers."""
    pending = models.pending_years(connection, rules_version(catalogue.version))
    return sorted({*pending, *publication.unpublished_years(connection, readers)})


def _take_in_batch(
    connection: duckdb.DuckDBPyConnection, kept: list[Submission], catalogue: Catalogue, intake: Intake, into: str
) -> None:
    from pipelines.items import load_received
    from sources.lexicon import lexicon
    from sources.reading import read

    known, receipts = known_files(connection, [submission.submission_id for submission in kept])
    words = lexicon(catalogue)
    received: list[Reading | Submission] = []
    for submission in kept:
        if (submission.submission_id, submission.file_name, submission.received_at) in receipts:
            continue  # A crash fell between the ledger and the inbox; the file is long in.
        is_known = submission.submission_id in known
        received.append(submission if is_known else read(submission, words, catalogue))
        known.add(submission.submission_id)
    for judged in load_received(connection, received, words, catalogue, into):
        _count(intake, judged)


def _count(intake: Intake, judged: "Judged") -> None:
    intake.received.update(judged.ledger["outcome"].to_list())
    intake.submissions += judged.ledger["submission_id"].to_list()
    intake.rows.update({form: frame.height for form, frame in judged.rows.items()})
    intake.rejections += judged.rejections.height
    intake.warnings += judged.warnings.height


def left(home: Home, before: int) -> tuple[str, list[reading.Record], reading.Record]:
    """What a run of the door left: what the warehouse rests on by now (as of `reading.reached`), receipts, `owed`.

    The receipts are those after number `before`, with their findings.
    """
    with connected(home.warehouse, read_only=True) as connection:
        due = reading.owed(connection)
        return reading.reached(connection), reading.outcomes(connection, before, returns=reading.OWED), due


def owed(home: Home) -> reading.Record:
    """How the expected returns stand by now: counts by status, those that are late, those that are missing."""
    with connected(home.warehouse, read_only=True) as connection:
        return reading.owed(connection)


def decide(
    home: Home, catalogue: Catalogue, made: Callable[[duckdb.DuckDBPyConnection], reading.Record]
) -> tuple[reading.Record, list[int]]:
    """Make a decision; it, and the years whose figures are old now. Raises CannotDecide, OfProvinces."""
    refuse_national(home)
    with connected(home.warehouse) as connection:
        prepare(connection, catalogue)
        return made(connection), _years_to_build(connection, publication.held(home), catalogue)


def changes(home: Home) -> list[reading.Record]:
    """The published figures that the last publication changed."""
    with connected(home.warehouse, read_only=True) as connection:
        return reading.figures_changed(connection, reading.publication(connection)["publication_no"] - 1)


def years_together(home: Home, catalogue: Catalogue, years: Sequence[int]) -> list[int]:
    """Those years, and the ones next to them that are to be built as well: each rests on the year before it."""
    with connected(home.warehouse, read_only=True) as connection:
        return _together(connection, catalogue, years)


def _together(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, years: Sequence[int]) -> list[int]:
    pending = set(models.pending_years(connection, rules_version(catalogue.version)))
    together = set(years)
    while beside := {near for year in together for near in (year - 1, year + 1)} & pending - together:
        together |= beside
    return sorted(together)


def build_model(
    home: Home, model: str, years: Sequence[int], catalogue: Catalogue
) -> tuple[dict[int, int], inspection.View]:
    """Replace those years of one KPI model's table, and those that are to be built with them: see `years_together`.

    Year -> the rows now there for it; and the table at a glance. Raises OfProvinces in a country's home.
    """
    refuse_national(home)
    with connected(home.warehouse) as connection:
        rows = models.build(connection, model, _together(connection, catalogue, years), catalogue)
        (view,) = inspection.inspect(connection, model)
        return rows, view


def inspect_assets(home: Home, *assets: str) -> list[inspection.View]:
    """Tables at a glance, for the stewards' view."""
    with connected(home.warehouse, read_only=True) as connection:
        return inspection.inspect(connection, *assets)


def write_year(home: Home, catalogue: Catalogue, year: int) -> list[Path]:
    """Write the year's appendices, further tables, standard sentences and the rules that it breaks; their paths."""
    from reports.documents import write_broken_rules, write_documents
    from reports.sentences import draft
    from reports.tracing import traces_of

    with connected(home.warehouse, read_only=True) as connection:
        rows = reading.year_rows(connection, catalogue, year)
        sentences = draft(year, reading.year_figures(connection, year), catalogue)
        traced = traces_of(connection, list(catalogue.printed_tables), year, catalogue, ledger=connection)
        broken = results.broken(connection, year)
    written = [
        *write_documents(home.reports, year, rows, catalogue, sentences, traced),
        *write_broken_rules(home.reports, year, broken, catalogue),
    ]
    return storing.lay(home, written)


def judge_asset(home: Home, catalogue: Catalogue, asset: str) -> list[tuple[checks.Outcome, list[reading.Record]]]:
    """Judge every rule about an asset and keep what was found; each with its history, the newest first."""
    rules = [rule for rule in catalogue.rules.values() if rule.asset == asset]
    with connected(home.warehouse) as connection:
        outcomes = checks.judge(connection, catalogue, rules)
        results.keep(connection, outcomes)
        return [(outcome, results.history(connection, outcome.rule.code)) for outcome in outcomes]


def publish_years(home: Home, catalogue: Catalogue, years: Sequence[int]) -> bool:
    """Note that those years passed their blocking checks, and publish once no year is left behind.

    Returns whether readers now hold the newest figures.
    """
    with connected(home.warehouse) as connection:
        models.record_build(connection, years, rules_version(catalogue.version))
        if models.pending_years(connection, rules_version(catalogue.version)):
            return False
        publication.publish(connection, home, catalogue, again=True)
        if remote := storing.remote(home):
            remote.publish(connection)
    return True


def write_board_pages(home: Home, catalogue: Catalogue) -> list[Path]:
    """Write the board: how things stand by now, beside the figures that readers have; the paths of its pages."""
    standing = board.standing(home, catalogue)
    written = write_board(home, standing, lambda: board.figures(home.published_warehouse, catalogue), catalogue)
    return storing.lay(home, written)


def last_receipt(home: Home, patience: float = PATIENCE) -> int:
    """The number of the newest receipt in the ledger; 0 before the first night. NoWarehouse: it was lost."""
    refuse_lost(home.warehouse)
    storing.bring_note(home)
    if not home.warehouse.exists():
        return 0
    with connected(home.warehouse, read_only=True, patience=patience) as connection:
        return reading.last_receipt(connection)

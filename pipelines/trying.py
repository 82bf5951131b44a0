"""`solieu receive --dry-run`: what files would change, told before anything is."""

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.steps import Intake, take_in_files
from reports.sentences import Draft, changed, draft
from schemas.calendar import year_of
from schemas.declarations import Catalogue
from schemas.home import Home
from sources.inbox import drop
from warehouse import differences, overlay, reading, vintages
from warehouse.faults import earlier_release
from warehouse.migrate import is_current, prepare
from warehouse.store import EarlierWarehouse, connected, is_lake, refuse_lost

# What a receipt may stand as that has changed what counts.
_COUNTING = ("accepted", "accepted_with_rejections", "nil", "withdrawal", "superseded", "withdrawn")


@dataclass(frozen=True)
class Trial:
    """What would become of files: their receipts with findings, and the figures and cells that would change.

    `receipts`: as of `warehouse.reading.outcomes`, with `counted_no` and `counted_file` of the submission that
    counts for the return now, `counts_no` and `counts_file` of the one that would; `figures` and `cells`: as of
    `warehouse.differences.Changes`, of further tables as well; `sentences` of the report that would read otherwise: as
    of `reports.sentences.changed`; `signed`: the cells of signed reports, of further tables as well, that would not be
    as they were signed, and are not so already (`warehouse.vintages.contradicted`).
    """

    receipts: list[reading.Record]
    figures: list[reading.Record]
    cells: list[reading.Record]
    sentences: list[reading.Record] = field(default_factory=list)
    signed: list[reading.Record] = field(default_factory=list)


def dry_run(home: Home, catalogue: Catalogue, files: Sequence[Path], patience: float) -> Trial:
    """Take files in as `receive` does, in a home of their own over the warehouse, and say what that changed.

    Nothing is written anywhere under `home`, which need not exist. Raises WarehouseBusy as readers do.
    """
    with TemporaryDirectory(prefix="solieu-") as folder:
        place = Home(Path(folder)).create()
        dropped = [drop(place, file) for file in files]
        path = _warehouse(home, place, catalogue, patience)
        with overlay.trial(path, catalogue, patience) as connection:
            before = differences.numbers(connection)
            intake = Intake()
            take_in_files(connection, place, catalogue, dropped, intake, into=overlay.FRESH)
            receipts = reading.outcomes(connection, before["through_no"], intake.submissions)
            years = _years(receipts)
            moving = differences.movers(connection, years, before, catalogue)
            touched = _years(r for r in receipts if r["status"] in _COUNTING)
            with overlay.without_fresh(connection):
                overlay.build_over(connection, touched, catalogue)
                said = differences.said(connection, years, moving, annex=True)
                written = _drafts(connection, said.years, catalogue)
                known = vintages.contradicted(connection, touched)
            overlay.build_over(connection, touched, catalogue)
            found, begun = differences.changes(connection, said), reading.begun_years(connection)
            now = _drafts(connection, said.years, catalogue)
            signed = [cell for cell in vintages.contradicted(connection, touched) if cell not in known]
    none = dict.fromkeys(("counted_no", "counted_file", "counts_no", "counts_file"))
    told = [receipt | found.counted.get(receipt["receipt_no"], none) for receipt in receipts]
    sentences = [each for then, later in zip(written, now, strict=True) for each in changed(then, later)]
    # A year that has not begun has no tables yet, though this year's figures would stand in them as the year before's.
    cells = [cell for cell in found.cells if cell["year"] in begun]
    return Trial(told, found.figures, cells, sentences, signed)


def _drafts(connection: reading.Connection, years: Sequence[int], catalogue: Catalogue) -> list[Draft]:
    return [draft(year, reading.year_figures(connection, year), catalogue) for year in years]


def _warehouse(home: Home, place: Home, catalogue: Catalogue, patience: float) -> Path:
    """The warehouse, or where intake would first make it or bring it up to date, a copy on which that was done.

    Raises EarlierWarehouse for a lake that is to be brought up to date.
    """
    refuse_lost(home.warehouse)
    if home.warehouse.exists():
        with connected(home.warehouse, read_only=True, patience=patience) as connection:
            if is_current(connection, catalogue):
                return home.warehouse
            if is_lake(connection):  # Which is not copied as files are.
                raise EarlierWarehouse(earlier_release(home.warehouse))
            for file in home.root.glob(f"{home.warehouse.name}*"):
                shutil.copyfile(file, place.root / file.name)
    with connected(place.warehouse) as connection:
        prepare(connection, catalogue)
    return place.warehouse


def _years(receipts: Iterable[reading.Record]) -> list[int]:
    """The years that the receipts are about; the growth of the next year rests on each."""
    named = {year_of(r["period"]) for r in receipts if r["period"]}
    return sorted({*named, *(year + 1 for year in named)})

"""Real homes for the tests: a demo night in folders of its own, and what tests share."""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import lakes
import one_thread  # noqa: F401
import pytest
import xlsxwriter
import yaml
from countries import OURS, THEIRS, build, declare, put
from hypothesis import settings

from pipelines import steps
from reports.draft.figures import Figures, published
from schemas.calendar import PROVINCE_TIME
from schemas.country import Country
from schemas.declarations import HERE, Catalogue, catalogue
from schemas.home import Home
from schemas.layers import layered
from schemas.nation import Province
from sources.demo import write_demo_inbox
from sources.demo.country import likeness
from sources.demo.seed import Seed
from warehouse.checks import judge
from warehouse.migrate import prepare
from warehouse.models import build_all
from warehouse.store import connected

# A busy machine is no fault of an example.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

Rows = Iterable[Iterable[Any]]
Edit = Callable[[Any], None]
WriteBook = Callable[[Path, Rows], Path]


# What only a warehouse in a file has: its bytes, its blocks, comments on the columns of its views.
OF_A_FILE = pytest.mark.of_a_file
_ON_LAKES = os.environ.get("SOLIEU_TESTS_ON") == "lake"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of a lake nothing is asked that only a file has; its own are in test_lake and test_lake_refusals."""
    items[:] = [item for item in items if not (_ON_LAKES and item.get_closest_marker(OF_A_FILE.name))]


@pytest.fixture(scope="session", autouse=True)
def _where() -> Iterator[None]:
    """SOLIEU_TESTS_ON=lake: the tests run over lakes in place of files (`make test-lake`)."""
    with lakes.everywhere() if _ON_LAKES else nullcontext():
        yield


@pytest.fixture(scope="session")
def declared() -> Catalogue:
    """The declarations that come with the program."""
    return catalogue()


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A file or folder of that name, which the first worker who asks for it makes for all."""
    shared = factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared
    done = shared / f"{name}.done"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            make(shared / name)
            done.touch()
    return shared / name


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory, declared: Catalogue) -> Path:
    """A warehouse in which nothing has happened."""

    def make(path: Path) -> None:
        with connected(path) as connection:
            prepare(connection, declared)

    return once(tmp_path_factory, "blank.duckdb", make)


@pytest.fixture
def home(tmp_path: Path, blank: Path) -> Home:
    """An empty home, its warehouse ready."""
    return empty(tmp_path / "home", blank)


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory, declared: Catalogue) -> Home:
    """A home after the demo night; tests read it and leave it as it is."""

    def make(place: Path) -> None:
        home = Home(place)
        write_demo_inbox(home.create().inbox, declared)
        night(home, declared)

    return Home(once(tmp_path_factory, "demo-home", make))


@pytest.fixture(scope="session")
def totals() -> Seed:
    """What the province reports that a country has beside the demo's."""
    return likeness(Province(code=THEIRS, vi="Tỉnh Bắc Giang", en="Bac Giang Province"), catalogue()).seed


@pytest.fixture(scope="session")
def land(tmp_path_factory: pytest.TempPathFactory, demo_home: Home, totals: Seed) -> Country:
    """A country after the nights of its two provinces, and its own; tests read it and leave it as it is."""

    def make(root: Path) -> None:
        (root / "provinces").mkdir(parents=True)
        place = declare(Country(root), OURS, THEIRS)
        shutil.copytree(demo_home.root, place.home(OURS).root)
        theirs = next(province for province in place.provinces if province.code == THEIRS)
        own = place.home(THEIRS).root / "declarations"
        for name, body in likeness(theirs, catalogue()).declarations.items():
            put(own / name, body)
        # Its department asks sooner than others, and calls the form by another name.
        form = yaml.safe_load(layered(())["forms/population.yaml"].read_text("utf-8"))
        form |= {"titles": ["Báo cáo dân số", *form["titles"]], "due_days": 20}
        put(own / "forms" / "population.yaml", form)
        write_demo_inbox(place.home(THEIRS).create().inbox, place.catalogue(THEIRS), totals)
        night(place.home(THEIRS), place.catalogue(THEIRS))
        taken = build(place)
        assert (taken.provinces, taken.absent, taken.blocked) == ((OURS, THEIRS), (), ())

    return Country(once(tmp_path_factory, "country", make))


@pytest.fixture
def nation(land: Country) -> Iterator[duckdb.DuckDBPyConnection]:
    """The country's file for readers."""
    with closing(duckdb.connect(str(land.national.published_warehouse), read_only=True)) as connection:
        yield connection


@pytest.fixture
def copy(land: Country, tmp_path: Path) -> Country:
    """A country of one's own."""
    shutil.copytree(land.root, tmp_path / "country")
    return Country(tmp_path / "country")


@pytest.fixture(scope="session")
def file(demo_home: Home) -> str:
    """The path of the demo's published file."""
    return str(demo_home.published_warehouse)


@pytest.fixture(scope="session")
def figures(demo_home: Home) -> Figures:
    """The demo's published figures, as drafts are checked against them."""
    return published(demo_home.published_warehouse)


@pytest.fixture
def reader(file: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to the demo's published file, as a reader makes it."""
    with closing(duckdb.connect(file, read_only=True)) as connection:
        yield connection


def today() -> date:
    """The day that it is in the province, wherever the test runs."""
    return datetime.now(PROVINCE_TIME).date()


def empty(place: Path, blank: Path) -> Home:
    """An empty home at `place`; to make a warehouse takes longer than what most tests do with it."""
    home = Home(place).create()
    shutil.copyfile(blank, home.warehouse)
    return home


def night(home: Home, declared: Catalogue) -> steps.Intake:
    """A whole night without Dagster: the same steps in the same order."""
    intake = steps.take_in(home, declared)
    if intake.years:
        with connected(home.warehouse) as connection:
            build_all(connection, intake.years, declared)
        assert steps.publish_years(home, declared, intake.years)
    return intake


@pytest.fixture(scope="session")
def steps_taken() -> dict[tuple[str, ...], tuple[steps.Intake, Path]]:
    """What files came to that were taken in over the same warehouse, byte for byte, and the home after it."""
    return {}


@pytest.fixture
def taken(
    home: Home,
    declared: Catalogue,
    write_book: WriteBook,
    steps_taken: dict[tuple[str, ...], tuple[steps.Intake, Path]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[..., steps.Intake]:
    """Puts files into the inbox and takes them in, `taken(how, "a.xlsx", rows, ...)`; what that came to.

    Many tests begin alike: what was done before over the same warehouse is copied and not done again.
    """

    def _taken(how: Callable[[Home, Catalogue], steps.Intake], *files: Any) -> steps.Intake:
        fresh = not _ON_LAKES and not any(home.inbox.iterdir())
        state = hashlib.sha256(home.warehouse.read_bytes()).hexdigest() if fresh else ""
        key = (state, how.__name__, repr(files))
        if key in steps_taken:
            intake, after = steps_taken[key]
            shutil.rmtree(home.root)
            shutil.copytree(after, home.root)
            return intake
        for name, rows in zip(files[::2], files[1::2], strict=True):
            write_book(home.inbox / name, rows)
        intake = how(home, declared)
        if fresh:
            steps_taken[key] = intake, Path(shutil.copytree(home.root, tmp_path_factory.mktemp("taken") / "home"))
        return intake

    return _taken


def broken(home: Home, declared: Catalogue, *codes: str) -> dict[str, int]:
    """The rules (of those codes, or all) that a home's warehouse breaks -> guilty rows."""
    rules = [rule for rule in declared.rules.values() if not codes or rule.code in codes]
    with connected(home.warehouse, read_only=True) as connection:
        outcomes = judge(connection, declared, rules)
    return {outcome.rule.code: outcome.guilty.height for outcome in outcomes if not outcome.passed}


@pytest.fixture(scope="session")
def write_book() -> WriteBook:
    """Writes rows of cells as the first sheet of a real workbook."""

    def write(path: Path, rows: Rows, sheet: str = "Biểu") -> Path:
        with xlsxwriter.Workbook(str(path)) as book:
            page = book.add_worksheet(sheet)
            for number, row in enumerate(rows):
                page.write_row(number, 0, list(row))
        return path

    return write


@pytest.fixture
def change(tmp_path: Path) -> Callable[..., Catalogue]:
    """Load the declarations with edits: `change(path, edit, path, edit, ...)`."""
    folder = tmp_path / "declarations"
    for path in HERE.rglob("*.yaml"):
        target = folder / path.relative_to(HERE)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)

    def changed(*edits: str | Edit) -> Catalogue:
        for path, edit in zip(edits[::2], edits[1::2], strict=True):
            file = folder / str(path)
            body = yaml.safe_load(file.read_text(encoding="utf-8"))
            edit(body)  # type: ignore[operator]
            file.write_text(yaml.safe_dump(body, allow_unicode=True), encoding="utf-8")
        return catalogue(folder)

    return changed

"""The year before, on which the growth of a year as of a moment rests: that of the moment, never a later one.

Where nothing is otherwise, the values that the warehouse holds of it serve; each test leaves it one other reason why
they do not. Quarter by quarter a post office at Hải Hà passes on copies: 100 in 2014, 150 in 2015.
"""

from datetime import datetime
from typing import Any

import pytest
from conftest import night
from test_carried import HEAD
from test_corrections import decide, postal
from test_register import register

from pipelines import steps
from schemas.calendar import PROVINCE_TIME
from schemas.declarations import Catalogue
from schemas.home import Home
from warehouse.overlay import as_of
from warehouse.store import connected

Q2 = {"period": "II/2014"}


def now() -> datetime:
    return datetime.now(PROVINCE_TIME)


def copies(home: Home, declared: Catalogue, moment: datetime, indicator: str = "press_copies") -> tuple[Any, Any, int]:
    """What 2015 and, beside it, 2014 came to as of a moment; how many values of 2014 had to be worked out anew."""
    query = f"select actual, previous from kpi.indicator_year where indicator = '{indicator}' and year = 2015"
    with as_of(home.warehouse, moment, [2015], declared) as connection:
        found = connection.execute(query).fetchone() or (None, None)
        anew = connection.execute("select count(*) from kpi.observed_here where year = 2014").fetchone()
    return *found, anew[0] if anew else 0


@pytest.fixture
def then(home: Home, declared: Catalogue, write_book: Any) -> datetime:
    """A moment after a night with both years."""
    write_book(home.inbox / "a.xlsx", postal(100))
    write_book(home.inbox / "b.xlsx", postal(150, period="I/2015"))
    night(home, declared)
    return now()


def test_where_nothing_came_since_the_warehouse_s_own_values_serve(
    home: Home, then: datetime, declared: Catalogue, write_book: Any
) -> None:
    assert copies(home, declared, then) == (150, 100, 0)
    write_book(home.inbox / "c.xlsx", postal(180, period="I/2015"))
    night(home, declared)
    assert copies(home, declared, then) == (150, 100, 0)
    assert copies(home, declared, now()) == (180, 100, 0)


def test_a_correction_that_came_later_does_not_count_then(
    home: Home, then: datetime, declared: Catalogue, write_book: Any
) -> None:
    write_book(home.inbox / "c.xlsx", postal(120))
    night(home, declared)
    assert copies(home, declared, then) == (150, 100, 1)
    assert copies(home, declared, now()) == (150, 120, 0)


def test_a_return_that_no_figure_was_built_with_yet_counts(
    home: Home, then: datetime, declared: Catalogue, write_book: Any
) -> None:
    write_book(home.inbox / "c.xlsx", postal(50, **Q2))
    steps.take_in(home, declared)
    assert copies(home, declared, then) == (150, 100, 0)
    assert copies(home, declared, now()) == (150, 150, 2)


def test_a_decision_that_came_later_does_not_count_then(home: Home, then: datetime, declared: Catalogue) -> None:
    decide(home, declared, "withdraw", 1)
    assert copies(home, declared, now()) == (150, None, 0)
    night(home, declared)
    assert copies(home, declared, then) == (150, 100, 1)
    assert copies(home, declared, now()) == (150, None, 0)


@pytest.mark.usefixtures("then")
def test_what_a_later_register_says_of_the_year_before(home: Home, declared: Catalogue, write_book: Any) -> None:
    """The rank in 2014: 10 by its own register, 12 by a correction of that of 2015, which says 20 of its own year."""

    def said(name: str, *ranks: tuple[int, int], year: int) -> None:
        rows = [["Thứ hạng mức độ ứng dụng công nghệ thông tin", of, "", rank, "Hạng", ""] for of, rank in ranks]
        write_book(home.inbox / name, register(*rows, office="Phòng CNTT", year=year))
        night(home, declared)

    said("r.xlsx", (2014, 10), year=2014)
    said("s.xlsx", (2015, 20), year=2015)
    first = now()
    said("t.xlsx", (2014, 12), (2015, 20), year=2015)
    assert copies(home, declared, first, "ict_application_rank") == (20, 10, 2)
    assert copies(home, declared, now(), "ict_application_rank") == (20, 12, 0)


def test_what_an_exchange_file_carries_of_the_year_before(home: Home, then: datetime, declared: Catalogue) -> None:
    line = "dataflow,QNDIC:VALUES(1.0.0),I,press_copies,actual,22,post_hai_ha,_T,2014-Q2,7,copy,0"
    (home.inbox / "c.csv").write_text(f"{HEAD}\n{line}", encoding="utf-8")
    night(home, declared)
    assert copies(home, declared, then) == (150, 100, 1)
    assert copies(home, declared, now()) == (150, 107, 0)


def test_other_rules_built_it(home: Home, then: datetime, declared: Catalogue) -> None:
    with connected(home.warehouse) as connection:
        connection.execute("update ops.model_builds set rules = 'others' where year = 2014")
    assert copies(home, declared, then) == (150, 100, 1)

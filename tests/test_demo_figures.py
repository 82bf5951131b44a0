"""The demo's figures are the printed ones, split exactly."""

from collections import Counter
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.declarations import Catalogue
from sources.demo import Line, Return, demo_figures
from sources.demo.split import split

QUARTERS = {year: [f"{year}-Q{quarter}" for quarter in (1, 2, 3, 4)] for year in (2013, 2014)}
BILLION = 1_000_000_000

APPENDIX_1 = {
    "press": 10_345_000,
    "ordinary_mail": 50_040,
    "parcels": 1_180_000,
    "money_orders": 86_513,
    "money_amount": 423 * BILLION,
    "revenue": 89 * BILLION,
}
APPENDIX_2 = {
    "fixed_wired": (2_169, 133_202),
    "fixed_wireless": (1_984, 23_758),
    "mobile_postpaid": (29_672, 160_210),
    "mobile_prepaid": (651_134, 1_404_708),
    "xdsl": (22_915, 106_621),
    "ftth": (3_363, 11_872),
}
TELECOM_REVENUE = 1_982 * BILLION
APPENDIX_3 = {
    "post": (10, 8, 0, 0, 0, 0),
    "spectrum": (21, 12, 0, 2, 8_000_000, 4_000_000),
    "telecom_it": (34, 2, 0, 0, 0, 0),
    "internet": (41, 39, 0, 3, 750_000, 750_000),
    "press": (3, 3, 0, 0, 0, 0),
    "publishing": (12, 0, 0, 0, 0, 0),
    "broadcasting": (25, 19, 0, 0, 0, 0),
}
PLANS = {
    "press_copies": (10_000_000, 10_000_000),
    "ordinary_mail": (60_000, 50_000),
    "parcels": (1_000_000, 1_000_000),
    "money_orders": (150_000, 120_000),
    "money_transferred": (520 * BILLION, 500 * BILLION),
    "post_revenue": (95 * BILLION, 90 * BILLION),
    "fixed_wired_new": (2_000, 2_000),
    "fixed_wireless_new": (2_500, 3_000),
    "mobile_postpaid_new": (30_000, 35_000),
    "mobile_prepaid_new": (400_000, 700_000),
    "xdsl_new": (14_000, 20_000),
    "ftth_new": (1_500, 2_200),
    "telecom_revenue": (1_900 * BILLION, 2_300 * BILLION),
}


@pytest.fixture(scope="module")
def figures(declared: Catalogue) -> list[Return]:
    return demo_figures(declared)


def lines(figures: Iterable[Return], form: str, *periods: str) -> list[tuple[Return, Line]]:
    """The lines of a form for some periods, each with the return that it stands in."""
    return [(r, line) for r in figures if r.form == form and r.period in periods for line in r.lines]


def total(figures: list[Return], form: str, column: str, *periods: str, **codes: str) -> int:
    """The sum of a column over the lines that carry the codes."""
    return sum(
        line.values[column]
        for _, line in lines(figures, form, *periods)
        if all(line.codes[name] == code for name, code in codes.items())
    )


def test_the_totals_of_2014_are_appendix_1(figures: list[Return]) -> None:
    for item, printed in APPENDIX_1.items():
        assert total(figures, "postal_quarterly", "quantity", *QUARTERS[2014], item=item) == printed


def test_the_totals_of_2014_are_appendix_2(figures: list[Return]) -> None:
    for service, (new, stock) in APPENDIX_2.items():
        assert total(figures, "operator_quarterly", "new_subscribers", *QUARTERS[2014], service=service) == new
        assert total(figures, "operator_quarterly", "subscribers", "2014-Q4", service=service) == stock
    assert total(figures, "operator_quarterly", "revenue", *QUARTERS[2014]) == TELECOM_REVENUE


def test_the_totals_of_2014_are_appendix_3(figures: list[Return]) -> None:
    columns = ("inspected", "in_breach", "warnings", "fines", "fined_amount", "paid_amount")
    for field, printed in APPENDIX_3.items():
        got = tuple(total(figures, "district_inspection", column, "2014", field=field) for column in columns)
        assert got == printed


def test_the_plans_are_printed_and_those_of_2013_announce_2014(figures: list[Return]) -> None:
    for indicator, (plan, next_plan) in PLANS.items():
        assert total(figures, "annual_plan", "plan", "2014", indicator=indicator) == plan
        assert total(figures, "annual_plan", "next_plan", "2014", indicator=indicator) == next_plan
        assert total(figures, "annual_plan", "next_plan", "2013", indicator=indicator) == plan


def test_the_population_is_that_of_the_statistics_office(figures: list[Return]) -> None:
    assert total(figures, "population", "population", "2013") == 1_187_500
    assert total(figures, "population", "population", "2014") == 1_199_400


@pytest.mark.parametrize(
    ("item", "growth"),
    [("press", 7), ("ordinary_mail", -27), ("parcels", 20), ("money_orders", -9), ("revenue", -3)],
)
def test_2013_gives_the_growth_that_is_printed(figures: list[Return], item: str, growth: int) -> None:
    before = total(figures, "postal_quarterly", "quantity", *QUARTERS[2013], item=item)
    percent = Decimal(100 * (APPENDIX_1[item] - before)) / before
    assert percent.quantize(Decimal(1), ROUND_HALF_UP) == growth


def test_stocks_are_what_was_there_plus_the_new_less_those_who_left(figures: list[Return]) -> None:
    periods = [*QUARTERS[2013], *QUARTERS[2014]]
    held = {
        (r.submitter, *line.codes.values(), r.period): line.values
        for r, line in lines(figures, "operator_quarterly", *periods)
    }
    for (*cell, period), now in held.items():
        assert min(now.values()) >= 0
        if period != periods[0]:
            before = held[*cell, periods[periods.index(str(period)) - 1]]
            assert now["subscribers"] <= before["subscribers"] + now["new_subscribers"]


def test_only_who_has_a_service_reports_it_and_for_every_district(figures: list[Return]) -> None:
    mobile = {"mobile_postpaid", "mobile_prepaid"}
    offered = {
        "vnpt_quang_ninh": set(APPENDIX_2),
        "viettel_quang_ninh": set(APPENDIX_2),
        "mobifone_centre_5": mobile,
        "vietnamobile": mobile,
    }
    for returned in (r for r in figures if r.form == "operator_quarterly"):
        services = offered[returned.submitter]
        assert {line.codes["service"] for line in returned.lines} == services
        assert len({line.codes["district"] for line in returned.lines}) == 14
        assert len(returned.lines) == 14 * len(services)


def test_nine_of_fourteen_districts_were_inspected_and_no_row_contradicts_itself(
    figures: list[Return],
) -> None:
    inspected = Counter(
        r.submitter for r, line in lines(figures, "district_inspection", "2014") if line.values["inspected"]
    )
    assert len(inspected) == 9
    for _, line in lines(figures, "district_inspection", "2013", "2014"):
        assert line.values["in_breach"] <= line.values["inspected"]
        assert line.values["paid_amount"] <= line.values["fined_amount"]
        assert bool(line.values["fined_amount"]) == bool(line.values["fines"])


def test_every_return_is_there_once(figures: list[Return]) -> None:
    assert Counter(r.form for r in figures) == {
        "operator_quarterly": 4 * 4 * 2,
        "postal_quarterly": 10 * 4 * 2,
        "district_inspection": 14 * 2,
        "annual_plan": 2,
        "population": 2,
        "register": 7,
    }
    assert len({(r.form, r.submitter, r.period) for r in figures}) == len(figures)


@given(
    st.dictionaries(st.integers(), st.integers(0, 10**9), min_size=1),
    st.integers(0, 10**12),
    st.sampled_from([1, 100, 100_000]),
)
def test_a_split_adds_up_and_is_fair(weights: dict[int, int], pieces: int, step: int) -> None:
    whole = sum(weights.values())
    if not whole:
        with pytest.raises(ValueError, match="cannot be split"):
            split((pieces + 1) * step, weights, step)
        return
    parts = split(pieces * step, weights, step)
    assert sum(parts.values()) == pieces * step
    for name, weight in weights.items():
        assert parts[name] % step == 0
        assert abs(parts[name] * whole - pieces * step * weight) < step * whole

"""Numbers as text, against integer arithmetic written out here."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reports.numbers import literal, places_apart, vi_number

DIGITS = st.integers(-(10**30), 10**30)
SCALES = st.integers(0, 12)


def vietnamese(digits: int, scale: int, places: int) -> str:
    """`digits` / 10^`scale`, rounded half up to `places`, by integers and slices only."""
    rounded = (2 * abs(digits) * 10**places + 10**scale) // (2 * 10**scale)
    text = str(rounded).zfill(places + 1)
    whole, decimals = text[: len(text) - places], text[len(text) - places :]
    groups = [whole[max(0, end - 3) : end] for end in range(len(whole), 0, -3)]
    sign = "-" if digits < 0 and rounded else ""
    return sign + ".".join(reversed(groups)) + ("," + decimals if places else "")


@given(DIGITS, SCALES, st.integers(0, 6))
@example(-4, 1, 0)
@example(-5, 1, 0)
@example(99995, 1, 0)
def test_rounds_half_up_and_groups_as_integer_arithmetic_does(digits: int, scale: int, places: int) -> None:
    assert vi_number(Decimal(f"{digits}E-{scale}"), places) == vietnamese(digits, scale, places)


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (1404708, 0, "1.404.708"),
        (Decimal("1234.45"), 1, "1.234,5"),
        (Decimal("162.5"), 0, "163"),
        (Decimal("163.5"), 0, "164"),
        (Decimal("-1234.45"), 1, "-1.234,5"),
        (Decimal("-0.4"), 0, "0"),
        (Decimal("1E+3"), 0, "1.000"),
        (0, 2, "0,00"),
    ],
)
def test_known_numbers(value: Decimal | int, places: int, shown: str) -> None:
    assert vi_number(value, places) == shown


@given(DIGITS, SCALES)
def test_a_literal_gives_the_number_back_and_ends_in_no_spare_zero(digits: int, scale: int) -> None:
    value = Decimal(f"{digits}E-{scale}")
    text = literal(value)
    assert Decimal(text) == value
    assert set(text) <= set("-0123456789.")
    assert "." not in text or text[-1] not in ".0"


def test_whole_numbers_keep_their_zeros_in_a_literal() -> None:
    assert [literal(10_000_000), literal(Decimal("520.000000")), literal(Decimal(0))] == [
        "10000000",
        "520",
        "0",
    ]


@pytest.mark.parametrize(
    ("before", "after", "places"),
    [
        ("57.972070711147", "57.97", 3),  # 57,972 against 57,970.
        ("1", "1.000001", 6),
        ("0.4", "0.6", 0),
        ("2.5", "2.5", 0),
        (None, "2.5", 0),
    ],
)
def test_two_figures_are_told_apart_with_as_many_decimals_as_that_takes(
    before: str | None, after: str, places: int
) -> None:
    assert places_apart(None if before is None else Decimal(before), Decimal(after), 0) == places

"""The grammar of numbers: what people type, and what it means."""

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.declarations import Catalogue
from sources.lexicon import lexicon
from sources.numbers import bared, read_numbers, readings
from sources.typed import typed_frame

Read = tuple[Decimal | None, str | None]
# Whole columns, so that an example is many cells: one after the other takes as long as all of them.
COLUMNS = settings(max_examples=25)


def read_all(texts: list[str], *, typed: bool = False, whole: bool = False) -> list[Read]:
    """Read a column of cells."""
    column = pl.DataFrame({"text": texts}, schema={"text": pl.String})
    every = read_numbers(bared(pl.col("text")), pl.lit(typed), pl.lit(whole), pl.lit(False)).alias("read")
    return column.select(every).unnest("read").select("value", "problem").rows()


def read(text: str, *, typed: bool = False, whole: bool = False) -> Read:
    """Read one cell through the expression that reads columns."""
    return read_all([text], typed=typed, whole=whole)[0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1404", "1404"),
        ("02", "2"),
        ("1.404.708", "1404708"),
        ("1.404", "1404"),
        ("1 404 708", "1404708"),
        ("1\u00a0404\u00a0708", "1404708"),
        ("1.404.708,5", "1404708.5"),
        ("10,345,000", "10345000"),
        ("1,404.5", "1404.5"),
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("-7", "-7"),
        ("–7", "-7"),
        ("(1.234)", "-1234"),
        ("(12,5)", "-12.5"),
        ("  42 ", "42"),
    ],
)
def test_texts_in_the_grammar(text: str, value: str) -> None:
    assert read(text) == (Decimal(value), None)


@pytest.mark.parametrize("text", ["133,202", "160,21", "23,758", "160.21", "12,5"])
def test_one_separator_is_ambiguous_where_whole_numbers_are_due(text: str) -> None:
    assert read(text, whole=True) == (None, "ambiguous_number")


def test_both_readings_are_told() -> None:
    assert readings("133,202") == (Decimal(133202), Decimal("133.202"))
    assert readings("160,21") == (Decimal(160210), Decimal("160.21"))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("chưa có số liệu", "not_a_number"),
        ("1.40.4", "not_a_number"),
        ("1,2,3", "not_a_number"),
        ("12a", "not_a_number"),
    ],
)
def test_other_texts_are_refused(text: str, problem: str) -> None:
    assert read(text) == (None, problem)


@pytest.mark.parametrize(
    ("text", "unit", "value", "problem"),
    [
        ("1,5 tỷ", "million_dong", 1_500_000_000, None),
        ("1.982 tỷ đồng", "million_dong", 1_982_000_000_000, None),
        ("8.750.000đ", "million_dong", 8_750_000, None),
        ("12", "million_dong", 12_000_000, None),
        ("1.200 thuê bao", "subscription", 1200, None),
        ("133,202 nghìn", "subscription", 133_202, None),
        ("1,2345 nghìn", "subscription", None, "not_whole"),
        ("2 triệu TB", "subscription", 2_000_000, None),
        ("1,2345678 triệu thuê bao", "subscription", None, "too_precise"),
        ("2 nghìn tỷ đồng", "million_dong", 2_000_000_000_000, None),
        ("865*", "subscription", None, "marked_number"),
        ("1.865 (1)", "subscription", None, "marked_number"),
        ("khoảng 1180", "subscription", None, "approximate_number"),
        ("~ 1.180", "subscription", None, "approximate_number"),
        ("1180 (ước tính)", "subscription", None, "approximate_number"),
        ("12%", "percent", 12, None),
        ("12%", "subscription", None, "not_a_number"),
        ("5 kg", "subscription", None, "not_a_number"),
        ("không", "subscription", 0, None),
        ("-", "subscription", 0, None),
        ("", "subscription", None, "missing"),
    ],
)
def test_a_unit_behind_the_number_counts(
    declared: Catalogue, text: str, unit: str, value: int | None, problem: str | None
) -> None:
    form = declared.forms["operator_quarterly"]
    column = form.column("subscribers").model_copy(update={"unit": unit})
    form = form.model_copy(update={"columns": (*form.columns[:3], column, *form.columns[4:])})
    names = [c.name for c in form.columns]
    cells: dict[str, object] = {name + "__text": "1" for name in names}
    cells |= {"subscribers__text": text} | {name + "__serial": None for name in names}
    cells |= {name + "__typed": False for name in names} | {name + "__unit": form.column(name).unit for name in names}
    frame = typed_frame(pl.DataFrame([cells]), form, lexicon(declared), declared)
    assert (frame["subscribers"][0], frame["subscribers__problem"][0]) == (value, problem)


def test_typed_cells_come_as_they_are() -> None:
    assert read("1404708", typed=True, whole=True) == (Decimal(1404708), None)
    assert read("133.202", typed=True, whole=True) == (None, "not_whole")
    assert read("133.202", typed=True) == (Decimal("133.202"), None)


def test_a_blank_is_no_number_and_no_mistake_of_writing() -> None:
    assert read("") == (None, None)


def test_digits_are_never_dropped_in_silence() -> None:
    assert read("0,1234567") == (None, "too_precise")
    assert read("12345678901234567") == (None, "too_precise")


def dotted(number: int) -> str:
    return f"{number:,}".replace(",", ".")


@COLUMNS
@given(st.lists(st.integers(min_value=-(10**15), max_value=10**15), min_size=1, max_size=40))
def test_dots_between_thousands_read_back_exactly(numbers: list[int]) -> None:
    texts = [dotted(number) for number in numbers]
    assert read_all(texts, whole=True) == [(Decimal(number), None) for number in numbers]


@COLUMNS
@given(st.lists(st.tuples(st.integers(0, 10**12), st.integers(0, 999_999)), min_size=1, max_size=40))
def test_decimals_read_back_exactly(numbers: list[tuple[int, int]]) -> None:
    texts = [f"{dotted(whole)},{millionths:06d}" for whole, millionths in numbers]
    values = [Decimal(whole) + Decimal(millionths) / 10**6 for whole, millionths in numbers]
    assert read_all(texts) == [(value, None) for value in values]


@COLUMNS
@given(st.lists(st.text(max_size=12), min_size=1, max_size=40))
def test_any_text_is_read_or_refused(texts: list[str]) -> None:
    for text, (value, problem) in zip(texts, read_all(texts, whole=True), strict=True):
        assert (value is None) or (problem is None)
        assert problem is not None or value is not None or text.strip() == ""

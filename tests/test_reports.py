"""The appendices in a terminal, and what holds for every document."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_reports_seed import HEADS, TITLES, given_rows, printed, text_of

from reports.appendix import NoneOfYear, UnfitFigures, Value, appendix_table
from reports.documents import FILES, render, write_documents
from reports.text_table import as_text
from schemas.declarations import catalogue


def unwrapped(table: str) -> tuple[list[str], list[list[str]]]:
    """The heads (one level) and the body of a terminal table, wrapped cells joined again."""
    head, _, body = table.partition("├")
    columns = zip(*(line.strip("│").split("│") for line in head.split("\n") if line.startswith("│")), strict=True)
    rows: list[list[str]] = []
    for line in body.split("\n"):
        if line.startswith("│"):
            cells = [cell.strip() for cell in line.strip("│").split("│")]
            if cells[0]:
                rows.append(cells)
            else:
                rows[-1] = [f"{above} {cell}".strip() for above, cell in zip(rows[-1], cells, strict=True)]
    return [" ".join(" ".join(column).split()) for column in columns], rows


@pytest.mark.parametrize("number", [1, 2])
def test_the_terminal_shows_heads_and_figures_whole(number: int) -> None:
    text = text_of(number, "table")
    heads, rows = unwrapped(text)
    assert heads == HEADS[number]
    assert [[cell for cell in row if cell] for row in rows] == [[c for c in row if c] for row in printed(number)]
    assert text.split("\n")[0].strip() == f"PHỤ LỤC {number}"
    assert text.split("\n")[1].strip() == TITLES[number]


def test_the_terminal_puts_the_group_over_its_columns_and_the_total_without_a_number() -> None:
    lines = text_of(3, "table").split("\n")
    above = next(place for place, line in enumerate(lines) if "┬" in line and line.startswith("│"))
    left, right = lines[above].index("├"), lines[above].index("┤")
    group = " ".join(line[left + 1 : right] for line in lines[3:above])
    assert " ".join(group.split()) == "Số Quyết định xử phạt VPHC được ban hành"
    below = [line[left + 1 : right].split("│") for line in lines[above + 1 : above + 3]]
    assert [" ".join(part.strip() for part in parts) for parts in zip(*below, strict=True)] == [
        "Cảnh cáo",
        "Phạt tiền",
    ]
    total = [cell.strip() for cell in lines[-3].strip("│").split("│")]
    assert total == printed(3)[-1]


@settings(deadline=None, max_examples=40)
@given(st.sampled_from([1, 2, 3]), st.integers(40, 200))
def test_no_word_or_number_is_broken_at_any_width(number: int, width: int) -> None:
    lines = as_text(appendix_table(number, 2014, given_rows(number), catalogue()), width).split("\n")
    boxed = [line for line in lines if line and line[0] in "┌│├└"]
    assert len({len(line) for line in boxed}) == 1
    assert width < 86 or len(boxed[0]) <= width
    words = {word for line in boxed for word in re.split(r"[\s│├┤]+", line)}
    wanted = [*HEADS[number], *(cell for row in printed(number) for cell in row)]
    assert words >= {word for text in wanted for word in text.split()}


@pytest.mark.parametrize("format", ["table", *FILES])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_same_figures_give_the_same_document(number: int, format: str) -> None:
    rows = given_rows(number)
    as_integers = [
        {key: int(value) if isinstance(value, Decimal) and value == int(value) else value for key, value in row.items()}
        for row in reversed(rows)
    ]
    other_year: list[dict[str, Value]] = [{**row, "year": 2013} for row in rows]
    assert render(number, 2014, other_year + as_integers, catalogue(), format) == render(
        number, 2014, rows, catalogue(), format
    )


def test_a_year_without_figures_says_so() -> None:
    with pytest.raises(NoneOfYear, match=r"Phụ lục 2: chưa có số liệu năm 2031"):
        render(2, 2031, given_rows(2), catalogue(), "table")


def test_rows_that_are_not_those_declared_are_refused() -> None:
    rows = given_rows(2)
    with pytest.raises(UnfitFigures, match=r"rows .1, 2, 3, 4, 5, 6., the declaration has 7"):
        render(2, 2014, rows[:-1], catalogue(), "table")
    with pytest.raises(UnfitFigures, match="row 1: no column stock"):
        render(2, 2014, [{k: v for k, v in row.items() if k != "stock"} for row in rows], catalogue(), "csv")
    inexact: list[dict[str, object]] = [{**row, "plan": 0.1} for row in rows]
    with pytest.raises(UnfitFigures, match=r"plan: 0\.1 is not exact"):
        render(2, 2014, inexact, catalogue(), "json")


def test_the_files_of_a_year_are_written_whole_and_again_with_the_same_bytes(tmp_path: Path) -> None:
    rows = {number: given_rows(number) for number in (1, 2, 3)}
    paths = write_documents(tmp_path, 2014, rows, catalogue())
    assert [path.relative_to(tmp_path).as_posix() for path in paths] == [
        f"2014/phu-luc-{number}.{extension}" for number in (1, 2, 3) for extension in FILES
    ]
    before = {path: path.read_bytes() for path in paths}
    assert write_documents(tmp_path, 2014, rows, catalogue()) == paths
    assert {path: path.read_bytes() for path in (tmp_path / "2014").iterdir()} == before


def test_an_appendix_without_rows_gets_no_files_and_an_error_touches_none(tmp_path: Path) -> None:
    paths = write_documents(tmp_path, 2014, {1: given_rows(1), 3: []}, catalogue())
    assert {path.name for path in paths} == {f"phu-luc-1.{extension}" for extension in FILES}
    before = {path: path.read_bytes() for path in paths}
    changed = given_rows(1)
    changed[0]["plan"] = 1
    with pytest.raises(UnfitFigures):
        write_documents(tmp_path, 2014, {1: changed, 2: given_rows(2)[:3]}, catalogue())
    assert {path: path.read_bytes() for path in (tmp_path / "2014").iterdir()} == before

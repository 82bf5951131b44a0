"""Every figure down to its sources: what the trace says adds up, and stands in the files where it says."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from schemas.home import Home
from warehouse.reading import Record, records
from warehouse.store import connected

# Enough for what is kept: quantities of six decimals, ratios of twelve.
FINEST = 10**12


def quotient(above: Decimal, below: Decimal, times: int) -> Decimal:
    """Above * times / below, rounded half up, away from zero, once at 12 decimals; in integers alone."""
    top, bottom = int(above * FINEST) * times * FINEST, int(below * FINEST)
    sign = -1 if (top < 0) != (bottom < 0) else 1
    whole, rest = divmod(abs(top), abs(bottom))
    return Decimal(sign * (whole + (2 * rest >= abs(bottom)))).scaleb(-12)


def operand(rows: Iterable[Record]) -> Decimal:
    """What an operand's contributions come to: their sum, or the ratio of two sums."""
    rows = list(rows)
    sides = {"of": Decimal(0), "to": Decimal(0)}
    for row in rows:
        sides[row["side"]] += row["value"] * row["sign"]
    if rows[0]["formula"] == "ratio":
        return quotient(sides["of"], sides["to"], rows[0]["times"])
    return sides["of"]


def combined(rows: Iterable[Record]) -> Decimal:
    """What the contributions of a figure come to, worked out from its measure alone, in the base unit."""
    by_operand: dict[str, list[Record]] = defaultdict(list)
    for row in rows:
        by_operand[row["operand"]].append(row)
        measure = row["measure"]
    values = {name: operand(those) for name, those in by_operand.items()}
    if measure == "percent_of_plan":
        return quotient(values["actual"], values["plan"], 100)
    if measure == "growth":
        return quotient(values["actual"] - values["previous"], values["previous"], 100)
    if measure == "share":
        return quotient(values["part"], values["whole"], 100)
    (value,) = values.values()
    return value


def traced(home: Home, table: str, *names: str) -> dict[tuple[Any, ...], list[Record]]:
    """The rows of a view by the columns that name the figure."""
    found: dict[tuple[Any, ...], list[Record]] = defaultdict(list)
    with connected(home.published_warehouse, read_only=True) as connection:
        for row in records(connection, f"from {table}"):
            found[tuple(row[name] for name in names)].append(row)
    return found


def test_every_printed_figure_is_what_its_contributions_come_to(demo_home: Home) -> None:
    traces = traced(demo_home, "kpi.appendix_trace", "appendix", "row", "column_name", "year")
    with connected(demo_home.published_warehouse, read_only=True) as connection:
        cells = records(connection, "from kpi.appendix_values where value is not null")
    assert len(cells) > 700
    for cell in cells:
        place = cell["appendix"], cell["row"], cell["column_name"], cell["year"]
        rows = traces.pop(place)
        ratio = rows[0]["formula"] == "ratio" or rows[0]["measure"] in ("percent_of_plan", "growth", "share")
        per_base = 1 if ratio else rows[0]["per_base"]
        assert combined(rows) * per_base == cell["value"], place
    assert not traces


def test_every_figure_of_every_indicator_is_what_its_contributions_come_to(demo_home: Home) -> None:
    names = ("indicator", "dimension", "code", "year", "measure")
    with connected(demo_home.published_warehouse, read_only=True) as connection:
        whole = records(connection, "from kpi.indicator_year")
        parts = records(connection, "from kpi.indicator_part_year")
    measures = ("plan", "actual", "percent_of_plan", "previous", "growth", "next_plan", "stock", "share")
    figures = {
        tuple({"dimension": None, "code": None, **row, "measure": measure}[name] for name in names): row[measure]
        for row in (*whole, *parts)
        for measure in measures
        if row.get(measure) is not None
    }
    traces = traced(demo_home, "kpi.trace", *names)
    assert traces.keys() == figures.keys()
    for figure, rows in traces.items():
        assert combined(rows) == figures[figure] == rows[0]["figure"], figure

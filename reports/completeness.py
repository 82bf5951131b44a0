"""The notes of a table: which figures rest on returns that are not all in, each with a mark; what is rounded."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from reports.numbers import is_rounded
from schemas.calendar import period_vi
from schemas.catalogue import Catalogue
from schemas.printed import Appendix, AppendixColumn, printed_decimals

_MARK = "*"

Returns = Mapping[str, Any]
Marks = Mapping[tuple[int, str], str]


def marked(appendix: Appendix, rows: Iterable[Returns], catalogue: Catalogue) -> tuple[Marks, tuple[str, ...]]:
    """The marks of an appendix's printed figures by row and column, and the notes: one of each per distinct case.

    `rows` as `warehouse.reading.appendix_rows` gives them; without `returns` there is nothing to mark.
    """
    known: dict[str, str] = {}
    marks: dict[tuple[int, str], str] = {}
    printed = [column.name for column in appendix.columns if column.printed]
    for row in sorted(rows, key=lambda row: int(row["row"])):
        returns = row.get("returns") or {}
        for name in (name for name in printed if name in returns and row.get(name) is not None):
            note = words(returns[name], catalogue)
            marks[int(row["row"]), name] = known.setdefault(note, _MARK * (len(known) + 1))
    return marks, tuple(f"{mark} {note}" for note, mark in known.items())


def words(returns: Returns, catalogue: Catalogue) -> str:
    """How many returns a figure rests on, in Vietnamese.

    What is merely not yet due is told apart (a year that is running) from what is overdue or in only in part; an
    estimate of the year names its method.
    """
    expected, received = returns["returns_expected"], returns["returns_received"]
    missing, in_part = returns["returns_missing"], returns["returns_in_part"]
    counts = {"returns_missing": missing, "returns_not_due": expected - received - missing}
    counts["returns_provisional"] = returns.get("returns_provisional", 0)
    through = period_vi(returns["through_period"]) if returns["through_period"] else ""
    method = returns.get("method")
    running = not missing and not in_part and received < expected and through
    opening = "figures_estimated" if method else "figures_so_far" if running else "figures_incomplete"
    told = {"received": received, "expected": expected, "through": through}
    if method:
        told["method"] = catalogue.messages[f"estimate_{method}"].vi
    part = catalogue.messages["returns_in_part"].vi.format(count=in_part) if in_part else ""
    said = [catalogue.messages[opening].vi.format(**told) + part]
    said += [catalogue.messages[name].vi.format(count=count) for name, count in counts.items() if count]
    return ", ".join(said) + "."


def rounding(appendix: Appendix, records: Iterable[Mapping[str, Any]], catalogue: Catalogue) -> Iterator[str]:
    """A note where printed parts may not come to their printed total: of a column with a total, parts are rounded."""
    rows = [(appendix.rows[int(record["row"]) - 1], record) for record in records]
    totals = [record for row, record in rows if row.total]
    summed = [
        column
        for column in appendix.columns
        if column.printed and any(record[column.name] is not None for record in totals) and _adds_up(column, catalogue)
    ]
    parts = [(row, record, column) for row, record in rows if not row.total for column in summed]
    if any(is_rounded(record[column.name], printed_decimals(row, column)) for row, record, column in parts):
        yield catalogue.messages["figures_rounded"].vi


def _adds_up(column: AppendixColumn, catalogue: Catalogue) -> bool:
    """Whether the parts of a column come to its total: not those of percentages and densities."""
    unit = catalogue.units[column.unit or catalogue.indicators[column.indicator or ""].unit]
    return unit.adds_up

"""Where a total may not say what is in while its parts say what a running year is estimated at."""

from collections.abc import Iterator

from schemas.catalogue import Catalogue
from schemas.printed import Appendix, AppendixColumn

_RESULTS = ("actual", "percent_of_plan", "growth")


def estimate_problems(c: Catalogue) -> Iterator[str]:
    """Columns that print a total of flows as it is in so far, when a term of it is printed as an estimate.

    It would contradict its parts, in the same table or another. (An indicator that another table estimates is told as
    it is in with a note that names that table: `reports.completeness`.)
    """
    shown = {code for table in c.printed_tables.values() for _, code in _results(table, estimated=True)}
    for table in c.printed_tables.values():
        for column, code in _results(table, estimated=False):
            indicator = c.indicators.get(code)
            if indicator is None or indicator.formula is None or indicator.aggregation != "flow":
                continue
            if shown & {term for term, _ in indicator.formula.of}:
                yield (
                    f"table {table.number}, column {column.name!r}: terms of {code!r} are printed as estimates of a"
                    " running year; declare the column `estimated: true`"
                )


def _results(table: Appendix, *, estimated: bool) -> Iterator[tuple[AppendixColumn, str]]:
    """The columns of results, estimated or not, with the indicator of each row; not those by code."""
    for column in table.columns:
        if column.measure in _RESULTS and column.estimated == estimated:
            yield from ((column, row.indicator) for row in table.rows if row.indicator)

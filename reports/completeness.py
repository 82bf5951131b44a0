"""The notes of a table: which figures rest on returns that are not all in, each with a mark; what is rounded."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from reports.numbers import is_rounded
from schemas.calendar import period_vi
from schemas.catalogue import Catalogue
from schemas.printed import Appendix, AppendixColumn, printed_decimals

# The mark of a figure that is not final. Where its note does not stand, it is said once what marks mean.
MARK = "*"

Returns = Mapping[str, Any]
Marks = Mapping[tuple[int, str], str]
Language = Literal["vi", "en"]


class Marking:
    """The marks of one place where figures stand: one for each distinct note, in the order in which they are met.

    Whatever shows a figure asks here for its mark, and puts the notes near it.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        """Nothing is marked yet."""
        self._catalogue = catalogue
        self._known: dict[tuple[str, str], str] = {}

    def mark(self, returns: Returns | None, year: int | None = None) -> str:
        """The mark of a figure: none where it is final, or where there is no figure.

        `returns`: what it rests on, as for `words`, with its `maturity`; `year`: its note begins with it.
        """
        if not returns or returns["maturity"] in ("final", None):
            return ""
        of = f"{year}: " if year else ""
        note = of + words(returns, self._catalogue), of + words(returns, self._catalogue, "en")
        return self._known.setdefault(note, MARK * (len(self._known) + 1))

    @property
    def notes(self) -> tuple[tuple[str, str], ...]:
        """What each mark means, in Vietnamese and English."""
        return tuple((f"{mark} {vi}", f"{mark} {en}") for (vi, en), mark in self._known.items())


def marked(appendix: Appendix, rows: Iterable[Returns], catalogue: Catalogue) -> tuple[Marks, tuple[str, ...]]:
    """The marks of an appendix's printed figures by row and column, and the notes: one of each per distinct case.

    `rows` as `warehouse.reading.appendix_rows` gives them; without `returns` there is nothing to mark.
    """
    marking = Marking(catalogue)
    marks: dict[tuple[int, str], str] = {}
    printed = [column.name for column in appendix.columns if column.printed]
    for row in sorted(rows, key=lambda row: int(row["row"])):
        returns = row.get("returns") or {}
        for name in (name for name in printed if name in returns and row.get(name) is not None):
            marks[int(row["row"]), name] = marking.mark({"maturity": "provisional"} | dict(returns[name]))
    return marks, tuple(vi for vi, _ in marking.notes)


def words(returns: Returns, catalogue: Catalogue, language: Language = "vi") -> str:
    """How many returns a figure rests on.

    What is merely not yet due is told apart (a year that is running) from what is overdue or in only in part; an
    estimate of the year names its method.
    """
    expected, received = returns["returns_expected"], returns["returns_received"]
    missing, in_part = returns["returns_missing"], returns["returns_in_part"]
    counts = {"returns_missing": missing, "returns_not_due": expected - received - missing}
    counts["returns_provisional"] = returns.get("returns_provisional", 0)
    last = returns["through_period"] or ""
    through = period_vi(last) if last and language == "vi" else last
    method = returns.get("method")
    running = not missing and not in_part and received < expected and through
    opening = "figures_estimated" if method else "figures_so_far" if running else "figures_incomplete"
    told = {"received": received, "expected": expected, "through": through}
    if method:
        told["method"] = _told(catalogue, f"estimate_{method}", language)
    part = _told(catalogue, "returns_in_part", language, count=in_part) if in_part else ""
    said = [_told(catalogue, opening, language, **told) + part]
    said += [_told(catalogue, name, language, count=count) for name, count in counts.items() if count]
    return ", ".join(said) + "."


def _told(catalogue: Catalogue, message: str, language: Language, **filled: object) -> str:
    text: str = getattr(catalogue.messages[message], language)
    return text.format(**filled)


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

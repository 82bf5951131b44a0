"""The notes of a table: which figures rest on returns that are not all in, each with a mark; what is rounded."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any, Literal

from reports.numbers import is_rounded
from schemas.calendar import period_vi
from schemas.catalogue import Catalogue
from schemas.printed import Appendix, AppendixColumn, printed_decimals
from schemas.records import Indicator

# The mark of a figure that is not final. Where its note does not stand, it is said once what marks mean.
MARK = "*"

Returns = Mapping[str, Any]
Marks = Mapping[tuple[int, str], str]
Language = Literal["vi", "en"]
# In place of a method, of a blank: what is in would be no sum of the estimates above it; some provinces have no plan.
_NO_ESTIMATE, _NO_PLAN = "part_missing", "plan_missing"
# All that the words rest on; they are given no more.
_SAID = (
    *("returns_expected", "returns_received", "returns_missing", "returns_in_part", "returns_provisional"),
    *("left_out", "through_period", "method"),
)
# Of many provinces that are missing from a figure the first are named. Those that say nothing of it, or something else,
# count as one overdue return each; the returns of others are counted as they are.
_MOST_PROVINCES, _COUNTED = 5, "waiting"
# A flow adds up what is in, a stock is what the last period said.
Kind = Literal["flow", "stock"]


class Marking:
    """The marks of one place where figures stand: one for each distinct note, in the order in which they are met.

    Whatever shows a figure asks here for its mark, and puts the notes near it.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        """Nothing is marked yet."""
        self._catalogue = catalogue
        self._known: dict[tuple[str, str], str] = {}
        self._told: dict[tuple[object, ...], str] = {}

    def mark(self, returns: Returns | None, kind: Kind, year: int | None = None) -> str:
        """The mark of a figure: none where it is final, or where there is no figure.

        `returns`: what it rests on, as for `words`, with its `maturity`; `year`: its note begins with it.
        """
        if not returns or returns["maturity"] in ("final", None):
            return ""
        # A table has thousands of figures, and few cases.
        said = {name: returns[name] for name in _SAID if name in returns}
        case = (year, kind, *said.items())
        if case not in self._told:
            of = f"{year}: " if year else ""
            note = of + words(said, self._catalogue, kind), of + words(said, self._catalogue, kind, "en")
            self._told[case] = self._known.setdefault(note, MARK * (len(self._known) + 1))
        return self._told[case]

    @property
    def notes(self) -> tuple[tuple[str, str], ...]:
        """What each mark means, in Vietnamese and English."""
        return tuple((f"{mark} {vi}", f"{mark} {en}") for (vi, en), mark in self._known.items())


def kind_of(indicator: Indicator | None, measure: str) -> Kind:
    """What a figure of an indicator is: what came in the year, or what was there at its end.

    Of a report that was signed before its tables were kept, nobody knows the indicator.
    """
    return "stock" if measure == "stock" or (indicator and indicator.aggregation == "stock") else "flow"


def marked(appendix: Appendix, rows: Iterable[Returns], catalogue: Catalogue) -> tuple[Marks, tuple[str, ...]]:
    """The marks of an appendix's printed figures by row and column, and the notes: one of each per distinct case.

    `rows` as `warehouse.reading.appendix_rows` gives them; without `returns` there is nothing to mark.
    """
    marking = Marking(catalogue)
    marks: dict[tuple[int, str], str] = {}
    so_far: set[str] = set()
    printed = [column for column in appendix.columns if column.printed]
    for row in sorted(rows, key=lambda row: int(row["row"])):
        returns, number = row.get("returns") or {}, int(row["row"])
        for column in (column for column in printed if column.name in returns):
            mine = {"maturity": "provisional"} | dict(returns[column.name])
            # A blank that would be an estimate, or a country's plan, says why there is none.
            if row.get(column.name) is not None or mine.get("method") in (_NO_ESTIMATE, _NO_PLAN):
                code = appendix.rows[number - 1].indicator or column.indicator or ""
                kind = kind_of(catalogue.indicators.get(code), column.measure)
                marks[number, column.name] = marking.mark(mine, kind)
                so_far |= {code} if kind == "flow" and _is_so_far(mine, column) else set()
    return marks, (*(vi for vi, _ in marking.notes), *_estimated_elsewhere(so_far, catalogue))


def _is_so_far(returns: Returns, column: AppendixColumn) -> bool:
    """Whether a result is what is in of a year that is running, where another table may print an estimate."""
    if column.measure != "actual" or column.estimated or returns.get("method"):
        return False
    return bool(returns["returns_received"] + returns["returns_missing"] < returns["returns_expected"])


def _estimated_elsewhere(indicators: Set[str], catalogue: Catalogue) -> Iterator[str]:
    """A note that names the tables that print estimates of these indicators, if any do."""
    tables = [
        catalogue.table_name(number)
        for number, table in catalogue.printed_tables.items()
        if any(column.estimated for column in table.columns) and indicators & {row.indicator for row in table.rows}
    ]
    if tables:
        yield catalogue.messages["table_so_far"].vi.format(tables=", ".join(tables))


def words(returns: Returns, catalogue: Catalogue, kind: Kind, language: Language = "vi") -> str:
    """How many returns a figure rests on.

    What is merely not yet due is told apart (a year that is running) from what is overdue or in only in part; an
    estimate of the year names its method. A stock rests on the returns from its last period on. Of a country's figure
    the provinces that are missing are named, each with why; so are those for which it has no plan.
    """
    provinces = [each.split(":") for each in (returns.get("left_out") or "").split()]
    if returns.get("method") == _NO_PLAN:
        return f"{_told(catalogue, _NO_PLAN, language)}, {_provinces(provinces, catalogue, language)}."
    expected, received = returns["returns_expected"], returns["returns_received"]
    missing, in_part = returns["returns_missing"], returns["returns_in_part"]
    not_due = expected - received - missing
    overdue = missing - sum(why != _COUNTED for _, why in provinces)
    counts = {"returns_missing": overdue, "returns_not_due": not_due}
    counts["returns_provisional"] = returns.get("returns_provisional", 0)
    last = returns["through_period"] or ""
    told = {
        "received": received,
        "expected": expected,
        "through": period_vi(last) if last and language == "vi" else last,
    }
    if method := returns.get("method"):
        told["method"] = _told(catalogue, f"estimate_{method}", language)
    part = _told(catalogue, "returns_in_part", language, count=in_part) if in_part else ""
    lacking = bool(missing or in_part)
    opening = _opening(last, kind, method, lacking, not_due) if expected else _undue(method)
    said = [_told(catalogue, opening, language, **told) + part]
    said += [_told(catalogue, name, language, count=count) for name, count in counts.items() if count]
    if provinces:
        said.append(_provinces(provinces, catalogue, language))
    return ", ".join(said) + "."


def _provinces(missing: Sequence[Sequence[str]], catalogue: Catalogue, language: Language) -> str:
    """The provinces (code, why) that are missing from a figure; of many, the first and how many more."""
    names = {each.code: getattr(each, language) for each in catalogue.districts}
    named = ", ".join(
        f"{names.get(code, code)} ({_told(catalogue, f'province_{why}', language)})"
        for code, why in missing[:_MOST_PROVINCES]
    )
    if more := len(missing[_MOST_PROVINCES:]):
        named = _told(catalogue, "provinces_more", language, named=named, count=more)
    return _told(catalogue, "provinces_missing", language, named=named, count=len(missing))


def _opening(last: str, kind: Kind, method: str | None, lacking: bool, not_due: int) -> str:
    """The message that a note begins with: until when the figure is told, and of what it lacks something."""
    if method:
        return "figures_estimated"
    if kind == "stock" and "-" in last:
        return "stock_incomplete" if lacking else "stock_so_far" if not_due else "figures_incomplete"
    if not_due and last:
        return "figures_so_far_incomplete" if lacking else "figures_so_far"
    return "figures_incomplete"


def _undue(method: str | None) -> str:
    """The message that a note begins with where no return is due: none of none says nothing."""
    return "figures_estimated_undue" if method else "figures_undue"


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

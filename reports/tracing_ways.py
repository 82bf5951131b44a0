"""What happened to the returns of a figure on the way: corrected, rejected, replaced, withdrawn."""

from collections.abc import Iterable, Mapping
from typing import Any

from reports.tracing_words import Sum
from schemas.declarations import Catalogue
from warehouse.tracing import Ground

Record = Mapping[str, Any]
GONE = ("superseded", "withdrawn", "withdrawal", "rejected")
_MEASURES = ("plan", "next_plan")


def is_gone(receipt: Record) -> bool:
    """Whether what a receipt brought does not count; a plan counts by its decision, whatever came after it."""
    return not receipt["in_force"] and (receipt["status"] in GONE or receipt["outranked"])


class Ways:
    """The history of the returns that some figures rest on, looked up sum by sum."""

    def __init__(self, ground: Ground, catalogue: Catalogue) -> None:
        """Index what happened by the form and by the receipt."""
        self._catalogue = catalogue
        self._changes = _by(ground.changes, "indicator")
        self._rejections = _by(ground.rejections, "receipt_no")
        # Of one that counts and that nothing happened to there is nothing to say.
        about = self._rejections.keys() | {decision["receipt_no"] for decision in ground.decisions}
        told = (each for each in ground.receipts if is_gone(each) or each["receipt_no"] in about)
        self._receipts = _by(told, "form")
        self._known: dict[tuple[Any, ...], tuple[list[Record], list[Record]]] = {}

    def changes(self, sums: Iterable[Sum]) -> tuple[Record, ...]:
        """The cells of the sums that corrections changed, added or dropped."""
        found = {
            (change["receipt_no"], change["sheet"], change["key"], change["column_name"]): change
            for each in sums
            for change in self._of(each)[1]
        }
        return tuple(change for _, change in sorted(found.items()))

    def receipts(self, sums: Iterable[Sum]) -> tuple[Record, ...]:
        """The receipts for the returns of the sums that anything happened to."""
        found = {receipt["receipt_no"]: receipt for each in sums for receipt in self._of(each)[0]}
        return tuple(receipt for _, receipt in sorted(found.items()))

    def rejections(self, sums: Iterable[Sum]) -> tuple[Record, ...]:
        """What was rejected of those receipts and could have counted, the columns of the sums first.

        A rejected cell takes its row along; of a row that nobody could tell the indicator of, any may lack.
        """
        sums = tuple(sums)
        columns, terms = {each["column_name"] for one in sums for each in one.returns}, {one.key[0] for one in sums}
        of_these = (r for receipt in self.receipts(sums) for r in self._rejections.get(receipt["receipt_no"], ()))
        found = [r for r in of_these if r["indicators"] is None or terms & {*r["indicators"]}]
        return tuple(sorted(found, key=lambda rejection: rejection["column_name"] not in columns))

    def _of(self, each: Sum) -> tuple[list[Record], list[Record]]:
        if each.key not in self._known:
            scope = _Scope(each, self._catalogue)
            forms = {r["form"] for r in each.returns}
            receipts = [r for form in forms for r in self._receipts.get(form, ()) if scope.holds(r)]
            changes = [c for c in self._changes.get(each.key[0], ()) if scope.holds(c) and scope.is_of(c)]
            self._known[each.key] = receipts, changes
        return self._known[each.key]


class _Scope:
    """Which returns a sum rests on, whether or not they hold a value of it by now."""

    def __init__(self, each: Sum, catalogue: Catalogue) -> None:
        term, self._dimension, self._code, year, measure = each.key
        indicator = catalogue.indicators[term]
        self._catalogue, self._planned = catalogue, measure in _MEASURES
        self._who = indicator.source.submitter if indicator.source else None
        if self._dimension == "submitter" and self._code in each.submitters:
            self._who = self._code
        self._year = str(year)
        self._periods = {r["period"] for r in each.returns}
        self._columns = {r["column_name"] for r in each.returns}
        # A stock rests on its last period, and lacks those after it.
        last = indicator.aggregation == "stock" and measure not in _MEASURES
        self._since = max(self._periods) if last else self._year

    def holds(self, row: Record) -> bool:
        """Whether a receipt or a change is of those returns."""
        period = row["period"]
        in_time = period in self._periods or (period[:4] == self._year and period >= self._since)
        return in_time and self._who in (None, row["submitter"])

    def is_of(self, change: Record) -> bool:
        """Whether a changed cell is one of the sum's."""
        # What an exchange file carries has one column for results and targets.
        other = change["measure"] and (change["measure"] in _MEASURES) != self._planned
        if other or change["column_name"] not in self._columns:
            return False
        if self._dimension in (None, "submitter") or self._code in change["key"].split(" / "):
            return True
        where = self._catalogue.submitters[change["submitter"]].district
        return bool(self._dimension == "district" and where == self._code)


def _by(rows: Iterable[Record], name: str) -> dict[Any, list[Record]]:
    by: dict[Any, list[Record]] = {}
    for row in rows:
        by.setdefault(row[name], []).append(row)
    return by

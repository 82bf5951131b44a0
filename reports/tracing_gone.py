"""What there was where no figure is: values that a correction lost, and returns that were taken back."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reports.tracing_story import change_told, gone_told
from reports.tracing_words import Namer
from schemas.declarations import Catalogue
from schemas.terms import terms

Record = Mapping[str, Any]
_TAKEN_BACK = ("withdrawn", "withdrawal")
_PLANS = ("plan", "next_plan")


def gone_lines(
    figure: Record, changes: Sequence[Record], receipts: Sequence[Record], catalogue: Catalogue
) -> list[str]:
    """A line for each lost value of a figure, and for each return taken back that may have held one.

    `figure`: indicator, dimension, code, measure; `changes`, `receipts`: of its year, as of `warehouse.tracing.lost`.
    """
    indicator = catalogue.indicators[figure["indicator"]]
    if figure["measure"] == "stock" and indicator.stock:
        indicator = catalogue.indicators[indicator.stock]
    codes = {term.indicator for term in terms(indicator, catalogue)} or {indicator.code}
    namer, of = Namer(catalogue), _Of(figure, codes, catalogue)
    lost = (change_told(change, namer) for change in changes if change["after"] is None and of.changed(change))
    return [*dict.fromkeys(lost), *of.taken_back(receipts)]


class _Of:
    """Which cells and returns a figure could have rested on."""

    def __init__(self, figure: Record, codes: set[str], catalogue: Catalogue) -> None:
        self._figure, self._codes, self._catalogue = figure, codes, catalogue
        sources = [source for code in codes for source in catalogue.indicators[code].sources]
        self._forms = {source.form for source in sources}
        self._offices = {source.submitter for source in sources}

    def changed(self, change: Record) -> bool:
        """Whether a changed cell is one of the figure's: of its measure, indicator and part."""
        form = self._catalogue.forms.get(change["layout"])
        measure = form.column(change["column_name"]).measure if form else change["measure"]
        planned = measure in _PLANS
        ours = change["indicator"] in self._codes and planned == (self._figure["measure"] in _PLANS)
        return ours and (planned or self._sent(change)) and self._is_of_part(change)

    def taken_back(self, receipts: Sequence[Record]) -> Iterator[str]:
        """Each return taken back that the figure could have rested on; of targets none, which other forms give."""
        if self._figure["measure"] not in _PLANS:
            for receipt in receipts:
                if receipt["status"] in _TAKEN_BACK and receipt["form"] in self._forms and self._sent(receipt):
                    yield gone_told(receipt, self._catalogue)

    def _sent(self, row: Record) -> bool:
        """Whether it is of one who could have sent it."""
        if self._figure["dimension"] == "submitter":
            return bool(row["submitter"] == self._figure["code"])
        return None in self._offices or row["submitter"] in self._offices

    def _is_of_part(self, change: Record) -> bool:
        if self._figure["dimension"] in (None, "submitter"):
            return True
        where = self._catalogue.submitters[change["submitter"]].district
        return self._figure["code"] in change["key"].split(" / ") or self._figure["code"] == where

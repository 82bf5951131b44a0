"""Which columns of which forms the columns of the appendices come from, as declared."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from schemas.catalogue import INDICATORS, Catalogue
from schemas.printed import Appendix, AppendixColumn
from schemas.records import Indicator
from schemas.terms import terms

# What a printed measure rests on: the indicator itself, its stock, a target.
_OPERANDS: Mapping[str, tuple[str, ...]] = {
    "percent_of_plan": ("actual", "plan"),
    "growth": ("actual",),
    "previous": ("actual",),
    "share": ("actual",),
}


@dataclass(frozen=True)
class Link:
    """A printed column of a row that rests on a column of a form.

    `term`: the reported indicator by which it does; `code`: the rows of the form that it is about, none for all.
    """

    row: int
    column: str
    indicator: str
    term: str
    form: str
    form_column: str
    code: str | None


def links(appendix: Appendix, catalogue: Catalogue) -> list[Link]:
    """Every way from a form to a printed column of the table, each once, in the order of rows and columns."""
    found = (
        Link(number, column.name, indicator.code, *end)
        for number, row in enumerate(appendix.rows, start=1)
        for column in appendix.columns
        for indicator in [catalogue.indicators[row.indicator or column.indicator or ""]]
        for end in _ends(indicator, column, catalogue)
    )
    return list(dict.fromkeys(found))


def _ends(
    indicator: Indicator, column: AppendixColumn, catalogue: Catalogue
) -> Iterator[tuple[str, str, str, str | None]]:
    for operand in _OPERANDS.get(column.measure, (column.measure,)):
        about = _about(indicator, operand, catalogue)
        for code in ([each.indicator for each in terms(about, catalogue)] or [about.code]) if about else ():
            term = catalogue.indicators[code]
            planned = operand in ("plan", "next_plan")
            ends = _targets(term, operand, catalogue) if planned else _results(term, catalogue)
            yield from ((code, *end) for end in ends)


def _about(indicator: Indicator, operand: str, catalogue: Catalogue) -> Indicator | None:
    """The indicator whose values an operand is; a flow that has no stock has nothing to print as its stock."""
    if operand != "stock" or indicator.aggregation == "stock":
        return indicator
    return catalogue.indicators[indicator.stock] if indicator.stock else None


def _results(indicator: Indicator, catalogue: Catalogue) -> Iterator[tuple[str, str, str | None]]:
    named = indicator.code if indicator.code in catalogue.registered else None
    for source in indicator.sources:
        yield source.form, source.column, next(iter(source.where.values()), named)


def _targets(indicator: Indicator, operand: str, catalogue: Catalogue) -> Iterator[tuple[str, str, str | None]]:
    for form in catalogue.forms.values() if indicator.planned else ():
        if any(column.list == INDICATORS for column in form.having("code")):
            yield from ((form.code, c.name, indicator.code) for c in form.having("measure") if c.measure == operand)

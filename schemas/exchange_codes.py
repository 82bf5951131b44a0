"""What stands in the formats of exchange for what is declared: data elements, parts, territories."""

from collections.abc import Iterator

from schemas.catalogue import DISTRICTS, Catalogue
from schemas.exchange import GIVEN
from schemas.printed import Appendix
from schemas.records import Column, Form, Indicator
from schemas.terms import terms

# The combination of a data element without categories, the same in every DHIS2.
DEFAULT_COMBINATION, DEFAULT_CATEGORIES = "HllvX50cXC0", "bjDvmb4bfuf"


def element(indicator: str, measure: str) -> str:
    """The code of the data element that holds a measure of an indicator."""
    return indicator if measure == "actual" else f"{indicator}_{measure}"


def parted(c: Catalogue) -> Iterator[tuple[str, str, str]]:
    """Indicator, list, code: for each code that a reported indicator is broken down by."""
    for indicator in c.indicators.values():
        name = c.breakdown_list(indicator)
        if name and indicator.source:
            yield from ((indicator.code, name, each.code) for each in c.codes(name))


def areas(c: Catalogue) -> dict[str, str]:
    """The code of a territory -> that of the district; empty for the whole."""
    return {c.exchange.territory.code: ""} | {d.code: d.code for d in c.districts}


def form_of(indicator: Indicator, measure: str, c: Catalogue) -> Form | None:
    """The form whose return gives an indicator's value; of targets and estimates that of the plan."""
    if measure == "actual":
        return c.forms[indicator.source.form] if indicator.source else None
    plans = (form for form in c.forms.values() if form.layout_of is None)
    return next((f for f in plans if any(k.measure in GIVEN[1:] for k in f.having("measure"))), None)


def columns_of(indicator: Indicator, measure: str, c: Catalogue) -> tuple[Column, ...]:
    """Every column that an indicator's value may have stood in, in whatever layout of its return."""
    if measure == "actual":
        return tuple(c.reported[source.form].column(source.column) for source in indicator.sources)
    return tuple(k for form in c.forms.values() for k in form.having("measure") if k.measure == measure)


def is_one_cell(indicator: Indicator, measure: str, c: Catalogue) -> bool:
    """Whether a value of one submitter, territory, part and period is that of one cell, and not a sum of several."""
    if measure != "actual":
        return True
    forms = [c.reported[source.form] for source in indicator.sources]
    if any(form.items for form in forms) or len({form.code for form in forms}) < len(forms):
        return False
    return all(
        {*f.key} <= {*s.where, *_told_apart(f, indicator, c)} for f, s in zip(forms, indicator.sources, strict=True)
    )


def _told_apart(form: Form, indicator: Indicator, c: Catalogue) -> Iterator[str]:
    """The columns of a form whose codes a value keeps."""
    named = c.indicator_column(form)
    for column in form.columns:
        if column == named or column.list == DISTRICTS or column.role in ("year", "breakdown"):
            yield column.name
    if indicator.breakdown:
        yield indicator.breakdown


def coded(c: Catalogue) -> dict[str, tuple[str, str]]:
    """Indicator -> whose international code it has, and the code; no indicator has codes of two."""
    both = {i.code: {"ITU": i.itu, "UPU": i.upu} for i in c.indicators.values()}
    return {code: (body, named) for code, bodies in both.items() for body, named in bodies.items() if named}


def listed_by_code(c: Catalogue) -> list[str]:
    """The indicators that a list by codes holds: those with a code, then those that they are worked out from."""
    named = coded(c)
    used = (term.indicator for code in named for term in terms(c.indicators[code], c))
    return [*dict.fromkeys([*named, *used])]


def not_by_code(c: Catalogue) -> list[Appendix]:
    """The appendices of none of whose rows a list by codes holds the result: then they have no figures of it."""
    held = {*listed_by_code(c)}
    return [each for each in c.appendices.values() if held.isdisjoint(row.indicator for row in each.rows)]

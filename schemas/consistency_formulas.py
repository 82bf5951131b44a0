"""What formulas, pairs, breakdowns and names of indicators may not be."""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from schemas.catalogue import REGISTERED, Catalogue
from schemas.consistency_submitters import is_unknown_list
from schemas.records import Indicator, Unit
from schemas.text import key


def formula_problems(c: Catalogue) -> Iterator[str]:
    """Everything wrong with how indicators follow from, are parts of, and are told from one another."""
    for indicator in c.indicators.values():
        where = f"indicator {indicator.code!r}"
        yield from _whole_problems(c, where, indicator)
        yield from _breakdown_problems(c, where, indicator)
        yield from _unknown_terms(c, where, indicator)
    yield from _cycles(c)
    yield from _shared_names(c)


def unit_problems(c: Catalogue) -> Iterator[str]:
    """The units that formulas give which are none that the formula can give; asked when every term is known."""
    for indicator in c.indicators.values():
        if indicator.formula:
            where = f"indicator {indicator.code!r}"
            if indicator.formula.ratio:
                yield from _ratio_problems(c, where, indicator)
            else:
                yield from _sum_problems(c, where, indicator)


def _whole_problems(c: Catalogue, where: str, indicator: Indicator) -> Iterator[str]:
    if indicator.of is None:
        return
    whole = c.indicators.get(indicator.of)
    if whole is None:
        yield f"{where}: unknown whole {indicator.of!r}"
    elif whole.unit not in (indicator.unit, c.units[indicator.unit].among):
        yield f"{where}: is in {indicator.unit!r}, its whole {whole.code!r} in {whole.unit!r}"


def _breakdown_problems(c: Catalogue, where: str, indicator: Indicator) -> Iterator[str]:
    if indicator.by is not None and is_unknown_list(c, indicator.by):
        yield f"{where}: unknown code list {indicator.by!r}"
    if indicator.source is None:
        return
    form = c.forms.get(indicator.source.form)
    reported_by = form and next((col.name for col in form.having("breakdown")), None)
    if indicator.by is not None and indicator.breakdown != reported_by:
        yield f"{where}: `by` goes with the column of its form in which rows name the code, breakdown: {reported_by}"


def _unknown_terms(c: Catalogue, where: str, indicator: Indicator) -> Iterator[str]:
    if indicator.formula:
        for code, _ in (*indicator.formula.of, *indicator.formula.to):
            if code not in c.indicators:
                yield f"{where}: unknown indicator {code!r} in its formula"


def _cycles(c: Catalogue) -> Iterator[str]:
    graph = {i.code: [code for code, _ in (*i.formula.of, *i.formula.to)] for i in c.indicators.values() if i.formula}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle = " -> ".join(map(repr, error.args[1]))
        yield f"indicators: a formula rests on itself: {circle}"


def _terms(c: Catalogue, where: str, indicator: Indicator) -> Iterator[str]:
    """The terms that are ratios themselves: their parts must be compared, never they."""
    for code, _ in (*indicator.formula.of, *indicator.formula.to) if indicator.formula else ():
        formula = c.indicators[code].formula
        if formula and formula.ratio:
            yield f"{where}: {code!r} is a ratio and cannot stand in a formula; use its parts"


def _sum_problems(c: Catalogue, where: str, indicator: Indicator) -> Iterator[str]:
    yield from _terms(c, where, indicator)
    if c.units[indicator.unit].rate:
        yield f"{where}: {indicator.unit!r} is the unit of a ratio, not of a sum"
    for code, _ in indicator.formula.of if indicator.formula else ():
        term = c.indicators[code]
        if term.unit != indicator.unit:
            yield f"{where}: is in {indicator.unit!r}, but {code!r} in its formula in {term.unit!r}"
        if term.aggregation != indicator.aggregation:
            yield f"{where}: is a {indicator.aggregation}, but {code!r} in its formula a {term.aggregation}"


def _ratio_problems(c: Catalogue, where: str, indicator: Indicator) -> Iterator[str]:
    yield from _terms(c, where, indicator)
    ratio, unit = indicator.formula.ratio if indicator.formula else None, c.units[indicator.unit]
    if ratio is None:
        return
    if unit.rate is None:
        yield f"{where}: a ratio needs the unit of one, such as percent, not {indicator.unit!r}"
        return
    of, to = c.indicators[ratio.of].unit, c.indicators[ratio.to].unit
    if not _compares(unit, of, to):
        yield f"{where}: {indicator.unit!r} does not compare {of!r} with {to!r}"


def _compares(unit: Unit, of: str, to: str) -> bool:
    rate = unit.rate
    if rate is None or rate.of is None:
        return of == to
    return (of, to) == (rate.of, rate.to)


def _shared_names(c: Catalogue) -> Iterator[str]:
    """A name or alias that two indicators have: in a sentence nobody could tell which is meant."""
    seen: dict[str, str] = {}
    for indicator in c.indicators.values():
        for name in (c.name_vi(indicator), *indicator.aliases):
            other = seen.setdefault(key(name), indicator.code)
            if other != indicator.code:
                yield f"indicators: {other!r} and {indicator.code!r} share the name {name!r}; no reader could tell"


def register_problems(c: Catalogue) -> Iterator[str]:
    """A register whose rows name their indicators needs the columns that say the rest, and whoever reports them."""
    for form in c.forms.values():
        if not any(column.list == REGISTERED for column in form.having("code")):
            continue
        for role in ("year", "breakdown", "unit", "measure"):
            if len(form.having(role)) != 1:
                yield f"form {form.code!r}: a register has one column of role {role!r}, not {len(form.having(role))}"
        for indicator in c.registered.values():
            who = indicator.source.submitter if indicator.source else None
            known = c.submitters.get(who or "")
            if known and form.submitters not in known.kinds:
                yield f"indicator {indicator.code!r}: {who!r} does not owe the form {form.code!r}"

"""What the formats of exchange may not say."""

from collections import Counter
from collections.abc import Iterator

from schemas.catalogue import Catalogue
from schemas.exchange import EXCHANGE, GIVEN, TOTAL

FORMATS = ("sdmx_values", "dhis2_values", "by_code")


def exchange_problems(c: Catalogue) -> Iterator[str]:
    """Formats that no reader knows, codes that stand for two things, and an indicator by a code that another has."""
    e = c.exchange
    if tuple(each.code for each in e.formats) != FORMATS:
        yield f"exchange.yaml: its formats are {', '.join(FORMATS)}, in this order"
    for each in e.formats:
        yield from _twice(f"exchange.yaml: format {each.code!r}", [*each.labels])
        if each.code in c.forms or each.code in c.items:
            yield f"exchange.yaml: format {each.code!r} is a form as well"
    yield from _twice("exchange.yaml: measures", [each.code for each in e.measures])
    for code in set(GIVEN) - {each.code for each in e.measures}:
        yield f"exchange.yaml: measures: {code!r} is missing"
    for measure in e.measures:
        if measure.unit and measure.unit not in c.units:
            yield f"exchange.yaml: measure {measure.code!r}: unknown unit {measure.unit!r}"
    if e.territory.code in {TOTAL, *(d.code for d in c.districts)}:
        yield f"exchange.yaml: the code of the territory, {e.territory.code!r}, is that of a district"
    if EXCHANGE not in c.submitters or c.submitters[EXCHANGE].kinds != (EXCHANGE,):
        yield f"exchange.yaml: submitters.yaml needs a submitter {EXCHANGE!r} of kind {EXCHANGE!r}, and of no other"
    for body in ("itu", "upu"):
        yield from _twice(f"indicators: {body}", [code for i in c.indicators.values() if (code := getattr(i, body))])


def _twice(where: str, codes: list[str]) -> Iterator[str]:
    yield from (f"{where}: {code!r} stands for two things" for code, count in Counter(codes).items() if count > 1)

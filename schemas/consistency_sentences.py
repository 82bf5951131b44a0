"""What the standard sentences may not contain: figures that nothing declares, units that do not fit, words unknown."""

from collections.abc import Iterator

from schemas.catalogue import DISTRICTS, Catalogue
from schemas.consistency_submitters import is_unknown_list
from schemas.records import Indicator
from schemas.sentences import (
    EACH,
    LABEL,
    MEASURES,
    PLANNED,
    Each,
    Placeholder,
    Sentence,
    Unreadable,
    parsed,
    placeholders,
)


def sentence_problems(c: Catalogue) -> Iterator[str]:
    """Everything that is wrong with the declared sentences, each with the sentence named."""
    seen: set[str] = set()
    for sentence in c.sentences.all:
        if sentence.code in seen:
            yield f"sentence {sentence.code!r} is declared twice; keep one"
        seen.add(sentence.code)
        for problem in _problems(c, sentence):
            yield f"sentence {sentence.code!r}: {problem}"
    for name, wanted in (("growth", {"up", "down", "none", "slight"}), ("reached", {"whole", "estimated", "so_far"})):
        given = set(getattr(c.sentences, name))
        if given != wanted:
            yield f"sentences: {name} names {', '.join(sorted(given))}; it must name {', '.join(sorted(wanted))}"


def _problems(c: Catalogue, sentence: Sentence) -> Iterator[str]:
    try:
        whole = list(placeholders(parsed(sentence.text)))
        items = list(placeholders(parsed(sentence.each.text))) if sentence.each else []
    except Unreadable as error:
        yield str(error)
        return
    if (sentence.each is not None) != (EACH in {p.indicator for p in whole}):
        yield "{each} stands in the text where `each` says what of, and only there"
    if LABEL in {p.indicator for p in whole} or EACH in {p.indicator for p in items}:
        yield "{label} stands in the text of `each` alone, {each} outside it alone"
    if sentence.each and sentence.each.by not in c.list_names:
        if is_unknown_list(c, sentence.each.by):
            yield f"unknown list {sentence.each.by!r}"
        return
    for placeholder, each in [*((p, None) for p in whole), *((p, sentence.each) for p in items)]:
        if not placeholder.is_word:
            yield from _figure_problems(c, placeholder, each)


def _figure_problems(c: Catalogue, p: Placeholder, each: Each | None) -> Iterator[str]:
    indicator = c.indicators.get(p.indicator)
    if indicator is None:
        yield f"unknown indicator {p.indicator!r}"
        return
    if p.measure not in MEASURES:
        yield f"unknown measure {p.measure!r} of {p.indicator!r}; known: {', '.join(MEASURES)}"
    elif not _has(c, indicator, p.measure, each):
        where = f" by {each.by}" if each else ""
        yield f"indicator {p.indicator!r} has no measure {p.measure!r}{where}"
    if p.unit is not None:
        unit = c.units.get(p.unit)
        if unit is None or unit.base != indicator.unit:
            yield f"{p.unit!r} is no unit of {p.indicator!r}"


def _has(c: Catalogue, indicator: Indicator, measure: str, each: Each | None) -> bool:
    if each:
        anywhere = each.by == DISTRICTS or each.by not in c.lists
        return measure in ("actual", "share") and (anywhere or c.breakdown_list(indicator) == each.by)
    if measure in PLANNED:
        return indicator.planned or (indicator.formula is not None and indicator.formula.kind != "ratio")
    if measure == "stock":
        return indicator.stock is not None or indicator.aggregation == "stock"
    if measure == "source":
        rate = c.units[indicator.unit].rate
        return rate is not None and rate.to is not None
    return measure != "share"

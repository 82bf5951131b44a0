"""How the figures of the standard sentences are printed and called, and how a sentence is put in order."""

import re
from decimal import Decimal

from reports.numbers import vi_number
from schemas.catalogue import DISTRICTS, Catalogue
from schemas.printed import RATIOS
from schemas.sentences import Placeholder

_SOURCE = "nguồn"
# What clauses leave behind that are not there: empty brackets, a separator without anything before it.
_LEFTOVERS = (
    (r"\s+", " "),
    (r"\([ ,;]+", "("),
    (r":[ ,;]*[,;]", ":"),
    (r"\s*\(\)", ""),
    (r"\s+([,;.)])", r"\1"),
)


def printed(p: Placeholder, value: Decimal, catalogue: Catalogue) -> tuple[str, str]:
    """The code of the unit that a figure is printed in, and the print: rounded once, half up."""
    if p.measure == "growth":
        return "percent", _growth(value, f"{vi_number(abs(value), p.decimals or 0)}%", catalogue)
    if p.measure in RATIOS:
        return "percent", f"{vi_number(value, p.decimals or 0)}%"
    indicator = catalogue.indicators[p.indicator]
    unit = catalogue.units[p.unit or indicator.unit]
    # A factor is a power of ten: the point moves, and no digit is lost.
    moved = value.scaleb(1 - len(str(unit.factor)))
    shown = vi_number(moved, indicator.decimals if p.decimals is None else p.decimals)
    return unit.code, f"{shown}%" if unit.code == "percent" else shown


def _growth(value: Decimal, shown: str, catalogue: Catalogue) -> str:
    kind = "up" if value > 0 else "down"
    if not re.search("[1-9]", shown):
        kind = "slight" if value else "none"
    return catalogue.sentences.growth[kind].format(value=shown)


def name(p: Placeholder, label: str, catalogue: Catalogue) -> str:
    """What a figure that is not there is called; `label`: what it is for, other than the whole."""
    tables = (catalogue.tables[f"kpi.indicator_{kind}"].columns for kind in ("part_year", "year"))
    measures = {measure: vi.partition(" (")[0] for columns in tables for measure, (vi, _) in columns.items()}
    of_it = [] if p.measure == "actual" else [lower(measures.get(p.measure, _SOURCE))]
    said = ", ".join([*of_it, *([label] if label else [])])
    whole = catalogue.name_vi(catalogue.indicators[p.indicator])
    return f"{whole} ({said})" if said else whole


def list_name(by: str, catalogue: Catalogue) -> str:
    """What the codes of a list are together: districts, submitters, or what the list is called."""
    known = catalogue.lists.get(by)
    return f"theo {lower(known.vi) if known else 'địa phương' if by == DISTRICTS else 'đơn vị'}"


def dimension_of(by: str, catalogue: Catalogue) -> str:
    """What the codes of a list are in the KPI table of parts."""
    return "district" if by == DISTRICTS else "breakdown" if by in catalogue.lists else "submitter"


def lower(text: str) -> str:
    """The text with a small letter at its beginning."""
    return text[:1].lower() + text[1:]


def in_order(text: str) -> str:
    """The sentence without what left-out clauses leave behind, with a capital at its beginning."""
    for pattern, instead in _LEFTOVERS:
        text = re.sub(pattern, instead, text)
    text = text.strip()
    return text[:1].upper() + text[1:]

"""Why a file holds no table of a form: what was looked for, and what was found."""

from collections.abc import Iterable, Iterator, Mapping

from schemas.declarations import Catalogue
from schemas.records import Form
from schemas.text import key
from sources.findings import Finding
from sources.grids import Grid
from sources.layout import Miss
from sources.lexicon import Lexicon
from sources.matching import HEADER_SEARCH, Clash


def no_table(
    found: Mapping[str, object], misses: list[Miss], clashes: list[Clash], words: Lexicon, catalogue: Catalogue
) -> Finding:
    """The finding that refuses a file: tables of several forms, a label that fits two columns, or the nearest miss."""
    if len(found) > 1:
        names = ", ".join(f"“{catalogue.forms[code].name_vi}”" for code in found)
        return Finding("ambiguous_form", params={"candidates": names})
    if clashes:
        return _clash(clashes[0])
    nearest = max(misses, key=lambda miss: (miss.matched, -len(miss.missing)), default=None)
    if nearest is None or not nearest.place:
        seen = " | ".join(nearest.found) if nearest else ""
        return Finding("no_form", params={"looked_for": _forms(misses, catalogue), "found": seen or "—"})
    looked_for, seen = _columns(nearest.form, nearest.missing), " | ".join(nearest.found)
    since = next((label for label in nearest.missing if words.since_january.search(key(seen))), "")
    return Finding(
        "no_form",
        sheet=nearest.grid.sheet,
        cell=nearest.grid.address(*nearest.place),
        value=nearest.grid.text(*nearest.place),
        params={"looked_for": looked_for, "found": seen, "label": since},
        message="no_form_cumulative" if since else "",
    )


def _forms(misses: list[Miss], catalogue: Catalogue) -> str:
    """The forms that a heading names, else all."""
    grids = {id(miss.grid): miss.grid for miss in misses}.values()
    heads = "\n".join(key(cell) for grid in grids for cell in _heads(grid))
    titled = [f for f in catalogue.forms.values() if any(key(title) in heads for title in f.titles)]
    forms = titled or catalogue.forms.values()
    return "; ".join(_columns(form, [c.label for c in form.columns]) for form in forms)


def _heads(grid: Grid) -> Iterator[str]:
    return (cell for row in grid.rows[:HEADER_SEARCH] for cell in row if isinstance(cell, str) and cell)


def _columns(form: Form, labels: Iterable[str]) -> str:
    listed = ", ".join(label.format(year="…", next_year="…", last_year="…") for label in labels)
    return f"“{form.name_vi}” ({listed})"


def _clash(clash: Clash) -> Finding:
    stands, candidates = "", ", ".join(f"“{clash.form.column(name).label}”" for name in clash.candidates)
    if clash.other:
        stands = f" ({clash.grid.address(*clash.other)}: “{clash.grid.text(*clash.other)}”)"
    return Finding(
        "ambiguous_column",
        sheet=clash.grid.sheet,
        cell=clash.grid.address(clash.row, clash.column),
        value=clash.grid.text(clash.row, clash.column),
        params={"candidates": candidates + stands},
        declared={"candidates": candidates},
    )

"""Why a file holds no table of a form: what was looked for, and what was found."""

from collections.abc import Iterable, Mapping

from schemas.declarations import Catalogue
from schemas.records import Form
from sources.findings import Finding
from sources.layout import Miss
from sources.matching import Clash


def no_table(found: Mapping[str, object], misses: list[Miss], clashes: list[Clash], catalogue: Catalogue) -> Finding:
    """The finding that refuses a file: tables of several forms, a label that fits two columns, or the nearest miss."""
    if len(found) > 1:
        names = ", ".join(f"“{catalogue.forms[code].name_vi}”" for code in found)
        return Finding("ambiguous_form", params={"candidates": names})
    if clashes:
        return _clash(clashes[0])
    nearest = max(misses, key=lambda miss: (miss.matched, -len(miss.missing)), default=None)
    if nearest is None:
        return Finding("no_form", params={"looked_for": _forms(catalogue), "found": "—"})
    looked_for = _forms(catalogue)
    if nearest.matched:
        looked_for = _columns(nearest.form, nearest.missing)
    return Finding("no_form", params={"looked_for": looked_for, "found": " | ".join(nearest.found) or "—"})


def _forms(catalogue: Catalogue) -> str:
    return "; ".join(_columns(form, [c.label for c in form.columns]) for form in catalogue.forms.values())


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

"""Workbooks of ours that come back: a template with its hidden sheet, an answer with the sheet that it added."""

from collections.abc import Mapping

from schemas.calendar import period_vi
from schemas.declarations import Catalogue
from schemas.template import IDENTITY_SHEET, Identity
from sources.findings import Finding
from sources.grids import Grid


def template(grids: list[Grid], catalogue: Catalogue) -> tuple[Identity | None, list[Grid]]:
    """What the hidden sheet of a template says, where that is declared still, and the other sheets."""
    said = {grid.text(r, 0): grid.text(r, 1) for grid in grids if grid.sheet == IDENTITY_SHEET for r in range(4)}
    fields = ("form", "submitter", "period", "declarations")
    known = said.get("form") in catalogue.forms and said.get("submitter") in catalogue.submitters
    identity = Identity(**{name: said.get(name, "") for name in fields}) if known else None
    return identity, [grid for grid in grids if grid.sheet != IDENTITY_SHEET]


def changed(
    visible: Mapping[str, str | None], made_for: Identity | None, sheet: str, catalogue: Catalogue
) -> Finding | None:
    """The finding for a template whose lines were changed to say something else than what it was made for."""
    for name, value in visible.items() if made_for else ():
        wanted = getattr(made_for, name)
        if value and value != wanted:
            params = {"visible": _called(name, value, catalogue), "made_for": _called(name, wanted, catalogue)}
            return Finding("template_differs", sheet=sheet, params=params)
    return None


def _called(name: str, code: str, catalogue: Catalogue) -> str:
    """A form, a submitter or a period as people know it."""
    if name == "period":
        return period_vi(code)
    return catalogue.submitters[code].vi if name == "submitter" else catalogue.forms[code].name_vi


def is_answer(grid: Grid, catalogue: Catalogue) -> bool:
    """Whether a sheet is the one that our answer added: its workbook came back mended."""
    return grid.sheet == catalogue.words.answer_sheet and grid.text(0, 0) == catalogue.messages["answer_title"].vi

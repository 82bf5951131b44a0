"""A document as PDF, and charts as pictures, set by Typst: the same bytes for the same figures."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import simplejson
import typst

from reports.appendix import Cell, Table
from reports.charts import WIDE, Chart
from reports.paper import Exhibit, Paper

TEMPLATES = Path(__file__).parent / "templates"
# The first of these that the machine has; Typst carries the last. Each holds every Vietnamese letter.
FONTS = ("Times New Roman", "Tinos", "Libertinus Serif")
ALIGNED = {"label": "left", "text": "left", "figure": "right"}
DOTS_PER_INCH = 200


def as_pdf(paper: Paper) -> bytes:
    """The document as a tagged PDF of A4 pages."""
    pages = _compiler().compile(
        input=str(TEMPLATES / "document.typ"), format="pdf", sys_inputs={"data": simplejson.dumps(_data(paper))}
    )
    return bytes(pages)


def pictures(charts: Sequence[Chart]) -> list[bytes]:
    """The charts as PNG, in order."""
    if not charts:
        return []
    data = simplejson.dumps({"font": font(), "svgs": [chart.svg_file for chart in charts], "width": WIDE.width})
    made = _compiler().compile(
        input=str(TEMPLATES / "pictures.typ"), format="png", ppi=DOTS_PER_INCH, sys_inputs={"data": data}
    )
    return [bytes(each) for each in made] if isinstance(made, list) else [bytes(made)]


@cache
def font() -> str:
    """The one font of a document."""
    known = set(_fonts().families())
    return next(name for name in FONTS if name in known)


@cache
def _fonts() -> Any:
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True)


@cache
def _compiler() -> Any:
    return typst.Compiler(root=str(TEMPLATES), font_paths=_fonts())


def _data(paper: Paper) -> dict[str, Any]:
    return {
        "name": paper.name,
        "year": paper.year,
        "font": font(),
        "author": paper.author,
        "heading": paper.heading,
        "title": paper.title,
        "attached": paper.attached,
        "letter": paper.letter.model_dump() if paper.letter else None,
        "sections": [
            {
                "title": title,
                "exhibits": [
                    _exhibit(each, last=paper.letter is not None and each is paper.exhibits[-1]) for each in exhibits
                ],
            }
            for title, exhibits in paper.sections
        ],
    }


def _exhibit(exhibit: Exhibit, *, last: bool) -> dict[str, Any]:
    table: Table = exhibit.table
    return {
        "caption": exhibit.caption,
        "last": last,
        "heading": table.heading,
        "title": table.title,
        "widths": exhibit.shares,
        "heads": [[_cell(cell) for cell in cells] for cells in table.heads],
        "body": [{"total": line.total, "cells": [_cell(cell) for cell in line.cells]} for line in table.body],
        "whole": exhibit.whole,
        "notes": table.notes,
        "charts": [
            {"svg": c.svg_file, "alt": f"{c.title}. {c.description}", "width": WIDE.width, "notes": c.notes}
            for c in exhibit.charts
        ],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "text": cell.marked_text,
        "column": cell.column,
        "rows": cell.rows,
        "columns": cell.columns,
        "align": ALIGNED.get(cell.kind, "center"),
    }

"""Where the figures of a document come from, as a page beside it: a section for each figure, offline, no server."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from reports.appendix import figure_name
from reports.html_page import Sources
from reports.numbers import exact_vi
from reports.outside import finding_names, without_words
from reports.paper import Paper
from reports.summary import MOST_LINES
from reports.templating import environment
from reports.tracing import Trace
from reports.tracing_lines import FEW_CELLS
from reports.tracing_story import cell_told, change_told, gone_told, rejection_told
from reports.tracing_words import Namer, Sum
from schemas.calendar import period_vi
from schemas.declarations import Catalogue

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Told:
    """A sum in a section: by submitter (name, total, counts, returns), or the section that told it already.

    `rest`: what the returns come to that are not told one by one; empty where all are.
    """

    sum: Sum
    total: str
    before: str | None
    submitters: tuple[Record, ...]
    folded: bool
    rest: str


@dataclass(frozen=True)
class Section:
    """A figure of the document; `history`: what happened on the way, or the section that told it already."""

    place: str
    trace: Trace
    sums: tuple[Told, ...]
    history: tuple[str, ...]
    history_before: str | None


def place(cell: Record, catalogue: Catalogue) -> str:
    """What a figure is called in its document: `r4-actual` in an appendix, `t103-r4-actual` in the annex."""
    prefix = f"t{cell['appendix']}-" if cell["appendix"] in catalogue.annex else ""
    return prefix + figure_name(cell["row"], cell["column_name"])


def sources(file: str, traced: Sequence[Trace], catalogue: Catalogue) -> Sources:
    """The page in `file`, as a document links to it."""
    return Sources(file, frozenset(place(each.cell, catalogue) for each in traced))


def as_sources_page(paper: Paper, document: str, traced: Sequence[Trace], catalogue: Catalogue) -> str:
    """The page that tells of the figures of a document, which lies in the file `document` beside it.

    A sum that several figures share is told in full in the first of them, and so is what happened on the way.
    """
    told: dict[Hashable, str] = {}
    namer = Namer(catalogue)
    sections = (_section(each, told, namer) for each in traced)
    return environment().get_template("trace.html").render(paper=paper, document=document, sections=sections)


def _section(trace: Trace, told: dict[Hashable, str], namer: Namer) -> Section:
    here = place(trace.cell, namer.catalogue)
    history = tuple(_history(trace, namer))
    sums = tuple(_told(each, _before(each.key, here, told), namer) for each in trace.sums)
    return Section(here, trace, sums, history, _before(history, here, told) if history else None)


def _before(what: Hashable, here: str, told: dict[Hashable, str]) -> str | None:
    """The section that told it already; none when it is told here."""
    first = told.setdefault(what, here)
    return first if first != here else None


def _told(each: Sum, before: str | None, namer: Namer) -> Told:
    total = f"{'' if each.sign > 0 else '− '}{exact_vi(each.total)} {each.unit}"
    submitters = () if before else tuple(_submitters(each, namer))
    return Told(each, total, before, submitters, folded=each.cells > FEW_CELLS, rest="" if before else _rest(each))


def _rest(each: Sum) -> str:
    if each.rest is None:
        return ""
    counts = f"{each.rest['returns_of']} báo cáo nhỏ hơn ({each.rest['cells_of']} ô)"
    return f"Còn {counts}, cộng {exact_vi(each.rest['total'])} {each.unit}; lệnh solieu trace kể hết."


def _submitters(each: Sum, namer: Namer) -> Iterator[Record]:
    for code, returns in each.submitters.items():
        yield {
            "name": namer.catalogue.submitters[code].vi,
            "total": exact_vi(sum(told["total"] for told in returns)),
            "cells": sum(len(told["cells"]) for told in returns),
            "returns": [_return(told, each, namer) for told in returns],
        }


def _return(told: Record, each: Sum, namer: Namer) -> Record:
    return {
        "receipt": told["receipt_no"],
        "period": period_vi(told["period"]),
        "received": f"{told['received_at']:%d/%m/%Y %H:%M}",
        "file": told["file_name"],
        "sheet": told["sheet"],
        "decision": told["decision_number"],
        "total": exact_vi(told["total"]),
        "cells": " · ".join(cell_told(cell, each, namer) for cell in told["cells"]),
    }


def _plain(rejection: Record, catalogue: Catalogue) -> Record:
    return {**rejection, "message_vi": finding_names(rejection, rejection["form"], catalogue)[0]}


def _history(trace: Trace, namer: Namer) -> Iterator[str]:
    for rows, said in (
        (trace.changes, lambda row: change_told(without_words(row, namer.catalogue), namer)),
        (trace.gone, lambda row: gone_told(row, namer.catalogue)),
        (trace.rejections, lambda row: rejection_told(_plain(row, namer.catalogue))),
    ):
        yield from map(said, islice(rows, MOST_LINES))
        if len(rows) > MOST_LINES:
            yield f"và {len(rows) - MOST_LINES} chỗ khác"

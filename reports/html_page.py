"""A document as one standalone page: for the screen, the phone and the printer."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from reports.paper import Paper
from reports.templating import environment


@dataclass(frozen=True)
class Sources:
    """The page beside a document that says where its figures come from: its file, and the figures that it tells of.

    A figure is called as in `reports.tracing_page.place`.
    """

    file: str
    figures: AbstractSet[str]


def as_html(paper: Paper, sources: Sources | None = None) -> str:
    """A complete page that needs nothing else; figures rounded for show, each a link to its sources where they are."""
    return environment().get_template("appendix.html").render(paper=paper, sources=sources)

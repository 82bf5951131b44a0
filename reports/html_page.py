"""A document as one standalone page: for the screen, the phone and the printer."""

from reports.paper import Paper
from reports.templating import environment


def as_html(paper: Paper) -> str:
    """A complete page that needs nothing else; figures rounded for show."""
    return environment().get_template("appendix.html").render(paper=paper)

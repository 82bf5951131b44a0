"""The appendix as one standalone page: for the screen, the phone and the printer."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports.appendix import Table


def as_html(table: Table) -> str:
    """A complete page that needs nothing else; figures rounded for show."""
    return environment().get_template("appendix.html").render(table=table)


@cache
def environment(*, escaped: bool = True) -> Environment:
    """The templates of `reports/templates`; `escaped` for pages, not for plain text."""
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=escaped,  # noqa: S701 (plain text is no page)
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )

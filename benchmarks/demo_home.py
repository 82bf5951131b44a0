"""A home after the demo's night: what readers and documents work with."""

from pathlib import Path

from pipelines import steps
from schemas.declarations import catalogue
from schemas.home import Home
from sources.demo import write_demo_inbox
from warehouse.models import build_all
from warehouse.store import connected


def write(folder: Path) -> Home:
    """The demo's files taken in, built and published, by the same steps as in a night."""
    home, declared = Home(folder).create(), catalogue()
    write_demo_inbox(home.inbox, declared)
    intake = steps.take_in(home, declared)
    with connected(home.warehouse) as connection:
        build_all(connection, intake.years, declared)
    if not steps.publish_years(home, declared, intake.years):
        raise RuntimeError("the demo was not published")
    return home

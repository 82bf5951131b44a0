"""The board: how things stand, as pages that need no server, no network and nothing but their own folder."""

import hashlib
import json
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from reports.board_dictionary import dictionary_page
from reports.board_figures import appendix_page, figures_page
from reports.board_indicator import indicator_pages
from reports.board_lineage import lineage_page
from reports.board_quality import quality_page
from reports.board_returns import calendar_page, today_page
from reports.board_words import Record, Site
from schemas.calendar import PROVINCE_TIME
from schemas.declarations import Catalogue
from schemas.home import Home, naming

_HERE = Path(__file__).parent
_TEMPLATES = _HERE / "templates" / "board"
_AS_THEY_ARE = ("board.css", "board.js")
# What the pages of figures were made of, and their names.
_MADE = ".made.json"


def write_board(home: Home, standing: Record, figures: Callable[[], Record], catalogue: Catalogue) -> list[Path]:
    """Write the pages into `home.board`, and return the paths of all; what no page is any more is removed.

    `standing` and `figures` as of `warehouse.board`. How things stand is written every time, figures where they, the
    declarations, the documents beside them or this program are others than when their pages were written. Everything is
    rendered before anything is written; each file is replaced at once. Nothing waits for the disk: what a crash spoils,
    the next night writes again.
    """
    publication = standing["publications"][0] if standing["publications"] else None
    site = Site(home, catalogue, publication, datetime.now(PROVINCE_TIME))
    made_of = _made_of(site)
    there = _there(home, made_of)
    pages = {
        "index.html": today_page(site, standing),
        "bao-cao.html": calendar_page(site, standing),
        "quy-tac.html": quality_page(site, standing),
    }
    fresh = {} if there else _figure_pages(site, figures())
    written = [_write(home.board / name, text) for name, text in (pages | fresh).items()]
    if fresh:
        _write(home.board / _MADE, json.dumps({"of": made_of, "pages": [*fresh]}))
    written += [home.board / name for name in there]
    for old in {*home.board.rglob("*.html")} - {*written}:
        old.unlink()
    return written


def _figure_pages(site: Site, figures: Record) -> dict[str, str]:
    """What stays as it is until the next publication."""
    year = max(figures["rows"], default=site.written_at.year)
    pages = {name: (_TEMPLATES / name).read_text(encoding="utf-8") for name in _AS_THEY_ARE}
    pages |= {
        "so-lieu.html": figures_page(site, figures),
        "nguon-goc.html": lineage_page(site, year),
        "tu-dien.html": dictionary_page(site),
    }
    pages |= {f"phu-luc-{number}.html": appendix_page(site, number, figures) for number in site.catalogue.appendices}
    return pages | dict(indicator_pages(site, figures))


def _made_of(site: Site) -> str:
    """All that the pages of figures rest on, as a short text."""
    home = site.home
    folders = [home.reports, *sorted(home.reports.glob("[0-9]*"))]
    seen = [
        (str(path), told.st_ino, told.st_size, told.st_mtime_ns)
        for path in (home.published_warehouse, *folders)
        if path.exists() and (told := path.stat())
    ]
    digest = hashlib.sha256(repr((site.catalogue.version, site.publication, seen)).encode())
    for path in sorted(each for each in _HERE.rglob("*") if each.suffix in (".py", ".html", ".css", ".js")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _there(home: Home, made_of: str) -> list[str]:
    """The pages of figures that lie there, where they were made of the same; else none."""
    try:
        made = json.loads((home.board / _MADE).read_text(encoding="utf-8"))
        pages = list(made["pages"]) if made["of"] == made_of else []
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return pages if all((home.board / name).is_file() for name in pages) else []


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.tmp")
    with naming(path):
        beside.write_text(text, encoding="utf-8")
    os.replace(beside, path)
    return path

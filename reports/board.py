"""The board: how things stand, as pages that need no server, no network and nothing but their own folder."""

import os
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

_TEMPLATES = Path(__file__).parent / "templates" / "board"
_AS_THEY_ARE = ("board.css", "board.js")


def write_board(home: Home, standing: Record, figures: Record, catalogue: Catalogue) -> list[Path]:
    """Write every page into `home.board`, and return the paths; what no page is any more is removed.

    `standing` and `figures` as of `warehouse.board`. Everything is rendered before anything is written; each file is
    replaced at once. Nothing waits for the disk: what a crash spoils, the next night writes again.
    """
    publication = standing["publications"][0] if standing["publications"] else None
    site = Site(home, catalogue, publication, datetime.now(PROVINCE_TIME))
    year = max(figures["rows"], default=site.written_at.year)
    pages = {name: (_TEMPLATES / name).read_text(encoding="utf-8") for name in _AS_THEY_ARE}
    pages |= {
        "index.html": today_page(site, standing),
        "bao-cao.html": calendar_page(site, standing),
        "so-lieu.html": figures_page(site, figures),
        "quy-tac.html": quality_page(site, standing),
        "nguon-goc.html": lineage_page(site, year),
        "tu-dien.html": dictionary_page(site),
    }
    pages |= {f"phu-luc-{number}.html": appendix_page(site, number, figures) for number in catalogue.appendices}
    pages |= dict(indicator_pages(site, figures))
    written = [_write(home.board / name, text) for name, text in pages.items()]
    for old in {*home.board.rglob("*.html")} - {*written}:
        old.unlink()
    return written


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.tmp")
    with naming(path):
        beside.write_text(text, encoding="utf-8")
    os.replace(beside, path)
    return path

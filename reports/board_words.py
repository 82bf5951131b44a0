"""What the pages of the board share: their names, the words of statuses, links to what lies beside the board."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from reports.appendix import column_label
from reports.broken_rules import handled
from reports.documents import ANNEX_NAME, SOURCES
from reports.numbers import literal, vi_number
from reports.standing import RETURNS
from reports.templating import environment
from reports.tracing_page import place
from reports.tracing_words import Namer, Names
from schemas.declarations import Catalogue
from schemas.home import Home
from schemas.printed import Appendix
from schemas.rules import Rule
from schemas.statuses import STATUSES

Record = Mapping[str, Any]

# The pages in the order of the menu: file, Vietnamese and English name.
PAGES = (
    ("index.html", "Hôm nay", "Today"),
    ("bao-cao.html", "Lịch báo cáo", "Returns"),
    ("so-lieu.html", "Số liệu", "Figures"),
    ("quy-tac.html", "Chất lượng", "Quality"),
    ("nguon-goc.html", "Nguồn gốc", "Lineage"),
    ("tu-dien.html", "Từ điển", "Dictionary"),
)
# A sign for each status of a return, so that it is told apart without colour.
SIGNS: Mapping[str, str] = {
    "received": "✓",
    "late": "!",
    "accepted_in_part": "½",
    "corrected": "↺",
    "nil": "0",
    "missing": "✗",
    "not_yet_due": "·",
}
_ANCHOR = re.compile(r'<section id="([^"]+)"')


def status_names(status: str) -> Names:
    """A status of a return or of a file; in English its code reads as it is."""
    return {**RETURNS, **STATUSES}.get(status, status), status.replace("_", " ")


def handling(rule: Rule, found: Record) -> Names:
    """What becomes of a rule that does not hold."""
    english = "Publication is held back" if rule.blocking else "A warning"
    if found.get("waiver_over"):
        english = f"The waiver is over since {found['waived_until']:%d/%m/%Y} (decision {found['waived_by']})"
    elif found["waived_by"]:
        english = f"Waived through {found['waived_until']:%d/%m/%Y} (decision {found['waived_by']})"
    return handled(rule, found), english


def bare(value: Decimal | int, places: int) -> Markup:
    """A figure for a page: what people read, and to its last digit for machines."""
    return Markup('<data value="{}">{}</data>').format(literal(value), vi_number(value, places))


@dataclass(frozen=True)
class Site:
    """The board that is being written: where, by which declarations, of which publication, and when."""

    home: Home
    catalogue: Catalogue
    publication: Record | None
    written_at: datetime

    @cached_property
    def namer(self) -> Namer:
        """The declared names."""
        return Namer(self.catalogue)

    def page(self, template: str, here: str, **more: object) -> str:
        """A page from its template; `here`: the page of the menu that it belongs to."""
        root = "../" if more.get("inner") else ""
        shared = {"pages": PAGES, "here": here, "root": root, "site": self, "signs": SIGNS, "status": status_names}
        return environment().get_template(f"board/{template}").render(shared | more)

    def beside(self, *parts: str, inner: bool = False) -> str:
        """The link to a file of the home that lies beside the board."""
        return ("../../" if inner else "../") + quote("/".join(parts))

    def indicator(self, code: str) -> Names:
        """The names of an indicator."""
        found = self.catalogue.indicators[code]
        return self.catalogue.name_vi(found), found.name_en

    def unit(self, code: str) -> Names:
        """A unit in both languages."""
        unit = self.catalogue.units[code]
        return unit.vi, unit.en

    def row(self, table: Appendix, number: int, label: str = "") -> Names:
        """A row of a table: as it is printed (`label`), else as it is declared; and in English."""
        return self.namer.row(table, number, label)

    def column(self, table: Appendix, name: str, year: int) -> Names:
        """A column of a table, with its unit."""
        column = table.column(name)
        label = column_label({"appendix": table.number, "column_name": name, "year": year}, self.catalogue)
        return label, column.comment_en

    def trace(self, cell: Record, *, inner: bool = False) -> str | None:
        """The link to where a printed figure comes from, if that page tells of it."""
        stem = ANNEX_NAME if cell["appendix"] in self.catalogue.annex else f"phu-luc-{cell['appendix']}"
        file, anchor = f"{stem}{SOURCES}", place(cell, self.catalogue)
        if anchor not in self._anchors(self.home.reports / str(cell["year"]) / file):
            return None
        return f"{self.beside('reports', str(cell['year']), file, inner=inner)}#{anchor}"

    def _anchors(self, page: Path) -> frozenset[str]:
        if page not in self._known:
            text = page.read_text(encoding="utf-8") if page.is_file() else ""
            self._known[page] = frozenset(_ANCHOR.findall(text))
        return self._known[page]

    @cached_property
    def _known(self) -> dict[Path, frozenset[str]]:
        return {}

    def documents(self, year: int, stem: str, formats: Sequence[str]) -> list[tuple[str, str]]:
        """The documents of a year that are there: format and link."""
        names = [(each.upper(), f"{stem}.{each}") for each in formats]
        return [
            (label, self.beside("reports", str(year), name))
            for label, name in names
            if (self.home.reports / str(year) / name).is_file()
        ]

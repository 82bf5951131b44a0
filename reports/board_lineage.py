"""The page about lineage: from the columns of the forms to those of the appendices, drawn and as lists."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from reports.appendix import figure_label
from reports.board_words import Site
from reports.tracing_words import Names
from schemas.lineage import Link, links
from schemas.printed import Appendix

# Points of the drawing: a line of a box, the room between boxes, where those on the left end and those on the right
# begin.
LINE, GAP, WIDTH, LEFT, RIGHT = 18, 10, 1040, 460, 700
_LETTERS, _SHORT = 64, 48


def lineage_page(site: Site, year: int) -> str:
    """The appendices, drawn (on a phone told column by column) and row by row; the further tables column by column."""
    tables = [_table(table, year, site) for table in site.catalogue.printed_tables.values()]
    return site.page("lineage.html", "nguon-goc.html", tables=tables, width=WIDTH, line=LINE)


def _table(table: Appendix, year: int, site: Site) -> dict[str, Any]:
    found = links(table, site.catalogue)
    drawn = _drawing(table, found, year, site) if table.number in site.catalogue.appendices else None
    rows = [list(of) for _, of in groupby(found, key=lambda link: link.row)] if drawn else []
    return {
        "table": table,
        "drawing": drawn,
        "rows": [_row(of, table, year, site) for of in rows],
        "columns": list(_columns(table, found, year, site)),
    }


def _columns(table: Appendix, found: Sequence[Link], year: int, site: Site) -> Iterator[dict[str, Any]]:
    """The columns of a table: the columns of forms behind each, whatever the row."""
    for column in table.columns:
        ends = dict.fromkeys((link.form, link.form_column) for link in found if link.column == column.name)
        if not ends:
            continue
        forms = [site.catalogue.reported[form] for form, _ in ends]
        yield {
            "label": figure_label(column, year, site.catalogue),
            "label_en": column.comment_en,
            "ends": [(form, form.column(name)) for form, (_, name) in zip(forms, ends, strict=True)],
        }


def _drawing(table: Appendix, found: Sequence[Link], year: int, site: Site) -> dict[str, Any]:
    """Boxes on both sides, a line for each pair; places in points."""
    sources = list(dict.fromkeys((link.form, link.form_column) for link in found))
    columns = [column for column in table.columns if any(link.column == column.name for link in found)]
    height = max(len(sources), len(columns)) * (2 * LINE + GAP)
    left = {source: _middle(place, len(sources), height) for place, source in enumerate(sources)}
    right = {column.name: _middle(place, len(columns), height) for place, column in enumerate(columns)}
    pairs = dict.fromkeys(((link.form, link.form_column), link.column) for link in found)
    return {
        "height": height,
        "left": [(y, *_source_names(*source, site)) for source, y in left.items()],
        "right": [(right[column.name], _cut(site.column(table, column.name, year), _SHORT)) for column in columns],
        "lines": [(left[source], right[column]) for source, column in pairs],
        "start": LEFT,
        "end": RIGHT,
    }


def _middle(place: int, of: int, height: int) -> int:
    return height * (2 * place + 1) // (2 * of)


def _source_names(form: str, column: str, site: Site) -> tuple[Names, Names]:
    """The form and its column, cut to the width of a box."""
    declared = site.catalogue.reported[form]
    of_form = declared.column(column)
    return (
        _cut((declared.name_vi, declared.name_en), _LETTERS),
        _cut((of_form.comment_vi, of_form.comment_en), _LETTERS),
    )


def _cut(names: Names, most: int) -> Names:
    vi, en = (name if len(name) <= most else f"{name[: most - 1]}…" for name in names)
    return vi, en


def _row(of: Sequence[Link], table: Appendix, year: int, site: Site) -> dict[str, Any]:
    """A row of a table: for each of its columns, the columns and rows of forms behind it."""
    return {
        "number": of[0].row,
        "names": site.row(table, of[0].row),
        "columns": [
            {
                "label": figure_label(table.column(name), year, site.catalogue),
                "label_en": table.column(name).comment_en,
                "indicator": of_column[0].indicator,
                "indicator_names": site.indicator(of_column[0].indicator),
                "ends": list(_ends(of_column, site)),
            }
            for name, group in groupby(of, key=lambda link: link.column)
            for of_column in [list(group)]
        ],
    }


def _ends(of: Sequence[Link], site: Site) -> Iterator[dict[str, Any]]:
    for link in of:
        form = site.catalogue.reported[link.form]
        column = form.column(link.form_column)
        yield {
            "form": form,
            "column": column,
            "code": site.namer.anything(link.code) if link.code else None,
            "term": site.indicator(link.term) if link.term != link.indicator else None,
        }

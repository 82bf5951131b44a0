"""The dictionary: indicators, forms, tables and columns of the warehouse, in one page to search."""

from typing import Any

from reports.board_words import Site
from reports.tracing_words import Names
from warehouse.notes import table_notes


def dictionary_page(site: Site) -> str:
    """Everything that is declared, by name."""
    catalogue = site.catalogue
    indicators = [
        {
            "indicator": each,
            "names": site.indicator(code),
            "unit": catalogue.units[each.unit],
            "form": catalogue.forms[each.source.form] if each.source else None,
        }
        for code, each in catalogue.indicators.items()
    ]
    return site.page(
        "dictionary.html",
        "tu-dien.html",
        indicators=indicators,
        forms=list(catalogue.forms.values()),
        tables=_tables(site),
    )


def _tables(site: Site) -> list[dict[str, Any]]:
    return [
        {"name": name, "names": _both(note), "columns": [(each, *_both(told)) for each, told in columns.items()]}
        for name, (note, columns) in sorted(table_notes(site.catalogue).items())
    ]


def _both(note: str) -> Names:
    vi, _, en = note.partition(" / ")
    return vi, en

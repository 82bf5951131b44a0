"""The pages about figures: the list, and one for each appendix over the years."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from reports.appendix import Cell, figure_cell
from reports.board_words import Record, Site, bare
from reports.completeness import MARK, Marking, kind_of
from reports.documents import FILES
from reports.paper import appendix_paper
from schemas.printed import RATIOS, Appendix, AppendixColumn
from schemas.records import Indicator
from schemas.text import of_any_year


def figures_page(site: Site, figures: Record) -> str:
    """The list of appendices and indicators, each indicator with its newest result."""
    newest = {row["indicator"]: row for row in figures["indicators"] if row["actual"] is not None}
    rows = [_listed(indicator, newest.get(code), site) for code, indicator in site.catalogue.indicators.items()]
    years = {number: _years(number, figures) for number in site.catalogue.appendices}
    return site.page("figures.html", "so-lieu.html", appendices=site.catalogue.appendices, years=years, rows=rows)


def _listed(indicator: Indicator, newest: Record | None, site: Site) -> dict[str, Any]:
    form = site.catalogue.forms[indicator.source.form] if indicator.source else None
    return {
        "code": indicator.code,
        "names": site.indicator(indicator.code),
        "unit": site.catalogue.units[indicator.unit],
        "form": form,
        "year": newest and newest["year"],
        "value": newest and bare(newest["actual"], indicator.decimals),
        "mark": MARK if newest and newest["maturity"] != "final" else "",
    }


def _years(number: int, figures: Record) -> list[int]:
    return sorted((year for year, rows in figures["rows"].items() if rows[number]), reverse=True)


def appendix_page(site: Site, number: int, figures: Record) -> str:
    """An appendix over the years, then as it is printed in the newest ones with its charts, the newest first."""
    years, appendix = _years(number, figures), site.catalogue.appendices[number]
    drawn = [year for year in years if year in figures["drawn"]]
    papers = {year: appendix_paper(number, year, figures["rows"][year], site.catalogue) for year in drawn}
    return site.page(
        "appendix.html",
        "so-lieu.html",
        appendix=appendix,
        over=list(_over_years(appendix, sorted(years), figures, site)) if years else [],
        papers=papers,
        documents={year: site.documents(year, f"phu-luc-{number}", FILES) for year in years},
        trace=lambda year, cell: site.trace(_printed_cell(number, year, cell)),
        bare=bare,
    )


def _printed_cell(number: int, year: int, cell: Cell) -> Record:
    row, _, column = cell.name.partition("-")
    return {"appendix": number, "year": year, "row": row.removeprefix("r"), "column_name": column}


def _over_years(appendix: Appendix, years: Sequence[int], figures: Record, site: Site) -> Iterator[dict[str, Any]]:
    """A table for each printed column that is no ratio: rows by years, as printed, with what marks mean."""
    rows = {year: {row["row"]: row for row in figures["rows"][year][appendix.number]} for year in years}
    columns = [column for column in appendix.columns if column.printed and column.measure not in RATIOS]
    for column in sorted(columns, key=lambda column: column.measure != "actual"):
        marking = Marking(site.catalogue)
        lines = [
            _over_line(appendix, number, column, {year: rows[year][number] for year in years}, marking, site)
            for number in range(1, len(appendix.rows) + 1)
        ]
        label = of_any_year(column.label)
        yield {"column": column, "label": label, "lines": lines, "years": years, "notes": marking.notes}


def _over_line(
    appendix: Appendix,
    number: int,
    column: AppendixColumn,
    by_year: Mapping[int, Record],
    marking: Marking,
    site: Site,
) -> dict[str, Any]:
    """A row of a table over the years: its figures with their marks, None where there is none."""
    row, newest = appendix.rows[number - 1], by_year[max(by_year)]
    indicator = site.catalogue.indicators[row.indicator or column.indicator or ""]
    values: list[tuple[Markup, str] | None] = []
    for year, record in by_year.items():
        cell = figure_cell(0, column, row, record, site.catalogue)
        kind = kind_of(indicator, column.measure)
        mark = marking.mark(record["returns"].get(column.name), kind, year) if cell.value is not None else ""
        values.append(None if cell.value is None else (bare(cell.value, cell.places), mark))  # type: ignore[arg-type]
    return {
        "names": site.row(appendix, number, newest["label"]),
        "unit": site.unit(row.unit or indicator.unit) if newest["unit"] else None,
        "code": indicator.code,
        "values": values,
    }

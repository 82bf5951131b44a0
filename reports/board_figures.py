"""The pages about figures: the list, one for each appendix over the years, one for each indicator."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from reports.appendix import RATIOS, Cell, figure_cell
from reports.board_words import Record, Site, bare
from reports.charts import bar_chart
from reports.completeness import words
from reports.documents import FILES
from reports.numbers import vi_number
from reports.paper import appendix_paper
from reports.tracing_words import Names
from schemas.printed import Appendix
from schemas.records import Indicator
from schemas.text import of_any_year

_MEASURES = ("plan", "actual", "percent_of_plan", "growth", "stock", "next_plan")
_PERCENT_PLACES = 2
_DIMENSIONS: Mapping[str, Names] = {
    "submitter": ("Theo đơn vị báo cáo", "By submitter"),
    "district": ("Theo địa bàn", "By district"),
    "breakdown": ("Theo phân tổ", "By breakdown"),
}
_MATURITY: Mapping[str, Names] = {
    "estimate": ("ước", "estimate"),
    "provisional": ("tạm tính", "provisional"),
    "final": ("chính thức", "final"),
}
INDICATORS = "chi-tieu"
# Indicator, measure, dimension, code -> appendix, row, column.
Places = Mapping[tuple[str, str, str | None, str | None], tuple[int, int, str]]


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
    }


def _years(number: int, figures: Record) -> list[int]:
    return sorted((year for year, rows in figures["rows"].items() if rows[number]), reverse=True)


def appendix_page(site: Site, number: int, figures: Record) -> str:
    """An appendix over the years, then as it is printed in each with its charts, the newest first."""
    years, appendix = _years(number, figures), site.catalogue.appendices[number]
    papers = {year: appendix_paper(number, year, figures["rows"][year], site.catalogue) for year in years}
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
    """A table for each printed column that is no ratio: rows by years, as printed."""
    rows = {year: {row["row"]: row for row in figures["rows"][year][appendix.number]} for year in years}
    columns = [column for column in appendix.columns if column.printed and column.measure not in RATIOS]
    for column in sorted(columns, key=lambda column: column.measure != "actual"):
        lines = []
        for number, row in enumerate(appendix.rows, start=1):
            cells = [figure_cell(0, column, row, rows[year][number], site.catalogue) for year in years]
            indicator = site.catalogue.indicators[row.indicator or column.indicator or ""]
            values = [None if cell.value is None else bare(cell.value, cell.places) for cell in cells]  # type: ignore[arg-type]
            record = rows[years[-1]][number]
            names = _row_names(record["label"], row.breakdown, indicator, site)
            lines.append({"names": names, "unit": record["unit"], "code": indicator.code, "values": values})
        yield {"column": column, "label": of_any_year(column.label), "lines": lines, "years": years}


def _row_names(label: str, breakdown: str | None, indicator: Indicator, site: Site) -> Names:
    name = site.catalogue.breakdown_list(indicator)
    if breakdown and name:
        return label, site.namer.code(name, breakdown)[1]
    return label, "Total" if site.catalogue.breakdown_list(indicator) and not breakdown else indicator.name_en


def indicator_pages(site: Site, figures: Record) -> Iterator[tuple[str, str]]:
    """The file and the text of each indicator's page, those without a figure included."""
    years = {code: list(rows) for code, rows in groupby(figures["indicators"], key=lambda row: row["indicator"])}
    parts = {code: list(rows) for code, rows in groupby(figures["parts"], key=lambda row: row["indicator"])}
    places = {(p["indicator"], p["measure"], p["dimension"], p["code"]): p["place"] for p in figures["places"]}
    for code, indicator in site.catalogue.indicators.items():
        page = _indicator_page(indicator, years.get(code, []), parts.get(code, []), places, site)
        yield f"{INDICATORS}/{code}.html", page


def _indicator_page(
    indicator: Indicator, years: Sequence[Record], parts: Sequence[Record], places: Places, site: Site
) -> str:
    measures = [name for name in _MEASURES if any(row[name] is not None for row in years)]
    return site.page(
        "indicator.html",
        "so-lieu.html",
        inner=True,
        indicator=indicator,
        names=site.indicator(indicator.code),
        unit=site.catalogue.units[indicator.unit],
        form=site.catalogue.forms[indicator.source.form] if indicator.source else None,
        formula=_formula(indicator, site),
        measures=[(name, site.namer.measure(name)) for name in measures],
        years=[_year(indicator, row, measures, places, site) for row in years],
        chart=_chart(indicator, years, site),
        parts=list(_parts(indicator, parts, places, site)),
    )


def _formula(indicator: Indicator, site: Site) -> list[tuple[str, str, Names]]:
    """The terms of a formula: sign, code and names."""
    if indicator.formula is None:
        return []
    signs = {1: "+", -1: "−"}
    above = [(signs[sign], code, site.indicator(code)) for code, sign in indicator.formula.of]
    return above + [(":", code, site.indicator(code)) for code, _ in indicator.formula.to]


def _year(indicator: Indicator, row: Record, measures: Sequence[str], places: Places, site: Site) -> dict[str, Any]:
    """A year of an indicator: its figures, each with the link to its sources, and how many returns they rest on."""
    final = row["maturity"] == "final"
    estimate = None if row["estimate"] is None else bare(row["estimate"], indicator.decimals)
    return {
        "year": row["year"],
        "figures": [_figure(indicator, row, name, (name, None, None), places, site) for name in measures],
        "maturity": _MATURITY[row["maturity"]] if row["maturity"] else None,
        "returns": (row["returns_received"], row["returns_expected"]),
        "note": None if final or not row["returns_expected"] else words({**row, "method": None}, site.catalogue),
        "estimate": estimate,
    }


def _figure(
    indicator: Indicator, row: Record, name: str, what: tuple[str, str | None, str | None], places: Places, site: Site
) -> dict[str, Any] | None:
    value = row[name]
    if value is None:
        return None
    ratio = name in RATIOS
    place = places.get((indicator.code, *what))
    cell = place and dict(zip(("appendix", "row", "column_name"), place, strict=True)) | {"year": row["year"]}
    return {
        "shown": bare(value, _PERCENT_PLACES if ratio else indicator.decimals),
        "suffix": "%" if ratio else "",
        "trace": site.trace(cell, inner=True) if cell else None,
    }


def _chart(indicator: Indicator, years: Sequence[Record], site: Site) -> str | None:
    """Plan against result over the years; nothing to draw where there is one bar."""
    series = [name for name in ("plan", "actual") if any(row[name] is not None for row in years)]
    rows = [
        (str(row["year"]), tuple(Cell("figure", 0, row[name], places=indicator.decimals) for name in series))
        for row in years
        if any(row[name] is not None for name in series)
    ]
    if len(rows) * len(series) < 2:
        return None
    title = " · ".join(site.indicator(indicator.code))
    return bar_chart(title, [" · ".join(site.namer.measure(name)) for name in series], rows).drawings


def _parts(indicator: Indicator, parts: Sequence[Record], places: Places, site: Site) -> Iterator[dict[str, Any]]:
    """A table for each dimension: codes by years, the shares of the newest, and a chart of it."""
    by_dimension = {name: [row for row in parts if row["dimension"] == name] for name in _DIMENSIONS}
    for dimension, rows in by_dimension.items():
        years = sorted({row["year"] for row in rows})
        by_code = {code: {row["year"]: row for row in own} for code, own in groupby(rows, key=lambda row: row["code"])}
        lines = [_part(indicator, dimension, code, own, years, places, site) for code, own in by_code.items()]
        drawn = [
            (
                line["names"][0],
                (Cell("figure", 0, by_code[line["code"]][years[-1]]["actual"], places=indicator.decimals),),
            )
            for line in lines
            if years[-1] in by_code[line["code"]]
        ]
        if lines:
            title = f"{_DIMENSIONS[dimension][0]}, {years[-1]}"
            chart = bar_chart(title, [title], drawn).drawings if len(drawn) > 1 else None
            shares = any(line["share"] for line in lines)
            yield {"names": _DIMENSIONS[dimension], "years": years, "lines": lines, "chart": chart, "shares": shares}


def _part(
    indicator: Indicator,
    dimension: str,
    code: str,
    own: Mapping[int, Record],
    years: Sequence[int],
    places: Places,
    site: Site,
) -> dict[str, Any]:
    what = ("actual", dimension, code)
    newest = own.get(years[-1])
    share = newest["share"] if newest else None
    return {
        "code": code,
        "names": site.namer.part(indicator, dimension, code),
        "figures": [_figure(indicator, own[y], "actual", what, places, site) if y in own else None for y in years],
        "share": None if share is None else vi_number(share, _PERCENT_PLACES),
    }

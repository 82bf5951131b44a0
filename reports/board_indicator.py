"""The page of each indicator: its years, its parts, what they rest on, and charts of them."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from reports.appendix import Cell
from reports.board_words import Record, Site, bare
from reports.charts import bar_chart
from reports.completeness import Marking, kind_of
from reports.numbers import vi_number
from reports.tracing_words import Names
from schemas.printed import RATIOS
from schemas.records import Indicator

_MEASURES = ("plan", "actual", "percent_of_plan", "growth", "stock", "next_plan")
# What rests on decisions, not on returns.
_TARGETS = ("plan", "next_plan")
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
    marking = Marking(site.catalogue)
    wholes = {row["year"]: row for row in years}
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
        years=[_year(indicator, row, measures, places, marking, site) for row in years],
        notes=marking.notes,
        chart=_chart(indicator, years, marking, site),
        parts=list(_parts(indicator, parts, wholes, places, site)),
    )


def _formula(indicator: Indicator, site: Site) -> list[tuple[str, str, Names]]:
    """The terms of a formula: sign, code and names."""
    if indicator.formula is None:
        return []
    signs = {1: "+", -1: "−"}
    above = [(signs[sign], code, site.indicator(code)) for code, sign in indicator.formula.of]
    return above + [(":", code, site.indicator(code)) for code, _ in indicator.formula.to]


def _year(
    indicator: Indicator, row: Record, measures: Sequence[str], places: Places, marking: Marking, site: Site
) -> dict[str, Any]:
    """A year of an indicator: its figures, each with the link to its sources, and how many returns they rest on."""
    estimate = None if row["estimate"] is None else bare(row["estimate"], indicator.decimals)
    return {
        "year": row["year"],
        "figures": [
            _figure(indicator, row, name, (name, None, None), _mark(indicator, row, name, marking), places, site)
            for name in measures
        ],
        "maturity": _MATURITY[row["maturity"]] if row["maturity"] else None,
        "returns": (row["returns_received"], row["returns_expected"]),
        "estimate": estimate,
    }


def _mark(indicator: Indicator, row: Record, name: str, marking: Marking) -> str:
    """The mark of a year's figure: a stock rests on its own returns, a target on none."""
    if name in _TARGETS or row[name] is None:
        return ""
    returns = row["stock_returns"] if name == "stock" else {**row, "method": None}
    return marking.mark(returns, kind_of(indicator, name), row["year"])


def _figure(
    indicator: Indicator,
    row: Record,
    name: str,
    what: tuple[str, str | None, str | None],
    mark: str,
    places: Places,
    site: Site,
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
        "mark": mark,
        "trace": site.trace(cell, inner=True) if cell else None,
    }


def _chart(indicator: Indicator, years: Sequence[Record], marking: Marking, site: Site) -> list[Names]:
    """Plan against result over the years, in each language; nothing to draw where there is one bar."""
    series = [name for name in ("plan", "actual") if any(row[name] is not None for row in years)]
    rows = [
        (
            (str(row["year"]),) * 2,
            tuple(_drawn(indicator, row, name, _mark(indicator, row, name, marking)) for name in series),
        )
        for row in years
        if any(row[name] is not None for name in series)
    ]
    if len(rows) * len(series) < 2:
        return []
    return _drawings(site.indicator(indicator.code), [site.namer.measure(name) for name in series], rows)


def _drawn(indicator: Indicator, row: Record, name: str, mark: str) -> Cell:
    return Cell("figure", 0, row[name], places=indicator.decimals, mark=mark)


def _drawings(title: Names, series: Sequence[Names], rows: Sequence[tuple[Names, tuple[Cell, ...]]]) -> list[Names]:
    """A chart in both languages: the language, and its drawings."""
    return [
        (
            language,
            bar_chart(title[at], [name[at] for name in series], [(names[at], cells) for names, cells in rows]).drawings,
        )
        for at, language in enumerate(("vi", "en"))
    ]


def _parts(
    indicator: Indicator, parts: Sequence[Record], wholes: Mapping[int, Record], places: Places, site: Site
) -> Iterator[dict[str, Any]]:
    """A table for each dimension: codes by years, the shares of the newest, what marks mean, and a chart of it."""
    for dimension, names in _DIMENSIONS.items():
        rows = [row for row in parts if row["dimension"] == dimension]
        years, marking = sorted({row["year"] for row in rows}), Marking(site.catalogue)
        by_code = {code: {row["year"]: row for row in own} for code, own in groupby(rows, key=lambda row: row["code"])}
        lines = [_part(indicator, code, own, years, wholes, marking, places, site) for code, own in by_code.items()]
        if lines:
            chart = _part_chart(indicator, names, years[-1], lines, by_code)
            shares = any(line["share"] for line in lines)
            shown = {"names": names, "years": years, "lines": lines, "notes": marking.notes}
            shown |= {"more": rows[0]["codes_of"] - len(lines)}
            yield shown | {"chart": chart, "shares": shares}


def _part_chart(
    indicator: Indicator,
    names: Names,
    year: int,
    lines: Sequence[Record],
    by_code: Mapping[str, Mapping[int, Record]],
) -> list[Names]:
    """The newest year's parts, where there are several."""
    drawn = [
        (line["names"], (_drawn(indicator, by_code[line["code"]][year], "actual", line["figures"][-1]["mark"]),))
        for line in lines
        if year in by_code[line["code"]]
    ]
    title = f"{names[0]}, {year}", f"{names[1]}, {year}"
    return _drawings(title, [title], drawn) if len(drawn) > 1 else []


def _part(
    indicator: Indicator,
    code: str,
    own: Mapping[int, Record],
    years: Sequence[int],
    wholes: Mapping[int, Record],
    marking: Marking,
    places: Places,
    site: Site,
) -> dict[str, Any]:
    """A part over the years, and its share of the newest, which rests on the whole."""
    newest = own.get(years[-1])
    dimension = next(iter(own.values()))["dimension"]
    what = ("actual", dimension, code)
    share = newest["share"] if newest else None
    kind = kind_of(indicator, "actual")
    whole = {**wholes[years[-1]], "method": None} if years[-1] in wholes else None
    return {
        "code": code,
        "names": site.namer.part(indicator, dimension, code),
        "figures": [
            _figure(indicator, own[y], "actual", what, marking.mark(own[y], kind, y), places, site)
            if y in own
            else None
            for y in years
        ],
        "share": None
        if share is None
        else vi_number(share, _PERCENT_PLACES) + "%" + marking.mark(whole, kind, years[-1]),
    }

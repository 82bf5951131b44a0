"""A dashboard of the appendices for Apache Superset, as the ZIP that it imports, from the declarations.

A table and a chart for each appendix over the views of the contract, and one filter for the year.
"""

import io
import uuid
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from schemas.declarations import Catalogue
from schemas.printed import Appendix, AppendixColumn
from schemas.text import of_any_year
from warehouse.notes import contract_views

Config = dict[str, Any]
_VERSION = "1.0.0"
# Superset keeps an answer for a day unless told otherwise; a publication comes at night, or whenever one is asked for.
_CACHE_SECONDS = 60
# The grid is 12 columns wide; a chart stands beside its table.
_WIDTH, _BESIDE = 12, 5
# Beside bars there is room for so much of a label.
_SHORT = "row || '. ' || case when length(label) > 34 then left(label, 32) || '…' else label end"
_TITLE = "Phụ lục báo cáo thông tin và truyền thông"


def superset_bundle(catalogue: Catalogue, published: Path, year: int) -> bytes:
    """The ZIP: database (the published file, read-only), datasets, charts, and the dashboard, first of that year.

    Every part keeps its identity, so Superset knows it again; of a second import it takes the dashboard alone.
    """
    appendices = list(catalogue.appendices.values())
    charts = [chart for appendix in appendices for chart in (_table(appendix), _bars(appendix)) if chart]
    files: dict[str, Config] = {
        "metadata.yaml": {"version": _VERSION, "type": "Dashboard", "timestamp": "2014-12-31T00:00:00+00:00"},
        "databases/solieu.yaml": _database(published),
        **{f"datasets/solieu/{_view(a)}.yaml": _dataset(a, catalogue) for a in appendices},
        **{f"charts/{number}.yaml": chart for number, chart in enumerate(charts, start=1)},
        "dashboards/solieu.yaml": _dashboard(charts, appendices, year),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, body in files.items():
            bundle.writestr(f"solieu/{name}", yaml.safe_dump(body, allow_unicode=True, sort_keys=False))
    return packed.getvalue()


def _id(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"solieu/{name}"))


def _view(appendix: Appendix) -> str:
    return f"appendix_{appendix.number}"


def _database(published: Path) -> Config:
    return {
        "database_name": "Solieu",
        # Read-write, two charts at once would lock each other out.
        "sqlalchemy_uri": f"duckdb:///{published}?access_mode=READ_ONLY",
        "cache_timeout": _CACHE_SECONDS,
        "expose_in_sqllab": True,
        "allow_run_async": False,
        "allow_ctas": False,
        "allow_cvas": False,
        "allow_dml": False,
        "allow_csv_upload": False,
        "extra": {"allows_virtual_table_explore": True},
        "uuid": _id("database"),
        "version": _VERSION,
    }


def _dataset(appendix: Appendix, catalogue: Catalogue) -> Config:
    view = contract_views(catalogue)[_view(appendix)]
    columns = [
        {
            "column_name": name,
            "verbose_name": vi,
            "description": en,
            "type": kind.upper(),
            "is_active": True,
            "groupby": True,
            "filterable": True,
        }
        for name, (kind, vi, en) in view.columns.items()
    ]
    return {
        "table_name": _view(appendix),
        "schema": "main",
        "description": f"{view.vi} / {view.en}",
        "cache_timeout": _CACHE_SECONDS,
        "uuid": _id(_view(appendix)),
        "database_uuid": _id("database"),
        "columns": columns,
        "metrics": [_metric(column) for column in appendix.columns],
        "version": _VERSION,
    }


def _metric(column: AppendixColumn) -> Config:
    """The figure of the row that is shown: there is one."""
    label = of_any_year(column.label)
    return {"metric_name": column.name, "verbose_name": label, "expression": f"MAX({column.name})"}


def _chart(appendix: Appendix, kind: str, name: str, params: Mapping[str, Any]) -> Config:
    return {
        "slice_name": name,
        "viz_type": kind,
        "params": {"viz_type": kind, "adhoc_filters": [], "row_limit": 1000, **params},
        "cache_timeout": _CACHE_SECONDS,
        "uuid": _id(f"{_view(appendix)}/{kind}"),
        "dataset_uuid": _id(_view(appendix)),
        "version": _VERSION,
    }


def _table(appendix: Appendix) -> Config:
    """The appendix as it is printed, row by row."""
    printed = [column for column in appendix.columns if column.printed]
    units = ["unit"] if any(row.indicator for row in appendix.rows) else []
    formats = {column.name: {"d3NumberFormat": f",.{column.decimals}f"} for column in printed}
    return _chart(
        appendix,
        "table",
        _title(appendix),
        {
            "query_mode": "raw",
            "all_columns": ["row", "label", *units, *(column.name for column in printed)],
            "order_by_cols": ['["row", true]'],
            "column_config": formats,
            "show_cell_bars": False,
        },
    )


def _bars(appendix: Appendix) -> Config | None:
    """The first chart that the appendix declares over its own rows."""
    chart = next((chart for chart in appendix.charts if chart.table is None), None)
    if chart is None:
        return None
    return _chart(
        appendix,
        "echarts_timeseries_bar",
        f"Phụ lục {appendix.number}: {of_any_year(chart.title)}",
        {
            "x_axis": {"label": appendix.row_head_vi, "sqlExpression": _SHORT, "expressionType": "SQL"},
            "metrics": list(chart.bars),
            "groupby": [],
            "orientation": "horizontal",
            "xAxisForceCategorical": True,
            "x_axis_sort": chart.bars[0],
            "x_axis_sort_asc": True,
            "y_axis_format": ",.0f",
            "show_value": True,
            "show_legend": len(chart.bars) > 1,
            "rich_tooltip": True,
        },
    )


def _title(appendix: Appendix) -> str:
    return f"Phụ lục {appendix.number}: {of_any_year(appendix.title_vi)}"


def _dashboard(charts: list[Config], appendices: list[Appendix], year: int) -> Config:
    filters = [_year_filter(appendices[0], year)]
    return {
        "dashboard_title": _TITLE,
        "slug": "solieu",
        "published": True,
        "uuid": _id("dashboard"),
        "position": _layout(charts, appendices),
        "metadata": {"native_filter_configuration": filters, "cross_filters_enabled": False},
        "version": _VERSION,
    }


def _layout(charts: list[Config], appendices: Iterable[Appendix]) -> Config:
    """A row of the grid for each appendix: its table, then its chart."""
    root, grid = "ROOT_ID", "GRID_ID"
    parts: Config = {}
    rows: list[str] = []
    for appendix in appendices:
        mine = [chart for chart in charts if chart["dataset_uuid"] == _id(_view(appendix))]
        row = f"ROW-{appendix.number}"
        rows.append(row)
        names = [f"CHART-{chart['uuid']}" for chart in mine]
        parts[row] = {**_node("ROW", row, [root, grid], names), "meta": {"background": "BACKGROUND_TRANSPARENT"}}
        height = 40 + 4 * len(appendix.rows)
        for name, chart in zip(names, mine, strict=True):
            wide = _WIDTH if len(mine) == 1 else _WIDTH - _BESIDE if chart["viz_type"] == "table" else _BESIDE
            place = {"chartId": 0, "width": wide, "height": height}
            meta = {"uuid": chart["uuid"], "sliceName": chart["slice_name"], **place}
            parts[name] = {**_node("CHART", name, [root, grid, row], []), "meta": meta}
    return {
        "DASHBOARD_VERSION_KEY": "v2",
        root: _node("ROOT", root, [], [grid]),
        grid: _node("GRID", grid, [root], rows),
        "HEADER_ID": {"type": "HEADER", "id": "HEADER_ID", "meta": {"text": _TITLE}},
        **parts,
    }


def _node(kind: str, name: str, parents: list[str], children: list[str]) -> Config:
    return {"type": kind, "id": name, "parents": parents, "children": children}


def _year_filter(appendix: Appendix, year: int) -> Config:
    """One filter for every chart: the column has the same name in each view."""
    chosen = {"filters": [{"col": "year", "op": "IN", "val": [year]}]}
    return {
        "id": "NATIVE_FILTER-year",
        "type": "NATIVE_FILTER",
        "filterType": "filter_select",
        "name": "Năm",
        "description": "",
        "targets": [{"datasetUuid": _id(_view(appendix)), "column": {"name": "year"}}],
        "controlValues": {"multiSelect": False, "enableEmptyFilter": True, "defaultToFirstItem": False},
        "defaultDataMask": {
            "extraFormData": chosen,
            "filterState": {"value": [year], "label": str(year)},
            "ownState": {},
        },
        "scope": {"rootPath": ["ROOT_ID"], "excluded": []},
        "cascadeParentIds": [],
    }

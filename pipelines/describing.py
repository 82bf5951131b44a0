"""What the stewards read of an asset: its description, owners, columns and a preview."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import dagster as dg

from reports.standing import RETURNS
from schemas.catalogue import Catalogue
from schemas.home import Home
from schemas.lineage import links
from schemas.printed import Appendix
from schemas.statuses import STATUSES
from warehouse.inspection import View
from warehouse.notes import table_notes
from warehouse.reading import Record

Metadata = dg.MetadataValue | int | float | bool | str | dg.TableColumnLineage
# What the stewards' view calls what is told of a run.
LABELS: Mapping[str, str] = {
    "answers": "Thư trả lời (answers)",
    "changes": "Các số đã đổi (changes)",
    "due_days": "Số ngày được nộp sau kỳ (days allowed)",
    "element_count": "Số giá trị (element_count)",
    "figures_changed": "Số công bố đã đổi (figures changed)",
    "files": "Số tệp (files)",
    "frequency": "Kỳ báo cáo (frequency)",
    "guilty": "Số dòng vi phạm (guilty)",
    "history": "Các lần xét trước (history)",
    "judged": "Số dòng đã xét (judged)",
    "lineage_page": "Hình vẽ nguồn gốc (lineage page, click to copy)",
    "largest_difference": "Chênh lệch lớn nhất (largest difference)",
    "missing": "Báo cáo quá hạn (overdue returns)",
    "missing_count": "Số giá trị trống (missing_count)",
    "observed_value": "Giá trị thấy được (observed_value)",
    "outbox": "Hộp thư đi (outbox)",
    "overdue": "Số báo cáo quá hạn (overdue)",
    "page": "Trang trên bảng theo dõi (page, click to copy)",
    "pages": "Số trang (pages)",
    "path": "Đường dẫn (path)",
    "preview": "Các dòng đầu (preview)",
    "province": "Tỉnh (province)",
    "provinces": "Các tỉnh (provinces)",
    "published": "Đã công bố (published)",
    "received": "Đã nhận (received)",
    "rejected": "Bị loại và lý do (rejected, and why)",
    "rejections": "Số chỗ bị loại (rejections)",
    "rows": "Các dòng (rows)",
    "seconds": "Thời gian, giây (seconds)",
    "snapshots": "Số ảnh chụp (snapshots)",
    "submitters": "Số đơn vị (submitters)",
    "told": "Đêm báo gì (told)",
    "tolerance": "Sai số cho phép (tolerance)",
    "unexpected_count": "Số giá trị không đạt (unexpected_count)",
    "version": "Phiên bản quy tắc (version)",
    "warnings": "Số chỗ cần xem (warnings)",
}

_LONGEST = 200
_MARKS = re.compile(r"[\\`*\[\]|~<&]|(?<!\w)_|_(?!\w)")
# Whose a province's assets are, and the country's own: the department's, the ministry's.
OWNERS, OWNERS_OF_COUNTRY = ["team:so-tttt"], ["team:bo-tttt"]


def board_page(place: Home, page: str) -> dg.MetadataValue:
    """The address of a page of the board, with its query or anchor, to copy whole into a browser.

    As a path, which Dagster copies with a click: a browser opens no `file:` link of a page that came over HTTP.
    """
    return dg.MetadataValue.path(f"{place.board.as_uri()}/{page}")


def bilingual(note: str) -> str:
    """A note as a description: Vietnamese first, English below."""
    return note.replace(" / ", "\n\n", 1)


def labelled(told: Mapping[str, Any]) -> dict[str, Any]:
    """Metadata under the words that the stewards' view has for it; Dagster's own names stay."""
    return {_label(name): value for name, value in told.items()}


def _label(name: str) -> str:
    kind, _, status = name.partition("_")
    if kind == "files" and status:
        return f"Tệp {STATUSES[status]} ({name})"
    if kind == "returns" and status:
        return f"Báo cáo {RETURNS[status].lower()} ({name})"
    return LABELS.get(name, name)


def table_spec(
    table: str, declared: Catalogue, *, group: str, deps: Sequence[Sequence[str]], kinds: Sequence[str] = ("duckdb",)
) -> dg.AssetSpec:
    """The spec of an asset that is a table or view of the warehouse, described by its own comment."""
    return dg.AssetSpec(
        table.split("."),
        deps=[dg.AssetKey(list(dep)) for dep in {tuple(dep): dep for dep in deps}.values()],
        description=bilingual(table_notes(declared)[table][0]),
        group_name=group,
        kinds=set(kinds),
        owners=OWNERS,
    )


def metadata_of(view: View) -> dict[str, Metadata]:
    """The rows, columns and first lines of a table, as the stewards see them."""
    columns = [
        dg.TableColumn(column["name"], type=column["kind"], description=column["comment"]) for column in view.columns
    ]
    counted: dict[str, Metadata] = {"dagster/row_count": view.rows} if view.rows is not None else {}
    return counted | {
        "dagster/column_schema": dg.MetadataValue.table_schema(dg.TableSchema(columns)),
        LABELS["preview"]: dg.MetadataValue.md(markdown(view.preview)),
    }


def appendix_tables(declared: Catalogue) -> dict[str, Appendix]:
    """The tables of the appendices: their names in the warehouse."""
    return {f"kpi.appendix_{number}": appendix for number, appendix in declared.appendices.items()}


def lineage_told(table: str, declared: Catalogue) -> str:
    """Of the table of an appendix, where the sources of its columns are found; nothing of any other."""
    found = appendix_tables(declared).get(table)
    if not found:
        return ""
    place = f"`nguon-goc.html#table-{found.number}`"
    return (
        f"\n\nNguồn của từng cột: mục Metadata, dòng `dagster/column_lineage`; hình vẽ ở bảng theo dõi, {place}."
        f"\n\nWhere each column comes from: Metadata, `dagster/column_lineage`; drawn on the board, {place}."
    )


def lineage_pages(table: str, place: Home, declared: Catalogue) -> dict[str, Metadata]:
    """Of the table of an appendix, its pages on the board; nothing of any other."""
    found = appendix_tables(declared).get(table)
    if not found:
        return {}
    pages = {"page": f"phu-luc-{found.number}.html", "lineage_page": f"nguon-goc.html#table-{found.number}"}
    return labelled({name: board_page(place, page) for name, page in pages.items()})


def column_lineage(table: str, declared: Catalogue) -> dict[str, Metadata]:
    """Of the table of an appendix, the columns of forms behind each of its columns; nothing of any other."""
    tables = appendix_tables(declared)
    if table not in tables:
        return {}
    behind: dict[str, list[dg.TableColumnDep]] = {}
    for link in links(tables[table], declared):
        dep = dg.TableColumnDep(dg.AssetKey(["core", link.form]), link.form_column)
        of_column = behind.setdefault(link.column, [])
        if dep not in of_column:
            of_column.append(dep)
    return {"dagster/column_lineage": dg.TableColumnLineage(behind)}


def markdown(rows: Sequence[Record], most: int = 200) -> str:
    """A few rows as a Markdown table: decimals without trailing zeros, times to the minute, texts cut."""
    if not rows:
        return "—"
    lines = [" | ".join(rows[0]), " | ".join("---" for _ in rows[0])]
    lines += [" | ".join(_cell(value, most) for value in row.values()) for row in rows]
    return "\n".join(f"| {line} |" for line in lines)


def _cell(value: object, most: int) -> str:
    text = f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else "" if value is None else str(value)
    if isinstance(value, Decimal) and "." in text:  # A text such as `133.230` is printed already.
        text = text.rstrip("0").rstrip(".")
    return _MARKS.sub(_plain, _shortened(" ".join(text.splitlines()), most))


def _shortened(text: str, most: int) -> str:
    """The first words of a long text, and a sign that there are more."""
    if len(text) <= most:
        return text
    whole, _, _ = text[:most].rpartition(" ")
    return f"{whole or text[:most]} …"


def _plain(mark: re.Match[str]) -> str:
    """What Markdown or HTML would take for a mark of theirs, as the character that it is."""
    return {"<": "&lt;", "&": "&amp;"}.get(mark[0], f"\\{mark[0]}")

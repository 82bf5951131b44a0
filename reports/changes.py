"""What is not what it was: between two moments, or if files were accepted; for people at a terminal."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from rich.console import Group, RenderableType
from rich.text import Text

from reports.appendix import cell_suffix, column_label, table_title
from reports.standing import DECISIONS, about, receipt_lines
from reports.summary import INCOMPLETE, before_and_after, contradicted, heading, listing, printed
from schemas.declarations import Catalogue
from schemas.statuses import STATUSES

Record = Mapping[str, Any]
_PERCENT = ("percent_of_plan", "growth")
_PERCENT_PLACES = 2
_MOST_NAMES = 5
_UNSAID = "(chưa có số liệu)"
_SIGNED = "Dòng, cột như đã ký. · Rows and columns as signed."
_TODAYS = "Theo danh mục khai báo hiện hành. · By the declarations in force today."


def with_print(cells: Iterable[Record], catalogue: Catalogue) -> list[dict[str, Any]]:
    """Changed cells, each with the title of its table, the label of its column and its figures as they are printed."""
    return [
        {**cell, "table": _title(cell, catalogue), "column": column_label(cell, catalogue)}
        | {f"printed_{at}": printed(cell[at], cell["decimals"], exact=False) for at in ("before", "after")}
        for cell in cells
    ]


def difference_lines(cells: Sequence[Record], catalogue: Catalogue, *, frozen: bool = False) -> RenderableType:
    """The cells that changed between two moments, and which receipts and decisions changed each.

    `frozen`: they are those of a signed report, and told in its words.
    """
    if not cells:
        return Text("Không có số liệu nào thay đổi. · No figure changed.", style="green")
    receipts = {r["receipt_no"]: r for cell in cells for r in cell["receipts"]}
    decisions = {d["decision_no"]: d for cell in cells for d in cell["decisions"]}
    caused = bool(receipts or decisions)
    lines = [heading("Do các báo cáo và quyết định sau", "By these receipts and decisions")] if caused else []
    lines += [
        Text(f"  {_receipt(r)} {r['file_name']} · {about(r, catalogue)} · {STATUSES[r['status']]}")
        for _, r in sorted(receipts.items())
    ]
    lines += [
        Text(f"  {_decision(d)} {d['decided_by']}: {DECISIONS[d['kind']]} · {d['file_name']} · {d['reason']}")
        for _, d in sorted(decisions.items())
    ]
    return Group(_cells(cells, catalogue, caused=caused), *lines, Text(_SIGNED if frozen else _TODAYS, style="dim"))


def trial_lines(
    receipts: Sequence[Record],
    figures: Sequence[Record],
    cells: Sequence[Record],
    catalogue: Catalogue,
    sentences: Sequence[Record] = (),
    signed: Sequence[Record] = (),
) -> RenderableType:
    """What would become of files; which figures, cells, sentences and signed reports would change, and how."""
    head = Text.assemble(("Chạy thử: chưa có gì được ghi lại. ", "bold"), ("Dry run: nothing is kept.", "dim"))
    parts: list[RenderableType] = [head, receipt_lines(receipts, catalogue)]
    if not figures:
        parts.append(Text("\nKhông có số liệu nào thay đổi. · No figure would change.", style="green"))
        return Group(*parts)
    parts.append(_figures(figures, catalogue))
    parts.append(
        _cells(cells, catalogue) if cells else Text("Không có ô nào của các bảng thay đổi. · No cell of a table.")
    )
    parts += _sentences(sentences)
    against = contradicted(signed)
    return Group(*parts, against) if against else Group(*parts)


def _sentences(sentences: Sequence[Record]) -> list[RenderableType]:
    """Each sentence that would read otherwise, before and after."""
    if not sentences:
        return [Text("Không có câu nào của báo cáo thay đổi. · No sentence of the report.")]
    lines = [heading(f"{len(sentences)} câu của báo cáo thay đổi", "Sentences of the report that would change")]
    for each in sentences:
        lines.append(Text(f"  {each['section']} ({each['year']}) · {each['code']}", style="bold"))
        lines += [Text(f"  {name} {each[at] or _UNSAID}") for name, at in (("Trước:", "before"), ("Nay:  ", "after"))]
    return [*lines]


def _figures(figures: Sequence[Record], catalogue: Catalogue) -> RenderableType:
    measures = catalogue.tables["kpi.indicator_year"].columns
    rows = [
        [
            f"{row['name_vi']} ({row['year']})",
            measures[row["measure"]][0].partition(" (")[0],
            "%" if row["measure"] in _PERCENT else row["unit"],
            *(_value(row, row[at]) for at in ("before", "after")),
        ]
        for row in figures
    ]
    title = heading(f"{len(rows)} số của chỉ tiêu sẽ thay đổi", "Figures of indicators that would change")
    return listing(title, ("Chỉ tiêu", "Đại lượng", "Đơn vị", "Trước", "Nay"), rows, len(rows), most=len(rows))


def _value(row: Record, value: Any) -> str:
    return printed(value, _PERCENT_PLACES, exact=False) if row["measure"] in _PERCENT else printed(value, 0, exact=True)


def _cells(cells: Sequence[Record], catalogue: Catalogue, *, caused: bool = True) -> RenderableType:
    visible = sum(bool(cell["material"]) for cell in cells)
    title = heading(f"{len(cells)} ô thay đổi, {visible} ô quá mức làm tròn", "Cells of tables that change")
    heads = ("Bảng", "Dòng", "Cột", "Trước", "Nay", *(("Do",) if caused else ()))
    rows = (_cell(cell, catalogue)[: len(heads)] for cell in cells)
    listed = listing(title, heads, rows, len(cells), most=len(cells))
    marked = any(cell["incomplete"] or cell["incomplete_before"] for cell in cells)
    return Group(listed, Text(INCOMPLETE, "dim")) if marked else listed


def _cell(cell: Record, catalogue: Catalogue) -> list[str]:
    """Where a cell stands, as it was and is printed, and what changed it."""
    causes = [*map(_receipt, cell["receipts"]), *map(_decision, cell["decisions"])]
    return [
        _title(cell, catalogue),
        _row(cell, catalogue),
        column_label(cell, catalogue),
        *before_and_after(cell, cell_suffix(cell, catalogue)),
        ", ".join(causes),
    ]


def _row(cell: Record, catalogue: Catalogue) -> str:
    """A row by number and label; of a list of codes only those with figures are printed, and numbered."""
    table = catalogue.printed_tables.get(cell["appendix"])
    return str(cell["label"]) if table and table.by else f"{cell['row']}. {cell['label']}"


def rows_told(tables: Iterable[Record], catalogue: Catalogue) -> list[tuple[str, str]]:
    """The tables that have other rows than before (`warehouse.reading.rows_changed`), each in a sentence."""
    return [(_rows_told(table, catalogue, "vi"), _rows_told(table, catalogue, "en")) for table in tables]


def _rows_told(table: Record, catalogue: Catalogue, language: Literal["vi", "en"]) -> str:
    what = [
        getattr(catalogue.messages[f"rows_{kind}"], language).format(names=_names(table[kind]))
        for kind in ("added", "removed", "recast", "moved")
        if table[kind]
    ]
    number = table["appendix"]
    known = number in catalogue.printed_tables
    name = catalogue.table_name(number) if known else f"Bảng {number}"
    told: str = getattr(catalogue.messages["rows_changed"], language)
    return told.format(table=name, what="; ".join(what))


def _names(labels: Any) -> str:
    """The first of the rows' labels, and how many more there are."""
    if labels is True:
        return ""
    more = f" (+{len(labels) - _MOST_NAMES})" if len(labels) > _MOST_NAMES else ""
    return ", ".join(f"“{label}”" for label in labels[:_MOST_NAMES]) + more


def _title(cell: Record, catalogue: Catalogue) -> str:
    return table_title(cell["appendix"], cell["year"], catalogue)


def _receipt(receipt: Record) -> str:
    return f"{receipt['receipt_no']:06d}"


def _decision(decision: Record) -> str:
    return f"QĐ {decision['decision_no']}"

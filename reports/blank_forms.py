"""The blank workbook for a return, made from the form's declaration: whatever is filled in comes back as figures."""

import io
import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from reports.measure import wrapped
from reports.workbook import LINE_POINTS
from schemas.calendar import cutoff, data_from, due_date, is_valid, last_day, period_vi, periods_of, year_of
from schemas.declarations import Catalogue
from schemas.records import Code, Column, Form, Submitter
from schemas.template import IDENTITY_SHEET, Identity
from schemas.text import of_year

_YEAR = re.compile(r"(?:19|20)\d\d")
_HEADER_ROW = 5
_LABEL_WIDTH, _FIGURE_WIDTH = 46, 20


class NotOwed(ValueError):
    """The submitter does not owe the form for the period; the message says why."""


def template(form: Form, submitter: Submitter, period: str, catalogue: Catalogue) -> bytes:
    """The workbook (XLSX) that a submitter fills in and sends back.

    Labels are locked, the cells for figures are yellow and checked as they are typed; a hidden sheet says
    which form, submitter and period it is for. Raises NotOwed.
    """
    _owed(form, submitter, period)
    registers = bool(form.having("breakdown"))
    rows = list(_registered(form, submitter, period, catalogue) if registers else _rows(form, period, catalogue))
    if not rows:
        raise NotOwed(f"Kỳ {period_vi(period)} không có địa bàn nào trong danh mục để điền.")
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        page = book.add_worksheet("Biểu")
        styles = _styles(book)
        _heading(page, styles, form, submitter, period)
        heads = [_label(column, period, catalogue) for column in form.columns]
        for place, (column, head) in enumerate(zip(form.columns, heads, strict=True)):
            page.set_column(place, place, _width(column, place))
            page.write_string(_HEADER_ROW, place, head, styles["header"])
        page.set_row(_HEADER_ROW, _height(heads, form))
        for number, codes in enumerate(rows, start=_HEADER_ROW + 1):
            _row(page, styles, number, form, codes, period, catalogue)
        remark = _HEADER_ROW + len(rows) + 2
        page.write_blank(remark, 0, None, styles["remark"])
        _print_setup(page, form, remark)
        _identity(book, Identity(form.code, submitter.code, period, catalogue.version))
    return buffer.getvalue()


def requested(form: str, submitter: str, period: str, catalogue: Catalogue) -> bytes:
    """The template for a form, a submitter and a period as a person names them by code. Raises NotOwed."""
    if form not in catalogue.forms:
        raise NotOwed(f"Không có biểu “{form}”; các biểu: {', '.join(catalogue.forms)}.")
    wanted = catalogue.forms[form]
    if wanted.layout_of:
        raise NotOwed(f"Biểu “{form}” là một cách trình bày khác của “{wanted.layout_of}”; hãy dùng biểu đó.")
    if submitter not in catalogue.submitters:
        owing = ", ".join(s.code for s in catalogue.submitters.values() if wanted.submitters in s.kinds)
        raise NotOwed(f"Không có đơn vị “{submitter}”; các đơn vị gửi biểu này: {owing}.")
    year = _YEAR.match(period)
    if year is None or period not in periods_of(wanted, int(year[0])):
        raise NotOwed(f"“{period}” không phải kỳ của biểu này; ví dụ: {periods_of(wanted, 2014)[-1]}.")
    return template(wanted, catalogue.submitters[submitter], period, catalogue)


def _owed(form: Form, submitter: Submitter, period: str) -> None:
    if form.submitters not in submitter.kinds:
        raise NotOwed(f"“{submitter.vi}” không thuộc diện gửi biểu “{form.name_vi}” ({form.code}).")
    if not is_valid(form, period) or not is_valid(submitter, period):
        raise NotOwed(f"Kỳ {period_vi(period)} nằm ngoài thời gian áp dụng của biểu mẫu hoặc của đơn vị.")


def _width(column: Column, place: int) -> int:
    return _FIGURE_WIDTH if column.role == "measure" else _LABEL_WIDTH // (1 + place)


def _height(texts: list[str], form: Form) -> int:
    """The height of a row, in points, in which each text wraps within its column: not every program finds it."""
    # Letters are wider than the digits that a column's width counts.
    widths = [_width(column, place) * 9 // 10 for place, column in enumerate(form.columns)]
    return max(len(wrapped(text, width)) for text, width in zip(texts, widths, strict=True)) * LINE_POINTS + 4


def _styles(book: Any) -> dict[str, Any]:
    edge: dict[str, Any] = {"border": 1, "border_color": "#8A8A8A", "valign": "vcenter"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "who": book.add_format({"bold": True}),
        "note": book.add_format({"italic": True, "font_color": "#555555"}),
        "header": book.add_format(edge | {"bold": True, "text_wrap": True, "align": "center", "bg_color": "#DDE6F0"}),
        "label": book.add_format(edge | {"text_wrap": True}),
        "remark": book.add_format({"locked": False, "bg_color": "#FFF9DB"}),
        "unit": book.add_format(edge | {"locked": False}),
        "whole": book.add_format(edge | {"locked": False, "bg_color": "#FFF9DB", "num_format": "#,##0"}),
        "decimal": book.add_format(edge | {"locked": False, "bg_color": "#FFF9DB", "num_format": "#,##0.######"}),
    }


def _heading(page: Any, styles: dict[str, Any], form: Form, submitter: Submitter, period: str) -> None:
    page.write_string(0, 0, form.name_vi, styles["title"])
    page.write_string(1, 0, f"Đơn vị báo cáo: {submitter.vi}", styles["who"])
    page.write_string(2, 0, f"Kỳ báo cáo: {period_vi(period)}", styles["who"])
    note = f"Điền vào các ô màu vàng; ô nào không có thì ghi 0. Hạn gửi: {due_date(form, period):%d/%m/%Y}."
    if len(form.having("code")) > 1:
        note += " Dòng nào đơn vị không cung cấp thì để trống cả dòng."
    if form.regime:
        note += f" Số liệu từ {data_from(form, period):%d/%m/%Y} đến hết {cutoff(form, period):%d/%m/%Y}."
    page.write_string(3, 0, note, styles["note"])
    nothing = "Cả kỳ không phát sinh: ghi “Không phát sinh” vào ô màu vàng dưới bảng và để trống các ô khác."
    page.write_string(4, 0, nothing, styles["note"])


def _label(column: Column, period: str, catalogue: Catalogue) -> str:
    year = year_of(period)
    label = of_year(column.label, year)
    return f"{label} ({catalogue.units[column.unit].vi})" if column.unit else label


def _rows(form: Form, period: str, catalogue: Catalogue) -> Iterator[dict[str, Code]]:
    """One row for each combination of the key's codes that are in force at the period's end."""
    lists = [catalogue.codes_in_force(form.column(name).list or "", last_day(period)) for name in form.key]
    for codes in product(*lists):
        yield dict(zip(form.key, codes, strict=True))


def _registered(form: Form, submitter: Submitter, period: str, catalogue: Catalogue) -> Iterator[dict[str, Code]]:
    """The rows of a register: each indicator that is the submitter's own, by its breakdown where it has one."""
    named, part = form.key[0], form.having("breakdown")[0].name
    for code in catalogue.codes(form.column(named).list or ""):
        indicator = catalogue.indicators[code.code]
        owner = indicator.source.submitter if indicator.source else None
        if owner not in (None, submitter.code):
            continue
        if indicator.by:
            yield from ({named: code, part: each} for each in catalogue.codes_in_force(indicator.by, last_day(period)))
        else:
            yield {named: code}


def _row(
    page: Any,
    styles: dict[str, Any],
    number: int,
    form: Form,
    codes: dict[str, Code],
    period: str,
    catalogue: Catalogue,
) -> None:
    page.set_row(number, _height([codes[c.name].vi if c.name in codes else " " for c in form.columns], form))
    for place, column in enumerate(form.columns):
        if column.role in ("code", "breakdown"):
            page.write_string(number, place, codes[column.name].vi if column.name in codes else "", styles["label"])
        elif column.role == "year":
            page.write_number(number, place, year_of(period), styles["label"])
        elif column.role == "note":
            page.write_blank(number, place, None, styles["remark"])
        elif column.role == "unit":
            measure = next(c for c in form.having("measure") if c.unit_column == column.name)
            base = catalogue.row_units(form, measure)[codes[form.key[0]].code]
            names = [unit.vi for unit in catalogue.units.values() if unit.base == base]
            page.write_string(number, place, catalogue.units[base].vi, styles["unit"])
            page.data_validation(number, place, number, place, _one_of(names))
        else:
            whole = _is_whole(column, codes, form, catalogue)
            page.write_blank(number, place, None, styles["whole" if whole else "decimal"])
            page.data_validation(number, place, number, place, _bounds(column, whole=whole))


def _is_whole(column: Column, codes: dict[str, Code], form: Form, catalogue: Catalogue) -> bool:
    unit = column.unit or catalogue.row_units(form, column)[codes[form.key[0]].code]
    return catalogue.units[unit].whole


def _one_of(names: list[str]) -> dict[str, Any]:
    # A name with a comma in it, such as `Tờ, cuốn`, cannot stand in a list; those cells stay free.
    listed = [name for name in names if "," not in name]
    if len(listed) < len(names):
        return {"validate": "any"}
    return {
        "validate": "list",
        "source": listed,
        "error_title": "Đơn vị tính",
        "error_message": "Chọn một đơn vị tính trong danh sách.",
    }


def _bounds(column: Column, *, whole: bool) -> dict[str, Any]:
    rule: dict[str, Any] = {"validate": "integer" if whole else "decimal", "error_title": "Số liệu không hợp lệ"}
    low = column.min if column.min is not None else -(10**15)
    high = column.max if column.max is not None else 10**15
    kind = "số nguyên" if whole else "số"
    limit = f" không nhỏ hơn {low}" if column.min is not None else ""
    return rule | {
        "criteria": "between",
        "minimum": int(low),
        "maximum": int(high),
        "error_message": f"Ô này cần {kind}{limit}.",
    }


def _print_setup(page: Any, form: Form, last: int) -> None:
    page.freeze_panes(_HEADER_ROW + 1, len(form.having("code")))
    page.set_paper(9)
    if len(form.columns) > 4:
        page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(_HEADER_ROW)
    page.print_area(f"A1:{xl_col_to_name(len(form.columns) - 1)}{last + 1}")
    page.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})


def _identity(book: Any, identity: Identity) -> None:
    page = book.add_worksheet(IDENTITY_SHEET)
    for number, (name, value) in enumerate(vars(identity).items()):
        page.write_row(number, 0, [name, value])
    page.protect()
    page.very_hidden()

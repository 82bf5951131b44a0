"""What every relation of the warehouse and every column of it holds, in both languages."""

from collections.abc import Sequence

from schemas.contract import APPENDIX_TEXTS, ContractView
from schemas.declarations import Catalogue
from schemas.notes import TableNote
from schemas.printed import Appendix
from schemas.records import Column, Form
from schemas.text import of_any_year
from warehouse.models import FIGURE_VIEWS

_APPENDIX_TYPE = "decimal(28, 12)"
_APPENDIX_KEYS = {"year": "integer", "row": "integer", "label": "varchar", "unit": "varchar"}
_ROW_PLACE = {
    "submission_id": ("SHA-256 của tệp", "SHA-256 of the file"),
    "sheet": ("Trang tính", "Sheet"),
    "row": ("Số dòng trong trang tính", "Row number in the sheet"),
}
_SUM = {
    "row": ("Số thứ tự của tổng trong tệp", "Number of the sum in the file"),
    "rows_added": ("Số dòng được cộng", "Rows that were added up"),
}
_LINE = {
    "load_no": ("Số của lần nạp (items.loads)", "Number of the load (items.loads)"),
    "raw": (
        "Nguyên văn các ô của dòng không được nhận, cách nhau bằng ký tự 31; rỗng nếu là dòng trống",
        "The cells, as they stand, of a row that was not accepted, parted by character 31; empty for a blank line",
    ),
}
_INCOMPLETE = (
    "Các cột chưa đủ báo cáo: đã nhận/phải nhận; hoặc vì sao ô để trống (mã tỉnh không có kế hoạch)",
    "Columns whose returns are not all in, with received and expected; or why blank (provinces without a plan)",
)
_MATURITY = (
    "Các cột chưa phải số chính thức: ước (estimate), tạm tính (provisional)",
    "Columns that are not final: estimate, provisional",
)


def relation_notes(catalogue: Catalogue) -> dict[str, TableNote]:
    """Relation (`schema.name`) -> what it and its columns hold."""
    forms = {
        f"core.{form.code}": _form_note(form, catalogue, kept_columns(form)) for form in catalogue.reported.values()
    }
    items = {name: note for form in catalogue.items.values() for name, note in _item_notes(form, catalogue).items()}
    appendices = {f"kpi.appendix_{a.number}": _appendix_note(a) for a in catalogue.appendices.values()}
    views = {f"main.{name}": view.note for name, view in contract_views(catalogue).items()}
    # A view of the contract that is worked out in `kpi` is told there in the same words.
    facts = {name: views[same] for name in FIGURE_VIEWS if (same := f"main.{name.partition('.')[2]}") in views}
    return {**facts, **catalogue.tables, **forms, **items, **appendices, **views}


def published_notes(catalogue: Catalogue) -> dict[str, TableNote]:
    """The same of the published file: the relations and columns that readers get."""
    known = relation_notes(catalogue)
    tables = {
        relation: known[relation].model_copy(update={"columns": {c: known[relation].columns[c] for c in columns}})
        for relation, columns in published_columns(catalogue).items()
    }
    views = {name: note for name, note in known.items() if name.startswith("main.") or name in FIGURE_VIEWS}
    return {**tables, **views}


def published_columns(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """Table -> the columns of it that the published file holds: the declared ones, and the appendices."""
    appendices = {f"kpi.appendix_{a.number}": tuple(_appendix_note(a).columns) for a in catalogue.appendices.values()}
    return {**catalogue.contract.published, **appendices}


def table_notes(catalogue: Catalogue) -> dict[str, tuple[str, dict[str, str]]]:
    """Relation -> its comment and those of its columns: Vietnamese, then English."""
    return comments(relation_notes(catalogue))


def comments(notes: dict[str, TableNote]) -> dict[str, tuple[str, dict[str, str]]]:
    """What relations and columns hold, as the comments of `table_notes`."""
    return {
        relation: (f"{note.vi} / {note.en}", {name: f"{vi} / {en}" for name, (vi, en) in note.columns.items()})
        for relation, note in notes.items()
    }


def contract_views(catalogue: Catalogue) -> dict[str, ContractView]:
    """The views of the contract for readers by name: the declared ones, and one for each appendix."""
    appendices = {f"appendix_{a.number}": _appendix_view(a) for a in catalogue.appendices.values()}
    return {**catalogue.contract.views, **appendices}


def _appendix_view(appendix: Appendix) -> ContractView:
    note = _appendix_note(appendix)
    kinds = _APPENDIX_KEYS | {c.name: _APPENDIX_TYPE for c in appendix.columns}
    columns = {name: (kinds.get(name, "varchar"), vi, en) for name, (vi, en) in note.columns.items()}
    return ContractView(vi=note.vi, en=note.en, csv=True, columns=columns)


def kept_columns(form: Form) -> Sequence[Column]:
    """The columns of a form that its table in `core` has: of an item-level return, what its rows are added up to."""
    return (*form.summed_by, *form.having("measure")) if form.items else form.columns


def _form_note(form: Form, catalogue: Catalogue, kept: Sequence[Column]) -> TableNote:
    units = {c.name: catalogue.units[catalogue.units[c.unit].base] for c in kept if c.unit}
    told = {name: (f" ({unit.vi})", f" ({unit.en})") for name, unit in units.items()}
    columns = {c.name: (c.comment_vi + vi, c.comment_en + en) for c in kept for vi, en in [told.get(c.name, ("", ""))]}
    if form.items and kept != form.columns:
        vi, en = f"{form.name_vi}: tổng các dòng được nhận", f"{form.name_en}: sums of the accepted rows"
        return TableNote(vi=vi, en=en, columns=_ROW_PLACE | _SUM | columns)
    return TableNote(vi=form.name_vi, en=form.name_en, columns=_ROW_PLACE | columns)


def _item_notes(form: Form, catalogue: Catalogue) -> dict[str, TableNote]:
    """Of an item-level return: the view of its accepted rows, and the table of its lines."""
    note = _form_note(form, catalogue, form.columns)
    columns = {name: text for name, text in note.columns.items() if name not in _ROW_PLACE}
    vi, en = f"{note.vi}: từng dòng của tệp", f"{note.en}: the lines of the files"
    return {f"items.{form.code}": note, f"items.{form.code}_lines": TableNote(vi=vi, en=en, columns=_LINE | columns)}


def _appendix_note(appendix: Appendix) -> TableNote:
    title, title_en = appendix.title_vi.replace(" năm {year}", ""), appendix.title_en.replace(", {year}", "")
    columns = {
        "year": ("Năm", "Year"),
        "row": ("Dòng", "Row"),
        "label": (appendix.row_head_vi, "Row label as printed"),
        "unit": ("Đơn vị tính", "Unit as printed"),
        **{c.name: (of_any_year(c.label), c.comment_en) for c in appendix.columns},
        **dict(zip(APPENDIX_TEXTS, (_INCOMPLETE, _MATURITY), strict=True)),
    }
    return TableNote(vi=f"Phụ lục {appendix.number}: {title}", en=title_en, columns=columns)

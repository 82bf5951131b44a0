"""Which figure a person means: of a table by row and column, of an indicator by measure and part."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from reports.appendix import NoFigures, column_label
from reports.tracing_words import Namer
from schemas.declarations import Catalogue
from schemas.text import key

Record = Mapping[str, Any]


def cell_asked(cells: Sequence[Record], number: int, row: str, column: str, catalogue: Catalogue) -> Record:
    """The figure of a table's row (as numbered in print, or by its label) and column (its name or label).

    `cells`: the table's figures of a year (`warehouse.tracing.printed_figures`). Raises NoFigures with what there is.
    """
    heading = catalogue.table_name(number)
    if not cells:
        raise NoFigures(f"{heading}: chưa có số liệu năm này. Hãy chạy `solieu nightly`, hoặc chọn năm khác.")
    rows = _rows(cells, number, catalogue)
    at = {"appendix": number, "year": cells[0]["year"]}
    names = [each.name for each in catalogue.printed_tables[number].columns]
    columns = {name: column_label(at | {"column_name": name}, catalogue) for name in names}
    choices = [f"{place}. {label}" for place, label in rows.values()]
    wanted_row = _row(row, rows)
    if wanted_row is None:
        raise NoFigures(_lacking(heading, "--row", row, choices))
    wanted_column = _named(column, columns)
    if wanted_column is None:
        raise NoFigures(_lacking(heading, "--column", column, [f"{n} ({label})" for n, label in columns.items()]))
    for cell in cells:
        if (cell["row"], cell["column_name"]) == (wanted_row, wanted_column):
            return cell
    there = [column_label(cell, catalogue) for cell in cells if cell["row"] == wanted_row]
    label = rows[wanted_row][1]
    raise NoFigures(f"{heading}, dòng “{label}” không có số ở cột “{columns[wanted_column]}”. Có: {'; '.join(there)}.")


def _rows(cells: Iterable[Record], number: int, catalogue: Catalogue) -> dict[int, tuple[int, str]]:
    """The rows that are printed: each with the number that it is printed under, and its label."""
    labels = {cell["row"]: cell["label"] for cell in cells}
    packed = bool(catalogue.printed_tables[number].by)
    return {row: (place if packed else row, label) for place, (row, label) in enumerate(labels.items(), start=1)}


def _row(wanted: str, rows: Mapping[int, tuple[int, str]]) -> Any:
    if wanted.isdecimal():
        return next((row for row, (place, _) in rows.items() if place == int(wanted)), None)
    return _named(wanted, {row: label for row, (_, label) in rows.items()})


def _named(wanted: str, labels: Mapping[Any, str]) -> Any:
    """What a person names by its own name, its label, or a piece of one label only; None where that is none."""
    sought = key(wanted)
    whole = [name for name, label in labels.items() if sought in (str(name), key(label))]
    pieces = [name for name, label in labels.items() if sought and sought in key(label)]
    return next((found[0] for found in (whole, pieces) if len(found) == 1), None)


def _lacking(heading: str, option: str, given: str, choices: Sequence[str]) -> str:
    opening = f"không có {option} “{given}”" if given else f"hãy nêu {option}"
    return f"{heading}: {opening}. Có: {'; '.join(choices)}."


def indicator_asked(what: str, catalogue: Catalogue) -> str:
    """The code of the indicator that a person names by code or by name. Raises NoFigures with those most like it."""
    names = {key(catalogue.name_vi(each)): code for code, each in catalogue.indicators.items()}
    names |= {code: code for code in catalogue.indicators}
    if key(what) in names:
        return names[key(what)]
    near = dict.fromkeys(names[name] for name in get_close_matches(key(what), names, n=8, cutoff=0.5))
    known = "; ".join(f"{code} ({catalogue.name_vi(catalogue.indicators[code])})" for code in near)
    hint = f" Gần giống: {known}." if known else ""
    raise NoFigures(f"Không có phụ lục, biểu hay chỉ tiêu “{what}”.{hint} Ví dụ: appendix-2, bieu-5, ftth_new.")


def figure_asked(figures: Sequence[Record], what: str, measure: str, part: str, catalogue: Catalogue) -> Record:
    """The figure of an indicator (`warehouse.tracing.figures_of`) of a measure, of the whole or of a part.

    Raises NoFigures with what there is.
    """
    namer = Namer(catalogue)
    indicator = catalogue.indicators[what]
    name = catalogue.name_vi(indicator)
    if not figures:
        raise NoFigures(f"{what} ({name}): chưa có số liệu năm này. Hãy chạy `solieu nightly`, hoặc chọn năm khác.")
    places = {(each["dimension"], each["code"]) for each in figures}
    named = {place: namer.part(indicator, *place)[0] for place in sorted(places, key=str) if place[1]}
    wanted = next((p for p in named if part in p), None) or _named(part, named) if part else (None, None)
    if wanted is None:
        raise NoFigures(_lacking(name, "--breakdown", part, [f"{p[1]} ({label})" for p, label in named.items()]))
    mine = [each for each in figures if (each["dimension"], each["code"]) == wanted]
    for each in mine:
        if each["measure"] == measure:
            return each
    raise NoFigures(_lacking(name, "--measure", measure, [each["measure"] for each in mine]))

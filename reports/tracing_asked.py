"""Which figure a person means: of a table by row and column, of an indicator by measure and part."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from reports.appendix import NoFigures, NoneOfYear, column_label
from reports.tracing_words import Namer
from schemas.declarations import Catalogue
from schemas.text import key
from warehouse.dimensions import appendix_cells

Record = Mapping[str, Any]
_MOST_NEAR = 8


class NoValue(NoFigures):
    """There is no such figure in a year that has others. `figure`: indicator, dimension, code, measure, year."""

    def __init__(self, said: str, figure: Record) -> None:
        """What is said of it, and which figure it would be."""
        super().__init__(said)
        self.figure = figure


def cell_asked(
    cells: Sequence[Record], number: int, row: str, column: str, catalogue: Catalogue, built: int = 0
) -> Record:
    """The figure of a table's row (as numbered in print, or by its label) and column (its name or label).

    `cells`: the table's figures of a year (`warehouse.tracing.printed_figures`); `built`: the year, where its figures
    were built. Raises NoFigures with what there is, NoValue where the cell is blank.
    """
    heading, table = catalogue.table_name(number), catalogue.printed_tables[number]
    year = cells[0]["year"] if cells else built
    if not year:
        raise NoneOfYear(f"{heading}: chưa có số liệu năm này.")
    declared = list(appendix_cells(table, catalogue))
    rows = _rows(cells, declared, packed=bool(table.by))
    columns = {
        each.name: column_label({"appendix": number, "year": year, "column_name": each.name}, catalogue)
        for each in table.columns
    }
    wanted_row = _row(row, rows)
    if wanted_row is None:
        choices = [f"{place}. {label}" for place, label in rows.values() if place]
        labels = {at: label for at, (_, label) in rows.items()}
        raise NoFigures(_lacking(heading, "--row", row, choices, _alike(row, labels)))
    wanted_column = _named(column, columns)
    if wanted_column is None:
        choices = [f"{name} ({label})" for name, label in columns.items()]
        raise NoFigures(_lacking(heading, "--column", column, choices, _alike(column, columns)))
    for cell in cells:
        if (cell["row"], cell["column_name"]) == (wanted_row, wanted_column):
            return cell
    there = [columns[cell["column_name"]] for cell in cells if cell["row"] == wanted_row]
    said = f"{heading}, dòng “{rows[wanted_row][1]}” không có số năm {year} ở cột “{columns[wanted_column]}”."
    said += f" Có: {'; '.join(there)}." if there else ""
    (blank,) = (each for each in declared if (each["row"], each["column_name"]) == (wanted_row, wanted_column))
    raise NoValue(said, _figure(blank, year))


def _figure(cell: Record, year: int) -> dict[str, Any]:
    """What a cell prints."""
    names = {"indicator": "indicator", "dimension": "dimension", "code": "breakdown", "measure": "measure"}
    return {name: cell[of] for name, of in names.items()} | {"year": year}


def _rows(cells: Iterable[Record], declared: Iterable[Record], *, packed: bool) -> dict[int, tuple[int, str]]:
    """The rows: each with the number that it is printed under, and its label; 0 for a code that is not printed."""
    printed = dict.fromkeys(cell["row"] for cell in cells)
    places = {row: place for place, row in enumerate(printed, start=1)}
    labels = {cell["row"]: cell["label"] for cell in (*declared, *cells)}
    return {row: (places.get(row, 0) if packed else row, label) for row, label in sorted(labels.items())}


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


def _alike(wanted: str, labels: Mapping[Any, str]) -> list[str]:
    """The labels that a piece stands in, where it stands in several."""
    sought = key(wanted)
    return [label for label in labels.values() if sought and sought in key(label)]


def _lacking(heading: str, option: str, given: str, choices: Sequence[str], alike: Sequence[str] = ()) -> str:
    if alike:
        return f"{heading}: {option} “{given}” có ở nhiều chỗ: {'; '.join(alike)}. Hãy ghi đủ tên."
    opening = f"không có {option} “{given}”" if given else f"hãy nêu {option}"
    return f"{heading}: {opening}. Có: {'; '.join(choices)}."


def indicator_asked(what: str, catalogue: Catalogue) -> str:
    """The code of the indicator that a person names by code or by name. Raises NoFigures with those most like it."""
    names = {key(catalogue.name_vi(each)): code for code, each in catalogue.indicators.items()}
    names |= {code: code for code in catalogue.indicators}
    if key(what) in names:
        return names[key(what)]
    words = set(key(what).split())
    whole = [name for name in names if words <= set(name.split())]
    near = dict.fromkeys(names[name] for name in (*whole, *get_close_matches(key(what), names, n=8, cutoff=0.5)))
    known = "; ".join(f"{code} ({catalogue.name_vi(catalogue.indicators[code])})" for code in [*near][:_MOST_NEAR])
    hint = f" Gần giống: {known}." if known else ""
    raise NoFigures(f"Không có phụ lục, biểu hay chỉ tiêu “{what}”.{hint} Ví dụ: appendix-2, bieu-5, ftth_new.")


def figure_asked(
    figures: Sequence[Record], what: str, measure: str, part: str, catalogue: Catalogue, built: int = 0
) -> Record:
    """The figure of an indicator (`warehouse.tracing.figures_of`) of a measure, of the whole or of a part.

    `built`: the year, where its figures were built. Raises NoFigures with what there is, NoValue where the year was
    built and has no such figure.
    """
    namer = Namer(catalogue)
    indicator = catalogue.indicators[what]
    name = catalogue.name_vi(indicator)
    whole: dict[str, Any] = {"indicator": what, "dimension": None, "code": None, "measure": measure, "year": built}
    if not figures and built:
        raise NoValue(f"{what} ({name}): không có số năm {built}.", whole)
    if not figures:
        raise NoneOfYear(f"{what} ({name}): chưa có số liệu năm này.")
    places = {(each["dimension"], each["code"]) for each in figures}
    named = {place: namer.part(indicator, *place)[0] for place in sorted(places, key=str) if place[1]}
    wanted = next((p for p in named if part in p), None) or _named(part, named) if part else (None, None)
    if wanted is None:
        raise NoFigures(_lacking(name, "--breakdown", part, [f"{p[1]} ({label})" for p, label in named.items()]))
    mine = [each for each in figures if (each["dimension"], each["code"]) == wanted]
    for each in mine:
        if each["measure"] == measure:
            return each
    said = _lacking(name, "--measure", measure, [each["measure"] for each in mine])
    if not mine:
        parts = "; ".join(f"{code} ({label})" for (_, code), label in named.items())
        said = f"{name}: chưa có số chung, chỉ có số từng phần. Hãy nêu --breakdown: {parts}."
    raise NoValue(said, whole | dict(zip(("dimension", "code"), wanted, strict=True)))

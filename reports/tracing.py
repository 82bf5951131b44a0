"""Where a figure comes from, for people and programs: formula, rounding, sums, and what happened on the way."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.appendix import column_label, figure_cell
from reports.completeness import MARK, Marking, kind_of
from reports.numbers import exact_vi, vi_number
from reports.tracing_estimates import estimate_of, expected, reached_out
from reports.tracing_ways import Ways, is_gone
from reports.tracing_words import Namer, Names, Sum, expression, rounding
from schemas.declarations import Catalogue
from schemas.printed import RATIOS
from schemas.records import Indicator
from warehouse.tracing import TERM, Ground, ground, key_of, printed_figures

Record = Mapping[str, Any]
_PERCENT, _PERCENT_PLACES = "%", 2
# How many returns of a sum the pages tell one by one, and of all sums of a year; `solieu trace` tells all.
MOST_RETURNS, MOST_OF_ALL = 200, 20_000


@dataclass(frozen=True)
class Trace:
    """A figure and where it comes from; names and sentences in Vietnamese and English.

    `cell`: what was asked for, as of `warehouse.tracing`. `printed`: as documents show it; `exact`: to its last digit,
    in the printed unit; `standing`: of a printed figure that is not final its mark, and what that means; `worked`: the
    formula with its numbers, in base units; `estimates`: how the sums of a year that is running are reached out to it.
    `changes`: cells that corrections changed; `rejections`: what was rejected of the returns; `gone`: receipts that do
    not count any more, or never did; `decisions`: what stewards decided about any of them.
    """

    cell: Record
    title: Names
    printed: str
    exact: str
    standing: tuple[Names, ...]
    formula: Names
    worked: str
    estimates: tuple[Names, ...]
    rounding: Names
    sums: tuple[Sum, ...]
    changes: tuple[Record, ...]
    rejections: tuple[Record, ...]
    gone: tuple[Record, ...]
    decisions: tuple[Record, ...]

    @property
    def marked(self) -> str:
        """The figure as it is printed, with its mark."""
        return self.printed + MARK * bool(self.standing)


def traces(cells: Iterable[Record], rests: Ground, catalogue: Catalogue) -> list[Trace]:
    """What there is to say of each figure (as of `warehouse.tracing`); one that rests on nothing is left out."""
    namer, ways = Namer(catalogue), Ways(rests, catalogue)
    sums = {key: tuple(_sums(terms, rests, namer)) for key, terms in rests.terms.items()}
    return [_trace(cell, mine, rests, ways, namer) for cell in cells if (mine := sums.get(key_of(cell)))]


def traces_of(
    connection: Any, tables: Sequence[int], year: int, catalogue: Catalogue, ledger: Any = None
) -> list[Trace]:
    """The traces of all figures that those tables print for a year; `ledger` as of `warehouse.tracing.ground`.

    Of a sum of many returns the largest are told, and fewer where there are many sums: a page is for people, and for a
    computer's memory.
    """
    cells = printed_figures(connection, tables, year)
    return traces(cells, ground(connection, cells, ledger, MOST_RETURNS, MOST_OF_ALL), catalogue)


def _sums(terms: Iterable[Record], rests: Ground, namer: Namer) -> Iterable[Sum]:
    for term in terms:
        key = key_of(term, TERM)
        if returns := rests.returns.get(key):
            place = {name: term[name] for name in ("operand", "side", "sign", "formula", "times")}
            unit = namer.catalogue.units[namer.catalogue.indicators[term["term"]].unit].vi.lower()
            names = namer.term(term, returns)
            yield Sum(**place, key=key, names=names, unit=unit, returns=returns, rest=rests.rest.get(key))


def _trace(cell: Record, sums: tuple[Sum, ...], rests: Ground, ways: Ways, namer: Namer) -> Trace:
    indicator, measure = namer.catalogue.indicators[cell["indicator"]], cell["measure"]
    unit, factor, places, printed = _shown(cell, indicator, namer.catalogue)
    base = namer.catalogue.units[indicator.unit].vi.lower()
    ratio = measure in RATIOS or any(each.formula == "ratio" for each in sums)
    receipts = ways.receipts(sums)
    numbers = {receipt["receipt_no"] for receipt in receipts}
    marking = Marking(namer.catalogue)
    marking.mark(cell if "maturity" in cell else None, kind_of(indicator, measure))
    estimates = rests.estimates if cell.get("method") else {}
    return Trace(
        cell=cell,
        title=_title(cell, indicator, namer),
        printed=printed,
        exact=f"{exact_vi(cell['value'])} {unit}",
        standing=marking.notes,
        formula=(
            expression(sums, measure, lambda each: each.names[0]),
            expression(sums, measure, lambda each: each.names[1]),
        ),
        worked=expression(sums, measure, lambda each: exact_vi(expected(each, estimates))),
        estimates=tuple(reached_out(each, estimates) for each in sums if estimate_of(each, estimates)),
        rounding=rounding(cell["value"], unit, places, printed, base=base, factor=factor, ratio=ratio),
        sums=sums,
        changes=ways.changes(sums),
        rejections=ways.rejections(sums),
        gone=tuple(receipt for receipt in receipts if is_gone(receipt)),
        decisions=tuple(each for each in rests.decisions if each["receipt_no"] in numbers),
    )


def _shown(cell: Record, indicator: Indicator, catalogue: Catalogue) -> tuple[str, int, int, str]:
    """The unit of a figure as printed, how many base units make one, its decimals, and its text."""
    if "appendix" not in cell:
        percent = cell["measure"] in RATIOS
        places = _PERCENT_PLACES if percent else indicator.decimals
        unit = _PERCENT if percent else catalogue.units[indicator.unit].vi.lower()
        return unit, 1, places, vi_number(cell["value"], places) + (_PERCENT if percent else "")
    table = catalogue.printed_tables[cell["appendix"]]
    row, column = table.rows[cell["row"] - 1], table.column(cell["column_name"])
    shown = figure_cell(0, column, row, {column.name: cell["value"]}, catalogue)
    of = catalogue.units[column.unit or row.unit or indicator.unit]
    factor = 1 if cell["measure"] in RATIOS else of.factor
    return of.vi.lower(), factor, shown.places, shown.text


def _title(cell: Record, indicator: Indicator, namer: Namer) -> Names:
    vi, en = namer.figure(indicator, cell["dimension"], cell["code"])
    measure_vi, measure_en = namer.measure(cell["measure"])
    english = f"{en}: {measure_en}, {cell['year']}"
    if "appendix" not in cell:
        return f"{vi}: {measure_vi}, năm {cell['year']}", english
    table = namer.catalogue.printed_tables[cell["appendix"]]
    number = "" if table.by else f"{cell['row']} "
    heading = namer.catalogue.table_name(table.number)
    return (
        f"{heading} năm {cell['year']}, dòng {number}“{cell['label']}”, cột “{column_label(cell, namer.catalogue)}”",
        english,
    )


def trace_command(indicator: str, year: int, measure: str = "actual", code: str | None = None) -> str:
    """What a person types to see where a figure of an indicator comes from."""
    of = "" if measure == "actual" else f" --measure {measure}"
    part = f" --breakdown {code}" if code else ""
    return f"solieu trace {indicator} --year {year}{of}{part}"


def as_record(trace: Trace) -> dict[str, Any]:
    """A trace for programs: the figure, formula, rounding, each sum with its returns and cells, and the history."""
    told = {"vi": trace.title[0], "en": trace.title[1], "printed": trace.printed}
    told["command"] = trace_command(*(trace.cell[name] for name in ("indicator", "year", "measure", "code")))
    return {**trace.cell, **told} | {
        "formula": dict(zip(("vi", "en"), trace.formula, strict=True)),
        "worked": trace.worked,
        "estimates": [dict(zip(("vi", "en"), names, strict=True)) for names in trace.estimates],
        "rounding": dict(zip(("vi", "en"), trace.rounding, strict=True)),
        "sums": [_sum_record(each) for each in trace.sums],
        "changes": trace.changes,
        "rejections": trace.rejections,
        "gone": trace.gone,
        "decisions": trace.decisions,
    }


def _sum_record(each: Sum) -> dict[str, Any]:
    kept = {name: getattr(each, name) for name in ("operand", "side", "sign", "formula", "times", "unit", "total")}
    about = dict(zip(TERM, each.key, strict=True))
    left_out = {*TERM}
    returns = [{name: value for name, value in told.items() if name not in left_out} for told in each.returns]
    return about | kept | {"vi": each.names[0], "en": each.names[1], "returns": returns}

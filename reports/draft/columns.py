"""What a table says against itself: totals and their rows, percentages and their operands, shares and their base."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import permutations

from reports.draft.comparing import compared
from reports.draft.numbers import Number
from reports.draft.opposing import Side
from reports.draft.sheets import OPPOSED, Cell, Column, Sheet

_MOST = Decimal("0.6")
_FEW = 5
_TENS = (10, 100, 1000, 1000000)


@dataclass(frozen=True)
class Off:
    """A cell that others of its table make up; `right` is what it should be by them; `parts` are those cells."""

    cell: Cell
    right: Decimal
    holds: bool
    why: str
    parts: tuple[Cell, ...] = ()


def sums_of(sheet: Sheet) -> Iterator[Off]:
    """Every cell that can be worked out from others of its table."""
    for column in sheet.columns:
        if not column.percent:
            yield from _total_row(sheet, column)
    yield from _percents(sheet)
    yield from _ratios(sheet)
    yield from _differences(sheet)
    yield from _shares(sheet)
    yield from _total_column(sheet)


def _total_row(sheet: Sheet, column: Column) -> Iterator[Off]:
    """A total row against the rows that it closes or opens: one total, every row a figure, one unit."""
    cells = sheet.column(column.place)
    totals = [cell for cell in cells if cell.row in sheet.totals]
    rows = [cell for cell in cells if cell.row not in sheet.totals]
    if len(totals) != 1 or len(rows) < 2 or len({(c.number.unit, c.number.factor) for c in cells}) > 1:
        return
    right = sum((cell.number.value for cell in rows), Decimal(0))
    holds = _adds_up(totals[0], rows, right)
    complete = len(rows) == len(sheet.labels) - len(sheet.totals) and not sheet.nested
    if holds or (complete and not _is_mean(totals[0], rows, right)):
        yield Off(totals[0], right, holds, "total_row", tuple(rows))


def _is_mean(total: Cell, parts: Sequence[Cell], added: Decimal) -> bool:
    """Whether a total is like its rows and no sum of them, as that of a density is, or of half of them at most."""
    values, value = [cell.number.value for cell in parts], total.number.value
    if not value or any(value * power == added for power in _TENS):
        return False
    return min(values) < value < max(values) or value * 2 <= added


def _adds_up(total: Cell, parts: Sequence[Cell], right: Decimal) -> bool:
    """Whether a total is the sum, or as near as figures with decimals that were each rounded can be."""
    if compared(total.number, right):
        return True
    numbers = [cell.number for cell in parts]
    spare = sum((n.step for n in numbers if n.places), Decimal(0)) / 2
    return abs(total.number.value - right) <= spare


def _percents(sheet: Sheet) -> Iterator[Off]:
    """A percent of the plan or a growth against the two columns that it compares.

    Where hardly any of many rows holds, the heads were misread.
    """
    for column in sheet.columns:
        pair = _operands(sheet, column)
        if pair is None:
            continue
        top, base = pair
        found = [_percent(sheet, cell, top, base, column.measure) for cell in sheet.column(column.place)]
        known = [each for each in found if each is not None]
        if len(known) <= _FEW or sum(each.holds for each in known) * 2 >= len(known):
            yield from known


def _operands(sheet: Sheet, column: Column) -> tuple[Column, Column] | None:
    if column.sides:
        top, base = ([c for c in sheet.columns if _stands(c, side)] for side in column.sides)
        return (top[0], base[0]) if len(top) == len(base) == 1 else None
    if column.measure not in ("percent_of_plan", "growth"):
        return None
    against = Side("plan", column.year) if column.measure == "percent_of_plan" else Side("actual", column.year - 1)
    results, bases = ([c for c in sheet.columns if _stands(c, each)] for each in (Side("actual", column.year), against))
    if column.measure == "growth" and not (results and bases):
        return _two_years(sheet)
    return (results[0], bases[0]) if len(results) == len(bases) == 1 else None


def _two_years(sheet: Sheet) -> tuple[Column, Column] | None:
    """The columns of a year and of the one before, where these are all, whatever year the draft is of."""
    levels = sorted((c for c in sheet.columns if _stands(c, Side("actual", c.year))), key=lambda c: c.year)
    return (levels[1], levels[0]) if len(levels) == 2 and levels[1].year == levels[0].year + 1 else None


def _stands(column: Column, side: Side) -> bool:
    """Whether a column is one side of a comparison."""
    measure = "actual" if column.measure in ("new", "stock") else column.measure
    return (measure, column.year) == (side.measure, side.year) and not column.percent


def _percent(sheet: Sheet, cell: Cell, top: Column, base: Column, measure: str) -> Off | None:
    row = {other.column.place: other for other in sheet.cells if other.row == cell.row}
    over, under = row.get(top.place), row.get(base.place)
    if over is None or under is None or not under.number.value:
        return None
    right = over.number.value / under.number.value * 100
    stated = cell.number.value
    moves = measure in ("growth", OPPOSED) and abs(abs(stated) - abs(right - 100)) < abs(stated - right)
    grown = moves or stated < 0
    wanted = [each - 100 if grown else each for each in (right, *_bounds(over.number, under.number))]
    if grown and stated > 0:
        wanted = [abs(each) for each in wanted]
    holds = any(compared(cell.number, each) for each in wanted) or min(wanted) <= stated <= max(wanted)
    return Off(cell, wanted[0], holds, "operands", (over, under))


def _bounds(over: Number, under: Number) -> tuple[Decimal, ...]:
    """Between which percentages one figure may be of another, each rounded or cut off where it has decimals."""
    spare, base = (each.step if each.places else Decimal(0) for each in (over, under))
    if under.value <= base:
        return ()
    least, most = (over.value - spare / 2) / (under.value + base), (over.value + spare) / (under.value - base / 2)
    return least * 100, most * 100


def _ratios(sheet: Sheet) -> Iterator[Off]:
    """A column of shares that are of each row the one of two columns before it in the other: 19 of 34 in breach."""
    for share in (c for c in sheet.columns if c.measure == "share"):
        beside = [c for c in sheet.columns if c.place < share.place and not c.percent]
        cells = sheet.column(share.place)
        for top, base in permutations(beside, 2):
            found = [_percent(sheet, cell, top, base, share.measure) for cell in cells]
            known = [each for each in found if each is not None]
            if len(known) > 2 and sum(each.holds for each in known) >= _MOST * len(known):
                yield from known
                break


def _differences(sheet: Sheet) -> Iterator[Off]:
    """A column of rises and falls that are of most rows what one column before it has more than another."""
    for change in (c for c in sheet.columns if c.measure == "change"):
        beside = [c for c in sheet.columns if c.place < change.place and not c.percent]
        cells = sheet.column(change.place)
        for top, base in permutations(beside, 2):
            found = [_difference(sheet, cell, top, base) for cell in cells]
            known = [each for each in found if each is not None]
            if len(known) > 2 and sum(each.holds for each in known) >= _MOST * len(known):
                yield from known
                break


def _difference(sheet: Sheet, cell: Cell, top: Column, base: Column) -> Off | None:
    row = {other.column.place: other for other in sheet.cells if other.row == cell.row}
    over, under = row.get(top.place), row.get(base.place)
    if over is None or under is None:
        return None
    right = over.number.value - under.number.value
    right = abs(right) if cell.number.value >= 0 else right
    return Off(cell, right, compared(cell.number, right) is not None, "difference", (over, under))


def _shares(sheet: Sheet) -> Iterator[Off]:
    """A column of shares against the amounts beside it: one whole base fits most of its rows."""
    for share in (c for c in sheet.columns if c.measure == "share"):
        beside = [c for c in sheet.columns if c.place < share.place and not c.percent]
        if not beside:
            continue
        amounts = {cell.row: cell for cell in sheet.column(beside[-1].place)}
        pairs = [(amounts[c.row], c) for c in sheet.column(share.place) if c.row in amounts]
        base = _base([pair for pair in pairs if pair[0].row not in sheet.totals])
        if base is None:
            continue
        for amount, cell in pairs:
            right = amount.number.value / base * 100
            yield Off(cell, right, compared(cell.number, right) is not None, "share", (amount,))


def _base(pairs: Sequence[tuple[Cell, Cell]]) -> Decimal | None:
    """The whole number of which most of the shares are taken: the sum of the amounts, or one that they agree on."""
    spans = [span for amount, share in pairs if (span := _span(amount, share))]
    if len(spans) < 2:
        return None
    total = sum((amount.number.value for amount, _ in pairs), Decimal(0))
    candidates = [total, *(low for low, _ in spans)]
    best = max(candidates, key=lambda base: (sum(low <= base <= high for low, high in spans), base == total))
    fitting = sum(low <= best <= high for low, high in spans)
    return best if best and fitting >= 2 and fitting >= _MOST * len(spans) else None


def _span(amount: Cell, share: Cell) -> tuple[Decimal, Decimal] | None:
    """Between which whole bases a share of the amount is as printed, rounded or cut off."""
    value, step = share.number.value, share.number.step
    if not value or not amount.number.value:
        return None
    low = (100 * amount.number.value / (value + step)).to_integral_value(ROUND_FLOOR) + 1
    high = (100 * amount.number.value / max(value - step / 2, step / 10)).to_integral_value(ROUND_CEILING)
    return low, high


def _total_column(sheet: Sheet) -> Iterator[Off]:
    """A column whose head says total against the columns of its row, where most rows say that it is their sum."""
    heads = [c for c in sheet.columns if c.total]
    others = [c for c in sheet.columns if not c.total and not c.percent]
    if len(heads) != 1 or len(others) < 2:
        return
    found = []
    for cell in sheet.column(heads[0].place):
        parts = [c for c in sheet.cells if c.row == cell.row and c.column in others]
        if len(parts) == len(others):
            right = sum((part.number.value for part in parts), Decimal(0))
            found.append(Off(cell, right, _adds_up(cell, parts, right), "total_column", tuple(parts)))
    if len(found) > 2 and sum(each.holds for each in found) >= _MOST * len(found):
        yield from found

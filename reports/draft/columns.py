"""What a table says against itself: totals and their rows, percentages and their operands, shares and their base."""

from collections.abc import Iterator, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from reports.draft.comparing import compared
from reports.draft.sheets import Cell, Column, Off, Sheet
from reports.draft.stating import swapped
from reports.draft.twofold import compared_columns

_MOST = Decimal("0.6")
_QUARTERS, _DIGITS = 4, 4
_TENS = (10, 100, 1000, 1000000)


def sums_of(sheet: Sheet) -> Iterator[Off]:
    """Every cell that can be worked out from others of its table."""
    for column in sheet.columns:
        if not column.percent:
            yield from _total_row(sheet, column)
    yield from compared_columns(sheet)
    yield from _shares(sheet)
    yield from _total_column(sheet)
    yield from _quarters(sheet)


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


def _quarters(sheet: Sheet) -> Iterator[Off]:
    """The one column of a whole year against the four of its parts, in rows whose figures add up or nearly do.

    Where two digits of one part explain what is lacking, it is that part that is wrong.
    """
    levels = [c for c in sheet.columns if not c.percent and c.measure in ("actual", "new")]
    parts, wholes = [c for c in levels if c.partial], [c for c in levels if not c.partial]
    if len(parts) != _QUARTERS or len(wholes) != 1 or {c.year for c in levels} != {wholes[0].year}:
        return
    for whole in sheet.column(wholes[0].place):
        cells = [cell for cell in sheet.cells if cell.row == whole.row and cell.column in parts]
        right = sum((cell.number.value for cell in cells), Decimal(0))
        lacking = whole.number.value - right
        if len(cells) < _QUARTERS or abs(lacking) * 2 > abs(whole.number.value):
            continue
        holds = _adds_up(whole, cells, right)
        slipped = [c for c in cells if swapped(c.number.value, c.number.value + lacking, _DIGITS, _DIGITS)]
        yield Off(whole, right, holds, "quarters", tuple(cells))
        if not holds and len(slipped) == 1:
            yield Off(slipped[0], slipped[0].number.value + lacking, holds, "quarter", (whole,))

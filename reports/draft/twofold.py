"""What a column of a table says of two others: percentages of plans, growth, ratios, differences, with their signs."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import permutations

from reports.draft.comparing import compared
from reports.draft.contexts import years
from reports.draft.numbers import Number
from reports.draft.opposing import Side
from reports.draft.sheets import FALLS, OPPOSED, SIGNED, UNSIGNED, Cell, Column, Off, Sheet
from reports.draft.spans import PART, START, WITHIN
from schemas.prose import Prose, any_of
from schemas.text import folded

_MOST = Decimal("0.6")
_FEW = 5
# A cell, what it should be and between which bounds, and the two cells that make it.
Wanted = tuple[Cell, tuple[Decimal, ...], tuple[Cell, Cell]]


def differing(columns: Sequence[Column], words: Prose) -> list[Column]:
    """The columns; behind two levels, `Tăng thêm` says by how much the one is more, and not what is new.

    Elsewhere it may say either. Where another column gives falls alone, gains and losses are told apart.
    """
    gaining = [c for c in columns if c.measure == "new" and not c.percent and _gains(c, words)]
    changes = [c for c in columns if c.measure == "change" and not c.percent]
    if any(c.moves == FALLS for c in changes):
        return list(columns)
    two = [c for c in gaining if len(gaining) == 1 and not changes and len(_levels(columns, c)) == len(("from", "to"))]
    changed = {c.place: replace(c, gained=True) for c in gaining}
    changed |= {c.place: replace(c, measure="change", indicator=None) for c in two}
    return [changed.get(c.place, c) for c in columns]


def described(columns: Sequence[Column]) -> list[Column]:
    """The columns; one that compares is of a part of the year as the amounts before it are, or of the network.

    Beside a year's start an amount without a year is one of what came since: `Đầu năm | Trong năm | Cuối năm`.
    """
    if any(c.span == START for c in columns):
        columns = [_since_start(c) for c in columns]
    amounts = [c for c in columns if not c.percent and c.measure != "change"]
    there = all(c.measure == "stock" for c in amounts if c.measure != "plan") and bool(amounts)
    return [c if c in amounts else _comparing(c, amounts, there=there) for c in columns]


def _comparing(column: Column, amounts: Sequence[Column], *, there: bool) -> Column:
    before = [c for c in amounts if c.place < column.place]
    return replace(column, span=PART if before and before[-1].partial else column.span, there=there)


def _since_start(column: Column) -> Column:
    plain = column.measure == "actual" and not (column.span or column.percent or years(column.head))
    return replace(column, measure="new", span=WITHIN) if plain else column


def _gains(column: Column, words: Prose) -> bool:
    """Whether a head says that there is more, and not by name what is new."""
    said = folded(column.head)
    rest = any_of(words.gained).sub(" ", said)
    return rest != said and not any_of(words.measures.new).search(rest)


def _levels(columns: Sequence[Column], behind: Column) -> list[Column]:
    """The columns of amounts before one, by their years."""
    alike = [c for c in columns if c.place < behind.place and c.partial == behind.partial]
    levels = [c for c in alike if c.measure in ("actual", "stock") and not c.percent]
    return sorted(levels, key=lambda c: c.year)


def compared_columns(sheet: Sheet) -> Iterator[Off]:
    """Every cell that can be worked out from two others of its row."""
    yield from _percents(sheet)
    yield from _ratios(sheet)
    yield from _differences(sheet)


def _percents(sheet: Sheet) -> Iterator[Off]:
    """A percent of the plan or a growth against the two columns that it compares.

    Where hardly any of many rows holds, the heads were misread.
    """
    for column in sheet.columns:
        pair = _operands(sheet, column)
        if pair is None:
            continue
        known = _read_alike(sheet, column, *pair)
        if len(known) <= _FEW or _holding(known) * 2 >= len(known):
            yield from known


def _operands(sheet: Sheet, column: Column) -> tuple[Column, Column] | None:
    columns = [c for c in sheet.columns if c.partial == column.partial or c.measure == "plan"]
    if column.sides:
        top, base = ([c for c in columns if _stands(c, side)] for side in column.sides)
        return (top[0], base[0]) if len(top) == len(base) == 1 else None
    if column.measure not in ("percent_of_plan", "growth"):
        return None
    against = Side("plan", column.year) if column.measure == "percent_of_plan" else Side("actual", column.year - 1)
    results, bases = ([c for c in columns if _stands(c, each)] for each in (Side("actual", column.year), against))
    if column.measure == "growth" and not (results and bases):
        return _two_years(columns)
    return (results[0], bases[0]) if len(results) == len(bases) == 1 else None


def _two_years(columns: Sequence[Column]) -> tuple[Column, Column] | None:
    """The columns of a year and of the one before, where these are all, whatever year the draft is of."""
    levels = sorted((c for c in columns if _stands(c, Side("actual", c.year))), key=lambda c: c.year)
    return (levels[1], levels[0]) if len(levels) == 2 and levels[1].year == levels[0].year + 1 else None


def _stands(column: Column, side: Side) -> bool:
    """Whether a column is one side of a comparison."""
    measure = "actual" if column.measure in ("new", "stock") else column.measure
    return (measure, column.year) == (side.measure, side.year) and not column.percent


def _read_alike(sheet: Sheet, column: Column, top: Column, base: Column) -> list[Off]:
    """What the cells of a column should be, all of them the one in percent of the other, or all of them the growth.

    That which more rows hold to; of equals, that which more are nearer to.
    """
    wholly, grown = (_percentages(sheet, column, top, base, grown=grown) for grown in (False, True))
    signed = any(cell.number.value < 0 for cell in sheet.column(column.place))
    if not (signed or column.measure in ("growth", OPPOSED)):
        return _offs(column, wholly)
    tried = [_offs(column, wholly), _offs(column, grown)]
    if _holding(tried[0]) != _holding(tried[1]):
        return max(tried, key=_holding)
    nearer = sum(
        abs(abs(cell.number.value) - abs(moved[0])) < abs(cell.number.value - whole[0])
        for (cell, whole, _), (_, moved, _) in zip(wholly, grown, strict=True)
    )
    return tried[nearer * 2 >= len(wholly)]


def _percentages(sheet: Sheet, column: Column, top: Column, base: Column, *, grown: bool) -> list[Wanted]:
    less = 100 if grown else 0
    found = []
    for cell, over, under in _rows(sheet, column, top, base):
        if under.number.value:
            right = over.number.value / under.number.value * 100
            wanted = tuple(each - less for each in (right, *_bounds(over.number, under.number)))
            found.append((cell, wanted, (over, under)))
    return found


def _rows(sheet: Sheet, column: Column, top: Column, base: Column) -> Iterator[tuple[Cell, Cell, Cell]]:
    """The cells of a column with those of two others in the same row."""
    overs, unders = ({cell.row: cell for cell in sheet.column(each.place)} for each in (top, base))
    for cell in sheet.column(column.place):
        if cell.row in overs and cell.row in unders:
            yield cell, overs[cell.row], unders[cell.row]


def _bounds(over: Number, under: Number) -> tuple[Decimal, ...]:
    """Between which percentages one figure may be of another, each rounded or cut off where it has decimals."""
    spare, base = (each.step if each.places else Decimal(0) for each in (over, under))
    if under.value <= base:
        return ()
    least, most = (over.value - spare / 2) / (under.value + base), (over.value + spare) / (under.value - base / 2)
    return least * 100, most * 100


def _ratios(sheet: Sheet) -> Iterator[Off]:
    """A column of shares that are of each row the one of two columns before it in the other: 19 of 34 in breach.

    Beside the levels of two years they may be the growth; it is one of these in the whole column.
    """
    for share in (c for c in sheet.columns if c.measure == "share"):
        beside = [c for c in sheet.columns if c.place < share.place and not c.percent]
        levels = _levels(beside, share)
        read = [
            _offs(share, _percentages(sheet, share, top, base, grown=True))
            for base, top in permutations(levels, 2)
            if base.year < top.year
        ]
        read += [_offs(share, _percentages(sheet, share, *pair, grown=False)) for pair in permutations(beside, 2)]
        yield from _best(read)


def _best(read: Sequence[list[Off]]) -> list[Off]:
    """The reading of a column that most of its rows hold to; none where no reading fits most."""
    best = max(read, key=lambda each: (sum(one.holds for one in each), _holding(each)), default=[])
    return best if len(best) > 2 and _holding(best) >= _MOST * len(best) else []


def _differences(sheet: Sheet) -> Iterator[Off]:
    """A column of rises and falls: by how much the later of two levels before it is more than the other.

    Else what of most rows one column before it has more than another.
    """
    changes = [c for c in sheet.columns if c.measure == "change"]
    for change in changes:
        beside = [c for c in sheet.columns if c.place < change.place and not c.percent]
        levels = _levels(beside, change)
        others = [c for c in beside if c not in (*levels, change) and c.measure != "new"]
        if len(changes) == 1 and not others and len(levels) == 2 and levels[0].year < levels[1].year:
            known = _offs(change, _differing(sheet, change, levels[1], levels[0]))
            if len(known) < 2 or _holding(known) * 2 >= len(known):
                yield from known
                continue
        yield from _best([_offs(change, _differing(sheet, change, *pair)) for pair in permutations(beside, 2)])


def _differing(sheet: Sheet, change: Column, top: Column, base: Column) -> list[Wanted]:
    rows = _rows(sheet, change, top, base)
    return [(cell, (over.number.value - under.number.value,), (over, under)) for cell, over, under in rows]


def _holding(known: Sequence[Off]) -> int:
    """How many of the cells are what they should be, a sign left out or not."""
    return sum(each.holds or each.why == UNSIGNED or each.right == -each.cell.number.value for each in known)


def _offs(column: Column, wanted: Sequence[Wanted]) -> list[Off]:
    """The cells of a column against what they should be, with the signs that it gives falls.

    A fall without one is wrong where the head or another fall of the column says that it has one.
    """
    why = "operands" if column.percent else "difference"
    fallen = any(cell.number.value < 0 and _fits(cell, rights) for cell, rights, _ in wanted)
    moves = SIGNED if fallen and column.moves != FALLS else "" if fallen else column.moves
    return [_off(cell, rights, parts, why, moves) for cell, rights, parts in wanted]


def _off(cell: Cell, rights: tuple[Decimal, ...], parts: tuple[Cell, Cell], why: str, moves: str) -> Off:
    positive, turned = cell.number.value > 0, tuple(-each for each in rights)
    if _fits(cell, rights):
        clear = moves != FALLS or not positive
        return Off(cell, rights[0], clear, why if clear else UNSIGNED, parts)
    if moves != SIGNED and positive and _fits(cell, turned):
        return Off(cell, turned[0], moves == FALLS, why if moves == FALLS else UNSIGNED, parts)
    bare = moves != SIGNED and positive
    return Off(cell, abs(rights[0]) if bare else rights[0], holds=False, why=why, parts=parts)


def _fits(cell: Cell, rights: Sequence[Decimal]) -> bool:
    value = cell.number.value
    return any(compared(cell.number, each) for each in rights) or min(rights) <= value <= max(rights)

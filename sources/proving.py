"""Which reading of a number the total of its table proves.

Ambiguous are a number with one separator where whole units are due, and, where decimals are possible, a text such as
`1,250` of which a total says that the grammar's 1,25 is not what was meant.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

import polars as pl

from schemas.declarations import Catalogue
from schemas.frames import PROBLEM, TEXT
from schemas.records import Column
from sources.explaining import at
from sources.findings import Finding
from sources.numbers import TWO_READINGS, readings, vietnamese
from sources.total_rows import TABLE, Record, Span, Total
from sources.typed import ABSENT, LETTER, TYPED, UNIT

AMBIGUOUS = "ambiguous_number"
# The choices of two halves are met in the middle, so this many ambiguous cells cost a thousand sums each.
_MOST = 20
_SOFT = "__soft"

Fit = list[tuple[Record, Decimal]]


@dataclass
class Proofs:
    """What the totals of a column say, by row of the frame: the value of a cell and why, or None where it is open.

    `doubted`: texts of which a total contradicts the reading that was taken, and proves no other.
    """

    values: dict[int, Decimal] = field(default_factory=dict)
    findings: dict[int, tuple[str, Finding]] = field(default_factory=dict)
    doubted: set[int] = field(default_factory=set)


def prove(
    details: pl.DataFrame, sums: pl.DataFrame, known: list[Total], column: Column, catalogue: Catalogue
) -> Proofs:
    """The cells of a column of which a total allows one reading; only tables with such cells are read row by row."""
    name, proofs = column.name, Proofs()
    soft = ~pl.col(name + TYPED) & pl.col(name + PROBLEM).is_null() & pl.col(name + TEXT).str.contains(TWO_READINGS)
    details = details.with_row_index("__at").with_columns(soft.alias(_SOFT))
    doubted = details.filter((pl.col(name + PROBLEM) == AMBIGUOUS) | pl.col(_SOFT))
    if not doubted.height:
        return proofs
    said = {(row["submission_id"], row["sheet"], row["row"]): row for row in sums.iter_rows(named=True)}
    parts = details.partition_by(TABLE, as_dict=True)
    for table in dict.fromkeys(doubted.select(TABLE).iter_rows()):
        rows, disputed, agreed = parts[table].to_dicts(), set[int](), set[int]()
        for total in (each for each in known if (each.submission_id, each.sheet) == table):
            record = said[*table, total.row.number]
            ways = list(_ways(total, rows))
            as_read = next((way for way in ways if _adds_up(record, way, column, catalogue)), [])
            if as_read:
                agreed |= {part["__at"] for part in as_read if part[_SOFT]}
                continue
            _weigh(record, ways, column, catalogue, proofs, disputed)
        for index in disputed | agreed:
            proofs.values.pop(index, None)
            proofs.findings.pop(index, None)
        proofs.doubted |= disputed & {row["__at"] for row in rows if row[_SOFT]}
        proofs.doubted -= agreed | proofs.values.keys()
    return proofs


def _ways(total: Total, rows: list[Record]) -> Iterator[list[Record]]:
    """The rows that a total may add up, for each choice of them."""
    for way in total.ways:
        yield [part for span in way for part in _within(rows, span)]
    for chosen in total.sets:
        yield [part for part in rows if part["row"] in chosen]


def _within(parts: list[Record], span: Span) -> list[Record]:
    return [part for part in parts if span[0] <= part["row"] <= span[1]]


def _weigh(
    total: Record,
    ways: list[list[Record]],
    column: Column,
    catalogue: Catalogue,
    proofs: Proofs,
    disputed: set[int],
) -> None:
    """Note what one total proves, or which of the readings taken it leaves in doubt."""
    fits = [fit for way in ways for fit in _fits(total, way, column, catalogue)]
    distinct = {tuple((part["__at"], value) for part, value in fit) for fit in fits}
    if len(distinct) != 1:
        doubtful = [part for fit in fits for part, _ in fit] or _nearer_thousands(total, ways, column)
        proofs.doubted |= {part["__at"] for part in doubtful if part[_SOFT]}
        return
    for part, value in fits[0]:
        index = part["__at"]
        if proofs.values.get(index, value) != value:
            disputed.add(index)
        proofs.values[index] = value
        if value != part[column.name]:
            proofs.findings[index] = part["submission_id"], _proof(part, value, total, column, catalogue)


def _choices(row: Record, column: Column, catalogue: Catalogue) -> tuple[Decimal, ...] | None:
    """What a cell may mean: its value, both readings of an ambiguous text, nothing added by an absence; else None."""
    name = column.name
    if row[name + PROBLEM] == AMBIGUOUS or row.get(_SOFT):
        factor = catalogue.stated_units[row[name + UNIT]].factor
        return tuple(reading * factor for reading in readings(row[name + TEXT]))
    if row[name] is not None:
        return (row[name],)
    return (Decimal(0),) if row[name + ABSENT] is not None else None


def _adds_up(total: Record, parts: list[Record], column: Column, catalogue: Catalogue) -> bool:
    """Whether the parts as they were read, none of them in doubt, come to what the total may mean."""
    name, targets = column.name, _choices(total, column, catalogue)
    if not targets or any(part[name] is None and part[name + ABSENT] is None for part in parts):
        return False
    return sum((part[name] or Decimal(0) for part in parts), Decimal(0)) in targets


def _fits(total: Record, parts: list[Record], column: Column, catalogue: Catalogue) -> list[Fit]:
    """At most two ways to read the ambiguous parts so that they add up to the total."""
    choices = [_choices(part, column, catalogue) for part in parts]
    targets = _choices(total, column, catalogue)
    open_parts = [part for part, choice in zip(parts, choices, strict=True) if choice and len(choice) > 1]
    if targets is None or None in choices or not open_parts:
        return []
    fixed = sum((choice[0] for choice in choices if choice and len(choice) == 1), Decimal(0))
    options = [(choice[0], choice[1]) for choice in choices if choice and len(choice) > 1]
    found: list[tuple[Decimal, ...]] = []
    for target in dict.fromkeys(targets):
        found += _alike(options, target - fixed) if len(options) > _MOST else _met(options, target - fixed)
    return [list(zip(open_parts, fit, strict=True)) for fit in found[:2]]


def _alike(options: list[tuple[Decimal, Decimal]], target: Decimal) -> list[tuple[Decimal, ...]]:
    """All read alike: one reading is a thousand times the other, so above zero nothing else comes to the same sum."""
    ways = [way for way in zip(*options, strict=True) if sum(way) == target]
    return ways if all(min(option) > 0 for option in options) else []


def _met(options: list[tuple[Decimal, Decimal]], target: Decimal) -> list[tuple[Decimal, ...]]:
    """The ways to choose one reading each, the sums of two halves met in the middle."""
    middle = len(options) // 2
    left, right = _sums(options[:middle]), _sums(options[middle:])
    return [(*one, *two) for sum_left, ways in left.items() for one in ways for two in right.get(target - sum_left, [])]


def _sums(options: list[tuple[Decimal, Decimal]]) -> dict[Decimal, list[list[Decimal]]]:
    """Every sum of one choice each -> at most two ways to reach it."""
    reached: dict[Decimal, list[list[Decimal]]] = {Decimal(0): [[]]}
    for choice in options:
        wider: dict[Decimal, list[list[Decimal]]] = {}
        for value in choice:
            for total, ways in reached.items():
                held = wider.setdefault(total + value, [])
                held += [[*way, value] for way in ways][: 2 - len(held)]
        reached = wider
    return reached


def _nearer_thousands(total: Record, ways: list[list[Record]], column: Column) -> list[Record]:
    """The doubtful parts of a total that lies nearer to their sum as thousands than to the one that was taken."""
    name = column.name
    for way in ways:
        soft = [part for part in way if part[_SOFT]]
        if not soft or total[name] is None or any(part[name] is None and part[name + ABSENT] is None for part in way):
            continue
        taken = sum((part[name] or Decimal(0) for part in way), Decimal(0))
        thousands = taken + sum(part[name] * 999 for part in soft)
        if abs(total[name] - thousands) < abs(total[name] - taken):
            return soft
    return []


def _proof(part: Record, value: Decimal, total: Record, column: Column, catalogue: Catalogue) -> Finding:
    factor = catalogue.stated_units[part[column.name + UNIT]].factor
    params = {
        "reading": vietnamese(value / factor),
        "total_cell": f"{total[column.name + LETTER]}{total['row']}",
        "total": total[column.name + TEXT],
    }
    return at(part, column, "number_proven", params=params, rejects=False)

"""What the total rows of a table say of its rows: whether they add up, and which reading of a number they prove."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from schemas.declarations import Catalogue
from schemas.frames import PROBLEM, TEXT, VALUE
from schemas.records import Column, Form
from sources.explaining import at
from sources.findings import Finding
from sources.lexicon import Lexicon
from sources.nesting import Nesting, adds_up, whole_rows
from sources.numbers import readings, vietnamese
from sources.rows import Row, is_carried, is_grand_total
from sources.typed import ABSENT, LETTER, UNIT

Record = dict[str, Any]
Span = tuple[int, int]

_TABLE = ("submission_id", "sheet")
_AMBIGUOUS = "ambiguous_number"
# The choices of two halves are met in the middle, so this many ambiguous cells cost a thousand sums each.
_MOST = 20


@dataclass(frozen=True)
class Total:
    """A total row of a file's sheet, and the rows that it may add up.

    `spans`: first and last of such rows, as shown; `sets`: the rows themselves, in a table whose rows are
    parts of one another; `alike`: those of the code that the total row names in another column.
    """

    submission_id: str
    sheet: str
    row: Row
    spans: tuple[Span, ...]
    sets: tuple[frozenset[int], ...] = ()
    alike: tuple[int, ...] = ()

    @property
    def ways(self) -> list[list[Span]]:
        """Each choice of rows that it may add up, as spans."""
        return [[span] for span in self.spans] + ([[(row, row) for row in self.alike]] if self.alike else [])


def totals(
    submission_id: str, sheet: str, found: list[Row], form: Form, words: Lexicon, outline: Nesting | None = None
) -> Iterator[Total]:
    """The total rows among the rows of a table.

    The one grand total adds up the whole table. Any other total adds up the rows since the total before
    it, or those down to the total after it, or the whole table: its own figure tells which. A total that names
    a code in another column (`Toàn tỉnh`, `FTTH`) adds up the rows of that code, and what is carried forward from
    page to page all rows before it. Where rows are parts of one another, the outline tells.
    """
    if outline:
        rows = {row.number: row for row in found}
        yield from (Total(submission_id, sheet, rows[n], (), whole_rows(outline, n)) for n in outline.candidates)
        return
    data = [row.number for row in found if row.kind == "data"]
    marks = [row for row in found if row.kind == "total"]
    grand = [row for row in marks if is_grand_total(row, form, words)]
    if not data:
        return
    whole = (data[0], data[-1])
    for index, row in enumerate(marks):
        if alike := _alike(row, found, form, words):
            yield Total(submission_id, sheet, row, (), alike=alike)
            continue
        if is_carried(row, form, words):
            yield Total(submission_id, sheet, row, ((data[0], row.number - 1),) if data[0] < row.number else ())
            continue
        before = marks[index - 1].number + 1 if index else data[0]
        after = marks[index + 1].number - 1 if index + 1 < len(marks) else data[-1]
        spans = [whole] if grand == [row] else [(before, row.number - 1), (row.number + 1, after), whole]
        held = (span for span in spans if any(span[0] <= number <= span[1] for number in data))
        yield Total(submission_id, sheet, row, tuple(dict.fromkeys(held)))


def _alike(total: Row, found: list[Row], form: Form, words: Lexicon) -> tuple[int, ...]:
    """The rows of the codes that a total row names beside its label."""
    named = {c.name: words.code(total.texts[c.name], c.list or "") for c in form.having("code")}
    wanted = {name: code for name, code in named.items() if code}
    data = (row for row in found if row.kind == "data") if wanted else ()
    lists = {c.name: c.list or "" for c in form.having("code")}
    return tuple(
        row.number
        for row in data
        if all(words.code(row.texts[name], lists[name]) == code for name, code in wanted.items())
    )


def added_up(
    details: pl.DataFrame, sums: pl.DataFrame, known: Iterable[Total], form: Form, catalogue: Catalogue
) -> set[tuple[str, str, int]]:
    """The total rows, by submission, sheet and row, of which a figure is the sum of rows that they may stand for."""
    proven: set[tuple[str, str, int]] = set()
    totals = list(known)
    for column in form.having("measure") if totals else ():
        if adds_up(column, catalogue):
            said = sums.select(*_TABLE, total="row", said=column.name).filter(pl.col("said") != 0)
            both = _added(details, totals, column).join(said, on=[*_TABLE, "total"])
            proven |= set(both.filter(pl.col("added") == pl.col("said")).select(*_TABLE, "total").iter_rows())
    return proven


def settle(
    details: pl.DataFrame, sums: pl.DataFrame, known: Iterable[Total], form: Form, catalogue: Catalogue
) -> tuple[pl.DataFrame, list[tuple[str, Finding]]]:
    """Let the totals of each table prove the numbers that could be read in two ways, then check the totals.

    `details` and `sums` are the typed frames of the data rows and of the total rows. Gives the details with
    the proven values in place, and what was found: a proof per cell, a warning per total that adds up nothing.
    """
    totals = list(known)
    findings: list[tuple[str, Finding]] = []
    for column in form.having("measure") if totals else ():
        if adds_up(column, catalogue):
            proven = _prove(details, sums, totals, column, catalogue)
            findings += [(part["submission_id"], finding) for part, _, finding in proven]
            details = _with_proven(details, column.name, {part["__at"]: value for part, value, _ in proven})
            findings += _differing(details, sums, totals, column, catalogue)
    return details, findings


def _with_proven(details: pl.DataFrame, name: str, values: Mapping[int, Decimal]) -> pl.DataFrame:
    if not values:
        return details
    at = pl.int_range(pl.len(), dtype=pl.UInt32)
    mine = at.is_in(list(values))
    texts = {index: str(value) for index, value in values.items()}
    proven = at.replace_strict(texts, default=None, return_dtype=pl.String).cast(VALUE)
    return details.with_columns(
        pl.when(mine).then(proven).otherwise(name).alias(name),
        pl.when(mine).then(None).otherwise(name + PROBLEM).alias(name + PROBLEM),
    )


def _within(parts: list[Record], span: Span) -> list[Record]:
    return [part for part in parts if span[0] <= part["row"] <= span[1]]


def _choices(row: Record, name: str) -> tuple[Decimal, ...] | None:
    """What a cell may mean: its value, both readings of an ambiguous text, nothing added by an absence; else None."""
    if row[name] is not None:
        return (row[name],)
    if row[name + PROBLEM] == _AMBIGUOUS:
        return readings(row[name + TEXT])
    return (Decimal(0),) if row[name + ABSENT] is not None else None


def _prove(
    details: pl.DataFrame, sums: pl.DataFrame, known: list[Total], column: Column, catalogue: Catalogue
) -> list[tuple[Record, Decimal, Finding]]:
    """The ambiguous cells of a column of which a total allows one reading; only their tables are read row by row."""
    ambiguous = details.filter(pl.col(column.name + PROBLEM) == _AMBIGUOUS)
    doubted = set(ambiguous.select(_TABLE).iter_rows())
    if not doubted:
        return []
    said = {(row["submission_id"], row["sheet"], row["row"]): row for row in sums.iter_rows(named=True)}
    parts = details.with_row_index("__at").partition_by(_TABLE, as_dict=True)
    found: dict[int, tuple[Record, Decimal, Finding]] = {}
    disputed: set[int] = set()
    for table in doubted:
        rows = parts[table].to_dicts()
        for total in (each for each in known if (each.submission_id, each.sheet) == table):
            record = said[*table, total.row.number]
            ways = [[part for span in way for part in _within(rows, span)] for way in total.ways]
            ways += [[part for part in rows if part["row"] in chosen] for chosen in total.sets]
            fits = [fit for way in ways for fit in _fits(record, way, column)]
            if len({tuple((part["__at"], value) for part, value in fit) for fit in fits}) != 1:
                continue
            for part, value in fits[0]:
                if part["__at"] in found and found[part["__at"]][1] != value:
                    disputed.add(part["__at"])
                found[part["__at"]] = part, value, _proof(part, value, record, column, catalogue)
    return [proof for index, proof in sorted(found.items()) if index not in disputed]


def _fits(total: Record, parts: list[Record], column: Column) -> list[list[tuple[Record, Decimal]]]:
    """At most two ways to read the ambiguous parts so that they add up to the total."""
    name = column.name
    choices = [_choices(part, name) for part in parts]
    targets = _choices(total, name)
    open_parts = [part for part in parts if part[name + PROBLEM] == _AMBIGUOUS and part[name] is None]
    if targets is None or any(choice is None for choice in choices) or not 0 < len(open_parts) <= _MOST:
        return []
    fixed = sum((choice[0] for choice in choices if choice and len(choice) == 1), Decimal(0))
    options = [readings(part[name + TEXT]) for part in open_parts]
    middle = len(options) // 2
    left, right = _sums(options[:middle]), _sums(options[middle:])
    fits = [
        [*one, *two]
        for target in dict.fromkeys(targets)
        for sum_left, ways in left.items()
        for one in ways
        for two in right.get(target - fixed - sum_left, [])
    ]
    return [list(zip(open_parts, fit, strict=True)) for fit in fits[:2]]


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


def _proof(part: Record, value: Decimal, total: Record, column: Column, catalogue: Catalogue) -> Finding:
    factor = catalogue.stated_units[part[column.name + UNIT]].factor
    params = {
        "reading": vietnamese(value / factor),
        "total_cell": f"{total[column.name + LETTER]}{total['row']}",
        "total": total[column.name + TEXT],
    }
    return at(part, column, "number_proven", params=params, rejects=False)


def _differing(
    details: pl.DataFrame, sums: pl.DataFrame, known: list[Total], column: Column, catalogue: Catalogue
) -> list[tuple[str, Finding]]:
    """Totals that are the sum of none of the rows they may stand for, where all of those could be read."""
    wrong = (
        sums.rename({"row": "total"})
        .filter(pl.col(column.name).is_not_null())
        .join(_added(details, known, column), on=[*_TABLE, "total"], maintain_order="left")
        .filter((pl.col("added").is_not_null() & (pl.col("added") != pl.col(column.name))).all().over(*_TABLE, "total"))
        .unique([*_TABLE, "total"], keep="first", maintain_order=True)
    )
    return [(row["submission_id"], _difference(row, column, catalogue)) for row in wrong.iter_rows(named=True)]


def _added(details: pl.DataFrame, known: list[Total], column: Column) -> pl.DataFrame:
    """What the rows of each span of a total come to: submission, sheet, row of the `total`, `added` (or null)."""
    spans = pl.DataFrame(
        [(t.submission_id, t.sheet, t.row.number, n, *s) for t in known for n, way in enumerate(t.ways) for s in way],
        schema=dict.fromkeys(_TABLE, pl.String) | dict.fromkeys(("total", "way", "first", "last"), pl.Int32),
        orient="row",
    )
    value = pl.when(pl.col(column.name + ABSENT).is_not_null()).then(pl.lit(0, VALUE)).otherwise(column.name)
    part = pl.col("part")
    return (
        spans.join(details.select(*_TABLE, "row", value.alias("part")), on=_TABLE, maintain_order="left")
        .filter(pl.col("row").is_between("first", "last"))
        .group_by(*_TABLE, "total", "way", maintain_order=True)
        .agg(pl.when(part.is_null().any()).then(None).otherwise(part.sum()).cast(VALUE).alias("added"))
    )


def _difference(row: Record, column: Column, catalogue: Catalogue) -> Finding:
    factor = catalogue.stated_units[row[column.name + UNIT]].factor
    return at(row, column, "total_differs", params={"other": vietnamese(row["added"] / factor)}, rejects=False)

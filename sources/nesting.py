"""Tables whose rows are parts of one another: whether each row is the sum of its parts, and each total of its rows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import polars as pl

from schemas.catalogue import Catalogue
from schemas.frames import PROBLEM, TEXT
from schemas.records import Column, Form
from sources.explaining import at
from sources.findings import Finding
from sources.lexicon import Lexicon
from sources.numbers import vietnamese
from sources.outline import Node
from sources.places import sections
from sources.rows import Row
from sources.typed import ABSENT, LETTER, UNIT

Record = dict[str, Any]
Parts = tuple[Node, ...]
_TOLD = 6


@dataclass
class Nesting:
    """The outline of a table: its rows in order, the row that each is, and the total that states each section's sum.

    `candidates`: for each total row, the rows that it may add up.
    """

    submission_id: str
    sheet: str
    nodes: list[Node]
    kinds: Mapping[int, str]
    candidates: dict[int, list[Parts]] = field(default_factory=dict)
    closed: dict[int, int] = field(default_factory=dict)


def nesting(submission_id: str, sheet: str, found: Iterable[Row], words: Lexicon) -> Nesting | None:
    """The outline of a table in which a row of figures is a part of another; None for any other table."""
    placed = [row for row in found if row.node is not None]
    kinds = {row.number: row.kind for row in placed}
    nodes = [row.node for row in placed if row.node]
    figures = {"data", "aside"}
    if not any(n.parent and {kinds[n.row], kinds[n.parent.row]} <= figures for n in nodes):
        return None
    outline = Nesting(submission_id, sheet, nodes, kinds)
    for place, node in enumerate(nodes):
        if node.total:
            outline.candidates[node.row] = list(_candidates(outline, place, words))
    return outline


def _candidates(outline: Nesting, place: int, words: Lexicon) -> Iterator[Parts]:
    """What a total may add up: the section or sections that it names, else the rows around it."""
    node, before = outline.nodes[place], outline.nodes[:place]
    named = [_section(before, number) for number in sections(node.label, words)]
    if named and None not in named:
        found = tuple(each for each in named if each is not None)
        if len(found) == 1:
            outline.closed.setdefault(found[0].row, node.row)
            found = tuple(part for part in found[0].parts if not part.of_which and part.row < node.row)
        yield found
        return
    totals = [n for n, each in enumerate(outline.nodes) if each.total]
    last = max((n for n in totals if n < place), default=-1)
    following = min((n for n in totals if n > place), default=len(outline.nodes))
    for span in (before[last + 1 :], outline.nodes[place + 1 : following], outline.nodes):
        yield _highest(span)


def _section(before: list[Node], number: str) -> Node | None:
    numbered = (n for n in reversed(before) if not n.total and n.label.number.casefold() == number.casefold())
    return next(numbered, None)


def _highest(span: Iterable[Node]) -> Parts:
    """The rows of a span that stand highest and are not only named of another."""
    counted = [n for n in span if not n.of_which and not any(above.of_which for above in n.above())]
    top = min((n.depth for n in counted), default=0)
    return tuple(n for n in counted if n.depth == top)


def whole_rows(outline: Nesting, total: int) -> tuple[frozenset[int], ...]:
    """The sets of figure rows, without parts of their own, that a total may add up: they may prove a reading."""
    sets = (parts for parts in outline.candidates[total] if parts)
    plain = (parts for parts in sets if all(outline.kinds[n.row] == "data" and not counted(n) for n in parts))
    return tuple(frozenset(n.row for n in parts) for parts in plain)


@dataclass
class _Sums:
    """The figures of one table by row, and how its rows add up in one measure."""

    outline: Nesting
    records: Mapping[int, Record]
    measures: tuple[str, ...]

    def own(self, row: int, name: str) -> Decimal | None:
        record = self.records.get(row)
        if record is None:
            return None
        return Decimal(0) if record[name + ABSENT] is not None else record[name]

    def is_heading(self, node: Node) -> bool:
        """Whether a row with parts states no figure of its own: it holds none, or all zeros."""
        silent = node.row not in self.records or all(self.own(node.row, name) == 0 for name in self.measures)
        return bool(node.parts) and silent

    def value(self, node: Node, name: str) -> Decimal | None:
        """What a row counts for: the total that closes it, its own figure, or the sum of its parts."""
        closing = self.outline.closed.get(node.row)
        if closing is not None:
            return self.own(closing, name)
        if not self.is_heading(node):
            return Decimal(0) if self.outline.kinds[node.row] == "other" else self.own(node.row, name)
        return self.total(counted(node), name)

    def total(self, parts: Iterable[Node], name: str) -> Decimal | None:
        values = [self.value(part, name) for part in parts]
        return None if None in values else sum((v for v in values if v is not None), Decimal(0))


def counted(node: Node) -> Parts:
    """The parts that add up to a row: not those that are only named of it."""
    return tuple(part for part in node.parts if not part.of_which)


def compare(
    outlines: Iterable[Nesting], frame: pl.DataFrame, sums: pl.DataFrame, form: Form, catalogue: Catalogue
) -> tuple[set[tuple[str, str, int]], list[tuple[str, Finding]]]:
    """Compare the totals and the rows with parts of nested tables with what they add up.

    Gives the rows that the form does not know and that are the sum of their parts in every measure, which
    makes them totals, and a warning for each figure that is no such sum.
    """
    measures = tuple(c.name for c in form.having("measure") if adds_up(c, catalogue))
    subtotals: set[tuple[str, str, int]] = set()
    findings: list[tuple[str, Finding]] = []
    for outline in outlines:
        mine = (pl.col("submission_id") == outline.submission_id) & (pl.col("sheet") == outline.sheet)
        rows = [*frame.filter(mine).iter_rows(named=True), *sums.filter(mine).iter_rows(named=True)]
        table = _Sums(outline, {row["row"]: row for row in rows}, measures)
        for node in outline.nodes:
            if _is_subtotal(node, table, form):
                subtotals.add((outline.submission_id, outline.sheet, node.row))
            else:
                found = _differences(node, table, form, catalogue)
                findings += [(outline.submission_id, finding) for finding in found]
    return subtotals, findings


def adds_up(column: Column, catalogue: Catalogue) -> bool:
    """Whether the figures of a measure add up down a table: percentages and figures in several units do not."""
    return column.unit is not None and catalogue.stated_units[column.unit].additive


def _is_subtotal(node: Node, table: _Sums, form: Form) -> bool:
    record, parts = table.records.get(node.row), counted(node)
    if (
        record is None
        or not parts
        or table.outline.kinds[node.row] != "data"
        or record[form.key[0] + PROBLEM] != "unknown_code"
    ):
        return False
    own = {name: table.own(node.row, name) for name in table.measures}
    stated = None not in own.values() and any(own.values())
    return stated and all(table.total(parts, name) == value for name, value in own.items())


def _differences(node: Node, table: _Sums, form: Form, catalogue: Catalogue) -> Iterator[Finding]:
    record = table.records.get(node.row)
    ways = table.outline.candidates[node.row] if node.total else [counted(node)]
    ways = [parts for parts in ways if parts]
    if record is None or not ways or (not node.total and table.is_heading(node)):
        return
    for column in (form.column(name) for name in table.measures):
        stated = table.own(node.row, column.name)
        sums = [table.total(parts, column.name) for parts in ways]
        if stated is not None and all(each is not None and each != stated for each in sums):
            yield _difference(node, record, column, form.key[0], sums[0] or Decimal(0), table, ways[0], catalogue)


def _difference(
    node: Node,
    record: Record,
    column: Column,
    key: str,
    added: Decimal,
    table: _Sums,
    parts: Parts,
    catalogue: Catalogue,
) -> Finding:
    factor = catalogue.stated_units[record[column.name + UNIT]].factor
    params = {"other": vietnamese(added / factor)}
    if node.total:
        return at(record, column, "total_differs", params=params, rejects=False)
    filled = [part.row for part in parts if table.value(part, column.name)] or [part.row for part in parts]
    told = [f"{record[column.name + LETTER]}{row}" for row in filled[:_TOLD]]
    params |= {"parts": ", ".join(told) + (" …" if len(filled) > _TOLD else ""), "label": str(record[key + TEXT])}
    return at(record, column, "parts_differ", params=params, rejects=False)

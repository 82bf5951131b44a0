"""The outline of a table: which rows are parts of which, as the numbering, dashes and indents of their labels tell.

Numbers have an order of their own: `Phần I`, `A`, `I`, `I.1`, `1`, `1.1`, `a`. Dashes and other bullets have none:
the kind that comes first below a number stands above the kind that comes next. A label that begins with words such
as `Trong đó` names some of the parts of the row above, which need not add up to it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from schemas.text import clean, key

_PART = re.compile(r"phần\s+([ivx]+|\d+|[a-z])(?=\W|$)\s*[-.:)]*\s*", re.IGNORECASE)
_CHAIN = re.compile(r"([IVX]+|\d+|[A-ZĐ])((?:\.\d+)+)(?!\d)[.:)]*\s*(?=[^\W\d]|$)")
_ONE = re.compile(r"(?:([IVX]+)|([A-ZĐ])|(\d{1,3})|([a-zđ]))(?:[.:)]\s*|\s*-\s+)(?=[^\d\s]|$)")
_BULLET = re.compile(r"([-+*•])\s*")
_BARE_NUMBER = re.compile(r"\d{1,3}\s+(?=[^\W\d])")
NUMBER = re.compile(r"[IVX]+|[A-ZĐ]|\d{1,3}|[a-zđ]|(?:[IVX]+|\d+|[A-ZĐ])(?:\.\d+)+")
# The ranks of numbers, the highest first: a part of the table, A, I, 1, a. Chains such as `I.1` stand in between.
_RANKS = {"part": 0, "letter": 10, "roman": 20, "digit": 30, "small": 40}
_PLAIN, _LEAF = "plain", "part of"


@dataclass(frozen=True)
class Label:
    """A row label taken apart: its number (`I.1`) with its rank, its bullet, and the words that are left.

    `part`: it begins with words such as `Trong đó`; `opens`: it ends with a colon, so rows follow that it names.
    """

    bare: str
    number: str = ""
    rank: int | None = None
    bullet: str = ""
    part: bool = False
    opens: bool = False
    indent: int = 0


def parsed(text: str, part_marks: tuple[str, ...], number: str = "") -> Label:
    """Take a label apart; `number`: what stands in the column of numbers beside it."""
    indent = len(text) - len(text.lstrip())
    rest = clean(text)
    part = next((mark for mark in part_marks if key(rest).startswith(mark)), "")
    if part:
        rest = rest[len(part) :].lstrip(" :")
    said, rank, rest = _numbered(rest)
    bullet = _BULLET.match(rest) if rank is None else None
    if bullet:
        rest = rest[bullet.end() :]
    if rank is None and not bullet and not part and NUMBER.fullmatch(number.strip(" .:)")):
        said, rank, _ = _numbered(number.strip(" .:)") + ".")
    opens = rest.endswith(":") or (bool(part) and not rest)
    return Label(rest, said, rank, bullet[1] if bullet else "", bool(part), opens, indent)


def bare_labels(text: str, part_marks: tuple[str, ...]) -> Iterator[str]:
    """A label without its numbering and bullets, then without a number that no mark sets off."""
    label = parsed(text, part_marks)
    yield label.bare
    yield _BARE_NUMBER.sub("", label.bare)


def number_rank(number: str) -> int | None:
    """The rank of a number that stands alone, such as `I.1`."""
    return _numbered(number + ".")[1]


def _numbered(text: str) -> tuple[str, int | None, str]:
    """The number that a text begins with, its rank, and the rest."""
    if found := _PART.match(text):
        return found[1].upper(), _RANKS["part"], text[found.end() :]
    if found := _CHAIN.match(text):
        head = "roman" if re.fullmatch("[IVX]+", found[1]) else "digit" if found[1].isdigit() else "letter"
        return found[1] + found[2], _RANKS[head] + found[2].count("."), text[found.end() :]
    if found := _ONE.match(text):
        kind = ("roman", "letter", "digit", "small")[(found.lastindex or 1) - 1]
        return str(found[found.lastindex or 0]), _RANKS[kind], text[found.end() :]
    return "", None, text


@dataclass
class Node:
    """A row in the outline: the row whose part it is, and whether it is only among the parts that are named of it."""

    row: int
    label: Label
    parent: "Node | None" = None
    of_which: bool = False
    total: bool = False
    parts: "list[Node]" = field(default_factory=list)

    @property
    def depth(self) -> int:
        """How many rows it is a part of, one within the other."""
        return 0 if self.parent is None else self.parent.depth + 1

    def above(self) -> "Iterator[Node]":
        """The rows that it is a part of, the nearest first."""
        if self.parent is not None:
            yield self.parent
            yield from self.parent.above()


@dataclass
class _Level:
    """An open level: the rank of a number, or the kind of a bullet below it; what comes in it hangs on `under`."""

    rank: float
    kind: str
    node: Node
    under: Node | None
    of_which: bool
    indent: int = 0


_UNRANKED = 90.0


def outlined(labels: Iterable[tuple[int, Label, float | None]]) -> list[Node]:
    """The rows in order, each below the row whose part it is.

    Takes the number of each row, its label and, for a total row, the rank at which it stands (see `total_rank`).
    """
    nodes: list[Node] = []
    levels: list[_Level] = []
    for row, label, total in labels:
        node = Node(row, label)
        _place(node, levels, total)
        if node.parent is not None:
            node.parent.parts.append(node)
        nodes.append(node)
    return nodes


def _place(node: Node, levels: list[_Level], total: float | None) -> None:
    label = node.label
    if total is not None:
        node.total = True
        _close(levels, total)
        _open(node, levels, total, "total")
    elif label.rank is not None and not label.part:
        _close(levels, label.rank)
        _open(node, levels, label.rank, "number")
    elif label.opens and not label.bullet:
        _open_breakdown(node, levels)
    else:
        _place_unranked(node, levels)


def _close(levels: list[_Level], rank: float) -> None:
    while levels and levels[-1].rank >= rank:
        levels.pop()


def _open(node: Node, levels: list[_Level], rank: float, kind: str, *, of_which: bool = False) -> None:
    node.parent = levels[-1].node if levels else None
    node.of_which = of_which or node.total
    levels.append(_Level(rank, kind, node, node.parent, of_which, node.label.indent))


def _open_breakdown(node: Node, levels: list[_Level]) -> None:
    """`Trong đó:` alone, `Theo nhóm:`: another cut through the row above, with rows of its own."""
    at = next((n for n, level in enumerate(levels) if level.kind == "breakdown"), None)
    if at is not None:
        del levels[at:]
    while levels and levels[-1].rank >= _UNRANKED and not node.label.part:
        levels.pop()
    _open(node, levels, (levels[-1].rank if levels else -1) + 0.5, "breakdown", of_which=True)


def _place_unranked(node: Node, levels: list[_Level]) -> None:
    label = node.label
    start = next((n for n in range(len(levels) - 1, -1, -1) if levels[n].rank < _UNRANKED), -1) + 1
    if label.part:
        leaf = next((n for n in range(start, len(levels)) if levels[n].kind == _LEAF), None)
        if leaf is not None:
            del levels[leaf:]
        _open(node, levels, _UNRANKED, _LEAF, of_which=True)
        if label.bullet:  # What goes on with this bullet is named of the same row.
            levels[-1].kind = label.bullet
        return
    kind = label.bullet or _PLAIN
    at = next((n for n in range(start, len(levels)) if levels[n].kind == kind), None)
    if kind == _PLAIN:
        at = _plain_place(label, levels, start)
    if at is None:
        _open(node, levels, _UNRANKED, kind)
        return
    of_which = levels[at].of_which
    del levels[at:]
    _open(node, levels, _UNRANKED, kind, of_which=of_which)


def _plain_place(label: Label, levels: list[_Level], start: int) -> int | None:
    """Where a label without any mark goes on: set in below a row that is named of another, it is named of it too.

    Beside the last label like it that is set in as far; set in further, it opens a level of its own. Else it
    stands above all bullets.
    """
    if len(levels) > start and levels[-1].kind == _LEAF and label.indent > levels[-1].indent:
        return len(levels) - 1
    like = (n for n in range(len(levels) - 1, start - 1, -1) if levels[n].kind == _PLAIN)
    at = next((n for n in like if levels[n].indent <= label.indent + 1), None)
    if at is None:
        return start if len(levels) > start else None
    if label.indent <= levels[at].indent + 1:
        return at
    del levels[at + 1 :]
    return None

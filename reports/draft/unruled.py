"""Tables of a PDF that have no ruling lines: rows of figures that stand below each other, and the heads above them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from reports.draft.contexts import years
from reports.draft.passages import Grid, Passage, plain

_FIGURE = re.compile(r"[-–−]?\(?\d[\d.,]*\)?%?\*?")
_ORDINAL = re.compile(r"(?:\d{1,3}|[IVX]+|[a-zđ])[.)]?")
_BLANK = ("-", "–", "…")
_ROWS, _COLUMNS = 2, 2
_HEAD, _WRAPPED = 4, 3
_NEAR = 2.0
_FULL_STOP = (".", ";")


@dataclass(frozen=True)
class Line:
    """A line of a page: its number, its place from the top, and its words from the left as `pdfplumber` gives them."""

    number: int
    top: float
    words: tuple[Mapping[str, Any], ...]

    @property
    def figures(self) -> tuple[Mapping[str, Any], ...]:
        """The figures that the line ends with, nothing but figures; none where it is nothing else."""
        start = len(self.words)
        while start and (_FIGURE.fullmatch(self.words[start - 1]["text"]) or self.words[start - 1]["text"] in _BLANK):
            start -= 1
        return self.words[start:] if start else ()


@dataclass(frozen=True)
class Unruled:
    """A table without lines: between which numbers of lines it stands, and what it holds."""

    first: int
    last: int
    grid: Grid


def may_hold_one(texts: Sequence[str]) -> bool:
    """Whether two lines near each other end with two figures each."""
    ends = [place for place, text in enumerate(texts) if len(_trailing(text)) >= _COLUMNS]
    return any(after - before <= _WRAPPED + 1 for before, after in pairwise(ends))


def _trailing(text: str) -> list[str]:
    words = text.split()
    found: list[str] = []
    while len(words) > 1 and _FIGURE.fullmatch(words[-1]):
        found.append(words.pop())
    return found


def unruled(lines: Sequence[Line]) -> Iterator[Unruled]:
    """The tables among the lines of a page."""
    rows: list[int] = []
    for place, line in enumerate([*lines, Line(0, 0.0, ())]):
        if len(line.figures) >= _COLUMNS and (not rows or place - rows[-1] <= _WRAPPED + 1):
            rows.append(place)
        elif rows and (place == len(lines) or place - rows[-1] > _WRAPPED or len(line.figures) >= _COLUMNS):
            yield from _table(lines, rows)
            rows = [place] if len(line.figures) >= _COLUMNS else []


def _table(lines: Sequence[Line], rows: Sequence[int]) -> Iterator[Unruled]:
    columns = _columns([word for place in rows for word in lines[place].figures])
    if len(rows) < _ROWS or len(columns) < _COLUMNS or not _aligned(lines, rows, columns):
        return
    first = _first_of_head(lines, rows[0], columns)
    heads = [word for line in lines[first : rows[0]] for word in line.words]
    edge = _edge(heads, columns)
    over: list[list[str]] = [[] for _ in range(len(columns) + 1)]
    for word in heads:
        over[_column_of(word, columns, edge)].append(word["text"])
    labels = _labels(lines, rows, columns)
    last = rows[-1] + _below(lines, rows, columns)
    number = lines[rows[0]].number
    told = rows[0] - first < 2 or _dated_alike([" ".join(words) for words in over[1:]])
    top = tuple(plain(" ".join(words) if told else "", number) for words in over)
    grid = [(plain("", number), *top), *(_row(lines[place], labels[place], columns) for place in rows)]
    yield Unruled(lines[first].number, lines[last].number, Grid(tuple(grid)))


def _dated_alike(heads: Sequence[str]) -> bool:
    """Whether all heads of amounts name a year or none does: else one may stand over several columns."""
    amounts = [head for head in heads if "%" not in head]
    return len({bool(years(head)) for head in amounts}) < len(("dated", "undated"))


def _row(line: Line, label: Sequence[str], columns: Sequence[tuple[float, float]]) -> tuple[Passage, ...]:
    """A row: its ordinal, its label, and each figure in the column that it stands in."""
    numbered = len(label) > 1 and _ORDINAL.fullmatch(label[0]) is not None
    cells = [""] * len(columns)
    for word in line.figures:
        cells[next(i for i, (left, right) in enumerate(columns) if word["x0"] <= right and word["x1"] >= left)] = word[
            "text"
        ]
    texts = [label[0] if numbered else "", " ".join(label[numbered:]), *cells]
    return tuple(plain(text, line.number) for text in texts)


def _columns(figures: Sequence[Mapping[str, Any]]) -> list[tuple[float, float]]:
    """Between which edges the figures that stand below each other lie, from the left."""
    found: list[tuple[float, float]] = []
    for left, right in sorted((word["x0"], word["x1"]) for word in figures):
        if found and left <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], right))
        else:
            found.append((left, right))
    return found


def _aligned(lines: Sequence[Line], rows: Sequence[int], columns: Sequence[tuple[float, float]]) -> bool:
    """Whether each row has at most one figure in a column, and most columns have several."""
    counts = [0] * len(columns)
    for place in rows:
        inside = [i for word in lines[place].figures for i, (a, b) in enumerate(columns) if a <= word["x0"] <= b]
        if len(inside) != len(set(inside)):
            return False
        for i in inside:
            counts[i] += 1
    return sum(count >= _ROWS for count in counts) >= _COLUMNS


def _first_of_head(lines: Sequence[Line], row: int, columns: Sequence[tuple[float, float]]) -> int:
    """The first of the lines above the figures that are their heads: one reaches over a column and is no sentence."""
    first = row
    while first and row - first < _HEAD:
        line = lines[first - 1]
        ended = line.words[-1]["text"].endswith((*_FULL_STOP, ":"))
        if ended or line.figures or line.top < lines[first].top - 3 * _height(line) or not _over(line, columns):
            break
        first -= 1
    return first


def _over(line: Line, columns: Sequence[tuple[float, float]]) -> bool:
    return any(word["x1"] >= columns[0][0] for word in line.words)


def _height(line: Line) -> float:
    return float(line.words[0]["bottom"] - line.words[0]["top"])


def _edge(heads: Sequence[Mapping[str, Any]], columns: Sequence[tuple[float, float]]) -> str:
    """Whether heads and figures are flush `left` or `right`, or neither: then they are centred."""
    left = sum(any(abs(word["x0"] - a) < _NEAR for word in heads) for a, _ in columns)
    right = sum(any(abs(word["x1"] - b) < _NEAR for word in heads) for _, b in columns)
    if max(left, right) * 2 <= len(columns):
        return "centre"
    return "left" if left >= right else "right"


def _column_of(word: Mapping[str, Any], columns: Sequence[tuple[float, float]], edge: str) -> int:
    """The column that a word of the heads stands over, from 1; 0 for that of the labels."""
    if edge == "left":
        return sum(word["x0"] >= left - _NEAR for left, _ in columns)
    if edge == "right":
        passed = sum(word["x1"] > right + _NEAR for _, right in columns)
        start = columns[0][0] - (columns[1][0] - columns[0][0])
        return 0 if not passed and word["x1"] < start else min(passed + 1, len(columns))
    middles = [(left + right) / 2 for left, right in columns]
    here = (word["x0"] + word["x1"]) / 2
    wide = middles[1] - middles[0]
    return 0 if here < middles[0] - wide / 2 else 1 + min(range(len(middles)), key=lambda i: abs(middles[i] - here))


def _wraps(line: Line, columns: Sequence[tuple[float, float]]) -> bool:
    """Whether a line can be more of a label: it does not reach into the columns."""
    return bool(line.words) and line.words[-1]["x1"] < columns[0][0]


def _labels(lines: Sequence[Line], rows: Sequence[int], columns: Sequence[tuple[float, float]]) -> dict[int, list[str]]:
    """The words of each row's label, those of its wrapped lines with them: of the row that is nearest."""
    found: dict[int, list[tuple[float, str]]] = {place: [] for place in rows}
    end = rows[-1] + _below(lines, rows, columns)
    for place in range(rows[0], end + 1):
        line = lines[place]
        nearest = place if place in found else min(rows, key=lambda row: (abs(lines[row].top - line.top), row))
        own = line.words[: len(line.words) - len(line.figures)] if place in found else line.words
        found[nearest] += [(line.top, word["text"]) for word in own]
    return {place: [text for _, text in sorted(words, key=lambda each: each[0])] for place, words in found.items()}


def _below(lines: Sequence[Line], rows: Sequence[int], columns: Sequence[tuple[float, float]]) -> int:
    """How many lines below the last row still are of its label: as near as wrapped lines are, and as short."""
    count = 0
    while (place := rows[-1] + count + 1) < len(lines) and count < _WRAPPED:
        near = lines[place].top - lines[place - 1].top < 1.5 * _height(lines[place])
        if not (near and _wraps(lines[place], columns)):
            break
        count += 1
    return count

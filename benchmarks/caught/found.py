"""What a tool found, held against what was planted; needs nothing but Python itself."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_CELL = re.compile(r"([A-Z]+)(\d+)")
Entry = dict[str, Any]


@dataclass(frozen=True)
class Found:
    """A finding: the file, zero-based row and column of the sheet where it has them, and what it is called."""

    file: str
    row: int | None
    column: int | None
    name: str

    @classmethod
    def at(cls, file: str, cell: str | None, name: str) -> "Found":
        """A finding at a cell such as `C12`, or none."""
        place = _CELL.fullmatch(cell or "")
        if not place:
            return cls(file, None, None, name)
        column = 0
        for letter in place[1]:
            column = column * 26 + ord(letter) - ord("A") + 1
        return cls(file, int(place[2]) - 1, column - 1, name)


def files(given: Path) -> list[Entry]:
    """Every file that is judged: `file`, `form`, `heads` (rows of the header), `last` (row), `fault` and its places."""
    found: list[Entry] = json.loads((given / "files.json").read_text(encoding="utf-8"))
    return found


def told(given: Path, found: Iterable[Found]) -> Entry:
    """Fault -> how many were planted, caught and passed over; and how many clean files had a finding."""
    by_file: dict[str, list[Found]] = {}
    for each in found:
        by_file.setdefault(each.file, []).append(each)
    faults: dict[str, dict[str, Any]] = {}
    clean = {"plain": [0, 0], "varied": [0, 0]}
    for entry in files(given):
        mine = by_file.get(entry["file"], [])
        if not entry["fault"]:
            counts = clean["varied" if entry.get("varied") else "plain"]
            counts[0] += bool(mine)
            counts[1] += 1
            continue
        kind = faults.setdefault(entry["fault"], {"title": entry["title"], "planted": 0, "caught": 0, "missed": []})
        kind["planted"] += 1
        if any(is_caught(entry, each) for each in mine):
            kind["caught"] += 1
        else:
            kind["missed"].append(entry["file"])
    return {"rows": len(files(given)), "faults": faults, "clean": clean}


def is_caught(entry: Entry, found: Found) -> bool:
    """Whether a finding is at a cell of the fault, or of its row or column as a whole, or names it.

    A finding without a row is about the table as a whole: it names a fault that is so, too.
    """
    if found.name in entry["named"] or (entry["whole"] and found.row is None):
        return True
    if found.row is None and found.column is None:
        return False
    return any(found.row in (None, row) and found.column in (None, column) for row, column in entry["places"])

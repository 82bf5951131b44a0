"""Writes RESULTS.md from results.json: every case measured so far, the last time that it was."""

import json
from collections.abc import Mapping
from typing import Any

from benchmarks.cases import HERE, Case

_RESULTS = HERE / "results.json"
_HEAD = """# What it costs

Written by `make bench` ([how](README.md)). Each side did the same work with the same input in a process of its own, by
turns; seconds are medians, memory is the most that was seen, a ratio is the median of the ratios of each round: what
Solieu takes as a multiple of what the other takes.
"""


def keep(new: list[dict[str, Any]], known: Mapping[str, Case]) -> None:
    """Put new results in place of those of the same case and number of rows, and write the page anew."""
    old = json.loads(_RESULTS.read_text(encoding="utf-8")) if _RESULTS.exists() else []
    replaced = {(each["case"], each["rows"]) for each in new}
    kept = [each for each in old if (each["case"], each["rows"]) not in replaced and each["case"] in known]
    found = sorted(kept + new, key=lambda each: (each["case"], each["rows"]))
    _RESULTS.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (HERE / "RESULTS.md").write_text("\n".join([_HEAD, *_pages(found, known)]), encoding="utf-8")


def _pages(found: list[dict[str, Any]], known: Mapping[str, Case]) -> list[str]:
    lines = []
    for case in known.values():
        mine = [each for each in found if each["case"] == case.name]
        if mine:
            lines += [f"## {case.title}\n"]
            for rows in sorted({each["rows"] for each in mine}):
                lines += _table(case, [each for each in mine if each["rows"] == rows])
            lines += [case.more(HERE, mine) + "\n"] if case.more else []
    return lines


def _table(case: Case, mine: list[dict[str, Any]]) -> list[str]:
    told = mine[0]["machine"]
    lines = [
        f"{mine[0]['rows']:,} rows, {mine[0]['rounds']} rounds; {told['processor']}, {told['memory']},"
        f" {told['system']}, {told['measured']}. Ours: {told['ours']}. Theirs: {told['theirs']}.\n",
        "| | seconds | CPU seconds | peak MiB | Solieu takes | goal |",
        "|---|---|---|---|---|---|",
    ]
    return [*lines, *(_line(case, each, is_ours=each is mine[0]) for each in mine), ""]


def _line(case: Case, each: dict[str, Any], *, is_ours: bool) -> str:
    ratio, goal = "", ""
    if is_ours and case.memory:
        goal = f"{case.memory} MiB: {_met(each['peak_memory_mib'] <= case.memory)}"
    if not is_ours:
        ratio = f"{each['ratio']:.2f} x (CPU {each['cpu_ratio']:.2f} x)"
        if each["at_most"]:
            goal = f"{each['at_most']:g} x: {_met(each['ratio'] <= each['at_most'])}"
    cells = (each["baseline"], f"{each['seconds']:.2f}", f"{each['cpu_seconds']:.2f}", f"{each['peak_memory_mib']:.0f}")
    return f"| {' | '.join((*cells, ratio, goal))} |"


def _met(holds: bool) -> str:
    return "met" if holds else "**missed**"

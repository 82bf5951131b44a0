"""The table of faults under the results of the case."""

from pathlib import Path
from typing import Any


def table(_: Path, results: list[dict[str, Any]]) -> str:
    """Fault by tool: how many of those planted were caught; then totals, and the clean files with a finding."""
    mine = [each for each in results if each["rows"] == max(every["rows"] for every in results)]
    told = [each["told"] for each in mine]
    lines = [
        "Caught: rejected or warned of at the cells of the fault, or named as what it is. A finding elsewhere does not"
        " count. All files were planted in the plainest layout; clean files came in that one, and as people vary it.\n",
        _row("fault", "files", *(each["baseline"] for each in mine)),
        _row(*["---"] * (2 + len(mine))),
    ]
    for name, fault in told[0]["faults"].items():
        caught = [each["faults"][name]["caught"] for each in told]
        lines.append(_row(fault["title"], fault["planted"], *caught))
    planted = sum(fault["planted"] for fault in told[0]["faults"].values())
    caught = [sum(fault["caught"] for fault in each["faults"].values()) for each in told]
    lines.append(_row("**caught**", planted, *(f"**{each}** ({each / planted:.0%})" for each in caught)))
    lines.append(_row("**missed**", planted, *(planted - each for each in caught)))
    for kind, title in (("plain", "clean, same layout"), ("varied", "clean, as people vary it")):
        count = told[0]["clean"][kind][1]
        lines.append(_row(f"**false alarms**: {title}", count, *(each["clean"][kind][0] for each in told)))
    return "\n".join(lines) + "\n"


def _row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"

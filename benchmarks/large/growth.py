"""How the time for a row grows with the number of rows, as a picture."""

import json
import subprocess
from pathlib import Path
from typing import Any

from benchmarks.cases import HERE

_GOAL = 1.1


def growth(folder: Path, found: list[dict[str, Any]]) -> str:
    """Draw microseconds a row by rows, a line for each side; says by how much Solieu's grew from the fewest rows on."""
    ours = [each for each in found if each["baseline"] == found[0]["baseline"]]
    fewest, most = ours[0], ours[-1]
    if fewest is most:
        return ""
    lines = {side: [each for each in found if each["baseline"] == side] for side in {e["baseline"]: 0 for e in found}}
    points = {side: [(e["rows"], e["seconds"] / e["rows"] * 1e6) for e in mine] for side, mine in lines.items()}
    python = HERE.parent / ".venv-bench" / "bin" / "python"
    picture = folder / "large" / "growth.svg"
    subprocess.run([python, "-m", "benchmarks.large.plot", json.dumps(points), picture], check=True, cwd=HERE.parent)
    told = [f"From {fewest['rows']:,} to {most['rows']:,} rows"]
    for what, name in (("seconds", "time"), ("cpu_seconds", "CPU time")):
        ratio = (most[what] / most["rows"]) / (fewest[what] / fewest["rows"])
        told.append(f"Solieu's {name} for a row becomes {ratio:.2f} times what it was (goal: at most {_GOAL:g})")
    return "![Microseconds a row by number of rows](large/growth.svg)\n\n" + ", ".join(told) + "."

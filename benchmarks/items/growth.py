"""How the cost grows with the rows: door and figures apart, and what a further row takes."""

from itertools import pairwise
from pathlib import Path
from typing import Any


def growth(_: Path, found: list[dict[str, Any]]) -> str:
    """A table of Solieu's runs by number of rows, and what each further row took from one to the next."""
    ours = [each for each in found if each["baseline"] == found[0]["baseline"]]
    lines = [
        "CPU seconds of all provinces together; files are made and removed between, which is not counted. Every figure"
        " of Appendix 1 of every province is what arithmetic says.\n",
        "| rows | Parquet, MB | the door | figures | µs a row, all | µs a further row, the door | worker, MiB |",
        "|---|---|---|---|---|---|---|",
    ]
    further = ["", *(f"{_further(one, other):.2f}" for one, other in pairwise(ours))]
    return "\n".join([*lines, *(_line(each, more) for each, more in zip(ours, further, strict=True))])


def _line(each: dict[str, Any], further: str) -> str:
    told, rows = each["told"], each["rows"]
    took = (f"{told['door']:.0f}", f"{told['figures']:.0f}", f"{each['cpu_seconds'] / rows * 1e6:.2f}", further)
    return "| " + " | ".join((f"{rows:,}", f"{told['bytes'] / 1e6:,.0f}", *took, str(told["worker_mib"]))) + " |"


def _further(one: dict[str, Any], other: dict[str, Any]) -> float:
    return float((other["told"]["door"] - one["told"]["door"]) / (other["rows"] - one["rows"]) * 1e6)

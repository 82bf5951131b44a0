"""How a sum of a year that is running is reached out to the whole year, in words and numbers."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from reports.numbers import exact_vi
from reports.tracing_words import Names, Sum

Record = Mapping[str, Any]
Estimates = Mapping[tuple[Any, ...], Record]


def estimate_of(each: Sum, estimates: Estimates) -> Record | None:
    """What the result that a sum is of is estimated at; None for targets, for other years and where nothing is."""
    return estimates.get((each.key[0], each.key[3])) if each.operand == "actual" else None


def expected(each: Sum, estimates: Estimates) -> Decimal:
    """What a sum enters the formula with: its estimate, or what its cells come to."""
    found = estimate_of(each, estimates)
    return found["value"] if found else each.total


def reached_out(each: Sum, estimates: Estimates) -> Names:
    """The estimate of a sum, worked out: `Ước …: 416.328 : 3 × 4 + 21.108 : 2 × 4 = 597.320 thuê bao`."""
    found = estimate_of(each, estimates) or {}
    cells = "; ".join(f"{c['receipt_no']:06d} {c['file_name']}, {c['sheet']}!{c['cell']}" for c in found["said"] or [])
    shown = f"{_worked(found, each)}{exact_vi(found['value'])} {each.unit}" + (f" ({cells})" if cells else "")
    return f"Ước {each.names[0]}: {shown}", f"Estimate of {each.names[1]}: {shown}"


def _worked(found: Record, each: Sum) -> str:
    if found["method"] == "run_rate":
        rates = found["rates"] or []
        told = (f"{exact_vi(r['so_far'])} : {r['periods_in']} × {r['periods_of']}" for r in rates)
        return f"{' + '.join(told)} = "
    if found["method"] == "same_share":
        return f"{exact_vi(each.total)} × {exact_vi(found['last_total'])} : {exact_vi(found['last_same'])} = "
    return ""

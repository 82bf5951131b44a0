"""What a formula leaves below the smallest unit of money: a typed amount is rounded to it, once, and that is told."""

from decimal import ROUND_HALF_UP, Decimal

import polars as pl

from schemas.declarations import Catalogue
from schemas.frames import VALUE
from sources.numbers import is_too_fine

_WHOLE = Decimal(1)


def whole_amounts(frame: pl.DataFrame, typed: str, catalogue: Catalogue) -> pl.Series:
    """The amounts with more decimals than are kept, rounded half up to the base unit; null for all other cells.

    Only of units whose base is `plain` (the đồng), and only of cells that hold a number: as text such a number is
    refused. Reads `__bare`, `__of` and `__times` of the frame; few cells are such, each is worked out exactly.
    """
    units = catalogue.stated_units
    money = [code for code, unit in units.items() if units[unit.base].plain]
    fine = frame.select((pl.col(typed) & pl.col("__of").is_in(money) & is_too_fine(pl.col("__bare"))).alias("fine"))[
        "fine"
    ]
    values: list[Decimal | None] = [None] * frame.height
    for place in fine.fill_null(value=False).arg_true().to_list():
        bare, of, times = (frame[name][place] for name in ("__bare", "__of", "__times"))
        exact = Decimal(bare) * (times or units[of].factor)
        values[place] = exact.quantize(_WHOLE, rounding=ROUND_HALF_UP)
    return pl.Series("__rounded", values, dtype=VALUE)

"""The records of how returns are expected, and of what is doubtful in them."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.record import Record


class Movement(Record):
    """Two measures of a row that belong together: what was added in the period, and what there is at its end."""

    flow: str
    stock: str


class Regime(Record):
    """Under which rules a form is reported; its data end on day `closes_on` of a period's last month, or with it."""

    kind: Literal["statistical", "administrative"]
    closes_on: Annotated[int, Field(ge=1, le=28)] | None = None


class Plausibility(Record):
    """The bounds beyond which a figure is told to its sender; what each means stands in `plausibility.yaml`."""

    periods: Annotated[int, Field(ge=2)]
    least_periods: Annotated[int, Field(ge=2)]
    deviations: Annotated[int, Field(ge=1)]
    times: Annotated[int, Field(ge=2)]
    small: Annotated[int, Field(ge=0)]
    trivial: Annotated[int, Field(ge=1)]
    unit_factors: tuple[Annotated[int, Field(ge=10)], ...]
    unit_times: Annotated[int, Field(ge=2)]
    moves_percent: Annotated[int, Field(ge=0)]
    added_percent: Annotated[int, Field(ge=1)]
    copied_figures: Annotated[int, Field(ge=2)]
    exchanged_near_percent: Annotated[int, Field(ge=1)]
    exchanged_apart_percent: Annotated[int, Field(ge=110)]
